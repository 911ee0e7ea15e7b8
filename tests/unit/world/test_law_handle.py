"""What leaves or passes a site on a day is shared by all flows through it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.timetable import TIMETABLES


def depot(
    timetable: str = "standard",
    *,
    quantum: float = 0,
    port: float = float("inf"),
    partial: str = "yes",
    **site: Any,
) -> Network:
    """A depot with plenty serves two shops (8 and 4 a day, by way of a port) and a customer of its own (4 a day)."""
    rule = "proportional" if partial == "yes" else "priority"
    return network(Settings("depot", timetable=timetable), {
        "site": [{"name": "depot"} | site, {"name": "far"}, {"name": "near"},
                 {"name": "port", "role": "port", "handling_per_day": port}],
        "item": [{"name": "x", "quantum": quantum}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 500, "allocation": rule}]
        + [{"site": name, "item": "x", "target_stock": 0} for name in ("far", "near")],
        "recipe": [{"site": "depot", "item": "x"}],
        "lane": [{"from": "depot", "to": "far", "item": "x", "priority": 3, "via": "port"},
                 {"from": "depot", "to": "near", "item": "x", "priority": 1, "via": "port"}],
        "demand": [{"customer": "c", "site": "far", "item": "x", "mean_per_day": 8},
                   {"customer": "c", "site": "near", "item": "x", "mean_per_day": 4},
                   {"customer": "own", "site": "depot", "item": "x", "mean_per_day": 4, "priority": 2, "partial": partial}],
    })  # fmt: skip


def given(net: Network, days: int = 1, **options: Any) -> list[float]:
    """What far, near and the depot's own customer get on the last day."""
    *_, last = walk(job_of(net, days, 1, forced=True, **options)[1])
    return [*last.moved["shipped"][:, 0].tolist(), last.moved["sold"][0, 0]]


def test_a_warehouse_hands_out_what_it_can() -> None:
    """8 of the 16 that are wanted: half for all."""
    assert given(depot(handling_per_day=8)) == [4.0, 2.0, 2.0]
    assert given(depot(handling_per_day=100)) == [8.0, 4.0, 4.0]


def test_a_calendar_says_when_it_hands_out() -> None:
    """Day 0 is a Monday on which half are at work; on Tuesday all is shut, and Wednesday hands out what it can."""
    week = {"name": "shifts", "weekdays": "0.5 0 1 1 1 1 1"}
    net = depot(handling_per_day=8, handling_calendar="shifts")
    rows = {noun: list(net.rows(noun)) for noun in net.tables} | {"calendar": [week]}
    net = network(Settings("depot", start_date="2024-01-01"), rows)
    assert given(net) == [2.0, 1.0, 1.0]
    assert given(net, 2) == [0.0, 0.0, 0.0]
    assert sum(given(net, 3)) == 8.0


def test_by_priority() -> None:
    assert given(depot(handling_per_day=9, handling_rule="priority")) == [1.0, 4.0, 4.0]


def test_a_port_is_shared_by_what_passes_it() -> None:
    """Customers of the depot do not pass the port."""
    assert given(depot(port=6)) == [4.0, 2.0, 4.0]


def test_the_narrower_of_two_sites_counts_and_leaves_room_in_the_other() -> None:
    assert given(depot(port=3, handling_per_day=8)) == [2.0, 1.0, 4.0]


def test_a_disrupted_site_handles_a_part() -> None:
    assert given(depot(handling_per_day=8), closed=[Close(("site", 0), 0, 5, 0.5)]) == [2.0, 1.0, 1.0]


def test_a_sender_goes_on_sending_to_a_disrupted_port() -> None:
    """The port is 2 of 4 days away: it will have opened when what leaves today reaches it."""
    net = depot(port=6)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for lane in rows["lane"]:
        lane |= {"lead_days": 4, "via_days": "2"}
    slow = network(net.settings, rows)
    for factor in (0.0, 0.5):
        assert given(slow, closed=[Close(("site", 3), 0, 2, factor)]) == [4.0, 2.0, 4.0]


def test_who_takes_no_part_waits_for_room_for_all() -> None:
    """The depot's own customer has room for 2 of 4, or for all of it."""
    assert given(depot(handling_per_day=8, partial="no")) == [4.0, 2.0, 0.0]
    assert given(depot(handling_per_day=9, handling_rule="priority", partial="no")) == [1.0, 4.0, 4.0]


def test_whole_quanta() -> None:
    """5 of 16: 2.5, 1.25 and 1.25, so 3, 1 and 1."""
    assert given(depot(handling_per_day=5, quantum=1)) == [3.0, 1.0, 1.0]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_never_more_than_the_site_can_handle(timetable: str) -> None:
    """Also on the days after, when what was not served waits; all of it is used."""
    net = depot(timetable, handling_per_day=10, port=7)
    out = []
    for day in walk(job_of(net, 30, 1, forced=True)[1]):
        out.append((day.moved["shipped"][:, 0].sum(), day.moved["sold"][0, 0]))
        assert out[-1][0] <= 7 * (1 + 1e-9)
        assert sum(out[-1]) <= 10 * (1 + 1e-9)
    assert np.mean([sum(each) for each in out[10:]]) == pytest.approx(10.0, rel=0.35)
