"""A customer's day ends: what it asked and got is counted, and of what is left some waits and some is lost."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, switched
from echelon.world.counted import (
    BACKLOG,
    DELIVERED,
    DEMANDED,
    IN_FULL,
    LINES,
    LOST,
    MARGIN,
    ON_TIME,
    REVENUE,
    STOCKOUT,
)
from echelon.world.law.ages import MEMORY, give_up
from echelon.world.law.costs import charge_late
from echelon.world.law.due import fall_due, judge, serve_lines
from echelon.world.law.lever import earn_at, is_priced
from echelon.world.law.money import add, count, miss, part_with
from echelon.world.law.patience import lapse


@law
def earn(state: Any, counts: Any, d: Any, day: Any, sold: Any, price: Any, value: Any) -> None:
    """Count what one customer paid for goods that are worth `value` a unit."""
    if is_priced(state.pulled, d):
        earn_at(state.levers, d, sold, price, value, counts.daily[MARGIN, day], counts.daily[REVENUE, day])
    else:
        add(counts.daily[MARGIN, day], sold, price - value)
        add(counts.daily[REVENUE, day], sold, price)


@law
def conclude(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, d: Any, day: Any, sold: Any, on_time: Any
) -> None:
    """Count what one customer asked, and got: `sold` units, of which `on_time`; what is left waits or is lost."""
    demand, asked, daily, customer = tables.demands[d], state.asked[d], counts.daily, counts.customer
    late, gone, short, line = state.scratch[0], state.scratch[4], state.scratch[5], state.scratch[6]
    miss(asked, on_time, late)
    if demand.due:
        copy(short, sold)
        serve_lines(tables.due, state.awaited, d, day, asked, short, on_time, late, line)
    part(tables, state, i, d, day, late, gone, short)
    if demand.due:
        fall_due(tables.due, state.awaited, d, late, gone, short)
        judge(line, late, daily[LINES, day], customer[4, d], daily[IN_FULL, day], customer[5, d])
    else:
        judge(asked, short, daily[LINES, day], customer[4, d], daily[IN_FULL, day], customer[5, d])
    count(daily[DEMANDED, day], customer[0, d], asked, demand.weight)
    count(daily[ON_TIME, day], customer[1, d], on_time, demand.weight)
    count(daily[DELIVERED, day], customer[2, d], sold, demand.weight)
    rate = tables.fx[demand.penalty_currency, day]
    add(daily[STOCKOUT, day], short, demand.stockout * rate)
    charge_late(tables.fees, d, rate, late, daily[STOCKOUT, day])
    if moved.shape[0]:
        copy(moved[6 * tables.points.size + 3 * tables.flows.size + tables.demands.size + d], gone)
    count(daily[LOST, day], customer[3, d], gone, demand.weight)
    count(daily[BACKLOG, day], state.owed[i], state.backlog[d], demand.weight)


@law
def part(tables: Any, state: Any, i: Any, d: Any, day: Any, late: Any, gone: Any, short: Any) -> None:
    """Of what one customer did not get in time, write what is lost into `gone`; `short` gets it with what waits."""
    demand, backlog = tables.demands[d], state.backlog[d]
    if demand.lost:
        copy(gone, backlog)
    else:
        fill(gone, 0.0)
        lapse(tables.patience, state.lapsed, d, tables.points[i].quantum, late, backlog, gone)
        asked_on = day - min(demand.due, MEMORY - 1)
        leave_queue(tables.ration, state, tables.flows.size + d, asked_on, gone)
    part_with(backlog, gone, short)


@switched
def leave_queue(ration: Any, state: Any, c: Any, day: Any, gone: Any) -> None:
    """Take what one claim has lost off what it ordered on a day."""
    give_up(state.ages, ration.queue[c], day, gone)
