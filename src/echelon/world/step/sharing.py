"""Shared capacity: hours of a resource go to the recipes that need it."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, step, switched
from echelon.world.counted import OVERTIME, PRODUCTION
from echelon.world.law.ages import line_up, move_up
from echelon.world.law.batch import in_batches
from echelon.world.law.campaign import campaign
from echelon.world.law.lever import run_within, work_longer
from echelon.world.law.manufacturing import (
    capacity_on,
    capped,
    full_sets,
    line_within,
    on_hand,
    parts,
    take,
)
from echelon.world.law.money import add
from echelon.world.law.overtime import allow, call, need_hours, pay
from echelon.world.law.procurement import owe
from echelon.world.law.quanta import cut, share_whole
from echelon.world.law.sequence import (
    CAMPAIGN,
    PRIORITY,
    SHARED,
    available,
    day_over,
    fit,
    fit_more,
    in_hours,
    in_units,
    narrow,
    spend,
)
from echelon.world.law.setup import charge_set_ups
from echelon.world.law.share import share
from echelon.world.law.transport import arriving_slot
from echelon.world.step.handling import share_handling
from echelon.world.step.storing import share_space


@law
def startable(tables: Any, state: Any, i: Any, day: Any, ready: Any, inputs: Any) -> None:
    """Orders of a point that could start with what waits, what arrives today and what its own stock points hold."""
    point = tables.points[i]
    copy(ready, state.pending[i])
    for g in range(point.group, point.group_end):
        copy(inputs, state.staged[g])
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            if tables.pipes[f].lead == 0:
                on_hand(
                    inputs,
                    state.due[f],
                    state.ordered[tables.flows[f].heard],
                    state.stock[tables.flows[f].source],
                )
            else:
                owe(inputs, state.ring[arriving_slot(tables.pipes[f], day)])
        full_sets(ready, inputs, tables.groups[g].quantity)
    if point.batched:
        in_batches(point, ready)


@step
def share_capacity(tables: Any, state: Any, counts: Any, day: Any) -> None:
    """Share hours of resources, what sites can handle, and their space."""
    for r in range(tables.resources.size):
        share_hours(tables, state, counts, r, day)
    share_handling(tables.handling, tables, state, day)
    share_space(tables.dock, tables, state, day)


@law
def share_hours(tables: Any, state: Any, counts: Any, r: Any, day: Any) -> None:
    """Share one resource's hours: first to orders that could start, then to the others; in proportion, or one after another."""
    could, asked, ready, factor = state.scratch[0], state.scratch[1], state.scratch[2], state.scratch[3]
    extra, need, orders = state.scratch[4], state.scratch[5], state.scratch[6]
    resource = tables.resources[r]
    fill(asked, 0.0)
    fill(could, 0.0)
    fill(extra, 0.0)
    fill(need, 0.0)
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        most = capacity_on(tables.season, tables.points[i], day)
        if most <= 0.0:
            fill(state.room[i], 0.0)
            continue
        startable(tables, state, i, day, ready, factor)
        capped(ready, most)
        line_within(tables.season, tables.points[i], state.gate, state.shut, day, ready)
        run_within(state.levers, state.pulled, tables.season, tables.points[i], i, day, ready)
        if resource.rule != SHARED:
            whole_starts(tables.points[i], ready)
        copy(state.room[i], ready)
        add(could, ready, tables.points[i].hours)
        within_day(tables, state, i, day, orders)
        add(asked, orders, tables.points[i].hours)
        need_hours(tables.overtime, most, tables.points[i].hours, ready, need)
    fill(factor, 1.0)
    if resource.gate >= 0:
        copy(factor, state.gate[resource.gate])
    if resource.own >= 0 and state.shut[resource.own] != 0:
        narrow(factor, state.gate[resource.own])
    available(factor, tables.hours[r, day], factor)
    allow(tables.overtime, r, tables.hours[r, day], factor, extra)
    work_longer(state.levers, state.pulled, r, extra)
    if resource.rule == CAMPAIGN:
        campaign(tables.campaigns, state.setups, resource, tables.users, tables.points, state.pending, state.room, factor,
                 extra)  # fmt: skip
        charge_set_ups(tables.set_ups, state.setups, tables.fx, resource, day, counts.daily[PRODUCTION, day])
    else:
        call(tables.overtime, need, factor, extra)
    pay(tables.overtime, state.overtime, r, extra, counts.daily[OVERTIME, day])
    if resource.rule == SHARED:
        parts(asked, could, factor)
        for at in range(resource.user, resource.user_end):
            i = tables.users[at]
            if capacity_on(tables.season, tables.points[i], day) > 0.0:
                within_day(tables, state, i, day, orders)
                take(orders, could, asked, state.room[i])
        share_whole(tables.quanta, tables, r, state.room, factor, ready)
    elif resource.rule == PRIORITY:
        by_priority(tables, state, resource, day, factor)
    elif resource.rule != CAMPAIGN:
        by_rule(tables.turns, tables, state, r, day, factor)


