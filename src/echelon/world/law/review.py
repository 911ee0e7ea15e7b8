"""When stock is reviewed, and how far an order may go. Rows are `[lane]`.

Every so many days from a first one; or only when something has been taken since the last review, as in continuous review. An
order adds what is missing of a safety stock on hand, and never takes the position above a maximum, such as the room there is.
Switched on by stock points that use one of these.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Review(NamedTuple):
    """By point `[P]`: every, first days; taken 1 where a review needs an issue; safety, most units."""

    every: Any
    first: Any
    taken: Any
    safety: Any
    most: Any


def review_table(net: Network, s: Structure, *, forced: bool) -> Review | None:
    """The reviews; None where all are plain daily ones and the law is not `forced`."""
    table, rows = net["stock point"], s.point_row
    every, first = (table[name][rows].astype(np.int64) for name in ("review_days", "review_first_day"))
    taken = (table["review"][rows] == "on_issue").astype(np.int64)
    safety, most = table["safety_stock"][rows], table["position_maximum"][rows]
    used = (
        (every > 1).any() or (first > 0).any() or taken.any() or (safety > 0).any() or np.isfinite(most).any()
    )
    return Review(every, first, taken, safety, most) if used or forced else None


@switched
def bound(table: Any, state: Any, i: Any, day: Any, wanted: Any) -> None:
    """Order nothing where there is no review today; bound what is ordered otherwise."""
    every, first, most, safety = table.every[i], table.first[i], table.most[i], table.safety[i]
    today = day >= first and (day - first) % every == 0
    stock, on_order, owed, taken = state.stock[i], state.on_order[i], state.owed[i], state.taken[i]
    for lane in range(wanted.size):
        looks = today and (table.taken[i] == 0 or taken[lane] > 0.0)
        more = wanted[lane] + (max(0.0, safety - stock[lane]) if wanted[lane] > 0.0 else 0.0)
        room = max(0.0, most - (stock[lane] + on_order[lane] - owed[lane]))
        wanted[lane] = min(more, room) if looks else 0.0
        taken[lane] = 0.0


@switched
def touch(table: Any, state: Any, i: Any, goods: Any) -> None:
    """Remember that something was taken."""
    taken = state.taken[i]
    for lane in range(goods.size):
        taken[lane] += goods[lane]
