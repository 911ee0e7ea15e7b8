"""Hours of a resource, hands of a site and room on a lane go to those who want them by a rule. Histories by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.timetable import TIMETABLES

Row = dict[str, Any]
Asked = float | list[float]


def customer(site: str, item: str, asked: Asked) -> tuple[Row, list[Row]]:
    """Who asks the same every day, or what is listed; and the rows of the list."""
    who = {"customer": "c", "site": site, "item": item}
    if not isinstance(asked, list):
        return who | {"mean_per_day": asked}, []
    days = [who | {"day": day, "quantity": units} for day, units in enumerate(asked)]
    return who | {"mean_per_day": sum(asked) / len(asked), "shape": "trace"}, days


def customers(*all_of: tuple[str, str, Asked]) -> dict[str, list[Row]]:
    rows = [customer(*each) for each in all_of]
    return {"demand": [row for row, _ in rows], "demand trace": [day for _, days in rows for day in days]}


def line(rule: str, *, hours: float = 10, a: Row | None = None, b: Row | None = None, asked: Mapping[str, Asked] | None = None,
         quantum: float = 0, timetable: str = "standard", parts: float | None = None, **resource: Any) -> Network:  # fmt: skip
    """A line makes A, B and C in an hour each; 8, 4 and 1 are asked, and made to order.

    parts   if given, A needs a part, of which so many lie there
    """
    made = {"site": "p", "lead_days": 0, "resource": "line", "hours_per_unit": 1}
    given: dict[str, Row] = {"A": a or {}, "B": b or {}, "C": {}}
    asks = {"A": 8, "B": 4, "C": 1} if asked is None else asked
    rows: dict[str, list[Row]] = {
        "site": [{"name": "p"}], "item": [{"name": name, "quantum": quantum} for name in "ABC"],
        "stock point": [{"site": "p", "item": name, "target_stock": 0} for name in "ABC"],
        "recipe": [made | {"item": name, "priority": rank} | given[name] for rank, name in enumerate("ABC")],
        "resource": [{"site": "p", "name": "line", "hours_per_day": hours, "sequencing": rule} | resource],
        **customers(*(("p", item, units) for item, units in asks.items())),
    }  # fmt: skip
    if parts is not None:
        rows["item"].append({"name": "part"})
        rows["stock point"].append({"site": "p", "item": "part", "target_stock": parts})
        rows["recipe"].append({"site": "p", "item": "part", "lead_days": 1})
        rows["recipe input"] = [{"site": "p", "item": "A", "input": "part"}]
    return network(Settings("line", timetable=timetable), rows)


def started(net: Network, days: int = 1, **options: Any) -> list[list[float]]:
    """What starts of A, B and C on each day."""
    s, job = job_of(net, days, 1, forced=True, **options)
    of = [s.points.index(f"p/{item}") for item in "ABC"]
    return [day.moved["started"][of, 0].tolist() for day in walk(job)]


def test_hours_in_a_fair_share() -> None:
    """10 hours for 8, 4 and 1: 1, then 4.5 for both of the others, of which B takes 4."""
    assert started(line("fair_share")) == [[5.0, 4.0, 1.0]]
    assert started(line("fair_share", hours=100)) == [[8.0, 4.0, 1.0]]


def test_a_fair_share_is_of_hours_not_of_units() -> None:
    """A takes 2 hours: 16, 4 and 1 are wanted, A gets the 5 that the others leave."""
    assert started(line("fair_share", a={"hours_per_unit": 2})) == [[2.5, 4.0, 1.0]]


def test_what_takes_no_time_is_always_made() -> None:
    assert started(line("fair_share", hours=2, a={"hours_per_unit": 0})) == [[8.0, 1.0, 1.0]]


def test_a_fair_share_within_daily_capacity() -> None:
    assert started(line("fair_share", hours=6, a={"capacity_per_day": 2})) == [[2.0, 3.0, 1.0]]


def test_a_disrupted_site_shares_fewer_hours() -> None:
    assert started(line("fair_share"), closed=[Close(("site", 0), 0, 5, 0.5)]) == [[2.0, 2.0, 1.0]]


def test_overtime_is_shared_like_other_hours() -> None:
    """8 hours and 2 of overtime."""
    assert started(line("fair_share", hours=8, overtime_hours_per_day=2)) == [[5.0, 4.0, 1.0]]


@pytest.mark.parametrize("rule", ["fair_share", "first_come"])
def test_orders_that_could_start_are_first(rule: str) -> None:
    """3 of A's 8 have their part: with B's 4 and C's 1 they take 8 of 10 hours. A's other orders get the last 2."""
    s, job = job_of(line(rule, parts=3), 1, 1, forced=True)
    (day,) = walk(job)
    room = [day.state.room[s.points.index(f"p/{item}"), 0] for item in "ABC"]
    assert room == [5.0, 4.0, 1.0]
    assert day.moved["started"][s.points.index("p/A"), 0] == 3.0


def test_whole_quanta_of_a_fair_share() -> None:
    """3.33 hours each: 3, and the one that is left to the first of equal fractions."""
    same = {"A": 8.0, "B": 8.0, "C": 8.0}
    assert started(line("fair_share", quantum=1, asked=same)) == [[4.0, 3.0, 3.0]]


def test_batches_leave_what_they_do_not_fill() -> None:
    """B asks 8 too. A gets 5 of 10 hours and makes a batch of 3; B makes 7 in what is left."""
    same = {"A": 8.0, "B": 8.0}
    assert started(line("fair_share", a={"batch_size": 3}, asked=same))[0][:2] == [3.0, 7.0]


def test_a_batch_gets_its_hours_together() -> None:
    """Half of the 10 hours is no batch of 6 for either: A's is first, by its priority."""
    batches = {"a": {"batch_size": 6}, "b": {"batch_size": 6}, "asked": {"A": 6.0, "B": 6.0}}
    assert started(line("fair_share", **batches))[0][:2] == [6.0, 0.0]
    assert started(line("fair_share", hours=12, **batches))[0][:2] == [6.0, 6.0]


