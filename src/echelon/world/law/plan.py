"""Orders as planned, lane by lane and day by day, whatever the stock. Rows are `[lane]`.

Switched on by stock points whose policy is plan.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Plan(NamedTuple):
    """quantity [F, day] that each flow is ordered."""

    quantity: Any


def plan_table(net: Network, s: Structure, days: int, *, forced: bool) -> Plan | None:
    """The plans; None where no policy follows one and the law is not `forced`. After its last day a plan orders nothing."""
    if not forced and not (net["stock point"]["policy"] == "plan").any():
        return None
    quantity = np.zeros((len(s.flows), days))
    for f, row in enumerate(s.lane_row.tolist()):
        units = [float(word) for word in str(net["lane"]["plan"][row]).split()][:days] if row >= 0 else []
        quantity[f, : len(units)] = units
    return Plan(quantity)


@switched
def planned(table: Any, f: Any, day: Any, ordered: Any) -> None:
    """Write what a flow is ordered today."""
    fill(ordered, table.quantity[f, day])
