"""One item after another on a shared resource, with set-ups between them; or by priority. Histories by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.law import campaign as law, sequence
from echelon.world.tables import RESOURCE, records
from echelon.world.trace import events

Row = dict[str, Any]


def line(
    a: Row, b: Row, resource: Row, *, changeover: Sequence[Row] = (), more: Row | None = None
) -> Network:
    """Two items on one line, an hour each; 4 a day of both are asked and ordered again."""
    made = {"site": "p", "lead_days": 0, "resource": "line", "hours_per_unit": 1}
    return network(Settings("line"), {
        "site": [{"name": "p"}], "item": [{"name": "A"}, {"name": "B"}, {"name": "part"}],
        "stock point": [{"site": "p", "item": "A", "target_stock": 20}, {"site": "p", "item": "B", "target_stock": 20}],
        "recipe": [made | {"item": "A"} | a, made | {"item": "B"} | b],
        "resource": [{"site": "p", "name": "line"} | resource],
        "changeover": [{"site": "p", "resource": "line"} | each for each in changeover],
        "demand": [{"customer": "c", "site": "p", "item": item, "mean_per_day": 4} for item in "AB"],
    } | (more or {}))  # fmt: skip


CAMPAIGN = {"sequencing": "campaign", "hours_per_day": 10}


def started(net: Network, days: int) -> dict[str, list[float]]:
    s, job = job_of(net, days, 1, forced=True)
    rows = [day.moved["started"][:, 0].tolist() for day in walk(job)]
    return {point[-1]: [row[at] for row in rows] for at, point in enumerate(s.points)}


def test_a_day_begins_with_what_the_line_is_set_up_for() -> None:
    """3 h to set up A, 1 h from A to B: day 0 makes 4 A and 2 B, day 1 the 6 B that wait and, set up again, 1 A, and so on."""
    net = line(
        {"setup_hours": 3}, {"setup_hours": 2}, CAMPAIGN, changeover=[{"from": "A", "to": "B", "hours": 1}]
    )
    assert started(net, 4) == {"A": [4.0, 1.0, 7.0, 1.0], "B": [2.0, 6.0, 2.0, 6.0]}


def test_a_set_up_longer_than_a_day_goes_on_the_next_day() -> None:
    assert started(line({"setup_hours": 25}, {"setup_hours": 99}, CAMPAIGN), 4)["A"] == [0.0, 0.0, 5.0, 10.0]


def test_without_set_ups_nothing_is_lost() -> None:
    assert started(line({}, {}, CAMPAIGN), 3) == {"A": [4.0] * 3, "B": [4.0] * 3}


def test_only_whole_batches_fit_into_the_hours() -> None:
    """Day 0: an hour for A and its 4, and no 3 B fit into the rest. Day 1: 6 B, then A is set up. Day 2: 7 of the 8 A."""
    net = line({"setup_hours": 1}, {"batch_size": 3}, CAMPAIGN | {"hours_per_day": 7})
    assert started(net, 4) == {"A": [4.0, 0.0, 7.0, 5.0], "B": [0.0, 6.0, 0.0, 0.0]}


def test_a_disruption_cuts_the_hours_and_a_set_up_waits() -> None:
    net = line({"setup_hours": 15}, {}, CAMPAIGN)
    _, job = job_of(net, 4, 1, closed=[Close(("site", 0), 1, 3)], forced=True)
    spent = [day.state.setups.spent[0, 0] for day in walk(job)]
    assert spent == [10.0, 0.0, 0.0, 5.0]


def test_hours_left_over_go_to_orders_whose_inputs_come_today() -> None:
    """A's part is made when it is asked for, and lies there in the evening: 4 can start on day 1, and 2 of that day's fit."""
    more = {"recipe input": [{"site": "p", "item": "A", "input": "part"}]}
    net = line({}, {}, CAMPAIGN, more=more)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["stock point"].append({"site": "p", "item": "part", "target_stock": 0})
    rows["recipe"].append({"site": "p", "item": "part"})
    found = started(network(net.settings, rows), 4)
    assert found["A"] == [0.0, 6.0, 2.0, 6.0]
    assert found["B"] == [4.0] * 4


@pytest.mark.parametrize(("pending", "rank", "next_up"), [
    ((4.0, 4.0, 4.0), (0, 0, 0), 1), ((4.0, 4.0, 9.0), (0, 0, 0), 2), ((4.0, 4.0, 9.0), (1, 0, 1), 1),
    ((0.0, 0.0, 0.0), (0, 0, 0), -1),
])  # fmt: skip
def test_the_next_is_by_priority_then_by_days_of_need_that_wait(
    pending: tuple[float, ...], rank: tuple[float, ...], next_up: int
) -> None:
    table = law.Campaigns(None, None, np.array(rank, dtype=float), np.array([0.1, 0.25, 0.2]))
    resource = records(RESOURCE, 1, user=0, user_end=3).view(np.recarray)[0]
    waiting = np.array(pending)[:, None]
    assert law.next_up.py_func(table, resource, np.arange(3), waiting, waiting, 0) == next_up


def test_set_ups_are_told() -> None:
    net = line({"setup_hours": 3}, {"setup_hours": 2}, CAMPAIGN)
    s, job = job_of(net, 2, 1, forced=True)
    told = [(event.time[:10], event.subject, event.data["item"], event.data["hours"])
            for event in events(job, 0, net, s) if event.type == "twin.resource.status.v1"]  # fmt: skip
    assert told == [
        ("2026-01-01", "resource:p→line", "A", 3.0),
        ("2026-01-01", "resource:p→line", "B", 2.0),
        ("2026-01-02", "resource:p→line", "A", 3.0),
    ]


def test_by_priority_the_first_gets_all_it_can_start() -> None:
    net = line({"priority": 1}, {"priority": 0}, {"sequencing": "priority", "hours_per_day": 6})
    assert started(net, 3) == {"A": [2.0] * 3, "B": [4.0] * 3}


def test_by_priority_batches_leave_what_they_do_not_fill() -> None:
    """B starts in threes: of its 4 orders 3 start, and the line's other 3 hours are A's."""
    net = line(
        {"priority": 1}, {"priority": 0, "batch_size": 3}, {"sequencing": "priority", "hours_per_day": 6}
    )
    assert started(net, 2) == {"A": [3.0, 3.0], "B": [3.0, 3.0]}


def test_hours_are_spent_and_what_is_left_is_given_out() -> None:
    units, hours = np.array([5.0, 5.0]), np.array([8.0, 20.0])
    sequence.fit.py_func(units, hours, 2.0)
    assert units.tolist() == [4.0, 5.0]
    sequence.spend.py_func(units, hours, 2.0)
    assert hours.tolist() == [0.0, 10.0]
    sequence.fit_more.py_func(units, np.array([9.0, 9.0]), hours, 2.0)
    assert units.tolist() == [4.0, 9.0]
    assert hours.tolist() == [0.0, 2.0]
