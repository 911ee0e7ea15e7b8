"""Cross-entropy: sample, keep the best few, fit a normal distribution to them, again.

Source: de Boer, Kroese, Mannor, Rubinstein, A Tutorial on the Cross-Entropy Method, Ann. Oper. Res. 134 (2005), sections 3
and 5; dynamic smoothing of the deviations: Rubinstein & Kroese, The Cross-Entropy Method (2004), section 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.luck import Luck

Floats = NDArray[np.float64]
ELITE, SMOOTH, SLOW, POWER = 0.2, 0.7, 0.8, 5
"""Part of the points that is kept; weight of the new mean; weight and power that slow the shrinking of deviations."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Independent normal numbers cut to [0, 1]: mean and deviation `[n]`, points of a generation, generations told so far."""

    mean: Floats
    deviation: Floats
    size: int
    generation: int = 0


def begin(mean: Floats, deviation: float, size: int = 0) -> Guess:
    """A first guess in [0, 1]^n; size of a generation, 10 n at least 20 by default.

    >>> begin(np.full(4, 0.5), 0.3).size
    40
    """
    n = len(mean)
    return Guess(np.array(mean, dtype=np.float64), np.full(n, deviation), size or max(20, 10 * n))


def ask(guess: Guess, luck: Luck) -> Floats:
    """The next generation, all inside [0, 1]^n. `[point, n]`"""
    from scipy.special import ndtr, ndtri

    uniform = luck.uniform("ce", guess.generation, len(guess.mean), np.arange(guess.size)).T
    spread = np.maximum(guess.deviation, 1e-12)
    low, high = ndtr(-guess.mean / spread), ndtr((1.0 - guess.mean) / spread)
    return np.asarray(np.clip(guess.mean + spread * ndtri(low + uniform * (high - low)), 0.0, 1.0))


def tell(guess: Guess, points: Floats, values: Floats) -> Guess:
    """What the generation taught: values `[point]`, the smallest the best; those that are NaN count as worst."""
    kept = points[np.argsort(values, kind="stable")[: max(2, round(ELITE * guess.size))]]
    slow = SLOW - SLOW * (1.0 - 1.0 / (guess.generation + 1.0)) ** POWER
    mean = SMOOTH * kept.mean(axis=0) + (1.0 - SMOOTH) * guess.mean
    deviation = slow * kept.std(axis=0) + (1.0 - slow) * guess.deviation
    return replace(guess, mean=mean, deviation=deviation, generation=guess.generation + 1)
