"""Freight, and what items cost where they come from, times a factor while it is disrupted. Rows are `[lane]`.

`freight` of a lane: its cost per unit of what leaves that day. `price` of an item: the cost per unit of its recipes, of what
starts that day. Where a recipe has no inputs and states no cost, what comes from outside is bought at its standard cost, which
margins count already, and the difference, (factor - 1) x standard cost, is charged as production. Margins and the worth of stock
go on by standard cost. Both are seen by who asks the cheapest source first (`law.cheapest`).
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law


@law
def add_dear(total: Any, amount: Any, factor: Any, rate: Any) -> None:
    """Add amount x (rate x factor) to a total."""
    for lane in range(total.size):
        total[lane] += amount[lane] * (rate * factor[lane])


@law
def add_difference(total: Any, amount: Any, factor: Any, standard: Any) -> None:
    """Add what an amount costs more than its standard cost."""
    for lane in range(total.size):
        total[lane] += amount[lane] * (standard * (factor[lane] - 1.0))
