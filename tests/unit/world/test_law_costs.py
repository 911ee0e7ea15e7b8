"""Every cost and emission on a network small enough to count by hand, at rates that change on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.counted import KPIS
from echelon.world.law import costs as law

DAYS = 6


def chain(
    site: Any = (), item: Any = (), lane: Any = (), recipe: Any = (), demand: Any = (), **shop: Any
) -> Network:
    """A factory makes what a shop orders, 2 days away; 4 a day are sold. From day 3 on a dollar is worth half."""
    return network(Settings("chain", holding_rate_per_year=0.0), {
        "site": [{"name": "factory"}, {"name": "shop", **dict(site)}],
        "item": [{"name": "x", "unit_value": 10, **dict(item)}],
        "stock point": [{"site": "factory", "item": "x", "target_stock": 0},
                        {"site": "shop", "item": "x", "target_stock": 12, **shop}],
        "recipe": [{"site": "factory", "item": "x", **dict(recipe)}],
        "lane": [{"from": "factory", "to": "shop", "item": "x", "lead_days": 2, **dict(lane)}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 4, "price": 15, **dict(demand)}],
        "exchange rate": [{"currency": "USD", "date": "2026-01-01", "rate": 1.0},
                          {"currency": "USD", "date": "2026-01-04", "rate": 0.5}],
    })  # fmt: skip


def counted(net: Network, kpi: str) -> list[float]:
    *_, last = walk(job_of(net, DAYS, 1, forced=True)[1])
    return [float(amount) for amount in last.counts.daily[KPIS.index(kpi), :, 0]]


DOLLARS = {"currency": "USD"}
HALVED = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5]


@pytest.mark.parametrize(("net", "kpi", "daily"), [
    # 4 are made, ordered and shipped each day; 4 leave the shop, which is full again on day 2.
    (chain(recipe={"cost_per_unit": 3}), "production", [12.0] * 6),
    (chain(recipe={"cost_per_unit": 3, **DOLLARS}), "production", [12.0 * rate for rate in HALVED]),
    (chain(recipe={"order_cost": 5}), "ordering", [5.0] * 6),
    (chain(recipe={"order_cost": 5, **DOLLARS}, lane={"order_cost": 7}), "ordering", [5.0 * rate + 7.0 for rate in HALVED]),
    (chain(lane={"order_cost": 7, **DOLLARS}), "ordering", [7.0 * rate for rate in HALVED]),
    (chain(recipe={"co2_per_unit": 0.25}), "production_co2", [1.0] * 6),
    (chain(lane={"co2_per_unit": 0.5}), "transport_co2", [2.0] * 6),
    (chain(lane={"cost_per_unit": 2, "cost_per_shipment": 30}), "transport", [38.0] * 6),
    (chain(lane={"cost_per_unit": 2, "cost_per_shipment": 30, **DOLLARS}), "transport", [38.0 * rate for rate in HALVED]),
    # What leaves on one day is under way that evening and the next.
    (chain(lane={"transit_holding_cost_per_day": 0.5}), "transit_holding", [2.0, 4.0, 4.0, 4.0, 4.0, 4.0]),
    (chain(lane={"transit_holding_cost_per_day": 0.5, "lead_days": 0}), "transit_holding", [0.0] * 6),
    (chain(lane={"transit_holding_cost_per_day": 0.5, **DOLLARS}), "transit_holding", [2.0, 4.0, 4.0, 2.0, 2.0, 2.0]),
    # The shop ends its days with 8, then 4 units.
    (chain(site={"space_cost_per_day": 2}, item={"space_per_unit": 0.25}), "holding", [4.0, 2.0, 2.0, 2.0, 2.0, 2.0]),
    (chain(site={"space_cost_per_day": 2}, item={"space_per_unit": 0.25}, holding_cost_per_day=1), "holding",
     [12.0, 6.0, 6.0, 6.0, 6.0, 6.0]),
    (chain(demand=DOLLARS), "revenue", [60.0 * rate for rate in HALVED]),
    # The worth of goods does not float, their price does.
    (chain(demand=DOLLARS), "margin", [20.0, 20.0, 20.0, -10.0, -10.0, -10.0]),
    (chain(item=DOLLARS), "margin", [20.0] * 6),
    (chain(item=DOLLARS), "stock_value", [80.0, 40.0, 40.0, 40.0, 40.0, 40.0]),
    # With 6 on hand 2 of day 1 are late; the first order arrives on day 2, and is large enough.
    (chain(initial_stock=6, demand={"stockout_cost_once": 9}), "stockout", [0.0, 18.0, 0.0, 0.0, 0.0, 0.0]),
    (chain(initial_stock=2, demand={"stockout_cost_once": 9, "stockout_cost": 1}), "stockout",
     [2 + 18.0, 6 + 36.0, 0.0, 0.0, 0.0, 0.0]),
    (chain(initial_stock=2, demand={"stockout_cost_once": 9, "unmet": "lost"}), "stockout", [18.0, 36.0, 0.0, 0.0, 0.0, 0.0]),
    # Of 8 that start each day 4 are good.
    (chain(item={"disposal_cost": 2}, recipe={"yield_mean": 0.5, "yield_planned": "yes"}), "disposal", [8.0] * 6),
    (chain(item={"disposal_cost": 2, **DOLLARS}, recipe={"yield_mean": 0.5, "yield_planned": "yes"}), "disposal",
     [8.0 * rate for rate in HALVED]),
    (chain(), "overtime", [0.0] * 6), (chain(), "disposal", [0.0] * 6),
])  # fmt: skip
def test_what_is_counted_each_day(net: Network, kpi: str, daily: list[float]) -> None:
    assert counted(net, kpi) == daily


def test_no_order_no_fee() -> None:
    net = chain(lane={"order_cost": 7}, demand={"calendar": "odd"})
    rows = {noun: list(net.rows(noun)) for noun in net.tables}
    rows["calendar"] = [{"name": "odd", "dates": "2026-01-02:0; 2026-01-05:0"}]
    assert counted(network(net.settings, rows), "ordering") == [7.0, 0.0, 7.0, 7.0, 0.0, 7.0]


def test_drawn_lead_times_are_charged_while_under_way() -> None:
    table = {"lead_shape": "table", "lead_table": "1:0.5;4:0.5"}
    net = chain(lane={"transit_holding_cost_per_day": 0.5, **table})
    under_way, expected = np.zeros((64, 4)), []
    for each in walk(job_of(net, 30, 4, forced=True)[1]):
        for lane, (units, lead) in enumerate(
            zip(each.moved["shipped"][0], each.moved["ship_days"][0], strict=True)
        ):
            under_way[each.day + int(lead), lane] += units
        expected.append(under_way[each.day + 1 :].sum(axis=0) * 0.5)
    np.testing.assert_allclose(each.counts.daily[KPIS.index("transit_holding")], expected, rtol=1e-12)


def test_a_network_without_such_costs_has_no_tables() -> None:
    assert job_of(chain(), 3, 1)[1].tables.fees is None
    assert job_of(chain(demand={"stockout_cost_once": 1}), 3, 1)[1].tables.fees is not None
    assert job_of(chain(), 3, 1, forced=True)[1].tables.fees is not None


def test_charges() -> None:
    total = np.array([1.0, 1.0])
    law.charge.py_func(total, np.array([2.0, 0.0]), 3.0)
    law.charge_each.py_func(total, np.array([2.0, 0.0]), 10.0)
    assert total.tolist() == [17.0, 1.0]
