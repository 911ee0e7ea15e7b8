"""Customers ask: a quantity a day, drawn, then scaled by the calendar and by disruptions."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.draws import U32, draw_alias, draw_quantile, look, put, threefry
from echelon.core.lanes import law
from echelon.world.law.forecast import FORECAST, forecast

CONSTANT, QUANTILE, ALIAS = 0, 1, 2
ALWAYS = 2**32
"""The limit of a demand that is asked every day."""
COIN = 255
"""Which draw of a day decides whether anything is asked."""


@law
def ask(
    demand: Any, season: Any, quantiles: Any, limits: Any, others: Any, day: Any, replication: Any, asked: Any
) -> None:
    """Write what one customer asks today into `asked` [lane]."""
    factor = season[demand.calendar, day]
    loc, scale, key0, key1 = demand.loc, demand.scale, demand.key0, demand.key1
    tick = U32(U32(day) << U32(8))
    if demand.kind == QUANTILE:
        draw_quantile(quantiles[np.uintp(demand.table)], key0, key1, tick, replication, asked)
        for lane in range(asked.size):
            asked[lane] = max(0.0, loc + scale * asked[lane]) * factor
    elif demand.kind == ALIAS:
        draw_alias(limits, others, demand.start, demand.shift, key0, key1, tick, replication, asked)
        for lane in range(asked.size):
            asked[lane] = (loc + scale * asked[lane]) * factor
    elif demand.kind == FORECAST:
        forecast(demand, season, quantiles, day, 0, replication, asked)
    else:
        for lane in range(asked.size):
            asked[lane] = loc * factor
    if demand.active < ALWAYS:
        thin(demand, day, replication, asked)


@law
def thin(demand: Any, day: Any, replication: Any, asked: Any) -> None:
    """Leave what is asked only on the part of days that have demand. `[lane]`"""
    key0, key1, active = demand.key0, demand.key1, demand.active
    tick = U32(U32(U32(day) << U32(8)) | U32(COIN))
    for lane in range(asked.size):
        word0, _ = threefry(key0, key1, look(replication, lane), tick)
        put(asked, lane, asked[lane] if np.int64(word0) < active else 0.0)


@law
def scale_by(asked: Any, factor: Any) -> None:
    """Scale what is asked by a disruption's factor. Both `[lane]`."""
    for lane in range(asked.size):
        asked[lane] *= factor[lane]
