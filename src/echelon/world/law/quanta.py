"""Whole quanta: items that are made and shipped in whole multiples of a smallest quantity. Rows are `[lane]`.

What does not make a quantum is not lost: a customer's fraction is asked for once it has grown to a quantum, and an order that
is split over several sources remembers who got more than its share. Quanta are whole numbers, halves, quarters …, so that
sums of them are exact. Switched on by items with a `quantum`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched

DUST = 1e-9
"""Part of a quantum that is rounding: 3.999999999999 quanta are 4."""


class Rests(NamedTuple):
    """Fractions of a quantum: asked [D] not yet asked for; split [F] ordered less than the flow's share, below 0 more."""

    asked: Any
    split: Any


def whole_quanta(units: Any, quantum: Any) -> Any:
    """Units cut to whole multiples of their quantum, where they have one. Arrays `[entity]`.

    >>> whole_quanta(np.array([7.5, 7.5, 30.0]), np.array([0.0, 1.0, 12.0])).tolist()
    [7.5, 7.0, 24.0]
    """
    size = np.where(quantum > 0, quantum, 1.0)
    return np.where(quantum > 0, np.floor(units / size + DUST) * size, units)


@law
def cut(goods: Any, quantum: Any) -> None:
    """Cut `goods` to whole quanta."""
    for lane in range(goods.size):
        goods[lane] = np.floor(goods[lane] / quantum + DUST) * quantum


@switched
def ask_whole(rests: Any, d: Any, quantum: Any, asked: Any) -> None:
    """Let one customer ask in whole quanta; the fraction is kept for another day."""
    rest = rests.asked[d]
    for lane in range(asked.size):
        units = asked[lane] + rest[lane]
        asked[lane] = max(0.0, np.floor(units / quantum + DUST) * quantum)
        rest[lane] = units - asked[lane]


@law
def order_whole(point: Any, wanted: Any) -> None:
    """Round an order up to whole quanta, down where that is more than may be ordered; adding 0 makes -0 a 0."""
    quantum, most = point.quantum, point.most
    for lane in range(wanted.size):
        order = np.ceil(wanted[lane] / quantum - DUST) * quantum + 0.0
        wanted[lane] = order if order <= most else np.floor(most / quantum + DUST) * quantum


@switched
def split_whole(rests: Any, group: Any, ordered: Any, left: Any, best: Any) -> None:
    """Split what one group orders over its flows in whole quanta: each its share, what remains to those that lack most.

    ordered   rows of flows, each its exact part;  left, best  rows to work in
    """
    quantum, rest = group.quantum, rests.split
    fill(left, 0.0)
    for f in range(group.flow, group.flow_end):
        for lane in range(left.size):
            left[lane] += ordered[f, lane]
    for lane in range(left.size):
        left[lane] = np.floor(left[lane] / quantum + 0.5) * quantum
    for f in range(group.flow, group.flow_end):
        _first_quanta(rest[f], ordered[f], left, quantum)
    for _ in range(group.flow, group.flow_end):
        fill(best, -1e300)
        for f in range(group.flow, group.flow_end):
            for lane in range(best.size):
                best[lane] = max(best[lane], rest[f, lane])
        for f in range(group.flow, group.flow_end):
            _one_more(rest[f], ordered[f], left, best, quantum)


@law
def _first_quanta(rest: Any, ordered: Any, left: Any, quantum: Any) -> None:
    """One flow's whole quanta, within what is left; a day without an order changes nothing."""
    for lane in range(left.size):
        exact = ordered[lane] + rest[lane]
        units = max(0.0, min(left[lane], np.floor(exact / quantum + DUST) * quantum))
        rest[lane] = exact - units
        ordered[lane] = units
        left[lane] -= units


@law
def _one_more(rest: Any, ordered: Any, left: Any, best: Any, quantum: Any) -> None:
    """One quantum more for the flow that lacks most, if one is left; then nobody is `best` any more."""
    for lane in range(left.size):
        given = quantum if left[lane] >= quantum and rest[lane] >= best[lane] else 0.0
        rest[lane] -= given
        ordered[lane] += given
        left[lane] -= given
        best[lane] = best[lane] if given == 0.0 else 1e300


@switched
def share_whole(quanta: Any, tables: Any, r: Any, room: Any, left: Any, best: Any) -> None:
    """Bring what users of a shared resource may start to whole quanta; hours left over go to the largest fractions.

    room   rows of points;  left  holds the hours of the day, `best` is a row to work in
    """
    first, last = tables.resources[r].user, tables.resources[r].user_end
    for at in range(first, last):
        _spend(room[tables.users[at]], tables.points[tables.users[at]], left)
    for _ in range(first, last):
        fill(best, DUST)
        for at in range(first, last):
            _largest(room[tables.users[at]], tables.points[tables.users[at]], left, best)
        for at in range(first, last):
            _fill_up(room[tables.users[at]], tables.points[tables.users[at]], left, best)
    for at in range(first, last):
        if tables.points[tables.users[at]].quantum > 0.0:
            cut(room[tables.users[at]], tables.points[tables.users[at]].quantum)


@law
def _spend(room: Any, point: Any, left: Any) -> None:
    """Take the hours of what may surely start off those of the day."""
    quantum, hours = point.quantum, point.hours
    for lane in range(left.size):
        units = np.floor(room[lane] / quantum + DUST) * quantum if quantum > 0.0 else room[lane]
        left[lane] -= units * hours


@law
def _largest(room: Any, point: Any, left: Any, best: Any) -> None:
    """The largest fraction of a quantum that can be made whole within the hours left."""
    quantum, hours = point.quantum, point.hours
    if quantum > 0.0:
        for lane in range(left.size):
            over = room[lane] / quantum - np.floor(room[lane] / quantum + DUST)
            fits = quantum * hours <= left[lane] * (1.0 + DUST)
            best[lane] = max(best[lane], over) if fits else best[lane]


@law
def _fill_up(room: Any, point: Any, left: Any, best: Any) -> None:
    """Make the largest fraction whole; then none is the largest any more."""
    quantum, hours = point.quantum, point.hours
    if quantum > 0.0:
        for lane in range(left.size):
            whole = np.floor(room[lane] / quantum + DUST)
            over = room[lane] / quantum - whole
            grows = over > DUST and over >= best[lane] and quantum * hours <= left[lane] * (1.0 + DUST)
            room[lane] = (whole + 1.0) * quantum if grows else room[lane]
            left[lane] -= quantum * hours if grows else 0.0
            best[lane] = 1e300 if grows else best[lane]
