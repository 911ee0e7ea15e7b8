"""Rows of the next stock point are asked for while this one is worked on: memory is slower than arithmetic.

A block of a large network does not fit the processor's caches, and its flows are stored by receiver but shipped by source: no
processor guesses which row comes next. Nothing here changes a number.
"""

from __future__ import annotations

from typing import Any

from echelon.core.fetch import fetch
from echelon.core.lanes import law
from echelon.world.law.transport import arriving_slot, leaving_slot

NEAR = 2**15
"""Numbers in a block's ring that caches hold anyway."""
SOON = 10
"""Days within which most of what leaves today arrives, where the lead time is drawn."""


@law
def fetch_point(tables: Any, state: Any, i: Any, day: Any, upstream: Any) -> None:
    """What a walk needs of one point: orders go upstream, goods downstream."""
    if upstream:
        _fetch_orders(tables, state, i)
    else:
        _fetch_goods(tables, state, i, day)
    fetch(state.owed, i)
    fetch(state.stock, i)
    fetch(state.on_order, i)
    if tables.points[i].makes:
        fetch(state.pending, i)


@law
def _fetch_orders(tables: Any, state: Any, i: Any) -> None:
    """What one point reads and writes when it is asked, hears its receivers and orders."""
    point = tables.points[i]
    for at in range(point.out, point.out_end):
        fetch(state.ordered, tables.flows[tables.out[at]].heard)
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            fetch(state.ordered, f)


@law
def _fetch_goods(tables: Any, state: Any, i: Any, day: Any) -> None:
    """What one point reads and writes when goods arrive and leave."""
    point = tables.points[i]
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            fetch(state.ring, arriving_slot(tables.pipes[f], day))
        if point.makes:
            fetch(state.staged, g)
    for at in range(point.out, point.out_end):
        f = tables.out[at]
        fetch(state.due, f)
        fetch(state.ordered, tables.flows[f].heard)
        if tables.pipes[f].lead >= 0:
            fetch(state.ring, leaving_slot(tables.pipes[f], day))
        else:
            for later in range(1, min(tables.pipes[f].slots, SOON)):
                fetch(state.ring, leaving_slot(tables.pipes[f], day + later))
