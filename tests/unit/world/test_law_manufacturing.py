"""Sets are completed, started within what is allowed, and finished."""

from __future__ import annotations

import math

import numpy as np
import pytest

from echelon.disruption import Disruption
from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.study.many import prepare_run, run
from echelon.study.scenario import Scenario
from echelon.testing.walks import walk
from echelon.world.law import manufacturing as law, sequence


def test_the_scarcest_input_decides() -> None:
    sets = np.array([10.0, 10.0])
    law.full_sets.py_func(sets, np.array([7.0, 50.0]), 1.0)
    law.full_sets.py_func(sets, np.array([9.0, 9.0]), 3.0)
    assert sets.tolist() == [3.0, 3.0]


def test_inputs_are_consumed_by_the_set_and_never_below_0() -> None:
    staged = np.array([9.0, 0.3])
    law.consume.py_func(staged, np.array([2.0, 0.1]), 3.0)
    assert staged.tolist() == [3.0, 0.0]


def test_a_capacity_caps_and_infinity_does_not() -> None:
    goods = np.array([5.0, 50.0])
    law.capped.py_func(goods, math.inf)
    assert goods.tolist() == [5.0, 50.0]
    law.capped.py_func(goods, 20.0)
    assert goods.tolist() == [5.0, 20.0]


@pytest.mark.parametrize(("factor", "left"), [(0.0, 0.0), (0.25, 2.5), (1.0, 40.0), (2.0, 40.0)])
def test_a_factor_below_1_bounds_by_that_part_of_what_is_usual(factor: float, left: float) -> None:
    goods = np.array([40.0])
    law.within.py_func(goods, np.array([factor]), 10.0)
    assert goods.tolist() == [left]


def test_a_closed_site_without_a_usual_amount_still_stops() -> None:
    goods = np.array([40.0])
    law.within.py_func(goods, np.array([0.0]), math.inf)
    assert goods.tolist() == [0.0]


def test_finish_takes_off_order_no_more_than_was_ordered() -> None:
    stock, on_order, ring = np.array([1.0, 1.0]), np.array([5.0, 2.0]), np.array([[0.0, 0.0], [3.0, 3.0]])
    law.finish.py_func(stock, on_order, ring, 1)
    assert stock.tolist() == [4.0, 4.0]
    assert on_order.tolist() == [2.0, 0.0]


def test_hours_go_to_what_could_start_first_and_then_to_the_rest() -> None:
    asked, could = np.array([20.0, 20.0, 5.0, 0.0]), np.array([20.0, 6.0, 0.0, 0.0])
    law.parts.py_func(asked, could, np.full(4, 10.0))
    assert could.tolist() == [0.5, 1.0, 1.0, 1.0]
    assert asked.tolist() == [0.5, 4 / 14, 1.0, 1.0]


def test_a_line_is_not_kept_idle_for_a_product_that_lacks_parts() -> None:
    """25 h a day, A and B need 10 each; A's only part cannot be had. B must not notice."""
    rows = {
        "site": [{"name": name} for name in ("Parts", "Line")],
        "item": [{"name": name} for name in ("part", "A", "B")],
        "stock point": [{"site": "Parts", "item": "part", "target_stock": 0}] + [
            {"site": "Line", "item": item, "target_stock": 30} for item in ("A", "B")],
        "recipe": [{"site": "Parts", "item": "part"}] + [
            {"site": "Line", "item": item, "lead_days": 1, "resource": "line", "hours_per_unit": 1} for item in ("A", "B")],
        "recipe input": [{"site": "Line", "item": "A", "input": "part"}],
        "lane": [{"from": "Parts", "to": "Line", "item": "part", "lead_days": 1}],
        "resource": [{"site": "Line", "name": "line", "hours_per_day": 25}],
        "demand": [{"customer": item, "site": "Line", "item": item, "mean_per_day": 10} for item in ("A", "B")],
    }  # fmt: skip
    net = network(Settings("line"), rows)
    found = run(Scenario(net, [Disruption("strike", "Parts", capacity=0.0, start=5, lasts=200)], 200, 1))
    served = dict(zip(found.demands, found.customer[1, :, 0] / found.customer[0, :, 0], strict=True))
    assert served["B@Line/B"] == 1.0
    assert served["A@Line/A"] < 0.1


