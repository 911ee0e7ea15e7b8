"""Customers take another item of the site in place of what they asked. Rows are `[lane]`.

Only what is free is given: stock above what the point still owes, when all who ask it have been served; none where the site
is disrupted today. Of items with a quantum whole quanta only; who takes no part of an order gets all that is missing or
nothing. Switched on by demands with a `substitute`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, law, switched
from echelon.network.substitutes import Substitutes
from echelon.world.law.quanta import DUST
from echelon.world.tables import records

SWAP = np.dtype([("point", "i8"), ("ratio", "f8"), ("price", "f8"), ("currency", "i8"), ("value", "f8")])
"""See `network.substitutes`."""


class Swaps(NamedTuple):
    """Of today, by row of the table `[X]`: sold of the item itself; waited before that."""

    sold: Any
    waited: Any


def swap_table(found: Substitutes, *, forced: bool) -> Any:
    """The substitutes as records; None where there are none and the law is not `forced`."""
    if not (forced or len(found.demand)):
        return None
    return records(SWAP, len(found.demand), point=found.point, ratio=found.ratio, price=found.price,
                   currency=found.currency, value=found.value)  # fmt: skip


def swap_rows(table: Any, lanes: int) -> Swaps | None:
    """Nothing sold, nothing waited for."""
    return None if table is None else Swaps(np.zeros((len(table), lanes)), np.zeros((len(table), lanes)))


@switched
def put_by(table: Any, swaps: Any, x: Any, waited: Any, sold: Any) -> None:
    """Keep for the end of the day what one customer waited for, and got of the item itself."""
    copy(swaps.waited[x], waited)
    copy(swaps.sold[x], sold)


@law
def free_stock(stock: Any, owed: Any, free: Any) -> None:
    """What a point holds beyond what it owes."""
    for lane in range(free.size):
        free[lane] = max(0.0, stock[lane] - owed[lane])


@law
def if_whole(free: Any, factor: Any) -> None:
    """Nothing is free where a site is disrupted."""
    for lane in range(free.size):
        free[lane] = free[lane] if factor[lane] >= 1.0 else 0.0


@law
def swap(
    ratio: Any, whole: Any, quantum: Any, other: Any, backlog: Any, free: Any, served: Any, used: Any
) -> None:
    """Find the units of one customer's backlog that what is `free` serves, and what is `used` of that.

    quantum, other   of the item and of its substitute, 0 where there is none
    """
    for lane in range(served.size):
        units = min(backlog[lane], free[lane] / ratio)
        if quantum > 0.0:
            units = min(backlog[lane], np.floor(units / quantum + DUST) * quantum)
        goods = min(units * ratio, free[lane])
        if other > 0.0:
            goods = min(np.floor(goods / other + DUST) * other, free[lane])
            units = min(backlog[lane], goods / ratio)
        given = whole == 0 or units >= backlog[lane]
        served[lane] = units if given else 0.0
        used[lane] = goods if given else 0.0


@law
def take(row: Any, units: Any) -> None:
    """Take units out of stock, or off a backlog, which holds them."""
    for lane in range(row.size):
        row[lane] -= units[lane]


@law
def sum_up(swaps: Any, x: Any, served: Any, asked: Any, sold: Any, on_time: Any) -> None:
    """All that one customer got today, `served` of it as a substitute; what was waited for came first."""
    own, waited = swaps.sold[x], swaps.waited[x]
    for lane in range(sold.size):
        sold[lane] = own[lane] + served[lane]
        on_time[lane] = min(asked[lane], max(0.0, sold[lane] - waited[lane]))
