"""What SupplyNetPy's rules say about a case: an event loop in plain Python, an oracle for documents without an answer.

Ties at one instant: arrivals, then demands in the order in which they are defined, then one review of each node. What happens at
the horizon is not seen. Stock leaves when an order is taken; a demand is served whole or lost.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Case = Mapping[str, Any]
ARRIVAL, DEMAND, REVIEW = range(3)
NAMES = ("end_inv", "cust_orders", "cust_qty", "site_orders", "site_qty", "ful_site_qty", "ful_cust_qty", "carry", "spend",
         "transport", "total", "revenue", "profit")  # fmt: skip


@dataclass
class Shelf:
    """A node: what it has, what is coming, and every change of its level as (time, set off at, units)."""

    row: Mapping[str, Any]
    level: Fraction
    coming: Fraction = Fraction(0)
    changes: list[tuple[Fraction, Fraction, Fraction]] = field(default_factory=list)
    looks: Fraction | None = None

    def move(self, now: Fraction, since: Fraction, units: Fraction) -> None:
        self.level += units
        self.changes.append((now, since, units))


@dataclass
class Shop:
    """All nodes of a case at work, and what is counted."""

    case: Case
    horizon: Fraction
    shelves: dict[str, Shelf]
    counts: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(NAMES, Fraction(0)))
    agenda: list[tuple[Fraction, int, int, Fraction, Any]] = field(default_factory=list)
    booked: Fraction = Fraction(0)
    put: int = 0

    def plan(self, at: Fraction, kind: int, now: Fraction, what: Any) -> None:
        """Things of one kind and instant happen as nodes and demands are defined, arrivals as they were sent."""
        self.put += 1
        if at < self.horizon:
            rank = {
                ARRIVAL: self.put,
                DEMAND: what,
                REVIEW: list(self.shelves).index(what) if kind == REVIEW else 0,
            }[kind]
            heapq.heappush(self.agenda, (at, kind, rank, now, what))

    def run(self) -> None:
        for name, shelf in self.shelves.items():
            self.look(name, exact(shelf.row["pp"].get("first_review_delay", 0)), Fraction(0))
        for at, asked in enumerate(self.case["demand"]):
            self.plan(exact(asked["first_at"]), DEMAND, Fraction(0), at)
        while self.agenda:
            now, kind, _, since, what = heapq.heappop(self.agenda)
            (self.arrive, self.serve, self.review)[kind](now, since, what)

    def look(self, name: str, at: Fraction, now: Fraction) -> None:
        """A node reviews once at an instant."""
        if self.shelves[name].looks != at:
            self.shelves[name].looks = at
            self.plan(at, REVIEW, now, name)

    def arrive(self, now: Fraction, since: Fraction, what: tuple[str, Fraction]) -> None:
        name, units = what
        shelf = self.shelves[name]
        shelf.coming -= units
        shelf.move(now, since, units)
        self.counts["ful_site_qty"] += units
        self.counts["spend"] += units * exact(shelf.row["buy"])

    def serve(self, now: Fraction, since: Fraction, at: int) -> None:
        asked = self.case["demand"][at]
        shelf, units = self.shelves[asked["node"]], exact(asked["quantity"])
        self.plan(now + exact(asked["interval"]), DEMAND, now, at)
        self.counts["cust_orders"] += 1
        self.counts["cust_qty"] += units
        if units > shelf.level:
            return
        shelf.move(now, since, -units)
        self.counts["transport"] += exact(asked["delivery_cost_per_order"])
        self.booked += units * exact(shelf.row["sell"])
        if now + exact(asked["delivery_lead_time"]) < self.horizon:
            self.counts["ful_cust_qty"] += units
            self.counts["revenue"] += units * exact(shelf.row["sell"])
        delay = exact(shelf.row["pp"].get("first_review_delay", 0))
        if every(shelf) == 0 and now >= delay:
            self.look(asked["node"], now, now)

    def review(self, now: Fraction, since: Fraction, name: str) -> None:
        shelf = self.shelves[name]
        position = shelf.level + shelf.coming
        units = min(wanted(shelf, position), exact(shelf.row["cap"]) - position)
        if units > 0:
            shelf.coming += units
            self.counts["site_orders"] += 1
            self.counts["site_qty"] += units
            self.counts["transport"] += exact(self.case["network"]["link_cost_per_order"])
            self.plan(now + exact(self.case["network"]["link_lead_time"]), ARRIVAL, now, (name, units))
        if every(shelf) > 0:
            self.look(name, now + every(shelf), now)


def exact(number: Any) -> Fraction:
    """A number as it is written."""
    return Fraction(str(number))


def every(shelf: Shelf) -> Fraction:
    """Time between reviews; 0 where a review waits for something to be taken."""
    return exact(shelf.row["pp"].get("T" if shelf.row["pol"] == "TQ" else "period", 0))


def wanted(shelf: Shelf, position: Fraction) -> Fraction:
    """What a node's policy orders."""
    p, safety = shelf.row["pp"], exact(shelf.row["pp"].get("safety_stock", 0))
    if shelf.row["pol"] == "SS":
        return exact(p["S"]) + safety - position if position <= exact(p["s"]) + safety else Fraction(0)
    if shelf.row["pol"] == "RQ":
        return exact(p["Q"]) if position <= exact(p["R"]) else Fraction(0)
    return exact(p["Q"]) + max(Fraction(0), safety - shelf.level)


def ask_supplynetpy(case: Case) -> dict[str, Any]:
    """The `expected` of a case, without its tolerance."""
    rows = case["network"]["nodes"]
    shop = Shop(case, exact(case["horizon"]), {row["ID"]: Shelf(row, exact(row["init"])) for row in rows})
    shop.run()
    counts = shop.counts
    counts["end_inv"] = sum((shelf.level for shelf in shop.shelves.values()), Fraction(0))
    counts["carry"] = sum((held(shelf, shop.horizon) for shelf in shop.shelves.values()), Fraction(0))
    counts["total"] = counts["carry"] + counts["spend"] + counts["transport"]
    counts["profit"] = counts["revenue"] - counts["total"]
    other = counts | {"revenue": shop.booked, "profit": shop.booked - counts["total"]}
    return {"peer_run": {name: float(units) for name, units in counts.items()},
            "published_anylogistix": {name: float(units) for name, units in other.items()},
            "inventory_level_samples": {name: sampled(shelf, shop.horizon) for name, shelf in shop.shelves.items()}}  # fmt: skip


def held(shelf: Shelf, horizon: Fraction) -> Fraction:
    """What was paid for holding, from each change to the horizon."""
    span = exact(shelf.row["init"]) * horizon
    return exact(shelf.row["h"]) * (span + sum(units * (horizon - now) for now, _, units in shelf.changes))


def sampled(shelf: Shelf, horizon: Fraction) -> list[list[float]]:
    """Levels at whole times. A sample is set off one unit before, and sees of its instant what was set off earlier than it."""
    found = []
    for at in range(-(-horizon // 1)):
        seen = [units for now, since, units in shelf.changes if now < at or (now == at and since < at - 1)]
        found.append([float(at), float(exact(shelf.row["init"]) + sum(seen))])
    return found
