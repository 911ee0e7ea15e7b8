"""By-products come with what is made. Histories by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from echelon.network.build import build
from echelon.network.model import Network, Settings, network
from echelon.network.rates import rates
from echelon.testing.walks import job_of, walk
from echelon.testing.workshop import workshop
from echelon.world.history import history
from echelon.world.law import byproduct as law
from echelon.world.trace import events

Row = dict[str, Any]


def dairy(lead: float = 1, *, more: Sequence[Row] = (), whey: float = 0.0) -> Network:
    """Cheese for 4 a day, with 2.5 of whey beside each; somebody takes 6 of whey a day."""
    return network(Settings("dairy"), {
        "site": [{"name": "d"}], "item": [{"name": "cheese"}, {"name": "whey", "unit_value": 1}],
        "stock point": [{"site": "d", "item": "cheese", "target_stock": 10},
                        {"site": "d", "item": "whey", "target_stock": 5, "initial_stock": whey}],
        "recipe": [{"site": "d", "item": "cheese", "lead_days": lead}, *more],
        "recipe output": [{"site": "d", "item": "cheese", "output": "whey", "quantity": 2.5}],
        "demand": [{"customer": "c", "site": "d", "item": "cheese", "mean_per_day": 4},
                   {"customer": "p", "site": "d", "item": "whey", "mean_per_day": 6}],
    })  # fmt: skip


def whey(net: Network, days: int) -> list[tuple[float, float]]:
    """Sold and left of whey, day by day."""
    s, job = job_of(net, days, 1, forced=True)
    sold, left = s.demands.index("p@d/whey"), s.points.index("d/whey")
    return [(day.moved["sold"][sold, 0], day.state.stock[left, 0]) for day in walk(job)]


def test_rows_of_by_products_are_added_to() -> None:
    stock, table = np.ones((3, 2)), law.Outputs(np.array([0, 2, 1]), np.array([0.5, 2.0, 9.0]))
    law.by_products.py_func(table, 0, 2, np.array([4.0, 6.0]), stock)
    assert stock.tolist() == [[3.0, 4.0], [1.0, 1.0], [9.0, 13.0]]


def test_a_by_product_comes_when_its_product_is_finished_and_can_be_sold_at_once() -> None:
    assert whey(dairy(1), 3) == [(0.0, 0.0), (10.0, 0.0), (8.0, 2.0)]
    assert whey(dairy(0), 3) == [(6.0, 4.0), (6.0, 8.0), (6.0, 12.0)]


def test_its_point_orders_nothing_and_comes_after_the_maker() -> None:
    s, job = job_of(dairy(0), 5, 1, forced=True)
    assert s.points == ("d/cheese", "d/whey")
    assert s.level.tolist() == [0, 1]
    at = s.points.index("d/whey")
    for day in walk(job):
        assert day.moved["ordered"][at, 0] == 0.0
        assert day.state.on_order[at, 0] == 0.0


def test_what_is_there_counts_in_the_position_of_a_point_that_makes_it_too() -> None:
    """6 a day are asked, 10 come beside cheese: nothing has to be made once it flows."""
    net = dairy(0, more=[{"site": "d", "item": "whey"}], whey=5.0)
    s, job = job_of(net, 3, 1, forced=True)
    at = s.points.index("d/whey")
    days = [(day.moved["ordered"][at, 0], day.state.stock[at, 0]) for day in walk(job)]
    assert days == [(6.0, 15.0), (0.0, 19.0), (0.0, 23.0)]


def test_nothing_is_made_for_its_sake_but_it_is_worth_something() -> None:
    net = dairy()
    s = build(net)
    found = rates(net, s)
    assert found.need.tolist() == [4.0, 6.0]
    assert found.value.tolist() == [0.0, 1.0]


def test_units_of_a_row_are_those_of_the_by_product() -> None:
    s = build(workshop())
    assert sorted(s.output_quantity.tolist()) == [2.0, 3.0]
    assert {s.points[at] for at in s.output_point} == {"Mill/sawdust"}


def test_it_is_told_and_tabled() -> None:
    net = dairy(0)
    s, job = job_of(net, 1, 1, forced=True)
    told = [
        event
        for event in events(job, 0, net, s)
        if event.subject == "d/whey" and event.type != "twin.inventory.snapshot.v1"
    ]
    kinds = [(event.type.split(".")[1], event.data.get("produced"), event.data.get("qty")) for event in told]
    assert kinds == [("production", 10.0, None), ("inventory", None, 10.0), ("inventory", None, -6.0)]
    assert told[0].data["of"] == "cheese"
    points = history(job, 0, s).points
    assert points["received"].tolist() == [4.0, 10.0]
