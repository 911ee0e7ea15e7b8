"""Intervals that can be trusted, computed in fixed order."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BANDS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


class Interval(NamedTuple):
    """A mean and the ends of its confidence interval, NaN where one value alone says nothing about its error."""

    mean: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0.0 or self.high < 0.0


def mean_interval(values: Floats, confidence: float = 0.95) -> Interval:
    """Student's interval for the mean of independent values. `[replication]`

    >>> [round(x, 3) for x in mean_interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.484, 4.484]
    """
    count = len(values)
    mean = math.fsum(values.tolist()) / count
    if count < 2:
        return Interval(mean, math.nan, math.nan)
    spread = math.fsum(((values - mean) ** 2).tolist()) / (count - 1)
    half = _student(confidence, count - 1) * math.sqrt(spread / count)
    return Interval(mean, mean - half, mean + half)


def _student(confidence: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2.0))


def bands(series: Floats) -> dict[str, Floats]:
    """5, 25, 50, 75 and 95 % quantiles over replications of `[day, replication]`."""
    found = np.quantile(series, list(BANDS.values()), axis=1)
    return dict(zip(BANDS, found, strict=True))


class Spread(NamedTuple):
    """Median and 90 % range over replications; inf where it does not happen within the horizon."""

    median: float
    low: float
    high: float


def spread(values: Floats) -> Spread:
    """Median, 5 % and 95 % by nearest rank, so that inf may occur.

    >>> spread(np.array([3.0, 1.0, np.inf]))
    Spread(median=3.0, low=1.0, high=inf)
    """
    ordered = np.sort(values)
    return Spread(*(float(ordered[max(0, math.ceil(p * len(ordered)) - 1)]) for p in (0.5, 0.05, 0.95)))
