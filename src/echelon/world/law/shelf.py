"""Shelf life: what has lain at a site for its days is scrapped in the evening. Rows are `[lane]`.

The oldest unit leaves first. So the stock is always what arrived last, and whatever exceeds the arrivals of the days that may
still be sold has expired: no ages of single units are needed. A unit's age starts anew at each site, and opening stock counts
as arrived on day 0. Inputs that wait for a full set do not age. Switched on by items with `shelf_life_days`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.money import tally

DUST = 1e-12
"""Part of stock and arrivals that is rounding, and does not expire."""


class Shelf(NamedTuple):
    """days [P] that a unit may lie (0: for ever); first [P] row of its arrivals, days - 1 of them; rows of all points."""

    days: Any
    first: Any
    rows: int


class Fresh(NamedTuple):
    """arrived [rows] by day; total [P] of them; expired [P] this evening."""

    arrived: Any
    total: Any
    expired: Any


def shelf_table(net: Network, s: Structure, *, forced: bool) -> Shelf | None:
    """How long goods may lie; None where all lie for ever and the law is not `forced`."""
    days = net["item"]["shelf_life_days"][s.item]
    whole = np.where(np.isfinite(days), days, 0.0).astype(np.int64)
    if not (forced or whole.any()):
        return None
    rows = np.maximum(whole - 1, 0)
    return Shelf(whole, np.cumsum(rows) - rows, int(rows.sum()))


def fresh_goods(table: Shelf | None, stock: Any, lanes: int) -> Fresh | None:
    """The state before day 0: opening stock `[P]` has just arrived."""
    if table is None:
        return None
    count = len(table.days)
    fresh = Fresh(np.zeros((table.rows, lanes)), np.zeros((count, lanes)), np.zeros((count, lanes)))
    for point in np.flatnonzero(table.days > 1).tolist():
        fresh.arrived[table.first[point]] = fresh.total[point] = stock[point]
    return fresh


@switched
def put_on_shelf(table: Any, fresh: Any, i: Any, day: Any, goods: Any) -> None:
    """Note what goes into the stock of a point today."""
    if table.days[i] > 1:
        tally(fresh.arrived[np.uintp(table.first[i] + day % (table.days[i] - 1))], fresh.total[i], goods)


@switched
def expire(table: Any, fresh: Any, i: Any, day: Any, stock: Any) -> None:
    """Scrap what would be too old tomorrow; `Fresh.expired` gets the units."""
    if table.days[i] > 0:
        expired, total = fresh.expired[i], fresh.total[i]
        for lane in range(stock.size):
            over = min(stock[lane], stock[lane] - total[lane])
            over = over if over > DUST * (stock[lane] + total[lane]) else 0.0
            expired[lane] = over
            stock[lane] -= over
        if table.days[i] > 1:
            _turn_page(table, fresh, i, day)


@switched
def add_expired(fresh: Any, i: Any, units: Any) -> None:
    """Add to `units` what has expired at one point this evening."""
    add_to(units, fresh.expired[i])


@law
def _turn_page(table: Any, fresh: Any, i: Any, day: Any) -> None:
    """Forget the oldest arrivals, in whose row tomorrow's are written; once round, add up anew, so that no rounding lasts."""
    rows, total = table.days[i] - 1, fresh.total[i]
    oldest = fresh.arrived[np.uintp(table.first[i] + (day + 1) % rows)]
    for lane in range(total.size):
        total[lane] -= oldest[lane]
        oldest[lane] = 0.0
    if (day + 1) % rows == 0:
        fill(total, 0.0)
        for row in range(table.first[i], table.first[i] + rows):
            add_to(total, fresh.arrived[np.uintp(row)])
