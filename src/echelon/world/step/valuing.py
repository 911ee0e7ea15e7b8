"""The end of the day: what lies at a point is worth something, and costs something."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import fill, step, switched
from echelon.world.counted import DISPOSAL, HOLDING, STOCK_VALUE, TRANSIT_HOLDING
from echelon.world.law.costs import charge_scrap, charge_under_way
from echelon.world.law.money import hold
from echelon.world.law.review import touch
from echelon.world.law.ruin import add_ruined
from echelon.world.law.scrap import add_scrap
from echelon.world.law.shelf import add_expired, expire


@step
def value(tables: Any, state: Any, counts: Any, i: Any, day: Any) -> None:
    """Scrap what is too old; value what lies at one point, goods that wait included; charge for what is on its way."""
    point, worth, cost = tables.points[i], counts.daily[STOCK_VALUE, day], counts.daily[HOLDING, day]
    expire(tables.shelf, state.fresh, i, day, state.stock[i])
    miss_expired(tables.shelf, tables, state, i)
    dispose(tables.fees, tables, state, i, day, counts.daily[DISPOSAL, day])
    if point.makes:
        for g in range(point.group, point.group_end):
            hold(worth, cost, state.staged[g], tables.groups[g].value, tables.groups[g].holding)
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            charge_under_way(tables.fees, tables, state, f, day, counts.daily[TRANSIT_HOLDING, day])
    hold(worth, cost, state.stock[i], point.value, point.holding)
    value_docked(tables.dock, tables, state, i, worth, cost)
    value_aside(tables.hold, tables, state, i, worth, cost)


@switched
def miss_expired(shelf: Any, tables: Any, state: Any, i: Any) -> None:
    """Stock that has expired was taken too, for a review that waits for that."""
    if shelf.days[i] > 0:
        touch(tables.review, state, i, state.fresh.expired[i])


@switched
def dispose(fees: Any, tables: Any, state: Any, i: Any, day: Any, total: Any) -> None:
    """Charge what one point got rid of today: what was destroyed, what its recipe scrapped, what was too old."""
    if fees.making[i].disposal != 0.0:
        units = state.scratch[0]
        fill(units, 0.0)
        add_ruined(state.ruins, i, units)
        add_scrap(state.scrap, tables.points[i].scraps, units)
        add_expired(state.fresh, i, units)
        charge_scrap(fees, tables.fx, i, day, units, total)


@switched
def value_docked(table: Any, tables: Any, state: Any, i: Any, worth: Any, cost: Any) -> None:
    """What waits at the dock is worth and costs what it will in stock."""
    if table.limited[i]:
        point = tables.points[i]
        if point.makes:
            hold(worth, cost, state.docked.waiting[point.pipe], point.value, point.holding)
        else:
            for g in range(point.group, point.group_end):
                for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
                    hold(worth, cost, state.docked.waiting[f], point.value, point.holding)


@switched
def value_aside(table: Any, tables: Any, state: Any, i: Any, worth: Any, cost: Any) -> None:
    """What is set aside for receivers still lies at the point."""
    point = tables.points[i]
    for at in range(point.out, point.out_end):
        hold(worth, cost, state.aside[tables.out[at]], point.value, point.holding)
