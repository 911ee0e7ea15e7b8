"""Laws that meet: small histories worked out by hand, in which one law must not undo what another says."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import Row
from echelon.testing.walks import Close, job_of, walk
from echelon.world.timetable import TIMETABLES


def world(rows: dict[str, list[Row]], timetable: str = "standard") -> Network:
    return network(Settings("together", timetable=timetable), rows)


def days(net: Network, count: int, name: str, *closed: Close) -> list[list[float]]:
    """A row of the state, or of what moved, by day: one number for each entity."""
    found = []
    for day in walk(job_of(net, count, 1, closed=closed, forced=True)[1]):
        rows: Any = day.moved[name] if name in day.moved else getattr(day.state, name)
        found.append(rows[:, 0].tolist())
    return found


def first(net: Network, count: int, name: str, *closed: Close) -> list[float]:
    return [row[0] for row in days(net, count, name, *closed)]


def maker(point: Row, recipe: Row | None = None, *, mean: float, item: Row | None = None, timetable: str = "standard",
          **demand: object) -> Network:  # fmt: skip
    """One site that makes drills out of nothing, and sells them."""
    drill = {"site": "Kobe", "item": "drill"}
    return world(
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill"} | (item or {})],
            "stock point": [drill | point],
            "recipe": [drill | (recipe or {})],
            "demand": [drill | {"customer": "Japan", "mean_per_day": mean, **demand}],
        },
        timetable,
    )


def chain(source: Row, shop: Row, lane: Row, *, mean: float = 1, item: Row | None = None) -> Network:
    """Kobe makes drills at once and sends them to Oslo."""
    return world(
        {
            "site": [{"name": "Kobe"}, {"name": "Oslo"}],
            "item": [{"name": "drill"} | (item or {})],
            "stock point": [
                {"site": "Kobe", "item": "drill", "target_stock": 50} | source,
                {"site": "Oslo", "item": "drill"} | shop,
            ],
            "recipe": [{"site": "Kobe", "item": "drill"}],
            "lane": [{"from": "Kobe", "to": "Oslo", "item": "drill", "lead_days": 1} | lane],
            "demand": [{"customer": "Norway", "site": "Oslo", "item": "drill", "mean_per_day": mean}],
        }
    )


def rivals(stock: Row, to_a: Row, to_b: Row, *, daily: float) -> Network:
    """K makes so many drills a day, and gives them to A and B, who order by plan, first come, first served."""
    plan: Row = {"item": "drill", "policy": "plan"}
    lane: Row = {"from": "K", "item": "drill"}
    return world({
        "site": [{"name": name} for name in "ABK"],
        "item": [{"name": "drill"}],
        "stock point": [{"site": "K", "item": "drill", "allocation": "first_come"} | stock, {"site": "A"} | plan,
                        {"site": "B"} | plan],
        "recipe": [{"site": "K", "item": "drill", "lead_days": 1, "capacity_per_day": daily}],
        "lane": [lane | {"to": "A"} | to_a, lane | {"to": "B"} | to_b],
        "demand": [{"customer": "c", "site": site, "item": "drill", "mean_per_day": 1} for site in "AB"],
    })  # fmt: skip


def test_what_was_set_aside_leaves_as_far_as_its_lane_lets_it() -> None:
    """2 a day, 5 at most; held on days 1 to 4, when 8 gather. The lane is closed on day 6: then it sends 5, 0, 5 and the rest."""
    net = chain({}, {"target_stock": 20}, {"capacity_per_day": 5}, mean=2)
    hits = Close(("dispatch", 0), 1, 5), Close(("lane", 0), 6, 7)
    assert [row[0] for row in days(net, 11, "shipped", *hits)] == [2, 0, 0, 0, 0, 5, 0, 5, 5, 3, 2]
    joins = [row[0] for row in days(net, 11, "aside", *hits)]
    assert joins == [0, 2, 2, 2, 2, 2, 0, 4, 2, 2, 0], "what is ordered meanwhile joins what waits"


def test_what_was_set_aside_leaves_in_whole_quanta() -> None:
    """2 a day, and 4 from two held days; a lane of 2.5 carries 2."""
    net = chain({}, {"target_stock": 20}, {"capacity_per_day": 2.5}, mean=2, item={"quantum": 1})
    assert [row[0] for row in days(net, 6, "shipped", Close(("dispatch", 0), 1, 3))] == [2, 0, 0, 2, 2, 2]


def test_what_was_set_aside_shares_its_lane() -> None:
    """Two recipes call off 2 a day each over a lane of 6. From day 3 on 8 from two held days leave with the 4 of each day."""
    steel: Row = {"from": "Kobe", "to": "Oslo", "item": "steel", "lead_days": 1, "capacity_per_day": 6}
    net = world(
        {
            "site": [{"name": "Kobe"}, {"name": "Oslo"}],
            "item": [{"name": name} for name in ("saw", "drill", "steel")],
            "stock point": [{"site": "Kobe", "item": "steel", "target_stock": 500}]
            + [{"site": "Oslo", "item": item, "target_stock": 20} for item in ("saw", "drill")],
            "recipe": [{"site": "Kobe", "item": "steel"}]
            + [{"site": "Oslo", "item": item} for item in ("saw", "drill")],
            "recipe input": [{"site": "Oslo", "item": item, "input": "steel"} for item in ("saw", "drill")],
            "lane": [steel],
            "demand": [
                {"customer": "Norway", "site": "Oslo", "item": item, "mean_per_day": 2}
                for item in ("saw", "drill")
            ],
        }
    )
    left = [sum(row) for row in days(net, 9, "shipped", Close(("dispatch", 0), 1, 3))]
    assert left == [4, 0, 0, 6, 6, 6, 6, 4, 4]


def test_what_was_set_aside_is_handled_when_it_leaves() -> None:
    """Of 5 that Kobe can hand out on day 3, Oslo wants 2 and the 4 set aside, Japan 2."""
    net = chain({}, {"target_stock": 20}, {}, mean=2)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["site"][0]["handling_per_day"] = 5
    rows["demand"].append({"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 2})
    held = Close(("dispatch", 0), 1, 3)
    assert [row[0] for row in days(world(rows), 4, "shipped", held)] == [2, 0, 0, 3.75]
    assert [row[0] for row in days(world(rows), 4, "sold", held)][2:] == [2, 1.25]


def test_what_is_promised_does_not_leave_a_closed_site() -> None:
    """4 a day; closed on days 1 and 2, when 8 gather; on day 3 they leave with 4 more."""
    net = chain({"allocation": "promised"}, {"target_stock": 10}, {}, mean=4)
    assert [row[0] for row in days(net, 4, "shipped", Close(("site", 0), 1, 3))] == [4, 0, 0, 12]


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("unmet", ["backorder", "lost"])
def test_the_echelon_of_a_point_alone_is_its_stock(timetable: str, unmet: str) -> None:
    """What customers have been served, or will be lost, is not taken off again: both policies order the same."""
    nets = (
        maker(
            {"target_stock": 10, "initial_stock": 3, "policy": policy},
            {"lead_days": 2},
            mean=4,
            timetable=timetable,
            unmet=unmet,
        )
        for policy in ("base_stock", "echelon_base_stock")
    )
    local, echelon = (days(net, 6, "ordered")[1:] for net in nets)
    assert [row[0] for row in local] == [row[0] for row in echelon]


@pytest.mark.parametrize("cells", [{"unmet": "lost"}, {"cancel_days": 0}])
def test_a_cancelled_order_gives_no_older_date_to_the_next(cells: Row) -> None:
    """A's 9 of day 0 are cancelled. B's 30 of day 2 come before A's 9 of day 3, of the 6 that are made a day."""
    stock: Row = {"target_stock": 99, "initial_stock": 0}
    net = rivals(stock, {"plan": "9 0 0 9"} | cells, {"plan": "0 0 30"}, daily=6)
    assert days(net, 5, "shipped") == [[0, 0], [0, 0], [0, 12], [0, 6], [0, 6]]


