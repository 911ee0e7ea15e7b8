"""Whether orders swing more than demand, echelon by echelon: the bullwhip ratio, in calm and after a failure.

Source: Chen, Drezner, Ryan & Simchi-Levi, Quantifying the bullwhip effect, Management Science 46 (2000); variances relative to
squared means, so that echelons whose orders are counted otherwise compare, after Fransoo & Wouters, Supply Chain Management 5
(2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.rates import Rates
from echelon.world.counted import DEMANDED

if TYPE_CHECKING:
    from echelon.world.run import Job, Mapper

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
AT_ONCE = 32
"""Lanes traced together."""
STEADY = 1e-9
"""A coefficient of variation below which demand is said not to vary."""


class Bullwhip(NamedTuple):
    """Variance of the orders of an echelon over that of demand, in the calm run and in the one that is hit.

    echelon   steps to the customer: 1 for stock points that sell, 2 for those that supply them
    """

    echelon: int
    calm: float
    hit: float


class Orders(NamedTuple):
    """Traced lanes: orders of each echelon by value `[echelon, day, lane]`, and what customers asked `[day, lane]`."""

    placed: Floats
    asked: Floats


def echelons(s: Structure) -> Ints:
    """Steps of each stock point to the nearest customer, 0 where it supplies none. `[P]`

    >>> from echelon.network.build import build
    >>> from echelon.testing.networks import hand_made
    >>> s = build(hand_made())
    >>> {name: int(step) for name, step in zip(s.points, echelons(s))}["Leeds Shop/lamp"]
    1
    """
    far = len(s.points) + 1
    steps = np.full(len(s.points), far, dtype=np.int64)
    steps[s.demand_point] = 1
    fed = np.repeat(s.group_point, np.diff(s.flow_start))
    while True:
        found = steps.copy()
        np.minimum.at(found, s.source, steps[fed] + 1)
        if np.array_equal(found, steps):
            return np.where(steps >= far, 0, steps)
        steps = found


def traced(job: Job, s: Structure, r: Rates, mapper: Mapper) -> Orders:
    """All lanes of a job, day by day."""
    from echelon.world.run import states

    steps = echelons(s)
    weight = r.value if float(r.value.sum()) > 0.0 else np.ones(len(steps))
    sums = (np.arange(1, int(steps.max(initial=0)) + 1)[:, None] == steps) * weight
    total = len(job.replications)

    def block(edge: tuple[int, int]) -> Orders:
        first, last = edge
        placed = np.zeros((len(sums), job.days, last - first))
        asked = np.zeros(placed.shape[1:])
        for day, _, counted, moved in states(job, first, last - first):
            placed[:, day] = sums @ moved["ordered"]
            asked[day] = counted.daily[DEMANDED, day]
        return Orders(placed, asked)

    found = list(mapper(block, [(at, min(at + AT_ONCE, total)) for at in range(0, total, AT_ONCE)]))
    return Orders(*(np.concatenate(parts, axis=-1) for parts in zip(*found, strict=True)))


def bullwhip(calm: Orders, hit: Orders, start: int) -> tuple[Bullwhip, ...]:
    """Ratios of all echelons from a day on, means over lanes; empty where demand does not vary."""
    usual = _means(calm, start)
    both = [_ratios(each, usual, start) for each in (calm, hit)]
    return tuple(Bullwhip(at, float(before), float(after))
                 for at, (before, after) in enumerate(zip(*both, strict=True), 1) if np.isfinite(before + after))  # fmt: skip


def _means(orders: Orders, start: int) -> tuple[Floats, Floats]:
    return orders.placed[:, start:].mean(axis=1), orders.asked[start:].mean(axis=0)


def _ratios(orders: Orders, usual: tuple[Floats, Floats], start: int) -> Floats:
    """Mean over lanes; NaN where an echelon orders nothing or demand is steady. `[echelon]`"""
    placed, asked = usual
    with np.errstate(divide="ignore", invalid="ignore"):
        swing = orders.placed[:, start:].var(axis=1) / placed**2
        demand = orders.asked[start:].var(axis=0) / asked**2
        ratios = np.where(demand > STEADY**2, swing / demand, np.nan)
    return np.asarray(ratios.mean(axis=1))


def some(orders: Orders, lanes: Sequence[int] | slice) -> Orders:
    """Some of the lanes."""
    return Orders(orders.placed[..., lanes], orders.asked[..., lanes])
