"""Money and normal flow, worked out from the tables: what empty cells stand for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.calendar import daily
from echelon.network.model import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of a unit and mean daily flows, in the order of a `Structure`. Money in the network's currency.

    value, holding [P]            of a unit in stock; of a unit and day
    group_value, group_holding [G]  the same for goods that wait for a recipe
    freight [F]                   per unit shipped
    price, stockout [D]           per unit sold; per unit owed and day (or per unit lost)
    margin [D]                    price - value
    need [P], flow_need [F]       mean units a day
    """

    value: Floats
    holding: Floats
    group_value: Floats
    group_holding: Floats
    freight: Floats
    price: Floats
    stockout: Floats
    margin: Floats
    need: Floats
    flow_need: Floats


def rates(net: Network, s: Structure) -> Rates:
    """The rates of a network. Holding cost where none is given: value x yearly rate / 365."""
    daily_rate = net.settings.holding_rate_per_year / 365.0
    item_value = net["item"]["unit_value"]
    value = item_value[s.item]
    given = net["stock point"]["holding_cost_per_day"][s.point_row]
    group_value = item_value[s.group_item]
    demand = net["demand"]
    price = demand["price"][s.demand_row]
    price = np.where(np.isnan(price), value[s.demand_point], price)
    lanes = s.lane_row >= 0
    freight = np.zeros(len(s.flows))
    freight[lanes] = net["lane"]["cost_per_unit"][s.lane_row[lanes]]
    need, flow_need = needs(net, s)
    return Rates(
        value=value,
        holding=np.where(np.isnan(given), value * daily_rate, given),
        group_value=group_value,
        group_holding=group_value * daily_rate,
        freight=freight,
        price=price,
        stockout=demand["stockout_cost"][s.demand_row],
        margin=price - value[s.demand_point],
        need=need,
        flow_need=flow_need,
    )


def needs(net: Network, s: Structure) -> tuple[Floats, Floats]:
    """Mean units a day that each point must supply and each flow carries, customers' demand passed upstream."""
    need, flow_need = np.zeros(len(s.points)), np.zeros(len(s.flows))
    yearly = {str(c["name"]): float(np.mean(daily(str(c["months"]), str(c["weekdays"]), net.settings.start, 364)))
              for c in net.rows("calendar")}  # fmt: skip
    demand = net["demand"]
    factor = np.array([yearly.get(str(name), 1.0) for name in demand["calendar"][s.demand_row]])
    np.add.at(need, s.demand_point, demand["mean_per_day"][s.demand_row] * factor)
    for point in range(len(s.points) - 1, -1, -1):
        for group in range(s.group_start[point], s.group_start[point + 1]):
            first, last = s.flow_start[group], s.flow_start[group + 1]
            flow_need[first:last] = need[point] * s.quantity[group] * s.share[first:last]
            np.add.at(need, s.source[first:last], flow_need[first:last])
    return need, flow_need
