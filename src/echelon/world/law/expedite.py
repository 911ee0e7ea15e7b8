"""Expediting: a shipment takes a shorter way, at a price, when its receiver runs short. Rows are `[lane]`.

Switched on by lanes with `expedite_days`. A shipment is expedited when, as it leaves, its receiver has at most its
`emergency_point` on hand less what it owes, before today's arrivals, or when somebody says so (`law.lever`). It then takes
`expedite_days`, or what it would have taken, if that is less; all that leaves on the lane that day is expedited, and paid for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import of_lanes
from echelon.world.law.lever import overrule


class Expedite(NamedTuple):
    """By flow `[F]`: days of an expedited shipment, cost of one unit in the lane's currency, and the point that it feeds."""

    days: Any
    cost: Any
    to: Any


def expedited(net: Network, s: Structure) -> Any:
    """Flows whose shipments may be expedited. `[X]`"""
    return np.flatnonzero((s.lane_row >= 0) & np.isfinite(of_lanes(s, net["lane"]["expedite_days"])))


def expedite_table(net: Network, s: Structure, *, overnight: bool, forced: bool) -> Expedite | None:
    """What expediting does; None where no lane has it and the law is not `forced`.

    overnight   what leaves arrives tomorrow at the earliest, by the order of the day
    """
    if not forced and not len(expedited(net, s)):
        return None
    days = np.nan_to_num(of_lanes(s, net["lane"]["expedite_days"]))
    cost = of_lanes(s, net["lane"]["expedite_cost_per_unit"])
    return Expedite(np.maximum(days, float(overnight)), cost, np.repeat(s.group_point, np.diff(s.flow_start)))


def nothing_hurried(table: Expedite | None, lanes: int) -> Any:
    """Which flows' shipments were expedited today, none as yet. `[F, lane]`"""
    return None if table is None else np.zeros((len(table.days), lanes))


@switched
def hurry(table: Any, points: Any, state: Any, f: Any) -> None:
    """Say in which lanes what leaves on one flow today is expedited: where its receiver is short, or somebody says so."""
    to, hurried = table.to[f], state.hurried[f]
    stock, owed, point = state.stock[to], state.owed[to], points[to].emergency
    for lane in range(hurried.size):
        hurried[lane] = 1.0 if stock[lane] - owed[lane] <= point else 0.0
    overrule(state.levers, state.pulled, f, hurried)


@switched
def shorten(table: Any, hurried: Any, f: Any, taken: Any) -> None:
    """Shorten the lead times `taken` of what is expedited on one flow."""
    days = table.days[f]
    for lane in range(taken.size):
        taken[lane] = min(taken[lane], days) if hurried[f, lane] > 0.0 else taken[lane]


@switched
def charge_hurried(table: Any, hurried: Any, f: Any, rate: Any, goods: Any, total: Any) -> None:
    """Charge what was expedited on one flow; `rate` is the day's exchange rate."""
    _charge(hurried[f], table.cost[f] * rate, goods, total)


@law
def _charge(hurried: Any, cost: Any, goods: Any, total: Any) -> None:
    for lane in range(total.size):
        total[lane] += goods[lane] * cost if hurried[lane] > 0.0 else 0.0
