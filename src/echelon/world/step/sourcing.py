"""Whom a point asks for what it wants, and what it cancels."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, law, switched
from echelon.world.law.cancel import cancel
from echelon.world.law.cheapest import changed, rank, take_in_place
from echelon.world.law.lever import find_ratio, give_rest, give_rest_in_place, is_weighed, leave_out, weigh
from echelon.world.law.manufacturing import capped, within
from echelon.world.law.procurement import call_off, owe
from echelon.world.law.quanta import cut
from echelon.world.law.sourcing import BY_SHARE, RANKED, less, short_of, take
from echelon.world.step.leaving import owe_receivers, pass_gates


@law
def ask_sources(tables: Any, state: Any, i: Any, g: Any, day: Any, wanted: Any) -> None:
    """Order one group's part of what a point wants; `scratch[4]` keeps the ratio of weighed shares."""
    point, group, ratio = tables.points[i], tables.groups[g], state.scratch[4]
    weighed = is_weighed(state.pulled, group)
    if weighed:
        find_ratio(state.levers, tables, group, point.sourcing == RANKED, ratio)
    if point.sourcing != BY_SHARE:
        divide(tables.sourcing, tables, state, i, g, day, wanted)
        divide_anew(tables.cheapest, tables.sourcing, tables, state, i, g, day, wanted)
    for f in range(group.flow, group.flow_end):
        flow, ordered = tables.flows[f], state.ordered[f]
        share = group.quantity * flow.share
        if point.sourcing == BY_SHARE:
            call_off(wanted, share, ordered)
            if weighed:
                weigh(state.levers, f, ratio, ordered)


@switched
def divide(table: Any, tables: Any, state: Any, i: Any, g: Any, day: Any, wanted: Any) -> None:
    """Write what each of one group's flows is asked for: emergency sources first, then the others by rank or share."""
    point, group, order = tables.points[i], tables.groups[g], table.order[table.today[day]]
    left, could, missing, ratio = state.scratch[1], state.scratch[2], state.scratch[3], state.scratch[4]
    weighed = is_weighed(state.pulled, group)
    call_off(wanted, group.quantity, left)
    short_of(point, state.stock[i], state.on_order[i], state.owed[i], missing)
    for at in range(group.flow, group.flow_end):
        f = order[at]
        if table.emergency[f] != 0:
            copy(could, missing)
            bound(table, tables, state, f, could)
            if group.quantum > 0.0:
                cut(could, group.quantum)
            if weighed:
                leave_out(state.levers, f, ratio, could)
            take(could, left, state.ordered[f])
            less(missing, state.ordered[f])
    copy(missing, left)  # what the regular sources are asked for
    for at in range(group.flow, group.flow_end):
        f = order[at]
        if table.emergency[f] == 0 and point.sourcing != RANKED:
            call_off(missing, tables.flows[f].share, state.ordered[f])
            if weighed:
                weigh(state.levers, f, ratio, state.ordered[f])
        elif table.emergency[f] == 0:
            copy(could, left)
            if at < group.flow_end - 1:
                bound(table, tables, state, f, could)
                if group.quantum > 0.0:
                    cut(could, group.quantum)
            if weighed:
                leave_out(state.levers, f, ratio, could)
            take(could, left, state.ordered[f])
    if weighed and point.sourcing == RANKED:
        for back in range(group.flow_end - group.flow):
            f = order[group.flow_end - 1 - back]
            if table.emergency[f] == 0:
                give_rest(state.levers, f, ratio, left, state.ordered[f])


@switched
def divide_anew(
    cheapest: Any, table: Any, tables: Any, state: Any, i: Any, g: Any, day: Any, wanted: Any
) -> None:
    """Where sources have changed places today, ask them again in their order of each lane."""
    if cheapest.anew[g] != 0 and changed(cheapest, tables, state, g):
        point, group = tables.points[i], tables.groups[g]
        left, could, missing, ratio = state.scratch[1], state.scratch[2], state.scratch[3], state.scratch[4]
        weighed, places = is_weighed(state.pulled, group), group.flow_end - group.flow
        rank(cheapest, tables, state, table.emergency, g, day)
        call_off(wanted, group.quantity, left)
        short_of(point, state.stock[i], state.on_order[i], state.owed[i], missing)
        for place in range(places):
            for f in range(group.flow, group.flow_end):
                copy(could, missing if table.emergency[f] != 0 else left)
                if table.emergency[f] != 0 or place < places - 1:
                    bound(table, tables, state, f, could)
                    if group.quantum > 0.0:
                        cut(could, group.quantum)
                if weighed:
                    leave_out(state.levers, f, ratio, could)
                take_in_place(state.ranked.rank[f], place, could, left, missing, state.ordered[f])
        for back in range(places if weighed else 0):
            for f in range(group.flow, group.flow_end):
                if table.emergency[f] == 0:
                    give_rest_in_place(
                        state.levers,
                        f,
                        ratio,
                        state.ranked.rank[f],
                        places - 1 - back,
                        left,
                        state.ordered[f],
                    )


@law
def bound(table: Any, tables: Any, state: Any, f: Any, goods: Any) -> None:
    """Bound `goods` by what one source can take today: its largest order, its lane, and its site where that is disrupted."""
    flow = tables.flows[f]
    source = tables.points[flow.source]
    capped(goods, table.most[f])
    capped(goods, flow.capacity)
    pass_gates(tables, state, f, flow.usual, goods)
    if source.gate >= 0 and state.shut[source.gate] != 0:
        within(goods, state.gate[source.gate], source.leaves)


@switched
def cancel_old(table: Any, tables: Any, state: Any, i: Any, day: Any) -> None:
    """Cancel what a point's sources have owed it for too long: it is on order no more."""
    point = tables.points[i]
    for g in range(point.group, point.group_end):
        for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
            flow = tables.flows[f]
            if flow.cancel >= 0:
                cancel(
                    table,
                    state.aging,
                    flow.cancel,
                    day,
                    state.ordered[flow.heard],
                    state.due[f],
                    state.scratch[1],
                )
                less(state.on_order[i], state.aging.gone[flow.cancel])
                owe_receivers(tables, state, flow.source)
                for d in range(tables.points[flow.source].demand, tables.points[flow.source].demand_end):
                    owe(state.owed[flow.source], state.backlog[d])
