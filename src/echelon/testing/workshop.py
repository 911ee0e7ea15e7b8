"""The laws of manufacturing: one network with all of them, and any network with some of them, chosen by chance."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from echelon.network.build import build
from echelon.network.model import Network, Settings, network
from echelon.network.schema import SEQUENCINGS

Row = dict[str, object]
YIELDS = ((0.95, 0.0), (0.8, 0.1), (0.6, 0.3), (0.3, 0.0))
"""Mean and standard deviation; the third may be nothing at all."""


def workshop() -> Network:
    """A sawmill that cuts boards and beams on one saw, in batches, with sawdust beside them, and a joiner.

    >>> workshop().site("Mill").items
    ('log', 'board', 'beam', 'sawdust')
    """
    return network(Settings("workshop", assumptions=("Nobody saws like this.",)), {
        "site": [{"name": "Forest", "role": "supplier"}, {"name": "Mill", "role": "factory"},
                 {"name": "Joiner", "handling_calendar": "workdays"}, {"name": "Sluice", "role": "canal"},
                 {"name": "Old Sluice", "role": "canal"}],
        "item": [{"name": "log", "unit_value": 30}, {"name": "board", "unit_value": 8}, {"name": "beam", "unit_value": 20},
                 {"name": "sawdust", "unit": "kg", "unit_value": 0.1}, {"name": "chair", "unit_value": 60},
                 {"name": "seat", "unit_value": 5}, {"name": "leg", "unit_value": 1}],
        "calendar": [{"name": "workdays", "weekdays": "1 1 1 1 1 0 0"}],
        "stock point": [
            {"site": "Forest", "item": "log", "target_stock": 30},
            {"site": "Mill", "item": "log", "target_stock": 40},
            {"site": "Mill", "item": "board", "target_stock": 60},
            {"site": "Mill", "item": "beam", "target_stock": 40},
            {"site": "Mill", "item": "sawdust", "target_stock": 50},
            {"site": "Joiner", "item": "seat", "target_stock": 10, "review_calendar": "workdays"},
            {"site": "Joiner", "item": "leg", "target_stock": 40},
            {"site": "Joiner", "item": "chair", "target_stock": 15},
        ],
        "lane": [{"from": "Forest", "to": "Mill", "item": "log", "lead_days": 2, "via": "Sluice", "when_closed": "reroute",
                  "detour_days": 3},
                 {"from": "Mill", "to": "Joiner", "item": "board", "lead_days": 1}],
        "detour": [{"from": "Forest", "to": "Mill", "item": "log", "at": "Sluice", "via": "Old Sluice", "days": 1}],
        "recipe": [
            {"site": "Forest", "item": "log", "lead_days": 3},
            {"site": "Joiner", "item": "seat", "resource": "oven", "hours_per_unit": 0.1},
            {"site": "Joiner", "item": "leg", "resource": "oven", "hours_per_unit": 0.1, "batch_size": 12},
            {"site": "Mill", "item": "board", "lead_days": 1, "resource": "saw", "hours_per_unit": 0.25, "batch_size": 4,
             "setup_hours": 1.5},
            {"site": "Mill", "item": "beam", "lead_days": 1, "resource": "saw", "hours_per_unit": 0.5, "batch_minimum": 3,
             "setup_hours": 2},
            {"site": "Joiner", "item": "chair", "lead_days": 2, "capacity_per_day": 8,
             "calendar": "workdays", "yield_mean": 0.95, "yield_sd": 0.03},
        ],
        "recipe input": [
            {"site": "Mill", "item": "board", "input": "log", "quantity": 0.2},
            {"site": "Mill", "item": "beam", "input": "log", "quantity": 0.5},
            {"site": "Joiner", "item": "chair", "input": "board", "quantity": 3},
            {"site": "Joiner", "item": "chair", "input": "seat"},
            {"site": "Joiner", "item": "chair", "input": "leg", "quantity": 4},
        ],
        "recipe output": [
            {"site": "Mill", "item": "board", "output": "sawdust", "quantity": 2},
            {"site": "Mill", "item": "beam", "output": "sawdust", "quantity": 3000, "unit": "g"},
        ],
        "resource": [{"site": "Mill", "name": "saw", "hours_per_day": 14, "sequencing": "campaign"},
                     {"site": "Joiner", "name": "oven", "hours_per_day": 10}],
        "changeover": [{"site": "Mill", "resource": "saw", "from": "board", "to": "beam", "hours": 0.75}],
        "demand": [
            {"customer": "sites", "site": "Mill", "item": "board", "mean_per_day": 9, "shape": "poisson", "price": 12},
            {"customer": "sites", "site": "Mill", "item": "beam", "mean_per_day": 6, "shape": "poisson", "price": 30},
            {"customer": "stables", "site": "Mill", "item": "sawdust", "mean_per_day": 40, "unmet": "lost", "price": 0.2},
            {"customer": "walk-in", "site": "Joiner", "item": "chair", "mean_per_day": 3, "price": 90},
        ],
    })  # fmt: skip


def manufacture(net: Network, rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Make some recipes of `net`, whose rows these are, start in batches or scrap a part, or share resources otherwise, and give
    some by-products.
    """
    for recipe in rows["recipe"]:
        if chance.random() < 0.4:
            most = float(str(recipe["capacity_per_day"]))
            recipe["batch_size"] = min(most, float(chance.choice([0.0, 3.0, 8.5])))
            recipe["batch_minimum"] = min(most, float(chance.choice([0.0, 5.0])))
        if chance.random() < 0.4:
            recipe["yield_mean"], recipe["yield_sd"] = (
                float(each) for each in YIELDS[int(chance.integers(len(YIELDS)))]
            )
            recipe["yield_planned"] = str(chance.choice(["yes", "no"]))
        recipe["setup_hours"], recipe["priority"] = (
            float(chance.choice([0.0, 1.0, 5.0, 30.0])),
            int(chance.integers(3)),
        )
    for resource in rows["resource"]:
        resource["sequencing"] = str(chance.choice(SEQUENCINGS))
    shifts(rows, chance.spawn(1)[0])
    _change_overs(rows, chance)
    _by_products(net, rows, chance)


