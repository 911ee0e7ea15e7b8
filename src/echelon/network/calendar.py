"""Calendars as a factor for every day of a run."""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray


def factors(cell: str, count: int) -> list[float]:
    """The factors in a calendar's cell, all 1 where it is empty; `ValueError` if there are not `count` of them.

    >>> factors("1 1 1 1 1 0 0", 7)
    [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    """
    found = [float(word) for word in cell.split()] or [1.0] * count
    if len(found) != count:
        raise ValueError(cell)
    return found


def daily(months: str, weekdays: str, start: datetime.date, days: int) -> NDArray[np.float64]:
    """Month x weekday factor of each day from `start`. `[day]`

    >>> daily("", "1 1 1 1 1 0 0", datetime.date(2026, 1, 2), 3).tolist()
    [1.0, 0.0, 0.0]
    """
    by_month, by_weekday = factors(months, 12), factors(weekdays, 7)
    dates = [start + datetime.timedelta(day) for day in range(days)]
    return np.array([by_month[date.month - 1] * by_weekday[date.weekday()] for date in dates])
