"""What a replication is at the end of a day, and what it counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.network.fold.state import CUSTOMER as CUSTOMER, KPIS as KPIS
from echelon.world.law.campaign import no_set_ups
from echelon.world.law.dock import Docked
from echelon.world.law.handle import Handled, Handling
from echelon.world.law.quanta import Rests
from echelon.world.law.ration import Grants
from echelon.world.law.shelf import fresh_goods
from echelon.world.tables import Tables

DEMANDED, ON_TIME, DELIVERED, LOST, BACKLOG, STOCK_VALUE, HOLDING, STOCKOUT, TRANSPORT, MARGIN = range(
    len(KPIS)
)
"""Rows of `Counts.daily`, as in `network.fold.state.KPIS`."""

MOVES = (
    "ordered",
    "started",
    "done",
    "make_days",
    "issued",
    "handed",
    "shipped",
    "ship_days",
    "received",
    "sold",
    "gone",
)
"""What moved today, traced: order, start and finish of a recipe, its lead time, units out of stock in `serve` or `supply`, and
in `sell` `[P]`; units shipped, their
lead time, units received `[F]`; units delivered and lost `[D]`."""


class State(NamedTuple):
    """Arrays `[entity, lane]`, float64, units of the item.

    stock [P] on hand; on_order [P] ordered and not yet in stock; pending [P] made to order, not started
    owed [P] to all receivers; due [F] owed to one flow; backlog [D] owed to one customer; staged [G] waiting for a set
    ring [rows] under way; gate [H] today's factor of what is disrupted; shut [H] 1 where any lane's factor is not 1
    ordered [F + X] of today, then what is heard of the X flows whose orders travel; asked [D] of today
    room [P] units that shared capacity allows today; scratch [5] rows
    Of laws that may be absent (then None): grants to claims today (`law.ration`); post [rows] orders that travel; rests of
    quanta (`law.quanta`); scrap [Y] of today; setups what resources are set up for (`law.campaign`); fresh goods
    (`law.shelf`); docked goods (`law.dock`); handled rooms (`law.handle`)
    """

    stock: Any
    on_order: Any
    pending: Any
    owed: Any
    due: Any
    backlog: Any
    staged: Any
    ring: Any
    gate: Any
    shut: Any
    ordered: Any
    asked: Any
    room: Any
    scratch: Any
    grants: Any
    post: Any
    rests: Any
    scrap: Any
    setups: Any
    fresh: Any
    docked: Any
    handled: Any


class Counts(NamedTuple):
    """daily `[kpi, day, lane]` and customer `[total, demand, lane]` (see `KPIS`, `CUSTOMER`)."""

    daily: Any
    customer: Any


def opening(tables: Tables, stock: Any, gates: int, lanes: int) -> State:
    """The state before day 0: stock `[P]` on hand everywhere, nothing ordered, owed or under way."""
    p, f, g, d = (len(part) for part in (tables.points, tables.flows, tables.groups, tables.demands))
    rows = int(tables.pipes["slots"].sum())

    posted = 0 if tables.post is None else len(tables.post.flow)

    def zeros(count: int) -> Any:
        return np.zeros((count, lanes))

    full = np.repeat(np.asarray(stock, dtype=np.float64)[:, None], lanes, axis=1)
    return State(np.ascontiguousarray(full), zeros(p), zeros(p), zeros(p), zeros(f), zeros(d), zeros(g), zeros(rows),
                 np.ones((gates, lanes)), np.zeros(gates, dtype=np.int64), zeros(f + posted), zeros(d), zeros(p), zeros(5),
                 None if tables.ration is None else Grants(zeros(f + d), zeros(f + d), zeros(tables.ration.rows)),
                 None if tables.post is None else zeros(int(tables.post.slots.sum())),
                 None if tables.quanta is None else Rests(zeros(d), zeros(f)),
                 None if tables.yields is None else zeros(len(tables.yields.point)),
                 no_set_ups(tables.campaigns, tables.resources, lanes),
                 fresh_goods(tables.shelf, stock, lanes),
                 None if tables.dock is None else Docked(zeros(len(tables.pipes)), zeros(len(tables.pipes)), zeros(1)),
                 _rooms(tables.handling, lanes))  # fmt: skip


def _rooms(table: Handling | None, lanes: int) -> Handled | None:
    if table is None:
        return None
    count = len(table.source)
    return Handled(*(np.zeros((rows, lanes)) for rows in (count, count, 1, 1, 2)))


def counts(tables: Tables, days: int, lanes: int) -> Counts:
    """Nothing counted yet."""
    return Counts(np.zeros((len(KPIS), days, lanes)), np.zeros((len(CUSTOMER), len(tables.demands), lanes)))


def moves(tables: Tables, lanes: int) -> dict[str, Any]:
    """Rows to trace into by name, views of one array `[row, lane]` (under the name "")."""
    p, f, d = len(tables.points), len(tables.flows), len(tables.demands)
    sizes = [p] * 6 + [f] * 3 + [d] * 2
    rows = np.zeros((sum(sizes), lanes))
    ends = np.cumsum(sizes)
    views = {name: rows[end - size : end] for name, size, end in zip(MOVES, sizes, ends, strict=True)}
    return {"": rows, **views}
