"""What is not known beforehand: how many days, or which factor, as a distribution that is drawn by address.

Drawing compares a random word of 32 bits with whole thresholds: no logarithm, so the same bits on every machine. Days are
whole numbers with the distribution's mean; factors stand on `GRID` equally likely places.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.quantile import LONGEST, gamma_whole, whole_mix
from echelon.core.whole import lognormal_whole, normal_whole, weibull_whole
from echelon.core.words import Words

Floats = NDArray[np.float64]
GRID = 4096
"""Places of a factor: a quantile of 0.99 is met to 0.0002 of probability."""
MOST = 2**31
"""No number of days reaches so far."""
LEAST, LARGEST = 1e-9, 1e9
"""Bounds of what distributions are given by: beyond them their functions run over."""

PARAMETERS: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "exponential": ("mean",),
    "normal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "weibull": ("shape", "scale"),
    "beta": ("mean", "sd"),
    "table": ("value:probability", "…"),
    "empirical": ("value", "…"),
}
"""What each shape is given by. A normal distribution is cut at 0; a table's probabilities are scaled to sum to 1."""

TEXT = re.compile(r"\s*(?P<shape>[a-z]+)\s*\((?P<inside>[^()]*)\)\s*")
FAIL = "must be a number, or a distribution such as `lognormal(mean=20, sd=15)`"


class Steps(NamedTuple):
    """Values in ascending order, and the whole number in [0, 2^32] that words of each but the last are below. `[value]`"""

    values: Floats
    below: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a number of days or a factor varies.

    shape     one of `PARAMETERS`
    numbers   its parameters in that order; of a table value, probability, value, probability …

    >>> str(Distribution("lognormal", (20.0, 15.0)))
    'lognormal(mean=20, sd=15)'
    """

    shape: str
    numbers: tuple[float, ...]

    def __post_init__(self) -> None:
        wrong = self._wrong()
        if wrong:
            raise BadScenario(Finding("E411", f"The distribution `{self.shape}`", "must make sense", wrong,
                                      f"Write {_form(self.shape)}"))  # fmt: skip

    def _wrong(self) -> str:
        if self.shape not in PARAMETERS:
            close = nearest(self.shape, list(PARAMETERS))
            return "an unknown shape" + (
                f"; did you mean `{close}`?" if close else f"; known: {', '.join(PARAMETERS)}"
            )
        wanted, given = len(PARAMETERS[self.shape]), len(self.numbers)
        if not self.numbers or not all(abs(number) <= LARGEST for number in self.numbers):
            return f"no numbers, or some that are not in [0, {LARGEST:g}]"
        if self.shape == "table":
            weights = self.numbers[1::2]
            return "" if given % 2 == 0 and min(weights) >= 0.0 < sum(weights) and min(self.numbers[::2]) >= 0.0 \
                else "values below 0, or probabilities that are below 0 or all 0"  # fmt: skip
        if self.shape == "empirical":
            return "values below 0" if min(self.numbers) < 0.0 else ""
        if given != wanted:
            return f"{given} numbers"
        return _bounds(self.shape, *self.numbers)

    def __str__(self) -> str:
        if self.shape == "table":
            pairs = zip(self.numbers[::2], self.numbers[1::2], strict=True)
            return f"table({'; '.join(f'{value:.17g}:{weight:.17g}' for value, weight in pairs)})"
        said = [f"{number:.17g}" for number in self.numbers]
        if self.shape == "empirical":
            return f"empirical({' '.join(said)})"
        return f"{self.shape}({', '.join(f'{n}={s}' for n, s in zip(PARAMETERS[self.shape], said, strict=True))})"

    @property
    def mean(self) -> float:
        """Its mean.

        >>> Distribution("uniform", (10.0, 30.0)).mean, Distribution("table", (10.0, 3.0, 30.0, 1.0)).mean
        (20.0, 15.0)
        """
        n = self.numbers
        if self.shape == "table":
            return sum(v * p for v, p in zip(n[::2], n[1::2], strict=True)) / sum(n[1::2])
        if self.shape in ("empirical", "uniform"):
            return sum(n) / len(n)
        return n[1] * math.gamma(1.0 + 1.0 / n[0]) if self.shape == "weibull" else n[0]

    def days(self, word: Words) -> NDArray[np.int64]:
        """Whole days drawn by random words; a larger word never gives fewer. `[word]`"""
        return _drawn(day_steps(self), word).astype(np.int64)

    def factors(self, word: Words) -> Floats:
        """Factors drawn by random words; a larger word never gives a smaller one. `[word]`"""
        return _drawn(factor_steps(self), word)

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest factor that can be drawn."""
        values = factor_steps(self).values
        return float(values[0]), float(values[-1])


