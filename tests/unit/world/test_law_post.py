"""Orders travel before they are heard, in every timetable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law import post as law


def chain(days: float, timetable: str = "standard", **shop: Any) -> Network:
    """A factory with plenty feeds a shop; 4 a day are sold."""
    return network(Settings("chain", timetable=timetable), {
        "site": [{"name": "factory"}, {"name": "shop"}], "item": [{"name": "x"}],
        "stock point": [{"site": "factory", "item": "x", "target_stock": 100},
                        {"site": "shop", "item": "x", "target_stock": 40, **shop}],
        "recipe": [{"site": "factory", "item": "x"}],
        "lane": [{"from": "factory", "to": "shop", "item": "x", "lead_days": 1, "order_days": days}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 4}],
    })  # fmt: skip


def shipped(net: Network, days: int = 8) -> list[float]:
    return [day.moved["shipped"][0, 0] for day in walk(job_of(net, days, 1, forced=True)[1])]


def test_an_order_is_collected_on_its_day() -> None:
    table = law.Post(np.array([3]), np.array([1]), np.array([3]))
    rows, heard = np.zeros((4, 1)), np.zeros(1)
    found = []
    for day in range(5):
        law.post.py_func(table, rows, 0, day, np.array([10.0 + day]))
        law.collect.py_func(table, rows, 0, day, heard)
        found.append(heard[0])
    assert found == [0.0, 0.0, 10.0, 11.0, 12.0]


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_supplier_ships_when_it_hears(days: int) -> None:
    assert shipped(chain(days)) == [0.0] * days + [4.0] * (8 - days)


def test_what_travels_is_on_order_and_not_ordered_again() -> None:
    *_, last = walk(job_of(chain(3), 9, 1, forced=True)[1])
    assert last.state.on_order[1, 0] == 4.0 * 4
    assert last.state.stock[1, 0] == 40.0 - 4.0 * 4


@pytest.mark.parametrize(("days", "lag"), [(0, 1), (1, 1), (2, 2)])
def test_on_the_board_an_order_takes_a_night_at_least(days: int, lag: int) -> None:
    assert shipped(chain(days, "board")) == [0.0] * lag + [4.0] * (8 - lag)


@pytest.mark.parametrize(
    ("timetable", "stock"),
    [("standard", 32.0), ("order_first", 28.0), ("ship_first", 28.0), ("review_last", 32.0)],
)
def test_what_a_timetable_leaves_in_stock(timetable: str, stock: float) -> None:
    """A lead of 1 day protects 1 day where demand is known first, 2 where orders come first; orders travel a day more."""
    *_, last = walk(job_of(chain(1, timetable), 9, 1, forced=True)[1])
    assert last.state.stock[1, 0] == stock
