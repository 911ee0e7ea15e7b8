"""Handling capacity: a day's units that leave a site or pass a port or canal, shared by all flows through it. Rows are `[lane]`.

Each flow gets a room for the day: its part of what could leave out of last night's stock, then of what else is owed, both in
proportion or by priority, and an equal part of what is left. What a flow does not use of its room is not passed on. Where
items have a quantum rooms are whole quanta, the largest fractions first. Switched on by sites with `handling_per_day`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network, words
from echelon.world.law.manufacturing import at_most
from echelon.world.law.quanta import DUST, cut
from echelon.world.tables import PLENTY

RULES = {"proportional": 0, "priority": 1}
"""Name in the network's tables → code."""


class Handling(NamedTuple):
    """Sites that handle so much a day, with their claims: a row of `Handled` for each pair of a site and what passes it.

    capacity, calendar, rule, gate, first, last [site] units a day, row of seasons, code, gate row or -1, run of rows;
    flow, demand, source [X] what passes (-1: not one of those) and the point it leaves;  of [F + D + 1] where each claim's run of
    `row` begins
    """

    capacity: Any
    calendar: Any
    rule: Any
    gate: Any
    first: Any
    last: Any
    flow: Any
    demand: Any
    source: Any
    of: Any
    row: Any


class Handled(NamedTuple):
    """want [X] units that would leave if they could; room [X] units that may; left, total [1], best [2] rows to work in."""

    want: Any
    room: Any
    left: Any
    total: Any
    best: Any


def handling_table(
    net: Network, s: Structure, claims: Any, gates: Any, *, calendars: Any, forced: bool
) -> Handling | None:
    """Who shares which site's capacity; None where no site has one and the law is not `forced`.

    claims      as `law.ration.claims_in_order`;  gates   row of each site's factor, or -1 `[site row]`
    calendars   the run's (`demands.Season`)
    """
    sites = net["site"]
    rows = np.flatnonzero(np.isfinite(sites["handling_per_day"]))
    if not (forced or len(rows)):
        return None
    passed = [_sites_passed(net, s, kind, row) for kind, row in claims.tolist()]
    ranks = [_rank(net, s, kind, row) for kind, row in claims.tolist()]
    pairs = [(site, *claims[at].tolist()) for site in rows.tolist()
             for at in sorted((at for at, each in enumerate(passed) if site in each), key=lambda at: ranks[at])]  # fmt: skip
    owner = np.array([site for site, *_ in pairs], dtype=np.int64)
    kind, entity = (np.array([pair[part] for pair in pairs], dtype=np.int64) for part in (1, 2))
    claim = kind * len(s.flows) + entity
    source = np.concatenate([s.source, s.demand_point]).astype(np.int64)
    return Handling(
        capacity=sites["handling_per_day"][rows],
        calendar=np.array(
            [calendars.named(str(name)) for name in sites["handling_calendar"][rows]], dtype=np.int64
        ),
        rule=np.array([RULES[str(name)] for name in sites["handling_rule"][rows]], dtype=np.int64),
        gate=gates[rows],
        first=np.searchsorted(owner, rows),
        last=np.searchsorted(owner, rows, side="right"),
        flow=np.where(kind == 0, entity, -1),
        demand=np.where(kind == 1, entity, -1),
        source=source[claim],
        of=np.searchsorted(np.sort(claim, kind="stable"), np.arange(len(source) + 1)),
        row=np.argsort(claim, kind="stable"),
    )


def handled_points(table: Handling | None, points: int) -> Any:
    """Whether something that leaves a point is handled. `[P]`"""
    found = np.zeros(points, dtype=bool)
    if table is not None:
        found[table.source] = True
    return found


def rooms(table: Handling | None, lanes: int) -> Handled | None:
    """Nothing shared out before day 0."""
    if table is None:
        return None
    count = len(table.source)
    return Handled(*(np.zeros((rows, lanes)) for rows in (count, count, 1, 1, 2)))


def _sites_passed(net: Network, s: Structure, kind: int, row: int) -> set[int]:
    """Rows of the sites that a flow or a customer's goods pass, the one they leave included; none for a hand-over inside one."""
    if kind == 1:
        return {int(s.site[s.demand_point[row]])}
    lane = int(s.lane_row[row])
    if lane < 0:
        return set()
    rows = {str(name): at for at, name in enumerate(net["site"]["name"])}
    return {int(s.site[s.source[row]]), *(rows[name] for name in words(net["lane"]["via"][lane]))}


def _rank(net: Network, s: Structure, kind: int, row: int) -> tuple[float, str]:
    if kind == 1:
        return float(net["demand"]["priority"][s.demand_row[row]]), s.demands[row]
    lane = int(s.lane_row[row])
    return (float(net["lane"]["priority"][lane]) if lane >= 0 else 0.0), s.flows[row]


@law
def share_site(tables: Any, handled: Any, h: Any, stock: Any) -> None:
    """Share what one site can handle, `Handled.left`, between its rows: first what stock could meet, then the rest."""
    table, left = tables.handling, handled.left[0]
    for x in range(table.first[h], table.last[h]):
        fill(handled.room[x], 0.0)
    for met in range(2):
        fill(handled.total[0], 0.0)
        for x in range(table.first[h], table.last[h]):
            _tier(handled.want[x], stock[table.source[x]], handled.best[0], met)
            add_to(handled.total[0], handled.best[0])
        copy(handled.best[1], left)
        for x in range(table.first[h], table.last[h]):
            _tier(handled.want[x], stock[table.source[x]], handled.best[0], met)
            _take(table.rule[h], handled.best[0], handled.total[0], handled.best[1], left, handled.room[x])
    count = table.last[h] - table.first[h]
    copy(handled.best[0], left)
    for x in range(table.first[h], table.last[h]):
        for lane in range(left.size):
            handled.room[x, lane] += handled.best[0, lane] / count
    _whole_rooms(tables, handled, h)


@law
def _tier(want: Any, stock: Any, part: Any, met: Any) -> None:
    """The part of a want that stock could meet (0), or could not (1)."""
    for lane in range(part.size):
        could = min(want[lane], stock[lane])
        part[lane] = could if met == 0 else want[lane] - could


@law
def _take(rule: Any, want: Any, total: Any, given: Any, left: Any, room: Any) -> None:
    """Give one row its part of what is `given` to all of this tier: in proportion, or (1) all that is left."""
    for lane in range(room.size):
        part = given[lane] / total[lane] if given[lane] < total[lane] else 1.0
        units = min(left[lane], want[lane] if rule == 1 else want[lane] * part)
        room[lane] += units
        left[lane] -= units


@law
def _whole_rooms(tables: Any, handled: Any, h: Any) -> None:
    """Cut rooms of items with a quantum to whole quanta; what that leaves goes to the largest fractions, as far as it goes."""
    table, left, best = tables.handling, handled.left[0], handled.best[0]
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
