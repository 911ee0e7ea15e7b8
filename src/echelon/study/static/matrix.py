"""A static model as rows and columns of a linear program of rates, smaller where a make has one source of an input.

All quantities are those of a mean day of a window of t days. Stock that is there at its beginning gives stock x *haste* a
day, where haste = 1 / t is a column of its own, the last: fixed in the time-to-recover program, the least that will do in
that of time to survive. The other columns are those of the model, then swaps, then units lost, by demand. Rows: what leaves
a point is there; what a make uses has come; limits; a demand is delivered, swapped or lost. Where all that a make needs of
something comes over one flow and none of it waits, sending more than is used gains nothing: the flow is a multiple of the
make, and both are one column of the program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from echelon.study.static.model import Floats, Ints, Static

MARGIN_OF_NOTHING = 1.0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows: points, needs, limits, demands. `K` columns of the program, the last is haste; `C` columns of the model.

    alias, scale [C]   column of the program, and units of the model's column in one of it
    most [K]           most a day, inf for no limit;  cost [K] money lost with one
    right [row]        the right side, units a day;  must [row] whether it is reached exactly
    """

    rows: csc_array
    alias: Ints
    scale: Floats
    most: Floats
    cost: Floats
    right: Floats
    must: NDArray[np.bool_]
    first_limit: int
    first_demand: int

    @property
    def first_lost(self) -> int:
        """The first column of the model that counts units lost."""
        return len(self.alias) - (self.rows.shape[0] - self.first_demand)

    @property
    def haste(self) -> int:
        """The column of the program that is 1 / days."""
        return len(self.most) - 1


def matrix_of(s: Static, *, merged: bool = True) -> Matrix:
    """The rows and columns of a model; flows with their makes where they are `merged`.

    >>> from echelon.study.static.model import Plan, static_of
    >>> chain = Plan("SV", [("S", "V")], {"V": {"S": 2.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0})
    >>> found = matrix_of(static_of(chain))
    >>> found.rows.shape, found.alias.tolist(), found.scale.tolist()
    ((3, 5), [0, 1, 1, 2, 3], [1.0, 1.0, 2.0, 1.0, 1.0])
    """
    alias, scale, used = _aliases(s, merged)
    kept = np.setdiff1d(np.arange(len(s.need_make)), used)
    points, needs, limits, demands = len(s.points), len(kept), len(s.limit_rate), len(s.demands)
    flow, sell = s.first_flow, s.first_demand
    swap, lost = sell + demands, sell + demands + len(s.swap_demand)
    need_row, limit_row = points, points + needs
    demand_row = limit_row + limits
    into = np.flatnonzero(s.flow_point >= 0)
    need = np.full(len(s.need_make) + 1, -1, dtype=np.int64)  # the last is that of flows which feed a point
    need[kept] = need_row + np.arange(needs)
    using = np.flatnonzero(need[s.flow_need] >= 0)
    flows, deliveries = np.arange(len(s.flow_source)), np.arange(demands)
    swaps = np.arange(len(s.swap_demand))
    ones = np.ones
    entries: list[tuple[Ints, Ints, Floats]] = [
        (s.make_point, np.arange(flow), -s.made),
        (s.more_point, s.more_make, -s.more_units),
        (s.flow_source, flow + flows, ones(len(flows))),
        (s.flow_point[into], flow + into, -ones(len(into))),
        (s.demand_point, sell + deliveries, ones(demands)),
        (s.swap_point, swap + swaps, s.swap_units),
        (need[kept], s.need_make[kept], s.need_units[kept]),
        (need[s.flow_need[using]], flow + using, -ones(len(using))),
        (limit_row + s.limit_row, s.limit_column, s.limit_weight),
        (demand_row + deliveries, sell + deliveries, ones(demands)),
        (demand_row + s.swap_demand, swap + swaps, ones(len(swaps))),
        (demand_row + deliveries, lost + deliveries, ones(demands)),
    ]
    row, column, value = (np.concatenate([each[part] for each in entries]) for part in range(3))
    value = value * scale[column]
    count = int(alias.max()) + 1 if len(alias) else 0
    there = np.concatenate([s.stock, s.need_stock[kept]])
    row, column = (
        np.concatenate([row, np.arange(len(there))]),
        np.concatenate([alias[column], np.full(len(there), count)]),
    )
    value = np.concatenate([value, -there])
    held = value != 0.0
    shape = demand_row + demands, count + 1
    rows = csc_array(coo_array((value[held], (row[held], column[held])), shape=shape))
    rows.sort_indices()
    most = np.full(count + 1, np.inf)
    able = np.concatenate([s.capacity, np.full(len(alias) - len(s.capacity), np.inf)])
    np.minimum.at(most, alias, able / scale)
    cost = np.zeros(count + 1)
    weights = s.margin if (s.margin > 0).any() else np.full(demands, MARGIN_OF_NOTHING)
    cost[alias[lost:]] = np.maximum(weights, 0.0)
    cost[alias[swap:lost]] = np.maximum(s.swap_margin, 0.0)
    return Matrix(
        rows=rows,
        alias=alias,
        scale=scale,
        most=most,
        cost=cost,
        right=np.concatenate([np.zeros(points + needs), s.limit_rate, s.rate]),
        must=np.arange(shape[0]) >= demand_row,
        first_limit=limit_row,
        first_demand=demand_row,
    )


def _aliases(s: Static, merged: bool) -> tuple[Ints, Floats, Ints]:
    """Column of the program of each column of the model, its scale, and the needs that are left out for it."""
    count = s.first_demand + 2 * len(s.demands) + len(s.swap_demand)
    target, scale = np.arange(count), np.ones(count)
    feeding = np.flatnonzero((s.flow_need >= 0) & merged)
    need = s.flow_need[feeding]
    alone = np.bincount(need, minlength=len(s.need_make))[need] == 1
    only = feeding[alone & (s.need_stock[need] == 0.0)]
    used = s.flow_need[only]
    target[s.first_flow + only] = s.need_make[used]
    scale[s.first_flow + only] = s.need_units[used]
    number = np.cumsum(target == np.arange(count)) - 1
    return number[target], scale, used