def _bounds(shape: str, first: float, second: float = 0.0) -> str:
    if shape == "uniform":
        return "" if 0.0 <= first <= second else "ends that are not in order, or below 0"
    if shape == "weibull":
        fits = 0.05 <= first <= 100.0 and second >= LEAST
        return "" if fits else "a shape outside [0.05, 100], or a scale that is not above 0"
    if shape == "beta":
        fits = 0.0 < first < 1.0 and second > 0.0 and second * second < first * (1.0 - first)
        return "" if fits else "a mean outside (0, 1), or an sd that no part of 1 can have"
    if first < 0.0 or second < 0.0 or (first < LEAST and shape != "constant"):
        return "a mean that is not above 0, or an sd below 0"
    fits = shape not in ("normal", "gamma", "lognormal") or 1e-6 <= second / first <= 100.0
    return "" if fits else "an sd that is not in [0.000001, 100] times the mean"


def _form(shape: str) -> str:
    inside = {"table": "10:0.6; 30:0.4", "empirical": "3 4 4 7"}
    names = PARAMETERS.get(shape, ("mean", "sd"))
    return f"`{shape if shape in PARAMETERS else 'gamma'}({inside.get(shape, ', '.join(f'{n}=…' for n in names))})`"


def distribution(text: str) -> Distribution:
    """A distribution as text; `BadScenario` where it is none.

    >>> distribution("uniform(10, 30)").numbers, distribution("table(10:0.6; 30:0.4)").numbers
    ((10.0, 30.0), (10.0, 0.6, 30.0, 0.4))
    >>> distribution(str(distribution("weibull(scale=20, shape=1.5)"))).numbers
    (1.5, 20.0)
    """
    match = TEXT.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return Distribution(match["shape"], _numbers(match["shape"], match["inside"]))
    except ValueError:
        raise BadScenario(Finding("E411", "A distribution", FAIL, f"`{text}`",
                                  f"Known shapes: {', '.join(PARAMETERS)}")) from None  # fmt: skip


def _numbers(shape: str, inside: str) -> tuple[float, ...]:
    if shape == "table":
        pairs = [part.split(":") for part in inside.split(";") if part.strip()]
        return tuple(float(number) for value, weight in pairs for number in (value, weight))
    if shape == "empirical":
        return tuple(float(word) for word in inside.replace(",", " ").split())
    names = PARAMETERS.get(shape, ())
    given: dict[str, float] = {}
    for at, part in enumerate(part for part in inside.split(",") if part.strip()):
        name, equals, number = part.rpartition("=")
        given[name.strip() if equals else names[at] if at < len(names) else str(at)] = float(number)
    if set(given) != set(names) and names:
        raise ValueError
    return tuple(given[name] for name in names) or tuple(given.values())


def whole_days(value: object, least: int = 0) -> bool:
    """Whether something is a whole number of days, at least so many, and no more than arrays can count.

    >>> whole_days(3), whole_days(2.5), whole_days(float("nan")), whole_days("3"), whole_days(0, 1)
    (True, False, False, False, False)
    """
    number = isinstance(value, int | float | np.integer) and not isinstance(value, bool)
    return bool(number and least <= value < MOST and value == int(value))  # type: ignore[operator,call-overload]


def day_or_days(value: object) -> int | Distribution:
    """Whole days as given: a whole number, a distribution, or text of one; a constant distribution is its number.

    >>> day_or_days("constant(3)"), day_or_days(3), str(day_or_days("uniform(2, 4)"))
    (3, 3, 'uniform(low=2, high=4)')
    """
    if isinstance(value, str):
        value = distribution(value)
    if isinstance(value, Distribution):
        plain = value.shape == "constant" and value.numbers[0].is_integer()
        return int(value.numbers[0]) if plain else value
    return value  # type: ignore[return-value]


def factor_or_factors(value: object) -> float | Distribution | None:
    """A factor as given: a number, a distribution, text of one, or nothing; a constant distribution is its number."""
    if isinstance(value, str):
        value = distribution(value)
    if isinstance(value, Distribution):
        return value.numbers[0] if value.shape == "constant" else value
    if value is None:
        return None
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return math.inf if value > LARGEST else value  # type: ignore[return-value]
    raise BadScenario(
        Finding("E411", "A factor", FAIL, f"{value!r}"[:60], "Write a number, or text in quotes")
    )


