"""Costs and emissions that only some networks have: fees of orders and shipments, production, goods under way, CO2."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.exchange import currency_rows
from echelon.network.model import Network
from echelon.network.rates import Rates, of_lanes, of_recipes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs in the order of a `Structure`, each in its row's currency (a row of `exchange.exchange`); CO2 in kg.

    release, set_up [P]                per production order; per set-up or change-over; in recipe_currency [P]
    start, start_co2 [P]               per unit started
    disposal [P]                       per unit got rid of, in item_currency [P]
    order, shipment, transit, co2 [F]  per order; per shipment; per unit under way and day; per unit; in `Rates.currency`
    late [D]                           per unit not delivered on its day, in `Rates.penalty_currency`
    """

    release: Floats
    set_up: Floats
    start: Floats
    start_co2: Floats
    recipe_currency: Ints
    disposal: Floats
    item_currency: Ints
    order: Floats
    shipment: Floats
    transit: Floats
    co2: Floats
    late: Floats

    @property
    def any(self) -> bool:
        """Is there a cost or emission that the World has to count while it runs, beside set-ups?"""
        columns = (
            self.release,
            self.start,
            self.start_co2,
            self.disposal,
            self.order,
            self.shipment,
            self.transit,
            self.co2,
            self.late,
        )
        return any(bool(np.any(column)) for column in columns)


def bought_outside(s: Structure, r: Rates, c: Costs) -> Floats:
    """Standard cost of a unit where a recipe without inputs states no cost of its own, else 0. `[P]`

    That is what the price of an item acts on where it enters the network.
    """
    outside = (s.recipe_row >= 0) & (np.diff(s.group_start) == 0) & (c.start == 0.0)
    return np.where(outside, r.value, 0.0)


def costs(net: Network, s: Structure) -> Costs:
    """The costs of a network that has passed its checks."""
    item, lane, recipe = net["item"], net["lane"], net["recipe"]
    return Costs(
        release=of_recipes(s, recipe["order_cost"]),
        set_up=of_recipes(s, recipe["setup_cost"]),
        start=of_recipes(s, recipe["cost_per_unit"]),
        start_co2=of_recipes(s, recipe["co2_per_unit"]),
        recipe_currency=of_recipes(s, currency_rows(net, recipe.coded("currency"))),
        disposal=item["disposal_cost"][s.item],
        item_currency=currency_rows(net, item.coded("currency"))[s.item],
        order=of_lanes(s, lane["order_cost"]),
        shipment=of_lanes(s, lane["cost_per_shipment"]),
        transit=of_lanes(s, lane["transit_holding_cost_per_day"]),
        co2=of_lanes(s, lane["co2_per_unit"]),
        late=net["demand"]["stockout_cost_once"][s.demand_row],
    )
