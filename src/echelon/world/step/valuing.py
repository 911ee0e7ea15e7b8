"""The end of the day: what lies at a point is worth something, and costs something."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law, switched
from echelon.world.law.costs import charge_under_way
from echelon.world.law.money import hold
from echelon.world.state import HOLDING, STOCK_VALUE, TRANSIT_HOLDING


@law
def value(tables: Any, state: Any, counts: Any, i: Any, day: Any) -> None:
    """Value what lies at one point at the end of the day, goods waiting for a set included; charge for what is on its way."""
    point, worth, cost = tables.points[i], counts.daily[STOCK_VALUE, day], counts.daily[HOLDING, day]
    if point.makes:
        for g in range(point.group, point.group_end):
            hold(worth, cost, state.staged[g], tables.groups[g].value, tables.groups[g].holding)
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            charge_under_way(tables.fees, tables, state, f, day, counts.daily[TRANSIT_HOLDING, day])
    hold(worth, cost, state.stock[i], point.value, point.holding)
    value_aside(tables.hold, tables, state, i, worth, cost)


@switched
def value_aside(table: Any, tables: Any, state: Any, i: Any, worth: Any, cost: Any) -> None:
    """What is set aside for receivers still lies at the point."""
    point = tables.points[i]
    for at in range(point.out, point.out_end):
        hold(worth, cost, state.aside[tables.out[at]], point.value, point.holding)
