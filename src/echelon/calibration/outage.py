"""What an event did to a daily series: how long, how deep, and how far above normal afterwards."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BEFORE = 3
"""Days before an event's start on which its outage may begin."""
ONSET = 5
"""Days after an event's end until which its outage may begin."""
AFTER = 45
"""Days after an event's start that are looked at, if its end leaves a month."""
REBOUND = 14
"""Days after the outage among which the rebound is looked for."""
DROP = 0.25
"""What is missing on a day of outage, at least; in a noisy series twice its noise."""


class Outage(NamedTuple):
    """What happened, as parts of what was expected.

    length    days from the first below the limit to the last before it is reached again; 0 if it never is below
    depth     what was missing on the worst of these days, (-inf, 1]; of no outage: on the worst day from start to end
    rebound   the highest mean of three days in the fortnight after, less 1
    loss      days' worth missing over the outage
    open      whether it was still below the limit where the series ends: it lasted longer
    """

    length: float
    depth: float
    rebound: float
    loss: float
    open: bool
    first: int
    last: int


def limit(noise: float) -> float:
    """The part of what is expected below which a day belongs to an outage.

    >>> limit(0.05), limit(0.2)
    (0.75, 0.6)
    """
    return 1.0 - max(DROP, 2.0 * noise)


def measure(path: Floats, days: int, below: float) -> Outage:
    """Length, depth and rebound of a path of ratios.

    path    [BEFORE + days after the event's start], the first is BEFORE days ahead of it; what was not measured is NaN
    days    of the event;  below  the limit
    returns first and last day of the outage after the event's start; -1 and -1 before it of none

    The outage is that of the stretches below the limit that begin about the event which loses most. One day above the limit does
    not end it; days not measured are taken for those around them.

    >>> path = np.array([1, 1, 1, 0.6, 0, 0, 0.5, 0.9, 1.5, 1.5, 1.5, 1.2, 1, 1, 1, 1, 1])
    >>> found = measure(path, 3, 0.75)
    >>> found.length, found.depth, round(found.rebound, 2), found.loss, (found.first, found.last)
    (4, 1.0, 0.5, 2.9, (0, 3))
    """
    whole = filled(path)
    runs = [run for run in _runs(whole < below) if run[0] <= BEFORE + days - 1 + ONSET and run[1] >= 0]
    runs = [run for run in runs if run[1] >= BEFORE - 2]
    if not runs:
        known = whole[BEFORE : BEFORE + days]
        after = whole[BEFORE + days :]
        return Outage(0, 1.0 - float(known.min()), _highest(after), 0.0, False, -1, -1)
    first, last = max(runs, key=lambda run: float(np.sum(1.0 - whole[run[0] : run[1] + 1])))
    inside = whole[first : last + 1]
    missing = float(np.sum(1.0 - inside))
    return Outage(last - first + 1, 1.0 - float(inside.min()), _highest(whole[last + 1 :]), missing,
                  last == len(whole) - 1, first - BEFORE, last - BEFORE)  # fmt: skip


def filled(path: Floats) -> Floats:
    """A path without gaps: each on the straight line between the days around it."""
    known = np.isfinite(path)
    if known.all():
        return path
    if not known.any():
        return np.ones(len(path))
    at = np.arange(len(path))
    return np.asarray(np.interp(at, at[known], path[known]))


def _runs(below: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last day of each stretch below the limit, joined over one day above it."""
    joined = below.copy()
    joined[1:-1] |= below[:-2] & below[2:]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], joined, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True))


def _highest(after: Floats) -> float:
    """The highest mean of three days in a fortnight, less 1; 0 where too little is left to see."""
    seen = after[:REBOUND]
    if len(seen) < 3:
        return float(seen.mean()) - 1.0 if len(seen) else 0.0
    return float(np.max((seen[2:] + seen[1:-1] + seen[:-2]) / 3.0)) - 1.0
