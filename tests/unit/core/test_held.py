"""Named tuples that compiled functions pass on as one address."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import TypingError, njit

from echelon.core.held import hold
from echelon.core.lanes import OPTIONS, step, switched


class Inner(NamedTuple):
    """What the outer one holds."""

    limit: Any
    rows: Any


class Pair(NamedTuple):
    """Two of one type, which Numba treats apart."""

    first: Any
    second: Any


class Outer(NamedTuple):
    """As a law's tables: rows, a number, other named tuples, and a law that is absent."""

    rows: Any
    factor: float
    inner: Inner
    pair: Pair
    absent: Any


OUTER = Outer(np.arange(4.0), 3.0, Inner(np.array([2]), np.ones((2, 4))), Pair(np.zeros(1), np.ones(1)), None)


@switched
def never(absent: Any, rows: Any) -> None:
    """A law that is not used."""
    rows[0] = absent[0]


@step
def work(outer: Any, inner: Any) -> None:
    """Read and write what both hold."""
    never(outer.absent, outer.rows)
    for at in range(inner.limit[0]):
        outer.rows[at] += outer.factor * outer.inner.rows[1, at] * outer.pair.second[0]


@njit(**OPTIONS)
def run(outer: Any) -> Any:
    """A kernel in small."""
    held = hold(outer)
    work(held, held.inner)
    return held.rows[1]


def test_what_is_held_is_read_and_written_where_it_lies() -> None:
    outer = OUTER._replace(rows=OUTER.rows.copy())
    assert run(outer) == 4.0
    assert outer.rows.tolist() == [3.0, 4.0, 2.0, 3.0]


def test_anything_but_a_named_tuple_stays_what_it_is() -> None:
    assert njit(**OPTIONS)(lambda row: hold(row)[2])(np.arange(4.0)) == 2.0


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypingError, match="'lost'"):
        njit(**OPTIONS)(lambda outer: hold(outer).lost)(OUTER)


def test_a_step_called_from_python_takes_the_named_tuple_itself() -> None:
    outer = OUTER._replace(rows=OUTER.rows.copy())
    work(outer, outer.inner)
    assert outer.rows.tolist() == [3.0, 4.0, 2.0, 3.0]
