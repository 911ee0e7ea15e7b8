"""What a review waits for, and how far an order may go. Rows are `[lane]`.

A review may order only when something has been taken since the last one, as in continuous review. An
order adds what is missing of a safety stock on hand, and never takes the position above a maximum, such as the room there is.
Switched on by stock points that use one of these.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, law, switched
from echelon.core.table import Table
from echelon.network.build import Structure
from echelon.network.model import Network


class Review(NamedTuple):
    """By point `[P]`: taken 1 where a review needs an issue; safety, most units."""

    taken: Any
    safety: Any
    most: Any


def review_table(net: Network, s: Structure, *, forced: bool) -> Review | None:
    """The reviews; None where all are plain daily ones and the law is not `forced`."""
    table, rows = net["stock point"], s.point_row
    taken = (table["review"][rows] == "on_issue").astype(np.int64)
    safety, most = _added(table, rows), table["position_maximum"][rows]
    used = taken.any() or (safety > 0).any() or np.isfinite(most).any()
    return Review(taken, safety, most) if used or forced else None


def _added(table: Table, rows: Any) -> Any:
    """The safety stock that an order adds; planning nets against it."""
    return np.where(table["policy"][rows] == "mrp", 0.0, table["safety_stock"][rows])


@law
def find_room(table: Any, state: Any, i: Any, room: Any) -> None:
    """Write how much may be ordered before the position is above its maximum."""
    stock, on_order, owed, most = state.stock[i], state.on_order[i], state.owed[i], table.most[i]
    for lane in range(room.size):
        room[lane] = max(0.0, most - (stock[lane] + on_order[lane] - owed[lane]))


@switched
def bound(table: Any, state: Any, i: Any, today: Any, wanted: Any) -> None:
    """Where there is a review today, bound what it orders: nothing if it waits for an issue and there was none."""
    most, safety = table.most[i], table.safety[i]
    stock, on_order, owed, taken = state.stock[i], state.on_order[i], state.owed[i], state.taken[i]
    for lane in range(wanted.size):
        looks = table.taken[i] == 0 or taken[lane] > 0.0
        more = wanted[lane] + (max(0.0, safety - stock[lane]) if wanted[lane] > 0.0 else 0.0)
        room = max(0.0, most - (stock[lane] + on_order[lane] - owed[lane]))
        wanted[lane] = min(more, room) if looks else 0.0
        taken[lane] = 0.0 if today else taken[lane]


@switched
def touch(table: Any, state: Any, i: Any, goods: Any) -> None:
    """Remember that something was taken."""
    add_to(state.taken[i], goods)
