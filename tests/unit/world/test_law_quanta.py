"""Items with a quantum are asked for, ordered, made and shipped in whole quanta."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.rows import with_cells
from echelon.testing.walks import Close, job_of, walk
from echelon.world.law import quanta as law


def plant(quantum: float = 1, mean: float = 6, **recipe: Any) -> Network:
    """A plant makes two articles on one line and sells them from stock."""
    return network(Settings("plant"), {
        "site": [{"name": "plant"}], "item": [{"name": name, "quantum": quantum} for name in "ab"],
        "stock point": [{"site": "plant", "item": name, "target_stock": 0} for name in "ab"],
        "resource": [{"site": "plant", "name": "line", "hours_per_day": 8}],
        "recipe": [{"site": "plant", "item": name, "resource": "line", "hours_per_unit": 1} | recipe for name in "ab"],
        "demand": [{"customer": "c", "site": "plant", "item": name, "mean_per_day": mean} for name in "ab"],
    })  # fmt: skip


def started(net: Network, days: int, **options: Any) -> list[list[float]]:
    return [
        day.moved["started"][:, 0].tolist() for day in walk(job_of(net, days, 1, forced=True, **options)[1])
    ]


def test_a_fraction_of_demand_waits_until_it_is_whole() -> None:
    rests, found = law.Rests(np.zeros((1, 1)), np.zeros((1, 1))), []
    for _ in range(6):
        asked = np.array([0.4])
        law.ask_whole.py_func(rests, 0, 1.0, asked)
        found.append(asked[0])
    assert found == [0.0, 0.0, 1.0, 0.0, 1.0, 0.0]


def test_an_order_is_rounded_up_but_not_above_the_most() -> None:
    wanted = np.array([0.0, 1.2, 4.0, 9.0])
    law.order_whole.py_func(SimpleNamespace(quantum=2.0, most=7.0), wanted)
    assert wanted.tolist() == [0.0, 2.0, 4.0, 6.0]


def test_an_order_is_split_by_share_over_the_days() -> None:
    """One unit a day to two sources of shares 0.75 and 0.25: every fourth to the second."""
    net = network(Settings("split"), {
        "site": [{"name": name} for name in ("a", "b", "shop")], "item": [{"name": "x", "quantum": 1}],
        "stock point": [{"site": name, "item": "x", "target_stock": 5} for name in ("a", "b", "shop")],
        "recipe": [{"site": name, "item": "x"} for name in "ab"],
        "lane": [{"from": name, "to": "shop", "item": "x", "share": share} for name, share in (("a", 0.75), ("b", 0.25))],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 1}],
    })  # fmt: skip
    days = [day.moved["shipped"][:, 0].tolist() for day in walk(job_of(net, 8, 1, forced=True)[1])]
    assert sum(a for a, _ in days) == 6.0
    assert all(a + b == 1.0 for a, b in days)


def test_hours_left_over_go_to_the_largest_fractions() -> None:
    """8 hours between 6 and 6 are 4 and 4; 9 hours are 4.5 and 4.5, so the first of them makes 5."""
    assert started(plant(), 1) == [[4.0, 4.0]]
    assert started(with_cells(plant(), "resource", hours_per_day=9), 1) == [[5.0, 4.0]]


def test_many_products_with_less_than_a_quantum_each_do_not_block_the_line() -> None:
    """8 hours, 16 of each asked, in lots of 6: 4 hours each are no lot, all 8 are one."""
    assert started(plant(6, 18), 2) == [[6.0, 0.0], [0.0, 6.0]]


def test_a_disrupted_site_starts_and_ships_whole_quanta() -> None:
    net = plant()
    for day in walk(job_of(net, 20, 2, closed=[Close(("site", 0), 2, 12, 0.3)], forced=True)[1]):
        for rows in (day.state.stock, day.state.backlog, day.moved["started"], day.moved["sold"]):
            assert np.array_equal(rows, np.floor(rows)), day.day


def test_capacity_is_cut_to_whole_quanta() -> None:
    assert started(plant(2, capacity_per_day=3), 1) == [[2.0, 2.0]]


@pytest.mark.parametrize("quantum", [0.5, 1.0, 12.0])
def test_opening_stock_is_whole(quantum: float) -> None:
    units = law.whole_quanta(np.array([30.25]), np.array([quantum]))
    assert units[0] % quantum == 0
    assert 0 <= 30.25 - units[0] < quantum
