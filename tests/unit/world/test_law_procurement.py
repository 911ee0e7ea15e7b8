"""Orders go upstream."""

from __future__ import annotations

import numpy as np

from echelon.world.law import procurement as law
from echelon.world.policy import POLICIES
from echelon.world.tables import POINT, records


def reviewed(policy: str, positions: list[float]) -> list[float]:
    point = records(POINT, 1, policy=POLICIES[policy][0], target=50.0, reorder=20.0).view(np.recarray)[0]
    stock, on_order, owed = (
        np.array(positions) + 7.0,
        np.full(len(positions), 3.0),
        np.full(len(positions), 10.0),
    )
    wanted = np.empty(len(positions))
    law.review.py_func(point, stock, on_order, owed, wanted)
    return wanted.tolist()


def test_the_position_is_on_hand_and_on_order_less_owed() -> None:
    assert reviewed("base_stock", [10.0, 50.0, 60.0]) == [40.0, 0.0, 0.0]
    assert reviewed("s_S", [20.0, 21.0]) == [30.0, 0.0]


def test_a_production_order_is_pending_and_its_inputs_are_called_off() -> None:
    on_order, pending, ordered = np.array([1.0]), np.array([2.0]), np.empty(1)
    law.release.py_func(np.array([10.0]), on_order, pending)
    law.call_off.py_func(np.array([10.0]), 1.5, ordered)
    assert (on_order.tolist(), pending.tolist(), ordered.tolist()) == ([11.0], [12.0], [15.0])


def test_owe() -> None:
    owed = np.array([1.0])
    law.owe.py_func(owed, np.array([2.5]))
    assert owed.tolist() == [3.5]