def test_hours_for_the_earliest_orders() -> None:
    """A orders 12 on day 0, B 12 on day 1 and C 3 on both: 6 hours a day go in the order of the days."""
    asked = {"A": [12.0, 0, 0, 0], "B": [0.0, 12, 0, 0], "C": [3.0, 3, 0, 0]}
    found = started(line("first_come", hours=6, asked=asked), 5)
    assert found[0] == pytest.approx([4.8, 0, 1.2])
    assert found[1] == pytest.approx([4.8, 0, 1.2])
    assert found[2] == pytest.approx([2.4, 2.4, 0.6 + 0.6])  # the last 3 of day 0, then 3 of day 1's 15
    assert found[3] == pytest.approx([0, 4.8, 1.2])


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_the_earliest_orders_whatever_the_order_of_the_day(timetable: str) -> None:
    """Orders of day 0 are all made before any of day 1 starts; nothing is lost."""
    asked = {"A": [12.0, 0, 0, 0], "B": [0.0, 12, 0, 0]}
    found = started(line("first_come", hours=5, asked=asked, timetable=timetable), 9)
    made = 0.0
    for a, b, _ in found:
        assert made + a >= 12.0 - 1e-9 or b == 0.0
        made += a
    assert sum(b for _, b, _ in found) == pytest.approx(12.0)


def test_the_earliest_orders_in_whole_quanta() -> None:
    asked = {"A": [7.0, 0, 0], "B": [7.0, 0, 0], "C": [0.0, 9, 0]}
    found = started(line("first_come", hours=5, asked=asked, quantum=1), 5)
    assert found == [[3.0, 2.0, 0.0], [2.0, 3.0, 0.0], [2.0, 2.0, 1.0], [0.0, 0.0, 5.0], [0.0, 0.0, 3.0]]


