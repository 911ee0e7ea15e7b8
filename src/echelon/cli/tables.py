"""Answers as tables for people. Names fold where the terminal is narrow; nothing is cut off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from echelon.cli.words import after, back, clean, felt, money, number, quantity, range_of, size, survived

if TYPE_CHECKING:
    from echelon.app.moments import Branched
    from echelon.app.profiling import Spent
    from echelon.core.errors import Finding
    from echelon.study.compare import Comparison, Difference
    from echelon.study.exposure import Exposure
    from echelon.study.judge import Verdict
    from echelon.study.many import Run
    from echelon.study.measure import Measure, Units
    from echelon.study.static import StaticExposure

VERDICTS = {"met": "green", "not met": "bold red", "not yet known": "yellow"}
LEVELS = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = (), title: str = ""
) -> Table:
    """A table; `right` names the columns of numbers."""
    made = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=title or None, title_justify="left", title_style="bold"
    )
    for heading in headings:
        numbers = heading in right
        made.add_column(heading, justify="right" if numbers else "left", overflow="fold", no_wrap=False)
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(clean(str(cell))) for cell in row))
    return made


def findings_table(findings: Sequence[Finding]) -> Table:
    """Every finding: where, what, what it must be, what it is, what to do."""
    return table(
        ("", "code", "where", "what", "got", "remedy"),
        (
            (Text(f.level, style=LEVELS[f.level]), f.code, f.place, f"{f.what} {f.must}", f.got, f.remedy)
            for f in findings
        ),
    )


def run_table(run: Run, after: int = 0) -> Table:
    """KPIs with the interval of their mean, of the days from day `after` on."""
    units = run.units
    rows = [
        (m.label_in(units), quantity(i.mean, m.unit), range_of(i, m.unit), _unit(m, units))
        for m, i in run.rows(after)
    ]
    return table(("", "mean", "95 % interval", ""), rows, right=("mean", "95 % interval"))


def comparison_table(comparison: Comparison, first: str = "first", second: str = "second") -> Table:
    """Both means and their paired difference; a star where its interval does not hold 0."""
    units, rows = comparison.units, []
    for row in comparison.rows:
        unit = row.measure.unit
        difference = row.difference
        star = "*" if difference.excludes_zero() else ""
        rows.append((row.measure.label_in(units), quantity(row.first.mean, unit), quantity(row.second.mean, unit),
                     quantity(difference.mean, unit, signed=True) + star, range_of(difference, unit, signed=True),
                     _unit(row.measure, units)))  # fmt: skip
    interval = f"{comparison.confidence:.0%} interval"
    return table(
        ("", first, second, "difference", interval, ""), rows, right=(first, second, "difference", interval)
    )


BRANCHED = ("fill_rate", "backlog", "net")
"""Measures that a table of branches shows."""


def branches_table(found: Branched) -> Table:
    """Going on as it is, and what each branch changes; a star where the interval of the difference does not hold 0."""
    first = found.branches[0].rows if found.branches else {}
    shown = [first[name].measure for name in BRANCHED if name in first]
    headings = [f"{m.label_in(found.units)}{_in(m, found.units)}" for m in shown]
    rows = [("as it is", *(quantity(first[m.name].first.mean, m.unit) for m in shown))] if shown else []
    rows += [(each.name, *(_changed(each.rows[m.name]) for m in shown)) for each in found.branches]
    return table(("from the moment on", *headings), rows, right=headings)


def _in(measure: Measure, units: Units) -> str:
    return f", {unit}" if (unit := _unit(measure, units)) else ""


def _changed(cell: Difference) -> str:
    unit, star = cell.measure.unit, "*" if cell.difference.excludes_zero() else ""
    return f"{quantity(cell.second.mean, unit)} ({quantity(cell.difference.mean, unit, signed=True)}{star})"


def _unit(measure: Measure, units: Units) -> str:
    return "" if measure.unit == "share" else measure.unit_in(units)


def verdicts_table(run: Run, verdicts: Sequence[Verdict]) -> Table:
    """Each criterion of success with its interval and what it says."""
    rows = []
    for each in verdicts:
        unit = "share" if each.criterion.in_share is not None else _unit_of(each.criterion.measure)
        said = quantity(each.found.mean, unit), range_of(each.found, unit)
        rows.append((str(each.criterion), *said, Text(each.verdict, style=VERDICTS[each.verdict])))
    interval = "its interval"
    return table(("to be a success", "found", interval, ""), rows, right=("found", interval))


def _unit_of(measure: str) -> str:
    from echelon.study.measure import MEASURES

    return MEASURES[measure].unit if measure in MEASURES else ""


def exposure_table(exposure: Exposure, most: int = 0) -> Table:
    """The ranking: what a failure costs, when it is felt, when service is back, and why."""
    currency = exposure.network.settings.currency
    costs, rows = "its loss costs (95 %)", []
    for rank, row in enumerate(exposure.rows[: most or None], 1):
        times = felt(row.survive), back(row.survive, row.recover, exposure.days)
        rows.append((rank, row.failure, money(row.exposure, currency), *times, row.reason))
    return table(("", "failure", costs, "felt", "service is back", "why"), rows, right=("", costs))


def aftermath_table(exposure: Exposure, most: int = 0) -> Table:
    """How deep service falls and what is lost of it, what goes on after the failure has healed, and how far orders swing.

    Of echelons the three next to customers.
    """
    heads = (
        "",
        "days of demand lost",
        "worst week",
        "revenue at risk",
        "backlog is gone",
        "stock overshoots",
        "orders swing",
    )
    currency, rows = exposure.network.settings.currency, []
    for rank, row in enumerate(exposure.rows[: most or None], 1):
        swings = [f"{each.calm:.1f} → {each.hit:.1f}" for each in row.bullwhip[:3]]
        rows.append((rank, number(row.area.mean), f"{row.lowest.mean:.0%}", money(row.revenue.mean, currency),
                     after(row.tail, exposure.days), f"{row.overshoot.mean:.0%}", ", ".join(swings)))  # fmt: skip
    return table(heads, rows, right=("", *heads[1:4], heads[5]))


def held_table(exposure: Exposure, most: int = 0) -> Table:
    """Time-to-survive by simulation and by the static model, those first that differ most, and what makes the difference."""
    rows = [(held.failure, survived(held.dynamic_days, held.within), survived(held.static_days, held.within),
             held.reason, "; ".join(f"{part.reason} {part.days:g}" for part in held.parts))
            for held in exposure.held[: most or None]]  # fmt: skip
    return table(("failure", "by simulation", "at best", "because of", "days explained"), rows)


def static_table(exposure: StaticExposure, most: int = 0) -> Table:
    """A static ranking: how long everybody is served, what is lost until the failure is over, and of what."""
    costs, rows = f"lost, {exposure.currency}", []
    for rank, row in enumerate(exposure.rows[: most or None], 1):
        survives = f"{row.tts_days:,.1f}" if math.isfinite(row.tts_days) else "for ever"
        units = [f"{quantity(each, '')} {item}" for item, each in row.lost_units.items()]
        more = f" and {len(units) - 3} more" if len(units) > 3 else ""
        rows.append((rank, row.failure, f"{row.ttr_days:g}", survives, quantity(row.impact, ""), f"{row.rei:.3f}",
                     "yes" if row.vulnerable else "", ", ".join(units[:3]) + more))  # fmt: skip
    names = ("", "failure", "recovers, days", "survives, days", costs, "REI", "vulnerable", "units lost")
    return table(names, rows, right=("", "recovers, days", "survives, days", costs, "REI"))


def mapping_table(
    rows: Sequence[Mapping[str, object]], *, right: Sequence[str] = (), title: str = ""
) -> Table:
    """Rows that are mappings with the same names."""
    headings = list(rows[0]) if rows else []
    return table(headings, ([row[name] for name in headings] for row in rows), right=right, title=title)


def steps_table(steps: Sequence[Spent]) -> Table:
    """Where the time of a run goes, by step of the day, and how much of each is laws of the next table."""
    rows = [(each.name, f"{each.part:.1%}", f"{each.laws:.1%}", each.what) for each in steps]
    return table(("step", "time", "of it laws", "what happens in it"), rows, right=("time", "of it laws"))


def laws_table(laws: Sequence[Spent]) -> Table:
    """Where the time of a run goes, by law."""
    rows = [(each.name, f"{each.part:.1%}", f"{each.calls:,}", each.what) for each in laws]
    rest = 1.0 - sum(each.part for each in laws)
    rows.append(("all else", f"{rest:.1%}", "", "Finding rows, and handing them to laws."))
    return table(("law", "time", "calls", "what it says"), rows, right=("time", "calls"))


def memory_table(memory: Sequence[tuple[str, int]], most: int = 12) -> Table:
    """What a block of replications holds: the largest arrays and laws, and the rest together."""
    rest = sum(count for _, count in memory[most:])
    rows = [(name, size(count)) for name, count in memory[:most]] + (
        [("the rest", size(rest))] if rest else []
    )
    return table(("state of a block", "memory"), rows, right=("memory",))
