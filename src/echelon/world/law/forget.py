"""Orders that a sender cannot fill on their day are cancelled. Rows are `[lane]`. Switched on by lanes whose `unmet` is lost."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Forget(NamedTuple):
    """By flow `[F]`: lost 1 where what is unmet is cancelled; buyer the point that has it on order, -1 where a recipe called."""

    lost: Any
    buyer: Any


def forget_table(net: Network, s: Structure, *, forced: bool) -> Forget | None:
    """The lanes that forget; None where none does and the law is not `forced`."""
    lost = np.zeros(len(s.flows), dtype=np.int64)
    lanes = s.lane_row >= 0
    lost[lanes] = net["lane"]["unmet"][s.lane_row[lanes]] == "lost"
    if not lost.any() and not forced:
        return None
    group = np.searchsorted(s.flow_start, np.arange(len(s.flows)), side="right") - 1
    target = s.group_point[group]
    return Forget(lost, np.where(s.recipe_row[target] < 0, target, -1))


@switched
def cancel(table: Any, state: Any, f: Any, cancelled: Any) -> None:
    """Cancel what one flow is still due; `cancelled` gets it. What a recipe has called stays ordered."""
    if table.lost[f]:
        due, buyer = state.due[f], table.buyer[f]
        for lane in range(due.size):
            cancelled[lane] = due[lane]
            due[lane] = 0.0
        if buyer >= 0:
            _less(state.on_order[buyer], cancelled)


@law
def _less(on_order: Any, cancelled: Any) -> None:
    for lane in range(on_order.size):
        on_order[lane] = max(0.0, on_order[lane] - cancelled[lane])