def shop(rule: str, hands: float = 8, *, timetable: str = "standard", quantum: float = 0, allocation: str = "proportional",
         far: Asked = 8.0, near: Asked = 4.0, own: Asked = 4.0, port: float = float("inf")) -> Network:  # fmt: skip
    """A depot with plenty serves two shops, by way of a port, and a customer of its own."""
    return network(Settings("depot", timetable=timetable), {
        "site": [{"name": "depot", "handling_per_day": hands, "handling_rule": rule}, {"name": "far"}, {"name": "near"},
                 {"name": "port", "role": "port", "handling_per_day": port, "handling_rule": rule}],
        "item": [{"name": "x", "quantum": quantum}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 500, "allocation": allocation}]
        + [{"site": name, "item": "x", "target_stock": 0} for name in ("far", "near")],
        "recipe": [{"site": "depot", "item": "x"}],
        "lane": [{"from": "depot", "to": "far", "item": "x", "via": "port"},
                 {"from": "depot", "to": "near", "item": "x", "via": "port"}],
    } | customers(("far", "x", far), ("near", "x", near), ("depot", "x", own)))  # fmt: skip


def handed(net: Network, days: int = 1, **options: Any) -> list[list[float]]:
    """What far, near and the depot's own customer get on each day."""
    s, job = job_of(net, days, 1, forced=True, **options)
    own = s.demands.index("c@depot/x")
    return [[*day.moved["shipped"][:, 0].tolist(), day.moved["sold"][own, 0]] for day in walk(job)]


def test_hands_in_a_fair_share() -> None:
    assert handed(shop("fair_share", 9)) == [[3.0, 3.0, 3.0]]
    assert handed(shop("fair_share", 13)) == [[5.0, 4.0, 4.0]]
    assert handed(shop("fair_share", 18), closed=[Close(("site", 0), 0, 5, 0.5)]) == [[3.0, 3.0, 3.0]]


def test_hands_in_a_fair_share_of_whole_quanta() -> None:
    """2.67 each; equal claims are in the order of their names, and the customer's comes first."""
    assert handed(shop("fair_share", 8, quantum=1)) == [[3.0, 2.0, 3.0]]


@pytest.mark.parametrize("allocation", ["proportional", "priority", "first_come", "promised"])
@pytest.mark.parametrize("timetable", TIMETABLES)
def test_hands_for_the_earliest_orders(timetable: str, allocation: str) -> None:
    """Far orders 12 on day 0 and near 12 on day 1: near waits until far has all, whatever the rule for stock."""
    net = shop(
        "first_come", 5, timetable=timetable, allocation=allocation, far=[12.0, 0], near=[0.0, 12], own=0
    )
    found, sent = handed(net, 9), 0.0
    for far, near, _ in found:
        assert sent + far >= 12.0 - 1e-9 or near == 0.0
        sent += far
    assert sum(near for _, near, _ in found) == pytest.approx(12.0)


def test_orders_of_one_day_are_handed_out_in_proportion() -> None:
    found = handed(shop("first_come", 8, far=[8.0, 0], near=[4.0, 0], own=[4.0, 8]), 2)
    assert found == [[4.0, 2.0, 2.0], [4.0, 2.0, 2.0]]


def test_what_does_not_get_through_the_port_leaves_hands_for_others() -> None:
    """The port lets 2 and 1 pass, so that the depot's own customer gets its 4 of the 8 that the depot can hand out."""
    assert handed(shop("proportional", 8, port=3)) == [[2.0, 1.0, 4.0]]


