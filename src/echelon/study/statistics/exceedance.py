"""How likely a loss is to be exceeded, for every loss at once or one at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.interval import Interval, skewed_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Exceedance:
    """A loss exceedance curve: the probability that a year loses more than `loss`. `[loss]` each, losses increasing

    low, high               band that holds the whole curve with the confidence asked for
    low_here, high_here     interval that holds the probability at one loss with it
    expected                expected annual loss
    """

    loss: Floats
    probability: Floats
    low: Floats
    high: Floats
    low_here: Floats
    high_here: Floats
    expected: Interval

    def at(self, loss: float) -> Interval:
        """Probability of losing more than `loss`, with the interval that holds at this loss.

        >>> exceedance(np.array([0.0, 0.0, 5.0, 9.0])).at(4.0).mean
        0.5
        """
        here = int(np.searchsorted(self.loss, loss, side="right")) - 1
        if here < 0:
            return Interval(1.0, float(self.low_here[0]), 1.0)
        return Interval(*(float(row[here]) for row in (self.probability, self.low_here, self.high_here)))

    def loss_of(self, years: float) -> float:
        """The loss exceeded once in so many years on average, the largest one where there are too few losses to tell.

        >>> exceedance(np.arange(1.0, 101.0)).loss_of(20.0)
        95.0
        """
        reached = np.flatnonzero(self.probability <= 1.0 / years + 1e-12)
        return float(self.loss[reached[0]])


def exceedance(losses: Floats, confidence: float = 0.95) -> Exceedance:
    """The curve of yearly losses with its band and intervals. `[replication]`

    Sources: Massart (1990) for the band (Dvoretzky, Kiefer & Wolfowitz); Clopper & Pearson (1934) for the intervals.

    >>> curve = exceedance(np.array([0.0, 0.0, 5.0, 9.0]))
    >>> curve.loss.tolist(), curve.probability.tolist()
    ([0.0, 5.0, 9.0], [0.5, 0.25, 0.0])
    """
    count = len(losses)
    loss, met = np.unique(losses, return_counts=True)
    above = count - np.cumsum(met)
    probability = above / count
    half = dkw_half_width(count, confidence)
    here = clopper_pearson(above, count, confidence)
    return Exceedance(loss, probability, np.maximum(probability - half, 0.0), np.minimum(probability + half, 1.0), *here,
                      expected_loss(losses, confidence))  # fmt: skip


def expected_loss(losses: Floats, confidence: float = 0.95) -> Interval:
    """Expected annual loss: the mean, most years being 0 and few large. `[replication]`

    >>> round(expected_loss(np.array([0.0] * 90 + [10.0] * 10)).mean, 6)
    1.0
    """
    return skewed_interval(losses, int(np.count_nonzero(losses)) - 1, confidence)


def dkw_half_width(count: int, confidence: float = 0.95) -> float:
    """How far an empirical distribution is from the true one at most, everywhere.

    >>> round(dkw_half_width(100), 5)
    0.13581
    """
    return math.sqrt(math.log(2.0 / (1.0 - confidence)) / (2.0 * count))


def clopper_pearson(hits: NDArray[np.int64], count: int, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Interval for probabilities of which `hits` of `count` trials came true.

    >>> [[round(float(x), 4) for x in end] for end in clopper_pearson(np.array([0, 5]), 10)]
    [[0.0, 0.1871], [0.3085, 0.8129]]
    """
    from scipy.special import betaincinv

    miss = (1.0 - confidence) / 2.0
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1), count - hits + 1, miss), 0.0)
    high = np.where(hits < count, betaincinv(hits + 1, np.maximum(count - hits, 1), 1.0 - miss), 1.0)
    return np.asarray(low), np.asarray(high)
