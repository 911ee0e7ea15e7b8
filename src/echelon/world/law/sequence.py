"""Who gets the hours of a shared resource: all in proportion (`manufacturing.parts`), or one after another. Rows are `[lane]`."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law

SHARED, PRIORITY, CAMPAIGN = 0, 1, 2
SEQUENCES = {"shared": SHARED, "priority": PRIORITY, "campaign": CAMPAIGN}
"""Name in the network's tables → code."""


@law
def available(hours: Any, stated: Any, factor: Any) -> None:
    """Write the hours of the day into `hours`: those stated, fewer while the site is disrupted."""
    for lane in range(hours.size):
        hours[lane] = stated * min(1.0, factor[lane])


@law
def fit(units: Any, hours: Any, per_unit: Any) -> None:
    """Bound `units` by the hours that are left."""
    if per_unit > 0.0:
        for lane in range(units.size):
            units[lane] = min(units[lane], hours[lane] / per_unit)


@law
def spend(units: Any, hours: Any, per_unit: Any) -> None:
    """Take the time of `units` out of the hours that are left."""
    for lane in range(units.size):
        hours[lane] = max(0.0, hours[lane] - units[lane] * per_unit)


@law
def fit_more(units: Any, pending: Any, hours: Any, per_unit: Any) -> None:
    """Give hours that nobody could use to orders that lack inputs as yet, and take them out of what is left."""
    for lane in range(units.size):
        more = pending[lane] - units[lane]
        more = min(more, hours[lane] / per_unit) if per_unit > 0.0 else more
        units[lane] += more
        hours[lane] = max(0.0, hours[lane] - more * per_unit)
