"""Guaranteed-service safety stocks: how much each stage holds, so that all promises together cost least.

Every stage promises a service time and is promised one; demand is bounded by mean and a multiple of its spread over any
interval, and within that bound every promise is kept. See docs/background/safety-stock.md.
Source: Graves & Willems, M&SOM 2(1), 2000; Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 6.5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding
from echelon.study.service_times import Link, Promises, best_times
from echelon.study.stages import Arc, Stage, upstream_first


@dataclass(frozen=True, slots=True)
class Held:
    """What one stage promises and holds. Times in whole days, stocks in units.

    inbound, outbound   service times: promised to it, and by it
    net                 net replenishment time: inbound + days - outbound, the days its stock must last
    safety_stock        mean stock at the end of a day
    base_stock          mean demand of the net time + safety stock: the position to order up to
    cost                money per unit of time, of the safety stock
    """

    name: str
    inbound: int
    outbound: int
    net: int
    safety_stock: float
    base_stock: float
    cost: float


@dataclass(frozen=True, slots=True)
class Placement:
    """All stages, in the order they were given, and what their safety stocks cost together.

    cost    money per unit of time
    gap     [0, 1), the part of it that a better answer could at most save; 0 where this one is proven best
    """

    stages: tuple[Held, ...]
    cost: float
    gap: float = 0.0

    def __getitem__(self, name: str) -> Held:
        return {stage.name: stage for stage in self.stages}[name]


def place(stages: Sequence[Stage], arcs: Sequence[Arc], *, pooling: float = 2.0, within: float = 0.0,
          branches: int = 2000) -> Placement:  # fmt: skip
    """The safety stocks that cost least, with a proof.

    pooling    [1, inf), how customers' spreads add: (sum of e^p)^(1/p); 1 adds them, 2 if they are independent
    within     [0, 1), part of the cost that the answer may be from the best one; 0 for the best
    branches   trees that may be solved where flows meet again; a tree needs one
    `BadScenario`: a stage, flow or exponent out of its bounds, a circle (E260); no proof within `branches` (E261).

    >>> placed = place([Stage("make", 6, cost=1), Stage("sell", 3, cost=4, mean=10, sd=5, z=2)], [Arc("make", "sell")])
    >>> [(held.name, held.outbound, held.net, round(held.base_stock, 3)) for held in placed.stages], round(placed.cost, 3)
    ([('make', 0, 6, 84.495), ('sell', 0, 3, 47.321)], 93.777)
    """
    order = upstream_first(stages, arcs, pooling)
    demand = bounds(order, arcs, pooling=pooling)
    at = {stage.name: number for number, stage in enumerate(order)}
    question = Promises(
        days=tuple(stage.days for stage in order),
        rate=tuple(stage.cost * demand[stage.name][1] for stage in order),
        most=tuple(_most(stage) for stage in order),
        earliest=tuple(stage.inbound for stage in order),
        links=tuple(sorted(Link(at[arc.source], at[arc.target], arc.days) for arc in arcs)),
    )
    times, least = best_times(question, within=within, branches=branches)
    gap = 1 - least / times.cost if times.cost > least else 0.0
    if gap > within:
        raise BadScenario(
            Finding(
                "E261",
                "Guaranteed service",
                f"must be proven best within {within:g} of its cost",
                f"{gap:.3g}",
                f"Flows meet again too often for {branches:,} trees: allow more `branches` or more `within`",
            )
        )
    held = tuple(
        _held(stage, times.inbound[at[stage.name]], times.outbound[at[stage.name]], *demand[stage.name])
        for stage in stages
    )
    return Placement(held, math.fsum(stage.cost for stage in held), gap)


def bounds(
    order: Sequence[Stage], arcs: Sequence[Arc], *, pooling: float = 2.0
) -> dict[str, tuple[float, float]]:
    """Mean demand a day of each stage, and by how much its bound on one day exceeds it, in units.

    order   every source before its targets
    Demand of k days is bounded by k mean + sqrt(k) excess. Customers are pooled as if independent; one who is reached on
    several ways counts as one who asks for all that goes these ways.
    Source: Graves & Willems 2000, section 2 (demand process); Humair & Willems 2011 for several ways.

    >>> bounds([Stage("depot", 2), Stage("a", 1, mean=5, sd=3, z=1), Stage("b", 1, mean=6, sd=4, z=1)],
    ...     [Arc("depot", "a"), Arc("depot", "b")])["depot"]
    (11.0, 5.0)
    """
    receivers: dict[str, list[Arc]] = {stage.name: [] for stage in order}
    for arc in arcs:
        receivers[arc.source].append(arc)
    asked = {stage.name: stage for stage in order if stage.mean > 0 or stage.sd > 0}
    found: dict[str, tuple[float, float]] = {}
    units: dict[str, dict[str, float]] = {}
    for stage in reversed(order):
        mine = {stage.name: 1.0} if stage.name in asked else {}
        for arc in receivers[stage.name]:
            for name, of in units[arc.target].items():
                mine[name] = mine.get(name, 0.0) + arc.quantity * of
        units[stage.name] = mine
        mean = math.fsum(of * asked[name].mean for name, of in mine.items())
        found[stage.name] = (
            mean,
            pooled([of * asked[name].z * asked[name].sd for name, of in mine.items()], pooling),
        )
    return found


def pooled(excesses: Sequence[float], exponent: float) -> float:
    """How far several bounds together exceed their mean.

    >>> pooled([3.0, 4.0], 2.0), pooled([3.0, 4.0], 1.0)
    (5.0, 7.0)
    """
    if exponent == 2.0:
        return math.sqrt(math.fsum(excess * excess for excess in excesses))
    return float(math.fsum(excess**exponent for excess in excesses) ** (1.0 / exponent))


def _most(stage: Stage) -> int:
    """Longest service time a stage may promise."""
    if stage.promise is not None:
        return stage.promise
    return 0 if stage.mean > 0 or stage.sd > 0 else 2**31


def _held(stage: Stage, inbound: int, outbound: int, mean: float, excess: float) -> Held:
    net = inbound + stage.days - outbound
    safety = excess * math.sqrt(net)
    return Held(stage.name, inbound, outbound, net, safety, mean * net + safety, stage.cost * safety)
