"""By-products: with what a recipe finishes, other items go into stock beside it. Rows are `[lane]`.

Switched on by rows of `recipe output`. Nothing is made for their sake: they come whether anybody wants them or not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from echelon.core.lanes import switched
from echelon.network.build import Structure


class Outputs(NamedTuple):
    """By-products, sorted by the point that makes them: point [B] they go to; quantity [B] units with one made."""

    point: Any
    quantity: Any


def output_table(s: Structure, *, forced: bool) -> Outputs | None:
    """The by-products of all recipes; None where there are none and the law is not `forced`."""
    return Outputs(s.output_point, s.output_quantity) if len(s.output_point) or forced else None


@switched
def by_products(outputs: Any, first: Any, last: Any, done: Any, stock: Any) -> None:
    """Put by-products [first, last) of what is `done` into `stock` [P, lane]."""
    for at in range(first, last):
        row, quantity = stock[outputs.point[at]], outputs.quantity[at]
        for lane in range(done.size):
            row[lane] += done[lane] * quantity
