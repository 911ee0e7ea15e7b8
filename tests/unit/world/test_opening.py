"""What is there before day 0, from outside the network's tables: by pencil and paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.network.build import Structure, build
from echelon.network.model import Network, Settings, network
from echelon.network.opening import Opening, Row, findings
from echelon.study.many import run
from echelon.study.scenario import Scenario
from echelon.testing.walks import Close, Day, job_of, walk
from echelon.world.carried import carried
from echelon.world.counted import KPIS
from echelon.world.run import Job
from echelon.world.state import State

LANE, SHOP, WORKS, SALE = "Kobe→Oslo:drill", "Oslo/drill", "Kobe/drill", "Norway@Oslo/drill"


def chain(demand: dict[str, Any] | None = None, **lane: Any) -> Network:
    """Kobe makes drills of motors that it calls off, in 2 days, and sends them to Oslo, 3 days away; Oslo sells 2 a day."""
    drill = {"item": "drill"}
    return network(Settings("chain"), {
        "site": [{"name": "Kobe"}, {"name": "Oslo"}, {"name": "Lyon"}],
        "item": [{"name": "drill", "unit_value": 5}, {"name": "motor"}],
        "stock point": [{"site": "Lyon", "item": "motor", "target_stock": 90}, {"site": "Kobe", "target_stock": 20, **drill},
                        {"site": "Oslo", "target_stock": 10, **drill}],
        "recipe": [{"site": "Lyon", "item": "motor"}, {"site": "Kobe", "lead_days": 2, **drill}],
        "recipe input": [{"site": "Kobe", "input": "motor", **drill}],
        "lane": [{"from": "Kobe", "to": "Oslo", "lead_days": 3, **drill, **lane},
                 {"from": "Lyon", "to": "Kobe", "item": "motor", "lead_days": 1}],
        "demand": [{"customer": "Norway", "site": "Oslo", "mean_per_day": 2, **drill, **(demand or {})}],
    })  # fmt: skip


def seen(net: Network, *rows: Row, days: int = 6) -> dict[str, list[float]]:
    """By day: what Oslo receives, has, owes and orders, what Kobe starts and ships."""
    s, job = job_of(net, days, 1, opening=Opening(rows), forced=True)
    oslo, kobe, lane = s.points.index(SHOP), s.points.index(WORKS), s.flows.index(LANE)
    found: dict[str, list[float]] = {}
    for day in walk(job):
        state, moved = day.state, day.moved
        for name, row in {"received": moved["received"][lane], "stock": state.stock[oslo], "backlog": state.backlog[0],
                          "ordered": state.ordered[lane], "started": moved["started"][kobe],
                          "shipped": moved["shipped"][lane]}.items():  # fmt: skip
            found.setdefault(name, []).append(float(row[0]))
    return found


def first_day(net: Network, *rows: Row) -> Any:
    """What is counted on day 0."""
    return next(walk(job_of(net, 1, 1, opening=Opening(rows), forced=True)[1])).counts.daily[:, 0, 0]


def test_goods_under_way_arrive_on_their_day_and_count_as_ordered() -> None:
    """Oslo has 4 of 10 and 6 under way, so on day 0 it orders what it sells; one shipment takes longer than the lane does."""
    rows = seen(chain(), ("stock", SHOP, 0, 4.0), ("transit", LANE, 0, 1.0), ("transit", LANE, 5, 5.0))
    assert rows["received"] == [1, 0, 0, 2, 2, 2 + 5]
    assert rows["ordered"] == [2] * 6
    assert rows["stock"] == [3, 1, 0, 0, 0, 4]
    assert rows["backlog"] == [0, 0, 1, 1, 1, 0]


def test_what_customers_wait_for_is_owed_first() -> None:
    """3 are owed: Oslo has 4, sells 4 of 5 on day 0, and its position is 10 - 3 - 2 below target: it orders 5 + 6."""
    rows = seen(chain(), ("stock", SHOP, 0, 4.0), ("backlog", SALE, 0, 3.0))
    assert rows["ordered"][0] == 10 - (4 - 5)
    assert rows["backlog"][:3] == [1, 3, 5]
    daily = run(
        Scenario(chain(), days=1, replications=1, opening=Opening((("backlog", SALE, 0, 3.0),)))
    ).daily
    assert daily[:4, 0, 0].tolist() == [2.0, 2.0, 5.0, 0.0], (
        "asked today, of it on time, delivered at all, lost"
    )


def test_what_is_due_leaves_first_and_is_not_ordered_again() -> None:
    rows = seen(chain(), ("stock", SHOP, 0, 7.0), ("due", LANE, 0, 3.0))
    assert rows["ordered"][0] == 2.0
    assert rows["shipped"][0] == 5.0


def test_orders_that_travel_reach_the_sender_on_their_day() -> None:
    rows = seen(chain(order_days=2), ("stock", SHOP, 0, 7.0), ("posted", LANE, 1, 3.0))
    assert rows["ordered"] == [2] * 6
    assert rows["shipped"][:4] == [0, 3, 2, 2]


def test_production_that_is_ordered_started_or_waits_for_a_set() -> None:
    """Kobe has 12 of 20: 1 is ordered, for which a motor waits, 4 and 3 are finished today and on day 4."""
    rows = seen(chain(), ("stock", WORKS, 0, 12.0), ("pending", WORKS, 0, 1.0), ("making", WORKS, 0, 4.0),
                ("making", WORKS, 4, 3.0), ("staged", "Kobe:motor>drill", 0, 1.0))  # fmt: skip
    # Oslo orders 2 a day, so Kobe does; a motor called off on day 0 is there on day 1.
    assert rows["started"][:3] == [1, 2, 2]
    assert rows["shipped"] == [2] * 6


def test_who_wants_delivery_later_is_late_with_what_is_owed() -> None:
    net = chain({"due_days": 2, "stockout_cost": 7.0})
    daily = first_day(net, ("backlog", SALE, 0, 3.0), ("stock", SHOP, 0, 2.0))
    assert daily[KPIS.index("stockout")] == 7.0, (
        "2 of 3 that are late are served, and nothing of today is due"
    )


def test_going_on_from_an_opening_is_going_on() -> None:
    """The state of a run without chance, said as an opening, gives the days that the run goes on with; a week is as the next."""
    net = chain({"shape": "trace", "repeat": "yes"})
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    sale = {"customer": "Norway", "site": "Oslo", "item": "drill"}
    rows["demand trace"] = [
        sale | {"day": day, "quantity": units} for day, units in enumerate((9, 0, 1, 3, 0, 6, 0))
    ]
    net = network(net.settings, rows)
    s, job = job_of(net, 21, 1, forced=True)
    stocks: list[Any] = []
    said: tuple[Row, ...] = ()
    for day in walk(job):
        stocks.append(day.state.stock[:, 0].copy())
        if day.day == 6:
            said = tuple(row for row in said_of(s, job, day.state, 7) if row[3] or row[0] == "stock")
    onward = job_of(net, 14, 1, opening=Opening(said), forced=True)[1]
    assert np.array_equal([day.state.stock[:, 0].copy() for day in walk(onward)], stocks[7:])
    assert {"stock", "transit", "making"} <= {row[0] for row in said}
    assert len({tuple(each) for each in stocks[7:]}) > 3


def said_of(s: Structure, job: Job, state: State, morning: int) -> Iterator[Row]:
    """A state on the morning of a day as rows of an opening; all lead times are constant."""
    columns = (
        ("stock", s.points, state.stock),
        ("due", s.flows, state.due),
        ("backlog", s.demands, state.backlog),
    )
    for what, names, column in columns:
        yield from ((what, name, 0, float(units)) for name, units in zip(names, column[:, 0], strict=True))
    made = np.flatnonzero(s.recipe_row >= 0).tolist()
    yield from (("pending", s.points[p], 0, float(state.pending[p, 0])) for p in made)
    yield "staged", "Kobe:motor>drill", 0, float(state.staged[s.group_start[s.points.index(WORKS)], 0])
    names = [*(("transit", name) for name in s.flows), *(("making", s.points[p]) for p in made)]
    for (what, name), pipe in zip(names, job.tables.pipes, strict=True):
        for ahead in range(pipe["lead"]):
            slot = pipe["base"] + (morning + 1 + ahead) % pipe["slots"]
            yield what, name, ahead, float(state.ring[slot, 0])


@pytest.mark.parametrize(("row", "said"), [
    (("stock", "Oslo/dril", 0, 1.0), "must be of a stock point of the network. Got `Oslo/dril`. Did you mean `Oslo/drill`"),
    (("stok", SHOP, 0, 1.0), "must be one of stock, .* Did you mean `stock`"),
    (("making", SHOP, 0, 1.0), "must be of a stock point of the network. Got `Oslo/drill`"),
    (("stock", SHOP, 2, 1.0), "must be of day 0, but for transit, posted, making. Got day 2"),
    (("due", LANE, 0, -1.0), r"must be in \[0, 1e\+15\]. Got -1"), (("due", LANE, 0, float("nan")), r"must be in \[0, 1e\+15\]"),
    (("stock", SHOP, 0, 1e308), r"must be in \[0, 1e\+15\]. Got 1e\+308"),
    (("transit", LANE, 10**9, 1.0), r"must be of a whole day in \[0, 3650\]. Got day 1000000000"),
    (("transit", LANE, 2.5, 1.0), "must be of a whole day .* Got day 2.5"),
], ids=str)  # fmt: skip
def test_what_cannot_be_is_refused(row: Row, said: str) -> None:
    with pytest.raises(BadScenario, match=said):
        run(Scenario(chain(), days=1, replications=1, opening=Opening((row, row))))
    assert len(list(findings(Opening((row, row)), chain(), build(chain())))) == 2, "all at once"


def test_who_does_not_wait_is_owed_nothing_and_orders_do_not_travel_where_they_take_no_days() -> None:
    with pytest.raises(BadScenario, match="must not be of a customer who does not wait"):
        run(
            Scenario(
                chain({"unmet": "lost"}),
                days=1,
                replications=1,
                opening=Opening((("backlog", SALE, 0, 1.0),)),
            )
        )
    with pytest.raises(BadScenario, match=r"must be of orders that travel for days. Got day 0"):
        run(Scenario(chain(), days=1, replications=1, opening=Opening((("posted", LANE, 0, 1.0),))))


def test_orders_that_travel_arrive_no_later_than_any_would() -> None:
    with pytest.raises(BadScenario, match=r"must reach its sender before day 3. Got day 3. Name it `due`"):
        seen(chain(order_days=2), ("posted", LANE, 3, 1.0))


def test_an_opening_is_part_of_the_question() -> None:
    one, other = (Scenario(chain(), opening=Opening((("stock", SHOP, 0, units),))) for units in (1.0, 2.0))
    assert len({one.question(""), other.question(""), Scenario(chain()).question("")}) == 3


def goes_on(net: Network, *closed: Close, days: int = 16, before: int = 10) -> None:
    """A run that begins with the state of a morning does as the run that was there."""
    s, whole = job_of(net, before + days, 1, closed=closed, forced=True)
    opening, seen = None, []
    for day in walk(whole):
        if day.day == before - 1:
            opening = carried(net, s, whole.tables, day.state, before)
        if day.day >= before:
            seen.append(what(day))
    assert opening is not None
    later = [
        Close(each.target, max(0, each.start - before), each.end - before, each.factor) for each in closed
    ]
    again = job_of(net, days, 1, closed=later, opening=opening, forced=True)[1]
    assert [what(day) for day in walk(again)] == seen


def what(day: Day) -> tuple[list[float], ...]:
    state, moved = day.state, day.moved
    return (
        *(column[:, 0].round(9).tolist() for column in (state.stock, state.backlog, state.on_order)),
        *(moved[name][:, 0].round(9).tolist() for name in ("received", "shipped", "started", "ordered")),
    )


TARGETS = {"plain": None, "a lane that is shut": ("lane", 0), "goods that may not leave": ("dispatch", 0),
           "goods that wait outside": ("receiving", 0), "a plant that stands still": ("site", 0)}  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_a_run_may_begin_with_the_state_of_a_morning(name: str) -> None:
    target = TARGETS[name]
    goes_on(chain(), *([Close(target, 6, 14)] if target else []))


def test_what_waits_at_a_port_is_carried_over() -> None:
    net = chain(via="Port", via_days="1")
    tables = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    tables["site"].append({"name": "Port", "role": "port"})
    goes_on(network(net.settings, tables), Close(("site", 3), 6, 14))


def test_orders_that_travel_are_carried_over() -> None:
    goes_on(chain(order_days=2), Close(("lane", 0), 6, 14))
