"""Tables with every quantity in its item's own unit: done where a network is looked at, so that nobody can forget it.

What a number is made of stands in its column's unit in the schema: `unit/day` is multiplied by how many of the item's
unit the row's unit holds, `{currency}/unit` divided by it, `{currency}` left alone.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from echelon.core.table import Column, Schema, Table
from echelon.network.units import NO_PACKS, factor, packs_of


def power(column: Column) -> int:
    """1 where the row's unit multiplies a number, -1 where it divides it, 0 where it is not in it.

    >>> [power(Column("", "number", "", unit)) for unit in ("unit/day", "unit/unit", "{currency}/unit/day", "day")]
    [1, 1, -1, 0]
    """
    top, *bottom = column.unit.split("/")
    return 1 if top == "unit" else -1 if "unit" in bottom else 0


def measuring(schema: Schema) -> Column | None:
    """The column that says the unit of a row's quantities, if the noun has one."""
    return next((column for column in schema.columns if column.of), None)


def in_own_units(table: Table, items: Table) -> Table:
    """A table with every quantity in its item's own unit, the same table where that is so already.

    A unit that does not convert is left alone: `echelon.network.check` finds it.

    >>> from echelon.core.table import table_of
    >>> from echelon.network.schema import ITEM, STOCK_POINT
    >>> items = table_of(ITEM, [{"name": "drill", "packs": "case:12"}])[0]
    >>> point = {"site": "Kobe", "item": "drill", "target_stock": 3, "holding_cost_per_day": 6, "unit": "case"}
    >>> found = in_own_units(table_of(STOCK_POINT, [point])[0], items)
    >>> found["target_stock"].tolist(), found["holding_cost_per_day"].tolist(), found["unit"].tolist()
    ([36.0], [0.5], ['piece'])
    """
    column = measuring(table.schema)
    if column is None or not any(table.coded(column.name).names):
        return table
    units = table[column.name].tolist()
    known = {name: row for row, name in reversed(list(enumerate(items["name"].tolist())))}
    rows: dict[tuple[str, str], list[int]] = {}
    for row, pair in enumerate(zip(units, table[column.of].tolist(), strict=True)):
        if pair[0] and pair[1] in known and pair[0] != items["unit"][known[pair[1]]]:
            rows.setdefault(pair, []).append(row)
    columns = {name: values.copy() for name, values in table.columns.items()} if rows else table.columns
    for (unit, item), each in rows.items():
        size = item_factor(unit, items, known[item])
        if size is not None:
            for number in table.schema.columns:
                columns[number.name][each] = _scaled(columns[number.name][each], size, power(number))
            columns[column.name][each] = items["unit"][known[item]]
    return replace(table, columns=columns) if rows else table


def item_factor(unit: str, items: Table, row: int) -> Fraction | None:
    """How many of an item's own unit one `unit` is; None where it does not convert."""
    try:
        packs = packs_of(items["packs"][row])
    except ValueError:
        packs = dict(NO_PACKS)
    return factor(unit, items["unit"][row], packs)


def _scaled(values: np.ndarray, size: Fraction, power: int) -> np.ndarray:
    if power == 0:
        return values
    top, bottom = (size.numerator, size.denominator) if power > 0 else (size.denominator, size.numerator)
    if not np.issubdtype(values.dtype, np.floating):
        return np.array([_listed(str(cell), float(top), float(bottom)) for cell in values], dtype=object)
    return values * float(top) / float(bottom)


def _listed(cell: str, top: float, bottom: float) -> str:
    """A cell that lists numbers, with each of them scaled; one that does not is left alone, for the checks find it."""
    try:
        return " ".join(repr(float(word) * top / bottom) for word in cell.split())
    except ValueError:
        return cell
