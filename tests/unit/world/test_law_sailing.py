"""Goods wait for a day of departure."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk


def way(**lane: Any) -> Network:
    """B asks 2 a day of A from Thursday, 1 January 2026, and has plenty."""
    return network(Settings("way", start_date="2026-01-01"), {
        "site": [{"name": "A"}, {"name": "B"}], "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 900}, {"site": "B", "item": "x", "target_stock": 50}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 3, **lane}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
        "calendar": [{"name": "ships", "weekdays": "0 0 0.5 0 0 2 0", "dates": "2026-01-10:0"}],
    })  # fmt: skip


def history(net: Network, days: int = 16, closed: tuple[Close, ...] = ()) -> tuple[list[float], list[float]]:
    """Shipped and owed at the end of the day."""
    job = job_of(net, days, 1, closed=closed, forced=True)[1]
    rows = [(day.moved["shipped"][0, 0], day.state.due[0, 0]) for day in walk(job)]
    return [float(each[0]) for each in rows], [float(each[1]) for each in rows]


def test_goods_wait_at_the_sender_for_a_day_of_departure() -> None:
    shipped, owed = history(way(departs="Mon Thu"))
    assert shipped == [2, 0, 0, 0, 8, 0, 0, 6, 0, 0, 0, 8, 0, 0, 6, 0]
    assert owed == [0, 2, 4, 6, 0, 2, 4, 0, 2, 4, 6, 0, 2, 4, 0, 2]


def test_capacity_is_that_of_one_departure() -> None:
    assert history(way(departs="Mon Thu", capacity_per_day=5))[0] == [
        2,
        0,
        0,
        0,
        5,
        0,
        0,
        5,
        0,
        0,
        0,
        5,
        0,
        0,
        5,
        0,
    ]


def test_a_calendar_scales_capacity_and_leaves_out_dates() -> None:
    """Wednesdays 4 x 0.5, Saturdays 4 x 2, but not on 10 January."""
    shipped = history(way(departs="ships", capacity_per_day=4))[0]
    assert shipped == [0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0]


def test_a_narrowed_lane_lets_out_its_part_of_a_departure() -> None:
    """What usually leaves once a week is 7 x 2 x 1.25."""
    closed = (Close(("lane", 0), 0, 12, 0.2),)
    assert np.allclose(history(way(departs="Thu"), 16, closed)[0], [2, *[0] * 6, 3.5, *[0] * 6, 24.5, 0])
