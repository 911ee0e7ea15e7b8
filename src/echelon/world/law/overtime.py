"""Overtime: a resource works longer on a working day when orders that can start need more than its hours. Rows are `[lane]`.

Switched on by resources with `overtime_hours_per_day`. It is called for in the morning, when hours are shared, for what
orders need that can start within their daily capacities, and is paid by the hour; where the site is disrupted there is as much
less of it as of the normal hours. In campaigns it is worked for set-ups too, and only what is worked is paid.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, switched
from echelon.network.model import Network
from echelon.world.law.costs import charge
from echelon.world.law.manufacturing import capped
from echelon.world.law.money import add


class Overtime(NamedTuple):
    """By resource `[R]`: hours a day at most; cost of one, in the network's currency."""

    hours: Any
    cost: Any


def overtime_table(net: Network, *, forced: bool) -> Overtime | None:
    """The hours; None where there are none and the law is not `forced`."""
    hours, cost = (net["resource"][f"overtime_{name}"] for name in ("hours_per_day", "cost_per_hour"))
    return Overtime(hours, cost) if hours.any() or forced else None


def no_overtime(table: Overtime | None, lanes: int) -> Any:
    """Hours worked today, none as yet. `[R, lane]`"""
    return None if table is None else np.zeros((len(table.hours), lanes))


@switched
def need_hours(table: Any, most: Any, hours: Any, ready: Any, need: Any) -> None:
    """Add the hours of a point's orders that can start within its capacity of the day, to which `ready` is bounded."""
    capped(ready, most)
    add(need, ready, hours)


@switched
def allow(table: Any, r: Any, stated: Any, hours: Any, extra: Any) -> None:
    """Write the overtime that there may be, as much of it as there is of the stated hours; on a closed day none."""
    if stated > 0.0:
        for lane in range(extra.size):
            extra[lane] = table.hours[r] * (hours[lane] / stated)


@switched
def call(table: Any, need: Any, hours: Any, extra: Any) -> None:
    """Bound `extra` to what is missing to the hours that are needed, and add it to the `hours` of the day."""
    for lane in range(extra.size):
        extra[lane] = max(0.0, min(extra[lane], need[lane] - hours[lane]))
        hours[lane] += extra[lane]


@switched
def pay(table: Any, worked: Any, r: Any, extra: Any, total: Any) -> None:
    """Remember and charge the overtime of one resource."""
    copy(worked[r], extra)
    charge(total, extra, table.cost[r])
