"""Families of durations by their mean and coefficient of variation, so that each is fitted, and compared, alike."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Family(NamedTuple):
    """A family of distributions on (0, inf).

    free      parameters that are fitted: 2, or 1 where the shape is fixed
    below     (x, mean, cv) → P(X <= x);  above  (x, mean, cv) → P(X > x);  density  (x, mean, cv) → log density
    quantile  (p, mean, cv) → x
    """

    name: str
    free: int
    below: Callable[[Any, float, float], Any]
    above: Callable[[Any, float, float], Any]
    density: Callable[[Any, float, float], Any]
    quantile: Callable[[Any, float, float], Any]


def weibull_shape(cv: float) -> float:
    """The shape of the Weibull distribution with that coefficient of variation, in [0.1, 100].

    >>> round(weibull_shape(1.0), 6)
    1.0
    """
    knots, at = _weibull_knots()
    target = math.log(cv)
    log_shape = float(np.interp(target, knots, at))
    for _ in range(
        3
    ):  # Newton's, with the slope by a difference: from a table this fine two steps give all digits
        here = math.log(weibull_cv(math.exp(log_shape)))
        slope = (math.log(weibull_cv(math.exp(log_shape + 1e-5))) - here) / 1e-5
        log_shape -= (here - target) / slope
    return math.exp(min(max(log_shape, at[-1]), at[0]))


@lru_cache(maxsize=1)
def _weibull_knots() -> tuple[Floats, Floats]:
    """Logarithms of cv, ascending, and of shape."""
    at = np.linspace(math.log(100.0), math.log(0.1), 1001)
    return np.array([math.log(weibull_cv(math.exp(each))) for each in at]), at


def weibull_cv(shape: float) -> float:
    """The coefficient of variation of a Weibull distribution.

    >>> round(weibull_cv(2.0), 4)
    0.5227
    """
    return math.sqrt(max(math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)), 0.0))


def _weibull(mean: float, cv: float) -> tuple[float, float]:
    shape = weibull_shape(cv)
    return shape, mean / math.gamma(1.0 + 1.0 / shape)


def _log(mean: float, cv: float) -> tuple[float, float]:
    """Mean and spread of the logarithm of a lognormal distribution."""
    variance = math.log1p(cv * cv)
    return math.log(mean) - variance / 2.0, math.sqrt(variance)


def _lognormal_below(x: Any, mean: float, cv: float) -> Any:
    from scipy.special import ndtr

    middle, spread = _log(mean, cv)
    with np.errstate(divide="ignore"):
        return ndtr((np.log(x) - middle) / spread)


def _lognormal_above(x: Any, mean: float, cv: float) -> Any:
    from scipy.special import ndtr

    middle, spread = _log(mean, cv)
    with np.errstate(divide="ignore"):
        return ndtr((middle - np.log(x)) / spread)


def _lognormal_density(x: Any, mean: float, cv: float) -> Any:
    middle, spread = _log(mean, cv)
    return -0.5 * ((np.log(x) - middle) / spread) ** 2 - np.log(x * spread) - 0.5 * math.log(2.0 * math.pi)


def _lognormal_quantile(p: Any, mean: float, cv: float) -> Any:
    from scipy.special import ndtri

    middle, spread = _log(mean, cv)
    return np.exp(middle + spread * ndtri(p))


def _gamma_below(x: Any, mean: float, cv: float) -> Any:
    from scipy.special import gammainc

    return gammainc(1.0 / cv**2, x / (mean * cv**2))


def _gamma_above(x: Any, mean: float, cv: float) -> Any:
    from scipy.special import gammaincc

    return gammaincc(1.0 / cv**2, x / (mean * cv**2))


def _gamma_density(x: Any, mean: float, cv: float) -> Any:
    shape, scale = 1.0 / cv**2, mean * cv**2
    return (shape - 1.0) * np.log(x / scale) - x / scale - math.lgamma(shape) - math.log(scale)


def _gamma_quantile(p: Any, mean: float, cv: float) -> Any:
    from scipy.special import gammaincinv

    return gammaincinv(1.0 / cv**2, p) * mean * cv**2


def _weibull_below(x: Any, mean: float, cv: float) -> Any:
    shape, scale = _weibull(mean, cv)
    return -np.expm1(-((x / scale) ** shape))


def _weibull_above(x: Any, mean: float, cv: float) -> Any:
    shape, scale = _weibull(mean, cv)
    return np.exp(-((x / scale) ** shape))


def _weibull_density(x: Any, mean: float, cv: float) -> Any:
    shape, scale = _weibull(mean, cv)
    return math.log(shape / scale) + (shape - 1.0) * np.log(x / scale) - (x / scale) ** shape


def _weibull_quantile(p: Any, mean: float, cv: float) -> Any:
    shape, scale = _weibull(mean, cv)
    return scale * (-np.log1p(-p)) ** (1.0 / shape)


def _exponential(function: Callable[[Any, float, float], Any]) -> Callable[[Any, float, float], Any]:
    return lambda x, mean, cv: function(x, mean, 1.0)


FAMILIES: dict[str, Family] = {
    "exponential": Family("exponential", 1, *map(_exponential, (_gamma_below, _gamma_above, _gamma_density, _gamma_quantile))),
    "gamma": Family("gamma", 2, _gamma_below, _gamma_above, _gamma_density, _gamma_quantile),
    "lognormal": Family("lognormal", 2, _lognormal_below, _lognormal_above, _lognormal_density, _lognormal_quantile),
    "weibull": Family("weibull", 2, _weibull_below, _weibull_above, _weibull_density, _weibull_quantile),
}  # fmt: skip
"""Those that are tried, by the names that disruptions know them by."""


def text_of(family: str, mean: float, cv: float, digits: int = 4) -> str:
    """A distribution as disruptions read it.

    >>> text_of("lognormal", 20.0, 0.75), text_of("weibull", 10.0, 1.0), text_of("exponential", 3.0, 1.0)
    ('lognormal(mean=20, sd=15)', 'weibull(shape=1, scale=10)', 'exponential(mean=3)')
    """
    if family == "weibull":
        shape, scale = _weibull(mean, cv)
        return f"weibull(shape={shape:.{digits}g}, scale={scale:.{digits}g})"
    if family == "exponential":
        return f"exponential(mean={mean:.{digits}g})"
    return f"{family}(mean={mean:.{digits}g}, sd={mean * cv:.{digits}g})"
