"""What procedures of selection are given and give."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Draw = Callable[[int, int, int], Floats]
"""(alternative, number of the first, how many) → observations, independent of each other; the same number again gives the
same observation, and alternatives may share their luck at it."""


class Chosen(NamedTuple):
    """Which alternative is best, what is known of all, and whether the promise was kept to the end.

    best       number of the alternative with the largest mean
    means      of what was seen of each;  counts how many observations that was
    promised   probability of a right choice that the procedure promises, 0 where it had to stop before
    """

    best: int
    means: tuple[float, ...]
    counts: tuple[int, ...]
    promised: float


def mean_of(values: Floats) -> float:
    """The mean, summed exactly."""
    return math.fsum(values.tolist()) / len(values)
