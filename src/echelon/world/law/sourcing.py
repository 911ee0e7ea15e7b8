"""Several sources of one receiver: asked in an order, each for what it can take, the last for the rest. Rows are `[lane]`.

Switched on by stock points whose `sourcing` is not by share, and by `emergency` lanes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates

BY_SHARE, RANKED, SHARE_WITH_EMERGENCY = 0, 1, 2
"""Of a stock point: no table needed; in the order of the table; by share of what emergency sources leave."""


class Sourcing(NamedTuple):
    """order [order, F] flows of each group as they are asked, emergency ones first; today [day] which of the orders holds, for
    rates of exchange change; emergency [F] 1 for those; most [F] of one order.
    """

    order: Any
    today: Any
    emergency: Any
    most: Any


def sourcing_table(net: Network, s: Structure, r: Rates, fx: Any, *, forced: bool) -> Sourcing | None:
    """Who is asked when; None where all goes by share and the law is not `forced`.

    Cheapest is by landed cost, `buy_price` and freight of a unit in the network's currency at the rates `fx` [currency, day];
    equal ones by id.
    """
    if not (forced or sourcing_codes(net, s).any()):
        return None
    lanes, given = net["lane"], s.lane_row >= 0
    emergency, most, rank = np.zeros(len(s.flows)), np.full(len(s.flows), np.inf), np.zeros(len(s.flows))
    emergency[given] = (lanes["emergency"] == "yes")[s.lane_row[given]]
    most[given] = lanes["lot_maximum"][s.lane_row[given]]
    rank[given] = lanes["source_rank"][s.lane_row[given]]
    group = _groups(s)
    cheapest = (net["stock point"]["sourcing"] == "cheapest")[s.point_row][s.group_point[group]]
    used = np.nan_to_num(fx[np.unique([0, *r.currency[cheapest]])])
    rates, today = np.unique(used, axis=1, return_index=False, return_inverse=True)
    first = [int(np.flatnonzero(today.reshape(-1) == each)[0]) for each in range(rates.shape[1])]
    orders = [np.lexsort((np.arange(len(rank)), np.where(cheapest, r.landed * fx[r.currency, day], rank), -emergency, group))
              for day in first]  # fmt: skip
    return Sourcing(np.array(orders), today.reshape(-1).astype(np.int64), emergency.astype(np.int64), most)


def sourcing_codes(net: Network, s: Structure) -> Any:
    """How each point asks its sources. `[P]`"""
    ranked = ~net["stock point"].among("sourcing", "share")[s.point_row]
    lanes = s.lane_row >= 0
    emergency = np.zeros(len(s.flows), dtype=bool)
    emergency[lanes] = net["lane"].among("emergency", "yes")[s.lane_row[lanes]]
    helped = np.zeros(len(s.points), dtype=bool)
    helped[s.group_point[_groups(s)][emergency]] = True
    return np.where(ranked, RANKED, np.where(helped, SHARE_WITH_EMERGENCY, BY_SHARE))


def _groups(s: Structure) -> Any:
    return np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))


@law
def short_of(point: Any, stock: Any, on_order: Any, owed: Any, missing: Any) -> None:
    """Write what a point's position is missing to its emergency point."""
    for lane in range(missing.size):
        missing[lane] = max(0.0, point.emergency - (stock[lane] + on_order[lane] - owed[lane]))


@law
def take(could: Any, left: Any, ordered: Any) -> None:
    """Order what a source could take, as far as something is left to order."""
    for lane in range(left.size):
        units = min(could[lane], left[lane])
        ordered[lane] = units
        left[lane] -= units


@law
def less(row: Any, units: Any) -> None:
    """Take units off a row that they never exceed."""
    for lane in range(row.size):
        row[lane] = max(0.0, row[lane] - units[lane])
