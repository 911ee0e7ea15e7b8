"""Checks of units and currencies: that whatever is added can be added, and what a price is worth."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.check.facts import Facts, Floats
from echelon.network.demand import patience
from echelon.network.measured import item_factor, measuring
from echelon.network.numbering import found
from echelon.network.schema import NOUNS
from echelon.network.units import contradicted, packs_of

PRICED = tuple(each.noun for each in NOUNS if "currency" in each.names and each.noun != "exchange rate")
SLACK = 1e-9
"""Rounding in a conversion is no price below the value."""


def units(facts: Facts) -> Iterator[Finding]:
    """Units that do not convert to the item's (E133)."""
    items, known = facts["item"], facts.known["item"]
    for column, table in ((measuring(schema), facts[schema.noun]) for schema in NOUNS):
        if column is None or not any(table.coded(column.name).names):
            continue
        pairs = list(zip(table[column.name].tolist(), table[column.of].tolist(), strict=True))
        wrong = {(unit, item) for unit, item in set(pairs) if unit and item in known
                 and item_factor(unit, items, known[item]) is None}  # fmt: skip
        for row, (_, item) in [(row, pair) for row, pair in enumerate(pairs) if pair in wrong]:
            own = items["unit"][known[item]]
            yield table.finding("E133", row, column.name, f"must convert to the unit of `{item}`, `{own}`",
                                remedy="Choose a unit of its dimension, or add this one to the item's `packs`")  # fmt: skip


def packs(facts: Facts) -> Iterator[Finding]:
    """Packs that cannot be read (E190), or whose names mean something else (E191)."""
    items = facts["item"]
    for row, cell in [(row, cell) for row, cell in enumerate(items["packs"].tolist()) if cell]:
        try:
            read = packs_of(cell)
        except ValueError as error:
            yield items.finding("E190", row, "packs", "must hold each name once, with a number above 0", got=f"`{error}`",
                                remedy="Write it like `case:12; pallet:480`")  # fmt: skip
            continue
        for name in contradicted(read, items["unit"][row]):
            yield items.finding("E191", row, "packs", f"must not give `{name}` another meaning than it has", got=f"`{cell}`",
                                remedy="Give the pack a name of its own")  # fmt: skip


def currencies(facts: Facts) -> Iterator[Finding]:
    """Amounts in a currency that is not the network's and has no rates (E134)."""
    own = str(facts.settings.currency)
    known = {"", own, *facts["exchange rate"]["currency"].tolist()}
    for table in (facts[noun] for noun in PRICED):
        for row in table.coded("currency").rows(lambda value: value not in known).tolist():
            yield table.finding("E134", row, "currency", f"must be the network's, `{own}`, or have rates",
                                remedy=f"Add its rates to exchange_rates.csv, or convert the amounts to {own}")  # fmt: skip


def exchange_rates(facts: Facts) -> Iterator[Finding]:
    """Dates that are none (E192), rates of the network's own currency (E193), of used ones too late (E194), unused (E195)."""
    table, own = facts["exchange rate"], str(facts.settings.currency)
    used = {value for noun in PRICED for value in facts[noun].coded("currency").names}
    covered = opening_rates(facts)
    told: set[str] = set()
    for row, (code, date) in enumerate(zip(table["currency"].tolist(), table["date"].tolist(), strict=True)):
        if not _is_date(date):
            yield table.finding(
                "E192", row, "date", "must be a date", remedy="Write it like `2026-01-01` (ISO 8601)"
            )
        if code == own:
            yield table.finding("E193", row, "currency", "must be another than the network's",
                                remedy="Remove the row: that rate is always 1")  # fmt: skip
        elif code in used and code not in covered and code not in told:
            start = facts.settings.start_date
            yield table.finding("E194", row, "date", f"must be {start} or before: no rate of `{code}` covers day 0", got=date,
                                remedy=f"Add a row with the rate of {code} that holds on {start}")  # fmt: skip
        elif code not in used and code not in told:
            yield table.finding("E195", row, "currency", "is one that no amount is in",
                                remedy="Remove its rows if that is meant", level="note")  # fmt: skip
        told.add(code)


def opening_rates(facts: Facts) -> dict[str, float]:
    """Currency → its rate on day 0, the network's own and the empty name included; those not covered are left out."""
    table, start = facts["exchange rate"], str(facts.settings.start_date)
    rows = zip(
        table["date"].tolist(), table["currency"].tolist(), np.nan_to_num(table["rate"]).tolist(), strict=True
    )
    dated = {code: rate for date, code, rate in sorted(rows) if _is_date(date) and date <= start}
    return dated | {"": 1.0, str(facts.settings.currency): 1.0}


def prices(facts: Facts) -> Iterator[Finding]:
    """Prices below what the item is worth (E135), both in the network's currency on day 0."""
    written, demands, items, known = (
        facts["demand"],
        facts.own("demand"),
        facts["item"],
        facts.known["item"],
    )
    rate = opening_rates(facts)
    item = found(demands.coded("item"), known)
    rows = np.flatnonzero(np.isfinite(demands["price"]) & (item >= 0))
    worth = (items["unit_value"] * _worth(items, rate))[item[rows]]
    paid = (demands["price"] * _worth(demands, rate))[rows]
    below = paid < worth * (1.0 - SLACK)
    for row, value in zip(rows[below].tolist(), worth[below].tolist(), strict=True):
        yield written.finding("E135", row, "price", f"is below the item's `unit_value` of {value:g}",
                              remedy="Check which of the two is wrong; check the unit", level="warning")  # fmt: skip


def _worth(table: Table, rate: Mapping[str, float]) -> Floats:
    """[row]: the rate of its currency, NaN where there is none."""
    codes = table.coded("currency")
    return np.array([rate.get(code, np.nan) for code in codes.names], dtype=np.float64)[codes.at]


def charged_twice(facts: Facts) -> Iterator[Finding]:
    """Lost units that two penalties are charged for (E320), space that costs and is never taken (E321)."""
    demands, sites = facts["demand"], facts["site"]
    both = (patience(demands) < 1) & (demands["stockout_cost"] > 0) & (demands["stockout_cost_once"] > 0)
    for row in np.flatnonzero(both).tolist():
        yield demands.finding("E320", row, "stockout_cost_once", "is charged for a lost unit beside `stockout_cost`",
                              remedy="Leave one of the two empty, unless both are meant", level="warning")  # fmt: skip
    costly = np.flatnonzero(sites["space_cost_per_day"] > 0).tolist()
    bulky = set(facts["item"]["name"][facts["item"]["space_per_unit"] > 0].tolist())
    points = facts["stock point"]
    taking = points.coded("item").rows(bulky.__contains__)
    busy = set(points["site"][taking].tolist())
    for row in costly:
        if sites["name"][row] not in busy:
            yield sites.finding("E321", row, "space_cost_per_day", "is given, and nothing held there has `space_per_unit`",
                                remedy="Give its items their space, or leave it empty", level="warning")  # fmt: skip


def _is_date(cell: str) -> bool:
    try:
        return len(cell) == 10 and bool(datetime.date.fromisoformat(cell))
    except ValueError:
        return False
