"""A network written in packs and one written in pieces, or in two currencies at a fixed rate, are one network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.check import check
from echelon.network.model import Network, network
from echelon.testing.dressing import charge
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import job_of
from echelon.world.run import run

QUANTITIES = {
    "stock point": ("target_stock", "reorder_point", "initial_stock"),
    "lane": ("capacity_per_day",),
    "recipe": ("capacity_per_day",),
    "recipe input": ("quantity",),
    "demand": ("mean_per_day", "sd_per_day"),
}
PER_UNIT = {
    "stock point": ("holding_cost_per_day",),
    "lane": ("cost_per_unit", "transit_holding_cost_per_day", "co2_per_unit"),
    "recipe": ("hours_per_unit", "cost_per_unit", "co2_per_unit"),
    "demand": ("price", "stockout_cost", "stockout_cost_once"),
}
AMOUNTS = {
    "item": ("unit_value", "disposal_cost"),
    "lane": ("cost_per_unit", "cost_per_shipment", "order_cost", "transit_holding_cost_per_day"),
    "recipe": ("cost_per_unit", "order_cost", "setup_cost"),
    "demand": ("price", "stockout_cost", "stockout_cost_once"),
}
CASE = 8
RATE = 0.25
"""Powers of two, so that dividing here and multiplying there loses no bit."""


def plain(net: Network) -> dict[str, list[dict[str, Any]]]:
    """Rows in the items' own units and, nominally, the network's currency, with costs of every kind."""
    rows = {noun: list(net.rows(noun)) for noun in net.tables}
    for noun in AMOUNTS:
        for row in rows[noun]:
            row["currency"] = ""
    rows["exchange rate"] = []
    charge(rows, np.random.default_rng(3))
    full = network(net.settings, rows)
    return {noun: list(full.rows(noun)) for noun in full.tables}


def in_cases(rows: dict[str, list[dict[str, Any]]], chance: np.random.Generator) -> dict[str, Any]:
    """The same with about half of the rows in cases."""
    found = {noun: [dict(row) for row in each] for noun, each in rows.items()}
    for item in found["item"]:
        item["packs"] = f"case:{CASE}"
    for noun, columns in QUANTITIES.items():
        for row in found[noun]:
            if chance.random() < 0.5:
                row["unit"] = "case"
                row |= {name: row[name] / CASE for name in columns}
                row |= {name: row[name] * CASE for name in PER_UNIT.get(noun, ())}
    return found


def in_marks(rows: dict[str, list[dict[str, Any]]], chance: np.random.Generator) -> dict[str, Any]:
    """The same with about half of the amounts in another currency."""
    found = {noun: [dict(row) for row in each] for noun, each in rows.items()}
    for noun, columns in AMOUNTS.items():
        for row in found[noun]:
            if chance.random() < 0.5:
                row |= {"currency": "XTS"} | {name: row[name] / RATE for name in columns}
    return found | {"exchange rate": [{"currency": "XTS", "date": "2020-01-01", "rate": RATE}]}


def answer(net: Network) -> tuple[bytes, bytes]:
    assert [each for each in check(net) if each.level == "error"] == []
    counts = run(job_of(net, 60, 5, forced=True)[1])
    return counts.daily.tobytes(), counts.customer.tobytes()


@pytest.mark.parametrize("net", [hand_made(), *(random_network(seed, 30) for seed in range(4))], ids=repr)
def test_the_same_network_in_other_words_gives_the_same_bytes(net: Network) -> None:
    chance = np.random.default_rng(5)
    rows = plain(net)
    expected = answer(network(net.settings, rows))
    assert answer(network(net.settings, in_cases(rows, chance))) == expected
    assert answer(network(net.settings, in_marks(rows, chance))) == expected
    assert answer(network(net.settings, in_marks(in_cases(rows, chance), chance))) == expected
