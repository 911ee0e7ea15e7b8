"""Ways to damage prices and exchange rates, and where each must be found."""

from __future__ import annotations

from echelon.testing.damage import Desk, Expected


def cheap(desk: Desk) -> list[Expected]:
    """A price below the item's value."""
    table = desk.cells.tables["item"]
    worth = dict(zip(table["name"], zip(table["unit_value"], table["currency"], strict=True), strict=True))
    rows = desk.cells.rows("demand", lambda asked: float(worth[asked["item"]][0] or 0) > 0)
    if not rows:
        return []
    row = desk.pick(rows)
    value, currency = worth[desk.cells.row("demand", row)["item"]]
    cells = {"price": f"{float(value) / 2!r}", "currency": currency, "unit": ""}
    desk.cells.edit("demand", row, cells)
    return desk.at("demand", row, "E135")


def own_rate(desk: Desk) -> list[Expected]:
    """A rate of the network's own currency."""
    row = {"currency": desk.cells.settings["currency"], "date": "2020-01-01", "rate": "2"}
    return desk.at("exchange rate", desk.cells.add("exchange rate", row), "E193")


def late_rates(desk: Desk) -> list[Expected]:
    """Rates of a currency in use that begin after day 0."""
    rows = desk.cells.rows("exchange rate")
    if not rows:
        return []
    code = desk.cells.row("exchange rate", rows[0])["currency"]
    mine = [row for row in rows if desk.cells.row("exchange rate", row)["currency"] == code]
    for row in mine:
        desk.cells.edit("exchange rate", row, {"date": f"2999-01-{1 + row:02d}"})
    return desk.at("exchange rate", mine[0], "E194")
