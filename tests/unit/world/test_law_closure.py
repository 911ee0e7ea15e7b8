"""A lane closes with goods on it: histories worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.disruption.impact import Disruption
from echelon.network.model import Network, Settings, network
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.walks import Close, job_of, walk
from echelon.world.routes import waiting
from echelon.world.run import Job
from echelon.world.state import KPIS

DAYS = 50


def way(**lane: Any) -> Network:
    """A ships to B, 10 days away; B asks 2 a day and orders them at once."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}, {"name": "P", "role": "port"}],
        "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1000}, {"site": "B", "item": "x", "target_stock": 200,
                         "initial_stock": 180}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 10, "opening_transit": "2 2 2 2 2 2 2 2 2 2", **lane}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def closed(start: int, end: int, factor: float = 0.0, lanes: tuple[int, int] = (1, 2)) -> Close:
    return Close(("lane", 0), start, end, factor, lanes)


def told(net: Network, *closes: Close, job: Job | None = None) -> dict[str, Any]:
    """Rows by day of lane 0, where nothing is closed, and lane 1. `[day, lane]`"""
    job = job or job_of(net, DAYS, 2, closed=closes, forced=True)[1]
    names = ("shipped", "received", "due", "cost", "co2")
    found: dict[str, list[Any]] = {name: [] for name in names}
    for day in walk(job):
        daily = day.counts.daily[:, day.day]
        rows = (day.moved["shipped"][0], day.moved["received"][0], day.state.due[0],
                daily[KPIS.index("transport")], daily[KPIS.index("transport_co2")])  # fmt: skip
        for name, row in zip(names, rows, strict=True):
            found[name].append(row.copy())
    return {name: np.array(rows) for name, rows in found.items()}


def arrivals(first: int, units: dict[int, float]) -> list[float]:
    """2 a day before day `first`, then only what is said, and 2 a day after the last of it."""
    last = max(units)
    return [2.0] * first + [units.get(day, 0.0) for day in range(first, last + 1)] + [2.0] * (DAYS - last - 1)


def test_goods_go_on_where_nothing_is_said() -> None:
    rows = told(way(), closed(20, 25))
    assert np.array_equal(rows["received"][:, 0], [2.0] * DAYS)
    assert np.array_equal(rows["received"][:, 1], arrivals(30, {35: 12.0}))


def test_what_is_on_the_lane_is_lost_and_owed_again() -> None:
    """On day 20 what arrives on days 21 to 29 is lost, 18 units; the 2 that arrive on day 20 are through."""
    rows = told(way(when_lane_closes="lose"), closed(20, 25))
    assert np.array_equal(rows["received"][:, 1], arrivals(21, {35: 30.0}))
    assert np.array_equal(rows["due"][19:26, 1], [0.0, 20.0, 22.0, 24.0, 26.0, 28.0, 0.0])
    assert np.array_equal(rows["received"][:, 0], [2.0] * DAYS), "another replication feels nothing"


def test_what_is_on_the_lane_goes_round_at_a_cost() -> None:
    net = way(
        when_lane_closes="reroute",
        detour_days=6,
        detour_cost_per_unit=5,
        detour_co2_per_unit=3,
        cost_per_unit=1,
    )
    rows = told(net, closed(20, 25))
    assert np.array_equal(
        rows["received"][:, 1], arrivals(21, {**dict.fromkeys(range(27, 35), 2.0), 35: 14.0})
    )
    assert np.array_equal(rows["cost"][18:27, 1], [2.0, 2.0, 90.0, 0.0, 0.0, 0.0, 0.0, 12.0, 2.0])
    assert np.array_equal(rows["co2"][18:23, 1], [0.0, 0.0, 54.0, 0.0, 0.0])


def test_a_way_round_that_takes_no_day_more_is_paid_too() -> None:
    rows = told(
        way(when_lane_closes="reroute", detour_cost_per_unit=5, detour_co2_per_unit=3), closed(20, 25)
    )
    assert np.array_equal(rows["received"][:, 1], arrivals(30, {35: 12.0}))
    assert np.array_equal(rows["cost"][19:22, 1], [0.0, 90.0, 0.0])
    assert np.array_equal(rows["co2"][19:22, 1], [0.0, 54.0, 0.0])


