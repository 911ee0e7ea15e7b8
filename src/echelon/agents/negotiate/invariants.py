"""What must hold whenever one looks, for one initiator and one participant: said of columns of states, true or false of each.

The model checker asks it of every state that can be reached, the drill of a million negotiations after every round. States
are columns of whole numbers: where both stand and in which turn, which messages were said (`words.BIT`), and how many times
the participant has set capacity aside for that initiator.
Source: the rules of FIPA SC00029H, and that capacity is sold once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.agents.negotiate.words import BIT, CALLER, OPEN, SELLER, TURNS

Truths = NDArray[np.bool_]


class Columns(NamedTuple):
    """Where initiator and participant stand, their turns, what was said, and what is held. All of one shape."""

    caller: Any
    caller_turn: Any
    seller: Any
    seller_turn: Any
    said: Any
    held: Any


def said(state: Columns, act: str, turn: int = 0) -> Truths:
    """Whether a message was ever said."""
    return np.asarray((state.said >> BIT[act, turn]) & 1, dtype=bool)


def among(column: Any, codes: dict[str, int], words: Sequence[str]) -> Truths:
    """Whether a side stands at one of these words."""
    return np.isin(column, [codes[word] for word in words])


def broken(state: Columns) -> dict[str, Truths]:
    """Each invariant's name and where it is broken.

    >>> at = Columns(*(np.array([value]) for value in (CALLER["called"], 0, SELLER["idle"], -1, 1, 0)))
    >>> [name for name, where in broken(at).items() if where.any()]
    []
    """
    return {**_of_words(state), **_of_both(state)}


def _of_words(state: Columns) -> dict[str, Truths]:
    """What may not have been said together: from each other's words alone, whoever stands where."""
    accept, reject, cancel = (said(state, act) for act in ("accept", "reject", "cancel"))
    accepted = {turn: accept & (state.caller_turn == turn) for turn in range(TURNS)}
    unproposed = _any([accepted[turn] & ~said(state, "propose", turn) for turn in range(TURNS)])
    refused = _any([said(state, "refuse", turn) for turn in range(TURNS)])
    ends = np.sum([refused, *(said(state, act) for act in ("done", "failure", "cancelled"))], axis=0)
    after_refusal = _any(
        [said(state, "refuse", before) & said(state, "propose", turn)
         for turn in range(TURNS) for before in range(turn + 1)]
    )  # fmt: skip
    after_verdict = _any(
        [(accept | reject) & (state.caller_turn < turn) & said(state, "call", turn) for turn in range(TURNS)]
    )
    return {
        "accepted or rejected, not both": accept & reject,
        "no acceptance without a proposal": unproposed,
        "one last word of a participant": (ends > 1) | after_refusal,
        "nothing after the initiator's last word": (reject & cancel) | after_verdict,
        "done or failed only after an acceptance": (said(state, "done") | said(state, "failure")) & ~accept,
    }


def _of_both(state: Columns) -> dict[str, Truths]:
    """What the two sides' standings have to do with each other."""
    sold = state.seller == SELLER["sold"]
    holds = sold | (state.seller == SELLER["proposed"])
    return {
        "capacity is held once by an offer or a sale": state.held != holds,
        "sold only what was awarded": sold & ~said(state, "accept"),
        "done means sold": (state.caller == CALLER["done"]) & ~sold,
        "failed means not sold": (state.caller == CALLER["failed"]) & sold,
        "accepted if awarded": among(state.caller, CALLER, ("awarded", "doubtful", "done", "failed")) & ~said(state, "accept"),
        "rejected if passed over": (state.caller == CALLER["rejected"]) & ~said(state, "reject"),
        "no verdict while the call is open": among(state.caller, CALLER, OPEN) & (said(state, "accept") | said(state, "reject")),
    }  # fmt: skip


def unfinished(state: Columns) -> dict[str, Truths]:
    """What may not be so once all is over: somebody still waits, or an offer heard has no verdict. As `broken`."""
    verdict = said(state, "accept") | said(state, "reject") | said(state, "cancel")
    proposed = _any([said(state, "propose", turn) for turn in range(TURNS)])
    heard = proposed & ~among(state.caller, CALLER, ("silent", "refused"))
    return {
        "the initiator's part ends": among(state.caller, CALLER, (*OPEN, "awarded")),
        "a participant's part ends": state.seller == SELLER["proposed"],
        "an offer that was heard is accepted, rejected or cancelled": heard & ~verdict,
    }


def _any(truths: Sequence[Any]) -> Truths:
    return np.asarray(reduce(np.logical_or, truths), dtype=bool)
