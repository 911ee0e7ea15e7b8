"""What a day costs, and how well customers were served."""

from __future__ import annotations

import numpy as np

from echelon.world.law import money


def served(backlog: float, asked: float, part: float) -> tuple[float, float, float]:
    """(left, sold, on time)"""
    rows = [np.array([each]) for each in (backlog, asked, part)]
    sold, on_time = np.empty(1), np.empty(1)
    money.serve.py_func(*rows, sold, on_time)
    return float(rows[0][0]), float(sold[0]), float(on_time[0])


def test_all_is_served_on_its_day() -> None:
    assert served(0.0, 6.0, 1.0) == (0.0, 6.0, 6.0)


def test_who_waited_is_served_first() -> None:
    assert served(4.0, 6.0, 0.3) == (7.0, 3.0, 0.0)
    assert served(4.0, 6.0, 0.5) == (5.0, 5.0, 1.0)
    assert served(4.0, 6.0, 1.0) == (0.0, 10.0, 6.0)


def test_on_time_is_never_more_than_was_asked() -> None:
    assert served(0.1, 0.2, 1.0)[2] <= 0.2


def test_holding_and_value() -> None:
    worth, cost = np.array([100.0]), np.array([1.0])
    money.hold.py_func(worth, cost, np.array([5.0]), 10.0, 0.25)
    assert (worth.tolist(), cost.tolist()) == ([150.0], [2.25])


def test_totals() -> None:
    total, other = np.array([1.0]), np.array([2.0])
    money.add.py_func(total, np.array([3.0]), 4.0)
    money.tally.py_func(total, other, np.array([5.0]))
    assert (total.tolist(), other.tolist()) == ([18.0], [7.0])
