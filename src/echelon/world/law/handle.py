"""Pools of a day: what a site can hand out or pass on, and what a lane can carry for several flows. Rows are `[lane]`.

Each flow gets a room for the day by the pool's rule (`law.share`): its part of what is owed, at a site first of what could leave
out of last night's stock; and an equal part of what is left. Pools are shared one after another: lanes, then sites that lanes
pass, then the others. No flow wants more of a pool than the room it has got already, so what does not get through one pool
leaves room for others in the next. Where items have a quantum rooms are whole quanta, the largest fractions first. Switched
on by sites with `handling_per_day`, and lanes with `capacity_per_day` over which several recipes call off their input.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, fill, law, switched
from echelon.world.law.ages import move_up
from echelon.world.law.manufacturing import at_most
from echelon.world.law.quanta import DUST, cut
from echelon.world.law.share import share
from echelon.world.tables import PLENTY


class Handling(NamedTuple):
    """Pools with their claims: a row of `Handled` for each pair of a pool and what goes through it.

    capacity, calendar, rule, gate, lane, first, last [pool] units a day, row of seasons, code, gate row or -1, one of the
    lane's flows or -1, run of rows;
    flow, demand, source [X] what passes (-1: not one of those) and the point it leaves;  claim [X] row of `Grants`
    queue [X] of its orders (see `law.ages`), or -1;  member [X] all rows;  of [F + D + 1] where each claim's run of `row` begins
    """

    capacity: Any
    calendar: Any
    rule: Any
    gate: Any
    lane: Any
    first: Any
    last: Any
    flow: Any
    demand: Any
    source: Any
    claim: Any
    queue: Any
    member: Any
    of: Any
    row: Any


class Handled(NamedTuple):
    """Rows by claim `[X]`, and to work in.

    want units that would leave if they could; room units that may; claimed, given in one tier
    left, total, level, rest [1]
    """

    want: Any
    room: Any
    claimed: Any
    given: Any
    left: Any
    total: Any
    level: Any
    rest: Any


def rooms(table: Handling | None, lanes: int) -> Handled | None:
    """Nothing shared out before day 0."""
    if table is None:
        return None
    count = len(table.source)
    return Handled(*(np.zeros((rows, lanes)) for rows in (count, count, count, count, 1, 1, 1, 1)))


@law
def share_pool(tables: Any, state: Any, h: Any, day: Any) -> None:
    """Share what one pool has today, `Handled.left`, between its rows: first what stock could meet, then the rest."""
    table, handled = tables.handling, state.handled
    left, rest, first, last = handled.left[0], handled.rest[0], table.first[h], table.last[h]
    for x in range(first, last):
        fill(handled.room[x], 0.0)
    for met in range(2):
        some = False
        for x in range(first, last):
            wants = _tier(
                table.lane[h], handled.want[x], state.stock[table.source[x]], handled.claimed[x], met
            )
            some = some or wants
        if some:
            share(table.rule[h], table.member, first, last, handled.claimed, handled.given, state.ages, table.queue, day, left,
                  handled.total[0], handled.level[0], rest)  # fmt: skip
            copy(left, rest)
            for x in range(first, last):
                add_to(handled.room[x], handled.given[x])
                move_up(state.ages, table.queue[x], handled.claimed[x], 1.0)
    for x in range(first, last):
        for lane in range(left.size):
            handled.room[x, lane] += left[lane] / (last - first)
    _whole_rooms(tables, handled, h)


@law
def _tier(over: Any, want: Any, stock: Any, part: Any, met: Any) -> Any:
    """The part of a want that stock could meet (0), or could not (1), and whether there is any; all flows over one lane leave the
    same stock.
    """
    some = 0
    for lane in range(part.size):
        could = min(want[lane], stock[lane]) if over < 0 else want[lane]
        part[lane] = could if met == 0 else want[lane] - could
        some += 1 if part[lane] > 0.0 else 0
    return some > 0


@law
def within_rooms(table: Any, handled: Any, h: Any, c: Any, want: Any) -> None:
    """Bound what a claim wants of one pool by its rooms in those that were shared before."""
    for at in range(table.of[c], table.of[c + 1]):
        if table.row[at] < table.first[h]:
            at_most(want, handled.room[table.row[at]])


@law
def _whole_rooms(tables: Any, handled: Any, h: Any) -> None:
    """Cut rooms of items with a quantum to whole quanta; what that leaves goes to the largest fractions, as far as it goes."""
    table, left, best = tables.handling, handled.left[0], handled.level[0]
    first, last = table.first[h], table.last[h]
    fill(left, 0.0)
    for x in range(first, last):
        quantum = tables.points[table.source[x]].quantum
        if quantum > 0.0:
            for lane in range(left.size):
                left[lane] += (
                    handled.room[x, lane] - np.floor(handled.room[x, lane] / quantum + DUST) * quantum
                )
    for _ in range(first, last):
        fill(best, DUST)
        for x in range(first, last):
            _find_largest(handled.room[x], tables.points[table.source[x]].quantum, left, best)
        for x in range(first, last):
            _raise_largest(handled.room[x], tables.points[table.source[x]].quantum, left, best)
    for x in range(first, last):
        if tables.points[table.source[x]].quantum > 0.0:
            cut(handled.room[x], tables.points[table.source[x]].quantum)


@law
def _find_largest(room: Any, quantum: Any, left: Any, best: Any) -> None:
    if quantum > 0.0:
        for lane in range(room.size):
            over = room[lane] / quantum - np.floor(room[lane] / quantum + DUST)
            best[lane] = max(best[lane], over) if quantum <= left[lane] * (1.0 + DUST) else best[lane]


@law
def _raise_largest(room: Any, quantum: Any, left: Any, best: Any) -> None:
    """Make the largest fraction whole; then none is the largest any more."""
    if quantum > 0.0:
        for lane in range(room.size):
            whole = np.floor(room[lane] / quantum + DUST)
            over = room[lane] / quantum - whole
            grows = over > DUST and over >= best[lane] and quantum <= left[lane] * (1.0 + DUST)
            room[lane] = (whole + 1.0) * quantum if grows else room[lane]
            left[lane] -= quantum if grows else 0.0
            best[lane] = PLENTY if grows else best[lane]


@switched
def within_handling(table: Any, handled: Any, c: Any, claimed: Any) -> None:
    """Bound a claim (flows first, then demands) by its rooms at all sites that it passes."""
    for at in range(table.of[c], table.of[c + 1]):
        at_most(claimed, handled.room[table.row[at]])


@switched
def within_rest(table: Any, handled: Any, c: Any, given: Any, free: Any) -> None:
    """Bound what a claim gets besides what it was `given` by what that leaves of its rooms."""
    for at in range(table.of[c], table.of[c + 1]):
        room = handled.room[table.row[at]]
        for lane in range(free.size):
            free[lane] = min(free[lane], max(0.0, room[lane] - given[lane]))


@switched
def whole_within_handling(table: Any, handled: Any, c: Any, claimed: Any) -> None:
    """Who takes no part claims nothing where a site has no room for all of it."""
    for at in range(table.of[c], table.of[c + 1]):
        room = handled.room[table.row[at]]
        for lane in range(claimed.size):
            claimed[lane] = claimed[lane] if claimed[lane] <= room[lane] else 0.0
