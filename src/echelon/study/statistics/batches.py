"""Means of one long series whose values hang together: batch means, and how long is long enough."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.interval import Interval, mean_interval, variance

Floats = NDArray[np.float64]


class BatchMeans(NamedTuple):
    """The mean of a series with its interval, and the variance constant: n times the variance of a mean of n values."""

    interval: Interval
    variance_constant: float
    lag_one: float


def batch_means(series: Floats, batches: int = 20, confidence: float = 0.95) -> BatchMeans:
    """The interval from non-overlapping batches, whose means hang together little where they are long. `[day]`

    batches   [2, length]; what does not fill them is left out at the start
    lag_one   correlation of neighbouring batches; far above 0 says that the series is too short for so many
    Source: Law, Simulation Modeling and Analysis, 5th ed., section 9.5.3.

    >>> found = batch_means(np.array([1.0, 3.0] * 40), 10)
    >>> found.interval.mean, found.variance_constant
    (2.0, 0.0)
    """
    size = len(series) // batches
    rows = np.asarray(series, np.float64)[len(series) - size * batches :].reshape(batches, size)
    means = np.array([math.fsum(row) / size for row in rows.tolist()])
    interval = mean_interval(means, confidence)
    return BatchMeans(interval, size * variance(means, interval.mean), _lag_one(means - interval.mean))


def _lag_one(centred: Floats) -> float:
    total = math.fsum((centred * centred).tolist())
    return math.fsum((centred[1:] * centred[:-1]).tolist()) / total if total else 0.0


def replications_for_mean(mean: float, variance: float, relative: float, confidence: float = 0.95) -> int:
    """How many values bring half the interval of a mean down to a part of it.

    variance   of one value, or the variance constant of a series
    relative   (0, 1)

    >>> replications_for_mean(1.0, 29.0, 0.05)
    44561
    """
    from scipy.special import ndtri

    reach = float(ndtri(0.5 + confidence / 2.0))
    return math.ceil(variance * (reach / (relative * mean)) ** 2)