@pytest.mark.parametrize(
    "point",
    [
        {"policy": "base_stock", "target_stock": 10},
        {"policy": "echelon_base_stock", "target_stock": 10},
        {"policy": "adaptive_base_stock", "target_stock": 4, "cover_days": 2},
    ],
)
def test_every_policy_counts_what_will_be_good(point: Row) -> None:
    """2 a day out of a position of 10 (4 and 3 days of forecast): 4 are started for 2 good ones, on every day."""
    net = maker(
        point | {"initial_stock": 10},
        {"lead_days": 3, "yield_mean": 0.5, "yield_planned": "yes"},
        mean=2,
    )
    assert first(net, 8, "ordered") == [4] * 8


def test_a_plan_and_a_blanket_order_wait_while_ordering_is_held() -> None:
    held = Close(("ordering", 1), 0, 3)
    planned = chain({}, {"policy": "plan"}, {"plan": "5 5 5 5 5"})
    assert [row[0] for row in ordered(planned, 5, held)] == [0, 0, 0, 5, 5]
    agreed = chain({}, {"target_stock": 0}, {"blanket_quantity": 10, "blanket_days": 2}, mean=0)
    assert [row[0] for row in ordered(agreed, 6, held)] == [0, 0, 0, 10, 0, 10]


def ordered(net: Network, count: int, *closed: Close) -> list[list[float]]:
    """What flows are asked for, by day."""
    seen = walk(job_of(net, count, 1, closed=closed, forced=True)[1])
    return [day.state.ordered[: len(net["lane"]), 0].tolist() for day in seen]


