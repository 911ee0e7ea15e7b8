"""No order crossing: a shipment never arrives before an earlier one of its lane. Rows are `[lane]`.

Its day of arrival is the later of what its own lead time says and the last arrival of the lane. That never needs a longer
ring: the last arrival was drawn on an earlier day, so it is no further ahead than the longest lead time. Flows of one lane travel
together. Switched on by lanes whose `crossing` is no and whose time under way varies, is
shortened by expediting, or is disrupted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.expedite import expedited


def convoys(
    net: Network, s: Structure, weights: Sequence[Sequence[float]], stretches: Mapping[int, int]
) -> dict[int, int]:
    """Flow → row of `State.last`, for flows of lanes that keep their order; one row a lane.

    stretches   flows whose time under way is disrupted (see `law.stretch`)
    """
    keep, rows = net["lane"].among("crossing", "no"), dict[int, int]()
    if not keep.any():
        return {}
    hurries, found = set(expedited(net, s).tolist()), {}
    for flow in np.flatnonzero((s.lane_row >= 0) & keep[s.lane_row]).tolist():
        if weights[flow][-1] != 1.0 or flow in hurries or flow in stretches:
            found[flow] = rows.setdefault(int(s.lane_row[flow]), len(rows))
    return found


def convoy_table(found: Mapping[int, int], *, forced: bool) -> Any:
    """The first flow of each row of `State.last`; None where no lane keeps its order and the law is not `forced`."""
    firsts = {row: flow for flow, row in sorted(found.items(), reverse=True)}
    return np.array([firsts[row] for row in range(len(firsts))], dtype=np.int64) if found or forced else None


def latest_arrivals(convoy: Any, ring: Any, pipes: Any) -> Any:
    """The last day of arrival before day 0, of each row of `State.last`, by what is under way. `[row, lane]`

    convoy [F] row of each flow or -1;  ring [rows, lane] of the state;  pipes of the flows
    """
    last = np.zeros((int(convoy.max(initial=-1)) + 1, ring.shape[1]))
    for flow in np.flatnonzero(convoy >= 0).tolist():
        for arrives in range(int(pipes["slots"][flow])):
            here = ring[pipes["base"][flow] + arrives] > 0.0
            last[convoy[flow], here] = np.maximum(last[convoy[flow], here], arrives)
    return last


@switched
def put_off(table: Any, hold: Any, state: Any, day: Any) -> None:
    """At the end of a day on which transit is held, the last of a lane arrives a day later."""
    for row in range(table.size):
        put_off_one(hold, table[row], state.last[row], state.gate, state.shut, day)


@switched
def put_off_one(hold: Any, flow: Any, latest: Any, gates: Any, shut: Any, day: Any) -> None:
    """The same of one lane, where something may be held."""
    gate = hold.transit[flow]
    if gate >= 0 and shut[gate] != 0:
        for lane in range(latest.size):
            if gates[gate, lane] < 1.0 and latest[lane] > day:
                latest[lane] += 1.0


@switched
def follow(table: Any, last: Any, row: Any, day: Any, goods: Any, taken: Any) -> None:
    """Put off the arrival of `goods`, whose lead times are `taken`, to the last of their lane."""
    latest = last[row]
    for lane in range(taken.size):
        if goods[lane] > 0.0:
            arrives = max(day + taken[lane], latest[lane])
            taken[lane] = arrives - day
            latest[lane] = arrives
