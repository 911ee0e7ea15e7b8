"""What a day costs and earns, and how well customers were served.

Sums run over points, and over the demands of a point, in their fixed order, so that folding a trace gives the same bytes.
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law


@law
def add(total: Any, amount: Any, rate: Any) -> None:
    """Add amount x rate to a total. Rows `[lane]`."""
    for lane in range(total.size):
        total[lane] += amount[lane] * rate


@law
def tally(total: Any, other: Any, amount: Any) -> None:
    """Add an amount to two totals. Rows `[lane]`."""
    for lane in range(total.size):
        total[lane] += amount[lane]
        other[lane] += amount[lane]


@law
def count(total: Any, own: Any, units: Any, weight: Any) -> None:
    """Add a customer's units to a total of its own, and what they count for to that of all customers. Rows `[lane]`."""
    for lane in range(total.size):
        total[lane] += units[lane] * weight
        own[lane] += units[lane]


@law
def serve(backlog: Any, asked: Any, part: Any, sold: Any, on_time: Any) -> None:
    """Deliver to one customer, what was waited for first. `sold` and `on_time` get units; `backlog` all that is left."""
    for lane in range(part.size):
        wanted = backlog[lane] + asked[lane]
        units = wanted * part[lane]
        on_time[lane] = min(asked[lane], max(0.0, units - backlog[lane]))
        sold[lane] = units
        backlog[lane] = wanted - units


@law
def serve_granted(backlog: Any, asked: Any, sold: Any, on_time: Any) -> None:
    """Deliver the units `sold` to one customer, what was waited for first."""
    for lane in range(sold.size):
        on_time[lane] = min(asked[lane], max(0.0, sold[lane] - backlog[lane]))
        backlog[lane] = max(0.0, backlog[lane] + asked[lane] - sold[lane])


@law
def miss(asked: Any, on_time: Any, late: Any) -> None:
    """Find what was asked today and not delivered."""
    for lane in range(late.size):
        late[lane] = asked[lane] - on_time[lane]


@law
def part_with(backlog: Any, gone: Any, short: Any) -> None:
    """Take what is lost out of what waits; `short` gets the two together."""
    for lane in range(backlog.size):
        waits = max(0.0, backlog[lane] - gone[lane])
        backlog[lane] = waits
        short[lane] = waits + gone[lane]


@law
def hold(value_row: Any, holding_row: Any, units: Any, value: Any, holding: Any) -> None:
    """Value units at the end of the day and charge their holding."""
    for lane in range(units.size):
        value_row[lane] += units[lane] * value
        holding_row[lane] += units[lane] * holding
