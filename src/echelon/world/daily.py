"""The daily clock: the order of the day, compiled (`timetable` says the same in words).

Functions here walk over one point's groups, flows and demands and hand rows `[lane]` to the laws.
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, kernel, law
from echelon.world.law.demand import ask, scale_by
from echelon.world.law.inventory import allot, book, dispatch, want
from echelon.world.law.manufacturing import (
    at_most,
    capped,
    consume,
    finish,
    full_sets,
    on_hand,
    parts,
    stage,
    start,
    take,
    within,
)
from echelon.world.law.money import add, hold, serve, tally
from echelon.world.law.procurement import buy, call_off, owe, release, review
from echelon.world.law.transport import arriving_slot, empty, leaving_slot, scatter
from echelon.world.state import (
    BACKLOG,
    DELIVERED,
    DEMANDED,
    HOLDING,
    LOST,
    MARGIN,
    ON_TIME,
    STOCK_VALUE,
    STOCKOUT,
    TRANSPORT,
)

PLENTY = 1e300


@law
def disrupt(
    start: Any, rows: Any, firsts: Any, lasts: Any, factors: Any, gate: Any, shut: Any, day: Any, offset: Any
) -> None:
    """Apply the factors that change today to this block's lanes, which start at lane `offset` of the run."""
    lanes = gate.shape[1]
    for change in range(start[day], start[day + 1]):
        row = rows[change]
        factor = gate[row]
        for lane in range(max(0, firsts[change] - offset), min(lanes, lasts[change] - offset)):
            factor[lane] = factors[change]
        closed = 0
        for lane in range(lanes):
            if factor[lane] != 1.0:
                closed = 1
        shut[row] = closed


@law
def may_leave(flow: Any, flow_gates: Any, gate: Any, shut: Any, goods: Any) -> None:
    """Bound `goods` [lane] by what can leave on one flow today."""
    capped(goods, flow.capacity)
    for at in range(flow.gate, flow.gate_end):
        row = flow_gates[at]
        if shut[row] != 0:
            within(goods, gate[row], flow.usual)


@law
def narrow(flow: Any, flow_gates: Any, shut: Any) -> Any:
    """Whether anything but stock bounds what leaves on a flow today."""
    found = flow.capacity < PLENTY
    for at in range(flow.gate, flow.gate_end):
        found = found or shut[flow_gates[at]] != 0
    return found


@law
def send(tables: Any, ring: Any, pipe: Any, day: Any, replication: Any, goods: Any, taken: Any) -> None:
    """Put today's goods on their way; `taken` gets their lead times."""
    if pipe.lead >= 0:
        fill(taken, pipe.lead)
        copy(ring[leaving_slot(pipe, day)], goods)
    else:
        scatter(pipe, ring, tables.limits, tables.others, day, replication, goods, taken)


@law
def order(tables: Any, state: Any, i: Any, day: Any, replication: Any, wanted: Any) -> None:
    """One point's morning: its customers and receivers ask, its policy decides, its suppliers are asked.

    Demand that does not wait counts once it is sold, tomorrow: the position must not owe what may be lost.
    """
    point, owed = tables.points[i], state.owed[i]
    for d in range(point.demand, point.demand_end):
        demand, asked = tables.demands[d], state.asked[d]
        ask(demand, tables.season, tables.quantiles, tables.limits, tables.others, day, replication, asked)
        if demand.gate >= 0 and state.shut[demand.gate] != 0:
            scale_by(asked, state.gate[demand.gate])
        if not demand.lost:
            owe(owed, asked)
    for at in range(point.out, point.out_end):
        owe(owed, state.ordered[tables.out[at]])
    review(point, state.stock[i], state.on_order[i], owed, wanted)
    if point.makes:
        release(wanted, state.on_order[i], state.pending[i])
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            share = tables.groups[g].quantity * tables.flows[f].share
            if point.makes:
                call_off(wanted, share, state.ordered[f])
            else:
                buy(wanted, share, state.ordered[f], state.on_order[i])


