"""The end of the day: what lies at a point is worth something, and costs something."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law
from echelon.world.law.money import hold
from echelon.world.law.shelf import expire
from echelon.world.state import HOLDING, STOCK_VALUE


@law
def value(tables: Any, state: Any, counts: Any, i: Any, day: Any) -> None:
    """Scrap what is too old, then value what lies at one point at the end of the day, goods waiting for a set included."""
    point, worth, cost = tables.points[i], counts.daily[STOCK_VALUE, day], counts.daily[HOLDING, day]
    expire(tables.shelf, state.fresh, i, day, state.stock[i])
    if point.makes:
        for g in range(point.group, point.group_end):
            hold(worth, cost, state.staged[g], tables.groups[g].value, tables.groups[g].holding)
    hold(worth, cost, state.stock[i], point.value, point.holding)
