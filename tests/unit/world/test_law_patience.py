"""Part of the customers wait, the others go elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.networks import random_network
from echelon.testing.rows import with_cells
from echelon.testing.walks import job_of, walk
from echelon.world.run import run


def shop(*, supply: float = 4.0, quantum: float = 0.0, stock: float = 0.0, **demand: Any) -> Network:
    """A shop that makes at most so many a day, and is asked for 10."""
    return network(Settings("shop"), {
        "site": [{"name": "shop"}], "item": [{"name": "x", "unit_value": 1, "quantum": quantum}],
        "stock point": [{"site": "shop", "item": "x", "target_stock": 100, "initial_stock": stock}],
        "recipe": [{"site": "shop", "item": "x", "capacity_per_day": supply}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 10, **demand}],
    })  # fmt: skip


def told(net: Network, days: int) -> dict[str, list[float]]:
    """Sold, lost and waiting by day."""
    found: dict[str, list[float]] = {"sold": [], "gone": [], "waits": []}
    for day in walk(job_of(net, days, 1, forced=True)[1]):
        found["sold"].append(float(day.moved["sold"][0, 0]))
        found["gone"].append(float(day.moved["gone"][0, 0]))
        found["waits"].append(float(day.state.backlog[0, 0]))
    return found


def test_by_pencil() -> None:
    """4 a day for 10: day 0 leaves 6, of which 3 wait. Then 4 go to those who wait first.

    Day 1: 3 of old and 1 of new, 9 of today's left, 4.5 lost, 4.5 wait. Day 2: 4 of 4.5 old, 10 of today's left: 5 lost,
    0.5 + 5 wait.
    """
    found = told(shop(patience=0.5), 3)
    assert found == {"sold": [4.0, 4.0, 4.0], "gone": [3.0, 4.5, 5.0], "waits": [3.0, 4.5, 5.5]}


def test_the_backlog_goes_to_its_limit_in_closed_form() -> None:
    """D asked and C made a day: what waits goes as B' = p (D - C + B), so B = p (D - C) / (1 - p) (1 - p^t), below C.

    In the limit as much is lost a day as is missing, D - C.
    """
    found = told(shop(supply=4, patience=0.25), 12)
    assert found["waits"] == [0.25 * 6 / 0.75 * (1 - 0.25**day) for day in range(1, 13)]
    assert found["gone"][-1] == pytest.approx(6.0, rel=1e-6)


def test_who_waits_waits_until_served() -> None:
    """What is left is decided once: nobody who waits is lost later."""
    found = told(shop(supply=0.0, patience=0.75), 4)
    assert found == {"sold": [0.0] * 4, "gone": [2.5] * 4, "waits": [7.5, 15.0, 22.5, 30.0]}


def test_whole_quanta_are_lost_and_the_fraction_is_kept() -> None:
    """Of 10 a third is lost: 3, 3, then 4 once the fractions have grown to one."""
    found = told(shop(supply=0.0, quantum=1, patience=2 / 3), 6)
    assert found["gone"] == [3.0, 3.0, 4.0, 3.0, 3.0, 4.0]
    assert found["waits"] == [7.0, 14.0, 20.0, 27.0, 34.0, 40.0]


@pytest.mark.parametrize("allocation", ["proportional", "first_come"])
def test_nothing_appears_or_vanishes_to_the_last_bit(allocation: str) -> None:
    net = shop(quantum=0.25, patience=0.3, shape="gamma", sd_per_day=7)
    net = with_cells(net, "stock point", allocation=allocation)
    total = np.zeros(6)
    for day in walk(job_of(net, 60, 6, forced=True)[1]):
        total += day.moved["sold"][0] + day.moved["gone"][0]
        assert np.array_equal(total + day.state.backlog[0], day.counts.customer[0, 0])
        assert np.array_equal(day.moved["gone"] % 0.25, np.zeros((1, 6)))


def test_a_penalty_for_those_who_wait_and_once_for_the_lost() -> None:
    day = next(iter(walk(job_of(shop(patience=0.5, stockout_cost=2), 1, 1, forced=True)[1])))
    assert day.counts.daily[7, 0, 0] == 12.0


def test_the_oldest_order_is_what_still_waits_of_it() -> None:
    """First come: day 0 leaves 6 of 10, 3 of them wait; with the lost ones counted, day 1 would give all 4 to day 0."""
    net = with_cells(shop(patience=0.5), "stock point", allocation="first_come")
    assert told(net, 2) == {"sold": [4.0, 4.0], "gone": [3.0, 4.5], "waits": [3.0, 4.5]}


@pytest.mark.parametrize(("part", "unmet"), [(1.0, "backorder"), (0.0, "lost")])
def test_the_limits_are_backorder_and_lost(part: float, unmet: str) -> None:
    for seed in range(3):
        net = with_cells(random_network(seed, 20), "demand", patience=part)
        other = with_cells(random_network(seed, 20), "demand", unmet=unmet)
        one, two = (run(job_of(each, 60, 8, forced=True)[1]) for each in (net, other))
        assert one.daily.tobytes() == two.daily.tobytes()
        assert one.customer.tobytes() == two.customer.tobytes()
