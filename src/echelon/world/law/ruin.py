"""Stock is destroyed: of what is on hand in the morning a part remains, on each day with a factor below 1. Rows are `[lane]`.

What is destroyed is the oldest of the stock, is told as scrap, costs its disposal, and is worth nothing any more; of items with
a quantum whole quanta are, the part rounded half up. What waits at the dock, outside, beside a recipe or set aside for a receiver
is not stock, and remains. Switched on by disruptions of `stock`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, law, switched
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.world.gates import gate_rows
from echelon.world.law.review import touch


class Ruin(NamedTuple):
    """gate row [P], -1 where nothing is ever destroyed."""

    gate: Any


class Ruins(NamedTuple):
    """Rows of the state: today [P] units destroyed; lost [P] since day 0; busy [P] 1 where `today` is anything but 0."""

    today: Any
    lost: Any
    busy: Any


def ruin_table(s: Structure, gates: Mapping[Target, int], *, forced: bool) -> Ruin | None:
    """Who is hit; None where no disruption of the run destroys stock and the law is not `forced`."""
    if not forced and not any(noun == "stock" for noun, _ in gates):
        return None
    return Ruin(gate_rows(gates, "stock", s.point_row))


def no_ruins(table: Ruin | None, lanes: int) -> Ruins | None:
    """Nothing is destroyed before day 0."""
    if table is None:
        return None
    count = len(table.gate)
    return Ruins(np.zeros((count, lanes)), np.zeros((count, lanes)), np.zeros(count, dtype=np.int64))


@switched
def ruin(table: Any, tables: Any, state: Any) -> None:
    """In the morning, destroy a part of what is on hand."""
    for i in range(table.gate.size):
        row = table.gate[i]
        if row >= 0 and (state.shut[row] != 0 or state.ruins.busy[i] != 0):
            today = state.ruins.today[i]
            part_of(state.gate[row], state.stock[i], tables.points[i].quantum, today)
            state.ruins.busy[i] = destroy(state.stock[i], today, state.ruins.lost[i])
            touch(tables.review, state, i, today)


@law
def part_of(factor: Any, units: Any, quantum: Any, gone: Any) -> None:
    """Write what of some units does not remain at a factor, in whole quanta where they have one."""
    for lane in range(gone.size):
        part = units[lane] * (1.0 - max(0.0, factor[lane])) if factor[lane] < 1.0 else 0.0
        whole = np.floor(part / quantum + 0.5) * quantum if quantum > 0.0 else part
        gone[lane] = min(units[lane], whole)


@law
def destroy(stock: Any, today: Any, lost: Any) -> Any:
    """Take off stock what is destroyed today; gives whether anything is, anywhere."""
    busy = 0
    for lane in range(stock.size):
        stock[lane] -= today[lane]
        lost[lane] += today[lane]
        if today[lane] > 0.0:
            busy = 1
    return busy


@switched
def add_ruined(ruins: Any, i: Any, units: Any) -> None:
    """Add to `units` what was destroyed at one point this morning."""
    add_to(units, ruins.today[i])
