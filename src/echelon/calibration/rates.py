"""How often something happens: events per year of exposure, with exact intervals, scatter beyond chance, and a trend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadData, Finding

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of events.

    per_year, low, high   events a year of exposure, and the ends of the exact 95 % interval of a Poisson count
    events, exposure      how many, in how many years (of all units together: port-years, state-years)
    dispersion            variance of the counts over their mean, 1 for a Poisson process; NaN of fewer than two counts
    p_poisson             probability of as much scatter by chance alone; NaN of fewer than two counts
    size                  of the negative binomial distribution with that scatter; inf where there is no more than chance
    counts                that it was counted in: years, or ports, or states
    """

    per_year: float
    low: float
    high: float
    events: int
    exposure: float
    dispersion: float
    p_poisson: float
    size: float
    counts: int

    @property
    def overdispersed(self) -> bool:
        """Whether the counts scatter more than chance lets them, at 5 %: the exact interval is then too narrow."""
        return self.p_poisson < 0.05

    @property
    def wide(self) -> tuple[float, float]:
        """The interval with the scatter that was seen: the exact one, stretched by the root of dispersion times Student's t over
        the normal quantile, for few counts tell their scatter badly; never shrunk.
        """
        from scipy.special import ndtri, stdtrit

        if self.counts < 2 or not self.events:
            return self.low, self.high
        more = max(math.sqrt(self.dispersion) * float(stdtrit(self.counts - 1, 0.975) / ndtri(0.975)), 1.0)
        low, high = ((end / self.per_year) ** more * self.per_year for end in (self.low, self.high))
        return low, high


def poisson_interval(events: int, exposure: float, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a rate from a Poisson count.

    events    [0, inf);  exposure  years, (0, inf)
    returns   per year: low is 0 where nothing happened
    Source: Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28.

    >>> [round(end, 3) for end in poisson_interval(3, 10.0)]
    [0.062, 0.877]
    """
    from scipy.special import gammaincinv

    tail = (1.0 - confidence) / 2.0
    low = float(gammaincinv(events, tail)) if events else 0.0
    return low / exposure, float(gammaincinv(events + 1, 1.0 - tail)) / exposure


def fit_rate(counts: Sequence[int] | NDArray[np.int64], years_each: float = 1.0) -> Rate:
    """A rate from counts of equal exposure: one for each year, port or state, those without an event included.

    counts      events, [count];  years_each  exposure of each, (0, inf)
    raises      BadData (E470) where there is nothing to count over
    Source: Poisson index of dispersion, Cox and Lewis (1966), section 6.3; size by moments.

    >>> rate = fit_rate([2, 3, 1, 2])
    >>> rate.per_year, rate.events, rate.overdispersed
    (2.0, 8, False)
    """
    from scipy.special import chdtrc

    found = np.asarray(counts, dtype=np.float64)
    if not len(found) or not years_each > 0.0 or not np.all(np.isfinite(found)) or found.min() < 0.0:
        raise BadData(Finding("E470", "A rate", "must be counted over some exposure, in counts of 0 and more",
                              f"{len(found)} counts of {years_each:g} years", "Say what events are counted by"))  # fmt: skip
    events, exposure = int(found.sum()), len(found) * years_each
    low, high = poisson_interval(events, exposure)
    dispersion = p = math.nan
    size = math.inf
    if len(found) > 1 and events:
        dispersion = float(found.var(ddof=1) / found.mean())
        p = float(chdtrc(len(found) - 1, dispersion * (len(found) - 1)))
        size = float(found.mean()) / (dispersion - 1.0) if dispersion > 1.0 else math.inf
    return Rate(events / exposure, low, high, events, exposure, dispersion, p, size, len(found))


@dataclass(frozen=True, slots=True)
class Trend:
    """How a rate moves from year to year.

    growth, low, high   factor from one year to the next and its 95 % interval; 1 = no trend
    p                   probability of so strong a trend, either way, by chance
    now, now_low, now_high   events a year in the last year counted
    """

    growth: float
    low: float
    high: float
    p: float
    now: float
    now_low: float
    now_high: float


def fit_trend(counts: Sequence[int] | NDArray[np.int64]) -> Trend:
    """An exponential trend of counts a year, by maximum likelihood; errors stretched by scatter beyond chance.

    counts   events of each year, in order, [year], three years at least and one event (else E470)
    Source: log-linear Poisson regression, McCullagh and Nelder (1989), section 6.2; scatter by Pearson's chi-square.

    >>> trend = fit_trend([1, 1, 2, 2, 4, 4, 8, 8])
    >>> 1.0 < trend.low < trend.growth < trend.high < 2.0
    True
    """
    from scipy.special import stdtr, stdtrit

    found = np.asarray(counts, dtype=np.float64)
    if len(found) < 3 or not found.sum() > 0.0:
        raise BadData(Finding("E470", "A trend", "must be fitted to three years and one event at least",
                              f"{len(found)} years, {int(found.sum())} events", "Give a longer record"))  # fmt: skip
    time = np.arange(len(found)) - (len(found) - 1.0)
    beta, cover = _regression(np.column_stack([np.ones(len(found)), time]), found)
    freedom = len(found) - 2
    fitted = np.exp(np.clip(beta[0] + beta[1] * time, -50.0, 50.0))
    cover *= max(1.0, float(np.sum((found - fitted) ** 2 / fitted)) / freedom)
    level, slope = np.sqrt(np.diag(cover))
    t = float(stdtrit(freedom, 0.975))
    p = 2.0 * float(stdtr(freedom, -abs(beta[1] / slope)))
    ends = [_exp(beta[i] + sign * t * error) for i, error in ((1, slope), (0, level)) for sign in (-1, 1)]
    return Trend(_exp(beta[1]), ends[0], ends[1], p, _exp(beta[0]), ends[2], ends[3])


def _exp(value: float) -> float:
    """E to a power, inf where that is beyond all numbers: of events in the last year only, nothing bounds the growth."""
    return math.exp(value) if value < 700.0 else math.inf


def _regression(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Coefficients of a log-linear Poisson regression and their covariance, by Newton's method."""
    beta = np.array([math.log(y.mean()), 0.0])
    for _ in range(100):
        mean = np.exp(np.clip(x @ beta, -50.0, 50.0))
        information = x.T @ (x * mean[:, None])
        step = np.linalg.solve(information, x.T @ (y - mean))
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.linalg.inv(information)
