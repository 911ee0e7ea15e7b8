"""Days as files write them; whether 3/4 is in March or in April is settled by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REST = r"(?:[t ,].*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_REST}")
_PACKED = re.compile(r"([12]\d{3})(\d{2})(\d{2})(?:\.0)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_REST}")
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[-. ]+([a-z]{{3,9}})[-., ]+(\d{{4}}|\d{{2}}){_REST}")
_NAMED_DAY = re.compile(rf"([a-z]{{3,9}})\.? +(\d{{1,2}}),? +(\d{{4}}){_REST}")


def days_of(cells: Iterable[str]) -> list[date | None]:
    """The days of a column; None of cells that are none.

    Read are 2017-08-25, 2017/8/25, 20170825, 25.08.2017, 8/25/2017, 25/8/2017, 25-08-17, 25 Aug 2017 and Aug 25, 2017; a time
    after them is ignored; a year alone is its first day. Of 8/25 and 25/8 the month comes first unless a cell of the column says
    otherwise; cells that contradict that one are none.

    >>> [str(day) for day in days_of(["1/2/2021", "13/2/2021", "2/14/2021", "2021-02-14 13:00"])]
    ['2021-02-01', '2021-02-13', 'None', '2021-02-14']
    """
    stripped = [cell.strip().casefold() for cell in cells]
    pairs = (_YEAR_LAST.fullmatch(cell) for cell in stripped)
    day_first = any(int(found[1]) > 12 for found in pairs if found and found[2] != ".")
    return [_day(cell, day_first) for cell in stripped]


def _day(cell: str, day_first: bool) -> date | None:
    if re.fullmatch(r"[12]\d{3}", cell):
        return date(int(cell), 1, 1)
    if found := _YEAR_FIRST.fullmatch(cell):
        return _date(found[1], found[3], found[4])
    if found := _PACKED.fullmatch(cell):
        return _date(*found.groups())
    if found := _DAY_NAMED.fullmatch(cell):
        return _date(found[3], found[2], found[1])
    if found := _NAMED_DAY.fullmatch(cell):
        return _date(found[3], found[1], found[2])
    if found := _YEAR_LAST.fullmatch(cell):
        day, month = (found[1], found[3]) if day_first or found[2] == "." else (found[3], found[1])
        return _date(found[4], month, day)
    return None


def _date(year: str, month: str, day: str) -> date | None:
    """A date of its parts; of a year of two digits that of 1970 to 2069."""
    whole = int(year) if len(year) == 4 else 1900 + int(year) + 100 * (int(year) < 70)
    named = not month.isdecimal()
    if named and month[:3] not in MONTHS:
        return None
    try:
        return date(whole, MONTHS.index(month[:3]) + 1 if named else int(month), int(day))
    except ValueError:
        return None
