"""Customers want delivery within so many days: what comes later is late. Rows are `[lane]`.

What a customer asks on one day is an order line. Lines are served in the order of their days, oldest first, so that what is
left of each says what is late. Switched on by demands with `due_days`; else a line is due on the day it is asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.lanes import copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.fold.close import DUST
from echelon.network.model import Network


class Due(NamedTuple):
    """By demand: days [D] until a line is due; first [D] of its rows in `State.awaited`, or -1; rows how many there are.

    Its rows: what is left of the line of each of the last days + 1 days, then what they asked, then what is late.
    """

    days: Any
    first: Any
    rows: int


def due_days(net: Network, s: Structure) -> NDArray[np.int64]:
    """Whole days until what a demand asks is due. `[D]`"""
    return net["demand"]["due_days"][s.demand_row].astype(np.int64)


def due_table(net: Network, s: Structure, *, forced: bool) -> Due | None:
    """Who wants delivery on a later day; None where nobody does and the law is not `forced`."""
    days = due_days(net, s)
    slots = np.where(days > 0, 2 * (days + 1) + 1, 0)
    if not (forced or days.any()):
        return None
    return Due(days, np.where(days > 0, np.cumsum(slots) - slots, -1), int(slots.sum()))


@switched
def serve_lines(
    table: Any, awaited: Any, d: Any, day: Any, asked: Any, left: Any, on_time: Any, late: Any, line: Any
) -> None:
    """Serve one customer's lines with what was sold, which is `left` and used up: what is late first, then the oldest.

    on_time   gets units;  line, late   what was asked on the day whose line is due today, and is missing of it
    """
    span, first = table.days[d] + 1, table.first[d]
    copy(awaited[np.uintp(first + day % span)], asked)
    copy(awaited[np.uintp(first + span + day % span)], asked)
    fill(on_time, 0.0)
    _take(awaited[np.uintp(first + 2 * span)], left)
    for ahead in range(1, span + 1):
        _take_on_time(awaited[np.uintp(first + (day + ahead) % span)], left, on_time)
    copy(late, awaited[np.uintp(first + (day + 1) % span)])
    copy(line, awaited[np.uintp(first + span + (day + 1) % span)])


@law
def _take(row: Any, left: Any) -> None:
    for lane in range(row.size):
        units = min(row[lane], left[lane])
        row[lane] -= units
        left[lane] -= units


@law
def _take_on_time(row: Any, left: Any, on_time: Any) -> None:
    for lane in range(row.size):
        units = min(row[lane], left[lane])
        row[lane] -= units
        left[lane] -= units
        on_time[lane] += units


@switched
def fall_due(table: Any, awaited: Any, d: Any, late: Any, gone: Any, short: Any) -> None:
    """What is late of today's line and not lost joins all that is late; `short` gets that and what is lost."""
    overdue = awaited[np.uintp(table.first[d] + 2 * (table.days[d] + 1))]
    for lane in range(short.size):
        overdue[lane] += max(0.0, late[lane] - gone[lane])
        short[lane] = overdue[lane] + gone[lane]


@law
def judge(line: Any, missing: Any, lines: Any, all_lines: Any, in_full: Any, all_in_full: Any) -> None:
    """Count a line that is due today, and whether it was delivered whole; totals of the day and of the customer."""
    for lane in range(line.size):
        there = 1.0 if line[lane] > 0.0 else 0.0
        whole = there if missing[lane] <= line[lane] * DUST else 0.0
        lines[lane] += there
        all_lines[lane] += there
        in_full[lane] += whole
        all_in_full[lane] += whole
