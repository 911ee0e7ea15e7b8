"""Customers ask: a quantity a day, drawn, then scaled by the calendar and by disruptions."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.lanes import U32, alias, law, look, put, quantile, threefry

CONSTANT, QUANTILE, ALIAS = 0, 1, 2


@law
def ask(
    demand: Any, season: Any, quantiles: Any, limits: Any, others: Any, day: Any, replication: Any, asked: Any
) -> None:
    """Write what one customer asks today into `asked` [lane]."""
    factor = season[demand.calendar, day]
    loc, scale, key0, key1 = demand.loc, demand.scale, demand.key0, demand.key1
    tick = U32(U32(day) << U32(8))
    if demand.kind == QUANTILE:
        table = quantiles[np.uintp(demand.table)]
        for lane in range(asked.size):
            word0, _ = threefry(key0, key1, look(replication, lane), tick)
            put(asked, lane, max(0.0, loc + scale * quantile(table, word0)) * factor)
    elif demand.kind == ALIAS:
        start, shift, first = demand.start, demand.shift, demand.first
        for lane in range(asked.size):
            word0, word1 = threefry(key0, key1, look(replication, lane), tick)
            put(asked, lane, (first + alias(limits, others, start, shift, word0, word1)) * factor)
    else:
        for lane in range(asked.size):
            asked[lane] = loc * factor


@law
def scale_by(asked: Any, factor: Any) -> None:
    """Scale what is asked by a disruption's factor. Both `[lane]`."""
    for lane in range(asked.size):
        asked[lane] *= factor[lane]
