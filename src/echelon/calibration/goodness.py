"""How well a distribution fits: Kolmogorov–Smirnov and Anderson–Darling with p-values by parametric bootstrap, and a QQ distance.

Parameters that were fitted to the same sample make the tables of both tests wrong, and so do ties; so samples are drawn from
the fitted distribution, rounded and cut off like the real one, fitted again, and measured alike. Chance is addressed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.durations import Duration, Sample, fit_family
from echelon.calibration.families import FAMILIES
from echelon.core.chance import key
from echelon.core.words import words

Floats = NDArray[np.float64]
TIMES = 199
"""Samples drawn: p-values come in steps of 1/200."""


@dataclass(frozen=True, slots=True)
class Goodness:
    """How far a sample lies from the distribution fitted to it.

    ks, ks_p   greatest distance of the distribution functions, and the part of drawn samples that lie as far or farther
    ad, ad_p   the same for Anderson–Darling's statistic, which looks at the tails; NaN where values had not ended
    qq         mean distance of the logarithms of observed and fitted quantiles: 0.1 is 10 % apart on the average
    """

    ks: float
    ks_p: float
    ad: float
    ad_p: float
    qq: float


def goodness(fit: Duration, s: Sample, *, seed: int = 1, times: int = TIMES) -> Goodness:
    """The statistics of a fit and their p-values.

    times   samples drawn, (0, 2^24);  seed  of their chance

    >>> from echelon.calibration.durations import sample
    >>> s = sample(FAMILIES["gamma"].quantile((np.arange(40) + 0.5) / 40, 3.0, 0.5))
    >>> good = goodness(fit_family("gamma", s), s, times=19)
    >>> good.ks_p > 0.5 and good.qq < 0.05
    True
    """
    ks, ad = statistics(fit, s)
    drawn = np.array([_again(fit, s, seed, at) for at in range(times)])
    ps = [
        (1.0 + float(np.sum(drawn[:, i] >= seen - 1e-12))) / (times + 1.0) for i, seen in enumerate((ks, ad))
    ]
    exact = not s.censored
    return Goodness(ks, ps[0], ad if exact else math.nan, ps[1] if exact else math.nan, qq_distance(fit, s))


def statistics(fit: Duration, s: Sample) -> tuple[float, float]:
    """Kolmogorov–Smirnov's distance (of the Kaplan–Meier curve) and Anderson–Darling's A² (as if all had ended).

    On a grain both compare the probability up to and with each value, the former also that below it.
    Source: Stephens (1974), JASA 69; for grouped values the discrete form of Choulakian, Lockhart and Stephens (1994).
    """
    family = FAMILIES[fit.family]
    lasting = kaplan_meier(s)
    values = np.unique(s.values[s.ended])
    fitted = np.asarray(family.below(values + s.grain / 2.0, fit.mean, fit.cv))
    below = np.asarray(family.below(np.maximum(values - s.grain / 2.0, 0.0), fit.mean, fit.cv))
    seen = 1.0 - lasting
    before = np.concatenate([[0.0], seen[:-1]])
    ks = float(max(np.abs(seen - fitted).max(), np.abs(below - before).max()))
    counts = s.counts[s.ended]  # one row for each different value, in order
    return ks, _grouped(fitted, counts) if s.grain else _anderson(fitted, counts)


def _anderson(fitted: Floats, counts: Floats) -> float:
    """A² of exact values, ties standing one after another."""
    u = np.clip(np.repeat(fitted, counts.astype(np.int64)), 1e-12, 1.0 - 1e-12)
    n = len(u)
    weights = 2.0 * np.arange(1, n + 1) - 1.0
    return float(-n - np.sum(weights * (np.log(u) + np.log1p(-u[::-1]))) / n)


def _grouped(fitted: Floats, counts: Floats) -> float:
    """A² of values on a grain: squared distance at each, weighed by its probability over its variance."""
    n = counts.sum()
    below = np.cumsum(counts) / n
    weight = np.diff(np.concatenate([[0.0], fitted]))
    room = np.maximum(fitted * (1.0 - fitted), 1e-12)
    return float(n * np.sum(((below - fitted) ** 2 * weight / room)[fitted < 1.0 - 1e-9]))


def kaplan_meier(s: Sample) -> Floats:
    """The part that lasts longer than each different value that ended, in order. `[value]`

    Source: Kaplan and Meier (1958), JASA 53.
    """
    return _lasting(s.values, s.counts, s.ended)


def _lasting(values: Floats, counts: Floats, ended: NDArray[np.bool_]) -> Floats:
    at, which = np.unique(values, return_inverse=True)
    over = np.bincount(which, weights=counts * ended, minlength=len(at))
    all_ = np.bincount(which, weights=counts, minlength=len(at))
    at_risk = np.cumsum(all_[::-1])[::-1]
    seen = np.bincount(which, weights=ended, minlength=len(at)) > 0
    return np.asarray(np.cumprod(1.0 - over / at_risk)[seen])


def qq_distance(fit: Duration, s: Sample) -> float:
    """Mean distance of the logarithms of observed and fitted quantiles, at what ended.

    Each value stands at the middle of its step of the Kaplan–Meier curve; on a grain no closer to 0 than half of it.
    """
    values = np.unique(s.values[s.ended])
    lasting = kaplan_meier(s)
    steps = np.concatenate([[1.0], lasting[:-1]]) - lasting
    middle = np.clip(1.0 - lasting - steps / 2.0, 1e-9, 1.0 - 1e-9)
    least = s.grain / 2.0 or 0.0
    fitted = np.maximum(FAMILIES[fit.family].quantile(middle, fit.mean, fit.cv), least or 1e-300)
    apart = np.abs(np.log(np.maximum(values, least or 1e-300)) - np.log(fitted))
    return float(apart @ steps / steps.sum())


def draw_like(fit: Duration, s: Sample, seed: int, at: int) -> Sample:
    """A sample as large as another, rounded and cut off as it was, from a fitted distribution."""
    n = s.n
    value = FAMILIES[fit.family].quantile(_uniform(seed, "duration", at, n), fit.mean, fit.cv)
    ended = np.ones(n, dtype=bool)
    if s.censored:
        limit = _limits(s, _uniform(seed, "record's end", at, n))
        ended, value = value <= limit, np.minimum(value, limit)
    if s.grain:
        value = np.floor(value / s.grain + 0.5) * s.grain
    pairs, counts = np.unique(np.column_stack([value, ended]), axis=0, return_counts=True)
    return Sample(pairs[:, 0], counts.astype(np.float64), pairs[:, 1] == 1.0, s.grain)


def _limits(s: Sample, uniform: Floats) -> Floats:
    """When records end, drawn from the Kaplan–Meier curve of ends of the record; inf beyond the last of them."""
    lasting = _lasting(s.values, s.counts, ~s.ended)
    at = np.concatenate([np.unique(s.values[~s.ended]), [np.inf]])
    return np.asarray(at[np.searchsorted(1.0 - lasting, uniform, side="left")])


def _uniform(seed: int, why: str, at: int, n: int) -> Floats:
    drawn = words(key(seed, "calibration", why), np.arange(n), np.full(n, at))
    return np.asarray((drawn + 0.5) / 2.0**32)


def _again(fit: Duration, s: Sample, seed: int, at: int) -> tuple[float, float]:
    drawn = draw_like(fit, s, seed, at)
    if len(np.unique(drawn.values[drawn.ended])) < 2:
        return 0.0, 0.0
    return statistics(fit_family(fit.family, drawn, near=fit), drawn)
