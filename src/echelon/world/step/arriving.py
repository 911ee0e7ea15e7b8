"""Goods arrive: beside a recipe that starts full sets, or into stock."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, step, switched
from echelon.world.counted import PRODUCTION, PRODUCTION_CO2
from echelon.world.law.batch import in_batches
from echelon.world.law.byproduct import by_products
from echelon.world.law.costs import charge_dear, charge_start
from echelon.world.law.dear import add_difference
from echelon.world.law.dock import let_in, make_room
from echelon.world.law.draw import take_out
from echelon.world.law.hold import clear, receive_held
from echelon.world.law.lever import run_within
from echelon.world.law.manufacturing import (
    at_most,
    capacity_on,
    capped,
    consume,
    finish,
    full_sets,
    line_within,
    stage,
    start,
    usual_on,
    within,
)
from echelon.world.law.procurement import owe
from echelon.world.law.quanta import cut
from echelon.world.law.review import touch
from echelon.world.law.scrap import part_good, write_off
from echelon.world.law.shelf import put_on_shelf
from echelon.world.law.transport import arriving_slot, empty, send
from echelon.world.tables import PLENTY


@step
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
    if point.pushes:
        fill(sets, PLENTY)
    else:
        copy(sets, state.pending[i])
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            wait_outside(tables.hold, state, moved, f, slot)
            stage(state.staged[g], state.ring, slot)
            if moved.shape[0]:
                copy(moved[6 * P + 2 * F + f], state.ring[slot])
            empty(tables.pipes[f], state.ring, slot)
            clear(tables.hold, state.ring, slot)
            clear(tables.echelon, state.ring, slot)
        if point.draws:
            may_draw(tables.draw, tables, state, g, sets)
        else:
            full_sets(sets, state.staged[g], tables.groups[g].quantity)
    capped(sets, capacity_on(tables.season, point, day))
    if point.resource >= 0:
        at_most(sets, state.room[i])
    if point.gate >= 0 and state.shut[point.gate] != 0:
        within(sets, state.gate[point.gate], usual_on(tables.season, point, day))
    line_within(tables.season, point, state.gate, state.shut, day, sets)
    run_within(state.levers, state.pulled, tables.season, point, i, day, sets)
    if point.batched:
        in_batches(point, sets)
    if point.quantum > 0.0:
        cut(sets, point.quantum)
    start(state.pending[i], sets)
    daily = counts.daily
    if point.dear >= 0 and state.shut[point.dear] != 0:
        factor = state.gate[point.dear]
        charge_dear(
            tables.fees, tables.fx, i, day, sets, factor, daily[PRODUCTION, day], daily[PRODUCTION_CO2, day]
        )
        if point.outside != 0.0:
            add_difference(daily[PRODUCTION, day], sets, factor, point.outside)
    else:
        charge_start(tables.fees, tables.fx, i, day, sets, daily[PRODUCTION, day], daily[PRODUCTION_CO2, day])
    for g in range(point.group, point.group_end):
        if point.draws:
            draw(tables.draw, tables, state, moved, g, sets, taken)
        else:
            consume(state.staged[g], sets, tables.groups[g].quantity)
    pipe = tables.pipes[point.pipe]
    send(tables, state, pipe, day, replication, sets, taken)
    slot = arriving_slot(pipe, day)
    if point.scraps >= 0:
        part_good(tables.yields, state.scrap, point.scraps, point.quantum, day, replication, state.ring[slot])
    by_products(tables.outputs, point.output, point.output_end, state.ring[slot], state.stock)
    put_beside(tables.outputs, tables, state, i, day, state.ring[slot])
    make_room(tables.dock, state.docked, i, state.stock, point.quantum)
    let_in(tables.dock, state.docked, i, point.pipe, state.ring[slot])
    if moved.shape[0]:
        copy(moved[P + i], sets)
        copy(moved[2 * P + i], state.ring[slot])
        copy(moved[3 * P + i], taken)
    if point.scraps >= 0:
        write_off(tables.yields, state.scrap, point.scraps, state.on_order[i])
    finish(state.stock[i], state.on_order[i], state.ring, slot)
    put_on_shelf(tables.shelf, state.fresh, i, day, state.ring[slot])
    empty(pipe, state.ring, slot)
    clear(tables.hold, state.ring, slot)
    clear(tables.echelon, state.ring, slot)


@switched
def may_draw(table: Any, tables: Any, state: Any, g: Any, sets: Any) -> None:
    """Bound `sets` by what may be drawn of one input today."""
    full_sets(sets, state.allowed[table.row[tables.groups[g].flow]], tables.groups[g].quantity)


@switched
def draw(table: Any, tables: Any, state: Any, moved: Any, g: Any, sets: Any, taken: Any) -> None:
    """Take one input of `sets` out of its store."""
    f = tables.groups[g].flow
    store, traced = tables.flows[f].source, 6 * tables.points.size
    take_out(sets, tables.groups[g].quantity, state.stock[store], state.due[f], taken)
    touch(tables.review, state, store, taken)
    fill(state.owed[store], 0.0)
    for at in range(tables.points[store].out, tables.points[store].out_end):
        owe(state.owed[store], state.due[tables.out[at]])
    if moved.shape[0]:
        copy(moved[traced + f], taken)


@switched
def wait_outside(table: Any, state: Any, moved: Any, f: Any, slot: Any) -> None:
    """Hold back what arrives on one flow while it may not be received."""
    outside = state.scratch[4]
    fill(outside, 0.0)
    receive_held(table, state, f, slot, outside)
    if moved.shape[0]:
        copy(moved[moved.shape[0] - 2 * state.due.shape[0] + f], outside)


@switched
def put_beside(outputs: Any, tables: Any, state: Any, i: Any, day: Any, done: Any) -> None:
    """Note that by-products of what one point has finished are fresh."""
    units = state.scratch[4]
    for at in range(tables.points[i].output, tables.points[i].output_end):
        for lane in range(units.size):
            units[lane] = done[lane] * outputs.quantity[at]
        put_on_shelf(tables.shelf, state.fresh, outputs.point[at], day, units)


@law
def receive(tables: Any, state: Any, moved: Any, i: Any, day: Any) -> None:
    """One point's arrivals of what it buys go into stock."""
    point = tables.points[i]
    traced = 6 * tables.points.size + 2 * tables.flows.size
    make_room(tables.dock, state.docked, i, state.stock, point.quantum)
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            wait_outside(tables.hold, state, moved, f, slot)
            let_in(tables.dock, state.docked, i, f, state.ring[slot])
            if moved.shape[0]:
                copy(moved[traced + f], state.ring[slot])
            finish(state.stock[i], state.on_order[i], state.ring, slot)
            put_on_shelf(tables.shelf, state.fresh, i, day, state.ring[slot])
            empty(tables.pipes[f], state.ring, slot)
            clear(tables.hold, state.ring, slot)
            clear(tables.echelon, state.ring, slot)
