"""What a process of occurrences draws from, and what it gives: when something occurs, in each replication."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.core.quantile import gamma_table
from echelon.core.words import Words, quantiles, words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
YEAR = 365.25
"""Days of a year, for rates."""
MOST = 1_000_000
"""More occurrences than this in one replication are not sampled."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Where a process's numbers come from. The address is (seed, who, what for), replication, and a whole number.

    replications  their numbers `[lane]`;  start  the date of day 0, for processes that go by the calendar
    """

    seed: int
    who: str
    replications: Ints
    start: datetime.date

    @property
    def lanes(self) -> int:
        """How many replications there are."""
        return len(self.replications)

    def words(self, why: str, lane: Ints, tick: Ints) -> Words:
        """A random word for each lane and number. `[number]`"""
        return words(key(self.seed, f"hazard:{self.who}", why), self.replications[lane], tick)


class Events(NamedTuple):
    """What occurs, by lane and then time. `[event]`

    lane, day  where and when;  length  days that it lasts, -1 where the process does not say
    """

    lane: Ints
    day: Ints
    length: Ints


def events(lane: Ints, day: Ints, days: int, length: Ints | None = None) -> Events:
    """Those within the horizon, in order; the longer first of those of one day."""
    length = np.full(len(lane), -1, dtype=np.int64) if length is None else length
    inside = np.flatnonzero((day >= 0) & (day < days))
    order = inside[np.lexsort((-length[inside], day[inside], lane[inside]))]
    return Events(lane[order], day[order], length[order])


def arrivals(chance: Chance, until: float) -> tuple[Ints, Floats]:
    """Lanes and times, in [0, until), of a Poisson process of rate 1; by time, then lane.

    Gaps are exponential by a table (`core.quantile`), so that no logarithm is taken; the k-th has address k.
    """
    table = gamma_table(1.0)
    lane, time = np.arange(chance.lanes), np.zeros(chance.lanes)
    found: list[tuple[Ints, Floats]] = []
    for k in range(MOST):
        time = time + quantiles(table, chance.words("gap", lane, np.full(len(lane), k)))
        inside = time < until
        lane, time = lane[inside], time[inside]
        if not len(lane):
            break
        found.append((lane, time))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])
