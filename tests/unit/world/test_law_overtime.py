"""Hours beyond the normal ones, and what set-ups cost: by hand."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.counted import OVERTIME, PRODUCTION
from echelon.world.trace import events

Row = dict[str, Any]


def line(resource: Row, a: Row | None = None, b: Row | None = None) -> Network:
    """Two items on one line of six hours, an hour each; 4 a day of both are asked and ordered again."""
    made = {"site": "p", "resource": "line", "hours_per_unit": 1}
    return network(Settings("line"), {
        "site": [{"name": "p"}], "item": [{"name": "A"}, {"name": "B"}],
        "stock point": [{"site": "p", "item": item, "target_stock": 20} for item in "AB"],
        "calendar": [{"name": "even", "weekdays": "1 1 1 1 0 1 1"}],
        "recipe": [made | {"item": "A"} | (a or {}), made | {"item": "B"} | (b or {})],
        "resource": [{"site": "p", "name": "line", "hours_per_day": 6, "overtime_cost_per_hour": 40} | resource],
        "demand": [{"customer": "c", "site": "p", "item": item, "mean_per_day": 4} for item in "AB"],
    })  # fmt: skip


def seen(net: Network, days: int = 3, *closed: Close) -> tuple[list[float], list[float]]:
    """Cost of overtime, and units started of both items, by day."""
    cost, started = [], []
    for day in walk(job_of(net, days, 1, closed=closed, forced=True)[1]):
        cost.append(float(day.counts.daily[OVERTIME, day.day, 0]))
        started.append(float(day.moved["started"].sum()))
    return cost, started


@pytest.mark.parametrize("sequencing", ["shared", "priority", "campaign"])
def test_what_is_missing_to_the_hours_needed_is_worked(sequencing: str) -> None:
    """8 hours are needed and 6 are there: 2 of 3 are worked; of 1.5, all, and half an hour of orders waits."""
    how = {"sequencing": sequencing}
    assert seen(line(how | {"overtime_hours_per_day": 3})) == ([80.0] * 3, [8.0] * 3)
    assert seen(line(how | {"overtime_hours_per_day": 1.5})) == ([60.0] * 3, [7.5] * 3)
    assert seen(line(how)) == ([0.0] * 3, [6.0] * 3)


@pytest.mark.parametrize("sequencing", ["shared", "priority", "campaign", "fair_share", "first_come"])
def test_what_is_closed_takes_no_hours_and_calls_no_overtime(sequencing: str) -> None:
    """A is closed on day 1: B makes its 4 in the normal hours. On day 2 A's 8 and B's 4 need 12 hours of 9."""
    net = line({"sequencing": sequencing, "overtime_hours_per_day": 3}, {"calendar": "even"})
    assert [each for each in check(net) if each.level == "error"] == []
    assert seen(net) == ([80.0, 0.0, 120.0], [8.0, 4.0, 9.0])


def test_hours_of_what_is_closed_go_to_the_others() -> None:
    """Day 0 shares 6 hours by halves; on day 1 A is closed, and B makes the 1 that waits and 4."""
    assert seen(line({}, {"calendar": "even"}))[1][:2] == [6.0, 5.0]


def test_set_ups_are_worked_in_overtime_too() -> None:
    """Day 0: an hour for A and its 4, an hour for B and 3. Day 1: the other B and 4, an hour for A and 3."""
    net = line(
        {"sequencing": "campaign", "overtime_hours_per_day": 3}, {"setup_hours": 1}, {"setup_hours": 1}
    )
    assert seen(net) == ([120.0] * 3, [7.0, 8.0, 8.0])


def test_in_campaigns_only_what_is_worked_is_paid() -> None:
    """A fills 4 hours and B starts in fours: 2 hours of overtime of 2.5 are worked; of 1.5 none, and B waits a day."""
    fours = {"batch_size": 4}
    how = {"sequencing": "campaign"}
    assert seen(line(how | {"overtime_hours_per_day": 2.5}, b=fours)) == ([80.0] * 3, [8.0] * 3)
    assert seen(line(how | {"overtime_hours_per_day": 1.5}, b=fours), 1) == ([0.0], [4.0])


@pytest.mark.parametrize("sequencing", ["shared", "priority", "campaign"])
def test_orders_beyond_a_daily_capacity_call_for_none(sequencing: str) -> None:
    net = line({"sequencing": sequencing, "overtime_hours_per_day": 3}, {"capacity_per_day": 1.5})
    assert seen(net, 1)[0] == [0.0]


def test_a_closed_day_has_no_overtime_and_a_disruption_cuts_it() -> None:
    """2026-01-02 is a Friday. At half the factor there are 3 + 1.5 hours."""
    net = line({"overtime_hours_per_day": 3, "calendar": "even"})
    assert seen(net) == ([80.0, 0.0, 120.0], [8.0, 0.0, 9.0])
    half = line({"overtime_hours_per_day": 3})
    assert seen(half, 3, Close(("site", 0), 1, 2, 0.5)) == ([80.0, 60.0, 120.0], [8.0, 4.5, 9.0])


def test_overtime_is_told() -> None:
    net = line({"overtime_hours_per_day": 3})
    s, job = job_of(net, 1, 1, forced=True)
    told = [
        (event.subject, event.data)
        for event in events(job, 0, net, s)
        if event.type == "twin.resource.status.v1"
    ]
    assert told == [("resource:p→line", {"state": "OVERTIME", "hours": 2.0})]


def paid(a: Row, b: Row, **resource: Any) -> list[float]:
    """Cost of set-ups by day, on a line of ten hours."""
    net = line({"sequencing": "campaign", "hours_per_day": 10, "overtime_cost_per_hour": 0} | resource, a, b)
    job = job_of(net, 4, 1, forced=True)[1]
    *_, last = walk(job)
    return [float(each) for each in last.counts.daily[PRODUCTION, :, 0]]


def test_a_set_up_costs_on_the_day_on_which_it_begins() -> None:
    """3 h for A, 2 h for B: day 0 A and B, day 1 B goes on, then A, day 2 A goes on, then B. 25 h for A: once."""
    assert paid({"setup_hours": 3, "setup_cost": 50}, {"setup_hours": 2, "setup_cost": 20}) == [
        70.0,
        50.0,
        20.0,
        50.0,
    ]
    assert paid({"setup_hours": 25, "setup_cost": 50}, {"setup_hours": 99, "setup_cost": 20}) == [
        50.0,
        0.0,
        0.0,
        0.0,
    ]


def test_a_set_up_that_takes_no_time_costs_as_well() -> None:
    assert paid({"setup_cost": 50}, {"setup_cost": 20}) == [70.0, 50.0, 20.0, 50.0]


def test_who_shares_hours_is_not_set_up() -> None:
    assert paid({"setup_cost": 50}, {"setup_cost": 20}, sequencing="shared") == [0.0] * 4


def test_checks() -> None:
    def codes(*cells: Row) -> set[str]:
        return {each.code for each in check(line(*cells)) if each.code not in ("E164", "E184")}

    assert codes({"overtime_hours_per_day": 3}) == set()
    assert codes({}) == {"E364"}
    assert codes({"overtime_cost_per_hour": 0}, {"setup_cost": 5}) == {"E277"}
    assert codes({"overtime_cost_per_hour": 0, "sequencing": "priority"}, {"batch_size": 7}) == {"E271"}
    assert codes({"overtime_hours_per_day": 3, "sequencing": "priority"}, {"batch_size": 7}) == set()
