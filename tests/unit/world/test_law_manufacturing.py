"""Sets are completed, started within what is allowed, and finished."""

from __future__ import annotations

import math

import numpy as np
import pytest

from echelon.world.law import manufacturing as law


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


def test_hours_are_shared_in_proportion() -> None:
    part = np.array([20.0, 5.0, 0.0])
    law.resource_part.py_func(part, 10.0, np.ones(3))
    assert part.tolist() == [0.5, 1.0, 1.0]


def test_hours_of_a_disrupted_site_are_fewer_and_of_a_boosted_one_no_more() -> None:
    part = np.array([20.0, 20.0])
    law.resource_part.py_func(part, 10.0, np.array([0.5, 3.0]))
    assert part.tolist() == [0.25, 0.5]


def test_room_is_the_part_of_what_is_pending() -> None:
    room = np.empty(1)
    law.take.py_func(np.array([8.0]), np.array([0.25]), room)
    assert room.tolist() == [2.0]
