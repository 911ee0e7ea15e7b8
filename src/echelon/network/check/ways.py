"""Checks of the way of a lane: when goods reach what they pass, and what they do where that is closed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.calendar import on_weekdays
from echelon.network.check.facts import Facts
from echelon.network.check.times import mean_leads
from echelon.network.model import words
from echelon.network.route import via_days


def reached(facts: Facts) -> Iterator[Finding]:
    """Days to passages that cannot be read (E340), run backwards (E341), pass the lane's end (E342), or are of nothing (E343)."""
    lanes = facts["lane"]
    zero = lanes["lead_zero_part"]
    typical = mean_leads(lanes) / np.where(zero < 1.0, 1.0 - zero, 1.0)
    for row in np.flatnonzero(lanes["via_days"] != "").tolist():
        names = words(lanes["via"][row])
        if not names:
            yield lanes.finding("E343", row, "via_days", "is of no use where the lane passes nothing",
                                remedy="Name the places in `via`, or leave it empty", level="warning")  # fmt: skip
            continue
        try:
            days = via_days(lanes["via_days"][row], len(names), 0.0)
        except ValueError:
            yield lanes.finding("E340", row, "via_days", f"must be a number for each of {len(names)} places",
                                remedy="Separate days from departure by `;`, like `4; 7`, or leave it empty")  # fmt: skip
            continue
        if min(days) < 0 or sorted(days) != days:
            yield lanes.finding("E341", row, "via_days", "must not be below 0, nor below the days before",
                                remedy="Count days from departure, in the order of `via`")  # fmt: skip
        elif max(days) > typical[row]:
            yield lanes.finding("E342", row, "via_days", f"must be at most the time under way, {typical[row]:g} days",
                                remedy="Count days from departure, or correct the lead time")  # fmt: skip


def closures(facts: Facts) -> Iterator[Finding]:
    """What goods do at a closed place where none is passed (E344); ways round that are not used (E345) or no longer (E346)."""
    lanes = facts["lane"]
    passes, closed = lanes["via"] != "", lanes["when_closed"]
    longer, dearer = lanes["detour_days"] > 0, lanes["detour_cost_per_unit"] > 0
    for row in np.flatnonzero(~passes & (closed != "wait")).tolist():
        yield lanes.finding("E344", row, "when_closed", "is of no use where the lane passes nothing",
                            remedy="Name the places in `via`, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero((closed != "reroute") & (longer | dearer)).tolist():
        column = "detour_days" if longer[row] else "detour_cost_per_unit"
        yield lanes.finding("E345", row, column, "is used only where `when_closed` is reroute",
                            remedy="Choose reroute, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(passes & (closed == "reroute") & ~longer).tolist():
        yield lanes.finding("E346", row, "detour_days", "is 0, so a closed place delays nothing",
                            remedy="Enter the days that the way round takes more", level="warning")  # fmt: skip


def schedules(facts: Facts) -> Iterator[Finding]:
    """Days of departure that are neither a calendar nor weekdays (E347)."""
    lanes, known = facts["lane"], facts.known["calendar"]
    for row, cell in enumerate(lanes["departs"].tolist()):
        if cell and cell not in known and not _weekdays(cell):
            yield lanes.finding("E347", row, "departs", "must name a row of calendars.csv, or weekdays",
                                remedy="Write weekdays like `Mon Thu`")  # fmt: skip


def _weekdays(cell: str) -> bool:
    try:
        return bool(on_weekdays(cell))
    except ValueError:
        return False
