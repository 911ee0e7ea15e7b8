"""What does not fit waits at the dock, on order still, and enters when there is room."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.network.events import GOODS_RECEIVED, SHIPMENT_MILESTONE
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.counted import STOCK_VALUE
from echelon.world.law import dock as law
from echelon.world.trace import events, history


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


def test_what_waits_at_the_dock_is_worth_what_it_will_be_in_stock() -> None:
    """Day 0: 6 on hand and 9 at the dock, at 2 a unit, and 3 of `b`; the plant has 100 of each."""
    net = shop(10)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for item in rows["item"]:
        item["unit_value"] = 2
    *_, day = walk(job_of(network(net.settings, rows), 1, 1, forced=True)[1])
    assert day.counts.daily[STOCK_VALUE, 0, 0] == 2 * (6 + 9 + 3 + 200)


def test_by_products_come_when_what_they_come_with_is_finished() -> None:
    """9 of `a` are finished on day 0 and wait at the dock; the 9 of `b` beside them do not."""
    net = shop(10, made=True)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["recipe output"] = [{"site": "shop", "item": "a", "output": "b"}]
    s, job = job_of(network(net.settings, rows), 2, 1, forced=True)
    at = s.points.index("shop/b")
    assert [day.state.stock[at, 0] for day in walk(job)] == [3.0 + 9, 3.0 + 9 + 4]
    points = history(job, 0, s).points
    assert points["received"].reshape(2, -1)[:, at].tolist() == [9.0, 4.0]


def test_what_was_held_outside_comes_to_the_dock_at_once() -> None:
    """9, 4 and 4 come; they are received from day 2 on, when 8 fit."""
    net = shop(10)
    lane = next(row for row, each in enumerate(net.rows("lane")) if each["item"] == "a")
    s, job = job_of(net, 3, 1, closed=[Close(("receiving", lane), 0, 2)], forced=True)
    flow = s.flows[lane]
    told = [(event.data.get("code", ""), event.data["qty"], event.data.get("waited")) for event in events(job, 0, net, s)
            if event.subject == flow and event.type in (SHIPMENT_MILESTONE, GOODS_RECEIVED)]  # fmt: skip
    assert told == [("ARRIVED", 9.0, None), ("ARRIVED", 4.0, None), ("ARRIVED", 4.0, None), ("DOCKED", 17.0, True),
                    ("", 8.0, "dock")]  # fmt: skip


def test_an_echelon_holds_what_waits_at_its_docks() -> None:
    """Seen by the plant on day 1: its own, 6 at the shop, 9 at its dock, less the 4 that are asked."""
    net = shop(10)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for point in rows["stock point"]:
        if point["site"] == "plant":
            point["policy"] = "echelon_base_stock"
    s, job = job_of(network(net.settings, rows), 2, 1, forced=True)
    at = s.points.index("plant/a")
    seen = [(day.state.echelon[at, 0], day.state.stock[at, 0]) for day in walk(job)]
    assert seen[1][0] == seen[0][1] + 6 + 9 - 4


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
