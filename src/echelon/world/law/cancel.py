"""Orders that wait too long at a supplier are cancelled, the oldest first. Rows are `[lane]`.

Switched on by lanes with `cancel_days`. Suppliers serve a flow's oldest orders first, so what is due beyond the orders heard
in the last so many days is older than they are: no ages need be kept but the orders themselves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, fill, switched
from echelon.network.build import Structure
from echelon.network.model import Network

DUST = 1e-9
"""Part of what is due that is rounding, not an old order."""


class Cancel(NamedTuple):
    """Flows whose orders are cancelled: flow [X]; base, slots [X] of the days that an order may wait."""

    flow: Any
    base: Any
    slots: Any


class Waiting(NamedTuple):
    """heard [rows] orders of the last days, by flow and day; gone [X] cancelled today."""

    heard: Any
    gone: Any


def cancel_table(net: Network, s: Structure, *, overnight: bool, forced: bool) -> Cancel | None:
    """The flows with `cancel_days`; None where there are none and the law is not `forced`.

    overnight   stock is reviewed after the day's orders have been served, so that today's are among those looked at
    """
    days = np.full(len(s.flows), np.inf)
    lanes = s.lane_row >= 0
    days[lanes] = net["lane"]["cancel_days"][s.lane_row[lanes]]
    flow = np.flatnonzero(np.isfinite(days))
    slots = days[flow].astype(np.int64) + int(overnight)
    return Cancel(flow, np.cumsum(slots) - slots, slots) if len(flow) or forced else None


def waiting_rows(table: Cancel | None, lanes: int) -> Waiting | None:
    """Nothing heard, nothing cancelled."""
    if table is None:
        return None
    return Waiting(np.zeros((int(table.slots.sum()), lanes)), np.zeros((len(table.flow), lanes)))


@switched
def cancel(table: Any, waiting: Any, at: Any, day: Any, heard: Any, due: Any, fresh: Any) -> None:
    """Take off `due` what has waited too long on the flow at row `at`, as `waiting.gone`.

    heard   orders that joined what is due since the last review; on day 0 all that is due counts as such
    fresh   a row to work in
    """
    slots, base, gone = table.slots[at], table.base[at], waiting.gone[at]
    fill(fresh, 0.0)
    if slots > 0:
        copy(waiting.heard[np.uintp(base + day % slots)], due if day == 0 else heard)
        for slot in range(slots):
            add_to(fresh, waiting.heard[np.uintp(base + slot)])
    for lane in range(due.size):
        old = due[lane] - fresh[lane]
        gone[lane] = old if old > due[lane] * DUST else 0.0
        due[lane] = max(0.0, due[lane] - gone[lane])
