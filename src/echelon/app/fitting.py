"""Fit how often and how long to a file of records: one dataclass of what is asked, one of what was found."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from echelon.connect.days import days_of
from echelon.connect.records import Records, number_of, read_records, unknown_column
from echelon.core.errors import BadData, EchelonError, Finding

if TYPE_CHECKING:
    from echelon.calibration.durations import Duration
    from echelon.calibration.goodness import Goodness
    from echelon.calibration.rates import Rate, Trend

UNITS = {"minutes": 1440.0, "hours": 24.0, "days": 1.0, "weeks": 1.0 / 7.0}
"""How many of each make a day."""
ALL = "all"
_WHERE = re.compile(r"\s*(?P<column>.+?)\s*(?P<sign>>=|<=|!=|=|>|<)\s*(?P<value>.*?)\s*")
SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class FitRecords:
    """How often, and how long?

    column   durations;  unit  of them;  ended  marks (1, yes, true) of those that were seen to end
    date     first days, for rates;  until  last days: durations are then whole days from date to until
    years    (first, last) that the record covers without gaps; the years of its dates where left out
    where    conditions such as `max_impact>0.2`, all of which must hold
    """

    file: str
    column: str = ""
    group: str = ""
    date: str = ""
    until: str = ""
    unit: str = "days"
    ended: str = ""
    years: tuple[int, int] | None = None
    where: tuple[str, ...] = ()
    skip: int = 0
    seed: int = 1
    test: bool = True


@dataclass(frozen=True, slots=True)
class GroupFit:
    """What one group says.

    rate, trend    None without dates; the latter also of fewer than ten years or events
    durations      families, best first, in days; () without a column or where `why` says that they cannot be fitted
    """

    name: str
    records: int
    rate: Rate | None
    trend: Trend | None
    durations: tuple[Duration, ...]
    goodness: Goodness | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fits:
    """All groups together, then each; `between` is the rate per group and year, and how groups scatter."""

    source: str
    groups: tuple[GroupFit, ...]
    years: tuple[int, int] | None
    between: Rate | None


def fit_records(asked: FitRecords) -> Fits:
    """The fits of a file; `BadData` with every cell that cannot be read (E472, E473), or where nothing remains."""
    found = read_records(asked.file, skip=asked.skip)
    _must_make_sense(asked, found)
    rows = _kept(found, asked.where)
    days = _days(found, asked.date, rows) if asked.date else []
    years = asked.years or ((min(days).year, max(days).year) if days else None)
    values = _values(found, asked, rows, days)
    ended = _ended(found, asked.ended, rows)
    picks: dict[str, Sequence[int]] = {ALL: range(len(rows))}
    if asked.group:  # those without a row that meets the conditions are groups too: nothing happened to them
        cells = [cell.strip() for cell in found.column(asked.group)]
        picks |= {
            name: [i for i, row in enumerate(rows) if cells[row] == name] for name in sorted(set(cells))
        }
    groups = tuple(_fit(name, pick, asked, years, days, values, ended) for name, pick in picks.items())
    return Fits(found.file, groups, years, _between(groups, years))


def _must_make_sense(asked: FitRecords, found: Records) -> None:
    wrong = [unknown_column(found.file, name, found.headings)
             for name in (asked.column, asked.group, asked.date, asked.until, asked.ended)
             if name and name not in found.headings]  # fmt: skip
    if not asked.column and not asked.date:
        wrong.append(Finding("E473", "A fit", "must be asked of durations or of dates", "neither",
                             "Give --column for how long, --date for how often"))  # fmt: skip
    if asked.unit not in UNITS:
        wrong.append(Finding("E473", "The unit of durations", f"must be one of {', '.join(UNITS)}", asked.unit,
                             "Name the unit that the column is in"))  # fmt: skip
    if asked.years and asked.years[0] > asked.years[1]:
        wrong.append(
            Finding(
                "E473",
                "The years",
                "must be FIRST..LAST, in order",
                "{}..{}".format(*asked.years),
                "Swap them",
            )
        )
    if wrong:
        raise BadData(wrong)


def _kept(found: Records, conditions: Sequence[str]) -> list[int]:
    """Rows for which every condition holds."""
    rows = range(len(found.rows))
    for text in conditions:
        match = _WHERE.fullmatch(text)
        if not match:
            raise BadData(Finding("E473", "A condition", "must read COLUMN>VALUE, with one of > >= < <= = !=", f"`{text}`",
                                  "For example `max_impact>0.2`"))  # fmt: skip
        cells = found.column(match["column"])
        rows = [row for row in rows if _holds(cells[row], match["sign"], match["value"])]  # type: ignore[assignment]
    if not len(rows):
        raise BadData(Finding("E473", f"The file `{found.file}`", "must have rows to be fitted", "none that meet the conditions",
                              "Ask for less"))  # fmt: skip
    return list(rows)


def _holds(cell: str, sign: str, value: str) -> bool:
    try:
        left, right = number_of(cell), number_of(value)
        if sign in SIGNS:
            return bool(SIGNS[sign](left, right))
        if not math.isnan(left):
            return (left == right) is (sign == "=")
    except ValueError:
        pass
    return sign in ("=", "!=") and (cell.strip() == value) is (sign == "=")


def _days(found: Records, name: str, rows: Sequence[int]) -> list[date]:
    cells = found.column(name)
    read = list(zip(rows, days_of(cells[row] for row in rows), strict=True))
    _refuse(
        found, name, [row for row, day in read if day is None], cells, "must be a date such as 2017-08-25"
    )
    return [day for _, day in read if day]


def _refuse(found: Records, name: str, wrong: Sequence[int], cells: Sequence[str], must: str) -> None:
    if wrong:
        raise BadData(Finding("E473", f"The `{name}`", must, f"`{cells[row]}`", "Mend it, or leave its row out with --where",
                              found.file, found.lines[row]) for row in wrong[:20])  # fmt: skip


def _values(found: Records, asked: FitRecords, rows: Sequence[int], days: Sequence[date]) -> list[float]:
    """Durations in days, NaN where they were not recorded."""
    if asked.until and days:
        last = _days(found, asked.until, rows)
        return [float((end - start).days + 1) for start, end in zip(days, last, strict=True)]
    if not asked.column:
        return []
    cells, values, wrong = found.column(asked.column), [], []
    for row in rows:
        try:
            values.append(number_of(cells[row]))
        except ValueError:
            wrong.append(row)
    _refuse(found, asked.column, wrong, cells, "must be a number")
    return [value / UNITS[asked.unit] for value in values]


def _ended(found: Records, name: str, rows: Sequence[int]) -> list[bool]:
    if not name:
        return [True] * len(rows)
    cells = found.column(name)
    return [cells[row].strip().casefold() in ("1", "yes", "true", "y") for row in rows]


def _fit(name: str, pick: Sequence[int], asked: FitRecords, years: tuple[int, int] | None, days: Sequence[date],
         values: Sequence[float], ended: Sequence[bool]) -> GroupFit:  # fmt: skip
    from echelon.calibration.rates import fit_rate, fit_trend

    rate = trend = None
    if years and days:
        inside = [days[i].year - years[0] for i in pick if years[0] <= days[i].year <= years[1]]
        counts = np.bincount(np.array(inside, dtype=np.int64), minlength=years[1] - years[0] + 1)
        rate = fit_rate(counts)
        trend = fit_trend(counts) if len(counts) >= 10 and len(inside) >= 10 else None
    kept = [i for i in pick if values and not math.isnan(values[i])]
    if not kept:
        return GroupFit(name, len(pick), rate, trend, (), None)
    try:
        durations, good = _lasting([values[i] for i in kept], [ended[i] for i in kept], asked)
    except EchelonError as error:
        return GroupFit(name, len(pick), rate, trend, (), None, str(error))
    return GroupFit(name, len(pick), rate, trend, durations, good)


def _lasting(
    values: list[float], ended: list[bool], asked: FitRecords
) -> tuple[tuple[Duration, ...], Goodness | None]:
    from echelon.calibration.durations import fit_durations, sample
    from echelon.calibration.goodness import goodness

    per_day = UNITS["days" if asked.until else asked.unit]
    whole = np.asarray(values) * per_day
    grain = 1.0 / per_day if np.allclose(whole, np.round(whole), atol=1e-6) else 0.0
    s = sample(values, ended=ended, grain=grain)
    fits = fit_durations(s)
    return tuple(fits), goodness(fits[0], s, seed=asked.seed) if asked.test else None


def _between(groups: Sequence[GroupFit], years: tuple[int, int] | None) -> Rate | None:
    from echelon.calibration.rates import fit_rate

    counts = [group.rate.events for group in groups[1:] if group.rate]
    return fit_rate(counts, years[1] - years[0] + 1.0) if len(counts) > 1 and years else None


def fits_document(found: Fits) -> dict[str, object]:
    """The fits as JSON values."""
    return {"source": found.source, "years": found.years,
            "per_group_year": asdict(found.between) if found.between else None,
            "groups": [{"group": g.name, "records": g.records, "rate_per_year": _rate(g.rate),
                        "trend": asdict(g.trend) if g.trend else None,
                        "durations_days": [_duration(d) for d in g.durations],
                        "goodness": asdict(g.goodness) if g.goodness else None, "why_none": g.why or None}
                       for g in found.groups]}  # fmt: skip


def _rate(rate: Rate | None) -> dict[str, object] | None:
    return {**asdict(rate), "overdispersed": rate.overdispersed, "with_scatter": rate.wide} if rate else None


def _duration(d: Duration) -> dict[str, object]:
    return {"text": d.text, **asdict(d), "median": d.quantile(0.5), "p90": d.quantile(0.9)}
