"""Occurrences in seasons: a Poisson process whose rate goes by the month."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from echelon.disruption.distribution import LARGEST
from echelon.disruption.hazard.chance import YEAR, Chance, Events, Floats, arrivals, events


@dataclass(frozen=True, slots=True)
class Seasonal:
    """So many a year on average, of which each month has its weight.

    per_year  [0, 3650];  months  twelve weights, [0, inf), of a day in January, February …; not all 0
    """

    per_year: float
    months: tuple[float, ...]

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        if len(self.months) != 12 or not (min(self.months) >= 0.0 < sum(self.months) <= LARGEST):
            return "`months` that are not twelve weights"
        return "" if 0.0 <= self.per_year <= 3650.0 else "`per_year` outside [0, 3650]"

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon."""
        return float(_until(self, chance.start, days)[-1])


def _until(process: Seasonal, start: datetime.date, days: int) -> Floats:
    """Mean number up to the end of each day; a year of four has as many as any other. `[day]`"""
    dates = np.datetime64(start, "D") + np.arange(days)
    month = (dates.astype("datetime64[M]").astype(np.int64)) % 12
    weights = np.array(process.months)
    lengths = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    mean = float(np.add.accumulate(weights * lengths)[-1]) / YEAR
    return np.asarray(np.add.accumulate(weights[month] * (process.per_year / YEAR / mean)))


def sample(process: Seasonal, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane: times of rate 1, read on the clock of the season."""
    until = _until(process, chance.start, days)
    lane, time = arrivals(chance, float(until[-1]))
    return events(lane, np.searchsorted(until, time, side="right").astype(np.int64), days)
