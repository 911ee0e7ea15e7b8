"""Negotiate: initiators call, participants offer, awards are made; who got what, and why the others lost.

Takes no simulated time. What comes out depends neither on the order in which agents are listed, nor on that of messages,
nor on how many replications are worked on together: agents are taken in the order of their names, and chance is addressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.agents.negotiate.award import DEAR, OFF, REASONS, REFUSED, SILENT, UNKNOWN, WITHDREW, no_offers
from echelon.agents.negotiate.deadlines import run_rounds
from echelon.agents.negotiate.protocol import TABLES
from echelon.agents.negotiate.sides import Sides, Terms, sides_of
from echelon.agents.negotiate.terms import Bids, Calls, Manner, terms_of
from echelon.agents.negotiate.wire import ROUNDS, Faults, wire_of
from echelon.agents.negotiate.words import BIT, CALLER, SELLER

SMALL = 1e-9
"""Part of a need or a capacity below which what is left of it is rounding."""
ENDS = (
    ("refused", REFUSED),
    ("silent", SILENT),
    ("failed", WITHDREW),
    ("doubtful", UNKNOWN),
    ("called off", OFF),
)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of it. `[initiator, participant, lane]` but for the last two.

    awards    unit, sold, and the initiator knows;  sold: unit, what the participant counts as sold: at least the awards
    offered   unit, of the last offer;  price: money/unit, of the last call;  value: money/unit, worth above it
    reason    code of `REASONS`: how the last conversation ended in which the participant was called
    missing   unit `[initiator, lane]`, still needed;  messages `[lane]`, how many were posted
    """

    initiators: tuple[str, ...]
    participants: tuple[str, ...]
    awards: Any
    sold: Any
    offered: Any
    price: Any
    value: Any
    reason: Any
    missing: Any
    messages: Any

    def told(self, initiator: str, lane: int = 0) -> list[Mapping[str, object]]:
        """Who bid what, and why it won or lost: one row a participant."""
        c = self.initiators.index(initiator)
        return [
            {"participant": name, "offered": float(self.offered[c, p, lane]), "price": float(self.price[c, p, lane]),
             "value": float(self.value[c, p, lane]), "awarded": float(self.awards[c, p, lane]),
             "reason": REASONS[self.reason[c, p, lane]]}
            for p, name in enumerate(self.participants)
        ]  # fmt: skip


def negotiate(calls: Calls, bids: Bids, *, manner: Manner | None = None, faults: Faults | None = None, seed: int = 0,
              day: int = 0, replications: Any = None) -> Outcome:  # fmt: skip
    """Let initiators and participants come to terms.

    seed, day, replications `[lane]`   address the chance that `faults` need
    errors   BadScenario: E600 arrays, E601 names, E602 more rounds than there are

    >>> calls = Calls(["Kassel"], need=[[10.0]], worth=5.0)
    >>> found = negotiate(calls, Bids(["Brno", "Arad"], capacity=[[8.0], [4.0]], price=[[[4.0], [3.0]]]))
    >>> found.awards[0].ravel().tolist(), [row["reason"] for row in found.told("Kassel")]
    ([6.0, 4.0], ['won in part', 'won'])
    """
    manner, faults = manner or Manner(), faults or Faults()
    by = tuple(np.argsort(np.array(each.who, dtype=object), kind="stable") for each in (calls, bids))
    terms = terms_of(calls, bids, manner, (by[0], by[1]))
    lanes = np.arange(terms.need.shape[1]) if replications is None else np.asarray(replications)
    who = [f"negotiation:{calls.who[c]}>{bids.who[p]}" for c in by[0] for p in by[1]]
    found, need, capacity = _nothing(terms), terms.need, terms.capacity
    for attempt in range(manner.attempts):
        wire = wire_of(
            faults, who, terms.price.shape, seed=seed, day=day, attempt=attempt, replications=lanes
        )
        sides = sides_of(terms)
        run_rounds(TABLES, terms, sides, no_offers(terms.price.shape, terms.least), wire, 0, ROUNDS)
        _add(found, terms, sides, wire)
        again = np.where(found["reason"] == DEAR, -np.inf, terms.worth)
        terms = terms._replace(
            need=_rest(need, found["awards"].sum(axis=1)),
            capacity=_rest(capacity, found["sold"].sum(axis=0)),
            worth=again,
        )
        if not terms.need.any():
            break
    found["missing"] = terms.need
    return Outcome(tuple(calls.who), tuple(bids.who), **_as_listed(found, by[0], by[1]))


def _rest(whole: Any, taken: Any) -> Any:
    """What is left, 0 where that is rounding."""
    left = whole - taken
    return np.where(left > SMALL * whole, left, 0.0)


def _nothing(terms: Terms) -> dict[str, Any]:
    named = ("awards", "sold", "offered", "price", "value")
    found: dict[str, Any] = {name: np.zeros(terms.price.shape) for name in named}
    found["reason"] = np.zeros(terms.price.shape, dtype=np.int8)
    found["messages"] = np.zeros(terms.need.shape[1], dtype=np.int64)
    return found


def _add(found: dict[str, Any], terms: Terms, sides: Sides, wire: Any) -> None:
    """Add what one conversation has brought; who was not called in it keeps the evidence of the one before."""
    found["awards"] += np.where(sides.caller == CALLER["done"], sides.award, 0.0)
    found["sold"] += np.where(sides.seller == SELLER["sold"], sides.award, 0.0)
    found["messages"] += wire.count
    called = (sides.said >> BIT["call", 0] & 1) > 0
    part = sides.caller_turn / max(1, terms.calls - 1)
    price = terms.price + (terms.floor - terms.price) * part
    evidence = {
        "offered": sides.units,
        "price": price,
        "value": terms.worth - price,
        "reason": _reasons(sides),
    }
    for name, array in evidence.items():
        found[name][called] = array[called]


def _reasons(sides: Sides) -> Any:
    """The code of how each ended: what was decided about its offer, if what came after has not undone it."""
    ends = [sides.caller == CALLER[word] for word, _ in ENDS]
    undecided = np.where(sides.reason > 0, sides.reason, SILENT)
    return np.select(ends, [code for _, code in ENDS], undecided).astype(np.int8)


def _as_listed(found: dict[str, Any], initiators: Any, participants: Any) -> dict[str, Any]:
    """Everything in the order in which agents were listed."""
    back = np.ix_(np.argsort(initiators), np.argsort(participants))
    return {
        name: array if name == "messages" else array[back[0].ravel()] if name == "missing" else array[back]
        for name, array in found.items()
    }
