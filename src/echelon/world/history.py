"""One replication as tables: stock, orders and shipments of every stock point, flow and customer, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from echelon.network.build import Structure
from echelon.world.routes import waiting
from echelon.world.run import Job, states
from echelon.world.state import State

Columns = dict[str, Any]


class History(NamedTuple):
    """Tables of one replication as columns, a row per day and entity, days first. Units of the item, end of the day.

    points   day, point, ordered, received, issued (of the day), on_hand, owed, on_order
    flows    day, flow, shipped, received (of the day), due, in_transit, held (of that, at a closed port or canal)
    demands  day, demand, asked, delivered, lost (of the day), backlog
    """

    points: Columns
    flows: Columns
    demands: Columns


def rows(columns: Columns) -> list[dict[str, object]]:
    """A table's rows as mappings.

    >>> rows({"day": np.array([0, 1]), "on_hand": np.array([5.0, 4.0])})
    [{'day': 0, 'on_hand': 5.0}, {'day': 1, 'on_hand': 4.0}]
    """
    names = list(columns)
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*(columns[name].tolist() for name in names), strict=True)
    ]


def history(job: Job, lane: int, s: Structure) -> History:
    """The tables of the job's replication at `lane`."""
    days = [_day_rows(job, s, day, state, moved) for day, state, _, moved in states(job, lane)]
    return History(*(_table(name, ids, [day[at] for day in days]) for at, (name, ids) in enumerate(
        (("point", s.points), ("flow", s.flows), ("demand", s.demands)))))  # fmt: skip


def _day_rows(job: Job, s: Structure, day: int, state: State, moved: Any) -> tuple[Columns, Columns, Columns]:
    arrived = moved["received"][:, 0]
    bought = np.bincount(_targets(s), weights=arrived, minlength=len(s.points))
    received = np.where(s.recipe_row >= 0, moved["done"][:, 0], bought)
    makers = np.repeat(np.arange(len(s.points)), np.diff(s.output_start))
    np.add.at(received, s.output_point, _finished(job, state, moved)[makers] * s.output_quantity)
    issued = moved["issued"] + moved["handed"]
    if (swap := job.tables.swap) is not None:
        for d in np.flatnonzero(job.tables.demands["swap"] >= 0).tolist():
            issued[swap[job.tables.demands["swap"][d]]["point"]] += moved["used"][d]
    points = {"ordered": moved["ordered"], "received": received, "issued": issued,
              "on_hand": state.stock, "owed": state.owed, "on_order": state.on_order}  # fmt: skip
    held = waiting(job.tables.route, state, len(s.flows))[:, 0]
    flows = {"shipped": moved["shipped"], "received": arrived, "due": state.due,
             "in_transit": under_way(job, state, day)[: len(s.flows)] + held, "held": held}  # fmt: skip
    demands = {
        "asked": state.asked,
        "delivered": moved["sold"] + moved["swapped"],
        "lost": moved["gone"],
        "backlog": state.backlog,
    }
    first, second, third = (
        {name: np.array(column).reshape(-1) for name, column in part.items()}
        for part in (points, flows, demands)
    )
    return first, second, third


def _finished(job: Job, state: State, moved: Any) -> Any:
    """Units that recipes finished today: into stock, or to the dock where storage is limited. `[P]`"""
    done, dock = moved["done"][:, 0], job.tables.dock
    if dock is None:
        return done
    return np.where(dock.limited == 1, state.docked.arrived[job.tables.points["pipe"], 0], done)


def _targets(s: Structure) -> Any:
    return np.repeat(s.group_point, np.diff(s.flow_start))


def under_way(job: Job, state: State, day: int) -> Any:
    """Units under way in each pipe (flows first, then recipes) at the end of a day. `[pipe]`"""
    pipes = job.tables.pipes
    if not len(pipes):
        return np.zeros(0)
    ring = state.ring[:, 0].copy()
    fixed = pipes[pipes["lead"] >= 0]
    if job.tables.hold is None and job.tables.echelon is None:
        ring[fixed["base"] + (day + 1) % fixed["slots"]] = 0.0  # arrived today, not yet written over
    return np.add.reduceat(ring, pipes["base"])


def _table(name: str, ids: Sequence[str], days: Sequence[Columns]) -> Columns:
    columns: Columns = {
        "day": np.repeat(np.arange(len(days)), len(ids)),
        name: np.tile(np.array(ids, dtype=object), len(days)),
    }
    return columns | {column: np.concatenate([day[column] for day in days]) for column in days[0]}
