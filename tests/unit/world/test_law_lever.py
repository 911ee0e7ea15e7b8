"""Levers: what each does to one day, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Day, job_of, walk
from echelon.world.law.lever import Levers, pull
from echelon.world.levers import LEVERS
from echelon.world.run import Job
from echelon.world.state import State

Row = dict[str, Any]
Plan = Mapping[int, Mapping[str, tuple[int, float]]]
"""By day, by lever: the row that is moved in every lane, and where to."""


def chain(**tables: list[Row]) -> Network:
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
