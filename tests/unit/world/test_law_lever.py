"""Levers: what each does to one day, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.every_law import with_laws
from echelon.testing.hands import elastic, restless
from echelon.testing.networks import random_network
from echelon.testing.walks import Day, job_of, walk
from echelon.world.law.lever import Levers, pull
from echelon.world.levers import LEVERS
from echelon.world.run import Job
from echelon.world.state import KPIS, State
from echelon.world.timetable import TIMETABLES

Row = dict[str, Any]
Plan = Mapping[int, Mapping[str, tuple[Any, Any]]]
"""By day, by lever: the row that is moved in every lane, and where to."""


def chain(**tables: Any) -> Network:
    """A depot with plenty sends a shop, a day away, what it has sold: 4 a day of 12."""
    return network(Settings("chain"), {
        "site": [{"name": "depot"}, {"name": "shop"}], "item": [{"name": "x", "unit_value": 1}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 900},
                        {"site": "shop", "item": "x", "target_stock": 12}],
        "recipe": [{"site": "depot", "item": "x"}],
        "lane": [{"from": "depot", "to": "shop", "item": "x", "lead_days": 1}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 4}],
    } | tables)  # fmt: skip


def steered(net: Network, plan: Plan, days: int = 6, lanes: int = 1) -> Iterator[tuple[Job, Day]]:
    """Every day of a run whose levers are moved so."""

    def moving(day: int, state: State) -> None:
        for name, (row, value) in plan.get(day, {}).items():
            pull(state, name, row, value)

    _, job = job_of(net, days, lanes, levers=True, forced=True)
    for day in walk(job, moving):
        yield job, day


def moved(net: Network, plan: Plan, name: str, row: int, days: int = 6) -> list[float]:
    """What one row of what moved was, by day."""
    return [float(day.moved[name][row, 0]) for _, day in steered(net, plan, days)]


def ordered(net: Network, plan: Plan, days: int = 6, flow: int = 0) -> list[float]:
    return [float(day.state.ordered[flow, 0]) for _, day in steered(net, plan, days)]


def on_hand(net: Network, plan: Plan, days: int = 6, point: int = 1) -> list[float]:
    return [float(day.state.stock[point, 0]) for _, day in steered(net, plan, days)]


def test_the_table_names_the_rows() -> None:
    assert tuple(LEVERS) == Levers._fields
    assert all(each.low <= each.neutral <= each.high and each.rate > 0 for each in LEVERS.values())


def test_without_agents_there_are_no_levers() -> None:
    _, job = job_of(chain(), 1)
    assert job.tables.reach is None


def test_extra_stock_is_aimed_at_for_as_long_as_it_is_asked_for() -> None:
    """From day 2 on 5 more, from day 4 on 3 fewer than the policy says: the order of that day makes up for it."""
    plan = {2: {"extra_stock": (1, 5.0)}, 4: {"extra_stock": (1, -3.0)}}
    assert ordered(chain(), plan) == [4, 4, 9, 4, 0, 0]
    assert on_hand(chain(), plan) == [8, 8, 8, 13, 13, 9]


def test_extra_stock_below_nothing_orders_nothing() -> None:
    assert ordered(chain(), {1: {"extra_stock": (1, -12.0)}}) == [4, 0, 0, 0, 4, 4]


def test_an_extra_order_is_placed_once_and_comes_off_the_next_ones() -> None:
    """7 more on day 1: the position is 7 above the target, and the policy orders 7 less in the days that follow."""
    plan = {1: {"extra_order": (0, 7.0)}}
    assert ordered(chain(), plan) == [4, 11, 0, 1, 4, 4]
    states = [day.state.levers.extra_order[0, 0] for _, day in steered(chain(), plan)]
    assert states == [0.0] * 6


def test_an_extra_order_comes_in_lots_within_every_maximum() -> None:
    def after(extra: float, lane: Row | None = None, item: Row | None = None, **point: Any) -> float:
        net = chain(
            item=[{"name": "x", "unit_value": 1, **(item or {})}],
            lane=[{"from": "depot", "to": "shop", "item": "x", "lead_days": 1, **(lane or {})}],
            **{"stock point": [{"site": "depot", "item": "x", "target_stock": 900},
                               {"site": "shop", "item": "x", "target_stock": 12, "review_every_days": 9,
                                "review_first_day": 9, **point}]},
        )  # fmt: skip
        return ordered(net, {1: {"extra_order": (0, extra)}}, 2)[1]

    assert after(7.0) == 7.0, "on a day without a review too"
    assert after(7.0, order_multiple=5) == 10.0
    assert after(2.0, order_minimum=6) == 6.0
    assert after(70.0, order_multiple=8, order_maximum=20) == 16.0
    assert after(70.0, position_maximum=14) == 10.0, "14 - 4 on hand after two days of 4"
    assert after(70.0, position_maximum=14, order_multiple=8) == 8.0
    assert after(5.0, position_maximum=14, order_minimum=12) == 0.0
    assert after(70.0, {"lot_maximum": 30}) == 30.0
    assert after(6.25, item={"quantum": 0.5}) == 6.5
    assert after(70.0, {"lot_maximum": 30.25}, {"quantum": 0.5}) == 30.0
    assert after(0.0) == 0.0


def two_sources(point: Row | None = None, **more: Row) -> Network:
    """A shop that asks one depot for 0.75 of what it sells and another for the rest: 12 a day."""
    return network(Settings("fork"), {
        "site": [{"name": "a"}, {"name": "b"}, {"name": "shop"}],
        "item": [{"name": "x", "unit_value": 1, **more.get("item", {})}],
        "stock point": [{"site": "a", "item": "x", "target_stock": 900}, {"site": "b", "item": "x", "target_stock": 900},
                        {"site": "shop", "item": "x", "target_stock": 36, **(point or {})}],
        "recipe": [{"site": "a", "item": "x"}, {"site": "b", "item": "x"}],
        "lane": [{"from": "a", "to": "shop", "item": "x", "lead_days": 1, "share": 0.75, **more.get("a", {})},
                 {"from": "b", "to": "shop", "item": "x", "lead_days": 1, "share": 0.25, **more.get("b", {})}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 12}],
    })  # fmt: skip


def split(net: Network, weights: tuple[float, float], days: int = 3) -> tuple[float, float]:
    """What is asked of each source on the last day, with these weights from the first."""
    plan = {0: {"source_weight": (slice(0, 2), [[each] for each in weights])}}
    *_, (_, last) = steered(net, plan, days)
    first, second = last.state.ordered[:2, 0].tolist()
    return first, second


def test_weights_shift_what_each_source_is_asked_for() -> None:
    """0.75 : 0.25 weighed 1 : 3 is half each; without any weight shares stand."""
    assert split(two_sources(), (1, 1)) == (9, 3)
    assert split(two_sources(), (1, 3)) == (6, 6)
    assert split(two_sources(), (0.1, 0.3)) == pytest.approx((6, 6))
    assert split(two_sources(), (0, 1)) == (0, 12)
    assert split(two_sources(), (0, 0)) == (9, 3)


def test_a_source_left_out_gets_no_quantum_and_no_rest() -> None:
    whole = two_sources(item={"quantum": 5})
    total = [sum(split(whole, weights, days)) for weights in ((1, 1), (0, 1)) for days in range(1, 6)]
    assert total[:5] == total[5:]
    assert all(split(whole, (0, 1), days)[0] == 0 for days in range(1, 6))


def test_where_sources_are_asked_in_order_weight_0_leaves_one_out() -> None:
    ranked = two_sources(
        {"sourcing": "priority"}, a={"source_rank": 1, "lot_maximum": 7}, b={"source_rank": 2}
    )
    ranked = without_shares(ranked)
    assert split(ranked, (1, 1)) == (7, 5)
    assert split(ranked, (0, 1)) == (0, 12)
    assert split(ranked, (1, 0)) == (12, 0), "the last that is left takes the rest, as the last does"
    assert split(ranked, (0, 0)) == (7, 5)
    assert split(ranked, (0.5, 2)) == (7, 5)


def without_shares(net: Network) -> Network:
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["lane"] = [{**row, "share": None} for row in rows["lane"]]
    return network(net.settings, rows)


def counter(point: Row | None = None, **customer: Any) -> Network:
    """A shop with 10 on hand and nothing coming; two customers ask 6 a day each."""
    return network(Settings("counter"), {
        "site": [{"name": "shop"}], "item": [{"name": "x", "unit_value": 1}, {"name": "y", "unit_value": 1}],
        "stock point": [{"site": "shop", "item": "x", "target_stock": 0, "initial_stock": 10, **(point or {})},
                        {"site": "shop", "item": "y", "target_stock": 50}],
        "recipe": [{"site": "shop", "item": "x", "lead_days": 300}, {"site": "shop", "item": "y", "lead_days": 300}],
        "demand": [{"customer": name, "site": "shop", "item": "x", "mean_per_day": 6, "price": 5, **customer} for name in "ab"],
    })  # fmt: skip


def sold(net: Network, plan: Plan, days: int = 2) -> list[list[float]]:
    return [day.moved["sold"][:, 0].tolist() for _, day in steered(net, plan, days)]


def test_an_allotment_leaves_the_rest_to_others() -> None:
    """12 asked of 10: 5 each. If one may have a third of its 6, the other gets 6, and 2 stay for tomorrow."""
    assert sold(counter(), {})[0] == [5, 5]
    third = {0: {"allotment": (0, 1 / 3)}, 1: {"allotment": (0, 1.0)}}
    assert sold(counter(), third) == [[2, 6], pytest.approx([10 / 16 * 2, 6 / 16 * 2])]
    for rule in ("priority", "fair_share", "first_come"):
        assert sold(counter({"allocation": rule}), third)[0] == pytest.approx([2, 6])


def test_an_allotment_of_0_is_lost_where_nobody_waits() -> None:
    none = {0: {"allotment": (slice(0, 2), 0.0)}}
    for _, day in steered(counter(unmet="lost"), none, 2):
        assert day.moved["gone"][:, 0].tolist() == [6, 6]
        assert day.state.stock[0, 0] == 10
    waiting = [day.state.backlog[:, 0].tolist() for _, day in steered(counter(), none, 2)]
    assert waiting[-1] == [12, 12]


def test_who_takes_no_part_gets_none_of_a_part() -> None:
    assert sold(counter({"allocation": "priority"}, partial="no"), {0: {"allotment": (0, 0.9)}})[0] == [0, 6]


def test_a_higher_price_is_paid_and_fewer_ask() -> None:
    """At 1.5 times the price of 5, of whom half as many go as it is higher: 6 x 0.75 are asked and 7.50 paid."""
    net = counter({"initial_stock": 100}, elasticity=0.5)
    asked = []
    for _, day in steered(net, {0: {"price": (0, 1.5)}, 1: {"price": (0, 1.0)}}, 2):
        asked.append(day.state.asked[:, 0].tolist())
    assert asked == [[4.5, 6], [6, 6]]
    revenue, margin = (KPIS.index(name) for name in ("revenue", "margin"))
    assert day.counts.daily[revenue, :, 0].tolist() == [4.5 * 7.5 + 30, 60]
    assert day.counts.daily[margin, :, 0].tolist() == [4.5 * 6.5 + 24, 48]
    assert [
        day.state.asked[0, 0] for _, day in steered(counter(elasticity=4), {0: {"price": (0, 2.0)}}, 1)
    ] == [0.0]


def test_a_customer_may_be_given_no_substitutes() -> None:
    net = counter({"initial_stock": 0}, substitute="y")
    assert [day.moved["swapped"][:, 0].tolist() for _, day in steered(net, {}, 1)] == [[6, 6]]
    assert [
        day.moved["swapped"][:, 0].tolist() for _, day in steered(net, {0: {"substitute": (0, 0.0)}}, 1)
    ] == [[0, 6]]


def works(**recipe: Any) -> Network:
    """A works that makes what is sold, 8 a day at most, 5 of it in its normal hours; 10 a day are asked."""
    return network(Settings("works"), {
        "site": [{"name": "works"}], "item": [{"name": "x", "unit_value": 1}],
        "stock point": [{"site": "works", "item": "x", "target_stock": 20}],
        "recipe": [{"site": "works", "item": "x", "lead_days": 1, **recipe}],
        "resource": [{"site": "works", "name": "line", "hours_per_day": 10, "overtime_hours_per_day": 4,
                      "overtime_cost_per_hour": 1}] if recipe.get("resource") else [],
        "demand": [{"customer": "c", "site": "works", "item": "x", "mean_per_day": 10}],
    })  # fmt: skip


def test_a_run_rate_bounds_what_may_start() -> None:
    def started(plan: Plan, **recipe: Any) -> list[float]:
        return moved(works(**recipe), plan, "started", 0, 3)

    half = {1: {"run_rate": (0, 0.5)}, 2: {"run_rate": (0, 0.0)}}
    assert started(half, capacity_per_day=8) == [8, 4, 0]
    assert started(half) == [10, 6.25, 0], (
        "of what is usual, a quarter above a busy day's need, where no capacity is stated"
    )


def test_overtime_is_allowed_and_forbidden() -> None:
    """Two hours a unit: 5 in 10 hours, 2 in 4 more, 4 in twice as many."""
    plan = {1: {"overtime": (0, 0.0)}, 2: {"overtime": (0, 2.0)}}
    assert moved(works(resource="line", hours_per_unit=2), plan, "started", 0, 3) == [7, 5, 9]


def test_expediting_is_ordered_and_forbidden() -> None:
    """Three days, or one in a hurry, which is the lane's own choice from day 1 on (see `test_law_expedite`)."""
    point = {"site": "shop", "item": "x", "target_stock": 12, "emergency_point": 4}
    lane = {"from": "depot", "to": "shop", "item": "x", "lead_days": 3, "expedite_days": 1}
    net = chain(lane=[lane], **{"stock point": [{"site": "depot", "item": "x", "target_stock": 900}, point]})
    assert moved(net, {}, "ship_days", 0, 4) == [3, 1, 1, 1]
    plan = {0: {"expedite": (0, 1.0)}, 1: {"expedite": (0, -1.0)}, 3: {"expedite": (0, 0.0)}}
    assert moved(net, plan, "ship_days", 0, 4) == [1, 3, 3, 1]
    assert moved(chain(), plan, "ship_days", 0, 4) == [1] * 4, "a lane that cannot hurry does not"


