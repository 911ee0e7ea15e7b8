"""Occurrences that bring others: a Hawkes process with exponential memory, as a family tree.

Source: A. G. Hawkes and D. Oakes, A Cluster Process Representation of a Self-Exciting Process, Journal of Applied Probability
11(3):493-503, 1974.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from echelon.core.quantile import gamma_table, poisson_weights
from echelon.core.words import quantiles
from echelon.disruption.hazard.chance import YEAR, Chance, Events, Floats, Ints, arrivals, events

BEFORE = 12.0
"""Mean lives of a family for which the process has run before day 0; what is then missing is below 1e-5."""


@dataclass(frozen=True, slots=True)
class Hawkes:
    """So many a year on average, those that others brought among them.

    per_year  [0, 3650]
    again     [0, 0.95], mean number of others that each brings
    within    (0, 3650], mean days after which it brings them
    """

    per_year: float
    again: float
    within: float

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        fits = 0.0 <= self.per_year <= 3650.0 and 0.0 <= self.again <= 0.95 and 0.0 < self.within <= 3650.0
        return (
            ""
            if fits
            else "`per_year` outside [0, 3650], `again` outside [0, 0.95] or `within` outside (0, 3650]"
        )

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon, in its long run."""
        return self.per_year / YEAR * days


def sample(process: Hawkes, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane: those that none has brought, then generation after generation."""
    rate = process.per_year * (1.0 - process.again) / YEAR
    begin = -BEFORE * process.within / (1.0 - process.again)
    none = np.zeros(0, dtype=np.int64)
    if rate == 0.0:
        return events(none, none, days)
    lane, time = arrivals(chance, (days - begin) * rate)
    order = np.argsort(lane, kind="stable")
    lane, time = lane[order], time[order] / rate + begin
    found = [(lane, time)]
    first, weights = poisson_weights(process.again)
    sums = np.add.accumulate(np.array([0.0] * first + weights))
    below = np.floor(sums[:-1] / sums[-1] * 2.0**32).astype(np.uint64)
    for generation in range(10_000):
        word = chance.words(f"children {generation}", lane, _ordinals(lane)).astype(np.uint64)
        brings = np.searchsorted(below, word, side="right")
        lane, time = np.repeat(lane, brings), np.repeat(time, brings)
        if not len(lane):
            break
        time = time + _delays(process, chance, generation, lane)
        # Those after the horizon stay until the end, so that a longer horizon changes no address.
        found.append((lane, time))
    every = np.concatenate([each for each, _ in found])
    return events(every, np.floor(np.concatenate([each for _, each in found])).astype(np.int64), days)


def _delays(process: Hawkes, chance: Chance, generation: int, lane: Ints) -> Floats:
    word = chance.words(f"delay {generation}", lane, _ordinals(lane))
    return np.asarray(process.within * quantiles(gamma_table(1.0), word))


def _ordinals(lane: Ints) -> Ints:
    """The how-manieth of its lane each is; lanes stand together."""
    starts = (
        np.flatnonzero(np.concatenate([[True], lane[1:] != lane[:-1]]))
        if len(lane)
        else np.zeros(0, dtype=np.int64)
    )
    return np.arange(len(lane)) - np.repeat(starts, np.diff(np.concatenate([starts, [len(lane)]])))
