"""Customers who could not be served take another item of the site, out of what is left there."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, switched
from echelon.world.law.handle import within_rest
from echelon.world.law.lever import give_none
from echelon.world.law.procurement import owe
from echelon.world.law.ration import grant_customer
from echelon.world.law.review import touch
from echelon.world.law.swap import free_stock, if_whole, sum_up, swap, take
from echelon.world.step.concluding import conclude, earn
from echelon.world.step.leaving import owe_receivers


@switched
def substitute(table: Any, tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any) -> None:
    """Serve one point's customers who have a substitute with it, one after another, and end their day."""
    point, some = tables.points[i], False
    for d in range(point.demand, point.demand_end):
        if tables.demands[d].swap >= 0:
            some = True
            replace(table, tables, state, counts, moved, i, d, day)
    if some:
        owe_receivers(tables, state, i)
        for d in range(point.demand, point.demand_end):
            owe(state.owed[i], state.backlog[d])


@law
def replace(table: Any, tables: Any, state: Any, counts: Any, moved: Any, i: Any, d: Any, day: Any) -> None:
    """Serve one customer with the substitute, out of what is free, and count its day."""
    demand, x = tables.demands[d], tables.demands[d].swap
    served, used, free, on_time = state.scratch[1], state.scratch[2], state.scratch[4], state.scratch[3]
    j = table[x].point
    find_free(tables, state, j, free)
    give_none(state.levers, state.pulled, d, free)
    already = state.scratch[5]
    fill(already, 0.0)
    grant_customer(state.grants, tables.flows.size + d, already)
    within_rest(tables.handling, state.handled, tables.flows.size + d, already, free)
    swap(
        table[x].ratio,
        demand.whole,
        tables.points[i].quantum,
        tables.points[j].quantum,
        state.backlog[d],
        free,
        served,
        used,
    )
    take(state.stock[j], used)
    take(state.backlog[d], served)
    touch(tables.review, state, j, used)
    if moved.shape[0]:
        traced = 6 * tables.points.size + 3 * tables.flows.size + 2 * tables.demands.size
        copy(moved[traced + d], served)
        copy(moved[traced + tables.demands.size + d], used)
    earn(state, counts, d, day, served, table[x].price * tables.fx[table[x].currency, day], table[x].value)
    sum_up(state.swaps, x, served, state.asked[d], used, on_time)
    conclude(tables, state, counts, moved, i, d, day, used, on_time)


@law
def find_free(tables: Any, state: Any, j: Any, free: Any) -> None:
    """What one point can give to the customers of another: nothing where its site is disrupted."""
    gate = tables.points[j].gate
    free_stock(state.stock[j], state.owed[j], free)
    if gate >= 0 and state.shut[gate] != 0:
        if_whole(free, state.gate[gate])
