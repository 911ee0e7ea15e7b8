"""Optimal computing budget allocation: spend observations where they tell the best from the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.study.selection.chosen import Chosen, Draw, Floats, mean_of
from echelon.study.statistics.interval import variance


def ocba_fractions(means: Sequence[float], deviations: Sequence[float]) -> Floats:
    """Parts of a budget that make a right choice of the largest mean most likely. `[alternative]` each

    Means equal to the largest get as much as if they were a little worse. Deviations (0, inf).
    Source: Chen, Lin, Yucesan & Chick, Simulation budget allocation, Discrete Event Dynamic Systems 10 (2000), theorem 1.

    >>> ocba_fractions([-1.0, -2.0, -3.0], [1.0, 1.0, 1.0]).round(4).tolist()
    [0.4519, 0.4384, 0.1096]
    """
    mean, deviation = np.asarray(means, np.float64), np.asarray(deviations, np.float64)
    best = int(np.argmax(mean))
    behind = mean[best] - mean
    behind[best] = np.inf
    behind = np.maximum(behind, 1e-6 * float(np.max(deviation)))
    share = (deviation / behind) ** 2
    share[best] = 0.0
    share[best] = deviation[best] * math.sqrt(math.fsum(((share / deviation) ** 2).tolist()))
    return np.asarray(share / math.fsum(share.tolist()))


def ocba(draw: Draw, alternatives: int, *, budget: int, confidence: float = 0.95, first: int = 20,
         step: int = 0) -> Chosen:  # fmt: skip
    """The best within a budget of observations, which ends early once a right choice is likely enough.

    The probability of a right choice is bounded by Bonferroni's inequality from what was seen, as if variances were known;
    observations are independent over alternatives. `promised` is that bound, whether it reaches the confidence or not.

    budget   observations of all together;  step how many are added before the allocation is worked out again, 0: a tenth
    Source: Chen et al. (2000), with their approximate probability of correct selection.

    >>> ocba(lambda alternative, first, count: alternative + np.sin(np.arange(first, first + count)), 3, budget=300).best
    2
    """
    seen = [draw(each, 0, first) for each in range(alternatives)]
    while True:
        means = np.array([mean_of(values) for values in seen])
        counts = np.array([len(values) for values in seen])
        spreads = np.array(
            [variance(values, mean) for values, mean in zip(seen, means.tolist(), strict=True)]
        )
        likely = _likely(means, spreads, counts)
        left = budget - int(counts.sum())
        if likely >= confidence or left <= 0:
            return Chosen(int(np.argmax(means)), tuple(means.tolist()), tuple(counts.tolist()), likely)
        added = _added(means, spreads, counts, min(left, step or max(alternatives, budget // 10)))
        for each in np.flatnonzero(added).tolist():
            seen[each] = np.concatenate([seen[each], draw(each, len(seen[each]), int(added[each]))])


def _likely(means: Floats, spreads: Floats, counts: NDArray[np.int64]) -> float:
    """Bonferroni's bound on the probability that the best of what was seen is the best."""
    from scipy.special import ndtr

    best = int(np.argmax(means))
    error = np.sqrt(spreads / counts + spreads[best] / counts[best])
    behind = means[best] - means
    wrong = ndtr(-np.divide(behind, error, out=np.where(behind > 0.0, np.inf, 0.0), where=error > 0.0))
    wrong[best] = 0.0
    return max(0.0, 1.0 - math.fsum(wrong.tolist()))


def _added(means: Floats, spreads: Floats, counts: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """How `count` further observations are shared out: to those furthest below their part, whole ones by largest rest."""
    deviations = np.sqrt(spreads)
    # What never varies is looked at a little, and all alike if nothing does.
    least = 1e-6 * float(deviations.max()) or 1.0
    part = ocba_fractions(means.tolist(), np.maximum(deviations, least).tolist())
    short = np.maximum(part * (int(counts.sum()) + count) - counts, 0.0)
    total = math.fsum(short.tolist())
    wished = short * (count / total) if total > 0.0 else np.full(len(part), count / len(part))
    added = np.floor(wished).astype(np.int64)
    rest = np.argsort(added - wished, kind="stable")[: count - int(added.sum())]
    added[rest] += 1
    return added
