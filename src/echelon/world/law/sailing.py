"""Sailing days: goods leave on days of departure, and wait at the sender until then. Rows are `[lane]`.

Switched on by lanes with `departs`. A factor of 0 is no departure; any other scales the lane's capacity of that day.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.calendar import departures
from echelon.network.model import Network
from echelon.world.tables import PLENTY


class Sailing(NamedTuple):
    """Schedules: factor [schedule, day]; usual [schedule] days between departures, on average."""

    factor: Any
    usual: Any


def sailing_table(
    net: Network, s: Structure, days: int, *, forced: bool
) -> tuple[NDArray[np.int64], Sailing | None]:
    """Row of each flow's schedule or -1, and the schedules; None where there are none and the law is not `forced`."""
    cells, named = net["lane"]["departs"], ~net["lane"].among("departs", "")
    rows: dict[str, int] = {}
    of = np.full(len(s.flows), -1, dtype=np.int64)
    for flow in np.flatnonzero((s.lane_row >= 0) & named[s.lane_row]).tolist() if len(named) else ():
        of[flow] = rows.setdefault(str(cells[s.lane_row[flow]]), len(rows))
    if not rows and not forced:
        return of, None
    calendars = {str(row["name"]): row for row in net.rows("calendar")}
    factor = [departures(cell, calendars, net.settings.start, days) for cell in rows]
    year = [departures(cell, calendars, net.settings.start, 364) for cell in rows]
    apart = [len(each) / max(1, int(np.count_nonzero(each))) for each in year]
    return of, Sailing(np.array(factor).reshape(len(rows), days), np.array(apart, dtype=np.float64))  # fmt: skip


@switched
def embark(table: Any, row: Any, capacity: Any, day: Any, goods: Any) -> None:
    """Bound `goods` by what a departure of today can take."""
    factor = table.factor[row, day]
    most = 0.0 if factor <= 0.0 else (factor * capacity if capacity < PLENTY else PLENTY)
    for lane in range(goods.size):
        goods[lane] = min(goods[lane], most)