def test_what_is_not_released_stays_in_stock_and_owed() -> None:
    plan = {1: {"release": (0, 0.0)}, 2: {"release": (0, 0.5)}, 3: {"release": (0, 1.0)}}
    assert moved(chain(), plan, "shipped", 0, 5) == [4, 0, 4, 8, 4]
    stocks = on_hand(chain(), plan, 5, point=0)
    assert stocks[1] == stocks[0] + 4


def test_every_lever_in_neutral_changes_no_byte() -> None:
    for seed in range(2):
        net = with_laws(random_network(seed, 25), seed)
        counted = []
        for levers in (False, True):
            *_, last = walk(job_of(net, 60, 4, levers=levers, forced=True)[1])
            counted.append(
                (last.counts.daily.tobytes(), last.counts.customer.tobytes(), last.state.stock.tobytes())
            )
        assert counted[0] == counted[1]


def test_a_lane_is_moved_alone() -> None:
    """Whoever else is steered, and whatever flags are up: the lane that is in neutral gets the bytes of nobody's."""
    net = elastic(with_laws(random_network(4, 25), 4), 4)
    _, job = job_of(net, 60, 4, levers=True, forced=True)
    hands = restless(4)

    def all_but_one(day: int, state: State) -> None:
        hands(day, state)
        for name, lever in LEVERS.items():
            getattr(state.levers, name)[:, 2] = lever.neutral

    *_, calm = walk(job)
    calm_daily = calm.counts.daily[:, :, 2].tobytes()
    *_, steered_run = walk(job, all_but_one)
    assert steered_run.counts.daily[:, :, 2].tobytes() == calm_daily
    assert steered_run.counts.daily[:, :, 1].tobytes() != calm.counts.daily[:, :, 1].tobytes()


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("seed", range(3))
def test_nothing_appears_or_vanishes_however_levers_are_moved(seed: int, timetable: str) -> None:
    """What was there, was made and came is there, was sent or sold; and nothing is negative."""
    net = random_network(seed, 25)
    net = replace(net, settings=replace(net.settings, timetable=timetable))
    s, job = job_of(net, 80, 3, levers=True, forced=True)
    hands, began = restless(seed), job.start.stock.copy()
    total = np.repeat(began[:, None], 3, axis=1)
    for day in walk(job, hands):
        moves = day.moved
        total += moves["done"]
        for p in range(len(s.points)):
            for g in range(s.group_start[p], s.group_start[p + 1]):
                for f in range(s.flow_start[g], s.flow_start[g + 1]):
                    total[s.source[f]] -= moves["shipped"][f]
                    if s.recipe_row[p] < 0:
                        total[p] += moves["received"][f]
        for d, p in enumerate(s.demand_point.tolist()):
            total[p] -= moves["sold"][d]
        np.testing.assert_allclose(day.state.stock, total, rtol=1e-9, atol=1e-6)
        for name in ("stock", "on_order", "pending", "due", "backlog", "staged", "ring"):
            assert (getattr(day.state, name) >= -1e-6).all(), name
