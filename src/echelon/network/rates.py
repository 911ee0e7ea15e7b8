"""Money and normal flow, worked out from the tables: what empty cells stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.demand import factors, variances
from echelon.network.exchange import currency_rows, exchange, standard_costs
from echelon.network.model import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BUSY = 1.25
"""What usually can pass, as a part of what a busy day needs: a quarter to spare."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of a unit and mean daily flows, in the order of a `Structure`. Worth and holding are in the network's currency.

    value, holding [P]            of a unit in stock; of a unit and day
    group_value, group_holding [G]  the same for goods that wait for a recipe
    freight, detour [F]           per unit shipped, per unit that goes round a closed passage, in the currency `currency` [F],
                                  a row of `exchange.exchange`
    detour_co2 [F]                kg per unit that goes round
    landed [F]                    per unit: what it costs at the sender and its freight, in the currency of the flow
    price, stockout [D]           per unit sold; per unit owed and day (or per unit lost); in price_currency, penalty_currency
    margin [D]                    price - value on day 0
    worth [D]                     price on day 0, in the network's currency; value where that is 0
    need [P], flow_need [F]       mean units a day
    usual [P], flow_usual [F]     a busy day: the calendars' busiest, two standard deviations, and a quarter more
    """

    value: Floats
    holding: Floats
    group_value: Floats
    group_holding: Floats
    freight: Floats
    detour: Floats
    detour_co2: Floats
    currency: Ints
    landed: Floats
    price: Floats
    price_currency: Ints
    stockout: Floats
    penalty_currency: Ints
    margin: Floats
    worth: Floats
    need: Floats
    flow_need: Floats
    usual: Floats
    flow_usual: Floats


def rates(net: Network, s: Structure) -> Rates:
    """The rates of a network. Holding cost where none is given: value x yearly rate / 365; the cost of space is added to it."""
    daily_rate = net.settings.holding_rate_per_year / 365.0
    item_value = standard_costs(net)
    value = item_value[s.item]
    given = net["stock point"]["holding_cost_per_day"][s.point_row]
    group_value = item_value[s.group_item]
    demand, lane = net["demand"], net["lane"]
    given_price = demand["price"][s.demand_row]
    price = np.where(np.isnan(given_price), value[s.demand_point], given_price)
    currency = currency_rows(net, demand.coded("currency"))[s.demand_row]
    # A price that is the standard cost is in the network's currency already.
    price_currency = np.where(np.isnan(given_price), 0, currency)
    space = net["item"]["space_per_unit"]
    space_cost = net["site"]["space_cost_per_day"][s.site]
    paid = price * exchange(net, 1)[:, 0][price_currency]
    need, flow_need = needs(net, s)
    busiest, flow_busiest = needs(net, s, busiest=True)
    return Rates(
        value=value,
        holding=np.where(np.isnan(given), value * daily_rate, given) + space[s.item] * space_cost,
        group_value=group_value,
        group_holding=group_value * daily_rate + space[s.group_item] * space_cost[s.group_point],
        freight=of_lanes(s, lane["cost_per_unit"]),
        detour=of_lanes(s, lane["detour_cost_per_unit"]),
        detour_co2=of_lanes(s, lane["detour_co2_per_unit"]),
        currency=of_lanes(s, currency_rows(net, lane.coded("currency"))),
        landed=of_lanes(s, lane["cost_per_unit"] + lane["buy_price"]),
        price=price,
        price_currency=price_currency,
        stockout=demand["stockout_cost"][s.demand_row],
        penalty_currency=currency,
        margin=paid - value[s.demand_point],
        worth=np.where(paid > 0.0, paid, value[s.demand_point]),
        need=need,
        flow_need=flow_need,
        usual=busiest * BUSY,
        flow_usual=flow_busiest * BUSY,
    )


def of_lanes(s: Structure, column: NDArray[Any]) -> Any:
    """A column of the lane table by flow, 0 for hand-overs inside a site. `[F]`"""
    found = np.zeros(len(s.flows), dtype=column.dtype)
    lanes = s.lane_row >= 0
    found[lanes] = column[s.lane_row[lanes]]
    return found


def of_recipes(s: Structure, column: NDArray[Any]) -> Any:
    """A column of the recipe table by stock point, 0 for points that buy. `[P]`"""
    found = np.zeros(len(s.points), dtype=column.dtype)
    making = s.recipe_row >= 0
    found[making] = column[s.recipe_row[making]]
    return found


def needs(net: Network, s: Structure, *, busiest: bool = False) -> tuple[Floats, Floats]:
    """Units a day that each point must supply and each flow carries, customers' demand passed upstream.

    busiest   the busiest day of calendars and growth, and two standard deviations, instead of the mean over the first year
    """
    demand, rows = net["demand"], s.demand_row
    factor = factors(net, np.max if busiest else np.mean)[rows]
    starts = per_good(net, s)
    need, flow_need = _upstream(s, demand["mean_per_day"][rows] * factor, starts, 1)
    if not busiest:
        return need, flow_need
    variance = variances(net)[rows] * factor**2
    varies, flow_varies = _upstream(s, variance, starts, 2)
    return need + 2.0 * np.sqrt(varies), flow_need + 2.0 * np.sqrt(flow_varies)


def per_good(net: Network, s: Structure) -> Floats:
    """Units that must start for one good one: 1 where nothing is scrapped. `[P]`"""
    made = s.recipe_row >= 0
    found = np.ones(len(s.points))
    found[made] /= net["recipe"]["yield_mean"][s.recipe_row[made]]
    return found


def _upstream(s: Structure, asked: Floats, starts: Floats, power: int) -> tuple[Floats, Floats]:
    """What is asked by demand, added up at points and flows, each factor of a flow to a power. `[P]`, `[F]`

    starts   of `per_good`
    """
    need, flow_need = np.zeros(len(s.points)), np.zeros(len(s.flows))
    np.add.at(need, s.demand_point, asked)
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    target = s.group_point[group]
    each = (starts[target] * s.quantity[group] * s.share) ** power
    # Points are numbered by level, and all that one needs is known once the higher levels have asked; the last point asks first.
    last = np.argsort(-target, kind="stable")
    levels = -s.level[target[last]]
    for flows in np.split(last, np.flatnonzero(np.diff(levels)) + 1):
        flow_need[flows] = need[target[flows]] * each[flows]
        np.add.at(need, s.source[flows], flow_need[flows])
    return need, flow_need