@law
def within_day(tables: Any, state: Any, i: Any, day: Any, orders: Any) -> None:
    """Write the orders of one point that its daily capacity lets start."""
    copy(orders, state.pending[i])
    capped(orders, capacity_on(tables.season, tables.points[i], day))
    line_within(tables.season, tables.points[i], state.gate, state.shut, day, orders)
    run_within(state.levers, state.pulled, tables.season, tables.points[i], i, day, orders)


@law
def by_priority(tables: Any, state: Any, resource: Any, day: Any, hours: Any) -> None:
    """Give `hours` to one user after another: first to all that could start, then to the others."""
    orders = state.scratch[6]
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        fit(state.room[i], hours, tables.points[i].hours)
        whole_starts(tables.points[i], state.room[i])
        spend(state.room[i], hours, tables.points[i].hours)
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        if not tables.points[i].batched:
            within_day(tables, state, i, day, orders)
            fit_more(state.room[i], orders, hours, tables.points[i].hours)


@switched
def by_rule(turns: Any, tables: Any, state: Any, r: Any, day: Any, hours: Any) -> None:
    """Give `hours` by the resource's rule: first to all that could start, in whole batches, then to the others."""
    rows, resource, left, more = state.turns, tables.resources[r], state.scratch[0], state.scratch[1]
    first, last = resource.user, resource.user_end
    for at in range(first, last):
        i = tables.users[at]
        copy(rows.could[i], state.room[i])
        in_hours(state.room[i], tables.points[i].hours, rows.want[i])
        line_up(state.ages, turns.queue[i], state.pending[i], tables.points[i].hours)
    share(resource.rule, tables.users, first, last, rows.want, rows.given, state.ages, turns.queue, day, hours, state.scratch[2],
          state.scratch[4], left)  # fmt: skip
    for at in range(first, last):
        in_units(rows.want[tables.users[at]], rows.given[tables.users[at]], tables.points[tables.users[at]].hours,
                 state.room[tables.users[at]])  # fmt: skip
    in_whole_batches(tables, state, resource, left)
    for at in range(first, last):
        i = tables.users[at]
        others(tables, state, i, day, more)
        move_up(state.ages, turns.queue[i], state.room[i], tables.points[i].hours)
    share(resource.rule, tables.users, first, last, rows.want, rows.given, state.ages, turns.queue, day, left, state.scratch[2],
          state.scratch[4], state.scratch[5])  # fmt: skip
    for at in range(first, last):
        i = tables.users[at]
        others(tables, state, i, day, more)
        in_units(rows.want[i], rows.given[i], tables.points[i].hours, more)
        add(state.room[i], more, 1.0)
        day_over(turns, state.ages, i, day)
    share_whole(tables.quanta, tables, r, state.room, hours, more)


@law
def in_whole_batches(tables: Any, state: Any, resource: Any, left: Any) -> None:
    """Cut what may start to whole batches; hours that this leaves go to more of them, one user after another."""
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        if tables.points[i].batched:
            whole_starts(tables.points[i], state.room[i])
            give_back(state.turns.given[i], state.room[i], tables.points[i].hours, left)
    for at in range(resource.user, resource.user_end):
        i = tables.users[at]
        if tables.points[i].batched:
            add(left, state.room[i], tables.points[i].hours)
            copy(state.room[i], state.turns.could[i])
            fit(state.room[i], left, tables.points[i].hours)
            whole_starts(tables.points[i], state.room[i])
            spend(state.room[i], left, tables.points[i].hours)


@law
def give_back(given: Any, units: Any, per_unit: Any, left: Any) -> None:
    """Add to the hours `left` what units do not take of those `given`."""
    for lane in range(left.size):
        left[lane] += max(0.0, given[lane] - units[lane] * per_unit)


@law
def others(tables: Any, state: Any, i: Any, day: Any, more: Any) -> None:
    """Orders of one point beyond its room, and the hours they want; a batch does not start in parts."""
    point, room = tables.points[i], state.room[i]
    if point.batched:
        fill(more, 0.0)
    else:
        within_day(tables, state, i, day, more)
        for lane in range(more.size):
            more[lane] = max(0.0, more[lane] - room[lane])
    in_hours(more, point.hours, state.turns.want[i])


@law
def whole_starts(point: Any, sets: Any) -> None:
    """Bound what would start to whole batches and whole quanta."""
    if point.batched:
        in_batches(point, sets)
    if point.quantum > 0.0:
        cut(sets, point.quantum)
