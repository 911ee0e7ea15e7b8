"""Part of the customers whom stock cannot serve wait, the others go elsewhere. Rows are `[lane]`.

Decided once, on the day on which it was to be delivered: who has chosen to wait, waits. Where the item has a quantum, what does
not make one is lost once it has grown to one. Switched on by demands whose `patience` is between 0 and 1, and by those of
whom some are lost on a later due day.

Source: partial backordering, Montgomery, Bazaraa & Keswani, Naval Research Logistics Quarterly 20 (1973), 255-263.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.network.build import Structure
from echelon.network.demand import patience
from echelon.network.model import Network
from echelon.world.law.due import due_days
from echelon.world.law.quanta import DUST


class Patience(NamedTuple):
    """lost [D] part of what is unmet; 0 where all of it waits, or all is lost on the day it is asked."""

    lost: Any


def patience_table(net: Network, s: Structure, *, forced: bool) -> Patience | None:
    """Who waits in part; None where nobody does and the law is not `forced`."""
    part = patience(net["demand"])[s.demand_row]
    lost = np.where((part > 0.0) | (due_days(net, s) > 0), 1.0 - part, 0.0)
    return Patience(lost) if forced or lost.any() else None


@switched
def lapse(table: Any, lapsed: Any, d: Any, quantum: Any, late: Any, backlog: Any, gone: Any) -> None:
    """Write into `gone` what one customer loses of the units that were due today and are `late`, within its `backlog`."""
    part = table.lost[d]
    if part > 0.0 and quantum > 0.0:
        _whole(lapsed[d], part, quantum, late, backlog, gone)
    elif part > 0.0:
        for lane in range(gone.size):
            gone[lane] = min(late[lane], backlog[lane]) * part


@law
def _whole(rest: Any, part: Any, quantum: Any, late: Any, backlog: Any, gone: Any) -> None:
    """Whole quanta only; the fraction is kept for another day."""
    for lane in range(gone.size):
        unmet = min(late[lane], backlog[lane])
        units = unmet * part + rest[lane]
        gone[lane] = min(unmet, np.floor(units / quantum + DUST) * quantum)
        rest[lane] = units - gone[lane]
