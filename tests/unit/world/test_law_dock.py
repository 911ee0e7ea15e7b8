"""What does not fit waits at the dock, on order still, and enters when there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from echelon.network.events import GOODS_RECEIVED, SHIPMENT_MILESTONE
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.counted import STOCK_VALUE
from echelon.world.law import dock as law
from echelon.world.timetable import TIMETABLES
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
    table = law.Dock(*map(np.array, ([1], [10.0], [0.0], [np.inf], [0], [1], [0], [], [], [], [], [-1])))
    docked = law.Docked(*(np.zeros((1, 1)) for _ in range(5)))
    found = []
    for stock, arriving in ((10.0, 5.0), (7.0, 2.0), (0.0, 0.0)):
        goods = np.array([arriving])
        law.make_room.py_func(table, docked, 0, np.array([[stock]]), 0.0)
        law.let_in.py_func(table, docked, 0, 0, goods)
        found.append((goods[0], docked.waiting[0, 0], docked.arrived[0, 0]))
    assert found == [(0.0, 5.0, 5.0), (3.0, 4.0, 2.0), (4.0, 0.0, 0.0)]


def store(rule: str, space: float = 12, *, quantum: float = 0, limit: float = float("inf"), a: Sequence[float] = (8.0, 0, 0),
          b: Sequence[float] = (4.0, 0, 0), timetable: str = "standard") -> Network:  # fmt: skip
    """A shop into which 8 of `a` and 4 of `b`, of 2 m3, are on their way as planned; nobody asks them."""
    site = {"name": "shop", "storage_space": space, "storage_rule": rule}
    goods = {"a": a, "b": b}
    return network(Settings("store", timetable=timetable), {
        "site": [{"name": "plant"}, site],
        "item": [{"name": "a", "space_per_unit": 1, "quantum": quantum}, {"name": "b", "space_per_unit": 2, "quantum": quantum}],
        "stock point": [{"site": "shop", "item": "a", "target_stock": 0, "policy": "plan", "storage_limit": limit,
                         "storage_priority": 2},
                        {"site": "shop", "item": "b", "target_stock": 0, "policy": "plan", "storage_priority": 1}]
        + [{"site": "plant", "item": name, "target_stock": 99} for name in "ab"],
        "recipe": [{"site": "plant", "item": name} for name in "ab"],
        "lane": [{"from": "plant", "to": "shop", "item": name, "lead_days": 1, "plan": " ".join(map(str, goods[name]))}
                 for name in "ab"],
        "demand": [{"customer": "c", "site": "shop", "item": name, "mean_per_day": 0} for name in "ab"],
    })  # fmt: skip


def stored(net: Network, days: int) -> list[float]:
    """Units of a and b in the shop's stock on the last evening."""
    s, job = job_of(net, days, 1, forced=True)
    *_, day = walk(job)
    return day.state.stock[[s.points.index("shop/a"), s.points.index("shop/b")], 0].tolist()


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("in_turn", [8.0, 2.0]),
        ("proportional", [6.0, 3.0]),
        ("priority", [4.0, 4.0]),
        ("fair_share", [6.0, 3.0]),
        ("first_come", [6.0, 3.0]),
    ],
)
def test_space_is_shared_by_a_rule(rule: str, found: list[float]) -> None:
    """12 m3 for 8 of 1 m3 and 4 of 2 m3, which come on day 1: as much space is wanted for both."""
    assert stored(store(rule), 2) == found
    assert stored(store(rule, 50), 2) == [8.0, 4.0]


def test_a_fair_share_of_space() -> None:
    """10 m3 for 8 of a, and for 2 of b, which take 4."""
    assert stored(store("fair_share", 10, b=(2.0, 0)), 2) == [6.0, 2.0]
    assert stored(store("proportional", 9, b=(2.0, 0)), 2) == [6.0, 1.5]


def test_what_a_point_may_not_hold_is_left_to_others() -> None:
    """Of a 2 may be held: it wants 2 m3 of 12, and all of b fits."""
    assert stored(store("fair_share", 12, limit=2), 2) == [2.0, 4.0]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_what_came_first_enters_first(timetable: str) -> None:
    """3 of b come a day before 8 of a. 4 m3 let 2 of b in; nothing leaves, so that nobody else ever enters."""
    net = store("first_come", 4, a=(0.0, 8), b=(3.0, 0), timetable=timetable)
    assert stored(net, 5) == [0.0, 2.0]


def test_space_for_what_came_first_is_kept_when_some_is_free_again() -> None:
    """4 m3. Day 1: 2 of 3 b enter, 1 waits. Day 2: 8 of a come, and b's customer has taken 1: the b that waits enters."""
    net = store("first_come", 4, a=(0.0, 8), b=(3.0, 0))
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["demand"][1] |= {"shape": "trace"}
    rows["demand trace"] = [{"customer": "c", "site": "shop", "item": "b", "day": 1, "quantity": 1}]
    assert stored(network(net.settings, rows), 3) == [0.0, 2.0]


def test_space_in_whole_quanta() -> None:
    """11 m3 for 8 and 8: 5.5 each. Of a 5 enter, and what that leaves is enough for 3 of b."""
    assert stored(store("proportional", 11, quantum=1), 2) == [5.0, 3.0]