@law
def startable(tables: Any, state: Any, i: Any, day: Any, ready: Any, inputs: Any) -> None:
    """Orders of a point that could start with what waits, what arrives today and what its own stock points hold."""
    point = tables.points[i]
    copy(ready, state.pending[i])
    for g in range(point.group, point.group_end):
        copy(inputs, state.staged[g])
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            if tables.pipes[f].lead == 0:
                on_hand(inputs, state.due[f], state.ordered[f], state.stock[tables.flows[f].source])
            else:
                owe(inputs, state.ring[arriving_slot(tables.pipes[f], day)])
        full_sets(ready, inputs, tables.groups[g].quantity)


@law
def share_capacity(
    tables: Any, state: Any, r: Any, day: Any, asked: Any, could: Any, ready: Any, factor: Any
) -> None:
    """Share one resource's hours: first to orders that could start, then to the others, each in proportion."""
    resource = tables.resources[r]
    fill(asked, 0.0)
    fill(could, 0.0)
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        startable(tables, state, i, day, ready, factor)
        copy(state.room[i], ready)
        add(could, ready, tables.points[i].hours)
        add(asked, state.pending[i], tables.points[i].hours)
    fill(factor, 1.0)
    if resource.gate >= 0:
        copy(factor, state.gate[resource.gate])
    parts(asked, could, tables.hours[r, day], factor)
    for at in range(resource.user, resource.user_end):
        take(state.pending[tables.users[at]], could, asked, state.room[tables.users[at]])


@law
def make(
    tables: Any, state: Any, moved: Any, i: Any, day: Any, replication: Any, sets: Any, taken: Any
) -> None:
    """One point's manufacturing: stage what arrives, start full sets, finish into stock."""
    point, P, F = tables.points[i], tables.points.size, tables.flows.size
    copy(sets, state.pending[i])
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            stage(state.staged[g], state.ring, slot)
            if moved.shape[0]:
                copy(moved[5 * P + 2 * F + f], state.ring[slot])
            empty(tables.pipes[f], state.ring, slot)
        full_sets(sets, state.staged[g], tables.groups[g].quantity)
    capped(sets, point.capacity)
    if point.resource >= 0:
        at_most(sets, state.room[i])
    if point.gate >= 0 and state.shut[point.gate] != 0:
        within(sets, state.gate[point.gate], point.starts)
    start(state.pending[i], sets)
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
    traced = 5 * tables.points.size + 2 * tables.flows.size
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            slot = arriving_slot(tables.pipes[f], day)
            if moved.shape[0]:
                copy(moved[traced + f], state.ring[slot])
            finish(state.stock[i], state.on_order[i], state.ring, slot)
            empty(tables.pipes[f], state.ring, slot)


@law
def divide(tables: Any, state: Any, i: Any, wanted: Any, goods: Any, part: Any) -> None:
    """Book today's orders, take what leaves out of stock (`goods`), and find the `part` of what is wanted that it is."""
    point = tables.points[i]
    fill(wanted, 0.0)
    for at in range(point.out, point.out_end):
        f = tables.out[at]
        if narrow(tables.flows[f], tables.flow_gates, state.shut):
            fill(goods, 0.0)
            book(state.due[f], state.ordered[f], goods)
            may_leave(tables.flows[f], tables.flow_gates, state.gate, state.shut, goods)
            owe(wanted, goods)
        else:
            book(state.due[f], state.ordered[f], wanted)
    for d in range(point.demand, point.demand_end):
        want(state.backlog[d], state.asked[d], wanted)
    copy(goods, wanted)
    at_most(goods, state.stock[i])
    if point.gate >= 0 and state.shut[point.gate] != 0:
        within(goods, state.gate[point.gate], point.leaves)
    allot(state.stock[i], goods, wanted, part)