def usual_days(days: int | Distribution) -> int:
    """The number of days, or the mean of a distribution to the next whole day.

    >>> usual_days(3), usual_days(Distribution("uniform", (2.0, 5.0)))
    (3, 4)
    """
    return math.floor(days.mean + 0.5) if isinstance(days, Distribution) else days


def said(value: float | Distribution | None) -> object:
    """A number as it is, a distribution as text, for documents."""
    return str(value) if isinstance(value, Distribution) else value


def _drawn(steps: Steps, word: Words) -> Floats:
    return np.asarray(steps.values[np.searchsorted(steps.below, word.astype(np.uint64), side="right")])


def _steps(values: Floats, weights: Floats) -> Steps:
    """Thresholds from weights. A running sum adds in one order on every machine."""
    kept = weights > 0.0
    values, sums = values[kept], np.add.accumulate(weights[kept])
    below = np.floor(sums[:-1] / sums[-1] * 2.0**32).astype(np.uint64)
    return Steps(np.asarray(values, dtype=np.float64), below)


def _listed(d: Distribution) -> tuple[list[float], list[float]]:
    if d.shape == "table":
        return list(d.numbers[::2]), list(d.numbers[1::2])
    return list(d.numbers), [1.0] * len(d.numbers)


@lru_cache(maxsize=256)
def day_steps(d: Distribution) -> Steps:
    """The whole days of a distribution; fractions are a mix of the days beside them, mean kept.

    >>> day_steps(Distribution("table", (10.0, 0.75, 30.0, 0.25))).values.tolist()
    [10.0, 30.0]
    """
    n = d.numbers
    if d.shape == "uniform":
        low, high = math.ceil(min(n[0], LONGEST)), math.floor(min(n[1], LONGEST))
        weights = [0.0] * low + [1.0] * (high - low + 1) if high >= low else whole_mix([d.mean], [1.0])
    elif d.shape not in ("table", "empirical", "constant") and d.mean >= LONGEST:
        weights = whole_mix([LONGEST], [1.0])
    elif d.shape in ("gamma", "exponential"):
        weights = gamma_whole(n[0], n[-1])
    elif d.shape in ("lognormal", "normal"):
        weights = (lognormal_whole if d.shape == "lognormal" else normal_whole)(*n)
    elif d.shape == "weibull":
        weights = weibull_whole(*n)
    elif d.shape == "beta":
        weights = [1.0 - n[0], n[0]]
    else:
        values, chances = _listed(d)
        weights = whole_mix([min(value, LONGEST) for value in values], chances)
    return _steps(np.arange(float(len(weights))), np.asarray(weights))


@lru_cache(maxsize=256)
def factor_steps(d: Distribution) -> Steps:
    """The factors of a distribution, rounded to 2^-20, so coarsely that last bits of a mathematics library do not show."""
    if d.shape in ("table", "empirical", "constant"):
        values, chances = _listed(d)
        order = np.argsort(values, kind="stable")
        return _steps(np.asarray(values)[order], np.asarray(chances)[order])
    raw = np.maximum(_quantiles(d, (np.arange(GRID) + 0.5) / GRID), 0.0)
    if d.shape not in ("uniform", "beta"):  # the middle of each cell misses a part of the tail
        raw *= d.mean / (math.fsum(raw.tolist()) / GRID)
    return _steps(np.ldexp(np.round(np.ldexp(raw, 20)), -20), np.ones(GRID))


def _quantiles(d: Distribution, p: Floats) -> Floats:
    from scipy.special import betaincinv, gammaincinv

    n = d.numbers
    if d.shape == "uniform":
        return np.asarray(n[0] + (n[1] - n[0]) * p)
    if d.shape == "weibull":
        return np.asarray(n[1] * (-np.log1p(-p)) ** (1.0 / n[0]))
    if d.shape == "beta":
        size = n[0] * (1.0 - n[0]) / (n[1] * n[1]) - 1.0
        return np.asarray(betaincinv(n[0] * size, (1.0 - n[0]) * size, p))
    if d.shape in ("gamma", "exponential"):
        shape = (n[0] / n[-1]) ** 2
        return np.asarray(gammaincinv(shape, p) * n[0] / shape)
    normal = np.array([NormalDist().inv_cdf(each) for each in p.tolist()])
    if d.shape == "normal":
        return np.asarray(n[0] + n[1] * normal)
    variance = math.log1p((n[1] / n[0]) ** 2)
    return np.asarray(n[0] * np.exp(math.sqrt(variance) * normal - variance / 2.0))
