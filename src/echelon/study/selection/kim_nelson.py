"""The procedure KN: look at all alternatives one observation at a time, and drop those that fall behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from echelon.study.selection.chosen import Chosen, Draw, Floats, mean_of


def kim_nelson_constant(alternatives: int, first: int, confidence: float = 0.95) -> tuple[float, float]:
    """The constants eta and h² (with c = 1) for so many alternatives and first observations.

    >>> [round(x, 4) for x in kim_nelson_constant(5, 20)]
    [0.2372, 9.0151]
    """
    miss = 1.0 - confidence
    eta = 0.5 * ((2.0 * miss / (alternatives - 1)) ** (-2.0 / (first - 1)) - 1.0)
    return eta, 2.0 * eta * (first - 1)


def kim_nelson(draw: Draw, alternatives: int, *, indifference: float, confidence: float = 0.95, first: int = 20,
               most: int = 100_000, batch: int = 20) -> Chosen:  # fmt: skip
    """The best, right with the confidence asked for where it is better than all others by `indifference` at least.

    Observations must be nearly normal; those of one number may hang together over alternatives (common random numbers),
    which only makes it faster.

    indifference   (0, inf), unit of observations: differences below it do not matter
    first          [2, inf), observations of each before anything is dropped; most the number never exceeded
    batch          how many are drawn at once: it changes the work, not the choice
    Source: Kim & Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS 11 (2001).

    >>> def draw(alternative, first, count):
    ...     return alternative + np.sin(np.arange(first, first + count) * (1.0 + alternative))
    >>> kim_nelson(draw, 3, indifference=0.5).best
    2
    """
    seen = np.stack([draw(each, 0, first) for each in range(alternatives)])
    limits = kim_nelson_constant(alternatives, first, confidence)[1] * _variances(seen) / indifference**2
    left, counts, count = np.arange(alternatives), np.full(alternatives, first), first
    sums = np.array([float(np.cumsum(row)[-1]) for row in seen])
    left = left[_survive(sums[left], limits[np.ix_(left, left)], count, indifference)]
    ahead = seen[:, first:]
    while len(left) > 1 and count < most:
        here = count - first
        if here == ahead.shape[1]:
            ahead = _extended(ahead, draw, left, count, min(batch, most - count))
        sums[left] += ahead[left, here]
        count += 1
        counts[left] = count
        left = left[_survive(sums[left], limits[np.ix_(left, left)], count, indifference)]
    means = [mean_of(np.concatenate([seen[i], ahead[i, : counts[i] - first]])) for i in range(alternatives)]
    best = max(left.tolist(), key=lambda each: (means[each], -each))
    return Chosen(best, tuple(means), tuple(counts.tolist()), confidence if len(left) == 1 else 0.0)


def _variances(seen: Floats) -> Floats:
    """Variance of every difference of two alternatives. `[alternative, alternative]`"""
    apart = seen[:, None, :] - seen[None, :, :]
    centred = apart - apart.mean(axis=2, keepdims=True)
    return np.asarray((centred * centred).sum(axis=2) / (seen.shape[1] - 1))


def _survive(sums: Floats, limits: Floats, count: int, indifference: float) -> NDArray[np.bool_]:
    """Who lags behind nobody by more than the triangle still allows; of equals at its tip the first."""
    allowed = np.maximum(0.0, 0.5 * indifference * (limits - count))
    stays = np.asarray((sums[:, None] >= sums[None, :] - allowed).all(axis=1))
    if stays.sum() > 1 and not allowed.any():
        stays = np.arange(len(sums)) == np.argmax(sums)
    return stays


def _extended(ahead: Floats, draw: Draw, left: NDArray[np.int64], first: int, count: int) -> Floats:
    """More observations of those that are left; of the others there are none, and nobody reads them."""
    more = np.zeros((len(ahead), count))
    for each in left.tolist():
        more[each] = draw(each, first, count)
    return np.concatenate([ahead, more], axis=1)
