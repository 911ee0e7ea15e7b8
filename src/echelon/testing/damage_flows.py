"""Damage to what tables say together: flows, shares, places and capacities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from echelon.network.check.capacity import mean_need
from echelon.network.check.graph import reached
from echelon.network.check.places import COUNTRIES, distance_km, within
from echelon.testing.cells import Cells, Row
from echelon.testing.damage import Change, Damage, Desk, Expected, edit

Pairs = set[tuple[str, str]]


def way_back(desk: Desk) -> list[Expected]:
    """Close a circle with a lane against another."""
    cells, facts = desk.cells, desk.facts
    rows = np.flatnonzero(facts.moving).tolist()
    if not rows:
        return []
    there = cells.row("lane", desk.pick(rows))
    back = {**there, "from": there["to"], "to": there["from"], "share": ""}
    return desk.at("lane", cells.add("lane", back), "E110")


def product_into_part(desk: Desk) -> list[Expected]:
    """Close a circle through recipes: a part is made with what is made of it."""
    cells = desk.cells
    recipes, held = (_pairs(cells, noun, "site", "item") for noun in ("recipe", "stock point"))
    uses = [cells.row("recipe input", row) for row in cells.rows("recipe input")]
    here = [
        use for use in uses if {(use["site"], use["input"]), (use["site"], use["item"])} <= recipes & held
    ]
    if not here:
        return _product_far_away(desk, uses, recipes, held)
    use = desk.pick(here)
    line = {"site": use["site"], "item": use["input"], "input": use["item"], "quantity": "1"}
    return desk.at("recipe input", cells.add("recipe input", line), "E110")


def _product_far_away(desk: Desk, uses: list[dict[str, str]], recipes: Pairs, held: Pairs) -> list[Expected]:
    """The same with a new lane, from where the product is made to the maker of its part, who has never seen it."""
    cells = desk.cells
    lanes = [cells.row("lane", row) for row in cells.rows("lane")]
    met = held | _pairs(cells, "lane", "to", "item") | _pairs(cells, "lane", "from", "item")
    options = [(use, lane) for use in uses for lane in lanes
               if (lane["to"], lane["item"]) == (use["site"], use["input"]) and (use["site"], use["item"]) in held
               and (lane["from"], use["input"]) in recipes and (lane["from"], use["item"]) not in met]  # fmt: skip
    if not options:
        return []
    use, lane = desk.pick(options)
    line = {"site": lane["from"], "item": use["input"], "input": use["item"], "quantity": "1"}
    cells.add("recipe input", line)
    back = {"from": use["site"], "to": lane["from"], "item": use["item"]}
    return desk.at("lane", cells.add("lane", back), "E110")


def self_lane(desk: Desk) -> list[Expected]:
    """A lane from a stock point to itself."""
    rows = desk.cells.rows("stock point")
    if not rows:
        return []
    point = desk.cells.row("stock point", desk.pick(rows))
    lane = {"from": point["site"], "to": point["site"], "item": point["item"]}
    return desk.at("lane", desk.cells.add("lane", lane), "E111")


def own_output(desk: Desk) -> list[Expected]:
    """A recipe that uses what it makes."""
    rows = desk.cells.rows("recipe")
    if not rows:
        return []
    made = desk.cells.row("recipe", desk.pick(rows))
    line = {"site": made["site"], "item": made["item"], "input": made["item"], "quantity": "0.1"}
    return desk.at("recipe input", desk.cells.add("recipe input", line), "E112")


def _stray_lane(desk: Desk, outward: bool, code: str) -> list[Expected]:
    cells = desk.cells
    sites = cells.tables["site"]["name"]
    rows = cells.rows("stock point")
    if not rows:
        return []
    point = cells.row("stock point", desk.pick(rows))
    item = point["item"]
    known = Pairs().union(*(_pairs(cells, *ends) for ends in ENDS))
    strangers = [site for site in sites if site != point["site"] and (site, item) not in known]
    if not strangers:
        return []
    other = desk.pick(strangers)
    ends = (point["site"], other) if outward else (other, point["site"])
    return desk.at("lane", cells.add("lane", {"from": ends[0], "to": ends[1], "item": item}), code)


ENDS = (
    ("stock point", "site", "item"),
    ("recipe input", "site", "input"),
    ("lane", "to", "item"),
    ("lane", "from", "item"),
)


def _pairs(cells: Cells, noun: str, site: str, item: str) -> Pairs:
    return set(zip(cells.tables[noun][site], cells.tables[noun][item], strict=True))


def from_nowhere(desk: Desk) -> list[Expected]:
    """A lane from a site that does not hold the item."""
    return _stray_lane(desk, False, "E113")


def to_nowhere(desk: Desk) -> list[Expected]:
    """A lane to a site that does not want the item."""
    return _stray_lane(desk, True, "E114")


def unfed(desk: Desk) -> list[Expected]:
    """Take out all that feeds a stock point."""
    rows = desk.cells.rows("stock point")
    if not rows:
        return []
    row = desk.pick(rows)
    point = desk.cells.row("stock point", row)
    desk.cells.drop("lane", lambda lane: (lane["to"], lane["item"]) == (point["site"], point["item"]))
    desk.cells.drop("recipe", lambda made: (made["site"], made["item"]) == (point["site"], point["item"]))
    desk.cells.drop(
        "recipe output", lambda made: (made["site"], made["output"]) == (point["site"], point["item"])
    )
    return desk.at("stock point", row, "E115")


def fed_twice(desk: Desk) -> list[Expected]:
    """A recipe at a stock point that lanes feed."""
    rows = np.flatnonzero(desk.facts.brought[desk.facts.nodes["stock point"][0]]).tolist()
    if not rows:
        return []
    row = desk.pick(rows)
    point = desk.cells.row("stock point", row)
    desk.cells.add("recipe", {"site": point["site"], "item": point["item"]})
    return desk.at("stock point", row, "E116")


def undemanded(desk: Desk) -> list[Expected]:
    """Take out all demand at a stock point that feeds nothing else."""
    facts = desk.facts
    feeds = facts.needed.copy()
    feeds[facts.nodes["lane"][0][facts.moving]] = True
    nodes = facts.nodes["stock point"][0]
    rows = np.flatnonzero(~feeds[nodes] & facts.marked("demand")[nodes]).tolist()
    if not rows:
        return []
    row = desk.pick(rows)
    point = desk.cells.row("stock point", row)
    desk.cells.drop("demand", lambda asked: (asked["site"], asked["item"]) == (point["site"], point["item"]))
    return desk.at("stock point", row, "E117")


def unheld(noun: str, code: str) -> Damage:
    """Take out the stock point that a row of the noun stands on."""

    def damage(desk: Desk) -> list[Expected]:
        rows = desk.cells.rows(noun)
        if not rows:
            return []
        row = desk.pick(rows)
        named = desk.cells.row(noun, row)
        site, item = named.get("site", named.get("from")), named["item"]
        desk.cells.drop("stock point", lambda point: (point["site"], point["item"]) == (site, item))
        return desk.at(noun, row, code)

    return damage


def no_supply(desk: Desk) -> list[Expected]:
    """Take out every recipe without inputs."""
    composed = _pairs(desk.cells, "recipe input", "site", "item")
    gone = desk.cells.drop("recipe", lambda made: (made["site"], made["item"]) not in composed)
    rows = desk.cells.rows("demand") if gone else []
    return [each for row in rows[:50] for each in desk.at("demand", row, "E119")]


def lost_source(desk: Desk) -> list[Expected]:
    """Take out one recipe without inputs that some customer cannot do without."""
    facts = desk.facts
    composed = np.zeros(facts.size, dtype=bool)
    composed[facts.nodes["recipe input"][0]] = True
    sources = facts.made & ~composed
    nodes = facts.nodes["demand"][0]
    for node in desk.chance.permutation(np.flatnonzero(sources))[:20].tolist():
        left = sources.copy()
        left[node] = False
        cut = np.flatnonzero(~reached(facts.edges, left)[nodes])
        if len(cut):
            row = int(np.flatnonzero(facts.nodes["recipe"][0] == node)[0])
            desk.cells.drop("recipe", _same(desk.cells.row("recipe", row)))
            return [each for at in cut[:50].tolist() for each in desk.at("demand", at, "E119")]
    return []


def _same(gone: Row) -> Callable[[Row], bool]:
    return lambda row: (row["site"], row["item"]) == (gone["site"], gone["item"])


def no_recipe(desk: Desk) -> list[Expected]:
    """Take out a recipe and leave its inputs."""
    rows = desk.cells.rows("recipe input")
    if not rows:
        return []
    row = desk.pick(rows)
    line = desk.cells.row("recipe input", row)
    desk.cells.drop("recipe", lambda made: (made["site"], made["item"]) == (line["site"], line["item"]))
    return desk.at("recipe input", row, "E121")


def unbrought(desk: Desk) -> list[Expected]:
    """Take out the lanes that bring a component and, if it is held, its stock point."""
    rows = desk.cells.rows("recipe input")
    if not rows:
        return []
    row = desk.pick(rows)
    line = desk.cells.row("recipe input", row)
    desk.cells.drop("lane", lambda lane: (lane["to"], lane["item"]) == (line["site"], line["input"]))
    desk.cells.drop(
        "stock point", lambda point: (point["site"], point["item"]) == (line["site"], line["input"])
    )
    return desk.at("recipe input", row, "E122")


def added(noun: str, cells: dict[str, str], code: str) -> Damage:
    """Add a row that nothing uses."""

    def damage(desk: Desk) -> list[Expected]:
        return desk.at(noun, desk.cells.add(noun, cells), code)

    return damage


def idle_resource(desk: Desk) -> list[Expected]:
    """A resource that no recipe needs."""
    sites = desk.cells.tables["site"]["name"]
    row = {"site": desk.pick(sites), "name": "a spare crane", "hours_per_day": "8"} if sites else {}
    return desk.at("resource", desk.cells.add("resource", row), "E125") if row else []


def island(desk: Desk) -> list[Expected]:
    """A site with supply and demand of its own."""
    if not desk.cells.count("stock point"):
        return []
    here = {"site": "an island", "item": desk.cells.tables["stock point"]["item"][0]}
    row = desk.cells.add("site", {"name": "an island"})
    desk.cells.add("stock point", {**here, "target_stock": "5"})
    desk.cells.add("recipe", here)
    desk.cells.add("demand", {**here, "customer": "Robinson", "mean_per_day": "1"})
    return desk.at("site", row, "E126")


def bad_shares(given: str, others: str, code: str, least: int = 1) -> Damage:
    """Write shares into all lanes of one receiver that has at least so many."""

    def damage(desk: Desk) -> list[Expected]:
        receivers: dict[int, list[int]] = {}
        for row in np.flatnonzero(desk.facts.moving).tolist():
            receivers.setdefault(int(desk.facts.nodes["lane"][1][row]), []).append(row)
        options = [rows for rows in receivers.values() if len(rows) >= least]
        if not options:
            return []
        rows = desk.pick(options)
        for at, row in enumerate(rows):
            desk.cells.edit("lane", row, {"share": given if at == 0 else others})
        return desk.at("lane", rows[0], code)

    return damage


def lost_without_stock(desk: Desk) -> list[Expected]:
    """Lost sales where the target stock is zero."""
    rows = desk.cells.rows("demand")
    if not rows:
        return []
    row = desk.pick(rows)
    asked = desk.cells.row("demand", row)
    desk.cells.edit("demand", row, {"unmet": "lost"})
    for at in desk.cells.rows(
        "stock point", lambda point: (point["site"], point["item"]) == (asked["site"], asked["item"])
    ):
        desk.cells.edit("stock point", at, {"target_stock": "0"})
    return desk.at("demand", row, "E144")


def _placed(site: Row) -> bool:
    return bool(site["latitude"] and site["longitude"])


def swapped(desk: Desk) -> list[Expected]:
    """Latitude and longitude in each other's column, where that can be seen."""

    def seen(site: Row) -> bool:
        if not _placed(site):
            return False
        latitude, longitude, country = float(site["latitude"]), float(site["longitude"]), site["country"]
        told = (
            country in COUNTRIES
            and within(country, latitude, longitude)
            and not within(country, longitude, latitude)
        )
        return abs(longitude) > 90 or told

    change: dict[str, Change] = {
        "latitude": lambda row: row["longitude"],
        "longitude": lambda row: row["latitude"],
    }
    return edit("site", change, "E172", "E005", where=seen)(desk)


