"""Storage: a site's space is kept for the stock points that expect goods."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import fill, law, switched
from echelon.world.law.ages import line_up, remember
from echelon.world.law.dock import ask_space, free_space
from echelon.world.law.procurement import owe
from echelon.world.law.share import share
from echelon.world.law.transport import arriving_slot


@switched
def share_space(table: Any, tables: Any, state: Any, day: Any) -> None:
    """Share the space of sites that have a rule for it between what waits at the dock and what is known to come today."""
    docked, left = state.docked, state.scratch[0]
    for k in range(table.rule.size):
        free_space(table, k, state.stock, left)
        for at in range(table.pool[k], table.pool_end[k]):
            i = table.sharer[at]
            find_coming(tables, state, i, day, state.scratch[1], state.scratch[2], state.scratch[3])
            remember(state.ages, table.queue[i], day - 1, state.scratch[1], table.space[i])
            remember(state.ages, table.queue[i], day, state.scratch[2], table.space[i])
            line_up(state.ages, table.queue[i], state.scratch[3], table.space[i])
            ask_space(table, docked, i, state.stock, state.scratch[3])
        share(table.rule[k], table.sharer, table.pool[k], table.pool_end[k], docked.want, docked.kept, state.ages, table.queue,
              day, left, state.scratch[1], state.scratch[2], state.scratch[3])  # fmt: skip


@law
def find_coming(tables: Any, state: Any, i: Any, day: Any, came: Any, today: Any, coming: Any) -> None:
    """What came to a point yesterday, comes today, and waits or comes altogether, as far as it is known in the morning."""
    point = tables.points[i]
    fill(came, 0.0)
    fill(today, 0.0)
    fill(coming, 0.0)
    if point.makes:
        add_pipe(tables, state, point.pipe, day, came, today, coming)
    else:
        for g in range(point.group, point.group_end):
            for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
                add_pipe(tables, state, f, day, came, today, coming)
    owe(coming, today)


@law
def add_pipe(tables: Any, state: Any, pipe: Any, day: Any, came: Any, today: Any, waits: Any) -> None:
    """Add what one pipe brought yesterday, brings today, and has at the dock."""
    owe(came, state.docked.arrived[pipe])
    owe(waits, state.docked.waiting[pipe])
    if tables.pipes[pipe].lead != 0:
        owe(today, state.ring[arriving_slot(tables.pipes[pipe], day)])
