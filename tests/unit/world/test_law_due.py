"""What is on time, late, and delivered whole by its due day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.fold import KPIS
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import random_network
from echelon.testing.rows import with_cells
from echelon.testing.walks import job_of, walk
from echelon.world.run import run


def shop(*, supply: float = 4.0, lead: float = 0.0, target: float = 100.0, **demand: Any) -> Network:
    """A shop that makes at most so many a day, and is asked for 10; nothing is in stock on day 0."""
    return network(Settings("shop"), {
        "site": [{"name": "shop"}], "item": [{"name": "x", "unit_value": 1}],
        "stock point": [{"site": "shop", "item": "x", "target_stock": target, "initial_stock": 0}],
        "recipe": [{"site": "shop", "item": "x", "capacity_per_day": supply, "lead_days": lead}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 10, **demand}],
    })  # fmt: skip


def daily(net: Network, days: int, *kpis: str) -> list[list[float]]:
    """KPIs by day."""
    found = run(job_of(net, days, 1, forced=True)[1]).daily[:, :, 0]
    return [found[KPIS.index(kpi)].tolist() for kpi in kpis]


def test_by_pencil() -> None:
    """4 a day for 10, due on the next day. Day 0: 4 on time. Day 1: 4 more, so 2 of the first line are late.

    Day 2: these 2, then 2 of the second line, of which 8 are late. Day 3: 4 of these 8; nothing is on time.
    """
    on_time, lines, in_full, backlog = daily(shop(due_days=1), 4, "on_time", "lines", "in_full", "backlog")
    assert on_time == [4.0, 4.0, 2.0, 0.0]
    assert (lines, in_full) == ([0.0, 1.0, 1.0, 1.0], [0.0] * 4)
    assert backlog == [6.0, 12.0, 18.0, 24.0]


def test_penalties_follow_the_due_day() -> None:
    """1 a day for what is late: 2, 8, then 4 of these and 10. 3 once, for 2, 8 and 10."""
    (cost,) = daily(shop(due_days=1, stockout_cost=1, stockout_cost_once=3), 4, "stockout")
    assert cost == [0.0, 2.0 + 6.0, 8.0 + 24.0, 14.0 + 30.0]


@pytest.mark.parametrize(
    ("due", "in_full"),
    [(0, [0.0] * 5), (1, [0.0] * 5), (2, [0.0, 0.0, 1.0, 1.0, 1.0]), (3, [0.0, 0.0, 0.0, 1.0, 1.0])],
)
def test_what_is_made_to_order_is_on_time_where_the_due_day_leaves_time(
    due: int, in_full: list[float]
) -> None:
    """Made in two days, delivered whole two days after it was asked."""
    lines, found = daily(shop(supply=10, lead=2, target=0, due_days=due), 5, "lines", "in_full")
    assert found == in_full
    assert lines == [0.0] * due + [1.0] * (5 - due)


def test_who_does_not_wait_is_lost_on_the_due_day() -> None:
    lost, backlog, lines = daily(shop(supply=0, due_days=2, unmet="lost"), 5, "lost", "backlog", "lines")
    assert lost == [0.0, 0.0, 10.0, 10.0, 10.0]
    assert backlog == [10.0, 20.0, 20.0, 20.0, 20.0]
    assert lines == [0.0, 0.0, 1.0, 1.0, 1.0]
    lost, backlog = daily(shop(supply=0, due_days=1, patience=0.25), 3, "lost", "backlog")
    assert (lost, backlog) == ([0.0, 7.5, 7.5], [10.0, 12.5, 15.0])


def test_a_line_is_full_or_not() -> None:
    """On the day asked: 12 in stock serve the first line and a part of the second."""
    net = with_cells(shop(supply=0), "stock point", initial_stock=12)
    assert daily(net, 3, "lines", "in_full", "on_time") == [[1.0] * 3, [1.0, 0.0, 0.0], [10.0, 2.0, 0.0]]


@pytest.mark.parametrize("seed", range(3))
def test_a_due_day_changes_how_service_is_counted_and_nothing_else(seed: int) -> None:
    """Where nobody is lost, the same goods move, and no fewer are on time."""
    net = with_cells(random_network(seed, 20), "demand", unmet="backorder")
    later = with_cells(net, "demand", due_days=3)
    one, two = ([(day.state, day.moved, day.counts) for day in walk(job_of(each, 50, 4, forced=True)[1])][-1]
                for each in (net, later))  # fmt: skip
    assert one[1][""].tobytes() == two[1][""].tobytes()
    assert one[0].stock.tobytes() == two[0].stock.tobytes()
    assert np.all(two[2].customer[1] >= one[2].customer[1] * (1 - 1e-9))
    assert np.array_equal(one[2].customer[2], two[2].customer[2])
