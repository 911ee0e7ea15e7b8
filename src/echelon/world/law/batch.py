"""Starts in batches: an oven is filled or it is not. Rows are `[lane]`."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.lanes import law

DUST = 1e-9
"""Part of a batch that is rounding: 2.9999999999 batches are 3."""


@law
def in_batches(point: Any, sets: Any) -> None:
    """Bound `sets` to whole batches, and to nothing where they are less than the least that starts."""
    size, least = point.batch, point.batch_least * (1.0 - DUST)
    for lane in range(sets.size):
        whole = min(sets[lane], size * np.floor(sets[lane] / size + DUST)) if size > 0.0 else sets[lane]
        sets[lane] = whole if whole >= least else 0.0
