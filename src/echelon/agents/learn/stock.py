"""The policies that are learned here: how much more or less than its target a stock point aims at, given what it sees.

One rule for all points of all networks, so that what was learned on some can be tried on others. A fixed base stock is the same
rule with its weights at 0, so that both are tuned by the same search with the same budget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.space import Parameter, Space

Floats = NDArray[np.float64]
SHELF = Parameter("shelf", -1.0, 1.0, 0.0)
STORE = Parameter("store", -1.0, 1.0, 0.0)
WEIGHTS = (
    Parameter("position", -1.0, 1.0, 0.0),
    Parameter("owed", -1.0, 1.0, 0.0),
    Parameter("shut", -1.0, 1.0, 0.0),
)
"""Constant parts, of points that serve customers and of all others; weights of what a point sees."""
FORMS = {"base_stock": Space((SHELF, STORE)), "linear_stock": Space((SHELF, STORE, *WEIGHTS))}
"""What can be learned, by name."""


@dataclass(frozen=True, slots=True)
class StockRule:
    """Where a rule finds what it weighs: columns of observations by point, and which points serve customers. `[P]`"""

    stock: NDArray[np.intp]
    on_order: NDArray[np.intp]
    owed: NDArray[np.intp]
    able: NDArray[np.intp]
    serves: NDArray[np.bool_]

    def act(self, seen: NDArray[np.float32], values: Floats) -> Floats:
        """Extra stock `[lane, P]`, in [-1, 1] of the lever's range, by values `[lane, parameter]` of `FORMS`.

        Of a position (on hand + on order - owed, of what is usual) above 1 the first weight, of what is owed the second, of the
        part of its ability that is gone the third.
        """
        look = seen.astype(np.float64)
        stock, on_order, owed, able = (
            look[:, at] for at in (self.stock, self.on_order, self.owed, self.able)
        )
        aimed = np.where(self.serves, values[:, :1], values[:, 1:2])
        if values.shape[1] > 2:
            position = np.clip(stock + on_order - owed - 1.0, -1.0, 1.0)
            aimed = aimed + values[:, 2:3] * position + values[:, 3:4] * np.minimum(owed, 1.0)
            aimed = aimed + values[:, 4:5] * (1.0 - np.minimum(able, 1.0))
        return np.asarray(np.clip(aimed, -1.0, 1.0))


def stock_rule(names: tuple[str, ...], moved: tuple[str, ...], served: frozenset[str]) -> StockRule:
    """The rule of a network: names of the columns that are seen, of those that are moved, and points that serve customers."""
    column = {name: at for at, name in enumerate(names)}
    points = [name.removeprefix("extra_stock ") for name in moved]
    stock, on_order, owed, able = (
        np.array([column[f"{what} {point}"] for point in points], dtype=np.intp)
        for what in ("stock", "on_order", "owed", "able")
    )
    return StockRule(stock, on_order, owed, able, np.array([point in served for point in points]))
