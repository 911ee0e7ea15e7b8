"""Intervals for quantiles from order statistics: they hold whatever the distribution."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.interval import Interval

Floats = NDArray[np.float64]


class Ranks(NamedTuple):
    """Ranks, from 1, of the values that bound a quantile; None where so few values bound it on that side with no confidence.

    coverage   probability that a continuous distribution's quantile lies between them, None where a side is open
    """

    low: int | None
    high: int | None
    coverage: float | None


def quantile_ranks(count: int, quantile: float, confidence: float = 0.95) -> Ranks:
    """Which of `count` ordered values bound a quantile, each side failing with at most half of what is allowed.

    quantile, confidence   (0, 1)
    Source: Hahn & Meeker, Statistical Intervals, section 5.2 (binomial order statistics).

    >>> quantile_ranks(59, 0.95)
    Ranks(low=52, high=None, coverage=None)
    """
    from scipy.special import bdtr

    below = np.asarray(
        bdtr(np.arange(count), count, quantile)
    )  # P(at most k of the values lie below), k = 0 … count - 1
    miss = (1.0 - confidence) / 2.0
    low = int(np.searchsorted(below, miss, side="right"))
    high = int(np.searchsorted(below, 1.0 - miss, side="left")) + 1
    coverage = float(below[high - 1] - below[low - 1]) if low >= 1 and high <= count else None
    return Ranks(low if low >= 1 else None, high if high <= count else None, coverage)


def quantile_interval(values: Floats, quantile: float, confidence: float = 0.95) -> Interval:
    """The quantile (its `mean` is the value of nearest rank) and its distribution-free interval. `[replication]`

    An end is infinite where so few values say nothing on that side; `replications_for_quantile` tells how many do.

    >>> quantile_interval(np.arange(1.0, 101.0), 0.9)
    Interval(mean=90.0, low=84.0, high=96.0)
    """
    ordered = np.sort(values)
    ranks = quantile_ranks(len(ordered), quantile, confidence)
    return Interval(
        float(ordered[nearest_rank(len(ordered), quantile) - 1]),
        -math.inf if ranks.low is None else float(ordered[ranks.low - 1]),
        math.inf if ranks.high is None else float(ordered[ranks.high - 1]),
    )


def nearest_rank(count: int, quantile: float) -> int:
    """Rank, from 1, of inf{x: F(x) >= quantile} among ordered values; a product that is whole but for its rounding is whole.

    >>> nearest_rank(100, 0.95), nearest_rank(1000, 0.07), nearest_rank(3, 0.5)
    (95, 70, 2)
    """
    return min(count, max(1, math.ceil(quantile * count - 1e-9 * max(1.0, quantile * count))))


def replications_for_quantile(quantile: float, confidence: float = 0.95) -> int:
    """The fewest values whose interval for a quantile is bounded on both sides.

    >>> replications_for_quantile(0.95), replications_for_quantile(0.5)
    (72, 6)
    """
    miss = (1.0 - confidence) / 2.0
    return max(math.ceil(math.log(miss) / math.log(part) - 1e-12) for part in (quantile, 1.0 - quantile))
