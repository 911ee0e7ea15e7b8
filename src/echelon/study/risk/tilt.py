"""Importance sampling over hazards: let what is rare happen more often, and weigh each year by how likely it was.

A Poisson process, of constant or seasonal rate, whose rate is multiplied by f has in n occurrences over the horizon a density
f^n e^(-M (f - 1)) times that of the true one, M its true mean number: the weight of a year is the inverse, exactly. Hazards of
one cause are the same process: it counts once, with the rate of the one that occurs most.
Source: Brémaud, Point Processes and Queues, section VI.2 (change of intensity); Glasserman, Monte Carlo Methods in Financial
Engineering, section 4.6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Cause, Hazard
from echelon.disruption.hazard import Chance, Process, sample
from echelon.disruption.hazard.poisson import Poisson
from echelon.disruption.hazard.seasonal import Seasonal
from echelon.study.scenario import Scenario

Floats = NDArray[np.float64]
TILTED = Poisson | Seasonal
HIGHEST = 3650.0
MOST_UNLIKE = 20.0
"""Logarithm of the mean square of weights from which they tell nothing: one effective year in half a billion."""


def tilted(scenario: Scenario, factor: float) -> tuple[Scenario, Floats]:
    """The question with hazards of constant or seasonal rate so many times as frequent, and the logarithm of each year's weight.

    factor   (0, inf), 1 leaves all as it is;  returns [replication]
    raises   BadScenario where no hazard can be tilted (E533), or a rate becomes too large or weights tell nothing (E532)

    >>> from echelon.testing.networks import hand_made
    >>> from echelon.disruption import Disruption
    >>> storm = Hazard("storm", "poisson(per_year=0.1)", [Disruption("port", "Suez", capacity=0.0, lasts=3)])
    >>> asked, weights = tilted(Scenario(hand_made(), [storm], days=365, replications=4), 10.0)
    >>> asked.disruptions[0].occurs.per_year, bool(abs(weights.max() - 0.1 * 365 / 365.25 * 9) < 1e-12)
    (1.0, True)
    """
    if factor == 1.0:
        return scenario, np.zeros(scenario.replications)
    if not (factor > 0.0 and math.isfinite(factor)):
        raise BadScenario(Finding("E532", "The factor of hazards' rates", "must be in (0, inf)", f"{factor:g}",
                                  "1 leaves them as they are"))  # fmt: skip
    able = [
        each for each in scenario.disruptions if isinstance(each, Hazard) and isinstance(each.process, TILTED)
    ]
    if not able:
        raise BadScenario(Finding("E533", "Hazards to be made more frequent", "must be Poisson or seasonal", "none",
                                  "Leave the factor out, and take more replications"))  # fmt: skip
    asked = replace(
        scenario,
        disruptions=[_tilted(each, factor) if each in able else each for each in scenario.disruptions],
    )
    return asked, _log_weights(scenario, able, factor)


def _tilted(cause: Cause, factor: float) -> Cause:
    assert isinstance(cause, Hazard)
    process = cause.process
    assert isinstance(process, TILTED)
    if process.per_year * factor > HIGHEST:
        raise BadScenario(Finding("E532", f"The rate of hazard `{cause.name}` times the factor", f"must be in [0, {HIGHEST:g}]",
                                  f"{process.per_year * factor:g}", "Take a smaller factor"))  # fmt: skip
    return replace(cause, occurs=replace(process, per_year=process.per_year * factor))


def _log_weights(scenario: Scenario, hazards: Sequence[Hazard], factor: float) -> Floats:
    """Of each replication, over all causes. `[replication]`"""
    first, count = scenario.first_replication, scenario.replications
    ids = np.arange(first, first + count)
    total, often = np.zeros(count), 0.0
    for who in dict.fromkeys(each.who for each in hazards):
        chance = Chance(scenario.seed, who, ids, scenario.network.settings.start)
        busiest = max(
            (each.process for each in hazards if each.who == who),
            key=lambda each: each.expected(chance, scenario.days),
        )
        often += busiest.expected(chance, scenario.days)
        total += _of_process(busiest, chance, scenario.days, factor)
    _must_be_like(often, factor)
    return total


def _must_be_like(often: float, factor: float) -> None:
    """E532 where years with these rates are so unlike those of the true ones that weighing them tells nothing.

    The mean square of the weights of so many occurrences is e^(often (f - 1)² / f).
    """
    if often * (factor - 1.0) ** 2 / factor <= MOST_UNLIKE:
        return
    half = 1.0 + MOST_UNLIKE / often / 2.0
    most = half + math.sqrt(half * half - 1.0)
    better = f"{most:.3g} at most" if factor > 1.0 else f"{1.0 / most:.3g} at least"
    raise BadScenario(Finding("E532", "The factor of hazards' rates",
                              f"must leave years like those of the true rates, with {often:.3g} occurrences on average",
                              f"{factor:g}", f"Take {better}, or leave hazards that occur often out"))  # fmt: skip


def _of_process(process: Process, chance: Chance, days: int, factor: float) -> Floats:
    assert isinstance(process, TILTED)
    met = sample(replace(process, per_year=process.per_year * factor), chance, days)
    numbers = np.bincount(met.lane, minlength=chance.lanes)
    return np.asarray(process.expected(chance, days) * (factor - 1.0) - numbers * math.log(factor))
