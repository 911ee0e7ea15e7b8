"""What a World did with a case: every array of its days, by name, `[day, row]`, and where to find each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.network.ids import demand_id, lane_id, point_id
from echelon.study.many import Prepared, prepare_run
from echelon.study.scenario import Scenario
from echelon.world.history import under_way
from echelon.world.run import states

Floats = NDArray[np.float64]
KEPT = ("stock", "on_order", "owed", "due", "ordered", "backlog", "asked", "aside", "waiting")
MOVED = ("ordered", "done", "shipped", "received", "sold", "gone", "cancelled")


@dataclass(frozen=True, slots=True)
class Observed:
    """Arrays of one replication.

    rows   name → `[day, row]`: end-of-day rows of the state, moves of the day (`did.` before the name), `under_way`
    """

    prepared: Prepared
    rows: Mapping[str, Floats]

    def point(self, site: str, item: str) -> int:
        """Row of a stock point."""
        return self.prepared.structure.points.index(point_id(site, item))

    def flow(self, source: str, to: str, item: str) -> int:
        """Row of a lane's flow."""
        return self.prepared.structure.flows.index(lane_id(source, to, item))

    def demand(self, customer: str, site: str, item: str) -> int:
        """Row of a demand."""
        return self.prepared.structure.demands.index(demand_id(customer, site, item))

    def of(self, name: str, row: int) -> Floats:
        """One row, day by day. `[day]`"""
        return self.rows[name][:, row]

    def heard(self, flow: int) -> Floats:
        """What a flow's sender hears of its receiver's orders. `[day]`"""
        return self.of("ordered", int(self.prepared.job.tables.flows["heard"][flow]))


def observe(scenario: Scenario) -> Observed:
    """Run a scenario's first replication and keep everything. All laws are compiled in, so that cases share a kernel."""
    prepared = prepare_run(scenario, forced=True)
    days: list[dict[str, Floats]] = []
    for day, state, _, moved in states(prepared.job, 0):
        found = {name: np.array(getattr(state, name)[:, 0]) for name in KEPT}
        found |= {f"did.{name}": np.array(moved[name][:, 0]) for name in MOVED}
        days.append(found | {"under_way": np.array(under_way(prepared.job, state, day))})
    return Observed(prepared, {name: np.array([day[name] for day in days]) for name in days[0]})


def outages(states: Any, days: int) -> list[tuple[int, int]]:
    """Runs of days that are out: (first, how many). States start again where they are shorter than the horizon.

    >>> outages([0, 1, 1, 0], 7)
    [(1, 2), (5, 2)]
    """
    out = [bool(states[day % len(states)]) for day in range(days)]
    edges = np.flatnonzero(np.diff([0, *out, 0]))
    return [(int(first), int(last - first)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def trace_calendar(name: str, trace: Any, scenario_start: Any) -> dict[str, object]:
    """A calendar whose factor on each day is a trace's number; it starts again where it is shorter than the horizon."""
    import datetime

    days = (f"{scenario_start + datetime.timedelta(day)}:{float(units)!r}" for day, units in enumerate(trace))
    return {"name": name, "dates": ";".join(days)}
