"""Worlds with one planted cause: the order that it makes short, and the decoys beside it that leave the order served."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from echelon.core.errors import BadScenario
from echelon.study.causes.ask import missing
from echelon.study.causes.record import Lab
from echelon.study.scenario import Scenario
from echelon.testing.planted.shocks import decoy, large, named, upstream
from echelon.testing.planted.supply import supply

DAYS = 160
MUCH, LITTLE = 0.3, 0.1
"""Part of what is asked that the planted cause at least makes missing; part of that which decoys alone may."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A world whose truth is known.

    cause      name of the disruption that was planted
    customer, item, day   the order that is short for it
    attempts   worlds drawn before one in which the planted cause is felt, and the decoys alone are not
    """

    scenario: Scenario
    cause: str
    customer: str
    item: str
    day: int
    attempts: int


def planted(seed: int, *, forced: bool = True) -> Planted:
    """The world of a seed. Two to five decoys are drawn like the cause, but short, weak, elsewhere or at another time.

    forced   compile every law in, so that all worlds share one kernel
    """
    for attempt in range(200):
        found = _drawn(seed, attempt, forced)
        if found is not None:
            return found
    raise AssertionError(f"no world in which the planted cause is felt: seed {seed}")


def _drawn(seed: int, attempt: int, forced: bool) -> Planted | None:
    net, chance = supply(seed, attempt), np.random.default_rng([seed, attempt, 2])
    row = int(chance.integers(len(net["demand"])))
    who, site, item = (str(net["demand"][name][row]) for name in ("customer", "site", "item"))
    near, far = upstream(net, site, item)
    start = int(chance.integers(40, 61))
    several = [
        large(chance, near, start),
        *(decoy(chance, near, far, start, DAYS) for _ in range(int(chance.integers(2, 6)))),
    ]
    order = chance.permutation(len(several)).tolist()
    shocks = named([several[at] for at in order])
    at = order.index(0)
    scenario = Scenario(net, shocks, DAYS, 1, seed)
    day = _short_order(scenario, at, who, chance, forced)
    return None if day is None else Planted(scenario, shocks[at].name, who, item, day, attempt + 1)


def _short_order(
    scenario: Scenario, at: int, who: str, chance: np.random.Generator, forced: bool
) -> int | None:
    """A day whose order is short with all disruptions and with the cause alone, but not calm and not with decoys alone."""
    try:
        lab = Lab(scenario, 0, forced)
    except BadScenario:  # nothing of that kind at that place
        return None
    decoys = lab.without([at])
    courses = lab.courses([scenario.disruptions, [scenario.disruptions[at]], decoys, []], customers_only=True)
    customers = scenario.network["demand"]["customer"][lab.structure.demand_row]
    d = int(np.flatnonzero(customers == who)[0])
    every, alone, others, calm = (missing(lab, course)[:, d] for course in courses)
    asked = np.diff(courses[0].asked[:, d], prepend=0.0)
    felt = (
        (every > MUCH * asked)
        & (alone > MUCH * asked)
        & (others <= LITTLE * every)
        & (calm <= LITTLE * every)
        & (asked > 0.0)
    )
    days = np.flatnonzero(felt)
    return int(days[int(chance.integers(len(days)))]) if len(days) else None
