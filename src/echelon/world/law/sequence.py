"""Who gets the hours of a shared resource: all in proportion (`manufacturing.parts`), one after another, or by another rule of
`law.share`. Rows are `[lane]`.

Tables and rows of its own are switched on by resources whose `sequencing` is fair_share or first_come.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.world.law.ages import expect_none, remember
from echelon.world.law.share import FAIR_SHARE, FIRST_COME, PRIORITY as BY_PRIORITY, PROPORTIONAL

SHARED, PRIORITY, CAMPAIGN = PROPORTIONAL, BY_PRIORITY, 4
SEQUENCES = {
    "shared": SHARED,
    "priority": PRIORITY,
    "campaign": CAMPAIGN,
    "fair_share": FAIR_SHARE,
    "first_come": FIRST_COME,
}
"""Name in the network's tables → code."""


class Turns(NamedTuple):
    """queue [P] of a point's orders, where their day counts (see `law.ages`), or -1."""

    queue: Any


class Hours(NamedTuple):
    """Rows by point, of a day: could units that can start; want, given hours."""

    could: Any
    want: Any
    given: Any


def turns_table(resources: Any, users: Any, points: int, *, forced: bool) -> tuple[Turns | None, Any]:
    """The table, with no queue as yet, and which points' orders queue `[P]`; None where no resource has such a rule and the
    law is not `forced`.
    """
    queued = np.zeros(points, dtype=bool)
    for resource in resources[resources["rule"] == FIRST_COME]:
        queued[users[resource["user"] : resource["user_end"]]] = True
    used = forced or np.isin(resources["rule"], (FAIR_SHARE, FIRST_COME)).any()
    return Turns(np.full(points, -1, dtype=np.int64)) if used else None, queued


def no_turns(table: Turns | None, lanes: int) -> Hours | None:
    """Nothing shared before day 0."""
    return None if table is None else Hours(*(np.zeros((len(table.queue), lanes)) for _ in range(3)))


@switched
def queue_up(turns: Any, ages: Any, i: Any, day: Any, released: Any, per_unit: Any) -> None:
    """Note the day of a production order, in hours."""
    remember(ages, turns.queue[i], day, released, per_unit)


@switched
def day_over(turns: Any, ages: Any, i: Any, day: Any) -> None:
    """Hours are shared: what is ordered from now on is tomorrow's, or today's that comes late."""
    expect_none(ages, turns.queue[i], day + 1)


@law
def in_hours(units: Any, per_unit: Any, hours: Any) -> None:
    """Write what units would take."""
    for lane in range(hours.size):
        hours[lane] = max(0.0, units[lane]) * per_unit


@law
def in_units(want: Any, given: Any, per_unit: Any, units: Any) -> None:
    """Bound `units`, which `want` so many hours, to those `given`."""
    for lane in range(units.size):
        units[lane] = units[lane] if given[lane] >= want[lane] else given[lane] / per_unit


@law
def narrow(factor: Any, own: Any) -> None:
    """Take a disruption of the resource itself into the factor of its site."""
    for lane in range(factor.size):
        factor[lane] = min(1.0, factor[lane]) * min(1.0, own[lane])


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
