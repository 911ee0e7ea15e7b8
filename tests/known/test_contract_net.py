"""The rules of the Contract Net as FIPA states them, in the messages of every pair after negotiating on good and on bad wires.

FIPA SC00029H: one call; each participant refuses or proposes by the deadline, later proposals are rejected; an accepted one
ends with one failure or one done; the rest are rejected; cancelling at any time. SC00030H: whoever has proposed may be
called again.
"""

from __future__ import annotations

import numpy as np
import pytest

from echelon.agents.negotiate import Faults, Manner
from echelon.agents.negotiate.award import no_offers
from echelon.agents.negotiate.deadlines import run_rounds
from echelon.agents.negotiate.protocol import INITIATOR_RULES, PARTICIPANT_RULES, TABLES
from echelon.agents.negotiate.sides import Sides, sides_of
from echelon.agents.negotiate.terms import Bids, Calls, terms_of
from echelon.agents.negotiate.wire import ROUNDS, wire_of
from echelon.agents.negotiate.words import BIT, CALLER, INITIATOR, PARTICIPANT, SELLER, WAITING

LANES = 300


def conversation(capacity: float, faults: Faults, calls: int = 1, worth: float = 9.0) -> Sides:
    """One initiator and three participants, of which each could serve it alone."""
    manner, names = Manner(calls=calls, patience=5), ["a", "b", "c"]
    asked = Calls(["i"], np.full((1, LANES), 10.0), worth)
    bids = Bids(names, np.full((3, LANES), capacity), np.array([[[2.0], [3.0], [4.0]]]))
    terms = terms_of(asked, bids, manner, (np.arange(1), np.arange(3)))
    wire = wire_of(faults, names, terms.price.shape, seed=5, day=1, attempt=0, replications=np.arange(LANES))
    sides = sides_of(terms)
    run_rounds(TABLES, terms, sides, no_offers(terms.price.shape, terms.least), wire, 0, ROUNDS)
    return sides


def said(sides: Sides, act: str, turn: int = 0) -> np.ndarray:
    return (sides.said >> BIT[act, turn] & 1) > 0


def test_on_a_good_wire_it_goes_as_drawn() -> None:
    """Three are called, all propose, one is accepted, two are rejected, and the winner ends with one `done`."""
    sides = conversation(10.0, Faults())
    assert said(sides, "call").all()
    assert said(sides, "propose").all()
    assert said(sides, "accept").sum(axis=1).tolist() == [[1] * LANES]
    assert (said(sides, "reject") == ~said(sides, "accept")).all()
    assert (said(sides, "done") == said(sides, "accept")).all()
    assert not any(said(sides, act).any() for act in ("refuse", "failure", "cancel", "cancelled"))


def test_all_refuse_and_it_is_over() -> None:
    manner = Manner(patience=5)
    terms = terms_of(Calls(["i"], np.full((1, 2), 10.0), 9.0), Bids(["a", "b"], np.full((2, 2), 3.0), 2.0, least=5.0), manner,
                     (np.arange(1), np.arange(2)))  # fmt: skip
    wire = wire_of(Faults(), ["a", "b"], (1, 2, 2), seed=0, day=0, attempt=0, replications=np.arange(2))
    sides = sides_of(terms)
    run_rounds(TABLES, terms, sides, no_offers((1, 2, 2), terms.least), wire, 0, ROUNDS)
    assert (sides.caller == CALLER["refused"]).all()
    assert (sides.seller == SELLER["refused"]).all()
    assert int(wire.count.sum()) == 2 * 2 * 2, "a call and a refusal each, and nothing after them"


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_whatever_is_lost_late_or_doubled(calls: int) -> None:
    sides = conversation(10.0, Faults(loss=0.2, late=0.3, twice=0.3, rounds=6), calls)
    accepted, rejected, cancelled = (said(sides, act) for act in ("accept", "reject", "cancel"))
    turns = [said(sides, "propose", turn) for turn in range(3)]
    assert not (accepted & rejected).any(), "exactly one of the two"
    assert (np.take_along_axis(np.array(turns), sides.caller_turn[None].astype(int), 0)[0] | ~accepted).all()
    assert (accepted | ~(said(sides, "done") | said(sides, "failure"))).all()
    assert not (said(sides, "done") & said(sides, "failure")).any()
    assert not np.isin(sides.caller, [CALLER[word] for word in WAITING]).any(), "and every one is over"
    assert (accepted.sum(axis=1) <= 1).all(), "nobody else is awarded what one has been"
    assert (cancelled <= (accepted | (sides.caller == CALLER["called off"]))).all()


def test_late_proposals_are_rejected() -> None:
    """On a slow wire some proposals come after the deadline: never accepted, and told so."""
    sides = conversation(10.0, Faults(late=0.9, rounds=9))
    late = said(sides, "propose") & (sides.reason == 0)
    assert late.any()
    assert not said(sides, "accept")[late].any()
    told = late & (sides.caller == CALLER["rejected"])
    assert told.any()
    assert said(sides, "reject")[told].all()


def test_the_iterated_form_calls_those_again_who_proposed() -> None:
    sides = conversation(10.0, Faults(), calls=3)
    assert all(said(sides, "call", turn).all() and said(sides, "propose", turn).all() for turn in range(3))
    assert (sides.caller_turn == 2).all()
    assert said(sides, "accept").sum() == LANES


def test_no_rule_leaves_an_end_but_to_learn_what_became_of_an_award() -> None:
    """Where the initiator's part is over it says nothing new; only `doubtful` may still learn how it ended."""
    over = set(INITIATOR) - set(WAITING) - {"doubtful", "silent"}
    assert all(rule.to == rule.at for rule in INITIATOR_RULES if rule.at in over)
    ends = set(PARTICIPANT) - {"idle", "proposed", "lapsed"}
    assert all(rule.to == rule.at for rule in PARTICIPANT_RULES if rule.at in ends)
