"""Importance sampling: make the rare thing common, and weigh what was seen by how much more likely it was made."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.interval import Interval, skewed_interval, variance

Floats = NDArray[np.float64]


class Weighted(NamedTuple):
    """A mean under the true law from draws of another one.

    interval    the mean and its interval
    effective   of how many draws the mean lives, see `effective`
    reduction   how many times more draws of the true law would be needed, where values are 0 or 1; NaN of one draw
    """

    interval: Interval
    effective: float
    reduction: float


def importance_sampling(values: Floats, log_weights: Floats, confidence: float = 0.95) -> Weighted:
    """The mean of values under the true law. `[draw]` each

    values        what was drawn is worth, such as 1 where a loss was exceeded and 0 where not
    log_weights   logarithm of the density of the draw under the true law over that under the law drawn from
    Source: Glasserman, Monte Carlo Methods in Financial Engineering, section 4.6.

    >>> found = importance_sampling(np.array([1.0, 0.0, 1.0, 1.0]), np.log(np.array([0.01, 5.0, 0.02, 0.01])))
    >>> round(found.interval.mean, 6), round(found.effective, 3)
    (0.01, 2.667)
    """
    pairs = zip(values.tolist(), log_weights.tolist(), strict=True)
    added = np.array([value * math.exp(weight) if value else 0.0 for value, weight in pairs])
    interval, draws = weighed_interval(added, confidence), effective(added)
    if len(added) < 2:
        return Weighted(interval, draws, math.nan)
    spread = variance(added, interval.mean)
    crude = interval.mean * (1.0 - interval.mean)
    return Weighted(interval, draws, crude / spread if spread else math.inf)


def effective(added: Floats) -> float:
    """Of how many draws a mean lives: (sum of sizes)² / sum of squares of what each adds. `[draw]`

    Source: Kish, Survey Sampling (1965), section 11.7.

    >>> effective(np.array([0.0, 2.0, -2.0, 0.0])), effective(np.array([8.0, 1.0]))
    (2.0, 1.2461538461538462)
    """
    squares = math.fsum((added * added).tolist())
    return math.fsum(np.abs(added).tolist()) ** 2 / squares if squares else 0.0


def weighed_interval(added: Floats, confidence: float = 0.95) -> Interval:
    """The mean of values, each times its weight, with its interval. `[draw]`

    >>> weighed_interval(np.array([1.0, 2.0, 0.0, 0.5])).mean
    0.875
    """
    return skewed_interval(added, math.ceil(effective(added) - 1e-9) - 1, confidence)
