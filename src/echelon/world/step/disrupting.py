"""Factors of what is disrupted, as they change in the morning."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import step


@step
def disrupt(changes: Any, gate: Any, shut: Any, day: Any, offset: Any) -> None:
    """Apply the factors that change today to this block's lanes, which start at lane `offset` of the run."""
    lanes = gate.shape[1]
    for change in range(changes.start[day], changes.start[day + 1]):
        row = changes.gate[change]
        factor = gate[row]
        for lane in range(max(0, changes.first[change] - offset), min(lanes, changes.last[change] - offset)):
            factor[lane] = changes.factor[change]
        closed = 0
        for lane in range(lanes):
            if factor[lane] != 1.0:
                closed = 1
        shut[row] = closed
