"""What is done to rows of lanes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from echelon.core import lanes
from echelon.core.fetch import fetch


def test_rows_are_filled_and_copied() -> None:
    @njit
    def both(row: Any, other: Any) -> None:
        lanes.fill(row, 2.5)
        lanes.copy(other, row)

    row, other = np.zeros(5), np.ones(5)
    both(row, other)
    assert row.tolist() == other.tolist() == [2.5] * 5


def test_fetching_rows_changes_nothing() -> None:
    """Any row of an array of any width, and one beyond it: what is asked for need not be there."""

    @njit
    def ask(rows: Any, row: Any) -> None:
        fetch(rows, row)

    for width in (1, 8, 13):
        rows = np.arange(3.0 * width).reshape(3, width)
        for row in (0, 2, 3):
            ask(rows, row)
        assert rows.ravel().tolist() == list(range(3 * width))
