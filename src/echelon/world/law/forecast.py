"""What planners expect customers to ask: a forecast that becomes true step by step.

The martingale model of forecast evolution (Heath & Jackson, IIE Transactions 26(3), 1994), additive, with updates of equal
variance: demand of day t is its mean plus `updates` normal numbers, of which number k is learned on day t - k. So a forecast
made `ahead` days before has seen the updates from ahead on; its error has mean 0 and variance sd^2 x min(ahead, updates) /
updates. Each update has an address (day t, draw k), so a forecast of any day, made on any day, can be worked out
when it is asked for, and all of them agree.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.draws import U32, look, put, quantile, threefry
from echelon.core.lanes import fill, law

FORECAST = 3
"""The kind of demand (see `world.tables.DEMAND`) that is forecast; others are expected to be their mean."""
MOST_UPDATES = 128


@law
def forecast(
    demand: Any, season: Any, quantiles: Any, day: Any, ahead: Any, replication: Any, expected: Any
) -> None:
    """Write what is expected on `day`, after its customers have asked, to be asked `ahead` days later, into `expected` [lane].

    demand       a record of `Tables.demands`
    season, quantiles   of `Tables`; days beyond those of the season count as its last
    ahead        [0, inf) days; 0 gives what is asked on `day` itself, but for a part of days without demand
    replication  [lane] uint32
    expected     unit, not below 0, calendar and growth included; disruptions of demand are a surprise

    A demand of another shape is expected to be its mean; a constant or a trace so is known exactly.
    """
    target = day + ahead
    factor = season[demand.calendar, min(target, season.shape[1] - 1)]
    scale, key0, key1, updates = demand.scale, demand.key0, demand.key1, demand.updates
    fill(expected, demand.mean)
    if demand.kind == FORECAST:
        table = quantiles[np.uintp(demand.table)]
        # From the first update that was seen to the last: forecasts of one day begin with the same sum.
        for step in range(updates - ahead):
            address = U32(U32(target) << U32(8)) | U32(updates - 1 - step)
            for lane in range(expected.size):
                word0, _ = threefry(key0, key1, look(replication, lane), U32(address))
                put(expected, lane, expected[lane] + scale * quantile(table, word0))
    for lane in range(expected.size):
        expected[lane] = max(0.0, expected[lane]) * factor
