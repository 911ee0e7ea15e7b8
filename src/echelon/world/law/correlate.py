"""Demand that remembers the day before: a normal deviation of one day goes on into the next in part. Rows are `[lane]`.

Switched on by demands with a `correlation`. What was drawn for the day is the news of it: deviation = rho x the day before's
+ sqrt(1 - rho^2) x news, so that mean and standard deviation stay what they are. It begins at 0.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Correlate(NamedTuple):
    """Demands that are correlated: row [D] in the arrays `[X]` here, or -1; rho, sqrt(1 - rho^2), mean units a day."""

    row: Any
    rho: Any
    news: Any
    mean: Any


def correlate_table(net: Network, s: Structure, *, forced: bool) -> Correlate | None:
    """The demands that are correlated; None where none is and the law is not `forced`."""
    table = net["demand"]
    rho = table["correlation"][s.demand_row]
    rows = np.flatnonzero(rho)
    if not len(rows) and not forced:
        return None
    row = np.full(len(s.demands), -1, dtype=np.int64)
    row[rows] = np.arange(len(rows))
    news = np.array([math.sqrt(1.0 - each * each) for each in rho[rows].tolist()])
    return Correlate(row, rho[rows], news, table["mean_per_day"][s.demand_row][rows])


@switched
def correlate(table: Any, drift: Any, d: Any, factor: Any, asked: Any) -> None:
    """Where demand `d` is correlated: add to the mean what goes on from yesterday and today's news of it."""
    x = table.row[d]
    if x >= 0:
        deviation, rho, news, mean = drift[x], table.rho[x], table.news[x], table.mean[x] * factor
        for lane in range(asked.size):
            deviation[lane] = rho * deviation[lane] + news * (asked[lane] - mean)
            asked[lane] = max(0.0, mean + deviation[lane])
