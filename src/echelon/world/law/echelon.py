"""Echelon stock: what a point holds, and everything downstream of it that is made of its item, less what customers are owed.

Counted up the network in the same walk in which orders are placed, in the point's own units. Rows are `[lane]`. Switched on
by stock points whose policy is echelon base stock. Source: Clark & Scarf, Management Science 6(4) 1960; Snyder & Shen,
Fundamentals of Supply Chain Theory, 2nd ed., section 6.2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.passage import and_at_passages
from echelon.world.timetable import reviews_open


class Echelon(NamedTuple):
    """Where goods of a flow go: target [F] point, group [F] of the recipe they wait for or -1, weight [F] units of the flow's
    item in one unit of the target's, times the flow's share; open 1 where stock is reviewed between asking and serving.
    """

    target: Any
    group: Any
    weight: Any
    open: int


def echelon_table(net: Network, s: Structure, *, forced: bool) -> Echelon | None:
    """The way down; None where no policy looks at it and the law is not `forced`."""
    if not forced and not (net["stock point"]["policy"] == "echelon_base_stock").any():
        return None
    group = np.searchsorted(s.flow_start, np.arange(len(s.flows)), side="right") - 1
    target = s.group_point[group]
    waits = np.where(s.recipe_row[target] >= 0, group, -1)
    return Echelon(target, waits, s.quantity[group] * s.share, int(reviews_open(net.settings.timetable)))


@switched
def gather(table: Any, tables: Any, state: Any, i: Any) -> None:
    """Count the echelon stock of point `i`, its receivers' having been counted."""
    point, total = tables.points[i], state.echelon[i]
    copy(total, state.stock[i])
    for d in range(point.demand, point.demand_end):
        _less_demand(state.backlog[d], state.asked[d], tables.demands[d].waits * table.open, total)
    for at in range(point.out, point.out_end):
        f = tables.out[at]
        to = table.target[f]
        _under_way(tables.pipes[f], state.ring, 1.0, total)
        if table.group[f] >= 0:
            _more(state.staged[table.group[f]], 1.0, total)
        if tables.points[to].pipe >= 0:
            _under_way(tables.pipes[tables.points[to].pipe], state.ring, table.weight[f], total)
        _more(state.echelon[to], table.weight[f], total)
    and_waiting(tables.hold, tables, state, i)
    for at in range(point.out, point.out_end):
        and_at_passages(tables.route, state.voyage, tables.flows[tables.out[at]].route, total)
    and_docked(tables.dock, table, tables, state, i)


@switched
def and_waiting(hold: Any, tables: Any, state: Any, i: Any) -> None:
    """Add what is held back from, or waits outside of, the receivers of point `i`."""
    for at in range(tables.points[i].out, tables.points[i].out_end):
        _more(state.aside[tables.out[at]], 1.0, state.echelon[i])
        _more(state.waiting[tables.out[at]], 1.0, state.echelon[i])


@switched
def and_docked(dock: Any, table: Any, tables: Any, state: Any, i: Any) -> None:
    """Add what waits at the docks of the receivers of point `i`, bought or made."""
    for at in range(tables.points[i].out, tables.points[i].out_end):
        f = tables.out[at]
        pipe = tables.points[table.target[f]].pipe
        _more(state.docked.waiting[f], 1.0, state.echelon[i])
        if pipe >= 0:
            _more(state.docked.waiting[pipe], table.weight[f], state.echelon[i])


@law
def _less_demand(backlog: Any, asked: Any, waits: Any, total: Any) -> None:
    for lane in range(total.size):
        total[lane] -= backlog[lane] + asked[lane] * waits


@law
def _more(row: Any, weight: Any, total: Any) -> None:
    for lane in range(total.size):
        total[lane] += row[lane] * weight


@law
def _under_way(pipe: Any, ring: Any, weight: Any, total: Any) -> None:
    for slot in range(pipe.slots):
        _more(ring[np.uintp(pipe.base + slot)], weight, total)
