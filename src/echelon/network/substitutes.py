"""Which demands another item may serve, out of which stock point, and what that brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.exchange import currency_rows
from echelon.network.model import Network
from echelon.network.numbering import found, positions, rows_by_name
from echelon.network.rates import Rates

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Substitutes:
    """One row for each demand that has a substitute `[X]`, in the order of demands.

    demand, point   rows of the structure: who is served, and out of which stock point
    ratio           units of the substitute for one of the item
    price           per unit served, in the currency `currency`, a row of `exchange.exchange`
    value           worth of the substitute in one unit served, in the network's currency
    """

    demand: Ints
    point: Ints
    ratio: Floats
    price: Floats
    currency: Ints
    value: Floats


def substitutes(net: Network, s: Structure, r: Rates) -> Substitutes:
    """The substitutes of a network that has passed its checks."""
    table, items = net["demand"], rows_by_name(net["item"])
    named = ~table.among("substitute", "")
    demand = np.flatnonzero(named[s.demand_row])
    row, own = s.demand_row[demand], s.demand_point[demand]
    wanted = found(table.coded("substitute"), items)[row]
    point = positions(s.site * len(items) + s.item, s.site[own] * len(items) + wanted)
    given, ratio = table["substitute_price"][row], table["substitute_ratio"][row]
    same = np.isnan(given)
    return Substitutes(
        demand,
        point,
        ratio,
        np.where(same, r.price[demand], given),
        np.where(same, r.price_currency[demand], currency_rows(net, table.coded("currency"))[row]),
        r.value[point] * ratio,
    )
