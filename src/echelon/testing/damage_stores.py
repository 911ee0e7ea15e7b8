"""Ways to damage what is said of stores of inputs, and of inputs that are ordered to need."""

from __future__ import annotations

from echelon.testing.damage import Desk, Expected


def _pairs(desk: Desk, noun: str, place: str, what: str) -> set[tuple[str, str]]:
    rows = (desk.cells.row(noun, row) for row in desk.cells.rows(noun))
    return {(row[place], row[what]) for row in rows}


def _place(desk: Desk, at: int) -> tuple[str, str]:
    row = desk.cells.row("stock point", at)
    return row["site"], row["item"]


def without_target(desk: Desk) -> list[Expected]:
    """A point that can order up to a target has none."""
    fed = _pairs(desk, "lane", "to", "item") | _pairs(desk, "recipe", "site", "item")
    row = desk.pick(desk.cells.rows("stock point", lambda row: (row["site"], row["item"]) in fed))
    desk.cells.edit("stock point", row, {"policy": "base_stock", "target_stock": ""})
    return desk.at("stock point", row, "E334")


def shop_as_store(desk: Desk) -> list[Expected]:
    """A point that customers or lanes are served from is to be a store of inputs."""
    served = _pairs(desk, "demand", "site", "item") | _pairs(desk, "lane", "from", "item")
    rows = desk.cells.rows("stock point", lambda row: (row["site"], row["item"]) in served)
    if not rows:
        return []
    row = desk.pick(rows)
    desk.cells.edit("stock point", row, {"allocation": "drawn"})
    return desk.at("stock point", row, "E330")


def one_of_two_stores(desk: Desk) -> list[Expected]:
    """A recipe of several inputs takes only one of them out of a store."""
    made: dict[tuple[str, str], list[str]] = {}
    for at in desk.cells.rows("recipe input"):
        row = desk.cells.row("recipe input", at)
        made.setdefault((row["site"], row["item"]), []).append(row["input"])
    held = _pairs(desk, "stock point", "site", "item")
    options = [(site, item, needed) for (site, item), several in made.items() if len(several) > 1
               for needed in several if (site, needed) in held]  # fmt: skip
    if not options:
        return []
    site, item, needed = desk.pick(options)
    for at in desk.cells.rows("stock point", lambda row: (row["site"], row["item"]) == (site, needed)):
        desk.cells.edit("stock point", at, {"allocation": "drawn"})
    (recipe,) = desk.cells.rows("recipe", lambda row: (row["site"], row["item"]) == (site, item))
    return desk.at("recipe", recipe, "E331")


def planned_out_of_a_store(desk: Desk) -> list[Expected]:
    """A point is planned whose recipe takes an input out of a store."""
    held = _pairs(desk, "stock point", "site", "item")
    rows = [desk.cells.row("recipe input", at) for at in desk.cells.rows("recipe input")]
    options = [row for row in rows if {(row["site"], row["item"]), (row["site"], row["input"])} <= held]
    if not options:
        return []
    row = desk.pick(options)
    for item, cells in ((row["input"], {"allocation": "drawn"}), (row["item"], {"policy": "mrp"})):
        (at,) = [each for each in desk.cells.rows("stock point") if _place(desk, each) == (row["site"], item)]
        desk.cells.edit("stock point", at, cells)
    return desk.at("stock point", at, "E362")


def cancelled_to_need(desk: Desk) -> list[Expected]:
    """What a recipe orders to need is cancelled after a while."""
    held = _pairs(desk, "stock point", "site", "item")
    used = _pairs(desk, "recipe input", "site", "input")
    rows = desk.cells.rows("lane", lambda row: (row["to"], row["item"]) in used - held)
    if not rows:
        return []
    row = desk.pick(rows)
    desk.cells.edit("lane", row, {"cancel_days": "5"})
    return desk.at("lane", row, "E308")
