"""Calendars as a factor for every day of a run."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

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


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def on_weekdays(cell: str) -> str:
    """Days of departure as a calendar's weekdays; `ValueError` if a word is none of `WEEKDAYS`.

    >>> on_weekdays("Mon Thu")
    '1 0 0 1 0 0 0'
    """
    words = cell.split()
    if not words or not set(words) <= set(WEEKDAYS):
        raise ValueError(cell)
    return " ".join("1" if day in words else "0" for day in WEEKDAYS)


def departures(
    cell: str, calendars: Mapping[str, Mapping[str, object]], start: datetime.date, days: int
) -> NDArray[np.float64]:
    """The factor of each day of a schedule, a calendar's name or weekdays; 0 where nothing leaves. `[day]`

    >>> departures("Tue", {}, datetime.date(2026, 1, 5), 3).tolist()
    [0.0, 1.0, 0.0]
    """
    if cell in calendars:
        return calendar_days(calendars[cell], start, days)
    return daily("", on_weekdays(cell), start, days)


class Spell(NamedTuple):
    """A factor that holds from a date to a date, both included."""

    first: datetime.date
    last: datetime.date
    factor: float


def spells(cell: str) -> list[Spell]:
    """What a calendar says of dates, in its order; `ValueError` if it is not of the form `2026-12-24..2027-01-02:0`.

    >>> [spell.factor for spell in spells("2026-12-24..2027-01-02:0; 2026-05-01:0.5")]
    [0.0, 0.5]
    """
    found = []
    for part in cell.split(";"):
        if part.strip():
            dates, factor = part.split(":")
            first, _, last = (date.strip() for date in dates.partition(".."))
            read = datetime.date.fromisoformat
            found.append(Spell(read(first), read(last or first), float(factor)))
    return found


def daily(
    months: str, weekdays: str, start: datetime.date, days: int, *, dates: str = ""
) -> NDArray[np.float64]:
    """The factor of each day from `start`: month x weekday, or what `dates` says of it, the last where it says two. `[day]`

    >>> daily("", "1 1 1 1 1 0 0", datetime.date(2026, 1, 2), 3).tolist()
    [1.0, 0.0, 0.0]
    >>> daily("", "1 1 1 1 1 0 0", datetime.date(2026, 1, 2), 3, dates="2026-01-03:0.5").tolist()
    [1.0, 0.5, 0.0]
    """
    by_month, by_weekday = factors(months, 12), factors(weekdays, 7)
    each = [start + datetime.timedelta(day) for day in range(days)]
    found = np.array([by_month[date.month - 1] * by_weekday[date.weekday()] for date in each])
    for spell in spells(dates):
        found[max(0, (spell.first - start).days) : max(0, (spell.last - start).days + 1)] = spell.factor
    return found


def calendar_days(row: Mapping[str, object], start: datetime.date, days: int) -> NDArray[np.float64]:
    """The factor of each day from `start` of a row of the calendar table. `[day]`

    >>> calendar_days({"months": "", "weekdays": "", "dates": ""}, datetime.date(2026, 1, 2), 2).tolist()
    [1.0, 1.0]
    """
    return daily(str(row["months"]), str(row["weekdays"]), start, days, dates=str(row["dates"]))