def road(rule: str = "proportional", *, quantum: float = 0, a: Asked = 8.0, b: Asked = 4.0, timetable: str = "standard",
         stock: float = 500, **lane: Any) -> Network:  # fmt: skip
    """A works makes A and B of one x each, that comes over one lane: 8 and 4 a day are called off, 6 can leave."""
    return network(Settings("road", timetable=timetable), {
        "site": [{"name": "pit"}, {"name": "works"}, {"name": "port", "role": "port"}],
        "item": [{"name": name, "quantum": quantum} for name in "xAB"],
        "stock point": [{"site": "pit", "item": "x", "target_stock": stock, "allocation": rule}]
        + [{"site": "works", "item": item, "target_stock": 0} for item in "AB"],
        "recipe": [{"site": "pit", "item": "x", "lead_days": 9}]
        + [{"site": "works", "item": item} for item in "AB"],
        "recipe input": [{"site": "works", "item": item, "input": "x"} for item in "AB"],
        "lane": [{"from": "pit", "to": "works", "item": "x", "capacity_per_day": 6} | lane],
    } | customers(("works", "A", a), ("works", "B", b)))  # fmt: skip


def sent(net: Network, days: int = 1, **options: Any) -> list[list[float]]:
    """What leaves for A and for B on each day."""
    s, job = job_of(net, days, 1, forced=True, **options)
    of = [s.flows.index(f"pit→works:x>{item}") for item in "AB"]
    return [day.moved["shipped"][of, 0].tolist() for day in walk(job)]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("proportional", [4.0, 2.0]),
        ("priority", [6.0, 0.0]),
        ("fair_share", [3.0, 3.0]),
        ("first_come", [4.0, 2.0]),
        ("promised", [4.0, 2.0]),
    ],
)
def test_a_lane_is_shared_by_the_rule_of_the_sender(rule: str, found: list[float]) -> None:
    assert sent(road(rule)) == [found]
    assert sent(road(rule, capacity_per_day=50)) == [[8.0, 4.0]]


@pytest.mark.parametrize("rule", ["proportional", "priority", "fair_share", "first_come"])
def test_who_wants_nothing_leaves_the_lane_to_the_others(rule: str) -> None:
    """Their mean needs are the same; A orders on day 0, B on day 4."""
    assert sent(road(rule, a=[12.0, 0, 0, 0, 0], b=[0.0, 0, 0, 0, 12]), 6) == [
        [6.0, 0.0], [6.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 6.0], [0.0, 6.0],
    ]  # fmt: skip


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_the_earliest_orders_leave_first(timetable: str) -> None:
    found, gone = sent(road("first_come", a=[12.0, 0, 0], b=[0.0, 12, 0], timetable=timetable), 9), 0.0
    for a, b in found:
        assert gone + a >= 12.0 - 1e-9 or b == 0.0
        assert a + b <= 6.0 * (1 + 1e-9)
        gone += a
    assert sum(b for _, b in found) == pytest.approx(12.0)


def test_a_lane_is_shared_in_whole_quanta() -> None:
    """5 for 8 and 4: 3.33 and 1.67, so 3 and 2."""
    assert sent(road(quantum=1, capacity_per_day=5)) == [[3.0, 2.0]]


def test_a_departure_is_shared() -> None:
    """Day 0 is a Thursday: 6 leave then, and a week later."""
    found = sent(road(departs="Thu"), 8)
    assert found == [[4.0, 2.0]] + [[0.0, 0.0]] * 6 + [pytest.approx([4.0, 2.0])]


def test_a_disrupted_lane_has_its_part() -> None:
    assert sent(road(), closed=[Close(("lane", 0), 0, 9, 0.5)]) == [[2.0, 1.0]]
    assert sent(road(), closed=[Close(("lane", 0), 0, 9, 0.0)]) == [[0.0, 0.0]]
    assert sent(road("fair_share", departs="Thu"), closed=[Close(("lane", 0), 0, 9, 0.5)]) == [[1.5, 1.5]]


def test_so_has_a_lane_by_way_of_a_disrupted_port() -> None:
    assert sent(road(via="port"), closed=[Close(("site", 2), 0, 9, 0.5)]) == [[2.0, 1.0]]


def test_short_stock_and_a_narrow_lane() -> None:
    """Of 3 in stock, all leave: rooms are 4 and 2, and stock goes in proportion to what may be claimed."""
    assert sent(road(stock=3)) == [[2.0, 1.0]]
