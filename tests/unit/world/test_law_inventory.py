"""Stock goes to those it is owed to, each its part."""

from __future__ import annotations

import numpy as np

from echelon.world.law import inventory


def test_book_adds_todays_order_to_what_is_due_and_wanted() -> None:
    due, wanted = np.array([1.0, 0.0]), np.array([10.0, 10.0])
    inventory.book.py_func(due, np.array([2.0, 3.0]), wanted)
    assert due.tolist() == [3.0, 3.0]
    assert wanted.tolist() == [13.0, 13.0]


def test_want_adds_both() -> None:
    wanted = np.array([1.0])
    inventory.want.py_func(np.array([2.0]), np.array([4.0]), wanted)
    assert wanted.tolist() == [7.0]


def test_allot_gives_all_or_its_part_and_nothing_of_nothing() -> None:
    stock, part = np.array([10.0, 4.0, 5.0]), np.empty(3)
    inventory.allot.py_func(stock, np.array([8.0, 4.0, 0.0]), np.array([8.0, 16.0, 0.0]), part)
    assert stock.tolist() == [2.0, 0.0, 5.0]
    assert part.tolist() == [1.0, 0.25, 1.0]


def test_dispatch_leaves_the_rest_owed() -> None:
    goods, due, owed = np.array([8.0]), np.array([9.0]), np.array([1.0])
    inventory.dispatch.py_func(goods, np.array([0.25]), due, owed)
    assert (goods.tolist(), due.tolist(), owed.tolist()) == ([2.0], [7.0], [8.0])
