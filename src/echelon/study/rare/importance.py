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
    effective   of how many draws the mean lives: (sum)² / sum of squares of what each adds
    reduction   how many times more draws of the true law would be needed, where values are 0 or 1
    """

    interval: Interval
    effective: float
    reduction: float


def importance_sampling(values: Floats, log_weights: Floats, confidence: float = 0.95) -> Weighted:
    """The mean of values under the true law. `[draw]` each, two draws or more

    values        what was drawn is worth, such as 1 where a loss was exceeded and 0 where not
    log_weights   logarithm of the density of the draw under the true law over that under the law drawn from
    Source: Glasserman, Monte Carlo Methods in Financial Engineering, section 4.6.

    >>> found = importance_sampling(np.array([1.0, 0.0, 1.0, 1.0]), np.log(np.array([0.01, 5.0, 0.02, 0.01])))
    >>> round(found.interval.mean, 6), round(found.effective, 3)
    (0.01, 2.667)
    """
    pairs = zip(values.tolist(), log_weights.tolist(), strict=True)
    added = np.array([value * math.exp(weight) if value else 0.0 for value, weight in pairs])
    squares = math.fsum((added * added).tolist())
    effective = math.fsum(added.tolist()) ** 2 / squares if squares else 0.0
    interval = skewed_interval(added, math.ceil(effective - 1e-9) - 1, confidence)
    spread = variance(added, interval.mean)
    crude = interval.mean * (1.0 - interval.mean)
    return Weighted(interval, effective, crude / spread if spread else math.inf)
