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
    """What goods do at a closed place where none is passed (E344); ways round that are not used (E345) or no longer (E346), or
    that lead round a whole lane with passages, each of which may have been passed (E348).
    """
    lanes = facts["lane"]
    passes, closed = lanes["via"] != "", lanes["when_closed"]
    around = (passes & (closed == "reroute")) | (lanes["when_lane_closes"] == "reroute")
    said = {name: lanes[name] > 0 for name in ("detour_days", "detour_cost_per_unit", "detour_co2_per_unit")}
    for row in np.flatnonzero(~passes & (closed != "wait")).tolist():
        yield lanes.finding("E344", row, "when_closed", "is of no use where the lane passes nothing",
                            remedy="Name the places in `via`, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(
        ~around & (closed != "reroute") & np.logical_or.reduce(list(said.values()))
    ).tolist():
        column = next(name for name, given in said.items() if given[row])
        yield lanes.finding("E345", row, column, "is used only where `when_closed` or `when_lane_closes` is reroute",
                            remedy="Choose reroute, or leave it empty", level="warning")  # fmt: skip
    with_rows = set(zip(*(facts["detour"][name].tolist() for name in ("from", "to", "item")), strict=True))
    for row in np.flatnonzero(around & ~said["detour_days"]).tolist():
        if (lanes["from"][row], lanes["to"][row], lanes["item"][row]) in with_rows:
            continue
        yield lanes.finding("E346", row, "detour_days", "is 0, so the way round delays nothing",
                            remedy="Enter the days that the way round takes more", level="warning")  # fmt: skip
    for row in np.flatnonzero(passes & (lanes["when_lane_closes"] == "reroute")).tolist():
        yield lanes.finding("E348", row, "when_lane_closes", "must not be reroute where the lane passes ports or canals",
                            remedy="Let goods go round those (`when_closed`), or wait on the lane")  # fmt: skip


def detours(facts: Facts) -> Iterator[Finding]:
    """Ways round of lanes that there are not (E450), that pass no such place (E451), or do not go round (E452)."""
    lanes, table = facts["lane"], facts["detour"]
    of: dict[tuple[str, ...], list[int]] = {}
    for row in range(len(lanes)) if len(table) else ():
        of.setdefault(tuple(str(lanes[name][row]) for name in ("from", "to", "item")), []).append(row)
    for row in range(len(table)):
        mine = of.get(tuple(str(table[name][row]) for name in ("from", "to", "item")), [])
        if not mine:
            yield table.finding("E450", row, "", "must be of a row of lanes.csv",
                                remedy="Correct `from`, `to` or `item`, or leave the row out")  # fmt: skip
        elif not any(lanes["when_closed"][lane] == "reroute" for lane in mine):
            yield table.finding("E452", row, "", "is of no use where `when_closed` of the lane is not reroute",
                                remedy="Choose reroute there, or leave the row out", level="warning")  # fmt: skip
        elif (at := str(table["at"][row])) and not any(at in words(lanes["via"][lane]) for lane in mine):
            yield table.finding("E451", row, "at", "must be a place of the lane's `via`",
                                remedy="Name a place that the lane passes, or leave it empty")  # fmt: skip


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
