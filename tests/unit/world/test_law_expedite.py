"""Shipments in a hurry, by pencil and paper."""

from __future__ import annotations

import math
from typing import Any

import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.counted import EXPEDITE
from echelon.world.timetable import TIMETABLES
from echelon.world.trace import events

Row = dict[str, Any]


def chain(lane: Row, point: float = 4, timetable: str = "standard") -> Network:
    """A depot with plenty sends a shop, three days away, what it has sold: 4 a day of 12."""
    return network(Settings("chain", timetable=timetable), {
        "site": [{"name": "depot"}, {"name": "shop"}], "item": [{"name": "x", "unit_value": 1}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 900},
                        {"site": "shop", "item": "x", "target_stock": 12, "emergency_point": point}],
        "recipe": [{"site": "depot", "item": "x"}],
        "lane": [{"from": "depot", "to": "shop", "item": "x", "lead_days": 3, "expedite_cost_per_unit": 2, **lane}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 4}],
        "exchange rate": [{"currency": "USD", "date": "2026-01-01", "rate": 0.5}],
    })  # fmt: skip


def seen(net: Network, days: int = 6) -> tuple[list[float], list[float], list[float]]:
    """Days that shipments take, the shop's stock in the evening, and what expediting costs, by day."""
    took, stock, cost = [], [], []
    for day in walk(job_of(net, days, 1, forced=True)[1]):
        took.append(float(day.moved["ship_days"][0, 0]))
        stock.append(float(day.state.stock[1, 0]))
        cost.append(float(day.counts.daily[EXPEDITE, day.day, 0]))
    return took, stock, cost


def test_what_leaves_while_the_receiver_is_short_takes_the_short_way() -> None:
    """When the depot ships, the shop has 8, 4, 0, 0, 4, 4 less what it owes: at or below 4 it takes a day instead of three.

    day              0   1   2   3   4   5
    on hand - owed   8   4   0   0   4   4
    arrives on day   3   2   3   4   5   6
    evening          8   4   4   8   8   8
    """
    assert seen(chain({"expedite_days": 1})) == ([3, 1, 1, 1, 1, 1], [8, 4, 4, 8, 8, 8], [0, 8, 8, 8, 8, 8])


def test_above_the_point_nothing_hurries() -> None:
    """From day 2 on it has 0 when the depot ships, which is not at or below -1, until it owes 4 on day 3."""
    took, _, cost = seen(chain({"expedite_days": 1}, point=-1))
    assert took[:4] == [3, 3, 3, 1]
    assert cost[:4] == [0, 0, 0, 8]
    assert seen(chain({}))[0] == [3] * 6


def test_a_hurried_shipment_reaches_the_ports_of_its_way_sooner() -> None:
    """The port is passed halfway, and closed on days 2 and 3.

    What left on days 0, 1 and 2 needs 3, 1 and 1 days, reaches it on days 2, 2 and 3, and waits; on day 4 it goes on, and what is
    left of an unhurried way takes a day. What left on day 3 passes on day 4.
    """
    net = chain({"expedite_days": 1, "via": "strait"})
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["site"].append({"name": "strait", "role": "canal"})
    net = network(net.settings, rows)
    assert {each.code for each in check(net) if each.code != "E195"} == set()
    assert seen(net) == seen(chain({"expedite_days": 1}))
    came = [float(day.moved["received"][0, 0])
            for day in walk(job_of(net, 7, 1, closed=[Close(("site", 2), 2, 4)], forced=True)[1])]  # fmt: skip
    assert came == [0, 0, 0, 0, 4, 16, 4]


def test_what_a_recipe_called_off_hurries_while_what_is_made_is_short() -> None:
    """The works keeps no parts: it calls off one for every lamp, and makes it on the day on which the part comes."""
    net = chain({"expedite_days": 1})
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["item"].append({"name": "lamp", "unit_value": 1})
    rows["stock point"][1]["item"] = rows["demand"][0]["item"] = "lamp"
    rows["recipe"].append({"site": "shop", "item": "lamp"})
    rows["recipe input"] = [{"site": "shop", "item": "lamp", "input": "x"}]
    made = network(net.settings, rows)
    assert {each.code for each in check(made) if each.code != "E195"} == set()
    assert seen(made) == seen(net)
    rows["stock point"][1]["emergency_point"] = math.nan
    assert {each.code for each in check(network(net.settings, rows)) if each.code != "E195"} == {"E365"}


def test_the_cost_floats_with_the_lane_s_currency() -> None:
    assert seen(chain({"expedite_days": 1, "currency": "USD"}))[2] == [0, 4, 4, 4, 4, 4]


def test_a_drawn_time_is_not_made_longer() -> None:
    """One or five days, hurried two: at most two."""
    net = chain({"expedite_days": 2, "lead_days": 3, "lead_shape": "table", "lead_table": "1:0.5;5:0.5"})
    took = seen(net, 60)[0]
    assert took[0] in (1.0, 5.0)
    assert set(took[1:]) == {1.0, 2.0}


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_material_is_conserved_in_every_timetable(timetable: str) -> None:
    """What was ordered is on hand, on its way or sold, however fast it went."""
    net = chain({"expedite_days": 0}, timetable=timetable)
    _, job = job_of(net, 12, 1, forced=True)
    sent = got = 0.0
    for day in walk(job):
        sent, got = sent + float(day.moved["shipped"][0, 0]), got + float(day.moved["received"][0, 0])
        on_way = sent - got
        assert on_way >= 0.0
    pipe = job.tables.pipes[0]
    slots = [float(day.state.ring[pipe["base"] + at, 0]) for at in range(pipe["slots"])]
    assert sum(slots) == on_way
    assert sent > 0.0


def test_expedited_shipments_are_told() -> None:
    net = chain({"expedite_days": 1})
    s, job = job_of(net, 3, 1, forced=True)
    told = [(event.data["planned"], event.data.get("expedited", False))
            for event in events(job, 0, net, s)
            if event.type == "twin.shipment.dispatched.v1" and event.data["kind"] == "transfer"]  # fmt: skip
    assert told == [("2026-01-04", False), ("2026-01-03", True), ("2026-01-04", True)]


def test_checks() -> None:
    def codes(**lane: Any) -> set[str]:
        return {each.code for each in check(chain(lane)) if each.code != "E195"}

    assert codes(expedite_days=1) == set()
    assert codes(expedite_days=1.5) == {"E366"}
    assert codes(expedite_days=3) == {"E367"}
    assert codes() == {"E309", "E368"}
