"""Shipments of a lane that keeps its order arrive one after the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law.convoy import put_off
from echelon.world.law.hold import Hold


def way(**lane: Any) -> Network:
    """A ships what B asks for every day; two recipes of B use it."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}], "item": [{"name": "x"}, {"name": "y"}, {"name": "z"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 900}, *({"site": "B", "item": item, "target_stock": 50}
                                                                          for item in "yz")],
        "recipe": [{"site": "A", "item": "x"}, {"site": "B", "item": "y"}, {"site": "B", "item": "z"}],
        "recipe input": [{"site": "B", "item": item, "input": "x"} for item in "yz"],
        "lane": [{"from": "A", "to": "B", "item": "x", **lane}],
        "demand": [{"customer": "c", "site": "B", "item": item, "mean_per_day": 2, "shape": "poisson"} for item in "yz"],
    })  # fmt: skip


def journeys(net: Network, days: int = 60, lanes: int = 20) -> tuple[Any, Any]:
    """Shipped and days on the way, of both flows. `[day, flow, lane]`"""
    job = job_of(net, days, lanes, forced=True)[1]
    rows = [[day.moved[name].copy() for name in ("shipped", "ship_days")] for day in walk(job)]
    shipped, taken = np.array(rows).transpose(1, 0, 2, 3)
    return shipped, taken


LEADS: list[dict[str, Any]] = [
    {"lead_days": 6, "lead_shape": "gamma", "lead_sd_days": 4},
    {"lead_shape": "table", "lead_table": "0:0.5;9:0.5"},
]


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_no_shipment_arrives_before_an_earlier_one_of_its_lane(lead: dict[str, Any]) -> None:
    shipped, taken = journeys(way(**lead, crossing="no"))
    drawn = journeys(way(**lead))[1]
    last = np.zeros(shipped.shape[2])
    for day in range(len(shipped)):
        goods = shipped[day].max(axis=0) > 0
        expected = np.maximum(day + drawn[day, 0], last)
        for flow in range(2):
            moving = shipped[day, flow] > 0
            assert np.array_equal((day + taken[day, flow])[moving], expected[moving])
        last = np.where(goods, expected, last)
    assert (taken > drawn)[shipped > 0].any(), "some shipments wait for earlier ones"
    assert taken.max() <= drawn.max()


def test_a_whole_lead_time_needs_no_order() -> None:
    assert job_of(way(lead_days=4, crossing="no"), 5)[1].tables.convoy is None


def test_by_default_shipments_overtake() -> None:
    shipped, taken = journeys(way(**LEADS[1]))
    arrives = np.where(shipped > 0, np.arange(60)[:, None, None] + taken, 0)
    assert (np.diff(arrives, axis=0) < 0)[shipped[1:] > 0].any()


def test_what_is_held_in_transit_puts_off_the_last_of_its_lane() -> None:
    hold = Hold(None, None, np.array([0]), None)
    state = SimpleNamespace(
        last=np.array([[5.0, 9.0, 9.0]]), gate=np.array([[0.0, 0.0, 1.0]]), shut=np.array([1])
    )
    put_off(np.array([0]), hold, state, 5)
    assert state.last.tolist() == [[5.0, 10.0, 9.0]]
