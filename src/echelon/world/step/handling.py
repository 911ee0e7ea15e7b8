"""Pools of a day: what a site can handle, and what a lane carries for several flows, go to what leaves or passes."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, switched
from echelon.world.law.ages import line_up, remember
from echelon.world.law.handle import share_pool, within_rooms
from echelon.world.law.hold import with_aside
from echelon.world.law.lever import cut_want, hold_back
from echelon.world.law.procurement import owe
from echelon.world.step.leaving import let_leave, may_leave
from echelon.world.tables import PLENTY


@switched
def share_handling(table: Any, tables: Any, state: Any, day: Any) -> None:
    """Find what would leave through each pool, and share what it has today, disrupted or not.

    Where a timetable shares capacity before the day's orders, the latest that were heard stand for them.
    """
    for h in range(table.capacity.size):
        for x in range(table.first[h], table.last[h]):
            would_leave(table, tables, state, h, x, day)
        find_capacity(table, tables, state, h, day)
        share_pool(tables, state, h, day)


@law
def would_leave(table: Any, tables: Any, state: Any, h: Any, x: Any, day: Any) -> None:
    """What one claim wants of a pool: all it is owed, as far as it may leave and found room before."""
    want, f, d = state.handled.want[x], table.flow[x], table.demand[x]
    if f >= 0:
        copy(want, state.due[f])
        owe(want, state.ordered[tables.flows[f].heard])
        with_aside(tables.hold, state, f, want)
        remember(state.ages, table.queue[x], day, state.ordered[tables.flows[f].heard], 1.0)
        line_up(state.ages, table.queue[x], want, 1.0)
        cut_want(state.levers, state.pulled, f, state.due[f], state.ordered[tables.flows[f].heard], want)
        may_leave(tables, state, f, day, want)
        hold_back(state.levers, state.pulled, f, want)
    else:
        copy(want, state.backlog[d])
        owe(want, state.asked[d])
        remember(state.ages, table.queue[x], day, state.asked[d], 1.0)
        line_up(state.ages, table.queue[x], want, 1.0)
        cut_want(state.levers, state.pulled, tables.flows.size + d, state.backlog[d], state.asked[d], want)
    within_rooms(table, state.handled, h, table.claim[x], want)


@law
def find_capacity(table: Any, tables: Any, state: Any, h: Any, day: Any) -> None:
    """Write what one pool has today into `Handled.left`: the lane's departure, or the site's hands."""
    left = state.handled.left[0]
    if table.lane[h] >= 0:
        fill(left, PLENTY)
        let_leave(tables, state, table.lane[h], table.capacity[h], table.capacity[h], day, left)
    else:
        most = table.capacity[h] * tables.season[table.calendar[h], day]
        fill(left, most)
        if table.gate[h] >= 0:
            for lane in range(left.size):
                left[lane] = most * min(1.0, state.gate[table.gate[h], lane])