def test_an_agreed_quantity_is_ordered_beside_a_plan_and_in_whole_quanta() -> None:
    """9 in 2 days: the plan has 4 of them, 5 more are two quanta of 4."""
    net = chain(
        {},
        {"policy": "plan"},
        {"plan": "4", "blanket_quantity": 9, "blanket_days": 2},
        item={"quantum": 4},
        mean=0,
    )
    assert [row[0] for row in ordered(net, 4)] == [4, 8, 0, 12]


def test_a_lane_moves_whole_quanta_beside_customers_who_take_no_part() -> None:
    net = chain(
        {"allocation": "priority"},
        {"target_stock": 10, "initial_stock": 0},
        {"capacity_per_day": 2.5},
        item={"quantum": 1},
    )
    whole = {"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 1, "partial": "no"}
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["demand"].append(whole)
    assert [row[0] for row in days(world(rows), 3, "shipped")] == [2, 2, 2]


@pytest.mark.parametrize(
    "cells", [{"order_minimum": 4}, {"order_multiple": 4}, {"order_minimum": 3, "order_multiple": 2}]
)
def test_lots_do_not_take_the_position_above_its_maximum(cells: Row) -> None:
    """1 a day out of 17, at most 18: the position is 16, 15 and 14 at the first three reviews, so a lot of 4 fits on day 2."""
    point = {"target_stock": 18, "initial_stock": 17, "position_maximum": 18} | cells
    assert first(maker(point, {"lead_days": 9}, mean=1), 4, "ordered") == [0, 0, 4, 0]


def test_quanta_do_not_take_the_position_above_its_maximum() -> None:
    """The position is 20, and 6 are missing to a target that is no whole number of quanta of 4."""
    point: Row = {"target_stock": 26, "initial_stock": 24, "position_maximum": 26}
    assert first(maker(point, {"lead_days": 9}, mean=4, item={"quantum": 4}), 4, "ordered") == [4] * 4


def test_a_multiple_forgives_rounding_and_keeps_within_the_maximum() -> None:
    """3 x 0.1 are three multiples of 0.1, though 0.1 + 0.1 + 0.1 is a little more than 0.3; 10 holds one multiple of 6."""
    tenths = maker({"target_stock": 1, "order_multiple": 0.1}, mean=0.3)
    assert first(tenths, 6, "ordered") == pytest.approx([0.3] * 6)
    sixes = maker({"target_stock": 100, "initial_stock": 0, "order_multiple": 6, "order_maximum": 10}, mean=0)
    assert first(sixes, 3, "ordered") == [6, 6, 6]


def drawn(drill: Row, store: Row, recipe: Row) -> Network:
    """2 drills a day are made of steel that a store keeps until the recipe takes it."""
    return world(
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill"}, {"name": "steel"}],
            "stock point": [
                {"site": "Kobe", "item": "drill"} | drill,
                {"site": "Kobe", "item": "steel", "allocation": "drawn"} | store,
            ],
            "recipe": [{"site": "Kobe", "item": "drill"} | recipe, {"site": "Kobe", "item": "steel"}],
            "recipe input": [{"site": "Kobe", "item": "drill", "input": "steel"}],
            "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 2}],
        }
    )


