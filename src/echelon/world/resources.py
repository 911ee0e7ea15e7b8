"""Resources → records, their users, and the hours of each day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.model import Network
from echelon.world.gates import gate_rows
from echelon.world.law.sequence import CAMPAIGN, SEQUENCES, SHARED
from echelon.world.tables import RESOURCE, records


def resource_table(net: Network, s: Structure, days: int, gates: Mapping[Target, int]) -> tuple[
        dict[tuple[str, str], int], Any, Any, Any]:  # fmt: skip
    """Rows by (site, name), records, their users end to end, and hours [resource, day]."""
    table, recipes = net["resource"], net["recipe"]
    rows = {pair: row for row, pair in enumerate(zip(table["site"], table["name"], strict=True))}
    calendars = {
        str(row["name"]): calendar_days(row, net.settings.start, days) for row in net.rows("calendar")
    }
    calendars[""] = np.ones(days)
    hours = [h * calendars[str(c)] for h, c in zip(table["hours_per_day"], table["calendar"], strict=True)]
    users: list[list[int]] = [[] for _ in rows]
    for point, row in enumerate(s.recipe_row.tolist()):
        if row >= 0 and (recipes["site"][row], recipes["resource"][row]) in rows:
            users[rows[recipes["site"][row], recipes["resource"][row]]].append(point)
    rule = [SEQUENCES[str(name)] for name in table["sequencing"]]
    for each in (each for each, how in zip(users, rule, strict=True) if how not in (SHARED, CAMPAIGN)):
        each.sort(key=lambda point: float(recipes["priority"][s.recipe_row[point]]))
    ends = np.cumsum([0, *map(len, users)])
    sites = {name: row for row, name in enumerate(net["site"]["name"])}
    resources = records(RESOURCE, len(rows), gate=gate_rows(gates, "site", [sites[site] for site in table["site"]]),
                        user=ends[:-1], user_end=ends[1:], rule=rule,
                        own=gate_rows(gates, "resource", range(len(rows))))  # fmt: skip
    flat = np.array([point for each in users for point in each], dtype=np.int64)
    return rows, resources, flat, np.array(hours).reshape(len(rows), days)
