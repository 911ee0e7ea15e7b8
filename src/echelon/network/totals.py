"""Totals over customers whose items are counted in different units: what one unit of each counts for.

Quantities in units that convert into each other are added in one unit. Others cannot be added; they are weighed by what
they are sold for, so that the total is money and a fill rate is that of its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.network.units import shared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Totals(NamedTuple):
    """What a total over some demands is in, and what one of each item's own units counts for in it. `[demand]`

    unit   of measure; the network's currency where items are weighed by their worth on day 0
    """

    unit: str
    weights: Floats


def totals(net: Network, s: Structure, r: Rates, demands: Ints | Sequence[int] | None = None) -> Totals:
    """Totals over all demands of a structure, or over some of them.

    >>> from echelon.network.build import build
    >>> from echelon.network.rates import rates
    >>> from echelon.testing.networks import hand_made
    >>> s = build(net := hand_made())
    >>> totals(net, s, rates(net, s))
    Totals(unit='piece', weights=array([1., 1.]))
    """
    rows = np.arange(len(s.demands)) if demands is None else np.asarray(demands)
    units = net["item"]["unit"][s.item[s.demand_point[rows]]].tolist()
    return weighed(units, r.worth[rows], net.settings.currency)


def weighed(units: Sequence[str], worth: Floats, currency: str) -> Totals:
    """What one of each of these units counts for in a total: in one unit where they convert, else by its worth in money.

    >>> weighed(["g", "kg"], np.array([1.0, 2.0]), "EUR"), weighed(["l", "kg"], np.array([1.0, 2.0]), "EUR")
    (Totals(unit='kg', weights=array([0.001, 1.   ])), Totals(unit='EUR', weights=array([1., 2.])))
    """
    found = shared(units)
    if found is None:
        return Totals(currency, worth)
    unit, sizes = found[0], {own: float(size) for own, size in found[1].items()}
    return Totals(unit, np.array([sizes[own] for own in units], dtype=np.float64))


def of_each(net: Network, s: Structure, r: Rates, owner: NDArray[Any]) -> Floats:
    """Weights of demands in totals over those of one owner each, such as their customer. `[demand]`"""
    weights = np.ones(len(owner))
    for name in dict.fromkeys(owner.tolist()):
        mine = np.flatnonzero(owner == name)
        weights[mine] = totals(net, s, r, mine).weights
    return weights
