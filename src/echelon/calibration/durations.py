"""How long something lasts: four families fitted by maximum likelihood, the best of them by AIC, corrected for few values.

Values that come on a grain (whole days, whole minutes) are what they are: anything within half a grain of them. Values
that were still going on when the record ended count by having lasted longer. Intervals are those of the profile likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.families import FAMILIES, Family, text_of
from echelon.core.errors import BadData, Finding

Floats = NDArray[np.float64]
WIDEST_CV = 50.0
TINY = 1e-300
LEAST = 5
"""Values that a fit needs; of fewer the two parameters say next to nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Durations as they were recorded, each different one once.

    values    in the unit of the record, (0, inf) or on the grain [0, inf);  counts  how often each occurs
    ended     whether it was seen to end; else it lasted longer than the value
    grain     what values were rounded to, 0 for exact ones
    """

    values: Floats
    counts: Floats
    ended: NDArray[np.bool_]
    grain: float

    @property
    def n(self) -> int:
        """All durations, of which `censored` were not seen to end."""
        return int(self.counts.sum())

    @property
    def censored(self) -> int:
        """Durations that had not ended."""
        return int(self.counts[~self.ended].sum())


def sample(values: Sequence[float] | Floats, *, ended: Sequence[bool] | NDArray[np.bool_] | None = None,
           grain: float | None = None) -> Sample:  # fmt: skip
    """Durations ready to be fitted; `BadData` (E471) where they are too few, below 0, not finite, or all the same.

    grain   what they were rounded to; found by itself where left out: 1 where all are whole numbers, else 0

    >>> s = sample([1, 2, 2, 3, 5, 8])
    >>> s.n, s.grain, s.values.tolist(), s.counts.tolist()
    (6, 1.0, [1.0, 2.0, 3.0, 5.0, 8.0], [1.0, 2.0, 1.0, 1.0, 1.0])
    """
    found = np.asarray(values, dtype=np.float64)
    over = np.ones(len(found), dtype=bool) if ended is None else np.asarray(ended, dtype=bool)
    wrong = _wrong(found, over)
    if not wrong and grain is None:
        grain = 1.0 if np.all(found == np.floor(found)) else 0.0
    if not wrong and not grain and np.any(found == 0.0):
        wrong = "a duration of 0 among exact ones"
    if wrong:
        raise BadData(Finding("E471", "Durations to be fitted", f"must be {LEAST} or more, above 0, not all the same", wrong,
                              "Leave out what was not measured, or name the grain they were rounded to"))  # fmt: skip
    pairs, counts = np.unique(np.column_stack([found, over]), axis=0, return_counts=True)
    return Sample(pairs[:, 0], counts.astype(np.float64), pairs[:, 1] == 1.0, float(grain or 0.0))


def _wrong(values: Floats, ended: NDArray[np.bool_]) -> str:
    if len(ended) != len(values):
        return f"{len(values)} values and {len(ended)} marks of what had ended"
    if not np.all(np.isfinite(values)):
        return f"{int(np.sum(~np.isfinite(values)))} that are not finite"
    if len(values) and values.min() < 0.0:
        return f"{values.min():g}"
    if int(ended.sum()) < LEAST:
        return f"{int(ended.sum())} that ended"
    return "the same value every time" if np.ptp(values[ended]) == 0.0 else ""


def log_likelihood(family: Family, mean: float, cv: float, s: Sample) -> float:
    """Of a sample under one member of a family."""
    with np.errstate(all="ignore"):
        ended = _ended(family, mean, cv, s)
        lasted = np.log(np.maximum(family.above(s.values[~s.ended], mean, cv), TINY))
    total = float(ended @ s.counts[s.ended] + lasted @ s.counts[~s.ended])
    return total if math.isfinite(total) else -1e300


def _ended(family: Family, mean: float, cv: float, s: Sample) -> Floats:
    values = s.values[s.ended]
    if not s.grain:
        return np.asarray(family.density(values, mean, cv))
    low, high = np.maximum(values - s.grain / 2.0, 0.0), values + s.grain / 2.0
    part, upper = np.empty(len(values)), low > mean
    part[upper] = family.above(low[upper], mean, cv) - family.above(
        high[upper], mean, cv
    )  # each is exact in its tail
    part[~upper] = family.below(high[~upper], mean, cv) - family.below(low[~upper], mean, cv)
    return np.asarray(np.log(np.maximum(part, TINY)))


@dataclass(frozen=True, slots=True)
class Duration:
    """A fitted distribution of durations, in the unit of its sample.

    mean, cv         and the ends of their 95 % intervals; an end that the sample does not bound is inf or 0
    log_likelihood, aic   the latter, corrected for few values (AICc; Hurvich and Tsai 1989, Biometrika 76): smaller is better
    n, censored      durations, and those of them that had not ended
    """

    family: str
    mean: float
    cv: float
    mean_interval: tuple[float, float]
    cv_interval: tuple[float, float]
    log_likelihood: float
    aic: float
    n: int
    censored: int

    @property
    def text(self) -> str:
        """As disruptions read it, such as `lognormal(mean=20, sd=15)`."""
        return text_of(self.family, self.mean, self.cv)

    def quantile(self, p: float) -> float:
        """The duration that is not exceeded with probability p in (0, 1)."""
        return float(FAMILIES[self.family].quantile(p, self.mean, self.cv))


def fit_family(name: str, s: Sample, *, near: Duration | None = None) -> Duration:
    """One family, without intervals.

    near   where to look first, and then no closer than 1e-4 of its logarithm: for samples drawn by the hundred

    >>> fit = fit_family("exponential", sample([1.0, 2.5, 2.0, 4.0, 0.5]))
    >>> round(fit.mean, 6)
    2.0
    """
    family = FAMILIES[name]
    mean, cv, best = _maximum(family, s, near)
    return Duration(name, mean, cv, (math.nan,) * 2, (math.nan,) * 2, best,
                    _aic(family.free, best, s.n - s.censored), s.n, s.censored)  # fmt: skip


def _aic(free: int, log_likelihood: float, ended: int) -> float:
    return 2.0 * free * ended / max(ended - free - 1.0, 1.0) - 2.0 * log_likelihood


def fit_durations(s: Sample, families: Sequence[str] = tuple(FAMILIES)) -> list[Duration]:
    """All families, the best by AIC first and with its intervals; ties go to the one named first.

    >>> best = fit_durations(sample([1.0, 1.5, 2.0, 2.2, 3.1, 4.0, 7.5]))[0]
    >>> best.mean_interval[0] < best.mean < best.mean_interval[1]
    True
    """
    ranked = sorted((fit_family(name, s) for name in families), key=lambda fit: fit.aic)
    return [with_intervals(ranked[0], s), *ranked[1:]]


def _start(s: Sample) -> tuple[float, float]:
    """Moments of what ended, as if values that had not ended lasted as long again."""
    values = np.maximum(np.where(s.ended, s.values, 2.0 * s.values), max(s.grain / 4.0, 1e-12))
    mean = float(values @ s.counts / s.counts.sum())
    spread = math.sqrt(float((values - mean) ** 2 @ s.counts / s.counts.sum()))
    return mean, min(max(spread / mean, 0.05), 5.0)


def _maximum(family: Family, s: Sample, near: Duration | None) -> tuple[float, float, float]:
    """Mean, coefficient of variation and log-likelihood at its greatest."""
    from scipy.optimize import minimize

    mean, cv = (near.mean, near.cv) if near else _start(s)
    first = np.log([mean, cv])[: family.free]
    corners = np.vstack([first, first + 0.1 * np.eye(family.free)])
    xatol, fatol = (1e-4, 1e-4) if near else (1e-7, 1e-9)
    found = minimize(partial(_lost, family, s), first, method="Nelder-Mead",
                     options={"xatol": xatol, "fatol": fatol, "maxiter": 2000, "initial_simplex": corners})  # fmt: skip
    theta = [float(x) for x in found.x]
    return math.exp(theta[0]), math.exp(theta[1]) if family.free == 2 else 1.0, -float(found.fun)


def _lost(family: Family, s: Sample, theta: Any) -> float:
    """Minus the log-likelihood at log mean and log cv; a wall where no sample leads."""
    cv = math.exp(theta[1]) if family.free == 2 else 1.0
    if not 1e-3 < cv < WIDEST_CV or abs(theta[0]) > 600.0:
        return 1e300
    return -log_likelihood(family, math.exp(theta[0]), cv, s)


def with_intervals(fit: Duration, s: Sample, confidence: float = 0.95) -> Duration:
    """The same fit with intervals: where the profile likelihood falls by half the squared quantile of Student's t.

    Source: Venzon and Moolgavkar (1988), Applied Statistics 37; t in place of the normal quantile for small samples.
    """
    from scipy.special import stdtrit

    family = FAMILIES[fit.family]
    freedom = max(int(s.counts[s.ended].sum()) - family.free, 1)
    drop = float(stdtrit(freedom, 0.5 + confidence / 2.0)) ** 2 / 2.0
    best = (math.log(fit.mean), math.log(fit.cv))
    ends = [[_end(family, s, best, which, sign, fit.log_likelihood - drop) for sign in (-1, 1)]
            for which in range(family.free)]  # fmt: skip
    exact = [(math.exp(low), math.exp(high) if high < 600 else math.inf) for low, high in ends]
    return replace(fit, mean_interval=exact[0], cv_interval=exact[1] if len(exact) > 1 else (1.0, 1.0))


def _end(family: Family, s: Sample, best: tuple[float, float], which: int, sign: int, level: float) -> float:
    """Where the profile of one parameter's logarithm crosses a level; +-inf where it does not."""
    from scipy.optimize import brentq

    def above(value: float) -> float:
        return _profile(family, s, best, which, value) - level

    step, inside = 0.05, best[which]
    while step < 60.0:
        outside = best[which] + sign * step
        if above(outside) < 0.0:
            return float(brentq(above, inside, outside, xtol=1e-5))
        inside, step = outside, step * 2.0
    return sign * math.inf


def _profile(family: Family, s: Sample, best: tuple[float, float], which: int, value: float) -> float:
    """The greatest log-likelihood with one parameter held."""
    from scipy.optimize import minimize_scalar

    def lost(other: float) -> float:
        theta = (value, other) if which == 0 else (other, value)
        return _lost(family, s, theta)

    if family.free == 1:
        return -lost(0.0)
    centre = best[1 - which]
    found = minimize_scalar(
        lost, bounds=(centre - 4.0, centre + 4.0), method="bounded", options={"xatol": 1e-6}
    )
    return -float(found.fun)
