"""When customers feel a failure and when service is back, read off columns of a calm run and of one that is hit.

What customers do not get on time is compared, not what they get: so a surge of demand that is not met counts, and a slump not.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.study.measure import over_days
from echelon.world.counted import DEMANDED, IN_FULL, LINES, ON_TIME

Floats = NDArray[np.float64]
SHORT = 0.01
SMOOTH = 7
PARTS = 10
DUST = 1e-9
"""Part of a mean day's demand that the order of additions may change."""


def unserved(calm: Floats, hit: Floats, start: int = 0) -> Floats:
    """What customers do not get on time beyond the calm run, by day from `start` on; columns `[kpi, day, replication]`."""
    asked, served = hit[DEMANDED] - calm[DEMANDED], hit[ON_TIME] - calm[ON_TIME]
    return np.asarray((asked - served)[start:])


def shortages(calm: Floats, hit: Floats, start: int) -> tuple[Floats, Floats]:
    """Days from `start` until the first short day `[replication]`, and until service is back for good `[part]`; inf if never.

    calm, hit   daily columns [kpi, day, replication]
    Recovery is judged on the mean over replications, each time without a tenth of them: two runs with the same luck may
    stay out of step for good (a reorder point is met on another day) although service is what it was.
    """
    missing, limit = unserved(calm, hit, start), limits(calm)
    return first_day(missing > limit), settled(missing, limit)


def first_less(calm: Floats, hit: Floats, start: int) -> Floats:
    """Days from `start` until customers get any less, in quantity or in lines in full; inf if never. `[replication]`"""
    lines = ((hit[LINES] - hit[IN_FULL]) - (calm[LINES] - calm[IN_FULL]))[start:]
    asked = over_days(calm, DEMANDED) / calm.shape[1]
    return first_day((unserved(calm, hit, start) > DUST * np.maximum(asked, 1.0)) | (lines > DUST))


def limits(calm: Floats) -> Floats:
    """How much is visibly less: 1 % of a mean day's demand. `[replication]`"""
    return np.asarray(np.maximum(SHORT * over_days(calm, DEMANDED) / calm.shape[1], DUST))


def first_day(true: NDArray[np.bool_]) -> Floats:
    """The first day on which it is true, inf where it never is. `[replication]` of `[day, replication]`"""
    return np.where(true.any(axis=0), true.argmax(axis=0).astype(np.float64), math.inf)


def settled(missing: Floats, limit: Floats) -> Floats:
    """The day from which weeks are no longer short for good, on the mean over replications without a tenth of them. `[part]`

    missing   [day, replication];  limit  [replication]
    """
    count = missing.shape[1]
    tenths = np.arange(count) % PARTS
    kept = [tenths != part for part in range(min(PARTS, count))] if count > 1 else [tenths == 0]
    means = np.stack([missing[:, keep].mean(axis=1) for keep in kept], axis=1)
    return _recover(means, np.array([limit[keep].mean() for keep in kept]))


def _recover(missing: Floats, limit: Floats) -> Floats:
    """Day after the last one that begins a short week; 0 where none does, inf where that is in the last week. `[column]`"""
    days = len(missing)
    short = weekly(missing) > limit
    last = days - 1 - short[::-1].argmax(axis=0)
    back = np.where(last + SMOOTH < days, last + 1.0, math.inf)
    return np.where(short.any(axis=0), back, 0.0)


def weekly(series: Floats) -> Floats:
    """A seventh of the sum of each day and the six after it, fewer at the end. `[day, column]`"""
    days = len(series)
    window = np.cumsum(np.vstack([np.zeros((1, series.shape[1])), series]), axis=0)
    reach = np.minimum(np.arange(days) + SMOOTH, days)
    return np.asarray((window[reach] - window[:-1]) / SMOOTH)


def hurt(customer: NDArray[Any], weights: Floats, calm: Floats, hit: Floats) -> tuple[str, ...]:
    """Customers who lose more than 1 % of their fill rate, most hurt first.

    customer, weights   who asks, and what a unit counts in the total of one customer [demand]
    calm, hit           columns [total, demand, replication]
    """
    weight, lost = weights[:, None], {}
    for name in dict.fromkeys(customer.tolist()):
        mine = customer == name
        asked, before, after = (
            float((units[mine] * weight[mine]).sum()) for units in (calm[0], calm[1], hit[1])
        )
        lost[str(name)] = (before - after) / asked if asked else 0.0
    return tuple(
        sorted((name for name, part in lost.items() if part > 0.01), key=lambda name: (-lost[name], name))
    )