@law
def ship(tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any, part: Any, goods: Any,
         taken: Any) -> None:  # fmt: skip
    """Send each of one point's flows its part of what it is due; the rest stays owed."""
    point, P, F = tables.points[i], tables.points.size, tables.flows.size
    fill(state.owed[i], 0.0)
    for at in range(point.out, point.out_end):
        f = tables.out[at]
        flow = tables.flows[f]
        copy(goods, state.due[f])
        if narrow(flow, tables.flow_gates, state.shut):
            may_leave(flow, tables.flow_gates, state.gate, state.shut, goods)
        dispatch(goods, part, state.due[f], state.owed[i])
        if flow.freight != 0.0:
            add(counts.daily[TRANSPORT, day], goods, flow.freight)
        send(tables, state.ring, tables.pipes[f], day, replication, goods, taken)
        if moved.shape[0]:
            copy(moved[5 * P + f], goods)
            copy(moved[5 * P + F + f], taken)


@law
def deliver(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, part: Any, sold: Any, on_time: Any
) -> None:
    """Serve one point's customers and count it; what is left waits or is lost."""
    point, daily, customer = tables.points[i], counts.daily, counts.customer
    traced = 5 * tables.points.size + 3 * tables.flows.size
    for d in range(point.demand, point.demand_end):
        demand, backlog, asked = tables.demands[d], state.backlog[d], state.asked[d]
        serve(backlog, asked, part, sold, on_time)
        tally(daily[DEMANDED, day], customer[0, d], asked)
        tally(daily[ON_TIME, day], customer[1, d], on_time)
        tally(daily[DELIVERED, day], customer[2, d], sold)
        add(daily[STOCKOUT, day], backlog, demand.stockout)
        add(daily[MARGIN, day], sold, demand.margin)
        if moved.shape[0]:
            copy(moved[traced + d], sold)
            if demand.lost:
                copy(moved[traced + tables.demands.size + d], backlog)
        if demand.lost:
            tally(daily[LOST, day], customer[3, d], backlog)
            fill(backlog, 0.0)
        else:
            tally(daily[BACKLOG, day], state.owed[i], backlog)


@law
def value(tables: Any, state: Any, counts: Any, i: Any, day: Any) -> None:
    """Value what lies at one point at the end of the day, goods waiting for a set included."""
    point, worth, cost = tables.points[i], counts.daily[STOCK_VALUE, day], counts.daily[HOLDING, day]
    if point.makes:
        for g in range(point.group, point.group_end):
            hold(worth, cost, state.staged[g], tables.groups[g].value, tables.groups[g].holding)
    hold(worth, cost, state.stock[i], point.value, point.holding)


@kernel
def advance(tables: Any, changes: Any, state: Any, counts: Any, moved: Any, replication: Any, offset: Any, first: Any,
            last: Any) -> None:  # fmt: skip
    """Move a block of lanes from the start of day `first` to the start of day `last`.

    replication   [lane] uint32, which replication each lane is;  offset  first lane of the block within the run
    moved         rows to trace into (see `state.moves`; then advance one day a call), or none
    """
    count = tables.points.size
    wanted, part, goods, extra = state.scratch[0], state.scratch[1], state.scratch[2], state.scratch[3]
    for day in range(first, last):
        disrupt(
            changes.start,
            changes.gate,
            changes.first,
            changes.last,
            changes.factor,
            state.gate,
            state.shut,
            day,
            offset,
        )
        for back in range(count):
            i = count - 1 - back
            order(tables, state, i, day, replication, wanted)
            if moved.shape[0]:
                copy(moved[i], wanted)
        for r in range(tables.resources.size):
            share_capacity(tables, state, r, day, part, wanted, goods, extra)
        for i in range(count):
            if tables.points[i].makes:
                make(tables, state, moved, i, day, replication, goods, extra)
            else:
                receive(tables, state, moved, i, day)
            divide(tables, state, i, wanted, goods, part)
            if moved.shape[0]:
                copy(moved[4 * count + i], goods)
            ship(tables, state, counts, moved, i, day, replication, part, goods, extra)
            deliver(tables, state, counts, moved, i, day, part, goods, extra)
            value(tables, state, counts, i, day)