def test_hours_of_a_disrupted_site_are_fewer_and_of_a_boosted_one_no_more() -> None:
    asked, could = np.array([20.0, 20.0]), np.array([20.0, 20.0])
    hours = np.zeros(2)
    sequence.available.py_func(hours, 10.0, np.array([0.5, 3.0]))
    law.parts.py_func(asked, could, hours)
    assert could.tolist() == [0.25, 0.5]


def test_room_is_the_part_of_what_could_start_and_of_the_rest() -> None:
    room = np.array([6.0])
    law.take.py_func(np.array([8.0]), np.array([0.5]), np.array([0.25]), room)
    assert room.tolist() == [3.5]


def week(weekdays: str, **recipe: float) -> Network:
    """4 a day are asked of a recipe without inputs, from a Monday on; its calendar has these factors."""
    return network(Settings("week", start_date="2026-01-05"), {
        "site": [{"name": "p"}], "item": [{"name": "A"}], "calendar": [{"name": "shifts", "weekdays": weekdays}],
        "stock point": [{"site": "p", "item": "A", "target_stock": 50}],
        "recipe": [{"site": "p", "item": "A", "calendar": "shifts", **recipe}],
        "demand": [{"customer": "c", "site": "p", "item": "A", "mean_per_day": 4}],
    })  # fmt: skip


def started(net: Network, *hits: Disruption) -> list[float]:
    """Units started on the days from Monday to Friday."""
    job = prepare_run(Scenario(net, hits, days=5, replications=1), forced=True).job
    return [float(day.moved["started"][0, 0]) for day in walk(job)]


def test_a_calendar_multiplies_the_capacity() -> None:
    """6 a day: 6, 3, 0, 12, 6. One waits from Tuesday, 5 from Wednesday, and all 9 start on Thursday."""
    assert started(week("1 0.5 0 2 1 1 1", capacity_per_day=6)) == [4.0, 3.0, 0.0, 9.0, 4.0]


def test_without_a_capacity_a_calendar_leaves_its_part_of_a_busy_day() -> None:
    """A busy day has 5, a quarter more than 4: half of it on Tuesday, a quarter on Thursday; Friday is not bounded."""
    assert started(week("1 0.5 0 0.25 1 1 1")) == [4.0, 2.5, 0.0, 1.25, 12.25]


def test_a_disruption_cuts_the_capacity_of_the_day() -> None:
    """Half of 6, 3, 0, 12 and 6; half of a busy day of 5, of half of it, of nothing, of a quarter, and again of 5."""
    slow = Disruption("slow", "p", capacity=0.5, start=0, lasts=9)
    assert started(week("1 0.5 0 2 1 1 1", capacity_per_day=6), slow) == [3.0, 1.5, 0.0, 6.0, 3.0]
    assert started(week("1 0.5 0 0.25 1 1 1"), slow) == [2.5, 1.25, 0.0, 0.625, 2.5]


@pytest.mark.parametrize(
    ("weekdays", "code"),
    [("1 0.5 0 1 1 0 0", "E183"), ("2 2 2 1 1 0 0", ""), ("0.5 0.5 0.5 0.5 0.5 0 0", "E270")],
)
def test_checks_know_the_days_on_which_a_recipe_works(weekdays: str, code: str) -> None:
    """5 a day are too few on 3.5 days of a week and enough on 8; a batch of 4 never fits into half of 5."""
    net = week(weekdays, capacity_per_day=5, batch_size=4)
    assert [each.code for each in check(net) if each.code in ("E183", "E270", "E164")][:1] == [code] * bool(
        code
    )
