"""Checks of time: lead times, calendars, and the settings with the first day."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.calendar import factors, spells
from echelon.network.check.amounts import CLOSE
from echelon.network.check.facts import Bools, Facts, Floats
from echelon.network.lead import SPREADS, lead_table, observed

LONGEST = 3650.0
CALENDAR_PARTS = (("months", 12), ("weekdays", 7))


def mean_factor(months: str, weekdays: str) -> float:
    """What a calendar multiplies by on average; 1 where it cannot be read.

    >>> mean_factor("", "1 1 1 1 1 0.5 1.5")
    1.0
    """
    try:
        return math.prod(
            math.fsum(factors(cell, count)) / count for cell, count in ((months, 12), (weekdays, 7))
        )
    except ValueError:
        return 1.0


def best_factor(months: str, weekdays: str, dates: str) -> float:
    """What a calendar multiplies by on its best day; 1 where it cannot be read.

    >>> best_factor("", "1 1 1 1 1 0.5 0", "2026-05-01:2"), best_factor("", "0.5 0.5 0.5 0.5 0.5 0 0", "")
    (2.0, 0.5)
    """
    try:
        usual = math.prod(max(factors(cell, count)) for cell, count in ((months, 12), (weekdays, 7)))
        return max([usual, *(spell.factor for spell in spells(dates))])
    except ValueError:
        return 1.0


def mean_leads(table: Table) -> Floats:
    """[row]: mean lead time in days, from the lead table where that is the shape, NaN where that cannot be read."""
    return _mean_of_shape(table) * (1.0 - table["lead_zero_part"])


def _mean_of_shape(table: Table) -> Floats:
    means = np.array(table["lead_days"], dtype=np.float64)
    rows = np.flatnonzero(_listed(table))
    cells = list(zip(table["lead_shape"][rows].tolist(), table["lead_table"][rows].tolist(), strict=True))
    known = {cell: _read_table(*cell) for cell in set(cells)}
    average = {cell: float(days @ chances) for cell, (days, chances) in known.items()}
    means[rows] = [average[cell] for cell in cells]
    return means


def _listed(table: Table) -> Bools:
    """[row]: does the shape read the lead table?"""
    return table.among("lead_shape", "table", "empirical")


def _read_table(shape: str, cell: str) -> tuple[Floats, Floats]:
    """Days and probabilities, NaN where the cell cannot be read."""
    try:
        if shape == "empirical":
            days = observed(cell)
            return np.array(days), np.full(len(days), 1.0 / len(days))
        days, chances = lead_table(cell)
    except ValueError:
        days = chances = [np.nan]
    return np.array(days), np.array(chances)


def leads(facts: Facts) -> Iterator[Finding]:
    """Lead times that cannot be, of lanes and recipes (E150 to E159)."""
    for noun in ("lane", "recipe"):
        yield from _spreads(facts[noun])
        yield from _tables(facts[noun])


def _spreads(table: Table) -> Iterator[Finding]:
    mean, sd, shape = table["lead_days"], table["lead_sd_days"], table["lead_shape"]
    varies = table.among("lead_shape", *SPREADS)
    for row in np.flatnonzero(varies & (mean == 0)).tolist():
        yield table.finding("E150", row, "lead_days", f"must be above 0 for shape {shape[row]}",
                            remedy="Enter the mean time, or choose shape constant")  # fmt: skip
    for row in np.flatnonzero(varies & (sd == 0) & (mean > 0)).tolist():
        yield table.finding("E151", row, "lead_sd_days", f"is zero, so shape `{shape[row]}` does not vary",
                            remedy="Give the standard deviation, or choose shape constant", level="warning")  # fmt: skip
    for row in np.flatnonzero(~varies & (sd > 0)).tolist():
        yield table.finding("E152", row, "lead_sd_days", f"is not used by shape `{shape[row]}`",
                            remedy="Choose shape gamma, normal or lognormal, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(varies & (sd > 5 * mean) & (mean > 0)).tolist():
        yield table.finding("E153", row, "lead_sd_days", f"is more than five times the mean of {mean[row]:g} days",
                            remedy="Check that both are in days", level="warning")  # fmt: skip
    zero = table["lead_zero_part"]
    for row in np.flatnonzero((zero > 0) & ((zero == 1) | (_mean_of_shape(table) == 0))).tolist():
        yield table.finding("E159", row, "lead_zero_part", "leaves nothing that takes time",
                            remedy="Enter the time of the shipments that take some, or leave it empty",
                            level="warning")  # fmt: skip


def _tables(table: Table) -> Iterator[Finding]:
    wanted, shape = _listed(table), table["lead_shape"]
    filled = table["lead_table"] != ""
    for row in np.flatnonzero(filled & ~wanted).tolist():
        yield table.finding("E154", row, "lead_table", f"is not used by shape `{shape[row]}`",
                            remedy="Choose shape table or empirical, or leave it empty", level="warning")  # fmt: skip
    rows = np.flatnonzero(wanted)
    cells = list(zip(shape[rows].tolist(), table["lead_table"][rows].tolist(), strict=True))
    doubts = {cell: list(_doubts(*cell)) for cell in set(cells)}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        for code, must, got, remedy in doubts[cell]:
            yield table.finding(code, row, "lead_table", must, got=got, remedy=remedy)
    given, mean = table["lead_days"], _mean_of_shape(table)
    for row in np.flatnonzero(wanted & (given > 0) & (np.abs(given - mean) > 0.5 + 0.05 * mean)).tolist():
        yield table.finding("E158", row, "lead_days", f"is not used by shape `{shape[row]}`, whose mean is {mean[row]:g}",
                            remedy="Leave it empty, or correct the table", level="warning")  # fmt: skip


FORMS = {"table": ("pairs `days:probability` with `;` between them", "2:0.7;5:0.3"),
         "empirical": ("observed days with blanks between them", "3 4 4 7 12")}  # fmt: skip


def _doubts(shape: str, cell: str) -> Iterator[tuple[str, str, str, str]]:
    """Code, rule, value and remedy of all that is wrong with a lead table."""
    days, chances = _read_table(shape, cell)
    form, example = FORMS[shape]
    if not np.isfinite([days, chances]).all():
        yield (
            "E155",
            f"must be {form}",
            f"`{cell}`" if cell else "an empty cell",
            f"Write it like `{example}`",
        )
        return
    if ((days < 0) | (days > LONGEST)).any():
        yield (
            "E156",
            f"must have days in [0, {LONGEST:g}]",
            f"`{cell}`",
            f"Correct the days; write them like `{example}`",
        )
    if ((chances < 0) | (chances > 1)).any() or abs(chances.sum() - 1) > CLOSE:
        yield ("E157", "must have probabilities in [0, 1] that add up to 1", f"`{cell}`, a sum of {chances.sum():g}",
               "Correct the numbers after each colon")  # fmt: skip


def calendars(facts: Facts) -> Iterator[Finding]:
    """Calendars that cannot be read (E160, E161, E165), have bad factors (E162, E163, E166) or are not used (E164)."""
    table = facts["calendar"]
    users = (
        ("demand", "calendar"),
        ("resource", "calendar"),
        ("recipe", "calendar"),
        ("stock point", "review_calendar"),
        ("lane", "departs"),
        ("site", "handling_calendar"),
    )
    asked = {name for noun, column in users for name in facts[noun].coded(column).names}
    for row, name in enumerate(table["name"].tolist()):
        for column, count in CALENDAR_PARTS:
            if table[column][row]:
                yield from _factors(table, row, column, count)
        yield from _dates(table, row)
        if name and name not in asked:
            yield table.finding("E164", row, "", "is used by nothing",
                                remedy="Name it where it holds, or remove it", level="note")  # fmt: skip


def _dates(table: Table, row: int) -> Iterator[Finding]:
    try:
        said = spells(table["dates"][row])
    except ValueError:
        yield table.finding("E165", row, "dates", "must be dates and factors with `;` between them",
                            remedy="Write it like `2026-12-24..2027-01-02:0; 2026-05-01:0.5`")  # fmt: skip
        return
    for at, spell in enumerate(said):
        if spell.last < spell.first or not 0 <= spell.factor < math.inf:
            yield table.finding("E166", row, "dates", "must end on or after the day they begin, with a factor of 0 or more",
                                got=f"`{spell.first}..{spell.last}:{spell.factor:g}`",
                                remedy="Swap the dates; write 0 for a day without any")  # fmt: skip
        if any(before.first <= spell.last and spell.first <= before.last for before in said[:at]):
            yield table.finding("E167", row, "dates", "say two factors for one day, of which the last holds",
                                got=f"`{spell.first}..{spell.last}` and one before it",
                                remedy="Let each day stand once", level="warning")  # fmt: skip


def _factors(table: Table, row: int, column: str, count: int) -> Iterator[Finding]:
    parts = len(str(table[column][row]).split())
    if parts != count:
        yield table.finding("E160", row, column, f"must be {count} factors", got=f"{parts}",
                            remedy="Write one for each, 1 where nothing changes, with blanks between them")  # fmt: skip
        return
    try:
        read = np.array(factors(table[column][row], count))
    except ValueError:
        read = np.array([np.nan])
    if not np.isfinite(read).all():
        yield table.finding("E161", row, column, "must be numbers with blanks between them",
                            remedy="Write decimal points, and no commas or other marks")  # fmt: skip
    elif read.min() < 0:
        yield table.finding("E162", row, column, "must be 0 or more", got=f"{read.min():g}",
                            remedy="Write 0 for a day without any, 1 for the mean")  # fmt: skip
    elif read.max() == 0:
        yield table.finding("E163", row, column, "must have one factor above 0", got="only zeros",
                            remedy="Write 1 for the mean")  # fmt: skip


def settings(facts: Facts) -> Iterator[Finding]:
    """A first day that is no date (E107), a currency that is no code (E108), a holding rate that cannot be (E109)."""
    said, file = facts.settings, "network.toml"
    try:
        sane = 1900 <= datetime.date.fromisoformat(str(said.start_date)).year <= 2999
    except ValueError:
        sane = False
    if not sane:
        yield Finding("E107", "The `start_date` of the network", "must be a date from 1900 to 2999", f"`{said.start_date}`",
                      "Write it like `2026-01-01`", file)  # fmt: skip
    code = str(said.currency)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        yield Finding("E108", "The `currency` of the network", "must be a code of three capital letters", f"`{code}`",
                      "Write it like `EUR` (ISO 4217)", file)  # fmt: skip
    rate = said.holding_rate_per_year
    if not (isinstance(rate, int | float) and 0 <= rate <= 10):
        yield Finding("E109", "The `holding_rate_per_year` of the network", "must be in [0, 10]", f"{rate}",
                      "Write 0.2 for a fifth of the value a year", file)  # fmt: skip
