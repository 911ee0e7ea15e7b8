"""Histories that can be worked out with pencil and paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk

DAYS = 12


def chain(*, stocks: tuple[float, float], leads: tuple[float, float], mean: float, **shop: Any) -> Network:
    """A factory with supply from outside feeds a shop."""
    return network(Settings("chain"), {
        "site": [{"name": "factory"}, {"name": "shop"}], "item": [{"name": "x", "unit_value": 365}],
        "stock point": [{"site": "factory", "item": "x", "target_stock": stocks[0]},
                        {"site": "shop", "item": "x", "target_stock": stocks[1]}],
        "recipe": [{"site": "factory", "item": "x", "lead_days": leads[0]}],
        "lane": [{"from": "factory", "to": "shop", "item": "x", "lead_days": leads[1], "cost_per_unit": 2}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": mean, "price": 465,
                    "stockout_cost": 3, **shop}],
    })  # fmt: skip


def history(net: Network, *, rows: str, moved: bool = False, **more: Any) -> list[list[float]]:
    """A row per entity, a number per day."""
    found = [
        (day.moved[rows] if moved else getattr(day.state, rows))[:, 0].tolist()
        for day in walk(job_of(net, DAYS, 1, forced=True, **more)[1])
    ]
    return np.array(found).T.tolist()


def test_a_chain_with_enough_settles_at_stock_less_demand_over_the_lead_time() -> None:
    factory, shop = history(chain(stocks=(20, 20), leads=(3, 2), mean=4), rows="stock")
    assert shop == [16.0, 12.0] + [12.0] * 10
    assert factory == [16.0, 12.0, 8.0] + [8.0] * 9


def test_a_chain_with_too_little_owes_the_same_every_day() -> None:
    """The factory owes 3 x 4 - 5; the shop lacks that and 2 x 4 more."""
    net = chain(stocks=(5, 10), leads=(3, 2), mean=4)
    assert history(net, rows="owed")[0] == [0.0, 3.0, 7.0] + [7.0] * 9
    assert history(net, rows="backlog")[0] == [0.0, 0.0, 0.0, 1.0, 5.0] + [5.0] * 7


def test_without_lead_times_every_order_arrives_on_its_day() -> None:
    net = chain(stocks=(0, 9), leads=(0, 0), mean=4)
    assert history(net, rows="stock") == [[0.0] * DAYS, [9.0] * DAYS]


def test_orders_repeat_demand() -> None:
    net = chain(stocks=(5, 10), leads=(3, 2), mean=4)
    assert history(net, rows="ordered", moved=True) == [[4.0] * DAYS] * 2


def test_a_closed_factory_is_missed_until_its_backlog_is_worked_off() -> None:
    """Closed on days 2 to 4: nothing starts or leaves, then all at once; three days later what was not started is missed."""
    net = chain(stocks=(20, 20), leads=(3, 2), mean=4)
    closed = [Close(("site", 0), 2, 5)]
    usual = [4.0] * 3
    assert history(net, rows="started", moved=True, closed=closed)[0] == [
        4.0,
        4.0,
        0.0,
        0.0,
        0.0,
        16.0,
        *usual,
        *usual,
    ]
    assert history(net, rows="shipped", moved=True, closed=closed)[0] == [
        4.0,
        4.0,
        0.0,
        0.0,
        0.0,
        16.0,
        4.0,
        0.0,
        8.0,
        *usual,
    ]
    factory, shop = history(net, rows="stock", closed=closed)
    assert factory == [16.0, 12.0, 12.0, 16.0, 20.0, 4.0, 0.0, 0.0, 8.0, 8.0, 8.0, 8.0]
    assert shop == [16.0, 12.0, 12.0, 12.0, 8.0, 4.0, 0.0, 12.0, 12.0, 8.0, 12.0, 12.0]


def test_lost_sales_leave_no_backlog() -> None:
    net = chain(stocks=(0, 6), leads=(50, 2), mean=4, unmet="lost")
    assert history(net, rows="backlog")[0] == [0.0] * DAYS
    assert history(net, rows="gone", moved=True)[0] == [0.0, 2.0] + [4.0] * 10


@pytest.mark.parametrize(("unmet", "stockout"), [("backorder", 3 * (2 + 6 + 10)), ("lost", 3 * (2 + 4 + 4))])
def test_money_of_a_short_week(unmet: str, stockout: float) -> None:
    """Value 365 at 20 % a year is 0.2 a day; 6 units are sold at a margin of 100, none shipped for want of any."""
    net = chain(stocks=(0, 6), leads=(50, 2), mean=4, unmet=unmet)
    *_, last = walk(job_of(net, 4, 1, forced=True)[1])
    demanded, on_time, delivered, _, _, value, holding, short, freight, margin = last.counts.daily[:10, :, 0]
    assert (demanded.sum(), on_time.sum(), delivered.sum()) == (16.0, 6.0, 6.0)
    assert value.tolist() == [730.0, 0.0, 0.0, 0.0]
    assert holding.sum() == pytest.approx(0.4)
    assert (short.sum(), freight.sum(), margin.sum()) == (stockout, 0.0, 600.0)
