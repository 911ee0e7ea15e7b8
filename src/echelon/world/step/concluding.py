"""A customer's day ends: what it asked and got is counted, and of what is left some waits and some is lost."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law
from echelon.world.law.costs import charge_late
from echelon.world.law.money import add, miss, part_with, tally
from echelon.world.law.patience import lapse
from echelon.world.law.ration import give_up
from echelon.world.state import BACKLOG, DELIVERED, DEMANDED, LOST, MARGIN, ON_TIME, REVENUE, STOCKOUT


@law
def conclude(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, d: Any, day: Any, sold: Any, on_time: Any
) -> None:
    """Count what one customer asked, and got: `sold` units, of which `on_time`; what is left waits or is lost."""
    demand, backlog, asked, customer = tables.demands[d], state.backlog[d], state.asked[d], counts.customer
    late, gone, short, daily = state.scratch[0], state.scratch[4], state.scratch[5], counts.daily
    tally(daily[DEMANDED, day], customer[0, d], asked)
    tally(daily[ON_TIME, day], customer[1, d], on_time)
    tally(daily[DELIVERED, day], customer[2, d], sold)
    miss(asked, on_time, late)
    if demand.lost:
        copy(gone, backlog)
    else:
        fill(gone, 0.0)
        lapse(tables.patience, state.lapsed, d, tables.points[i].quantum, late, backlog, gone)
        give_up(tables.ration, state.grants, tables.flows.size + d, day, gone)
    part_with(backlog, gone, short)
    price, rate = demand.price * tables.fx[demand.currency, day], tables.fx[demand.penalty_currency, day]
    add(daily[STOCKOUT, day], short, demand.stockout * rate)
    charge_late(tables.fees, d, rate, late, daily[STOCKOUT, day])
    add(daily[MARGIN, day], sold, price - demand.value)
    add(daily[REVENUE, day], sold, price)
    if moved.shape[0]:
        traced = 6 * tables.points.size + 3 * tables.flows.size
        copy(moved[traced + d], sold)
        copy(moved[traced + tables.demands.size + d], gone)
    tally(daily[LOST, day], customer[3, d], gone)
    tally(daily[BACKLOG, day], state.owed[i], backlog)
