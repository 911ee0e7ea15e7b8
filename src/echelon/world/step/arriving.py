"""Goods arrive: beside a recipe that starts full sets, or into stock."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, law
from echelon.world.law.costs import charge_start
from echelon.world.law.manufacturing import (
    at_most,
    capped,
    consume,
    finish,
    full_sets,
    stage,
    start,
    within,
)
from echelon.world.law.transport import arriving_slot, empty, send
from echelon.world.state import PRODUCTION, PRODUCTION_CO2


@law
def arrive(tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any) -> None:
    """One point's arrivals, and its recipe's starts and finishes."""
    if tables.points[i].makes:
        make(tables, state, counts, moved, i, day, replication)
    else:
        receive(tables, state, moved, i, day)


@law
def make(tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any) -> None:
    """One point's manufacturing: stage what arrives, start full sets, finish into stock."""
    point, P, F = tables.points[i], tables.points.size, tables.flows.size
    sets, taken = state.scratch[0], state.scratch[1]
    copy(sets, state.pending[i])
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            stage(state.staged[g], state.ring, slot)
            if moved.shape[0]:
                copy(moved[6 * P + 2 * F + f], state.ring[slot])
            empty(tables.pipes[f], state.ring, slot)
        full_sets(sets, state.staged[g], tables.groups[g].quantity)
    capped(sets, point.capacity)
    if point.resource >= 0:
        at_most(sets, state.room[i])
    if point.gate >= 0 and state.shut[point.gate] != 0:
        within(sets, state.gate[point.gate], point.starts)
    start(state.pending[i], sets)
    daily = counts.daily
    charge_start(tables.fees, tables.fx, i, day, sets, daily[PRODUCTION, day], daily[PRODUCTION_CO2, day])
    for g in range(point.group, point.group_end):
        consume(state.staged[g], sets, tables.groups[g].quantity)
    pipe = tables.pipes[point.pipe]
    send(tables, state.ring, pipe, day, replication, sets, taken)
    slot = arriving_slot(pipe, day)
    if moved.shape[0]:
        copy(moved[P + i], sets)
        copy(moved[2 * P + i], state.ring[slot])
        copy(moved[3 * P + i], taken)
    finish(state.stock[i], state.on_order[i], state.ring, slot)
    empty(pipe, state.ring, slot)


@law
def receive(tables: Any, state: Any, moved: Any, i: Any, day: Any) -> None:
    """One point's arrivals of what it buys go into stock."""
    point = tables.points[i]
    traced = 6 * tables.points.size + 2 * tables.flows.size
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            if moved.shape[0]:
                copy(moved[traced + f], state.ring[slot])
            finish(state.stock[i], state.on_order[i], state.ring, slot)
            empty(tables.pipes[f], state.ring, slot)
