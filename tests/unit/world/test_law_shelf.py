"""Goods that have lain too long are scrapped; the oldest leave first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.counted import DISPOSAL
from echelon.world.law import shelf as law
from echelon.world.timetable import TIMETABLES
from echelon.world.trace import events


def kiosk(days: float, mean: float = 4, **point: Any) -> Network:
    """A kiosk filled up every evening for the next day."""
    return network(Settings("kiosk"), {
        "site": [{"name": "press"}, {"name": "kiosk"}], "item": [{"name": "x", "shelf_life_days": days}],
        "stock point": [{"site": "press", "item": "x", "target_stock": 0},
                        {"site": "kiosk", "item": "x", "target_stock": 10} | point],
        "recipe": [{"site": "press", "item": "x"}], "lane": [{"from": "press", "to": "kiosk", "item": "x"}],
        "demand": [{"customer": "c", "site": "kiosk", "item": "x", "mean_per_day": mean, "unmet": "lost"}],
    })  # fmt: skip


def told(net: Network, days: int) -> list[tuple[float, float, float]]:
    """Received, expired and on hand at the kiosk, day by day."""
    return [(day.moved["received"][0, 0], day.state.fresh.expired[1, 0], day.state.stock[1, 0])
            for day in walk(job_of(net, days, 1, forced=True)[1])]  # fmt: skip


def test_a_newspaper_lasts_a_day() -> None:
    assert told(kiosk(1), 3) == [(0.0, 6.0, 0.0), (10.0, 6.0, 0.0), (10.0, 6.0, 0.0)]


def test_two_days() -> None:
    """10 on day 0, 4 of them sold and 4 on day 1: 2 have lain two days. What arrives on day 1 keeps until day 2."""
    assert told(kiosk(2), 4) == [(0.0, 0.0, 6.0), (4.0, 2.0, 4.0), (6.0, 0.0, 6.0), (4.0, 2.0, 4.0)]


def test_what_expires_or_is_scrapped_costs_its_disposal() -> None:
    """10 are kept for a day, 4 sold. A press scraps half: of the 20 that it makes for tomorrow, 10, beside the 6 too old."""
    net = network(Settings("kiosk"), {
        "site": [{"name": "kiosk"}], "item": [{"name": "x", "shelf_life_days": 1, "disposal_cost": 2}],
        "stock point": [{"site": "kiosk", "item": "x", "target_stock": 10}],
        "recipe": [{"site": "kiosk", "item": "x", "yield_mean": 0.5, "yield_planned": "yes", "lead_days": 1}],
        "demand": [{"customer": "c", "site": "kiosk", "item": "x", "mean_per_day": 4, "unmet": "lost"}],
    })  # fmt: skip
    s, job = job_of(net, 3, 1, forced=True)
    days = [
        (day.state.scrap[0, 0], day.state.fresh.expired[0, 0], day.counts.daily[DISPOSAL, day.day, 0])
        for day in walk(job)
    ]
    assert [cost for *_, cost in days] == [2 * (scrap + expired) for scrap, expired, _ in days]
    assert days[0] == (0.0, 6.0, 12.0)
    assert sum(scrap for scrap, *_ in days) > 0.0
    told = [event.data for event in events(job, 0, net, s) if event.data.get("reason") == "EXPIRED"]
    assert [-each["qty"] for each in told] == [expired for _, expired, _ in days if expired]


def test_what_is_sold_in_time_never_expires() -> None:
    assert all(expired == 0.0 for _, expired, _ in told(kiosk(3), 30))
    assert all(expired == 0.0 for _, expired, _ in told(kiosk(float("inf")), 30))


def test_stock_is_the_latest_arrivals() -> None:
    """Three days: arrivals 1, 2, 3, 4 and nothing sold; 1 expires on the third evening, 2 on the fourth."""
    table = law.Shelf(np.array([3]), np.array([0]), 2)
    fresh, stock, found = law.Fresh(np.zeros((2, 1)), np.zeros((1, 1)), np.zeros((1, 1))), np.zeros(1), []
    for day in range(4):
        goods = np.array([day + 1.0])
        stock += goods
        law.put_on_shelf.py_func(table, fresh, 0, day, goods)
        law.expire.py_func(table, fresh, 0, day, stock)
        found.append((fresh.expired[0, 0], stock[0]))
    assert found == [(0.0, 1.0), (0.0, 3.0), (1.0, 5.0), (2.0, 7.0)]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_nothing_lies_longer_than_it_may(timetable: str) -> None:
    """Replayed unit by unit, first in, first out, in every timetable."""
    net = kiosk(4, 1.5)
    net = network(Settings("kiosk", timetable=timetable), {noun: net.rows(noun) for noun in net.tables})
    batches = [[0, 10.0]]
    for day in walk(job_of(net, 40, 1, forced=True)[1]):
        batches.append([day.day, day.moved["received"][0, 0]])
        sold = day.moved["sold"][0, 0] + day.state.fresh.expired[1, 0]
        old = sum(units for born, units in batches if day.day - born >= 3)
        for batch in batches:
            gone = min(batch[1], sold)
            batch[1] -= gone
            sold -= gone
        assert sum(units for born, units in batches if day.day - born >= 3) == pytest.approx(0.0)
        assert old >= day.state.fresh.expired[1, 0]
        assert sum(units for _, units in batches) == pytest.approx(day.state.stock[1, 0])
