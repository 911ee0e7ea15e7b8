"""Whom a point asks, what it cancels, and what it has agreed to order: histories worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from echelon.network.build import build
from echelon.network.check import check
from echelon.network.events import ORDER_CHANGED
from echelon.network.model import Network, Settings, network
from echelon.network.rates import rates
from echelon.testing.networks import Row
from echelon.testing.walks import Close, job_of, walk
from echelon.world.trace import events


def shop(lanes: dict[str, Row], *, mean: float = 10.0, **point: object) -> Network:
    """Kobe sells drills that suppliers, who always have some, bring overnight; A, B, C are sites 0, 1, 2."""
    rows: dict[str, list[Row]] = {
        "site": [{"name": name} for name in ("A", "B", "C", "Kobe")],
        "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": name, "item": "drill", "target_stock": 1000} for name in lanes]
        + [{"site": "Kobe", "item": "drill", **point}],
        "recipe": [{"site": name, "item": "drill", "lead_days": 1} for name in lanes],
        "lane": [{"from": name, "to": "Kobe", "item": "drill", "lead_days": 1, **cells} for name, cells in lanes.items()],
        "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": mean}],
    }  # fmt: skip
    return network(Settings("shop"), rows)


def asked(net: Network, days: int, *closed: Close) -> list[tuple[float, ...]]:
    """What each source is asked for, day by day, in the order of their names."""
    seen = walk(job_of(net, days, 1, closed=closed, forced=True)[1])
    return [tuple(each.state.ordered[: len(net["lane"]), 0].tolist()) for each in seen]


def shut(site: int, start: int, end: int, factor: float = 0.0) -> Close:
    return Close(("site", site), start, end, factor)


def test_by_priority_the_first_takes_what_it_can_and_the_next_the_rest() -> None:
    net = shop(
        {"A": {"source_rank": 2}, "B": {"source_rank": 1, "capacity_per_day": 6}},
        target_stock=50,
        sourcing="priority",
    )
    assert asked(net, 2) == [(4, 6), (4, 6)]


def test_a_closed_source_is_passed_over_and_one_at_a_part_is_asked_for_that_part() -> None:
    """B has half of the need of 10, and a quarter more is usual: 6.25 a day; half of that is 3.125."""
    net = shop({"A": {"source_rank": 2}, "B": {"source_rank": 1}}, target_stock=50, sourcing="priority")
    found = asked(net, 4, shut(1, 1, 2), shut(1, 3, 4, 0.5))
    assert found == [(0, 10), (10, 0), (0, 10), (6.875, 3.125)]


def test_a_closed_lane_is_passed_over() -> None:
    net = shop({"A": {"source_rank": 2}, "B": {"source_rank": 1}}, target_stock=50, sourcing="priority")
    assert asked(net, 2, Close(("lane", 1), 1, 2)) == [(0, 10), (10, 0)]


def test_the_last_takes_what_nobody_else_can() -> None:
    """It waits there, for every order must be placed somewhere."""
    net = shop(
        {"A": {"source_rank": 1, "capacity_per_day": 6}, "B": {"source_rank": 2}},
        target_stock=50,
        sourcing="priority",
    )
    assert asked(net, 2, shut(1, 0, 2)) == [(6, 4), (6, 4)]


def test_the_cheapest_is_the_one_with_the_least_landed_cost() -> None:
    lanes: dict[str, Row] = {
        "A": {"buy_price": 5, "cost_per_unit": 2},
        "B": {"buy_price": 5.5, "cost_per_unit": 1, "capacity_per_day": 6},
        "C": {"buy_price": 1, "cost_per_unit": 9},
    }
    assert asked(shop(lanes, target_stock=50, sourcing="cheapest"), 1) == [(4, 6, 0)]


def test_the_largest_order_of_a_lane_splits_orders() -> None:
    lanes: dict[str, Row] = {
        "A": {"source_rank": 1, "lot_maximum": 3},
        "B": {"source_rank": 2, "lot_maximum": 4},
        "C": {"source_rank": 3},
    }
    assert asked(shop(lanes, target_stock=50, sourcing="priority"), 1) == [(3, 4, 3)]


@pytest.mark.parametrize(
    ("most", "expected"), [("inf", [(15, 5, 15), (7.5, 2.5, 0)]), ("10", [(18.75, 6.25, 10), (7.5, 2.5, 0)])]
)
def test_an_emergency_source_is_asked_for_what_the_position_is_missing(
    most: str, expected: Sequence[tuple[float, ...]]
) -> None:
    """25 - 10 is 15 below the emergency point of 30 and 35 below the target; the next day 40 is above it."""
    lanes: dict[str, Row] = {
        "A": {"share": 0.75},
        "B": {"share": 0.25},
        "C": {"emergency": "yes", "lot_maximum": float(most)},
    }
    net = shop(lanes, target_stock=50, initial_stock=25, emergency_point=30)
    assert asked(net, 2) == list(expected)


def test_emergency_comes_before_rank() -> None:
    lanes: dict[str, Row] = {
        "A": {"emergency": "yes"},
        "B": {"source_rank": 1, "lot_maximum": 12},
        "C": {"source_rank": 2},
    }
    net = shop(lanes, target_stock=50, initial_stock=25, emergency_point=30, sourcing="priority")
    assert asked(net, 2) == [(15, 12, 8), (0, 10, 0)]


def cancelled(net: Network, days: int, *closed: Close) -> list[float]:
    seen = walk(job_of(net, days, 1, closed=closed, forced=True)[1])
    return [each.state.aging.gone[:, 0].sum() for each in seen]


def test_an_order_that_waits_longer_than_its_days_is_cancelled_and_ordered_again() -> None:
    """A ships nothing until day 3. The order of day 0 is cancelled on day 2, that of day 1 on day 3, and missing at once."""
    net, closed = shop({"A": {"cancel_days": 1}}, target_stock=30), shut(0, 0, 3)
    assert cancelled(net, 5, closed) == [0, 0, 10, 10, 0]
    assert [each[0] for each in asked(net, 5, closed)] == [10, 10, 20, 20, 10]


def test_with_no_days_what_does_not_leave_on_its_day_is_taken_back() -> None:
    net, closed = shop({"A": {"cancel_days": 0}}, target_stock=30), shut(0, 0, 3)
    assert cancelled(net, 5, closed) == [0, 10, 20, 30, 0]
    assert [each[0] for each in asked(net, 5, closed)] == [10, 20, 30, 40, 10]


def test_what_a_supplier_ships_in_part_is_its_oldest_order() -> None:
    """5 a day leave of orders of 10: on day 2, 10 are due, all of them of day 1, and nothing is older."""
    net = shop({"A": {"cancel_days": 1, "capacity_per_day": 5}}, target_stock=30)
    assert cancelled(net, 3) == [0, 0, 0]
    assert asked(net, 3) == [(10,), (10,), (10,)]


def test_cancelling_is_told() -> None:
    net = shop({"A": {"cancel_days": 1}}, target_stock=30)
    s, job = job_of(net, 3, 1, closed=[shut(0, 0, 3)], forced=True)
    told = [each for each in events(job, 0, net, s) if each.type == ORDER_CHANGED]
    assert [(each.subject, each.time[:10], each.data["delta"], each.data["reason"]) for each in told] == [
        ("A→Kobe:drill", "2026-01-03", -10.0, "cancelled")
    ]


def test_a_blanket_order_is_topped_up_at_the_end_of_its_period() -> None:
    """20 in 5 days are agreed and 2 a day needed: 10 more on day 4; then the position is above its target, and 20 on day 9."""
    net = shop({"A": {"blanket_quantity": 20, "blanket_days": 5}}, mean=2.0, target_stock=30)
    assert [each[0] for each in asked(net, 10)] == [2, 2, 2, 2, 12, 0, 0, 0, 0, 20]


def test_emergency_lanes_have_no_share() -> None:
    net = shop({"A": {}, "B": {"emergency": "yes"}, "C": {}}, target_stock=50, emergency_point=30)
    s = build(net)
    assert s.share[: len(net["lane"])].tolist() == [0.5, 0.0, 0.5]
    assert rates(net, s).flow_need[:3].tolist() == [5.0, 0.0, 5.0]
    assert {each.code for each in check(net)} <= {"E123"}


def codes(net: Network) -> set[str]:
    return {each.code for each in check(net)} - {"E123"}


def test_checks() -> None:
    assert codes(shop({"A": {"emergency": "yes"}}, target_stock=5, emergency_point=2)) >= {"E307"}
    assert codes(shop({"A": {}, "B": {"emergency": "yes"}}, target_stock=5)) == {"E307"}
    assert codes(shop({"A": {}}, target_stock=5, emergency_point=2)) == {"E309"}
    assert codes(shop({"A": {}, "B": {"lot_maximum": 3}}, target_stock=5)) == {"E309"}
    assert codes(shop({"A": {"blanket_quantity": 3, "blanket_days": 2.5}}, target_stock=5)) == {"E149"}
