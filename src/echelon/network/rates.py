"""Money and normal flow, worked out from the tables: what empty cells stand for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.exchange import currency_rows, exchange, standard_costs
from echelon.network.model import Network

Floats = NDArray[np.float64]

BUSY = 1.25
"""What usually can pass, as a part of what a busy day needs: a quarter to spare."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of a unit and mean daily flows, in the order of a `Structure`. Money in the network's currency, on day 0.

    value, holding [P]            of a unit in stock; of a unit and day
    group_value, group_holding [G]  the same for goods that wait for a recipe
    freight [F]                   per unit shipped
    price, stockout [D]           per unit sold; per unit owed and day (or per unit lost)
    margin [D]                    price - value
    need [P], flow_need [F]       mean units a day
    usual [P], flow_usual [F]     a busy day: the calendars' busiest, two standard deviations, and a quarter more
    """

    value: Floats
    holding: Floats
    group_value: Floats
    group_holding: Floats
    freight: Floats
    landed: Floats
    price: Floats
    stockout: Floats
    margin: Floats
    need: Floats
    flow_need: Floats
    usual: Floats
    flow_usual: Floats


def rates(net: Network, s: Structure) -> Rates:
    """The rates of a network. Holding cost where none is given: value x yearly rate / 365."""
    daily_rate = net.settings.holding_rate_per_year / 365.0
    item_value = standard_costs(net)
    value = item_value[s.item]
    given = net["stock point"]["holding_cost_per_day"][s.point_row]
    group_value = item_value[s.group_item]
    demand, lane, today = net["demand"], net["lane"], exchange(net, 1)[:, 0]
    rate = today[currency_rows(net, demand["currency"])][s.demand_row]
    price = demand["price"][s.demand_row] * rate
    price = np.where(np.isnan(price), value[s.demand_point], price)
    lanes = s.lane_row >= 0
    freight = np.zeros(len(s.flows))
    freight[lanes] = (lane["cost_per_unit"] * today[currency_rows(net, lane["currency"])])[s.lane_row[lanes]]
    landed = freight.copy()
    landed[lanes] += (lane["buy_price"] * today[currency_rows(net, lane["currency"])])[s.lane_row[lanes]]
    need, flow_need = needs(net, s)
    busiest, flow_busiest = needs(net, s, busiest=True)
    return Rates(
        value=value,
        holding=np.where(np.isnan(given), value * daily_rate, given),
        group_value=group_value,
        group_holding=group_value * daily_rate,
        freight=freight,
        landed=landed,
        price=price,
        stockout=demand["stockout_cost"][s.demand_row] * rate,
        margin=price - value[s.demand_point],
        need=need,
        flow_need=flow_need,
        usual=busiest * BUSY,
        flow_usual=flow_busiest * BUSY,
    )


def needs(net: Network, s: Structure, *, busiest: bool = False) -> tuple[Floats, Floats]:
    """Units a day that each point must supply and each flow carries, customers' demand passed upstream.

    busiest   the calendars' busiest day and two standard deviations, instead of the mean over the year
    """
    demand, rows = net["demand"], s.demand_row
    over_year = np.max if busiest else np.mean
    yearly = {
        str(c["name"]): float(over_year(calendar_days(c, net.settings.start, 364)))
        for c in net.rows("calendar")
    }
    factor = np.array([yearly.get(str(name), 1.0) for name in demand["calendar"][rows]])
    need, flow_need = _upstream(s, demand["mean_per_day"][rows] * factor, 1)
    if not busiest:
        return need, flow_need
    poisson = demand["shape"][rows] == "poisson"
    variance = np.where(poisson, demand["mean_per_day"][rows], demand["sd_per_day"][rows] ** 2) * factor**2
    varies, flow_varies = _upstream(s, variance, 2)
    return need + 2.0 * np.sqrt(varies), flow_need + 2.0 * np.sqrt(flow_varies)


def _upstream(s: Structure, asked: Floats, power: int) -> tuple[Floats, Floats]:
    """What is asked by demand, added up at points and flows, each quantity and share to a power. `[P]`, `[F]`"""
    need, flow_need = np.zeros(len(s.points)), np.zeros(len(s.flows))
    np.add.at(need, s.demand_point, asked)
    for point in range(len(s.points) - 1, -1, -1):
        for group in range(s.group_start[point], s.group_start[point + 1]):
            first, last = s.flow_start[group], s.flow_start[group + 1]
            flow_need[first:last] = need[point] * (s.quantity[group] * s.share[first:last]) ** power
            np.add.at(need, s.source[first:last], flow_need[first:last])
    return need, flow_need