def test_what_recipes_draw_is_taken() -> None:
    """A store reviewed when something was taken from it orders, every day, the 2 that were drawn."""
    net = drawn({"target_stock": 15, "initial_stock": 5}, {"target_stock": 10, "review": "on_issue"}, {})
    assert first(net, 4, "ordered") == [2, 2, 2, 2]


def test_a_recipe_that_draws_knows_what_it_has_started() -> None:
    """What is in work for three days is on order: 2 are ordered every day, as they are asked."""
    net = drawn({"target_stock": 10}, {"target_stock": 0}, {"lead_days": 3})
    assert [row[1] for row in days(net, 9, "ordered")] == [2] * 9


def bought(lanes: list[Row], point: Row, *, mean: float, **more: list[Row]) -> Network:
    """Kobe buys drills of A, B, which always have some."""
    names = [str(lane["from"]) for lane in lanes]
    return world(
        {
            "site": [{"name": name} for name in (*names, "Kobe")],
            "item": [{"name": "drill"} | dict(*more.get("item", []))],
            "stock point": [{"site": name, "item": "drill", "target_stock": 999} for name in names]
            + [{"site": "Kobe", "item": "drill"} | point],
            "recipe": [{"site": name, "item": "drill"} for name in names],
            "lane": [{"to": "Kobe", "item": "drill", "lead_days": 1} | lane for lane in lanes],
            "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": mean}],
            "exchange rate": more.get("rates", []),
        }
    )


def test_a_closed_source_gets_no_quantum_that_another_day_left_over() -> None:
    """A takes two quanta of at most 2.5 and B the rest; while B is closed, as while A is, nothing is asked beside the order."""
    lanes: list[Row] = [{"from": "A", "source_rank": 1, "lot_maximum": 2.5}, {"from": "B", "source_rank": 2}]
    net = bought(lanes, {"target_stock": 50, "sourcing": "priority"}, mean=10, item=[{"quantum": 1}])
    assert ordered(net, 4, Close(("site", 0), 2, 4)) == [[2, 8], [2, 8], [0, 10], [0, 10]]


def test_cheapest_is_by_the_rate_of_the_day() -> None:
    """A costs 3 dollars, B 2 euros: 1.50 and 2 at first; from day 2 on a dollar is a euro."""
    lanes: list[Row] = [
        {"from": "A", "buy_price": 1, "cost_per_unit": 2, "currency": "USD"},
        {"from": "B", "buy_price": 1, "cost_per_unit": 1},
    ]
    rates: list[Row] = [
        {"currency": "USD", "date": "2026-01-01", "rate": 0.5},
        {"currency": "USD", "date": "2026-01-03", "rate": 1.0},
    ]
    net = bought(
        [lane | {"capacity_per_day": 99} for lane in lanes],
        {"target_stock": 50, "sourcing": "cheapest"},
        mean=10,
        rates=rates,
    )
    assert ordered(net, 4) == [[10, 0], [10, 0], [0, 10], [0, 10]]


def test_lists_of_quantities_are_in_the_unit_of_their_row() -> None:
    """Two cases of 12 are planned on day 0, one is under way for day 0, and three reach the sender then."""
    lane = {
        "unit": "case",
        "plan": "2",
        "lead_days": 2,
        "order_days": 1,
        "opening_transit": "1",
        "opening_orders": "3",
    }
    net = chain({"target_stock": 500}, {"policy": "plan"}, lane, item={"packs": "case:12"}, mean=0)
    assert [row[0] for row in days(net, 2, "shipped")] == [36, 24]
    assert [row[1] for row in days(net, 2, "stock")] == [12, 12]


def test_an_expedited_shipment_does_not_cross_an_earlier_one_where_none_may() -> None:
    """8 leave on day 0 for 4 days; hurried from day 1 on, the next arrive with them, and not on day 2."""
    shop = {"target_stock": 12, "initial_stock": 6, "emergency_point": 3}
    lane = {"lead_days": 4, "crossing": "no", "expedite_days": 1}
    net = chain({"target_stock": 99}, shop, lane, mean=2)
    assert [row[0] for row in days(net, 5, "received")] == [0, 0, 0, 0, 14]


