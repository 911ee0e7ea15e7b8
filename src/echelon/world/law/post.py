"""Order lead time: an order travels for some days before its supplier hears of it. Rows are `[lane]`.

Switched on by lanes with `order_days`, and by timetables in which a point hears before its receivers order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Post(NamedTuple):
    """Flows whose orders travel: flow [X]; base, slots [X] of the rows in which they do (days + 1)."""

    flow: Any
    base: Any
    slots: Any


def post_table(net: Network, s: Structure, *, overnight: bool, forced: bool) -> Post | None:
    """The flows whose orders travel; None where none does and the law is not `forced`.

    overnight   orders take a day at least, by the order of the day
    """
    days = np.zeros(len(s.flows), dtype=np.int64)
    lanes = s.lane_row >= 0
    days[lanes] = net["lane"]["order_days"][s.lane_row[lanes]].astype(np.int64)
    if overnight:
        days = np.maximum(days, 1)
    flow = np.flatnonzero(days > 0)
    slots = days[flow] + 1
    return Post(flow, np.cumsum(slots) - slots, slots) if len(flow) or forced else None


@switched
def post(table: Any, travelling: Any, at: Any, day: Any, ordered: Any) -> None:
    """Send off today's order of the flow at row `at`; it is heard `slots - 1` days from now."""
    copy(travelling[np.uintp(table.base[at] + (day + table.slots[at] - 1) % table.slots[at])], ordered)


@switched
def collect(table: Any, travelling: Any, at: Any, day: Any, heard: Any) -> None:
    """Write into `heard` the order that arrives today."""
    copy(heard, travelling[np.uintp(table.base[at] + day % table.slots[at])])
