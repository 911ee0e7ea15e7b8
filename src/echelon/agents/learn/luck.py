"""Numbers for learners, addressed as those of the world: the same question has the same answer, in any order.

Normal and Beta numbers come from inverse distribution functions, which are exact on one lock and one processor family:
training repeats there to the last bit, and what was learned is kept as plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from echelon.core.chance import key, threefry

Floats = NDArray[np.float64]
BLOCK = 256
"""Draws that one tick of one key has."""


@dataclass(frozen=True, slots=True)
class Luck:
    """A named stream: who learns, and with which seed."""

    seed: int
    who: str

    def uniform(self, why: str, tick: int, rows: int, lanes: ArrayLike) -> Floats:
        """Numbers in (0, 1) of 53 bits `[row, lane]`: of lane numbers in [0, 2^32) at a tick in [0, 2^24).

        >>> Luck(7, "a").uniform("x", 3, 2, [5, 6])[:, 1] == Luck(7, "a").uniform("x", 3, 2, [6])[:, 0]
        array([ True,  True])
        """
        lane = np.atleast_1d(np.asarray(lanes, dtype=np.uint64))
        found = np.empty((rows, len(lane)))
        for first in range(0, rows, BLOCK):
            last = min(first + BLOCK, rows)
            words = key(self.seed, self.who, f"{why}/{first // BLOCK}" if first else why)
            counter = np.arange(last - first, dtype=np.uint64)[:, None] | np.uint64(tick << 8)
            found[first:last] = _unit(*_threefry(words, lane, counter))
        return found

    def normal(self, why: str, tick: int, rows: int, lanes: ArrayLike) -> Floats:
        """Standard normal numbers `[row, lane]`."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniform(why, tick, rows, lanes)))


def _threefry(
    words: tuple[int, int], lane: NDArray[np.uint64], counter: NDArray[np.uint64]
) -> tuple[Floats, Floats]:
    """Two words of 32 bits at each address `[draw, lane]`: the generator of `core.chance`, over arrays."""
    shape = np.broadcast_shapes(lane.shape, counter.shape)
    there = [np.ascontiguousarray(np.broadcast_to(each, shape)) for each in (lane, counter)]
    first, second = threefry(*words, *there)  # type: ignore[arg-type]
    return np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)


def _unit(first: Floats, second: Floats) -> Floats:
    """The middle of one of 2^52 equal parts of (0, 1): 26 bits of each word."""
    whole = np.floor(first / 2.0**6) * 2.0**26 + np.floor(second / 2.0**6)
    return np.asarray((whole + 0.5) * 2.0**-52)