def shifts(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Recipes that start on some days only, or more on some than on others, with and without a stated capacity."""
    rows["calendar"] += [
        {"name": "weekdays", "weekdays": "1 1.5 1 1 1 0 0"},
        {"name": "half days", "weekdays": "1 1 1 0.5 0.5 0.25 0"},
    ]
    for recipe in rows["recipe"]:
        if chance.random() < 0.4:
            recipe["calendar"] = str(chance.choice(["weekdays", "half days"]))


def _change_overs(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """How long it takes from one item of a resource to another, for some."""
    users = [(row["site"], row["resource"], row["item"]) for row in rows["recipe"] if row["resource"]]
    rows["changeover"] += [
        {"site": site, "resource": name, "from": one, "to": other, "hours": round(chance.uniform(0, 3), 2)}
        for site, name, one in users
        for place, its, other in users
        if (site, name) == (place, its) and one != other and chance.random() < 0.3
    ]


def _by_products(net: Network, rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Residue beside some recipes, sold where it lies; from others, what lies at the site on a later level."""
    for recipe in rows["recipe"]:
        if chance.random() < 0.3:
            rows["recipe output"].append(_output(recipe, "residue", chance))
    sites = list(dict.fromkeys(row["site"] for row in rows["recipe output"]))
    if sites:
        rows["item"].append({"name": "residue", "unit": "kg", "unit_value": 0.5})
    for site in sites:
        rows["stock point"].append({"site": site, "item": "residue", "target_stock": 20})
        asks = {"mean_per_day": 3, "shape": "poisson", "unmet": str(chance.choice(["lost", "backorder"]))}
        rows["demand"].append({"customer": "stables", "site": site, "item": "residue", **asks})
    s, names = build(net), net["item"]["name"]
    for one, other in pairwise(np.lexsort((s.level, s.site)).tolist()):
        if (
            s.site[one] == s.site[other]
            and s.level[one] < s.level[other]
            and s.recipe_row[one] >= 0
            and chance.random() < 0.5
        ):
            maker = {"site": net["site"]["name"][s.site[one]], "item": names[s.item[one]]}
            rows["recipe output"].append(_output(maker, str(names[s.item[other]]), chance))


def _output(maker: Row, output: str, chance: np.random.Generator) -> Row:
    return {
        "site": maker["site"],
        "item": maker["item"],
        "output": output,
        "quantity": round(chance.uniform(0.05, 0.4), 3),
    }


def manufactured(net: Network, seed: int) -> Network:
    """The same network with the laws of manufacturing used somewhere, and no others.

    >>> from echelon.testing.networks import random_network
    >>> len(set(manufactured(random_network(7), 1)["recipe"]["batch_size"])) > 1
    True
    """
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    manufacture(net, rows, np.random.default_rng(seed))
    return network(net.settings, rows)
