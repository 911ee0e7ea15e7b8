"""Stock goes by priority where the point says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law import ration as law


def depot(rule: str, timetable: str = "standard", **far: Any) -> Network:
    """A depot that gets 10 a day owes two shops 8 each and a customer of its own 4."""
    return network(Settings("depot", timetable=timetable), {
        "site": [{"name": name} for name in ("depot", "far", "near")], "item": [{"name": "x"}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 0, "allocation": rule},
                        {"site": "far", "item": "x", "target_stock": 0}, {"site": "near", "item": "x", "target_stock": 0}],
        "recipe": [{"site": "depot", "item": "x", "capacity_per_day": 10}],
        "lane": [{"from": "depot", "to": "far", "item": "x", "priority": 3, **far},
                 {"from": "depot", "to": "near", "item": "x", "priority": 1}],
        "demand": [{"customer": "c", "site": "far", "item": "x", "mean_per_day": 8},
                   {"customer": "c", "site": "near", "item": "x", "mean_per_day": 8},
                   {"customer": "own", "site": "depot", "item": "x", "mean_per_day": 4, "priority": 2}],
    })  # fmt: skip


def first_day(net: Network, days: int = 1) -> tuple[list[float], list[float]]:
    """Shipped to far and near, sold to customers at depot, far and near."""
    *_, last = walk(job_of(net, days, 1, forced=True)[1])
    return last.moved["shipped"][:, 0].tolist(), last.moved["sold"][:, 0].tolist()


def test_a_claim_gets_what_is_left() -> None:
    grants, left, given = np.zeros((1, 2)), np.array([5.0, 1.0]), np.zeros(2)
    law.ration.py_func(grants, 0, np.array([3.0, 3.0]), left, given)
    assert (grants[0].tolist(), left.tolist(), given.tolist()) == ([3.0, 1.0], [2.0, 0.0], [3.0, 1.0])


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
