"""Rows of disruptions → changes of factors on days, for ranges of lanes; turns of single lanes → changes of a block of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from echelon.disruption.rows import Row, Target, Turns
from echelon.world.tables import Changes

LaneRows = tuple[int, int, Sequence[Row]]
"""Lanes [first, last) and the rows that act on them."""
FORESEEN = 2.0
"""The largest factor of a target of which none is said."""


class Gates(dict[Target, int]):
    """Target → its row of `State.gate`; most: target → the largest factor of the run, 1 or more, where it is known."""

    def __init__(self, numbers: Mapping[Target, int], most: Mapping[Target, float]) -> None:
        super().__init__(numbers)
        self.most = dict(most)


def gates(several: Sequence[LaneRows], more: Iterable[Target] = ()) -> Gates:
    """Numbers the targets that are hit in any lane, and more that may be, in sorted order.

    more   targets, or a mapping that says how large the factor of each may become
    """
    most = dict(more) if isinstance(more, Mapping) else {}
    for _, _, rows in several:
        for row in rows:
            most[row.target] = max(most.get(row.target, 1.0), float(row.factors.max(initial=1.0)))
    targets = sorted({*most, *more})
    return Gates({target: number for number, target in enumerate(targets)}, most)


def largest(gates: Mapping[Target, int], target: Target) -> float:
    """The largest factor that a target may have in a run.

    >>> largest(Gates({("lead", 0): 0}, {("lead", 0): 3.0}), ("lead", 0)), largest({("lead", 0): 0}, ("lead", 0))
    (3.0, 2.0)
    """
    return gates.most.get(target, FORESEEN) if isinstance(gates, Gates) else FORESEEN


def changes(several: Sequence[LaneRows], numbered: Mapping[Target, int], days: int) -> Changes:
    """The days on which a factor differs from the day before, sorted by day; each target starts at 1."""
    found: list[tuple[int, int, int, int, float]] = []
    for start, end, rows in several:
        for row in rows:
            before = np.concatenate([[1.0], row.factors[:-1]])
            days_changed = np.flatnonzero(row.factors != before).tolist()
            found += [
                (day, numbered[row.target], start, end, float(row.factors[day])) for day in days_changed
            ]
    found.sort()
    day, gate, first, last = (
        np.array([change[part] for change in found], dtype=np.int64) for part in range(4)
    )
    factor = np.array([change[4] for change in found], dtype=np.float64)
    starts = np.searchsorted(day, np.arange(days + 1)).astype(np.int64)
    return Changes(starts, gate, first, last, factor, len(numbered))


def gate_rows(gates: Mapping[Target, int], noun: str, rows: Any) -> Any:
    """The gate of each row of a noun, or -1 where nothing ever hits it."""
    if not any(hit == noun for hit, _ in gates):
        return np.full(len(rows), -1, dtype=np.int64)
    return np.array([gates.get((noun, int(row)), -1) for row in rows], dtype=np.int64)


class Singles(NamedTuple):
    """Factors that change in single lanes, by lane. `[change]`

    start  [lanes+1] changes of a lane;  day, gate, factor  from that day on
    """

    start: Any
    day: Any
    gate: Any
    factor: Any


def singles(
    several: Sequence[tuple[int, Sequence[Turns]]], numbered: Mapping[Target, int], lanes: int
) -> Singles | None:
    """The changes of single lanes, None where there are none; of several: the lane at which their lanes begin, and turns."""
    found = [(turns.lane + np.int64(first), turns, numbered[target])
             for first, each in several for turns in each for target in turns.targets if len(turns.lane)]  # fmt: skip
    if not found:
        return None
    lane = np.concatenate([lane for lane, _, _ in found])
    order = np.argsort(lane, kind="stable")
    gate = np.repeat(np.array([gate for _, _, gate in found]), [len(lane) for lane, _, _ in found])
    return Singles(
        np.searchsorted(lane[order], np.arange(lanes + 1)),
        np.concatenate([turns.day for _, turns, _ in found])[order],
        gate[order],
        np.concatenate([turns.factor for _, turns, _ in found])[order],
    )


def of_block(common: Changes, singly: Singles | None, first: int, last: int) -> Changes:
    """The changes of lanes [first, last) of a run: those of ranges, and after them, on the same day, those of single lanes."""
    if singly is None:
        return common
    days = len(common.start) - 1
    mine = slice(int(singly.start[first]), int(singly.start[last]))
    lane = np.repeat(np.arange(first, last), np.diff(singly.start[first : last + 1]))
    of_ranges = np.repeat(np.arange(days), np.diff(common.start))
    day = np.concatenate([of_ranges, singly.day[mine]])
    order = np.argsort(day.astype(np.uint16), kind="stable")  # of 16 bits, so that it is sorted by counting
    start = np.searchsorted(day[order], np.arange(days + 1)).astype(np.int64)
    columns: Any = ((common.gate, singly.gate[mine]), (common.first, lane), (common.last, lane + 1),
               (common.factor, singly.factor[mine]))  # fmt: skip
    gate, ones, after, factor = (np.concatenate(pair)[order] for pair in columns)
    return Changes(start, gate, ones, after, factor, common.gates)
