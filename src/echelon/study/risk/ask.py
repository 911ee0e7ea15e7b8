"""Risk over a year: hazards x simulation against the calm year of the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from echelon.study.rare import importance_sampling
from echelon.study.risk.measures import measured, tail_weights
from echelon.study.risk.table import Contribution, Risk
from echelon.study.risk.tilt import tilted
from echelon.study.risk.value import Mitigation, must_pair, values_of
from echelon.study.risk.years import (
    HAZARD,
    KINDS,
    NOTHING_LEFT_OUT,
    SITE,
    TOGETHER,
    Left,
    Years,
    must_break,
    variants,
)
from echelon.study.scenario import Scenario
from echelon.study.statistics import Interval
from echelon.study.statistics.exceedance import expected_loss

if TYPE_CHECKING:
    from echelon.world.run import Mapper

Floats = NDArray[np.float64]
LEVELS = (0.95, 0.99)


def risk(scenario: Scenario, *, factor: float = 1.0, levels: Sequence[float] = LEVELS, contributions: bool = True,
         mitigations: Sequence[Mitigation] = (), forced: bool = False, mapper: Mapper = map) -> Risk:  # fmt: skip
    """What a year may lose to what can break in a scenario, through what, and what mitigations are worth.

    factor         (0, inf), how many times as frequent Poisson and seasonal hazards are made; years are weighed for it
    levels         (0, 1) of value at risk and of the mean beyond it
    contributions  leave out each cause, common cause and site in turn
    mitigations    (name, the scenario with it, what it costs over the horizon); the same days, seed and replications
    """
    must_break(scenario)
    must_pair(scenario, mitigations)
    asked, weights = tilted(scenario, factor)
    years = Years(asked, mapper, forced=forced)
    left = list(variants(asked)) if contributions else []
    whole, *rest = years.losses([NOTHING_LEFT_OUT, *left])
    parts = _contributions(whole, list(zip(left, rest, strict=True)), weights, levels)
    values = values_of(scenario, (years.calm, whole, weights), mitigations, factor=factor, levels=levels, mapper=mapper,
                       forced=forced)  # fmt: skip
    return Risk(scenario, factor, measured(whole, weights, levels), tuple(parts), values)


def _contributions(
    whole: Floats, rest: Sequence[tuple[Left, Floats]], weights: Floats, levels: Sequence[float]
) -> Iterator[Contribution]:
    """Of each kind the largest first, then what is lost together."""
    tails = [tail_weights(whole, weights, level) for level in levels]

    def part(kind: str, name: str, added: Floats) -> Contribution:
        return Contribution(
            kind, name, mean_loss(added, weights), tuple(float(np.dot(tail, added)) for tail in tails)
        )

    for kind in KINDS:
        mine = {left.name: whole - without for left, without in rest if left.kind == kind}
        found = [part(kind, name, added) for name, added in mine.items()]
        yield from sorted(found, key=lambda each: (-each.expected.mean, each.name))
        if kind in (HAZARD, SITE) and mine:
            yield part(kind, TOGETHER, whole - np.add.reduce(list(mine.values())))


def mean_loss(losses: Floats, log_weights: Floats) -> Interval:
    """The mean under the true rates of losses most of which are 0, with its interval. `[replication]`"""
    if log_weights.any():
        return importance_sampling(losses, log_weights).interval
    return expected_loss(losses)
