"""How long a run is governed by how it was started, and what it says after that."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from echelon.study.many import Run
from echelon.study.statistics import Truncation, mser

WATCHED = ("fill_rate", "backlog", "stock_value")
"""Measures whose daily means over replications are looked at: what customers get, what they wait for, what lies about."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Days that a run takes to forget its opening: the longest of what MSER-5 finds in what is watched.

    days    0 where nothing need be left out
    found   False where a watched measure has not settled in the first half of the run: ask for more days
    by      what was found, by measure
    """

    days: int
    found: bool
    by: dict[str, Truncation]


def warm_up(run: Run) -> WarmUp:
    """Look for the warm-up of a run, which should be a calm one: a disruption is no warm-up.

    Source: `statistics.mser`, on means of 5 days.
    """
    by = {name: mser(_mean(run.series(name))) for name in WATCHED}
    return WarmUp(max(each.days for each in by.values()), all(each.found for each in by.values()), by)


def _mean(series: np.ndarray) -> np.ndarray:
    """Mean over replications, in fixed order. `[day]`"""
    return np.array([math.fsum(day) / len(day) for day in series.tolist()])