def _distances(desk: Desk) -> dict[int, float]:
    """Lane row → km, where both places are known."""
    sites = [desk.cells.row("site", row) for row in desk.cells.rows("site")]
    at = {
        site["name"]: (float(site["latitude"]), float(site["longitude"])) for site in sites if _placed(site)
    }
    found = {}
    for row in desk.cells.rows("lane"):
        lane = desk.cells.row("lane", row)
        if lane["from"] in at and lane["to"] in at:
            found[row] = float(distance_km(*map(np.array, (*at[lane["from"]], *at[lane["to"]]))))
    return found


def hurried(least_km: float, kmh: float, mode: str, code: str) -> Damage:
    """A lane of at least so many km, so fast (0: in no time)."""

    def damage(desk: Desk) -> list[Expected]:
        far = {row: km for row, km in _distances(desk).items() if km > least_km}
        if not far:
            return []
        row = desk.pick(list(far))
        days = far[row] / kmh / 24 if kmh else 0.0
        desk.cells.edit(
            "lane",
            row,
            {"mode": mode, "lead_days": f"{days:.6f}", "lead_shape": "constant", "lead_table": ""},
        )
        return desk.at("lane", row, code)

    return damage


def passing(inland: bool, code: str) -> Damage:
    """A lane that passes an inland site, or its own end."""

    def damage(desk: Desk) -> list[Expected]:
        roles = dict(zip(desk.cells.tables["site"]["name"], desk.cells.tables["site"]["role"], strict=True))
        rows = desk.cells.rows("lane")
        if not rows:
            return []
        row = desk.pick(rows)
        lane = desk.cells.row("lane", row)
        ends = [lane["from"], lane["to"]]
        options = [
            site
            for site, role in roles.items()
            if role not in ("port", "canal", "airport") and site not in ends
        ]
        if inland and not options:
            return []
        desk.cells.edit("lane", row, {"via": desk.pick(options if inland else ends)})
        return desk.at("lane", row, code)

    return damage


def overloaded(noun: str, code: str) -> Damage:
    """Capacity below the mean need, of a lane, recipe or resource that is needed."""

    def damage(desk: Desk) -> list[Expected]:
        facts = desk.facts
        need = mean_need(facts)
        load = (
            need[facts.nodes["lane"][1]] * facts.splits if noun == "lane" else need[facts.nodes["recipe"][0]]
        )
        rows = np.flatnonzero(load > 0.001).tolist()
        if not rows:
            return []
        if noun == "resource":
            return _overworked(desk, desk.pick(rows), code)
        row = desk.pick(rows)
        desk.cells.edit(noun, row, {"capacity_per_day": "0.0001"})
        return desk.at(noun, row, code)

    return damage


def _overworked(desk: Desk, row: int, code: str) -> list[Expected]:
    site = desk.cells.row("recipe", row)["site"]
    desk.cells.edit("recipe", row, {"resource": "an old press", "hours_per_unit": "1"})
    press = {"site": site, "name": "an old press", "hours_per_day": "0.0001"}
    return desk.at("resource", desk.cells.add("resource", press), code)
