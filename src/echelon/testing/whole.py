"""Networks whose items all have a quantum, and networks whose stock gets old and has too little room."""

from __future__ import annotations

import math

import numpy as np

from echelon.network.model import Network, network, words
from echelon.network.schema import ALLOCATIONS, HANDLING_RULES, STORAGE_RULES

Row = dict[str, object]


def in_quanta(net: Network, seed: int, quantum: float = 1.0) -> Network:
    """The same network in whole quanta: targets, quantities of inputs and the least capacities are multiples of it.

    Demand, shares, hours and factors stay what they are: what becomes of their fractions is for the law to say.

    >>> from echelon.network.check import check
    >>> from echelon.testing.networks import hand_made
    >>> [each.code for each in check(in_quanta(hand_made(), 1)) if each.level == "error"]
    []
    """
    rng = np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for item in rows["item"]:
        item["quantum"] = quantum
    for point in rows["stock point"]:
        point["allocation"] = str(rng.choice(ALLOCATIONS[:4]))
        for name in ("target_stock", "initial_stock"):
            point[name] = _whole(point[name], quantum)
    for used in rows["recipe input"] + rows["recipe output"]:
        used["quantity"] = max(1.0, np.ceil(float(str(used["quantity"]))))
    for noun in ("lane", "recipe"):
        for row in rows[noun]:
            row["capacity_per_day"] = max(quantum, float(str(row["capacity_per_day"])))
    return network(net.settings, rows)


def with_storage(net: Network, seed: int) -> Network:
    """The same network with shelf lives, storage limits, space and handling capacities, chosen by chance.

    >>> from echelon.testing.networks import random_network
    >>> sorted(set(with_storage(random_network(7), 1)["item"]["shelf_life_days"].tolist()))
    [1.0, 2.0, inf]
    """
    rng = np.random.default_rng([seed, 1])
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for item in rows["item"]:
        item["space_per_unit"] = float(rng.choice([0.0, 0.5]))
    store(rows, rng)
    return network(net.settings, rows)


def store(rows: dict[str, list[Row]], chance: np.random.Generator, *, part: float = 0.6) -> None:
    """Give some sites little space and few hands, some stock points a limit, and some items a shelf life.

    part   how much of each gets one
    """

    def some(*options: float) -> float:
        return float(chance.choice(options)) if chance.random() < part else math.inf

    for site in rows["site"]:
        site |= {"storage_space": some(30.0, 300.0), "handling_per_day": some(10.0, 100.0),
                 "handling_rule": str(chance.choice(HANDLING_RULES))}  # fmt: skip
    for site in _mixed(rows):
        site["handling_per_day"] = math.inf
    for item in rows["item"]:
        item["shelf_life_days"] = some(1.0, 2.0, 9.0, 30.0)
    for point in rows["stock point"]:
        point["storage_limit"] = (1.0 + float(str(point["target_stock"]))) * some(0.5, 1.0)
        point["storage_priority"] = float(chance.integers(3))
    for site in rows["site"]:
        site["storage_rule"] = str(chance.choice(STORAGE_RULES))


def _mixed(rows: dict[str, list[Row]]) -> list[Row]:
    """Sites that let out, or pass, items of different units, which no capacity can count together."""
    unit = {item["name"]: item["unit"] for item in rows["item"]}
    found: dict[object, set[object]] = {}
    for lane in rows["lane"]:
        for site in (lane["from"], *words(lane["via"])):
            found.setdefault(site, set()).add(unit[lane["item"]])
    for demand in rows["demand"]:
        found.setdefault(demand["site"], set()).add(unit[demand["item"]])
    return [site for site in rows["site"] if len(found.get(site["name"], ())) > 1]


def _whole(cell: object, quantum: float) -> float:
    units = float(str(cell))
    return units if math.isnan(units) else math.ceil(units / quantum) * quantum
