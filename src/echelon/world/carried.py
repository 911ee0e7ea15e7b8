"""The state of one replication on a morning → the opening of a run that begins there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.opening import Opening, Row, input_ids
from echelon.world.state import State
from echelon.world.tables import Tables


def carried(net: Network, s: Structure, tables: Tables, state: State, day: int, lane: int = 0) -> Opening:
    """What is on hand, owed, ordered and under way on the morning of a day, in one lane of a state.

    What is set aside for a receiver is on hand again, and owed to it; what waits outside, at the dock or at a port is under way,
    and comes as soon as nothing holds it. Ages, forecasts and what was counted are left behind.
    """
    rows = [*_lying(net, s, state, lane), *_moving(s, tables, state, day, lane)]
    return Opening(
        tuple(
            (what, name, at, float(units)) for what, name, at, units in rows if units > 0.0 or what == "stock"
        )
    )


def _lying(net: Network, s: Structure, state: State, lane: int) -> Iterator[Row]:
    stock, due = state.stock[:, lane].copy(), state.due[:, lane].copy()
    if state.aside is not None:
        np.add.at(stock, s.source, state.aside[:, lane])
        due += state.aside[:, lane]
    staged = {g: name for g, name in input_ids(net, s).items() if state.staged[g, lane] > 0.0}
    for what, names, units in (("stock", s.points, stock), ("pending", s.points, state.pending[:, lane]), ("due", s.flows, due),
                               ("backlog", s.demands, state.backlog[:, lane]),
                               ("staged", staged.values(), state.staged[list(staged), lane])):  # fmt: skip
        yield from ((what, name, 0, each) for name, each in zip(names, units.tolist(), strict=True))


def _moving(s: Structure, tables: Tables, state: State, day: int, lane: int) -> Iterator[Row]:
    making = {
        int(tables.points["pipe"][p]): s.points[p] for p in np.flatnonzero(tables.points["makes"]).tolist()
    }
    for pipe, rows in enumerate(tables.pipes):
        what, name = ("making", making[pipe]) if pipe in making else ("transit", s.flows[pipe])
        fixed = int(rows["lead"] >= 0)  # a constant lead has one row that has arrived and is not written over
        for ahead in range(int(rows["slots"]) - fixed):
            yield what, name, ahead, state.ring[rows["base"] + (day + ahead + fixed) % rows["slots"], lane]
        if state.docked is not None:
            yield what, name, 0, state.docked.waiting[pipe, lane]
    for f, name in enumerate(s.flows) if state.waiting is not None else ():
        yield "transit", name, 0, state.waiting[f, lane]
    yield from _at_passages(s, tables.route, state, lane)
    yield from _posted(s, tables.post, state, day, lane)


def _at_passages(s: Structure, route: Any, state: State, lane: int) -> Iterator[Row]:
    for way in route.flows if route is not None else ():
        for q in range(way["first"], way["last"]):
            left = int(route.left[route.passages["left"][q] + way["longest"]])
            yield "transit", s.flows[way["flow"]], left, state.voyage.queue[q, lane]


def _posted(s: Structure, post: Any, state: State, day: int, lane: int) -> Iterator[Row]:
    for at, f in enumerate(post.flow.tolist() if post is not None else ()):
        for ahead in range(int(post.slots[at]) - 1):  # one row has been heard and is not written over
            row = post.base[at] + (day + ahead) % post.slots[at]
            yield "posted", s.flows[f], ahead, state.post[row, lane]