def test_what_has_expired_was_taken() -> None:
    """4 that nobody buys expire on the second evening; on the third day 4 are ordered, though no customer has come."""
    net = maker({"target_stock": 4, "review": "on_issue"}, mean=0, item={"shelf_life_days": 2})
    assert first(net, 5, "ordered") == [0, 0, 4, 0, 4]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_a_forecast_does_not_take_a_day_before_the_first_for_one_without_demand(timetable: str) -> None:
    """5 a day, every day: from the first review that sees a customer on, 5 are ordered."""
    point = {
        "target_stock": 0,
        "initial_stock": 15,
        "policy": "adaptive_base_stock",
        "forecast": "moving_average",
        "average_days": 2,
        "cover_days": 2,
    }
    assert first(maker(point, {"lead_days": 2}, mean=5, timetable=timetable), 6, "ordered")[1:] == [5] * 5


def test_what_was_held_waits_for_a_departure() -> None:
    """Day 0 is a Thursday. What was to leave is held until day 2, a Saturday, and sails on Sunday."""
    net = chain({}, {"target_stock": 12}, {"departs": "Thu Sun"}, mean=3)
    assert [row[0] for row in days(net, 5, "shipped", Close(("dispatch", 0), 0, 2))] == [0, 0, 0, 12, 0]


@pytest.mark.parametrize(
    ("lane", "found"), [([], False), ([{"from": "Oslo", "to": "Kobe", "item": "whey"}], True)]
)
def test_what_only_comes_with_something_else_needs_no_target(lane: list[Row], found: bool) -> None:
    net = world(
        {
            "site": [{"name": "Kobe"}, {"name": "Oslo"}],
            "item": [{"name": "cheese"}, {"name": "whey"}],
            "stock point": [
                {"site": "Kobe", "item": "cheese", "target_stock": 5},
                {"site": "Kobe", "item": "whey"},
                {"site": "Oslo", "item": "whey", "target_stock": 5},
            ],
            "recipe": [{"site": "Kobe", "item": "cheese"}, {"site": "Oslo", "item": "whey"}],
            "recipe output": [{"site": "Kobe", "item": "cheese", "output": "whey"}],
            "lane": lane,
            "demand": [
                {"customer": "Japan", "site": "Kobe", "item": item, "mean_per_day": 1}
                for item in ("cheese", "whey")
            ],
        }
    )
    assert ("E334" in {each.code for each in check(net)}) == found


SEQUENCES = ("shared", "priority", "campaign", "fair_share", "first_come")


@pytest.mark.parametrize("rule", SEQUENCES)
def test_orders_beyond_a_daily_capacity_take_no_hours(rule: str) -> None:
    """7 of both are ordered a day, 10 hours, one for each; of the first only 2 can start, so there are 8 for the other."""
    net = line({"capacity_per_day": 2}, {}, rule=rule, mean=7)
    assert days(net, 4, "started") == [[2, 7]] * 4


@pytest.mark.parametrize("rule", ["shared", "priority", "fair_share", "first_come"])
def test_nor_do_they_before_orders_that_lack_inputs_as_yet(rule: str) -> None:
    """The input of b is made on the day itself: what is left for such orders, 8 hours, goes to its 6."""
    net = line({"capacity_per_day": 2, "priority": 1}, {"priority": 2}, rule=rule, mean=6, made_of="c")
    assert [row[-1] for row in days(net, 4, "started")] == [6] * 4


def line(a: Row, b: Row, *, rule: str, mean: float, made_of: str = "") -> Network:
    """Kobe makes a and b on one line, b of something that is made at once."""
    items = ["c", "a", "b"] if made_of else ["a", "b"]
    point, hours = (
        {"site": "Kobe", "target_stock": 20},
        {"site": "Kobe", "resource": "line", "hours_per_unit": 1},
    )
    return world(
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": name} for name in items],
            "stock point": [
                point | {"item": name} | ({"target_stock": 0} if name == "c" else {}) for name in items
            ],
            "resource": [{"site": "Kobe", "name": "line", "hours_per_day": 10, "sequencing": rule}],
            "recipe": [hours | {"item": "a"} | a, hours | {"item": "b"} | b]
            + ([{"site": "Kobe", "item": "c"}] if made_of else []),
            "recipe input": [{"site": "Kobe", "item": "b", "input": "c"}] if made_of else [],
            "demand": [
                {"customer": "Japan", "site": "Kobe", "item": item, "mean_per_day": mean} for item in "ab"
            ],
        }
    )


