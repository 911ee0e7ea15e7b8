"""Orders that a sender cannot fill on their day are cancelled. Rows are `[lane]`. Switched on by lanes whose `unmet` is lost."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Forget(NamedTuple):
    """By flow `[F]`: lost 1 where what is unmet is cancelled; target the point that has it on order."""

    lost: Any
    target: Any


def forget_table(net: Network, s: Structure, *, forced: bool) -> Forget | None:
    """The lanes that forget; None where none does and the law is not `forced`."""
    lost = np.zeros(len(s.flows), dtype=np.int64)
    lanes = s.lane_row >= 0
    lost[lanes] = net["lane"]["unmet"][s.lane_row[lanes]] == "lost"
    if not lost.any() and not forced:
        return None
    group = np.searchsorted(s.flow_start, np.arange(len(s.flows)), side="right") - 1
    return Forget(lost, s.group_point[group])


@switched
def cancel(table: Any, state: Any, f: Any, owed: Any, cancelled: Any) -> None:
    """Cancel what one flow is still due; `cancelled` gets it. What a recipe has called stays ordered."""
    if table.lost[f]:
        due, on_order = state.due[f], state.on_order[table.target[f]]
        for lane in range(due.size):
            rest = due[lane]
            cancelled[lane] = rest
            due[lane] = 0.0
            owed[lane] -= rest
            on_order[lane] = max(0.0, on_order[lane] - rest)
