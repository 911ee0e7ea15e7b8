"""Distributions as tables, so that drawing needs no logarithm and gives the same bits everywhere.

A continuous distribution is its quantile function at knots that halve towards both tails (32 octaves down to a
probability of 2^-33, STEPS knots in each), joined by straight lines, then shifted and stretched so that mean and
variance of the joined lines are exact to 1e-8 (where a gamma or lognormal would fall below 0, the mean is). A distribution
on whole numbers is an alias table (Walker 1977; Vose 1991), exact to 2^-32. Knots are rounded to 2^-26 and probabilities
to 2^-32 (gamma: 2^-28), so coarsely that the last bits of a mathematics library do not reach a result; finer grains did.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MANTISSA = 4
STEPS = 2**MANTISSA
OCTAVES = 32
KNOTS = 2 * (OCTAVES * STEPS + 1)
LONGEST = 36_525.0
"""Whole numbers are drawn up to here; a lead time of a century is as good as never."""

Floats = NDArray[np.float64]


def tail_probabilities() -> Floats:
    """Probabilities of the knots of one half, from 2^-33 to 1/2. `[OCTAVES * STEPS + 1]`"""
    octave, step = np.divmod(np.arange(OCTAVES * STEPS + 1), STEPS)
    return np.asarray(np.ldexp(1.0 + step / STEPS, octave - 33))


def quantile_table(lower: Callable[[Floats], Any], upper: Callable[[Floats], Any], mean: float,
                   sd: float) -> Floats:  # fmt: skip
    """The table `[KNOTS]` of a distribution: knots of the lower half from its tail, then of the upper half.

    lower, upper   quantile at probability p, and at 1 - p, for p in (0, 1/2]
    mean, sd       what the joined lines must have

    >>> round(float(normal_table()[KNOTS // 2 - 1]), 9)
    0.0
    """
    tail = tail_probabilities()
    raw = np.concatenate([lower(tail), upper(tail)])
    average, spread = _moments(raw, tail)
    scaled = mean + (raw - average) * (sd / spread if spread else 0.0)
    return _rounded(scaled, 26)


def normal_table() -> Floats:
    """The standard normal distribution."""
    below: Floats = np.array([NormalDist().inv_cdf(p) for p in tail_probabilities()], dtype=np.float64)
    above: Floats = np.asarray(-below, dtype=np.float64)
    return quantile_table(lambda _: below, lambda _: above, 0.0, 1.0)


def gamma_table(cv: float) -> Floats:
    """The gamma distribution with mean 1 and coefficient of variation `cv` > 0."""
    from scipy.special import gammainccinv, gammaincinv

    shape = 1.0 / (cv * cv)
    table = quantile_table(
        lambda p: gammaincinv(shape, p) / shape, lambda p: gammainccinv(shape, p) / shape, 1.0, cv
    )
    return _positive(table)


def lognormal_table(cv: float) -> Floats:
    """The lognormal distribution with mean 1 and coefficient of variation `cv` > 0."""
    variance = math.log1p(cv * cv)
    spread = math.sqrt(variance)
    normal = np.array([NormalDist().inv_cdf(p) for p in tail_probabilities()])
    table = quantile_table(
        lambda _: np.exp(spread * normal - variance / 2.0),
        lambda _: np.exp(-spread * normal - variance / 2.0),
        1.0,
        cv,
    )
    return _positive(table)


def _positive(table: Floats) -> Floats:
    """A table cut at 0 and scaled to mean 1 again."""
    positive = np.asarray(np.maximum(table, 0.0))
    return _rounded(positive / _moments(positive, tail_probabilities())[0], 26)


def beta_table(mean: float, sd: float) -> Floats:
    """The beta distribution on [0, 1]; `sd` squared is below mean x (1 - mean).

    >>> table = beta_table(0.9, 0.05)
    >>> round(float(table[KNOTS // 2 - 1]), 3)
    0.908
    """
    from scipy.special import betaincinv

    size = mean * (1.0 - mean) / (sd * sd) - 1.0
    a, b = mean * size, (1.0 - mean) * size
    table = quantile_table(lambda p: betaincinv(a, b, p), lambda p: 1.0 - betaincinv(b, a, p), mean, sd)
    return np.asarray(np.clip(table, 0.0, 1.0))


def _moments(knots: Floats, tail: Floats) -> tuple[float, float]:
    """Mean and standard deviation of the joined lines."""
    weights = np.diff(tail)
    half = len(tail)
    first = second = 0.0
    for values in (knots[:half], knots[half:]):
        a, b = values[:-1], values[1:]
        first += math.fsum((weights * (a + b) / 2).tolist())
        second += math.fsum((weights * (a * a + a * b + b * b) / 3).tolist())
    return first, math.sqrt(max(second - first * first, 0.0))


def _rounded(values: Floats, bits: int) -> Floats:
    """Values rounded to whole multiples of 2^-bits; no -0."""
    return np.asarray(np.ldexp(np.round(np.ldexp(values, bits)), -bits) + 0.0)


class Alias(NamedTuple):
    """A distribution on 0 … K-1, K a power of two.

    limits  [K] uint32: the column keeps a coin below this
    others  [K] uint32: what it is otherwise
    shift   32 - log2 K: how far the column's word moves right
    """

    limits: NDArray[np.uint32]
    others: NDArray[np.uint32]
    shift: int


def alias_table(probabilities: Sequence[float]) -> Alias:
    """The alias table of probabilities (they are scaled to sum to 1), by Vose's method in whole numbers.

    >>> alias_table([0.5, 0.25, 0.25]).others.tolist()
    [0, 1, 2, 0]
    """
    size = 1 << max(1, (len(probabilities) - 1).bit_length())
    full = 2**32
    weights = _whole(probabilities, size, full * size)
    limits, others = [full] * size, list(range(size))
    small = [i for i in range(size) if weights[i] < full]
    large = [i for i in range(size) if weights[i] > full]
    while small and large:
        short, tall = small.pop(), large[-1]
        limits[short], others[short] = weights[short], tall
        weights[tall] -= full - weights[short]
        if weights[tall] <= full:
            (small if weights[tall] < full else []).append(large.pop())
    return Alias(
        np.minimum(limits, full - 1).astype(np.uint32),
        np.array(others, dtype=np.uint32),
        33 - size.bit_length(),
    )


def _whole(probabilities: Sequence[float], size: int, total: int) -> list[int]:
    """Whole weights in proportion that sum to `total` (largest remainder goes to the largest)."""
    scale = math.fsum(probabilities)
    weights = [int(p / scale * total) for p in probabilities] + [0] * (size - len(probabilities))
    largest = max(range(size), key=weights.__getitem__)
    weights[largest] += total - sum(weights)
    return weights


def poisson_weights(mean: float) -> tuple[int, list[float]]:
    """First value and probabilities of a Poisson distribution, rounded to 2^-32, without what is then 0 at the end.

    >>> first, weights = poisson_weights(2.0)
    >>> first, round(weights[0], 6)
    (0, 0.135335)
    """
    reach = 12.0 * math.sqrt(mean) + 24.0
    first, last = max(0, int(mean - reach)), int(mean + reach)
    logs = [k * math.log(mean) - mean - math.lgamma(k + 1.0) if mean else (0.0 if k == 0 else -math.inf)
            for k in range(first, last + 1)]  # fmt: skip
    weights = _rounded(np.exp(logs), 32)
    return first, [float(w) for w in np.trim_zeros(weights, "b")]


def whole_mix(values: Sequence[float], probabilities: Sequence[float]) -> list[float]:
    """Probabilities of 0, 1, 2 … when each value is split between the two whole numbers beside it, mean kept.

    >>> whole_mix([1.5, 3.0], [0.5, 0.5])
    [0.0, 0.25, 0.25, 0.5]
    """
    weights = [0.0] * (int(max(values)) + 2)
    for value, probability in zip(values, probabilities, strict=True):
        low = int(value)
        weights[low] += probability * (1.0 - (value - low))
        weights[low + 1] += probability * (value - low)
    while weights and weights[-1] == 0.0:
        weights.pop()
    return weights


def gamma_whole(mean: float, sd: float) -> list[float]:
    """Probabilities of 0, 1, 2 … of a gamma distribution split between whole numbers, mean kept, cut at 1e-6.

    The weight of k is E[(1 - |X - k|)+], a second difference of E[(X - x)+], which is known in closed form.
    """
    from scipy.special import gammaincc

    shape, scale = (mean / sd) ** 2, sd * sd / mean
    days = np.arange(-1.0, min(mean + 14.0 * max(sd, scale) + 6.0, LONGEST))
    at = np.maximum(days, 0.0) / scale
    excess = np.where(days < 0, mean - days, mean * gammaincc(shape + 1.0, at) - days * gammaincc(shape, at))
    weights = np.maximum(excess[:-2] - 2.0 * excess[1:-1] + excess[2:], 0.0)
    beyond = np.cumsum(weights[::-1])[::-1]
    kept = weights[: max(1, int(np.count_nonzero(beyond > 1e-6)))]
    return [float(w) for w in _rounded(kept / kept.sum(), 28)]
