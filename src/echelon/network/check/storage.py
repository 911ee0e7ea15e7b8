"""Checks of how goods are stored and shared: whole quanta, shelf lives, space, handling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.check.capacity import SLACK, mean_asked, mean_need, on_best_day, on_mean_day
from echelon.network.check.facts import Bools, Facts, Floats
from echelon.network.model import words

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


def shelf_lives(facts: Facts) -> Iterator[Finding]:
    """Shelf lives that are no whole days (E350)."""
    items = facts["item"]
    days = items["shelf_life_days"]
    for row in np.flatnonzero(np.isfinite(days) & (days % 1.0 != 0)).tolist():
        yield items.finding("E350", row, "shelf_life_days", "must be a whole number of days",
                            remedy="Round it, or leave it empty if the item keeps")  # fmt: skip


def space(facts: Facts) -> Iterator[Finding]:
    """Targets that do not fit (E351), and space of a site whose items take none (E352)."""
    table, own, sites = facts["stock point"], facts.own("stock point"), facts["site"]
    for row in np.flatnonzero(own["storage_limit"] < np.nan_to_num(own["target_stock"])).tolist():
        yield table.finding("E351", row, "storage_limit", "is below the `target_stock`, so goods will wait at the dock",
                            remedy="Raise it, or lower the target", level="warning")  # fmt: skip
    takes = {name for name, each in zip(facts["item"]["name"].tolist(), facts["item"]["space_per_unit"].tolist(), strict=True)
             if each > 0}  # fmt: skip
    filled = {
        site
        for site, item in zip(table["site"].tolist(), table["item"].tolist(), strict=True)
        if item in takes
    }
    for row in np.flatnonzero(np.isfinite(sites["storage_space"])).tolist():
        if sites["name"][row] not in filled:
            yield sites.finding("E352", row, "storage_space", "limits nothing: no item held there has a `space_per_unit`",
                                remedy="Enter the space that a unit takes, or leave it empty", level="warning")  # fmt: skip


RULES = (("handling_rule", "handling_per_day", "proportional"), ("storage_rule", "storage_space", "in_turn"))
"""Columns of rules for sharing, the limits they share, and what they are where nobody says."""


def idle_rules(facts: Facts) -> Iterator[Finding]:
    """Rules for sharing what a site has without limit (E356)."""
    sites = facts["site"]
    for rule, limit, usual in RULES:
        for row in np.flatnonzero((sites[rule] != usual) & ~np.isfinite(sites[limit])).tolist():
            yield sites.finding("E356", row, rule, f"shares nothing: the site has no `{limit}`",
                                remedy=f"Enter `{limit}`, or leave the rule empty", level="warning")  # fmt: skip


def handling(facts: Facts) -> Iterator[Finding]:
    """Sites that cannot handle one quantum (E353), or the mean (E354), of what leaves or passes them, or add it up (E355)."""
    if np.isfinite(facts["site"]["handling_per_day"]).any():
        yield from _too_large(facts)
        yield from _too_many(facts)
        yield from _not_added(facts)


def _not_added(facts: Facts) -> Iterator[Finding]:
    """What a site handles is one number of units, of all items together."""
    lanes, asked, sites, unit = facts["lane"], facts["demand"], facts["site"], facts.units
    leaving = zip(lanes["from"].tolist(), lanes["via"].tolist(), lanes["item"].tolist(), strict=True)
    passing = [(site, item) for source, via, item in leaving for site in (source, *words(via))]
    for column in ("item", "substitute"):
        passing += zip(asked["site"].tolist(), asked[column].tolist(), strict=True)
    found: dict[str, set[str]] = {}
    for site, item in passing:
        found.setdefault(site, set()).update({unit[item]} if item in unit else ())
    for row in np.flatnonzero(np.isfinite(sites["handling_per_day"])).tolist():
        several = sorted(found.get(str(sites["name"][row]), ()))
        if len(several) > 1:
            yield sites.finding("E355", row, "handling_per_day", "must count items of one unit",
                                got=" and ".join(f"`{name}`" for name in several),
                                remedy="Give the items one unit, or the site of each its own capacity")  # fmt: skip


def _too_large(facts: Facts) -> Iterator[Finding]:
    lanes, sites = facts["lane"], facts["site"]
    most = dict(zip(sites["name"].tolist(), [0.0] * len(sites), strict=True))
    held = facts["stock point"]
    passing = [(site, item) for site, item in zip(held["site"].tolist(), held["item"].tolist(), strict=True)]
    passing += [(site, item) for via, item in zip(lanes["via"].tolist(), lanes["item"].tolist(), strict=True)
                for site in words(via)]  # fmt: skip
    quantum = _quantum(facts, np.array([item for _, item in passing], dtype=object))
    for (site, _), size in zip(passing, quantum.tolist(), strict=True):
        most[site] = max(most.get(site, 0.0), size)
    least = np.array([most[name] for name in sites["name"].tolist()])
    handled = sites["handling_per_day"] * on_best_day(facts, sites["handling_calendar"])
    yield from _blocked(sites, "handling_per_day", handled < least, "E353")


def _too_many(facts: Facts) -> Iterator[Finding]:
    lanes, sites, load = facts["lane"], facts["site"], Counter[str]()
    with np.errstate(all="ignore"):
        moved = np.where(facts.moving, mean_need(facts)[facts.nodes["lane"][1]] * facts.splits, 0.0)
    for source, via, units in zip(lanes["from"].tolist(), lanes["via"].tolist(), moved.tolist(), strict=True):
        for site in {source, *words(via)}:
            load[site] += units
    for site, units in zip(facts["demand"]["site"].tolist(), mean_asked(facts).tolist(), strict=True):
        load[site] += units
    handled = sites["handling_per_day"] * on_mean_day(facts, sites["handling_calendar"])
    for row, (site, most) in enumerate(zip(sites["name"].tolist(), handled.tolist(), strict=True)):
        if load[site] > most * SLACK:
            yield sites.finding("E354", row, "handling_per_day", f"is below the mean of {load[site]:.4g} that leave or pass",
                                remedy="The backlog will grow; check the number", level="warning")  # fmt: skip


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
        capacity = facts.own(noun)["capacity_per_day"]
        if noun == "recipe":
            capacity = capacity * on_best_day(facts, facts[noun]["calendar"])
        few = capacity < quantum
        yield from _blocked(facts[noun], "capacity_per_day", few)
    recipes, resources = facts["recipe"], facts["resource"]
    hours = dict(zip(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True),
                     (resources["hours_per_day"] * on_best_day(facts, resources["calendar"])).tolist(), strict=True))  # fmt: skip
    users = zip(recipes["site"].tolist(), recipes["resource"].tolist(), strict=True)
    given = np.array([hours.get(pair, np.inf) for pair in users], dtype=np.float64)
    needed = facts.own("recipe")["hours_per_unit"] * _quantum(facts, recipes["item"])
    yield from _blocked(recipes, "hours_per_unit", needed > given)


def _blocked(table: Table, column: str, rows: Bools, code: str = "E283") -> Iterator[Finding]:
    for row in np.flatnonzero(rows).tolist():
        yield table.finding(code, row, column, "leaves no room for one quantum of the item on a day, so nothing ever moves",
                            remedy="Raise the capacity, or make the quantum smaller")  # fmt: skip
