"""What is ordered and under way before day 0."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.tables import Tables


class Start(NamedTuple):
    """Rows of the state before day 0: on_order [P]; ring and post, as `State` has them."""

    on_order: Any
    ring: Any
    post: Any


def before(net: Network, s: Structure) -> list[tuple[int, list[float], list[float]]]:
    """Each flow of a lane with opening orders or transit: what reaches its sender, and what arrives, on day 0, 1, 2 …

    Of several recipes that call over one lane, the first has all of it.
    """
    lanes, found, seen = net["lane"], [], {-1}
    for f, row in enumerate(s.lane_row.tolist()):
        if row not in seen and (lanes["opening_orders"][row] or lanes["opening_transit"][row]):
            seen.add(row)
            found.append((f, numbers(lanes["opening_orders"][row]), numbers(lanes["opening_transit"][row])))
    return found


def numbers(cell: object) -> list[float]:
    """The numbers of a cell that holds several.

    >>> numbers("5 0 2.5")
    [5.0, 0.0, 2.5]
    """
    return [float(word) for word in str(cell).split()]


def start(net: Network, s: Structure, tables: Tables) -> Start | None:
    """The opening of a network; None where nothing is ordered or under way."""
    found = before(net, s)
    if not found:
        return None
    on_order, ring = np.zeros(len(s.points)), np.zeros(int(tables.pipes["slots"].sum()))
    post = np.zeros(0 if tables.post is None else int(tables.post.slots.sum()))
    for f, orders, transit in found:
        pipe, at = tables.pipes[f], int(tables.flows["post"][f])
        for day, units in enumerate(orders):
            post[tables.post.base[at] + day % tables.post.slots[at]] += units
        for day, units in enumerate(transit):
            ring[pipe["base"] + (day + (pipe["lead"] >= 0)) % pipe["slots"]] += units
        point = s.target(f)
        if s.recipe_row[point] < 0:
            for units in (*orders, *transit):
                on_order[point] += units
    return Start(on_order, ring, post)
