"""Lead times and times in work that are stretched: histories worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk

DAYS = 40


def way(lead: int, **lane: Any) -> Network:
    """A ships 2 a day to B, so many days away, from day 0 on."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}],
        "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1000}, {"site": "B", "item": "x", "target_stock": 200}],
        "recipe": [{"site": "A", "item": "x", "lead_days": 3}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": lead, **lane}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def rows(net: Network, name: str, row: int, *closes: Close) -> np.ndarray:
    """What moved by day, in lane 0, where nothing is hit, and lane 1. `[day, lane]`"""
    job = job_of(net, DAYS, 2, closed=closes, forced=True)[1]
    return np.array([day.moved[name][row].copy() for day in walk(job)])


def slow(noun: str, factor: float, start: int = 10, end: int = 13) -> Close:
    return Close((noun, 0), start, end, factor, (1, 2))


def test_what_leaves_while_the_lane_is_slow_arrives_later() -> None:
    """4 days x 2.5: what leaves on days 10 to 12 arrives on days 20 to 22, and is overtaken."""
    came = rows(way(4), "received", 0, slow("lead", 2.5))
    assert came[:, 0].tolist() == [0.0] * 4 + [2.0] * 36
    assert came[:, 1].tolist() == [0.0] * 4 + [2.0] * 10 + [0.0] * 3 + [2.0] * 3 + [4.0] * 3 + [2.0] * 17


@pytest.mark.parametrize(
    ("lead", "factor", "days"), [(3, 1.5, 5), (5, 0.5, 3), (4, 0.0, 0), (4, 0.1, 0), (1, 30.0, 30)]
)
def test_days_are_whole_and_rounded_half_up(lead: int, factor: float, days: int) -> None:
    came = rows(way(lead), "received", 0, slow("lead", factor, 5, 6))[:, 1]
    usual = np.where(np.arange(DAYS) >= lead, 2.0, 0.0)
    usual[5 + lead] -= 2.0
    usual[5 + days] += 2.0
    assert came.tolist() == usual.tolist()


def test_what_would_arrive_after_the_run_does_not_arrive() -> None:
    came = rows(way(4), "received", 0, slow("lead", 1000.0))[:, 1]
    assert came.sum() == 2.0 * (DAYS - 4 - 3)


def test_shipments_that_keep_their_order_wait_for_the_slow_ones() -> None:
    """What leaves on day 12 arrives on day 22; what leaves on days 13 to 18 would before it, and arrives with it."""
    came = rows(way(4, crossing="no"), "received", 0, slow("lead", 2.5))[:, 1]
    assert came[14:24].tolist() == [0.0] * 6 + [2.0, 2.0, 2.0 * 7, 2.0]


def test_a_lane_that_takes_no_time_still_takes_none() -> None:
    came = rows(way(0), "received", 0, slow("lead", 5.0))
    assert np.array_equal(came[:, 1], came[:, 0])


def test_what_is_expedited_is_stretched_too() -> None:
    """2 days x 2, where 8 would be usual."""
    net = way(8, expedite_days=2)
    cells = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    cells["stock point"][1]["emergency_point"] = 1000.0
    came = rows(network(net.settings, cells), "received", 0, slow("lead", 2.0))[:, 1]
    assert came[10:18].tolist() == [2.0, 2.0, 0.0, 0.0, 2.0, 4.0, 4.0, 2.0]


def test_what_is_started_while_the_recipe_is_slow_is_finished_later() -> None:
    """3 days x 2: what starts on days 10 and 11 is finished on days 16 and 17."""
    done = rows(way(4), "done", 0, slow("making", 2.0, 10, 12))
    assert done[:, 0].tolist() == [0.0] * 3 + [2.0] * 37
    assert done[:, 1].tolist() == [0.0] * 3 + [2.0] * 10 + [0.0] * 2 + [2.0] + [4.0] * 2 + [2.0] * 22


def test_drawn_lead_times_are_stretched_each() -> None:
    net = way(6, lead_shape="gamma", lead_sd_days=2)
    taken = [rows(net, "ship_days", 0, *closes)[:, 1] for closes in ((), (slow("lead", 3.0, 0, DAYS),))]
    assert np.array_equal(taken[1], np.minimum(np.floor(3.0 * taken[0] + 0.5), max(DAYS, taken[0].max())))