@pytest.mark.parametrize(
    "closes", [{"when_lane_closes": "lose"}, {"when_lane_closes": "reroute", "detour_days": 3}]
)
def test_a_lane_that_takes_no_time_may_close_one_day_and_nothing_changes_before(closes: Row) -> None:
    """What comes over it could start on the same day, so that both get 5 of the 10 hours."""
    net = line({}, {}, rule="shared", mean=8)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["site"].append({"name": "Oslo"})
    rows["item"].append({"name": "steel"})
    rows["stock point"].append({"site": "Oslo", "item": "steel", "target_stock": 500})
    rows["recipe"].append({"site": "Oslo", "item": "steel"})
    rows["recipe input"].append({"site": "Kobe", "item": "a", "input": "steel"})
    rows["lane"].append({"from": "Oslo", "to": "Kobe", "item": "steel", "lead_days": 0} | closes)
    found = days(world(rows), 4, "started", Close(("lane", 0), 50, 51))
    assert found == days(world(rows), 4, "started")
    assert sorted(found[0]) == [5, 5, 8], "and Oslo makes the steel anew"


def test_what_was_lost_keeps_its_order_and_holds_up_nothing() -> None:
    """Lost on day 3: 22 of day 0, and 4. On day 4 they leave with 4 more, take the short way, and do not wait for day 8."""
    shop = {"target_stock": 40, "initial_stock": 20, "emergency_point": 12}
    lane = {"lead_days": 6, "crossing": "no", "expedite_days": 2, "when_lane_closes": "lose"}
    net = chain({"target_stock": 99}, shop, lane, mean=2)
    came = [row[0] for row in days(net, 9, "received", Close(("lane", 0), 3, 4))]
    assert came == [0, 0, 0, 0, 0, 0, 30, 2, 2]


def test_what_was_lost_has_the_day_of_its_order() -> None:
    """A's 9 of days 0 to 2 are lost on day 3. On day 4 there are 17 for them and B's 20 of day 2: 6, then 11 of 23 parts."""
    to_a: Row = {"plan": "3 3 3", "lead_days": 9, "when_lane_closes": "lose"}
    net = rivals({"target_stock": 999, "initial_stock": 6}, to_a, {"plan": "0 0 20"}, daily=5)
    left = days(net, 5, "shipped", Close(("lane", 0), 3, 4), Close(("lane", 1), 2, 4))
    assert left[:4] == [[3, 0], [3, 0], [3, 0], [0, 0]]
    assert left[4] == pytest.approx([6 + 11 * 3 / 23, 11 * 20 / 23])


@pytest.mark.parametrize(
    ("shop", "lane"),
    [
        ({}, {"order_days": 1.5}),
        ({}, {"when_lane_closes": "reroute", "detour_days": 0.5}),
        ({"policy": "adaptive_base_stock", "forecast": "moving_average", "average_days": 2.5}, {}),
    ],
)
def test_days_that_would_be_cut_are_found(shop: Row, lane: Row) -> None:
    codes = {each.code for each in check(chain({}, {"target_stock": 9} | shop, lane))}
    assert "E149" in codes


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_a_plan_knows_when_what_left_today_will_come(timetable: str) -> None:
    """It does on a lane that may close one day, where goods are told apart by day of arrival, and so on any other."""
    shop: Row = {
        "policy": "mrp",
        "initial_stock": 9,
        "horizon_days": 12,
        "planned_lead_days": 2,
        "order_minimum": 5,
    }
    net = chain({"target_stock": 999}, shop, {"lead_days": 6, "when_lane_closes": "lose"}, mean=2)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    net = world(rows, timetable)
    assert ordered(net, 20) == ordered(net, 20, Close(("lane", 0), 50, 51))
