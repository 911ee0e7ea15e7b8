"""What a mitigation is worth: risk that it takes away, for its money, with the same luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.study.rare.importance import effective
from echelon.study.risk.measures import value_at_risk
from echelon.study.risk.table import Value
from echelon.study.risk.tilt import tilted
from echelon.study.risk.years import NOTHING_LEFT_OUT, Years
from echelon.study.scenario import Scenario
from echelon.study.statistics import Interval, mean_interval, skewed_interval

if TYPE_CHECKING:
    from echelon.world.run import Mapper

Floats = NDArray[np.float64]
Mitigation = tuple[str, Scenario, float]
"""A name, the scenario with it, and what it costs over the horizon in the network's currency."""


class Lived(NamedTuple):
    """Years of one scenario: margin less costs in calm, losses, and logarithms of weights. `[replication]` each"""

    calm: Floats
    losses: Floats
    log_weights: Floats

    @property
    def weighed(self) -> Floats:
        """Losses, each for as many years as it stands for."""
        return np.asarray(self.losses * np.exp(self.log_weights))

    def beyond(self, level: float) -> tuple[float, Floats]:
        """Value at risk, and what each year adds to the mean beyond it."""
        likely = np.exp(self.log_weights)
        at = value_at_risk(self.losses, likely / len(likely), level)
        return at, np.asarray(likely * np.maximum(self.losses - at, 0.0) / (1.0 - level))


def must_pair(scenario: Scenario, mitigations: Sequence[Mitigation]) -> None:
    """`BadScenario` with every mitigation that asks about other days, seeds or replications (E535)."""
    found = []
    for name, other, _ in mitigations:
        for field in ("days", "seed", "replications", "first_replication"):
            mine, its = getattr(scenario, field), getattr(other, field)
            if mine != its:
                found.append(Finding("E535", f"The `{field}` of mitigation `{name}`", f"must be {mine}, as without it", str(its),
                                     "Change only what the mitigation changes"))  # fmt: skip
    if found:
        raise BadScenario(found)


def values_of(scenario: Scenario, before: tuple[Floats, Floats, Floats], mitigations: Sequence[Mitigation], *, factor: float,
              levels: Sequence[float], mapper: Mapper, forced: bool = False) -> tuple[Value, ...]:  # fmt: skip
    """What each mitigation is worth, the largest net value first; before: `Lived` without any."""
    found = []
    for name, other, cost in mitigations:
        asked, weights = tilted(other, factor)
        years = Years(asked, mapper, forced=forced)
        (losses,) = years.losses([NOTHING_LEFT_OUT])
        found.append(value_of(name, cost, Lived(*before), Lived(years.calm, losses, weights), levels))
    return tuple(sorted(found, key=lambda each: (-each.net.mean, each.name)))


def value_of(name: str, cost: float, before: Lived, after: Lived, levels: Sequence[float]) -> Value:
    """What a mitigation that costs so much over the horizon is worth.

    >>> none = np.zeros(4)
    >>> found = value_of("buffer", 1.0, Lived(none, np.array([0.0, 8.0, 0.0, 16.0]), none), Lived(none - 1.0, none, none), [0.5])
    >>> found.saved.mean, found.costs.mean, found.per_money.mean, found.net.mean, found.tail_saved[0].mean
    (6.0, 2.0, 3.0, 4.0, 12.0)
    """
    saved = before.weighed - after.weighed
    costs = cost + (before.calm - after.calm)
    weighed = bool(before.log_weights.any() or after.log_weights.any())
    gain, spent = skewed_interval(saved, _freedom(saved, weighed)), mean_interval(costs)
    per = [end / spent.mean if spent.mean > 0.0 else math.inf if end > 0.0 else math.nan for end in gain]
    return Value(
        name=name,
        costs=spent,
        saved=gain,
        tail_saved=tuple(_tail_saved(before, after, level, weighed) for level in levels),
        per_money=Interval(*per),
        net=skewed_interval(np.asarray(saved - costs), _freedom(saved, weighed)),
    )


def _freedom(saved: Floats, weighed: bool) -> int:
    """Of how many years what is saved lives, less 1: those in which anything is, or as many as their weights count for."""
    return (math.ceil(effective(saved) - 1e-9) if weighed else int(np.count_nonzero(saved))) - 1


def _tail_saved(before: Lived, after: Lived, level: float, weighed: bool) -> Interval:
    """To first order the error of a mean beyond the value at risk is that of a mean of excesses; so of two of them."""
    (at, excess), (new, left) = before.beyond(level), after.beyond(level)
    saved = np.asarray(excess - left)
    _, low, high = skewed_interval(saved, _freedom(saved, weighed))
    mean = at - new + float(np.mean(saved))
    return Interval(mean, at - new + low, at - new + high)
