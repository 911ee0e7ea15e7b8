"""Ways to damage what is said of quanta and of storage, and where each must be found."""

from __future__ import annotations

from functools import partial

import numpy as np

from echelon.network.check.capacity import mean_need
from echelon.testing.damage import Damage, Desk, Expected


def _item(desk: Desk, name: str, cells: dict[str, str]) -> None:
    for row in desk.cells.rows("item", lambda item: item["name"] == name):
        desk.cells.edit("item", row, cells)


def used_in_parts(desk: Desk) -> list[Expected]:
    """A part with a quantum goes into what has none."""
    rows = desk.cells.rows("recipe input")
    if not rows:
        return []
    row = desk.pick(rows)
    used = desk.cells.row("recipe input", row)
    _item(desk, used["item"], {"quantum": ""})
    _item(desk, used["input"], {"quantum": "1"})
    return desk.at("recipe input", row, "E281")


def busy_port(desk: Desk) -> list[Expected]:
    """A site cannot handle one quantum of what it holds."""
    row = desk.pick(desk.cells.rows("stock point"))
    held = desk.cells.row("stock point", row)
    _item(desk, held["item"], {"quantum": "64"})
    site = desk.cells.rows("site", lambda site: site["name"] == held["site"])[0]
    desk.cells.edit("site", site, {"handling_per_day": "10"})
    return desk.at("site", site, "E353")


def space_of_nothing(desk: Desk) -> list[Expected]:
    """A site has space, and nothing that it holds takes any."""
    bulky = desk.cells.rows("item", lambda item: float(item.get("space_per_unit") or 0.0) > 0.0)
    named = {desk.cells.row("item", row)["name"] for row in bulky}
    held = desk.cells.rows("stock point", lambda point: point["item"] in named)
    filled = {desk.cells.row("stock point", row)["site"] for row in held}
    rows = desk.cells.rows("site", lambda site: site["name"] not in filled)
    if not rows:
        return []
    row = desk.pick(rows)
    desk.cells.edit("site", row, {"storage_space": "100"})
    return desk.at("site", row, "E352")


def mixed_units(desk: Desk) -> list[Expected]:
    """A site counts pieces and kilograms together."""
    unit = {
        item["name"]: item["unit"] or "piece"
        for item in map(partial(desk.cells.row, "item"), desk.cells.rows("item"))
    }
    found: dict[str, set[str]] = {}
    for noun, place in (("demand", "site"), ("lane", "from")):
        for each in map(partial(desk.cells.row, noun), desk.cells.rows(noun)):
            found.setdefault(each[place], set()).add(unit[each["item"]])
    sites = desk.cells.rows("site", lambda site: len(found.get(site["name"], ())) > 1)
    if not sites:
        return []
    site = desk.pick(sites)
    desk.cells.edit("site", site, {"handling_per_day": "1000000"})
    return desk.at("site", site, "E355")


def few_hands(desk: Desk) -> list[Expected]:
    """A site handles less than its customers ask, on each day or because it works on few days."""
    rows = desk.cells.rows("demand", lambda demand: float(demand["mean_per_day"] or 0) > 0)
    if not rows:
        return []
    asked = desk.cells.row("demand", desk.pick(rows))
    site = desk.cells.rows("site", lambda site: site["name"] == asked["site"])[0]
    few = desk.pick(
        [{"handling_per_day": "0.0001"}, {"handling_per_day": "1000", "handling_calendar": "Mondays"}]
    )
    if "handling_calendar" in few:
        desk.cells.add("calendar", {"name": "Mondays", "weekdays": "0.000001 0 0 0 0 0 0"})
    desk.cells.edit("site", site, few)
    return desk.at("site", site, "E354")


def few_days(desk: Desk) -> list[Expected]:
    """A recipe could make enough, but works on few days."""
    rows = np.flatnonzero(mean_need(desk.facts)[desk.facts.nodes["recipe"][0]] > 0.001).tolist()
    if not rows:
        return []
    row = desk.pick(rows)
    desk.cells.add("calendar", {"name": "Mondays", "weekdays": "0.000001 0 0 0 0 0 0"})
    desk.cells.edit("recipe", row, {"capacity_per_day": "1000", "calendar": "Mondays"})
    return desk.at("recipe", row, "E183")


def with_quantum(noun: str, cells: dict[str, str], code: str, quantum: str) -> Damage:
    """The item of a row has a quantum that the row's cells do not suit."""

    def damage(desk: Desk) -> list[Expected]:
        rows = desk.cells.rows(noun)
        if not rows:
            return []
        row = desk.pick(rows)
        _item(desk, desk.cells.row(noun, row)["item"], {"quantum": quantum})
        desk.cells.edit(noun, row, cells | {"unit": ""})
        return desk.at(noun, row, code)

    return damage
