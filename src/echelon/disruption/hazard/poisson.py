"""Occurrences without memory: a Poisson process of constant rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from echelon.disruption.hazard.chance import YEAR, Chance, Events, arrivals, events


@dataclass(frozen=True, slots=True)
class Poisson:
    """So many a year on average.

    per_year  [0, 3650]
    """

    per_year: float

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        return "" if 0.0 <= self.per_year <= 3650.0 else "`per_year` outside [0, 3650]"

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon."""
        return self.per_year / YEAR * days


def sample(process: Poisson, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane."""
    if process.per_year == 0.0:
        return events(*(np.zeros(0, dtype=np.int64),) * 2, days)
    rate = process.per_year / YEAR
    lane, time = arrivals(chance, days * rate)
    return events(lane, np.floor(time / rate).astype(np.int64), days)
