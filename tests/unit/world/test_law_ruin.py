"""Stock and goods under way that are destroyed: histories worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.state import KPIS


def store(**item: Any) -> Network:
    """100 units, of which customers take 2 a day; what is ordered comes after 90 days."""
    return network(Settings("store"), {
        "site": [{"name": "A"}],
        "item": [{"name": "x", "unit_value": 5, **item}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 100}],
        "recipe": [{"site": "A", "item": "x", "lead_days": 90}],
        "demand": [{"customer": "c", "site": "A", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def told(net: Network, *closes: Close) -> dict[str, list[float]]:
    """By day, in lane 1; lane 0 must feel nothing."""
    job = job_of(net, 14, 2, closed=closes, forced=True)[1]
    found: dict[str, list[float]] = {"stock": [], "started": []}
    calm: list[float] = []
    for day in walk(job):
        calm.append(float(day.state.stock[0, 0]))
        found["stock"].append(float(day.state.stock[0, 1]))
        found["started"].append(float(day.moved["started"][0, 1]))
    for name in ("disposal", "stock_value", "delivered"):
        found[name] = day.counts.daily[KPIS.index(name), :, 1].tolist()
    found["lost"] = day.state.ruins.lost[0].tolist()
    assert calm[:11] == [98.0 - 2.0 * day for day in range(11)]
    return found


def hit(factor: float, start: int = 10, end: int = 12) -> Close:
    return Close(("stock", 0), start, end, factor, (1, 2))


def test_a_part_of_the_stock_remains_on_each_day() -> None:
    """80 on the morning of day 10: 40 remain, 38 in the evening; then 19 remain."""
    found = told(store(disposal_cost=3), hit(0.5))
    assert found["stock"][9:] == [80.0, 38.0, 17.0, 15.0, 13.0]
    assert found["disposal"] == [0.0] * 10 + [120.0, 57.0, 0.0, 0.0]
    assert found["stock_value"][9:12] == [400.0, 190.0, 85.0]
    assert found["started"][9:13] == [2.0, 42.0, 21.0, 2.0], "what is destroyed is ordered again"
    assert found["lost"] == [0.0, 59.0]


def test_whole_quanta_are_destroyed_rounded_half_up() -> None:
    """A quarter of 80 is 20; a quarter of 58 is 14.5, so 15."""
    assert told(store(quantum=1), hit(0.75))["stock"][9:13] == [80.0, 58.0, 41.0, 39.0]


def test_nothing_remains_at_a_factor_of_0_and_all_above_1() -> None:
    found = told(store(), hit(0.0, 10, 11))
    assert found["stock"][10:] == [0.0] * 4
    assert found["delivered"] == [2.0] * 10 + [0.0] * 4
    assert told(store(), hit(1.7))["stock"] == [98.0 - 2.0 * day for day in range(14)]


def test_what_is_destroyed_is_the_oldest_on_the_shelf() -> None:
    """Opening stock expires on the evening of day 11, 76 units of it; the half that is left of it after a fire, 36."""
    calm = told(store(shelf_life_days=12, disposal_cost=1), hit(1.0))
    fire = told(store(shelf_life_days=12, disposal_cost=1), hit(0.5, 10, 11))
    assert calm["disposal"] == [0.0] * 11 + [76.0, 0.0, 0.0]
    assert fire["disposal"] == [0.0] * 10 + [40.0, 36.0, 0.0, 0.0]


DAYS = 40


def way(item: dict[str, Any] | None = None, **lane: Any) -> Network:
    """A ships 2 a day to B, 10 days away."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}, {"name": "P", "role": "port"}],
        "item": [{"name": "x", **(item or {})}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1000}, {"site": "B", "item": "x", "target_stock": 200,
                         "initial_stock": 180}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 10, "opening_transit": "2 2 2 2 2 2 2 2 2 2", **lane}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def arrived(net: Network, *closes: Close) -> tuple[list[float], float]:
    """Units received by day in lane 1, and lost in all; lane 0 must feel nothing."""
    job = job_of(net, DAYS, 2, closed=closes, forced=True)[1]
    came = np.array([day.moved["received"][0].copy() for day in walk(job)])
    *_, last = walk(job)
    assert came[:, 0].tolist() == [2.0] * DAYS
    return came[:, 1].tolist(), float(last.state.closures.lost[:, 1].sum())


def sunk(factor: float, start: int = 20, end: int = 21) -> Close:
    return Close(("way", 0), start, end, factor, (1, 2))


FEELS_PORTS = Close(("site", 2), 35, 36, 1.0)
"""Which changes nothing, but shipments are told apart."""


@pytest.mark.parametrize("port", [False, True])
def test_a_part_of_what_is_on_the_lane_is_lost_and_sent_again(port: bool) -> None:
    """On the morning of day 20 half of 10 shipments of 2, that of the day too; 12 leave that day."""
    net, more = (way(via="P"), (FEELS_PORTS,)) if port else (way(), ())
    came, lost = arrived(net, sunk(0.5), *more)
    assert came == [2.0] * 20 + [1.0] * 10 + [12.0] + [2.0] * 9
    assert lost == 10.0


@pytest.mark.parametrize("port", [False, True])
def test_on_two_days_a_part_of_the_rest_is_lost_too(port: bool) -> None:
    net, more = (way(via="P"), (FEELS_PORTS,)) if port else (way(), ())
    came, lost = arrived(net, sunk(0.5, 20, 22), *more)
    assert came == [2.0] * 20 + [1.0] + [0.5] * 9 + [6.0, 12.5] + [2.0] * 8
    assert lost == 20.5


@pytest.mark.parametrize(("factor", "kept"), [(0.8, 2.0), (0.75, 1.0), (0.0, 0.0)])
def test_whole_quanta_are_lost(factor: float, kept: float) -> None:
    came, lost = arrived(way({"quantum": 1}), sunk(factor))
    assert came == [2.0] * 20 + [kept] * 10 + [2.0 + 10 * (2.0 - kept)] + [2.0] * 9
    assert lost == 10 * (2.0 - kept)


def test_what_waits_at_a_closed_port_is_under_way_too() -> None:
    """The port, on day 5 of 10, is closed from day 10 to 20; on day 20, the morning on which it opens, half of 20 wait there."""
    net = way(via="P", via_days="5")
    came, lost = arrived(net, sunk(0.5), Close(("site", 2), 10, 20, 0.0, (1, 2)))
    assert lost == 0.5 * (10 * 2.0 + 5 * 2.0)
    assert came[:15] == [2.0] * 15
    assert came[15:25] == [0.0] * 10
    assert came[25] == 0.5 * (10 * 2.0 + 2.0)
    assert came[26:30] == [1.0] * 4
    assert came[30] == 2.0 + lost


def test_nobody_waits_for_what_is_lost_of_a_lane_that_keeps_its_order() -> None:
    """All is lost on day 20; what leaves that day by the fast way arrives on day 23."""
    net = way(crossing="no", expedite_days=3)
    cells = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    cells["stock point"][1]["emergency_point"] = 195.0
    job = job_of(network(net.settings, cells), DAYS, 2, closed=(sunk(0.0),), forced=True)[1]
    came = np.array([day.moved["received"][0, 1] for day in walk(job)])
    shipped = np.array([day.moved["shipped"][0, 1] for day in walk(job)])
    assert came[21:23].tolist() == [0.0, 0.0]
    assert came[23] == shipped[20] > 2.0
