"""Daily series and windows of events from plain files: a column of dates and one of values, or a row for each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from echelon.connect.days import days_of
from echelon.connect.records import Records, number_of, read_records, unknown_column
from echelon.core.errors import BadData, Finding, nearest

LONGEST = 40_000
"""Days from first to last: a century and a bit."""
WIDE = 14
"""Headings that are dates, from which on a file has a row for each series."""
WHERE = ("port_id", "row", "series", "where", "site", "place", "port", "id")
PLACE = ("port_id", "id", *WHERE)
LATITUDE = ("latitude", "lat")
LONGITUDE = ("longitude", "lon", "lng", "long")
START = ("start_date", "start", "begin date", "begin", "first", "from")
END = ("end_date", "end", "end date", "last", "until", "to")
CAUSE = ("sid", "storm", "event", "cause", "name", "id")


@dataclass(frozen=True, slots=True)
class Daily:
    """Values by day, of each series, without missing days: those not measured are NaN.

    names   of the series;  first  day;  values  [series][day]
    """

    file: str
    names: tuple[str, ...]
    first: date
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Struck:
    """That something struck a place from one day to another. where "" the one that is asked for"""

    cause: str
    where: str
    start: date
    end: date
    severity: tuple[float, ...]


def read_daily(path: str | Path) -> Daily:
    """Read daily series; `BadData` (E476) where the file has no days, two values of one day, or too long a span; E473 bad cells.

    Long: one column of dates, all others series. Wide: headings are dates, the first column names the rows.
    """
    found = read_records(path)
    days = _days(found.headings)
    if sum(day is not None for day in days) >= WIDE:
        return _wide(found, days)
    return _long(found)


def _long(found: Records) -> Daily:
    columns = list(zip(*found.rows, strict=True)) if found.rows else []
    dated = [sum(day is not None for day in _days(cells[:200])) for cells in columns]
    at = max(range(len(columns)), key=lambda i: (dated[i], -i), default=0)
    if columns and _days([found.headings[at]])[0]:
        raise BadData(
            Finding(
                "E476",
                f"The file `{found.file}`",
                "must begin with a line of headings",
                f"`{found.headings[at]}`",
                "Put a line such as date,value before it",
                found.file,
                1,
            )
        )
    if not columns or dated[at] < 0.5 * min(len(found.rows), 200):
        raise BadData(
            Finding(
                "E476",
                f"The file `{found.file}`",
                "must have a column of dates, or dates for headings",
                "neither",
                "Give two columns: date and value",
                found.file,
            )
        )
    days = _days(columns[at])
    wrong = [
        Finding(
            "E473",
            f"The `{found.headings[at]}`",
            "must be a date such as 2017-08-25",
            f"`{columns[at][row]}`",
            "Mend it, or take the row out",
            found.file,
            found.lines[row],
        )
        for row, day in enumerate(days)
        if day is None
    ]
    if wrong:
        raise BadData(wrong[:20])
    known = [day for day in days if day]
    _once(found, known)
    names, series = [], []
    for column, cells in enumerate(columns):
        if column != at and _numeric(cells):
            names.append(found.headings[column])
            series.append(_numbers(found, found.headings[column], cells))
    if not names:
        raise BadData(
            Finding(
                "E476",
                f"The file `{found.file}`",
                "must have a column of values beside its dates",
                "none whose cells are numbers",
                "Give two columns: date and value",
                found.file,
            )
        )
    return _placed(found, names, known, series)


def _days(cells: Sequence[str]) -> list[date | None]:
    """Days, of which a number of four digits is none: it may be a value."""
    return days_of(cell if len(cell.strip()) > 4 else "" for cell in cells)


def _numeric(cells: Sequence[str]) -> bool:
    """Whether a column is one of numbers: half of a sample of its cells are."""
    good = 0
    for cell in cells[:200]:
        try:
            number_of(cell)
            good += 1
        except ValueError:
            continue
    return good >= 0.5 * min(len(cells), 200)


def _wide(found: Records, days: Sequence[date | None]) -> Daily:
    at = [column for column, day in enumerate(days) if day]
    known = [day for day in days if day]
    _once(found, known)
    names = [row[0].strip() if at[0] else str(number) for number, row in enumerate(found.rows, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise BadData(
            Finding(
                "E476",
                f"The rows of `{found.file}`",
                "must each have a name of their own in the first column",
                f"`{twice[0]}` twice" if twice else "no rows",
                "Rename one of them",
                found.file,
            )
        )
    series = [
        _numbers(found, name, [row[column] for column in at], row=number)
        for number, (name, row) in enumerate(zip(names, found.rows, strict=True))
    ]
    return _placed(found, names, known, series)


def _once(found: Records, days: Sequence[date]) -> None:
    seen: set[date] = set()
    for at, day in enumerate(days):
        if day in seen:
            raise BadData(
                Finding(
                    "E476",
                    "Each day",
                    "must have one value",
                    f"two of {day}",
                    "Add them up, or take their mean, first",
                    found.file,
                    found.lines[at] if len(days) == len(found.lines) else 1,
                )
            )
        seen.add(day)
    if days and (max(days) - min(days)).days > LONGEST:
        raise BadData(
            Finding(
                "E476",
                "The days",
                f"must span {LONGEST:,} at most",
                f"{min(days)} to {max(days)}",
                "Look for a mistyped year",
                found.file,
            )
        )


def _numbers(found: Records, name: str, cells: Sequence[str], *, row: int | None = None) -> list[float]:
    values, wrong = [], []
    for at, cell in enumerate(cells):
        try:
            value = number_of(cell)
            values.append(value if abs(value) < 1e300 else float("nan"))
        except ValueError:
            wrong.append(
                Finding(
                    "E473",
                    f"The `{name}`",
                    "must be a number, or empty where nothing was measured",
                    f"`{cell}`",
                    "Mend the cell",
                    found.file,
                    found.lines[at if row is None else row],
                )
            )
    if wrong:
        raise BadData(wrong[:20])
    return values


def _placed(
    found: Records, names: Sequence[str], days: Sequence[date], series: Sequence[Sequence[float]]
) -> Daily:
    first = min(days)
    length = (max(days) - first).days + 1
    placed = []
    for values in series:
        whole = [float("nan")] * length
        for day, value in zip(days, values, strict=True):
            whole[(day - first).days] = value
        placed.append(tuple(whole))
    return Daily(found.file, tuple(names), first, tuple(placed))


def chosen(daily: Daily, name: str) -> str:
    """The series that is meant; `BadData` (E479) where the name is none of them, or none is named of several."""
    if name in daily.names:
        return name
    if not name and len(daily.names) == 1:
        return daily.names[0]
    some = ", ".join(f"`{each}`" for each in daily.names[:8]) + (" …" if len(daily.names) > 8 else "")
    close = nearest(name, daily.names)
    raise BadData(
        Finding(
            "E479",
            "The series",
            f"must be one of the {len(daily.names)} in `{daily.file}`",
            f"`{name}`" if name else "no name",
            f"Did you mean `{close}`?" if close else f"Name it with --row: {some}",
            daily.file,
        )
    )


def read_struck(path: str | Path, severity: Sequence[str] = ()) -> list[Struck]:
    """Windows of past events: columns of first and last day, and perhaps of the place and the cause; headings as in this module.

    severity   columns of numbers that were known beforehand;  raises  BadData: E478 without days, E472, E473
    """
    found = read_records(path)
    at = {
        name: _heading(found, among)
        for name, among in (("start", START), ("end", END), ("where", WHERE), ("cause", CAUSE))
    }
    missing = [name for name in ("start", "end") if not at[name]]
    unknown = [
        unknown_column(found.file, name, found.headings) for name in severity if name not in found.headings
    ]
    if missing or unknown:
        raise BadData(
            [
                *unknown,
                *(
                    Finding(
                        "E478",
                        f"The history `{found.file}`",
                        f"must have a column `{name}`",
                        "none",
                        "Name the columns of days start and end",
                        found.file,
                        1,
                    )
                    for name in missing
                ),
            ]
        )
    cells = {
        name: found.column(heading) if heading else [""] * len(found.rows) for name, heading in at.items()
    }
    numbers = [_numbers(found, name, found.column(name)) for name in severity]
    both = days_of([*cells["start"], *cells["end"]])
    struck, wrong = [], []
    for row, line in enumerate(found.lines):
        start, end = both[row], both[row + len(found.lines)]
        if not start or not end or start > end:
            wrong.append(
                Finding(
                    "E473",
                    "The days of an event",
                    "must be two dates in order",
                    f"`{cells['start'][row]}` to `{cells['end'][row]}`",
                    "Mend them, or take the row out",
                    found.file,
                    line,
                )
            )
            continue
        known = tuple(0.0 if each[row] != each[row] else each[row] for each in numbers)
        struck.append(
            Struck(
                cells["cause"][row].strip() or f"line {line}", cells["where"][row].strip(), start, end, known
            )
        )
    if wrong:
        raise BadData(wrong[:20])
    return struck


def read_places(path: str | Path) -> dict[str, tuple[float, float]]:
    """Latitude and longitude in degrees by place, those without left out; `BadData`: E472 without columns of them, E473.

    The name of a place is the first column that is headed so; `id` before all others.
    """
    found = read_records(path)
    headings = {name: _heading(found, among)
                for name, among in (("place", PLACE), ("latitude", LATITUDE), ("longitude", LONGITUDE))}  # fmt: skip
    missing = [
        unknown_column(found.file, name, found.headings) for name, heading in headings.items() if not heading
    ]
    if missing:
        raise BadData(missing)
    names, *degrees = (found.column(heading) for heading in headings.values())
    latitude, longitude = (_numbers(found, heading, cells)
                           for heading, cells in zip(("latitude", "longitude"), degrees, strict=True))  # fmt: skip
    places = {name.strip(): (north, east) for name, north, east in zip(names, latitude, longitude, strict=True)
              if north == north and east == east}  # fmt: skip
    wrong = [name for name, (north, east) in places.items() if abs(north) > 90.0 or abs(east) > 360.0]
    if wrong:
        raise BadData(Finding("E473", f"The coordinates of `{wrong[0]}`", "must be degrees: latitude in [-90, 90]", "others",
                              "Look whether latitude and longitude are swapped", found.file))  # fmt: skip
    return places


def _heading(found: Records, among: Sequence[str]) -> str:
    folded = {heading.strip().casefold(): heading for heading in reversed(found.headings)}
    return next((folded[name] for name in among if name in folded), "")
