"""Checks of how goods are stored and shared: whole quanta."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.check.facts import Bools, Facts, Floats

FINEST = 1024.0
"""Quanta are multiples of 1/1024, so that sums of them are exact."""


def quanta(facts: Facts) -> Iterator[Finding]:
    """Quanta not exact (E280), used in parts (E281), quantities not whole (E282), too little capacity (E283)."""
    items = facts["item"]
    if not (items["quantum"] > 0).any():
        return
    for row in np.flatnonzero(items["quantum"] * FINEST % 1.0 != 0).tolist():
        yield items.finding("E280", row, "quantum", "must be a whole number, a half, a quarter … down to 1/1024",
                            remedy="Choose a smaller unit for the item")  # fmt: skip
    yield from _used_in_parts(facts)
    yield from _not_whole(facts)
    yield from _too_little(facts)


def _quantum(facts: Facts, names: Floats) -> Floats:
    """The quantum of each row's item, 0 where it has none."""
    known, quantum = facts.known["item"], facts["item"]["quantum"]
    return np.array(
        [quantum[known[name]] if name in known else 0.0 for name in names.tolist()], dtype=np.float64
    )


def _used_in_parts(facts: Facts) -> Iterator[Finding]:
    for noun, column in (("recipe input", "input"), ("recipe output", "output")):
        yield from _in_parts(facts, noun, column)


def _in_parts(facts: Facts, noun: str, column: str) -> Iterator[Finding]:
    table = facts[noun]
    used, made = _quantum(facts, table[column]), _quantum(facts, table["item"])
    need = facts.own(noun)["quantity"] * made
    for row in np.flatnonzero(
        (used > 0) & ((made == 0) | (need % np.where(used > 0, used, 1.0) != 0))
    ).tolist():
        yield table.finding("E281", row, "quantity", f"must make whole quanta of {used[row]:g} out of one quantum made",
                            got=f"{need[row]:g}" if made[row] else "an item without a quantum",
                            remedy="Give the made item a quantum, or correct the quantity")  # fmt: skip


def _not_whole(facts: Facts) -> Iterator[Finding]:
    table, own = facts["stock point"], facts.own("stock point")
    quantum = _quantum(facts, table["item"])
    size = np.where(quantum > 0, quantum, 1.0)
    for column in ("target_stock", "initial_stock", "order_quantity", "order_multiple"):
        units = own[column]
        odd = (quantum > 0) & np.isfinite(units) & (units % size != 0)
        for row in np.flatnonzero(odd).tolist():
            yield table.finding("E282", row, column, f"is not a whole multiple of the item's quantum of {quantum[row]:g}",
                                remedy="Orders are rounded up and opening stock down; correct it if that is wrong",
                                level="warning")  # fmt: skip


def _too_little(facts: Facts) -> Iterator[Finding]:
    for noun in ("lane", "recipe"):
        quantum = _quantum(facts, facts[noun]["item"])
        few = facts.own(noun)["capacity_per_day"] < quantum
        yield from _blocked(facts[noun], "capacity_per_day", few)
    recipes, resources = facts["recipe"], facts["resource"]
    hours = dict(zip(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True),
                     resources["hours_per_day"].tolist(), strict=True))  # fmt: skip
    users = zip(recipes["site"].tolist(), recipes["resource"].tolist(), strict=True)
    given = np.array([hours.get(pair, np.inf) for pair in users], dtype=np.float64)
    needed = facts.own("recipe")["hours_per_unit"] * _quantum(facts, recipes["item"])
    yield from _blocked(recipes, "hours_per_unit", needed > given)


def _blocked(table: Table, column: str, rows: Bools) -> Iterator[Finding]:
    for row in np.flatnonzero(rows).tolist():
        yield table.finding("E283", row, column, "leaves no room for one quantum of the item on a day, so nothing ever moves",
                            remedy="Raise the capacity, or make the quantum smaller")  # fmt: skip