def test_what_goes_round_twice_comes_no_later_than_a_shipment_of_today_would() -> None:
    """On day 23 what is to come on days 27 to 35 is put off again, to day 23 + 10 + 6 at the latest."""
    rows = told(way(when_lane_closes="reroute", detour_days=6), closed(20, 22), closed(23, 24))
    came = rows["received"][:, 1]
    assert np.array_equal(came[21:33], [0.0] * 12)
    # Day 22 sends 6, planned for day 32; days 24, 25 … send 4, 2 … that come on days 34, 35 ….
    assert np.array_equal(came[33:41], [2.0, 2 + 4.0, 2 + 2.0, 2 + 2.0, 2 + 2.0, 8 + 2.0, 6 + 2.0, 2.0])


def test_a_lane_that_is_narrowed_lets_go_on_what_is_on_it() -> None:
    for does in ("lose", "reroute"):
        rows = told(way(when_lane_closes=does, detour_days=6, capacity_per_day=4), closed(20, 25, 0.5))
        assert np.array_equal(rows["received"][:, 1], [2.0] * DAYS)


def test_goods_wait_on_a_closed_lane_until_it_opens() -> None:
    """Five nights on which nothing moves: what was to come on day 21 comes on day 26."""
    hit = Disruption("storm", hits="A→B", capacity=0.0, start=20, lasts=5)
    prepared = prepare_run(Scenario(way(when_lane_closes="wait"), [hit], days=DAYS, replications=2), forced=True)  # fmt: skip
    rows = told(way(), job=prepared.job)
    assert np.array_equal(
        rows["received"][:, 1], arrivals(21, {**dict.fromkeys(range(26, 35), 2.0), 35: 12.0})
    )
    half = Disruption("fog", hits="A→B", capacity=0.5, start=20, lasts=5)
    slow = prepare_run(Scenario(way(when_lane_closes="wait"), [half], days=DAYS, replications=2), forced=True)
    assert not any(noun == "transit" for noun, _ in slow.gates), "only a closed lane holds what is on it"


def test_shipments_that_keep_their_order_still_do_after_a_way_round() -> None:
    """What went round holds up what leaves after it and needs 3 days."""
    net = way(when_lane_closes="reroute", detour_days=6, crossing="no", expedite_days=3)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["stock point"][1]["emergency_point"] = 1000.0
    late = told(network(net.settings, rows), closed(11, 12))["received"][:, 1]
    # Everything is expedited and takes 3 days, but for the opening transit, which ends on day 9 and holds up days 0 to 6.
    assert late[:12].tolist() == [2.0] * 9 + [16.0, 2.0, 2.0]
    # On day 11 what is to come on days 12 and 13 goes round, to 18 and 19; what leaves on days 12 to 16 waits for it.
    assert late[12:22].tolist() == [0.0] * 6 + [2.0, 14.0, 2.0, 2.0]


GAMMA, HALF = (
    {"lead_days": 8, "lead_shape": "gamma", "lead_sd_days": 4},
    {"lead_days": 6, "lead_zero_part": 0.5},
)


@pytest.mark.parametrize(("does", "lead"), [
    ("lose", GAMMA), ("lose", HALF), ("lose", {"via": "P"}), ("reroute", GAMMA), ("reroute", HALF),
], ids=str)  # fmt: skip
def test_nothing_vanishes_with_drawn_times_and_ports(does: str, lead: dict[str, Any]) -> None:
    net = way(when_lane_closes=does, detour_days=3, opening_transit="", **({"lead_days": 10} | lead))
    closes = [closed(30, 36, lanes=(20, 40)), closed(50, 51, lanes=(30, 60)),
              Close(("site", 2), 28, 33, 0.0, (25, 50))]  # fmt: skip
    _s, job = job_of(net, 120, 60, closed=closes, forced=True)
    shipped = received = np.zeros(60)
    for day in walk(job):
        shipped, received = shipped + day.moved["shipped"][0], received + day.moved["received"][0]
        slots = job.tables.pipes[0]["slots"]
        on_way = day.state.ring[:slots].sum(axis=0) + waiting(job.tables.route, day.state, 1)[0]
        lost = day.state.closures.lost[0]
        np.testing.assert_allclose(received + on_way + lost, shipped, rtol=1e-12)
        assert not lost[:20].any()
    assert (np.count_nonzero(lost[20:60]) > 30) if does == "lose" else not lost.any()
