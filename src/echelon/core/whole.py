"""Distributions on whole numbers: of days for lead times, of pieces for demand.

Numbers of days are made with a library's functions and rounded to 2^-28, so coarsely that its last bits do not show.
Numbers of pieces are made with + - * / alone, in a stated order, so there is nothing to hide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from echelon.core.quantile import LONGEST, Floats

RARE = 1e-6
"""Times that are longer with less than this probability are put together at their mean."""
FAINT = 2.0**-56
"""Weights below this part of the largest are left out."""
FAR = 300.0
"""Variance over mean beyond which the tail of a negative binomial distribution would be cut where it still counts."""
MOST_ORDERS = 1000.0
"""Most orders a day that `compound_poisson_weights` adds up: with more its first weight is no longer a float."""


def normal_whole(mean: float, sd: float) -> list[float]:
    """Probabilities of 0, 1, 2 … of a normal distribution cut at 0, split between whole numbers, the cut one's mean kept.

    >>> [round(weight, 3) for weight in normal_whole(2.0, 0.5)]
    [0.004, 0.191, 0.61, 0.191, 0.004, 0.0]
    """
    from scipy.special import ndtr

    def excess(days: Floats) -> Floats:
        z = (days - mean) / sd
        return np.asarray(sd * np.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) - (days - mean) * ndtr(-z))

    return _split(excess, mean + 8.0 * sd)


def lognormal_whole(mean: float, sd: float) -> list[float]:
    """Probabilities of 0, 1, 2 … of a lognormal distribution split between whole numbers, mean kept.

    E[(X - x)+] by its partial expectations. Source: Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions,
    2nd ed., volume 1, chapter 14.
    """
    from scipy.special import ndtr

    spread = math.sqrt(math.log1p((sd / mean) ** 2))

    def excess(days: Floats) -> Floats:
        far = np.log(mean / np.maximum(days, 1e-300)) / spread
        return np.asarray(mean * ndtr(far + spread / 2.0) - days * ndtr(far - spread / 2.0))

    return _split(excess, mean * math.exp((5.0 - spread / 2.0) * spread))


def weibull_whole(shape: float, scale: float) -> list[float]:
    """Probabilities of 0, 1, 2 … of a Weibull distribution split between whole numbers, mean kept.

    E[(X - x)+] is the tail's integral, an incomplete gamma function. Source: as for the lognormal, chapter 21.

    >>> round(sum(days * weight for days, weight in enumerate(weibull_whole(1.0, 20.0))), 3)
    20.0
    """
    from scipy.special import gammaincc

    power = 1.0 / shape

    def excess(days: Floats) -> Floats:
        return np.asarray(scale * math.gamma(1.0 + power) * gammaincc(power, (days / scale) ** shape))

    return _split(excess, scale * math.log(1.0 / RARE) ** power)


def _split(excess: Callable[[Floats], Floats], reach: float) -> list[float]:
    """Probabilities of 0, 1, 2 … from E[(X - x)+] of a time X >= 0, mean kept.

    The weight of k is E[(1 - |X - k|)+], a second difference. What is rarer than `RARE` stands at its mean.
    """
    days = np.arange(min(reach, LONGEST) + 6.0)
    beyond = excess(days)
    beyond = np.concatenate([[beyond[0] + 1.0], beyond])  # E[X - (-1)]
    longer = -np.diff(beyond)  # [k]: probability of k or more, once split
    kept = max(1, int(np.count_nonzero(longer > RARE)))
    # The rest from kept - 1 on has a mean of its own, which lies little after it.
    rest = float(longer[kept - 1])
    at = min(kept - 2 + float(beyond[kept - 1]) / rest, LONGEST)
    low = int(at)
    longer = np.concatenate([longer[:kept], [rest] * (low - kept + 1), [rest * (at - low), 0.0]])
    # Rounding these, not the weights, keeps the sum at 1 and the errors of the mean from adding up.
    weights = np.ldexp(-np.diff(np.round(np.ldexp(longer, 28))), -28)
    return [float(weight) for weight in np.trim_zeros(np.maximum(weights, 0.0), "b")]


def negative_binomial_weights(mean: float, variance: float) -> tuple[int, list[float]]:
    """First value and weights (not scaled) of a negative binomial distribution; of Poisson where variance = mean.

    mean       (0, inf);  variance  [mean, inf)
    Source: Panjer, ASTIN Bulletin 12(1), 1981, the class of distributions with p(k) = (a + b/k) p(k-1).

    >>> first, weights = negative_binomial_weights(2.0, 6.0)  # geometric: each weight 2/3 of the one before
    >>> first, round(weights[1] / weights[0], 12)
    (0, 0.666666666667)
    """
    again = (variance - mean) / variance
    last = int(mean + 12.0 * math.sqrt(variance) + 42.0 * variance / mean) + 32
    before = np.arange(float(last))
    up = (again * before + mean * mean / variance) / (before + 1.0)
    mode = int(np.count_nonzero(up >= 1.0))
    # A running product has one order of multiplication on every machine, and begins where it cannot vanish.
    weights = np.concatenate([np.cumprod(1.0 / up[:mode][::-1])[::-1], [1.0], np.cumprod(up[mode:])])
    seen = np.flatnonzero(weights > FAINT)
    return int(seen[0]), [float(w) for w in weights[seen[0] : seen[-1] + 1]]


def order_size_weights(mean: float, variance: float, *, least: int = 1) -> list[float]:
    """Weights of 0, 1, 2 … pieces in an order: a negative binomial distribution, shifted by as much as its spread allows.

    mean       [least, inf) pieces
    variance   [f (1 - f), inf), f what the mean is above the whole number below it, in (0, 1]: whole numbers vary at
               least so much. Below f, where no shift is small enough, the weights stand on three whole numbers; so they do where
               the variance is more than `FAR` times what the mean is above the smallest order.
    `ValueError`: no such distribution, also where the mean is `least` and varies.

    >>> order_size_weights(2.5, 0.25)
    [0.0, 0.0, 0.5, 0.5, 0.0]
    """
    low = math.ceil(mean) - 1
    part = mean - low
    if mean < least or variance < part * (1.0 - part) - 1e-12 or (mean == least and variance > 0.0):
        raise ValueError(f"whole numbers from {least} on with mean {mean:g} and variance {variance:g}")
    if variance < part:
        two = max(0.0, variance - part * (1.0 - part)) / 2.0
        return [0.0] * low + [1.0 - part + two, part - 2.0 * two, two]
    shift = max(least, math.ceil(mean - variance))
    if variance > FAR * (mean - shift):
        return _mostly(shift, mean - shift, variance)
    first, weights = negative_binomial_weights(mean - shift, max(variance, mean - shift))
    return [0.0] * (shift + first) + weights


def _mostly(usual: int, above: float, variance: float) -> list[float]:
    """Weights of 0, 1, 2 … where nearly all orders are of `usual` size: the mean is `above` it, for the sake of a few large ones.

    They stand on two neighbours, so that mean and variance are exact; a longer tail would be cut where weights are faint.
    """
    second = variance + above * above
    large = math.floor(second / above)
    more = (second - above * large) / (large + 1)
    fewer = (above * (large + 1) - second) / large
    return [0.0] * usual + [1.0 - fewer - more] + [0.0] * (large - 1) + [fewer, more]


def compound_poisson_weights(orders: float, sizes: Sequence[float]) -> tuple[int, list[float]]:
    """First value and weights (not scaled) of the sum of a Poisson number of orders.

    orders   (0, MOST_ORDERS], mean number;  sizes  weights of 0, 1, 2 … pieces in one order
    Source: Panjer, ASTIN Bulletin 12(1), 1981, equation for Poisson: g(k) = orders / k x sum over j of j f(j) g(k - j).

    >>> first, weights = compound_poisson_weights(2.0, [0.0, 0.5, 0.5])
    >>> round(weights[1] / weights[0], 12)  # one order of one piece
    1.0
    """
    total = math.fsum(sizes)
    each = np.arange(len(sizes)) * np.asarray(sizes) / total
    mean, second = math.fsum(each.tolist()), math.fsum((np.arange(len(sizes)) * each).tolist())
    last = int(orders * mean + 12.0 * math.sqrt(orders * second)) + 2 * len(sizes) + 16
    weights = np.zeros(last + 1)
    weights[0] = 2.0**-1000
    rate = orders * each
    for pieces in range(1, last + 1):
        reach = min(pieces, len(sizes) - 1)
        terms = rate[1 : reach + 1] * weights[pieces - reach : pieces][::-1]
        # A running sum adds in one order on every machine; `np.sum` does not promise to.
        weights[pieces] = np.add.accumulate(terms)[-1] / pieces
    seen = np.flatnonzero(weights > weights.max() * FAINT)
    return int(seen[0]), [float(w) for w in weights[seen[0] : seen[-1] + 1]]
