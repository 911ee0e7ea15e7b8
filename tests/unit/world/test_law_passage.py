"""Goods under way feel ports and canals: histories worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.routes import waiting

DAYS = 40
PORTS = ["P", "Q"]


def way(*, mean: float = 2.0, **lane: Any) -> Network:
    """A ships to B, 10 days away, over P (day 4) and Q (day 7); B asks 2 a day and orders them at once."""
    defaults = {"lead_days": 10, "via": "P;Q", "via_days": "4;7"}
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}, *({"name": name, "role": "port"} for name in PORTS)],
        "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1000}, {"site": "B", "item": "x", "target_stock": 50}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", **(defaults | lane)}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": mean}],
    })  # fmt: skip


def closed(port: str, start: int, end: int, factor: float = 0.0, lanes: tuple[int, int] = (1, 2)) -> Close:
    return Close(("site", 2 + PORTS.index(port)), start, end, factor, lanes)


def told(net: Network, *closes: Close, days: int = DAYS) -> dict[str, Any]:
    """Rows by day of lane 0, where nothing is closed, and lane 1. `[day, lane]`"""
    _s, job = job_of(net, days, 2, closed=closes, forced=True)
    found: dict[str, list[Any]] = {
        "shipped": [],
        "received": [],
        "held": [],
        "cost": [],
        "lost": [],
        "due": [],
    }
    for day in walk(job):
        found["shipped"].append(day.moved["shipped"][0].copy())
        found["received"].append(day.moved["received"][0].copy())
        found["held"].append(waiting(job.tables.route, day.state, 1)[0])
        found["cost"].append(day.counts.daily[8, day.day].copy())
        found["lost"].append(day.state.voyage.lost.sum(axis=0))
        found["due"].append(day.state.due[0].copy())
    return {name: np.array(rows) for name, rows in found.items()}


def test_goods_wait_at_a_closed_port_and_go_on_when_it_opens() -> None:
    rows = told(way(), closed("Q", 20, 25))
    calm, hit = rows["received"].T
    assert np.array_equal(calm, [0.0] * 10 + [2.0] * 30)
    assert np.array_equal(rows["shipped"][:, 1], [2.0] * 40), "nothing waits at the sender"
    # What left on day 13 reaches Q on day 20; 3 days after Q comes B.
    assert np.array_equal(hit[:23], calm[:23])
    assert np.array_equal(hit[23:28], [0.0] * 5)
    assert hit[28] == 12.0
    assert np.array_equal(hit[29:], calm[29:])
    assert np.array_equal(rows["held"][18:27, 1], [0.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 0.0, 0.0])


def test_what_has_passed_does_not_feel_the_closure() -> None:
    hit = told(way(), closed("P", 20, 1000))["received"][:, 1]
    assert np.array_equal(hit, [0.0] * 10 + [2.0] * 16 + [0.0] * 14)


def test_two_ports_hold_one_after_the_other() -> None:
    rows = told(way(), closed("P", 14, 16), closed("Q", 16, 22))
    # On day 16 2 that had passed P are held at Q, and P lets 6 pass, which reach Q on day 19.
    assert np.array_equal(rows["held"][13:23, 1], [0.0, 2.0, 4.0, 2.0, 2.0, 2.0, 8.0, 10.0, 12.0, 0.0])
    assert rows["received"][25, 1] == 14.0
    assert rows["received"][:, 1].sum() == rows["received"][:, 0].sum()


def test_at_a_part_of_its_pace_the_rest_waits_in_a_queue() -> None:
    """A quarter of the 4 that usually pass at most."""
    rows = told(way(capacity_per_day=4), closed("P", 20, 26, 0.25))
    assert np.array_equal(rows["held"][19:27, 1], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0])
    assert np.array_equal(rows["received"][25:34, 1], [2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 8.0, 2.0])


def test_goods_go_round_a_closed_port_at_a_cost() -> None:
    rows = told(
        way(when_closed="reroute", detour_days=6, detour_cost_per_unit=5, cost_per_unit=1),
        closed("Q", 20, 25),
    )
    hit = rows["received"][:, 1]
    assert np.array_equal(hit[23:29], [0.0, 0.0, 0.0, 0.0, 0.0, 2.0])
    assert np.array_equal(hit[29:35], [4.0, 4.0, 4.0, 4.0, 4.0, 2.0])
    assert np.array_equal(rows["cost"][18:27, 1], [2.0, 2.0, 12.0, 12.0, 12.0, 12.0, 12.0, 2.0, 2.0])
    assert not rows["held"].any()


def test_what_is_lost_is_owed_again() -> None:
    rows = told(way(when_closed="lose"), closed("Q", 20, 22))
    assert np.array_equal(rows["lost"][18:24, 1], [0.0, 0.0, 2.0, 4.0, 4.0, 4.0])
    assert np.array_equal(rows["shipped"][18:24, 1], [2.0, 2.0, 4.0, 4.0, 2.0, 2.0])
    assert np.array_equal(rows["received"][22:33, 1], [2.0, 0.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0, 4.0, 4.0, 2.0])


def test_a_port_on_the_day_of_departure_holds_what_has_left() -> None:
    rows = told(way(via_days="0;10"), closed("P", 20, 22))
    assert np.array_equal(rows["held"][19:23, 1], [0.0, 2.0, 4.0, 0.0])
    assert np.array_equal(rows["received"][29:34, 1], [2.0, 0.0, 0.0, 6.0, 2.0])


def test_a_port_on_the_day_of_arrival_lets_nothing_in() -> None:
    rows = told(way(via_days="0;10"), closed("Q", 20, 22))
    assert np.array_equal(rows["received"][19:24, 1], [2.0, 0.0, 0.0, 6.0, 2.0])


def test_what_was_under_way_before_the_first_day_feels_it_too() -> None:
    """What arrives on day 3, 4 and 5 reaches Q on day 0, 1 and 2, and waits until day 3."""
    rows = told(way(opening_transit="2 2 2 2 2 2 2 2 2 2"), closed("Q", 0, 3))
    assert np.array_equal(rows["received"][:, 0], [2.0] * 10 + [0.0] * 10 + [2.0] * 20), "enough is on order"
    assert np.array_equal(
        rows["received"][:12, 1], [2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 8.0, 2.0, 2.0, 2.0, 0.0, 0.0]
    )


def test_what_is_held_in_transit_reaches_the_port_later() -> None:
    """Nothing moves for three nights. What left on days 10 to 13 then comes to Q together, on day 20."""
    held = Close(("transit", 0), 10, 13, 0.0, (1, 2))
    rows = told(way(), held)
    assert np.array_equal(rows["received"][10:26, 1], [2.0, 0.0, 0.0, 0.0, *[2.0] * 9, 8.0, 2.0, 2.0])
    rows = told(way(), held, closed("Q", 20, 25))
    assert np.array_equal(rows["held"][19:26, 1], [0.0, 8.0, 10.0, 12.0, 14.0, 16.0, 0.0])
    assert np.array_equal(rows["received"][22:30, 1], [2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 18.0, 2.0])


def test_places_are_spread_evenly_where_no_days_are_given() -> None:
    hit = told(way(lead_days=9, via_days=""), closed("Q", 20, 1000))["received"][:, 1]
    assert np.array_equal(hit, [0.0] * 9 + [2.0] * 14 + [0.0] * 17)


@pytest.mark.parametrize("lead", [
    {"lead_days": 8, "lead_shape": "gamma", "lead_sd_days": 4}, {"lead_shape": "table", "lead_table": "0:0.4;9:0.6"},
    {"lead_days": 6, "lead_zero_part": 0.5},
], ids=str)  # fmt: skip
@pytest.mark.parametrize("when", ["wait", "reroute", "lose"])
def test_with_drawn_times_nothing_passes_a_closed_port_and_nothing_vanishes(
    lead: dict[str, Any], when: str
) -> None:
    net = way(via="P", via_days="", lead_days=lead.get("lead_days", 0), when_closed=when, detour_days=3,
              **{name: cell for name, cell in lead.items() if name != "lead_days"})  # fmt: skip
    _s, job = job_of(
        net, 120, 60, closed=[closed("P", 30, 60, lanes=(20, 40)), closed("Q", 0, 1)], forced=True
    )
    shipped = received = np.zeros(60)
    alone = job_of(net, 120, 60, forced=True)[1]
    for day, calm in zip(walk(job), walk(alone), strict=True):
        shipped, received = shipped + day.moved["shipped"][0], received + day.moved["received"][0]
        pipe = job.tables.pipes[0]
        under_way = day.state.ring[: pipe["slots"]].sum(axis=0) + waiting(job.tables.route, day.state, 1)[0]
        np.testing.assert_allclose(
            received + under_way + day.state.voyage.lost.sum(axis=0), shipped, rtol=1e-12
        )
        assert np.array_equal(day.state.stock[:, :20], calm.state.stock[:, :20]), "others are not touched"
        if day.day > 30 + 40 and when == "wait":
            assert not day.state.voyage.queue.any()
        if when == "wait" and 31 + job.tables.pipes[0]["slots"] < day.day < 60:
            assert not day.moved["received"][0, 20:40].any()
