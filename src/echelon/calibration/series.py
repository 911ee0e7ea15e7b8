"""What a daily series does when nothing happens: level, trend, weekly pattern and noise, from the days before an event."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadData, Finding

Floats = NDArray[np.float64]
WEEKS = 8
"""Days of a baseline: eight weeks, so that each weekday is seen eight times and the season hardly moves."""
GUARD = 4
"""Days before an event that are not part of its baseline: ships put to sea and shops are stormed before a storm."""
LEAST = 14
"""Measured days that a baseline needs."""
PATTERN = 28
"""Measured days that a weekly pattern needs."""
IDLE = 0.05
"""A weekday below this part of the level is a day off, and says nothing."""


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity by day, without missing days: those not measured are NaN.

    values   [day], in any unit
    """

    name: str
    first: date
    values: Floats

    def at(self, day: date) -> int:
        """Place of a day; below 0 or beyond the end where the series does not hold it."""
        return (day - self.first).days

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.values) - 1)


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of an event."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is to be expected.

    level       on the day before the event, in the unit of the series, (0, inf)
    slope       change of the level a day, 0 where no trend is sure
    week        factor of each weekday, Monday first, mean 1; all 1 where none is sure
    noise       robust standard deviation of a day around what is expected, as a part of it
    memory      correlation of a day's deviation with the one before, [0, 1)
    days        measured days that it comes from
    """

    level: float
    slope: float
    week: tuple[float, ...]
    noise: float
    memory: float
    days: int

    def expected(self, after: NDArray[np.int64], weekday: NDArray[np.int64]) -> Floats:
        """What is expected so many days after the event's start; NaN on days off. `[day]`

        A trend goes on, but no lower than a fifth of the level and no higher than five times it.
        """
        level = np.clip(self.level + self.slope * after, self.level / 5.0, self.level * 5.0)
        week = np.asarray(self.week)[weekday]
        return np.where(week < IDLE, np.nan, level * week)


def baseline(series: Series, event: Window) -> Baseline:
    """What the days before an event lead one to expect.

    raises   BadData: E474 too few measured days before, E475 nothing happens before

    >>> flat = Series("ships", date(2017, 6, 1), np.array([10.0, 12.0, 8.0, 11.0, 9.0, 10.0] * 15))
    >>> found = baseline(flat, Window(date(2017, 8, 20), date(2017, 8, 22)))
    >>> found.level, found.slope, round(found.noise, 2)
    (10.0, 0.0, 0.15)
    """
    stop = series.at(event.start) - GUARD
    begin = max(stop - 7 * WEEKS, 0)
    values = series.values[begin : max(stop, begin)]
    after = np.arange(begin, max(stop, begin)) - series.at(event.start)
    kept = np.isfinite(values)
    if int(kept.sum()) < LEAST:
        raise BadData(
            Finding(
                "E474",
                f"The series `{series.name}`",
                f"must have {LEAST} measured days or more before {event.start}, the last {GUARD} apart",
                str(int(kept.sum())),
                "Give a longer series, or a later event",
            )
        )
    weekday = (after + event.start.weekday()) % 7
    week = _week(values[kept], weekday[kept])
    busy = kept & (week[weekday] >= IDLE)
    flat = values[busy] / week[weekday[busy]]
    if not float(np.median(flat)) > 0.0:
        raise BadData(
            Finding(
                "E475",
                f"The series `{series.name}`",
                "must be above 0 on most days before the event",
                f"a median of {float(np.median(flat)):g}",
                "Choose a series that something happens in",
            )
        )
    level, slope = _line(after[busy].astype(np.float64), flat)
    apart = flat / np.maximum(level + slope * after[busy], level / 5.0) - 1.0
    noise, memory = _noise(apart, after[busy])
    return Baseline(level, slope, tuple(float(x) for x in week), noise, memory, int(kept.sum()))


def ratios(series: Series, event: Window, base: Baseline, *, before: int, after: int) -> Floats:
    """The series as a part of what is expected, from some days before an event's start to some days after it.

    returns   [before + after + 1]; days not measured, days off, and days outside the series are NaN
    """
    days = np.arange(-before, after + 1)
    at = days + series.at(event.start)
    inside = (at >= 0) & (at < len(series.values))
    values = np.where(inside, series.values[np.clip(at, 0, len(series.values) - 1)], np.nan)
    return np.asarray(values / base.expected(days, (days + event.start.weekday()) % 7))


def _week(values: Floats, weekday: NDArray[np.int64]) -> Floats:
    """Factors of weekdays: medians drawn towards 1 as far as noise alone would spread them, mean 1."""
    level = float(np.median(values))
    if len(values) < PATTERN or (not level > 0.0 and not np.any(values > 0.0)):
        return np.ones(7)
    level = level if level > 0.0 else float(values.mean())
    middle = np.array(
        [np.median(values[weekday == day]) if np.any(weekday == day) else level for day in range(7)]
    )
    apart = middle / level
    left = (values - middle[weekday]) / level
    error = 1.57 * float(np.var(left)) / (len(values) / 7.0)  # of a median
    spread = float(np.var(apart))
    kept = max(0.0, 1.0 - 2.0 * error / spread) if spread > 0.0 else 0.0
    if not float(apart.mean()) > 0.0:
        return np.ones(7)
    return np.maximum(kept * apart / float(apart.mean()) + (1.0 - kept), 0.0)


def _line(after: Floats, values: Floats) -> tuple[float, float]:
    """Level at the event's start and slope: Theil and Sen's, or the median and none where Kendall's test is not sure.

    Source: Hollander and Wolfe, Nonparametric Statistical Methods, sections 8.1 to 8.3; the variance of the test is that of
    Hamed and Rao (1998) for a series with memory, in its simplest form.
    """
    middle = float(np.median(values))
    n = len(values)
    rows, columns = np.triu_indices(n, 1)
    rises = values[columns] - values[rows]
    slope = float(np.median(rises / (after[columns] - after[rows])))
    left = values - slope * after
    memory = min(_memory(left - np.median(left), after), 0.9)
    sure = abs(float(np.sign(rises).sum())) / math.sqrt(
        n * (n - 1.0) * (2.0 * n + 5.0) / 18.0 * (1 + memory) / (1 - memory)
    )
    level = float(np.median(left))
    if sure < 3.0 or not level > 0.0:
        return middle, 0.0
    return level, slope


def _noise(apart: Floats, after: NDArray[np.int64]) -> tuple[float, float]:
    """Robust standard deviation and memory of deviations."""
    middle = float(np.median(apart))
    robust = 1.4826 * float(np.median(np.abs(apart - middle)))
    plain = float(np.std(apart))
    noise = robust if robust > 0.0 else plain
    edge = 3.0 * noise if noise else 1.0
    return noise, _memory(np.clip(apart - middle, -edge, edge), after.astype(np.float64))


def _memory(apart: Floats, after: Floats) -> float:
    """Correlation of neighbouring days, never below 0."""
    beside = np.diff(after) == 1.0
    if not np.any(beside) or not np.any(apart != 0.0):
        return 0.0
    found = float(np.mean((apart[1:] * apart[:-1])[beside]) / np.mean(apart**2))
    return min(max(found, 0.0), 0.95)
