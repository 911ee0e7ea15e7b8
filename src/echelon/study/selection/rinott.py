"""Rinott's procedure: observe all alternatives a little, then each as long as its variance asks for."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from echelon.study.selection.chosen import Chosen, Draw, mean_of
from echelon.study.statistics.interval import variance

NODES = 96
"""Points of the quadrature: the constant does not change in its eighth digit beyond."""


@lru_cache(maxsize=64)
def rinott_constant(alternatives: int, first: int, confidence: float = 0.95) -> float:
    """The constant h of Rinott's integral equation.

    Source: Rinott, On two-stage selection procedures and related probability-inequalities, Comm. Statist. A7 (1978).

    >>> round(rinott_constant(2, 10), 4)
    2.6141
    """
    from scipy.optimize import brentq

    return float(brentq(lambda h: _right(h, alternatives, first) - confidence, 0.0, 50.0, xtol=1e-10))


def _right(h: float, alternatives: int, first: int) -> float:
    """Least probability of a right choice with a constant h: over two chi-squares of first - 1 degrees of freedom."""
    from scipy.special import gammaln, ndtr, roots_genlaguerre

    freedom = first - 1
    points, weights = roots_genlaguerre(NODES, freedom / 2.0 - 1.0)
    squares, chances = 2.0 * points, weights / math.exp(gammaln(freedom / 2.0))
    inner = ndtr(h / np.sqrt(freedom * (1.0 / squares[:, None] + 1.0 / squares[None, :]))) @ chances
    return math.fsum((inner ** (alternatives - 1) * chances).tolist())


def rinott(draw: Draw, alternatives: int, *, indifference: float, confidence: float = 0.95, first: int = 20,
           most: int = 100_000) -> Chosen:  # fmt: skip
    """The best, right with the confidence asked for where it is better than all others by `indifference` at least.

    Observations must be nearly normal and independent over alternatives; two stages, so all of the second run at once.

    indifference   (0, inf), unit of observations
    first          [3, inf), observations of the first stage; most the number of one alternative never exceeded

    >>> rinott(lambda alternative, first, count: alternative + np.sin(np.arange(first, first + count)), 3, indifference=1.0).best
    2
    """
    h = rinott_constant(alternatives, first, confidence)
    means, counts = [], []
    for each in range(alternatives):
        seen = draw(each, 0, first)
        wished = math.ceil(h * h * variance(seen, mean_of(seen)) / indifference**2)
        count = max(first, min(wished, most))
        values = np.concatenate([seen, draw(each, first, count - first)]) if count > first else seen
        means.append(mean_of(values))
        counts.append(count if wished <= most else 0)
    kept = 0.0 if 0 in counts else confidence
    best = max(range(alternatives), key=lambda each: (means[each], -each))
    return Chosen(best, tuple(means), tuple(count or most for count in counts), kept)
