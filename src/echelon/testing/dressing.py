"""Rows of a network written in other units and currencies, as people do, and meaning the same."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from echelon.core.table import Column
from echelon.network.measured import measuring, power
from echelon.network.schema import SCHEMAS
from echelon.network.units import factor, packs_of

Row = dict[str, object]
OTHERS = {"piece": ("dozen", "pair"), "kg": ("g", "lb", "t"), "m": ("cm", "ft")}
RATES = {"USD": 0.9, "CNY": 0.125, "JPY": 0.006}
MONTHS = [f"{year}-{month:02d}-01" for year in (2024, 2025, 2026, 2027) for month in range(1, 13)]
"""Days on which rates change; random networks begin within them."""


def dress(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Write some rows of each noun in packs, other units and other currencies; quantities and amounts stay what they are."""
    for item in rows["item"]:
        if chance.random() < 0.3:
            item["packs"] = f"case:{int(chance.choice([4, 6, 10, 12]))}"
    items = {str(item["name"]): item for item in rows["item"]}
    for noun, each in rows.items():
        unit = measuring(SCHEMAS[noun])
        for row in each if unit else ():
            if unit and chance.random() < 0.2:
                _in_other_unit(row, unit, items[str(row[unit.of])], SCHEMAS[noun].columns, chance)
    for code, rate in RATES.items():
        if chance.random() < 0.4 and _in_other_currency(rows, code, chance):
            rows["exchange rate"] += [{"currency": code, "date": date, "rate": rate * (1 + 0.01 * (at % 7))}
                                      for at, date in enumerate(MONTHS)]  # fmt: skip


COSTS = {
    "site": ("space_cost_per_day",),
    "item": ("space_per_unit", "disposal_cost"),
    "lane": ("cost_per_shipment", "order_cost", "transit_holding_cost_per_day", "co2_per_unit"),
    "recipe": ("cost_per_unit", "order_cost", "co2_per_unit", "setup_cost"),
    "demand": ("stockout_cost_once",),
}
"""Columns of costs and emissions that a network need not have."""


def charge(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Give about half of the cells of `COSTS` a number, whatever they held."""
    for noun, columns in COSTS.items():
        for row in rows[noun]:
            for column in columns:
                row[column] = round(float(chance.uniform(0.01, 2.0)), 3) if chance.random() < 0.5 else None


def _in_other_unit(
    row: Row, unit: Column, item: Row, columns: tuple[Column, ...], chance: np.random.Generator
) -> None:
    own, packs = str(item["unit"] or "piece"), packs_of(str(item.get("packs") or ""))
    options = [*packs, *OTHERS.get(own, ())]
    row[unit.name] = other = options[int(chance.integers(len(options)))]
    size = factor(other, own, packs) or Fraction(1)
    for column in columns:
        if power(column) and row.get(column.name) is not None:
            units = [float(word) * float(size) ** -power(column) for word in str(row[column.name]).split()]
            row[column.name] = " ".join(map(repr, units)) if column.kind == "text" else units[0]


def _in_other_currency(rows: dict[str, list[Row]], code: str, chance: np.random.Generator) -> bool:
    found = False
    for noun in ("item", "lane", "recipe", "demand"):
        for row in rows[noun]:
            if chance.random() < 0.2 and not row.get("currency"):
                row["currency"], found = code, True
                for column in SCHEMAS[noun].columns:
                    if "{currency}" in column.unit and row.get(column.name) is not None:
                        row[column.name] = float(str(row[column.name])) / RATES[code]
    return found
