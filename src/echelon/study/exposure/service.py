"""The resilience curve of a failure: service of each week as a part of what the calm run gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from echelon.study.exposure.shortages import unserved
from echelon.study.resilience import Resilience, read_curve
from echelon.world.counted import DEMANDED

Floats = NDArray[np.float64]
WEEK = 7


def curves(calm: Floats, hit: Floats, start: int) -> list[Resilience]:
    """The curve of each replication, read in days from `start` on; areas are days of demand. Columns `[kpi, day, replication]`"""
    return [read_curve(column, 0) for column in np.ascontiguousarray(performance(calm, hit, start).T)]


def performance(calm: Floats, hit: Floats, start: int) -> Floats:
    """Part of the demand of its week that is served on time as in the calm run, by day. `[day, replication]`

    Weeks begin with the failure; days that are left at the end of the horizon belong to the last one.
    """
    missing, asked = unserved(calm, hit, start), hit[DEMANDED][start:]
    days = len(missing)
    week = np.minimum(np.arange(days) // WEEK, max(0, days // WEEK - 1))
    first = np.flatnonzero(np.diff(week, prepend=-1))
    short, wanted = (np.add.reduceat(series, first, axis=0)[week] for series in (missing, asked))
    return np.asarray(1.0 - np.divide(short, wanted, out=np.zeros_like(short), where=wanted > 0.0))
