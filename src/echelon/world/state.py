"""What a replication is at the end of a day, and what it counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.law.ages import no_ages
from echelon.world.law.campaign import no_set_ups
from echelon.world.law.cancel import waiting_rows
from echelon.world.law.cheapest import nothing_ranked
from echelon.world.law.closure import no_closures
from echelon.world.law.convoy import latest_arrivals
from echelon.world.law.dock import docked_goods
from echelon.world.law.expedite import nothing_hurried
from echelon.world.law.handle import rooms
from echelon.world.law.lever import in_neutral
from echelon.world.law.overtime import no_overtime
from echelon.world.law.passage import voyage
from echelon.world.law.quanta import Rests
from echelon.world.law.ration import Grants
from echelon.world.law.requirements import no_releases
from echelon.world.law.ruin import no_ruins
from echelon.world.law.sequence import no_turns
from echelon.world.law.shelf import fresh_goods
from echelon.world.law.swap import swap_rows
from echelon.world.routes import embarked
from echelon.world.start import Start
from echelon.world.tables import Tables

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
    "swapped",
    "used",
    "cancelled",
    "outside",
    "aside",
)
"""What moved today, traced: order, start and finish of a recipe, its lead time, units out of stock in `serve` or `supply`, and
in `sell` `[P]`; units shipped, their lead time, units received `[F]`; units delivered and lost, delivered as a substitute, and
units of that `[D]`; orders cancelled, units that arrive and wait outside, and that are set aside before they leave `[F]`."""


class State(NamedTuple):
    """Arrays `[entity, lane]`, float64, units of the item.

    stock [P] on hand; on_order [P] ordered and not yet in stock; pending [P] made to order, not started
    owed [P] to all receivers; due [F] owed to one flow; backlog [D] owed to one customer; staged [G] waiting for a set
    ring [rows] under way; gate [H] today's factor of what is disrupted; shut [H] 1 where any lane's factor is not 1
    ordered [F + X] of today, then what is heard of the X flows whose orders travel; asked [D] of today
    room [P] units that shared capacity allows today; scratch [7] rows
    Of laws that may be absent (then None): grants to claims today (`law.ration`); post [rows] orders that travel; memory [rows]
    of orders of recipes that draw, allowed [X] what each may take today; aside [F] held back from a flow, waiting [F] outside;
    echelon [P] stock of a point and of all downstream; taken [P] since the last review
    drift [rows] deviations of correlated demands; outlook [rows] forecasts of points and the days they average over
    aging (see `law.cancel`); blanket [X] ordered so far in the period; rests of
    quanta (`law.quanta`); scrap [Y] of today; setups what resources are set up for (`law.campaign`); lapsed [D] fractions
    of a quantum that customers have not yet lost (`law.patience`); awaited [rows] order lines and what is late (`law.due`);
    swaps of today (`law.swap`); releases [rows] planned by day (`law.requirements`); overtime [R] hours of today; hurried [F]
    1 where a shipment was expedited today; fresh goods (`law.shelf`); docked goods (`law.dock`); handled rooms
    (`law.handle`); voyage of goods whose passages are hit (`law.passage`); last day of arrival of lanes in order
    ages of orders (`law.ages`); turns of users of resources today (`law.sequence`); closures of lanes (`law.closure`); ruins of
    stock (`law.ruin`); ranked sources of today (`law.cheapest`); levers that agents move, pulled where they are not neutral
    (`law.lever`)
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
    memory: Any
    allowed: Any
    aside: Any
    waiting: Any
    echelon: Any
    taken: Any
    drift: Any
    outlook: Any
    aging: Any
    blanket: Any
    rests: Any
    scrap: Any
    setups: Any
    lapsed: Any
    voyage: Any
    last: Any
    awaited: Any
    swaps: Any
    releases: Any
    overtime: Any
    hurried: Any
    fresh: Any
    docked: Any
    handled: Any
    ages: Any
    turns: Any
    closures: Any
    ruins: Any
    ranked: Any
    levers: Any
    pulled: Any


class Counts(NamedTuple):
    """daily `[kpi, day, lane]` and customer `[total, demand, lane]` (see `KPIS`, `CUSTOMER`)."""

    daily: Any
    customer: Any


