"""Something that is up or down: a Markov chain of days. Each time it goes down is an occurrence, with a length of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from echelon.core.words import happens
from echelon.disruption.hazard.chance import MOST, Chance, Events, Ints, events

ENOUGH = 2.0**-34
"""Lengths rarer than this are not drawn: words have 32 bits."""


@dataclass(frozen=True, slots=True)
class Markov:
    """Mean whole days up, and down; on day 0 it is down with probability down / (up + down).

    up, down  [1, 36525]
    """

    up: float
    down: float

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        return (
            ""
            if 1.0 <= self.up <= 36525.0 and 1.0 <= self.down <= 36525.0
            else "`up` or `down` outside [1, 36525]"
        )

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon; what is down on day 0 occurs on it."""
        return (self.down + days - 1) / (self.up + self.down)


@lru_cache(maxsize=64)
def _below(mean: float) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Thresholds of lengths 1, 2 … of a geometric distribution, by a running product: no power is taken."""
    longer = 1.0 - 1.0 / mean
    count = 1 if longer == 0.0 else min(math.ceil(math.log(ENOUGH) / math.log(longer)), 1_200_000)
    return np.floor((1.0 - np.multiply.accumulate(np.full(count, longer))) * 2.0**32).astype(np.uint64)


def _lengths(chance: Chance, why: str, mean: float, lane: Ints, k: int) -> Ints:
    word = chance.words(why, lane, np.full(len(lane), k)).astype(np.uint64)
    return 1 + np.searchsorted(_below(mean), word, side="right").astype(np.int64)


def sample(process: Markov, chance: Chance, days: int) -> Events:
    """When it goes down and for how long, in every lane."""
    lane = np.arange(chance.lanes)
    begins_down = happens(
        chance.words("first", lane, np.zeros_like(lane)), process.down / (process.up + process.down)
    )
    day = np.where(begins_down, 0, _lengths(chance, "up", process.up, lane, 0))
    found: list[tuple[Ints, Ints, Ints]] = []
    for k in range(1, MOST):
        inside = day < days
        lane, day = lane[inside], day[inside]
        if not len(lane):
            break
        down = _lengths(chance, "down", process.down, lane, k)
        found.append((lane, day, down))
        day = day + down + _lengths(chance, "up", process.up, lane, k)
    none = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate([none, *(each[at] for each in found)]) for at in range(3)]
    return events(columns[0], columns[1], days, columns[2])
