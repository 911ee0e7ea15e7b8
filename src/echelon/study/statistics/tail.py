"""The bad end of a distribution of losses: value at risk and the mean beyond it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.interval import Interval, skewed_interval
from echelon.study.statistics.quantiles import nearest_rank, quantile_interval, replications_for_quantile

Floats = NDArray[np.float64]
FEWEST_BEYOND = 10
"""Losses beyond the value at risk that an interval of their mean should live of; with fewer it is wide beyond use."""


class Tail(NamedTuple):
    """Value at risk and mean beyond it at one level, each with its interval, and the replications that they need."""

    level: float
    var: Interval
    cvar: Interval
    replications_needed: int


def var(losses: Floats, level: float = 0.95) -> float:
    """Value at risk: the smallest loss that a part `level` of the losses does not exceed. `[replication]`

    >>> var(np.arange(1.0, 101.0), 0.95)
    95.0
    """
    return float(np.sort(losses)[nearest_rank(len(losses), level) - 1])


def cvar(losses: Floats, level: float = 0.95) -> float:
    """Conditional value at risk: the mean of the worst part 1 - level of the losses, atoms split. `[replication]`

    Source: Rockafellar & Uryasev, Conditional value-at-risk for general loss distributions, J. Banking & Finance 26 (2002).

    >>> round(cvar(np.array([0.0] * 97 + [50.0] * 3), 0.95), 12)
    30.0
    """
    at = var(losses, level)
    return math.fsum([at, math.fsum(np.maximum(losses - at, 0.0).tolist()) / len(losses) / (1.0 - level)])


def cvar_interval(losses: Floats, level: float = 0.95, confidence: float = 0.95) -> Interval:
    """The mean of the worst part of losses, with its interval. `[replication]`

    To first order the error is that of a mean of excesses over the value at risk, the error of which cancels; the excesses
    are skewed and few, so their skewness is taken out and Student's quantile counts the losses beyond. NaN ends below 2.

    Sources: Hong, Hu & Liu, Monte Carlo methods for value-at-risk and conditional value-at-risk: a review, ACM TOMACS 24
    (2014), section 3; Hall (1992), see `skewed_interval`.

    >>> [round(x, 2) for x in cvar_interval(np.arange(1.0, 201.0), 0.9)]
    [190.5, 185.95, 197.55]
    """
    at = var(losses, level)
    excess = np.maximum(losses - at, 0.0) / (1.0 - level)
    beyond = int(np.count_nonzero(losses > at))
    _, low, high = skewed_interval(excess, beyond - 1, confidence)
    return Interval(cvar(losses, level), at + low, at + high)


def replications_for_cvar(level: float = 0.95) -> int:
    """How many losses an interval for the mean beyond the value at risk should have.

    >>> replications_for_cvar(0.95), replications_for_cvar(0.99)
    (200, 1000)
    """
    return math.ceil(FEWEST_BEYOND / (1.0 - level) - 1e-9)


def tail(losses: Floats, level: float = 0.95, confidence: float = 0.95) -> Tail:
    """Value at risk and conditional value at risk, each with its interval. `[replication]`

    >>> found = tail(np.arange(1.0, 1001.0), 0.95)
    >>> found.var, round(found.cvar.mean, 6), found.replications_needed
    (Interval(mean=950.0, low=936.0, high=964.0), 975.5, 200)
    """
    needed = max(replications_for_cvar(level), replications_for_quantile(level, confidence))
    return Tail(
        level, quantile_interval(losses, level, confidence), cvar_interval(losses, level, confidence), needed
    )
