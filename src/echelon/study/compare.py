"""Run x run → paired differences with intervals: both had the same luck, so most of the noise cancels."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from echelon.core.errors import BadScenario, Finding
from echelon.study.many import Run
from echelon.study.measure import Measure, Units, shown_measures
from echelon.study.statistics import Interval, mean_interval

DUST = 1e-12
"""Part of a sum that the order of its additions may change: not a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in two runs and its paired difference (second - first)."""

    measure: Measure
    first: Interval
    second: Interval
    difference: Interval


@dataclass(frozen=True)
class Comparison:
    """All measures of two runs."""

    first: Run
    second: Run
    rows: tuple[Difference, ...]
    confidence: float

    def __getitem__(self, name: str) -> Difference:
        return next(row for row in self.rows if row.measure.name == name)

    @property
    def units(self) -> Units:
        """What the measures of both are in."""
        return self.first.units

    def __repr__(self) -> str:
        head = f"{'':<28}{'first':>14}{'second':>14}{'difference':>14}   {self.confidence:.0%} interval"
        return "\n".join([head, *(_line(row, self.units) for row in self.rows)])

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{r.measure.label_in(self.units)}</td><td>{r.first.mean:,.4g}</td><td>{r.second.mean:,.4g}</td>"
            f"<td>{r.difference.mean:+,.4g}</td><td>{r.difference.low:+,.4g} – {r.difference.high:+,.4g}</td>"
            f"<td>{escape(r.measure.unit_in(self.units))}</td></tr>"
            for r in self.rows
        )
        head = "<tr><th></th><th>first</th><th>second</th><th>difference</th><th>interval</th><th></th></tr>"
        return f"<table>{head}{cells}</table>"


def _line(row: Difference, units: Units) -> str:
    d = row.difference
    return (f"{row.measure.label_in(units):<28}{row.first.mean:>14,.4g}{row.second.mean:>14,.4g}{d.mean:>+14,.4g}"
            f"   {d.low:+,.4g} … {d.high:+,.4g} {row.measure.unit_in(units)}")  # fmt: skip


def compare(first: Run, second: Run, confidence: float = 0.95) -> Comparison:
    """Differences second - first over replications of the same number.

    Raises `BadScenario` where seed, horizon or replications differ, because then nothing pairs.
    """
    _must_pair(first, second)
    rows = []
    for measure in shown_measures(first.daily, second.daily):
        a, b = measure.of(first.daily), measure.of(second.daily)
        difference = np.where(np.abs(b - a) <= DUST * np.maximum(np.abs(a), np.abs(b)), 0.0, b - a)
        rows.append(
            Difference(measure, *(mean_interval(np.asarray(x), confidence) for x in (a, b, difference)))
        )
    return Comparison(first, second, tuple(rows), confidence)


def _must_pair(first: Run, second: Run) -> None:
    found = []
    for name in ("seed", "days", "replications", "first_replication"):
        a, b = getattr(first.scenario, name), getattr(second.scenario, name)
        if a != b:
            found.append(Finding("E230", f"The `{name}` of two runs to compare", "must be the same", f"{a} and {b}",
                                 f"Run one of them again with the other's {name}"))  # fmt: skip
    if first.scenario.network.settings.currency != second.scenario.network.settings.currency:
        found.append(
            Finding(
                "E231", "The currency of two runs to compare", "must be the same", "", "Convert one's money"
            )
        )
    elif first.unit != second.unit:
        found.append(Finding("E232", "The unit of totals of two runs to compare", "must be the same",
                             f"{first.unit} and {second.unit}", "Compare customers who ask in the same units"))  # fmt: skip
    if found:
        raise BadScenario(found)
