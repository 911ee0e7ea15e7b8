"""What goes on after the physical recovery: backlog that is worked off, stock that comes too late and too much."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from echelon.study.exposure.shortages import SMOOTH, limits, settled, weekly
from echelon.study.measure import over_days
from echelon.world.counted import BACKLOG, STOCK_VALUE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def backlog_days(calm: Floats, hit: Floats, healed: Ints) -> Floats:
    """Days from the physical recovery until backlog is as in the calm run for good, judged as recovery is; inf if never. `[part]`

    calm, hit   daily columns [kpi, day, replication];  healed  first day that finds everything as it was [replication]
    """
    if int(healed.min()) >= calm.shape[1]:
        return np.array([math.inf])
    return settled(since(hit[BACKLOG] - calm[BACKLOG], healed), limits(calm))


def overshoot(calm: Floats, hit: Floats, healed: Ints) -> Floats:
    """Most stock above the calm run by value, mean of a week, as part of its mean; 0 where there is none. `[replication]`"""
    usual = over_days(calm, STOCK_VALUE) / calm.shape[1]
    if int(healed.min()) >= calm.shape[1]:
        return np.zeros(len(usual))
    most = weekly(since(hit[STOCK_VALUE] - calm[STOCK_VALUE], healed))[: -SMOOTH + 1 or None].max(
        axis=0, initial=0.0
    )
    return np.asarray(np.divide(most, usual, out=np.zeros_like(most), where=usual > 0.0))


def since(series: Floats, day: Ints) -> Floats:
    """A series from a day of each replication on; where that leaves fewer days than for others, its last value goes on."""
    days = len(series)
    at = np.minimum(np.arange(days - int(day.min()))[:, None] + day, days - 1)
    return np.asarray(np.take_along_axis(series, at, axis=0))