def opening(tables: Tables, start: Start, gates: int, lanes: int) -> State:
    """The state before day 0: on hand, owed, on order and under way what `start` says."""
    p, f, g, d = (len(part) for part in (tables.points, tables.flows, tables.groups, tables.demands))
    rows = int(tables.pipes["slots"].sum())

    posted = 0 if tables.post is None else len(tables.post.flow)

    def zeros(count: int) -> Any:
        return np.zeros((count, lanes))

    state = State(zeros(p), zeros(p), zeros(p), zeros(p), zeros(f), zeros(d), zeros(g), zeros(rows),
                 np.ones((gates, lanes)), np.zeros(gates, dtype=np.int64), zeros(f + posted), zeros(d), zeros(p), zeros(7),
                 None if tables.ration is None else Grants(zeros(f + d), zeros(f + d)),
                 None if tables.post is None else zeros(int(tables.post.slots.sum())),
                 None if tables.draw is None else zeros(int(tables.draw.slots.sum())),
                 None if tables.draw is None else zeros(len(tables.draw.flow)),
                 None if tables.hold is None else zeros(f),
                 None if tables.hold is None else zeros(f),
                 None if tables.echelon is None else zeros(p),
                 None if tables.review is None else np.ones((p, lanes)),
                 None if tables.correlate is None else zeros(len(tables.correlate.rho)),
                 None if tables.adapt is None else np.repeat(tables.adapt.opening[:, None], lanes, axis=1),
                 waiting_rows(tables.cancel, lanes),
                 None if tables.blanket is None else zeros(len(tables.blanket.flow)),
                 None if tables.quanta is None else Rests(zeros(d), zeros(f)),
                 None if tables.yields is None else zeros(len(tables.yields.point)),
                 no_set_ups(tables.campaigns, tables.resources, lanes),
                 None if tables.patience is None else zeros(d),
                 voyage(tables.route, lanes), None if tables.convoy is None else zeros(len(tables.convoy)),
                 None if tables.due is None else zeros(tables.due.rows),
                 swap_rows(tables.swap, lanes),
                 no_releases(tables.requirements, lanes),
                 no_overtime(tables.overtime, lanes),
                 nothing_hurried(tables.expedite, lanes),
                 fresh_goods(tables.shelf, start.stock, lanes),
                 docked_goods(tables.dock, len(tables.pipes), lanes),
                 rooms(tables.handling, lanes),
                 no_ages(tables.ages, lanes),
                 no_turns(tables.turns, lanes),
                 no_closures(tables.closures, lanes),
                 no_ruins(tables.ruin, lanes),
                 nothing_ranked(tables.cheapest, lanes),
                 *in_neutral(tables.reach, rows_of(tables), lanes))  # fmt: skip
    _begin(tables, start, state)
    return state


def rows_of(tables: Tables) -> dict[str, int]:
    """How many rows each noun of a lever has."""
    p, f, d, r = (len(part) for part in (tables.points, tables.flows, tables.demands, tables.resources))
    return {"stock point": p, "flow": f, "claim": f + d, "resource": r, "demand": d}


def _begin(tables: Tables, start: Start, state: State) -> None:
    """Write into a state of zeros what is there before day 0."""
    for name in ("stock", "on_order", "pending", "owed", "due", "backlog", "staged", "ring"):
        getattr(state, name)[:] = getattr(start, name)[:, None]
    if state.last is not None and len(state.last):
        state.last[:] = latest_arrivals(tables.flows["convoy"], state.ring, tables.pipes)
    if state.post is not None:
        state.post[:] = start.post[:, None]
    if state.voyage is not None:
        embarked(tables.route, state.voyage, state.ring, tables.pipes["base"])
    if state.awaited is not None:
        rows = np.flatnonzero(tables.due.first >= 0)
        state.awaited[tables.due.first[rows] + 2 * (tables.due.days[rows] + 1)] = start.late[rows, None]


def counts(tables: Tables, days: int, lanes: int) -> Counts:
    """Nothing counted yet."""
    return Counts(np.zeros((len(KPIS), days, lanes)), np.zeros((len(CUSTOMER), len(tables.demands), lanes)))


def moves(tables: Tables, lanes: int) -> dict[str, Any]:
    """Rows to trace into by name, views of one array `[row, lane]` (under the name "")."""
    p, f, d = len(tables.points), len(tables.flows), len(tables.demands)
    sizes = [p] * 6 + [f] * 3 + [d] * 4 + [f] * 3
    rows = np.zeros((sum(sizes), lanes))
    ends = np.cumsum(sizes)
    views = {name: rows[end - size : end] for name, size, end in zip(MOVES, sizes, ends, strict=True)}
    return {"": rows, **views}
