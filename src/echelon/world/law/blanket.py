"""Blanket orders: a least quantity agreed for every period of so many days, topped up at its end. Rows are `[lane]`.

Switched on by lanes with `blanket_quantity`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.quanta import DUST


class Blanket(NamedTuple):
    """Flows with an agreement: flow [X]; quantity [X] least of a period; days [X] in a period."""

    flow: Any
    quantity: Any
    days: Any


def blanket_table(net: Network, s: Structure, *, forced: bool) -> Blanket | None:
    """The flows with an agreement; None where there are none and the law is not `forced`."""
    lanes, given = net["lane"], s.lane_row >= 0
    quantity, days = np.zeros(len(s.flows)), np.ones(len(s.flows), dtype=np.int64)
    quantity[given] = lanes["blanket_quantity"][s.lane_row[given]]
    days[given] = lanes["blanket_days"][s.lane_row[given]].astype(np.int64)
    flow = np.flatnonzero(quantity > 0)
    return Blanket(flow, quantity[flow], days[flow]) if len(flow) or forced else None


@switched
def top_up(table: Any, so_far: Any, at: Any, day: Any, quantum: Any, ordered: Any) -> None:
    """Raise today's order of the flow at row `at`, on the last day of a period, to what is missing of its least.

    Of an item with a `quantum` whole quanta are ordered, so that it is never less.
    """
    ends = (day + 1) % table.days[at] == 0
    total, least = so_far[at], table.quantity[at]
    for lane in range(ordered.size):
        missing = max(0.0, least - (total[lane] + ordered[lane])) if ends else 0.0
        ordered[lane] += np.ceil(missing / quantum - DUST) * quantum if quantum > 0.0 else missing
        total[lane] = 0.0 if ends else total[lane] + ordered[lane]
