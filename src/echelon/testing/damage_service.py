"""Ways to damage what customers accept, and where each must be found."""

from __future__ import annotations

from echelon.testing.damage import Damage, Desk, Expected


def _allocate(desk: Desk, site: str, item: str, rule: str) -> None:
    for at in desk.cells.rows("stock point", lambda row: (row["site"], row["item"]) == (site, item)):
        desk.cells.edit("stock point", at, {"allocation": rule})


def whole_or_nothing(desk: Desk) -> list[Expected]:
    """A customer takes no part where stock is shared in proportion."""
    rows = desk.cells.rows("demand")
    if not rows:
        return []
    row = desk.pick(rows)
    asked = desk.cells.row("demand", row)
    _allocate(desk, asked["site"], asked["item"], "proportional")
    desk.cells.edit("demand", row, {"partial": "no"})
    return desk.at("demand", row, "E373")


def litres_and_pieces(code: str) -> Damage:
    """Customers ask in rolls and sheets, and one item, or each of them, is worth nothing."""

    def damage(desk: Desk) -> list[Expected]:
        rows = desk.cells.rows("demand")
        items = [desk.cells.row("demand", row)["item"] for row in rows]
        others = [item for item in items if item != items[0]]
        if not others:
            return []
        other = desk.pick(others)
        for at in desk.cells.rows("item", lambda item: item["name"] in items):
            mine = desk.cells.row("item", at)["name"] == other
            free = {"unit_value": "0"} if mine or code == "E380" else {"unit_value": "3"}
            desk.cells.edit("item", at, {"unit": "roll" if mine else "sheet", "packs": "", **free})
        for row, item in zip(rows, items, strict=True):
            desk.cells.edit("demand", row, {"price": "0" if item == other or code == "E380" else "9"})
        free_of = rows[items.index(other)] if code == "E372" else rows[0]
        return desk.at("demand", free_of, code)

    return damage


def promised_twice(desk: Desk) -> list[Expected]:
    """Receivers beside a customer are each promised all that is there."""
    lanes = (desk.cells.row("lane", at) for at in desk.cells.rows("lane"))
    fed = {(lane["from"], lane["item"]) for lane in lanes}
    rows = desk.cells.rows("demand", lambda row: (row["site"], row["item"]) in fed)
    if not rows:
        return []
    row = desk.pick(rows)
    asked = desk.cells.row("demand", row)
    _allocate(desk, asked["site"], asked["item"], "promised")
    return desk.at("demand", row, "E374")


def replaced(code: str, *, held: bool, **cells: str) -> Damage:
    """A customer takes an item that the site holds, or does not, beside other cells of the row."""

    def damage(desk: Desk) -> list[Expected]:
        points = [desk.cells.row("stock point", at) for at in desk.cells.rows("stock point")]
        here = {(point["site"], point["item"]) for point in points}
        names = [desk.cells.row("item", at)["name"] for at in desk.cells.rows("item")]
        options = [(row, name) for row in desk.cells.rows("demand") for name in names
                   for asked in [desk.cells.row("demand", row)]
                   if name != asked["item"] and ((asked["site"], name) in here) == held]  # fmt: skip
        if not options:
            return []
        row, name = desk.pick(options)
        asked = desk.cells.row("demand", row)
        desk.cells.edit("demand", row, {"substitute": name, **cells})
        if code == "E377":
            _allocate(desk, asked["site"], name, "drawn")
        if code == "E378":
            for at in desk.cells.rows("item", lambda item: item["name"] in (name, asked["item"])):
                desk.cells.edit("item", at, {"quantum": "1"})
        return desk.at("demand", row, code)

    return damage
