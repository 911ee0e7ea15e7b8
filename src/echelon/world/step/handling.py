"""Handling capacity: a site's units of a day go to what leaves or passes it."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, switched
from echelon.world.law.handle import share_site
from echelon.world.law.procurement import owe
from echelon.world.step.leaving import may_leave


@switched
def share_handling(table: Any, tables: Any, state: Any, day: Any) -> None:
    """Find what would leave through each site that handles so much a day, and share its capacity, disrupted or not.

    Where a timetable shares capacity before the day's orders, the latest that were heard stand for them.
    """
    for h in range(table.capacity.size):
        for x in range(table.first[h], table.last[h]):
            want = state.handled.want[x]
            f, d = table.flow[x], table.demand[x]
            if f >= 0:
                copy(want, state.due[f])
                owe(want, state.ordered[tables.flows[f].heard])
                may_leave(tables, state, f, day, want)
            else:
                copy(want, state.backlog[d])
                owe(want, state.asked[d])
        left = state.handled.left[0]
        most = table.capacity[h] * tables.season[table.calendar[h], day]
        fill(left, most)
        if table.gate[h] >= 0:
            for lane in range(left.size):
                left[lane] = most * min(1.0, state.gate[table.gate[h], lane])
        share_site(tables, state.handled, h, state.stock)
