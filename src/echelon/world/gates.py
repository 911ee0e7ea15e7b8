"""Rows of disruptions → changes of factors on days, for ranges of lanes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from echelon.disruption.rows import Row, Target
from echelon.world.tables import Changes

LaneRows = tuple[int, int, Sequence[Row]]
"""Lanes [first, last) and the rows that act on them."""


def gates(several: Sequence[LaneRows], more: Iterable[Target] = ()) -> dict[Target, int]:
    """Numbers the targets that are hit in any lane, and more that may be, in sorted order."""
    hit = {row.target for _, _, rows in several for row in rows}
    return {target: number for number, target in enumerate(sorted(hit.union(more)))}


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
    if not gates:
        return np.full(len(rows), -1, dtype=np.int64)
    return np.array([gates.get((noun, int(row)), -1) for row in rows], dtype=np.int64)
