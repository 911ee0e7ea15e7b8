"""Who asks the cheapest source first sees what freight and items cost today, in each replication. Rows are `[lane]`.

A source is ranked by (freight x its factor + buying price x the item's factor) x the day's rate of exchange, equal ones by id,
emergency lanes before the others. Switched on by disruptions of `freight` and `price` that hit what a point with `sourcing`
cheapest buys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import of_lanes
from echelon.world.gates import gate_rows


class Cheapest(NamedTuple):
    """anew [G] 1 where sources may change places; price [G] gate row of the item, or -1; buy [F] money per unit."""

    anew: Any
    price: Any
    buy: Any


class Ranked(NamedTuple):
    """Rows to work in, by flow: landed cost of a unit today, in the network's currency; rank among the sources of its group."""

    landed: Any
    rank: Any


def cheapest_table(
    net: Network, s: Structure, flows: Any, gates: Mapping[Target, int], *, forced: bool
) -> Cheapest | None:
    """Whose sources may change places; None where nobody's may and the law is not `forced`."""
    cheapest = net["stock point"].among("sourcing", "cheapest")[s.point_row][s.group_point]
    several = np.diff(s.flow_start) > 1
    price = gate_rows(gates, "price", s.group_item)
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    dearer = np.bincount(group, flows["dear"] >= 0, minlength=len(s.quantity)) > 0
    anew = cheapest & several & ((price >= 0) | dearer)
    if not (forced or anew.any()):
        return None
    return Cheapest(anew.astype(np.int64), price, of_lanes(s, net["lane"]["buy_price"]))


def nothing_ranked(table: Cheapest | None, lanes: int) -> Ranked | None:
    """Rows to work in."""
    return None if table is None else Ranked(*(np.zeros((len(table.buy), lanes)) for _ in range(2)))


@law
def changed(table: Any, tables: Any, state: Any, g: Any) -> Any:
    """Whether anything that sources of a group cost is disrupted today, anywhere."""
    found = table.price[g] >= 0 and state.shut[table.price[g]] != 0
    for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
        dear = tables.flows[f].dear
        found = found or (dear >= 0 and state.shut[dear] != 0)
    return found


@switched
def rank(table: Any, tables: Any, state: Any, emergency: Any, g: Any, day: Any) -> None:
    """Write the rank of each source of a group into `Ranked.rank`, 0 for who is asked first."""
    first, last = tables.groups[g].flow, tables.groups[g].flow_end
    for f in range(first, last):
        land(table, tables, state, f, g, day)
    for f in range(first, last):
        place = state.ranked.rank[f]
        fill(place, 0.0)
        for other in range(first, last):
            if emergency[other] != emergency[f]:
                if emergency[other] != 0:
                    one_back(place)
            elif other != f:
                behind(state.ranked.landed[f], state.ranked.landed[other], other < f, place)


@law
def land(table: Any, tables: Any, state: Any, f: Any, g: Any, day: Any) -> None:
    """Write what a unit by one flow costs today."""
    flow, cost = tables.flows[f], state.ranked.landed[f]
    rate, freight, buy = tables.fx[flow.currency, day], flow.freight, table.buy[f]
    fill(cost, freight)
    if flow.dear >= 0:
        factor = state.gate[flow.dear]
        for lane in range(cost.size):
            cost[lane] = freight * factor[lane]
    if table.price[g] >= 0:
        factor = state.gate[table.price[g]]
        for lane in range(cost.size):
            cost[lane] = (cost[lane] + buy * factor[lane]) * rate
    else:
        for lane in range(cost.size):
            cost[lane] = (cost[lane] + buy) * rate


@law
def one_back(place: Any) -> None:
    """Rank one place later."""
    for lane in range(place.size):
        place[lane] += 1.0


@law
def behind(cost: Any, other: Any, before: Any, place: Any) -> None:
    """Rank one place later where another costs less, or the same and comes `before`."""
    for lane in range(place.size):
        later = other[lane] < cost[lane] or (before and other[lane] == cost[lane])
        place[lane] += 1.0 if later else 0.0


@law
def take_in_place(ranks: Any, place: Any, could: Any, left: Any, missing: Any, ordered: Any) -> None:
    """Order what a source could take where it has this place, as far as something is left; that is not `missing` any more."""
    for lane in range(left.size):
        if ranks[lane] == place:
            units = min(could[lane], left[lane])
            ordered[lane] = units
            left[lane] -= units
            missing[lane] = max(0.0, missing[lane] - units)
