"""What both sides of every negotiation know and have done: arrays over [initiator, participant, lane]."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.agents.negotiate.words import BIT, CALLER, SELLER, TURNS


class Terms(NamedTuple):
    """What is needed, offered and agreed beforehand; nothing of it changes.

    need       unit `[initiator, lane]`;  capacity unit `[participant, lane]`
    worth      money/unit `[initiator, participant, lane]` of a unit to the initiator
    price      money/unit, the same shape, asked at the first call;  floor: at the last
    least      unit, the same shape: no offer or award is below it
    order      `[participant, place, lane]` initiators, whom the participant would rather serve first
    withdraws  `[participant]` 1 where it takes an offer back from one whom it would rather serve later
    off        round `[initiator, lane]` in which the initiator calls off, or -1
    calls, patience, again   calls of a conversation; rounds that a call or an award waits; rounds after which one asks again
    """

    need: Any
    capacity: Any
    worth: Any
    price: Any
    floor: Any
    least: Any
    order: Any
    withdraws: Any
    off: Any
    calls: int
    patience: int
    again: int


class Sides(NamedTuple):
    """Where everybody stands. `[initiator, participant, lane]` but for the last two.

    caller, caller_turn, seller, seller_turn, said, held   as in `invariants.Columns`
    units      unit, what the participant's last proposal offered;  award: what the acceptance says
    stands     round after which the offer has lapsed;  reason: code of `award.REASONS`, -1 while open
    reply_by   round `[turn, initiator, lane]`, what a call says;  closes `[initiator, lane]`: when patience ends
    """

    caller: Any
    caller_turn: Any
    seller: Any
    seller_turn: Any
    said: Any
    held: Any
    units: Any
    award: Any
    stands: Any
    reason: Any
    reply_by: Any
    closes: Any


def sides_of(terms: Terms) -> Sides:
    """The beginning: whoever needs something has called all whose price may be worth it.

    Nobody else takes part: as if silent, with nothing said.
    """
    shape = terms.price.shape
    needed = (terms.need > 0.0)[:, None, :] & (terms.capacity > 0.0) & np.isfinite(terms.worth)
    caller = np.where(needed, CALLER["called"], CALLER["silent"]).astype(np.int8)
    said = np.where(needed, 1 << BIT["call", 0], 0).astype(np.int32)
    small = [np.zeros(shape, dtype=np.int8) for _ in range(4)]
    reply_by = np.full((TURNS, shape[0], shape[2]), terms.patience, dtype=np.int8)
    return Sides(
        caller, small[0], np.full(shape, SELLER["idle"], dtype=np.int8), np.full(shape, -1, dtype=np.int8), said,
        small[1], np.zeros(shape), np.zeros(shape), small[2], small[3], reply_by, reply_by[0].copy(),
    )  # fmt: skip
