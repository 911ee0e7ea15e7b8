"""Storage limits: what arrives and does not fit waits at the dock, and enters when there is room. Rows are `[lane]`.

What waits is on order still and cannot be used; it is valued and held as stock is. Each flow's goods enter in the order in
which they came, flows of one point in their order, points of one site in the order of the day, each as far as the site's
space then goes. Finished goods wait at the dock too. Inputs that wait for a full set take no space. Switched on by stock
points with a `storage_limit` and by sites with `storage_space`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Dock(NamedTuple):
    """limited [P] 1 where arrivals may have to wait; limit [P] units that fit; space [P] of a unit; total [P] space of the site.

    Members of a site share its space: first, last [P] each point's run of `member`
    """

    limited: Any
    limit: Any
    space: Any
    total: Any
    first: Any
    last: Any
    member: Any


class Docked(NamedTuple):
    """waiting [pipe] outside; arrived [pipe] today; room [1] a row to work in."""

    waiting: Any
    arrived: Any
    room: Any


def dock_table(net: Network, s: Structure, *, forced: bool) -> Dock | None:
    """What fits where; None where everything does and the law is not `forced`."""
    limit = net["stock point"]["storage_limit"][s.point_row]
    space, total = net["item"]["space_per_unit"][s.item], net["site"]["storage_space"][s.site]
    limited = np.isfinite(limit) | (np.isfinite(total) & (space > 0))
    if not (forced or limited.any()):
        return None
    member = np.argsort(s.site, kind="stable")
    first, last = (np.searchsorted(s.site[member], s.site, side=side) for side in ("left", "right"))
    return Dock(limited.astype(np.int64), limit, space, total, first, last, member)


def docked_goods(table: Dock | None, pipes: int, lanes: int) -> Docked | None:
    """Nothing at any dock before day 0."""
    if table is None:
        return None
    return Docked(*(np.zeros((rows, lanes)) for rows in (pipes, pipes, 1)))


@switched
def make_room(table: Any, docked: Any, i: Any, stock: Any, quantum: Any) -> None:
    """Find how many units of a point still fit. `stock` rows of all points."""
    if table.limited[i]:
        room, limit, space = docked.room[0], table.limit[i], table.space[i]
        for lane in range(room.size):
            room[lane] = max(0.0, limit - stock[i, lane])
        if space > 0.0 and table.total[i] < np.inf:
            _in_space(table, room, i, stock)
        if quantum > 0.0:
            for lane in range(room.size):
                room[lane] = np.floor(min(room[lane], 1e15) / quantum) * quantum


@law
def _in_space(table: Any, room: Any, i: Any, stock: Any) -> None:
    """Bound the room by what the site's other stock leaves of its space."""
    for lane in range(room.size):
        left = table.total[i]
        for at in range(table.first[i], table.last[i]):
            left -= stock[table.member[at], lane] * table.space[table.member[at]]
        room[lane] = min(room[lane], max(0.0, left) / table.space[i])


@switched
def let_in(table: Any, docked: Any, i: Any, pipe: Any, goods: Any) -> None:
    """Let what a pipe brings join what waits, and turn `goods` into what enters."""
    if table.limited[i]:
        room, waiting, arrived = docked.room[0], docked.waiting[pipe], docked.arrived[pipe]
        for lane in range(goods.size):
            arrived[lane] = goods[lane]
            together = waiting[lane] + goods[lane]
            enters = min(together, room[lane])
            waiting[lane] = together - enters
            room[lane] -= enters
            goods[lane] = enters
