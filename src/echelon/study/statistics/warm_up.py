"""How many days at the start of a run tell of how it was started, and not of how it goes on."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DUST = 1e-12
"""Part of a sum of squares that rounding may leave where nothing varies."""
FEW = 5
"""Batches whose spread is small by chance: truncations that leave fewer are not looked at."""


class Truncation(NamedTuple):
    """What to leave out at the start of a series.

    days        how many, a multiple of the batch
    statistic   squared standard error of what is left, which no other number of days makes smaller
    mean        mean of what is left in whole batches
    found       False where the best truncation is more than half of the series: it is too short to tell
    """

    days: int
    statistic: float
    mean: float
    found: bool


def mser(series: Floats, batch: int = 5) -> Truncation:
    """Marginal standard error rule on means of batches of days: MSER-5, or MSER with batches of 1. `[day]`

    A series of m batches is truncated after d of them, d of all, where sum (y - mean)² / (m - d)² is smallest; `found` says
    whether that is in the first half, and `days` is the best of the first half. The last five truncations do not count.
    Sources: White, Simulation 69 (1997) 323-334; White, Cobb & Spratt, Winter Simulation Conference (2000); Hoad, Robinson &
    Davies, J. Oper. Res. Soc. 61 (2010), for the last five.

    >>> mser(np.array([9.0] * 10 + [0.0, 1.0] * 20)).days
    10
    """
    means = _batched(series, batch)
    count = len(means)
    if count < 4:
        return Truncation(0, math.nan, math.fsum(series.tolist()) / len(series), found=False)
    statistics = _statistics(means)
    half = count // 2
    best = int(np.argmin(statistics[: half + 1]))
    kept = math.fsum(means[best:].tolist()) / (count - best)
    found = bool(statistics[best] <= np.min(statistics[: max(half + 2, count - FEW)]))
    return Truncation(best * batch, float(statistics[best]), kept, found)


def _batched(series: Floats, batch: int) -> Floats:
    """Means of whole batches; what is left at the end is left out."""
    rows = np.asarray(series, np.float64)[: len(series) // batch * batch].reshape(-1, batch)
    return np.array([math.fsum(row) / batch for row in rows.tolist()])


def _statistics(means: Floats) -> Floats:
    """MSER of every truncation: sums from the end, about the overall mean so that nothing cancels."""
    centred = (means - math.fsum(means.tolist()) / len(means))[::-1]
    left = np.arange(1, len(means) + 1)
    total, squares = np.cumsum(centred), np.cumsum(centred * centred)
    spread = squares - total * total / left
    spread[spread <= DUST * squares] = 0.0
    return np.asarray(spread / (left * left))[::-1]
