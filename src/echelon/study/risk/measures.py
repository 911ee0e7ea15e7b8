"""What a year may lose, from the losses of many years: expected loss, value at risk, the mean beyond it, exceedance.

With weights (years drawn under other rates) every number is that of the true rates. Probabilities then have a band that holds at
all losses of a grid at once (Bonferroni), and by monotony between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.study.rare import importance_sampling
from echelon.study.statistics import Exceedance, Interval, Tail, exceedance, tail
from echelon.study.statistics.exceedance import clopper_pearson, expected_loss
from echelon.study.statistics.tail import replications_for_cvar

Floats = NDArray[np.float64]
GRID = 24
"""Losses at which a weighted curve has its band."""
FEW = 30
"""Years beyond a loss from which a weighted probability has an interval of its own."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The distribution of a year's loss.

    expected    expected annual loss;  tails  value at risk and the mean beyond it by level, each with its interval
    curve       loss exceedance with its band
    effective   of how many years the expected loss lives, as many as there are where nothing is weighed
    """

    expected: Interval
    tails: tuple[Tail, ...]
    curve: Exceedance
    effective: float


def measured(
    losses: Floats, log_weights: Floats, levels: Sequence[float], confidence: float = 0.95
) -> Measured:
    """The measures of losses, weighed where any weight is not 1. `[replication]` each

    >>> found = measured(np.array([0.0] * 90 + [10.0] * 10), np.zeros(100), [0.95])
    >>> found.expected.mean, found.tails[0].var.mean, found.effective
    (1.0, 10.0, 100.0)
    """
    if not log_weights.any():
        tails = tuple(tail(losses, level, confidence) for level in levels)
        return Measured(
            expected_loss(losses, confidence), tails, exceedance(losses, confidence), float(len(losses))
        )
    mean = importance_sampling(losses, log_weights, confidence)
    curve = _curve(losses, log_weights, confidence, mean.interval)
    tails = tuple(_tail(losses, log_weights, level, curve, confidence) for level in levels)
    return Measured(mean.interval, tails, curve, mean.effective)


def tail_weights(losses: Floats, log_weights: Floats, level: float) -> Floats:
    """What each year counts for in the mean beyond the value at risk: they sum to 1, and the mean is sum(weight x loss).

    Atoms at the value at risk are split. `[replication]`

    >>> tail_weights(np.array([0.0, 0.0, 1.0, 3.0]), np.zeros(4), 0.5).tolist()
    [0.0, 0.0, 0.5, 0.5]
    """
    likely = np.exp(log_weights) / len(losses)
    order = np.argsort(-losses, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(likely[order])[:-1]])
    part = np.empty(len(losses))
    part[order] = np.clip(1.0 - level - before, 0.0, likely[order])
    last = int(np.searchsorted(np.cumsum(likely[order]), 1.0 - level - 1e-12))
    atom = losses == losses[order][min(last, len(losses) - 1)]
    if likely[atom].sum() > 0.0:  # years that lose the same count the same
        part[atom] = likely[atom] * (part[atom].sum() / likely[atom].sum())
    return np.asarray(part / part.sum())


def value_at_risk(losses: Floats, likely: Floats, level: float) -> float:
    """The smallest loss that is exceeded with at most 1 - level."""
    order = np.argsort(-losses, kind="stable")
    beyond = np.cumsum(likely[order])
    return float(
        losses[order][min(int(np.searchsorted(beyond, 1.0 - level + 1e-12, side="right")), len(losses) - 1)]
    )


def _tail(losses: Floats, log_weights: Floats, level: float, curve: Exceedance, confidence: float) -> Tail:
    at = value_at_risk(losses, np.exp(log_weights) / len(losses), level)
    low = curve.loss[np.flatnonzero(curve.low_here > 1.0 - level)]
    high = curve.loss[np.flatnonzero(curve.high_here <= 1.0 - level)]
    excess = importance_sampling(
        np.maximum(losses - at, 0.0) / (1.0 - level), log_weights, confidence
    ).interval
    return Tail(
        level,
        Interval(
            at, float(low[-1]) if len(low) else float(losses.min()), float(high[0]) if len(high) else math.inf
        ),
        Interval(at + excess.mean, at + excess.low, at + excess.high),
        replications_for_cvar(level),
    )


def _curve(losses: Floats, log_weights: Floats, confidence: float, mean: Interval) -> Exceedance:
    """On a grid of losses, the least of them 0 or what every year loses; probabilities under the true rates."""
    grid = np.unique(np.quantile(losses, np.linspace(0.0, 1.0, GRID), method="inverted_cdf"))
    here = [_exceeded(losses, log_weights, loss, confidence) for loss in grid]
    wide = 1.0 - (1.0 - confidence) / len(grid)
    band = [_exceeded(losses, log_weights, loss, wide) for loss in grid]
    probability, low_here, high_here = (np.array([each[end] for each in here]) for end in range(3))
    low, high = (np.array([each[end] for each in band]) for end in (1, 2))
    return Exceedance(grid, probability, low, high, low_here, high_here, mean)


def _exceeded(losses: Floats, log_weights: Floats, loss: float, confidence: float) -> Interval:
    """The probability of losing more.

    Where few of the years do, the interval of a weighted mean would end too low: at least, then, the largest weight of a year
    that loses anything times what Clopper and Pearson allow for how many years do.
    """
    beyond = losses > loss
    count = int(np.count_nonzero(beyond))
    mean, low, high = importance_sampling(beyond.astype(np.float64), log_weights, confidence).interval
    high = high if math.isfinite(high) else 0.0
    if count < FEW:
        share = clopper_pearson(np.array([count]), len(losses), confidence)[1]
        lost = losses > 0.0
        high = max(high, float(share[0]) * math.exp(float(log_weights[lost if lost.any() else ~lost].max())))
    return Interval(min(mean, 1.0), max(0.0, low) if math.isfinite(low) else 0.0, min(1.0, high))
