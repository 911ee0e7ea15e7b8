"""Storage limits: what arrives and does not fit waits at the dock, and enters when there is room. Rows are `[lane]`.

What waits is on order still and cannot be used; it is valued and held as stock is. Each flow's goods enter in the order in
which they came, flows of one point in their order, points of one site in the order of the day, each as far as the site's
space then goes. Finished goods wait at the dock too. Inputs that wait for a full set take no space. Switched on by stock
points with a `storage_limit` and by sites with `storage_space`.

With a `storage_rule` space is kept for points in the morning, by the rule, for what waits and what is known to come today; each
may use what is not kept for those whose turn is still to come. What comes on the day it was sent is not known in the morning.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.share import RULES


class Dock(NamedTuple):
    """limited [P] 1 where arrivals may have to wait; limit [P] units that fit; space [P] of a unit; total [P] space of the site.

    Members of a site share its space: first, last [P] each point's run of `member`
    Of sites with a rule, [K]: rule code, pool, pool_end run of `sharer`, points in their order; queue [P] of what waits for space
    (see `law.ages`), or -1
    """

    limited: Any
    limit: Any
    space: Any
    total: Any
    first: Any
    last: Any
    member: Any
    rule: Any
    pool: Any
    pool_end: Any
    sharer: Any
    queue: Any


class Docked(NamedTuple):
    """waiting [pipe] outside; arrived [pipe] today; want, kept [P] space, of the morning; room [1] a row to work in."""

    waiting: Any
    arrived: Any
    want: Any
    kept: Any
    room: Any


def dock_table(net: Network, s: Structure, *, forced: bool) -> Dock | None:
    """What fits where; None where everything does and the law is not `forced`. Nothing has a queue as yet."""
    limit = net["stock point"]["storage_limit"][s.point_row]
    space, total = net["item"]["space_per_unit"][s.item], net["site"]["storage_space"][s.site]
    limited = np.isfinite(limit) | (np.isfinite(total) & (space > 0))
    if not (forced or limited.any()):
        return None
    member = np.argsort(s.site, kind="stable")
    first, last = (np.searchsorted(s.site[member], s.site, side=side) for side in ("left", "right"))
    pools = _pools(net, s, np.isfinite(total) & (space > 0))
    ends = np.cumsum([0, *(len(points) for _, points in pools)])
    sharer = np.array([point for _, points in pools for point in points], dtype=np.int64)
    return Dock(limited.astype(np.int64), limit, space, total, first, last, member,
                np.array([rule for rule, _ in pools], dtype=np.int64), ends[:-1], ends[1:], sharer,
                np.full(len(space), -1, dtype=np.int64))  # fmt: skip


def _pools(net: Network, s: Structure, shares: Any) -> list[tuple[int, list[int]]]:
    """Rule of each site that has one, and its points that share space, by their priority, then in the order of the day."""
    rank = net["stock point"]["storage_priority"][s.point_row]
    rules = net["site"]["storage_rule"]
    members: dict[int, list[int]] = {}
    for point in np.flatnonzero(shares & (rules[s.site] != "in_turn")).tolist():
        members.setdefault(int(s.site[point]), []).append(point)
    return [
        (RULES[str(rules[site])], sorted(points, key=lambda point: float(rank[point])))
        for site, points in sorted(members.items())
    ]


def by_arrival(table: Dock | None, rule: int, points: int) -> Any:
    """Which points get space by a rule. `[P]`"""
    found = np.zeros(points, dtype=bool)
    if table is not None:
        for pool in np.flatnonzero(table.rule == rule).tolist():
            found[table.sharer[table.pool[pool] : table.pool_end[pool]]] = True
    return found


def docked_goods(table: Dock | None, pipes: int, lanes: int) -> Docked | None:
    """Nothing at any dock before day 0."""
    if table is None:
        return None
    points = len(table.space)
    return Docked(*(np.zeros((rows, lanes)) for rows in (pipes, pipes, points, points, 1)))


@switched
def make_room(table: Any, docked: Any, i: Any, stock: Any, quantum: Any) -> None:
    """Find how many units of a point still fit. `stock` rows of all points."""
    if table.limited[i]:
        room, limit, space = docked.room[0], table.limit[i], table.space[i]
        for lane in range(room.size):
            room[lane] = max(0.0, limit - stock[i, lane])
        if space > 0.0 and table.total[i] < np.inf:
            _in_space(table, docked, room, i, stock)
        if quantum > 0.0:
            for lane in range(room.size):
                room[lane] = np.floor(min(room[lane], 1e15) / quantum) * quantum


@law
def _in_space(table: Any, docked: Any, room: Any, i: Any, stock: Any) -> None:
    """Bound the room by the site's space, less its stock and what is kept for others; nothing is kept for this one any more."""
    fill(docked.kept[i], 0.0)
    for lane in range(room.size):
        left = table.total[i]
        for at in range(table.first[i], table.last[i]):
            left -= stock[table.member[at], lane] * table.space[table.member[at]]
            left -= docked.kept[table.member[at], lane]
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


@law
def free_space(table: Any, k: Any, stock: Any, free: Any) -> None:
    """Write the space that a site has left this morning."""
    i = table.sharer[table.pool[k]]
    for lane in range(free.size):
        left = table.total[i]
        for at in range(table.first[i], table.last[i]):
            left -= stock[table.member[at], lane] * table.space[table.member[at]]
        free[lane] = max(0.0, left)


@law
def ask_space(table: Any, docked: Any, i: Any, stock: Any, coming: Any) -> None:
    """Write the space that a point wants for what is `coming` or waits, as far as its own limit goes."""
    want = docked.want[i]
    for lane in range(want.size):
        want[lane] = min(coming[lane], max(0.0, table.limit[i] - stock[i, lane])) * table.space[i]
