"""A mean and how far it can be trusted: Student's interval, the paired one, and one for skewed values."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """A mean and the ends of its confidence interval, NaN where one value alone says nothing about its error."""

    mean: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0.0 or self.high < 0.0

    def holds(self, truth: float) -> bool:
        """Whether a number lies in it, its ends included.

        >>> Interval(2.0, 1.0, 3.0).holds(3.0)
        True
        """
        return self.low <= truth <= self.high


def mean_interval(values: Floats, confidence: float = 0.95) -> Interval:
    """Student's interval for the mean of independent values. `[replication]`

    >>> [round(x, 3) for x in mean_interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.484, 4.484]
    """
    count = len(values)
    mean = math.fsum(values.tolist()) / count
    if count < 2:
        return Interval(mean, math.nan, math.nan)
    half = student(confidence, count - 1) * math.sqrt(variance(values, mean) / count)
    return Interval(mean, mean - half, mean + half)


def paired_interval(first: Floats, second: Floats, confidence: float = 0.95) -> Interval:
    """Student's interval for the mean of second - first, where both had the same luck. `[replication]` each

    Source: Law, Simulation Modeling and Analysis, 5th ed., section 10.2.1 (paired t).

    >>> [round(x, 3) for x in paired_interval(np.array([1.0, 2.0, 4.0]), np.array([2.0, 3.0, 6.0]))]
    [1.333, -0.101, 2.768]
    """
    return mean_interval(np.asarray(second - first, np.float64), confidence)


def skewed_interval(values: Floats, freedom: int, confidence: float = 0.95) -> Interval:
    """An interval for the mean of independent values most of which are 0 and few large, such as losses. `[replication]`

    Student's interval misses above such means; the cubic transformation of Hall takes the skewness out.

    freedom   degrees of freedom of Student's quantile: of how many values the mean lives, less 1; below 1 the ends are NaN
    Source: Hall, On the removal of skewness by transformation, J. R. Stat. Soc. B 54 (1992) 221-228, equation (2.3).

    >>> [round(x, 3) for x in skewed_interval(np.array([0.0] * 15 + [1.0, 2.0, 3.0, 4.0, 9.0]), 4)]
    [0.95, 0.024, 5.596]
    """
    count = len(values)
    mean = math.fsum(values.tolist()) / count
    spread = math.fsum(((values - mean) ** 2).tolist()) / count
    if freedom < 1 or not spread > 0.0:
        return Interval(mean, math.nan, math.nan)
    deviation = math.sqrt(spread * count / (count - 1))
    skewness = math.fsum(((values - mean) ** 3).tolist()) / count / spread**1.5
    reach = student(confidence, freedom) / math.sqrt(count)
    low, high = (mean - deviation * _skewed_back(x, skewness, count) for x in (reach, -reach))
    return Interval(mean, low, high)


def _skewed_back(x: float, skewness: float, count: int) -> float:
    """The studentised mean whose transform is x: the inverse of y + g y²/3 + g² y³/27 + g/(6n)."""
    if abs(skewness) < 1e-6:
        return x
    return (math.cbrt(1.0 + skewness * (x - skewness / (6.0 * count))) - 1.0) * 3.0 / skewness


def variance(values: Floats, mean: float) -> float:
    """Variance of a sample about its mean, by n - 1. Two values or more."""
    return math.fsum(((values - mean) ** 2).tolist()) / (len(values) - 1)


def student(confidence: float, freedom: int) -> float:
    """Two-sided quantile of Student's distribution.

    >>> round(student(0.95, 10), 4)
    2.2281
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2.0))
