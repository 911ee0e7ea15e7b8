"""Stock goes to those it is owed to: all receivers of a point in proportion to what each is owed. Rows are `[lane]`.

What leaves is bounded by the stock, by the capacity of each lane, and, where a site, port or lane is disrupted, by the
same part of what usually passes in a day. What cannot leave stays owed, or is lost where the customer does not wait.
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law


@law
def book(due: Any, ordered: Any, wanted: Any) -> None:
    """Add today's order to what one flow is owed, and that to all that is wanted of the point."""
    for lane in range(wanted.size):
        owed = due[lane] + ordered[lane]
        due[lane] = owed
        wanted[lane] += owed


@law
def want(first: Any, second: Any, wanted: Any) -> None:
    """Add two rows to what is wanted."""
    for lane in range(wanted.size):
        wanted[lane] += first[lane] + second[lane]


@law
def allot(stock: Any, leaving: Any, wanted: Any, part: Any) -> None:
    """Take `leaving` out of stock; `part` gets the part of `wanted` that it is."""
    for lane in range(stock.size):
        part[lane] = leaving[lane] / wanted[lane] if leaving[lane] < wanted[lane] else 1.0
        stock[lane] -= leaving[lane]


@law
def dispatch(goods: Any, part: Any, due: Any, owed: Any) -> None:
    """Cut `goods` to their part and take them out of what the flow is due; the rest stays owed."""
    for lane in range(goods.size):
        gone = goods[lane] * part[lane]
        goods[lane] = gone
        due[lane] -= gone
        owed[lane] += due[lane]
