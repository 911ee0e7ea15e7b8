"""Freight and prices times a factor, and the sources that this makes cheaper than others: worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.state import KPIS

DAYS = 16


def way(recipe: dict[str, Any], **lane: Any) -> Network:
    """A makes and ships 2 a day to B at once."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}],
        "item": [{"name": "x", "unit_value": 4}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 10}, {"site": "B", "item": "x", "target_stock": 20}],
        "recipe": [{"site": "A", "item": "x", **recipe}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 1, **lane}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2, "price": 9}],
    })  # fmt: skip


def kpi(net: Network, name: str, *closes: Close) -> list[list[float]]:
    """By day, in lane 0, where nothing is hit, and in lane 1."""
    job = job_of(net, DAYS, 2, closed=closes, forced=True)[1]
    *_, last = walk(job)
    return last.counts.daily[KPIS.index(name)].T.tolist()


def dear(noun: str, factor: float, row: int = 0) -> Close:
    return Close((noun, row), 10, 12, factor, (1, 2))


def test_freight_of_what_leaves_is_dearer() -> None:
    calm, hit = kpi(way({}, cost_per_unit=3, cost_per_shipment=1), "transport", dear("freight", 2.5))
    assert calm == [7.0] * DAYS
    assert hit == [7.0] * 10 + [2 * 3 * 2.5 + 1] * 2 + [7.0] * 4


def test_the_price_of_an_item_acts_on_what_making_it_costs() -> None:
    calm, hit = kpi(way({"cost_per_unit": 5}), "production", dear("price", 1.5))
    assert calm == [10.0] * DAYS
    assert hit == [10.0] * 10 + [15.0] * 2 + [10.0] * 4


def test_what_comes_from_outside_costs_more_or_less_than_its_standard_cost() -> None:
    for factor, more in ((1.5, 4.0), (0.25, -6.0), (0.0, -8.0)):
        calm, hit = kpi(way({}), "production", dear("price", factor))
        assert calm == [0.0] * DAYS
        assert hit == [0.0] * 10 + [more] * 2 + [0.0] * 4


def test_margin_and_worth_go_on_by_standard_cost() -> None:
    for name in ("margin", "stock_value", "demanded", "holding"):
        calm, hit = kpi(way({}), name, dear("price", 3.0))
        assert calm == hit


def two_sources() -> Network:
    """B buys of S for 5 and 1 freight, of T for 4 and 3 freight."""
    return network(Settings("two"), {
        "site": [{"name": name} for name in "BST"],
        "item": [{"name": "x"}],
        "stock point": [{"site": "S", "item": "x", "target_stock": 99}, {"site": "T", "item": "x", "target_stock": 99},
                        {"site": "B", "item": "x", "target_stock": 20, "sourcing": "cheapest"}],
        "recipe": [{"site": "S", "item": "x"}, {"site": "T", "item": "x"}],
        "lane": [{"from": "S", "to": "B", "item": "x", "lead_days": 1, "buy_price": 5, "cost_per_unit": 1},
                 {"from": "T", "to": "B", "item": "x", "lead_days": 1, "buy_price": 4, "cost_per_unit": 3}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def asked(net: Network, *closes: Close) -> Any:
    """What each source is asked for by day. `[day, source, lane]`"""
    s, job = job_of(net, DAYS, 2, closed=closes, forced=True)
    order = [s.flows.index(f"{source}→B:x") for source in "ST"]
    return np.array([day.state.ordered[order].copy() for day in walk(job)])


def test_the_cheapest_source_is_the_one_that_is_cheapest_today() -> None:
    for closes, other in (
        ((dear("freight", 2.5),), True),  # 5 + 2.5 > 4 + 3
        ((dear("freight", 2.0),), False),  # 5 + 2 = 4 + 3: by id
        ((dear("price", 4.0),), True),  # 20 + 1 > 16 + 3
        ((dear("price", 0.25),), False),
        ((dear("price", 4.0), dear("freight", 3.0, 1)), False),  # 20 + 1 < 16 + 9
    ):
        found = asked(two_sources(), *closes)
        assert found[:, 0, 0].tolist() == [2.0] * DAYS
        assert found[:, 0, 1].tolist() == [2.0] * 10 + [0.0 if other else 2.0] * 2 + [2.0] * 4
        assert np.array_equal(found[:, :, 1].sum(axis=1), [2.0] * DAYS)


def test_a_cheap_source_gives_what_it_can_and_the_dear_one_the_rest() -> None:
    net = two_sources()
    cells = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for lane in cells["lane"]:
        lane["lot_maximum"] = 1.5
    found = asked(network(net.settings, cells), dear("freight", 2.5))[9:13]
    assert found[:, :, 0].tolist() == [[1.5, 0.5]] * 4
    assert found[:, :, 1].tolist() == [[1.5, 0.5], [0.5, 1.5], [0.5, 1.5], [1.5, 0.5]]
