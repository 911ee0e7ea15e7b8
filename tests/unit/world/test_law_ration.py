"""Stock goes to claims by the point's rule."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law.ages import MEMORY


def depot(rule: str, timetable: str = "standard", *, own: float = 4, supply: float = 10, quantum: float = 0,
          unmet: str = "backorder", **far: Any) -> Network:  # fmt: skip
    """A depot that gets 10 a day owes two shops 8 each and a customer of its own 4."""
    return network(Settings("depot", timetable=timetable), {
        "site": [{"name": name} for name in ("depot", "far", "near")], "item": [{"name": "x", "quantum": quantum}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 0, "allocation": rule},
                        {"site": "far", "item": "x", "target_stock": 0}, {"site": "near", "item": "x", "target_stock": 0}],
        "recipe": [{"site": "depot", "item": "x", "capacity_per_day": supply}],
        "lane": [{"from": "depot", "to": "far", "item": "x", "priority": 3, **far},
                 {"from": "depot", "to": "near", "item": "x", "priority": 1}],
        "demand": [{"customer": "c", "site": "far", "item": "x", "mean_per_day": 8},
                   {"customer": "c", "site": "near", "item": "x", "mean_per_day": 8},
                   {"customer": "own", "site": "depot", "item": "x", "mean_per_day": own, "priority": 2,
                    "unmet": unmet}],
    })  # fmt: skip


def first_day(net: Network, days: int = 1) -> tuple[list[float], list[float]]:
    """Shipped to far and near, sold to customers at depot, far and near."""
    *_, last = walk(job_of(net, days, 1, forced=True)[1])
    return last.moved["shipped"][:, 0].tolist(), last.moved["sold"][:, 0].tolist()


def test_in_proportion_all_get_the_same_part() -> None:
    assert first_day(depot("proportional")) == ([4.0, 4.0], [2.0, 4.0, 4.0])


def test_by_priority_the_first_gets_all() -> None:
    assert first_day(depot("priority")) == ([0.0, 8.0], [2.0, 0.0, 8.0])


def test_what_a_lane_cannot_carry_goes_to_the_next() -> None:
    assert first_day(depot("priority", priority=0, capacity_per_day=3)) == ([3.0, 7.0], [0.0, 3.0, 7.0])


def test_equal_ranks_are_served_by_name() -> None:
    assert first_day(depot("priority", priority=1)) == ([8.0, 2.0], [0.0, 8.0, 2.0])


@pytest.mark.parametrize("timetable", ["ship_first", "review_last"])
def test_whoever_is_served_first_by_the_timetable_is_first(timetable: str) -> None:
    """Receivers and customers are served in two steps; what is not there is owed."""
    *_, last = walk(job_of(depot("priority", timetable), 6, 1, forced=True)[1])
    assert last.state.stock[:, 0].min() >= 0
    owed = last.state.due[:, 0].sum() + last.state.backlog[0, 0]
    assert last.state.owed[0, 0] == pytest.approx(owed)


def given(net: Network, days: int = 1) -> list[float]:
    """What far, near and the depot's own customer get on the last day."""
    shipped, sold = first_day(net, days)
    return [*shipped, sold[0]]


def test_a_fair_share_is_the_same_for_all_who_want_more() -> None:
    assert given(depot("fair_share", own=2)) == [4.0, 4.0, 2.0]
    assert given(depot("fair_share", own=5)) == pytest.approx([10 / 3] * 3)


def test_a_fair_share_fills_small_claims_one_after_the_other() -> None:
    """10 between claims of 1 (the lane's), 8 and 4: 3.33 each, then 4.5 for the two others, and the rest to the last."""
    assert given(depot("fair_share", capacity_per_day=1)) == pytest.approx([1.0, 5.0, 4.0])


def test_the_earliest_order_is_served_first_over_all_claims() -> None:
    """Day 0: 10 to claims of 3 (the lane's), 8 and 4, in proportion. Day 1: what waits since then, 3 (of 6), 2.67 and 1.33.

    The 3 that are left go to the 8 and 4 of today.
    """
    net = depot("first_come", capacity_per_day=3)
    assert given(net) == pytest.approx([2.0, 16 / 3, 8 / 3])
    assert given(net, 2) == pytest.approx([3.0, 8 / 3 + 2, 4 / 3 + 1])


def test_who_does_not_wait_orders_anew_every_day() -> None:
    """Day 1: far and near wait for 4 each since yesterday, all others' 8, 8 and 4 are of today: 2 go to them in proportion."""
    assert given(depot("first_come", unmet="lost"), 2) == pytest.approx([4 + 0.8, 4 + 0.8, 0.4])


def test_orders_older_than_the_memory_are_still_served_first() -> None:
    """4 of the 20 that are asked come in a day, so that after a while all that is served is older than the memory."""
    net = depot("first_come", supply=4)
    assert given(net, MEMORY + 20) == pytest.approx([1.6, 1.6, 0.8])


@pytest.mark.parametrize(
    ("rule", "supply", "found"),
    [
        ("proportional", 7, [3.0, 3.0, 1.0]),  # 2.8, 2.8, 1.4
        ("proportional", 11, [4.0, 5.0, 2.0]),  # 4.4, 4.4, 2.2: the first of two equal fractions
        ("fair_share", 10, [3.0, 4.0, 3.0]),  # 3.33 each
        ("first_come", 7, [3.0, 3.0, 1.0]),
        ("priority", 9, [0.0, 8.0, 1.0]),
    ],
)
def test_whole_quanta_go_to_the_largest_remainders(rule: str, supply: float, found: list[float]) -> None:
    assert given(depot(rule, supply=supply, quantum=1)) == found


@pytest.mark.parametrize("rule", ["proportional", "priority", "fair_share", "first_come"])
def test_with_plenty_all_get_what_they_claim(rule: str) -> None:
    assert given(depot(rule, supply=100)) == [8.0, 8.0, 4.0]
    assert given(depot(rule, supply=100, quantum=4)) == [8.0, 8.0, 4.0]
