"""What does not fit waits at the dock, on order still, and enters when there is room."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law import dock as law


def shop(limit: float, target: float = 15, *, made: bool = False, **site: Any) -> Network:
    """A shop of 10 units that sells 4 a day of `a`, and holds 3 of `b`; goods come at once from a plant, or are made there."""
    return network(Settings("shop"), {
        "site": [{"name": "plant"}, {"name": "shop"} | site],
        "item": [{"name": name, "space_per_unit": 1} for name in "ab"],
        "stock point": [{"site": "shop", "item": "a", "target_stock": target, "initial_stock": 10, "storage_limit": limit},
                        {"site": "shop", "item": "b", "target_stock": 3}]
        + [{"site": "plant", "item": name, "target_stock": 100} for name in ("b" if made else "ab")],
        "recipe": [{"site": "shop" if made and name == "a" else "plant", "item": name} for name in "ab"],
        "lane": [{"from": "plant", "to": "shop", "item": name} for name in ("b" if made else "ab")],
        "demand": [{"customer": "c", "site": "shop", "item": "a", "mean_per_day": 4},
                   {"customer": "c", "site": "shop", "item": "b", "mean_per_day": 0}],
    })  # fmt: skip


def told(net: Network, days: int) -> list[tuple[float, ...]]:
    """On hand, on order and at the dock, of `a` at the shop."""
    s, job = job_of(net, days, 1, forced=True)
    at = s.points.index("shop/a")
    return [
        (day.state.stock[at, 0], day.state.on_order[at, 0], day.state.docked.waiting[:, 0].sum())
        for day in walk(job)
    ]


def test_what_does_not_fit_waits() -> None:
    """Day 0: 9 are ordered and come, none fits beside 10; 4 are sold. Day 1: 4 come, 4 enter, 9 wait."""
    assert told(shop(10), 3) == [(6.0, 9.0, 9.0), (6.0, 9.0, 9.0), (6.0, 9.0, 9.0)]


def test_finished_goods_wait_too() -> None:
    assert told(shop(10, made=True), 3) == told(shop(10), 3)


def test_without_a_limit_all_enters() -> None:
    assert told(shop(float("inf")), 2) == [(15.0, 0.0, 0.0)] * 2


def test_items_share_the_space_of_their_site() -> None:
    """Of 12 m3, `b` takes 3: of `a`, 9 fit."""
    assert told(shop(float("inf"), storage_space=12), 3) == [
        (6.0, 9.0, 9.0),
        (9.0 - 4, 10.0, 10.0),
        (9.0 - 4, 10.0, 10.0),
    ]


def test_the_dock_is_emptied_as_room_comes() -> None:
    table = law.Dock(*map(np.array, ([1], [10.0], [0.0], [np.inf], [0], [1], [0])))
    docked = law.Docked(np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)))
    found = []
    for stock, arriving in ((10.0, 5.0), (7.0, 2.0), (0.0, 0.0)):
        goods = np.array([arriving])
        law.make_room.py_func(table, docked, 0, np.array([[stock]]), 0.0)
        law.let_in.py_func(table, docked, 0, 0, goods)
        found.append((goods[0], docked.waiting[0, 0], docked.arrived[0, 0]))
    assert found == [(0.0, 5.0, 5.0), (3.0, 4.0, 2.0), (4.0, 0.0, 0.0)]
