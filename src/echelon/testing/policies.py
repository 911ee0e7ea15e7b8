"""The contract of every policy: what a function (position, target, reorder point, lot) → order promises. Ours and users'.

Each promise is a function that takes a policy and raises `AssertionError` with the promise that was broken.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from echelon.core.errors import BadScenario
from echelon.study.scenario import Policy

POSITIONS = (-1e9, -1234.5, -60.0, -0.1, 0.0, 0.1, 1.0, 7.3, 19.99, 20.0, 20.01, 37.5, 60.0, 200.0, 1e9)
CELLS = tuple((target, reorder, lot) for target, reorder, lot in product((0.0, 20.0, 60.0, 1e6), (-5.0, 0.0, 20.0), (0.5, 37.5))
              if reorder <= target)  # fmt: skip
"""Targets, reorder points and lots: each policy may ignore what it does not use."""


def check_policy(function: Policy) -> None:
    """Hold a policy to every promise; `AssertionError` names the first that is broken, and where.

    >>> from echelon.testing import check_policy
    >>> def half(position, target, reorder, lot): return max(0.0, (target - position) / 2.0)
    >>> check_policy(half)
    """
    for promise in PROMISES:
        promise(function)


def has_a_document(function: Policy) -> None:
    """Its text and all that it uses can be written down, for the digest of questions."""
    from echelon.world.policy.source import policy_document

    try:
        first, second = policy_document(function), policy_document(function)
    except BadScenario as refused:
        raise AssertionError(str(refused)) from refused
    assert first == second, f"{_name(function)} must be the same document twice"


def is_pure(function: Policy) -> None:
    """The same numbers give the same order, however often and in whatever order it is asked."""
    first = [function(*numbers) for numbers in _grid()]
    second = [function(*numbers) for numbers in reversed(_grid())][::-1]
    for numbers, a, b in zip(_grid(), first, second, strict=True):
        assert a == b or a != a, (
            f"{_name(function)} must give the same order twice at {numbers}: {a}, then {b}"
        )


def is_an_order(function: Policy) -> None:
    """Every order is a finite number, 0 or more."""
    for numbers in _grid():
        order = float(function(*numbers))
        assert math.isfinite(order), f"{_name(function)} must give a finite order at {numbers}: {order}"
        assert order >= 0.0, f"{_name(function)} must never order less than nothing at {numbers}: {order}"


def compiles(function: Policy) -> None:
    """Numba compiles it over a row of lanes."""
    from numba.core.errors import NumbaError

    from echelon.world.policy.own import row_function

    try:
        row_function(function)
    except NumbaError as error:
        raise AssertionError(f"{_name(function)} must compile: {error}") from error


def plain_is_compiled(function: Policy) -> None:
    """Compiled it gives the same bits as in plain Python."""
    from echelon.world.policy.own import orders, row_function

    compiled: Any = row_function(function)
    positions = np.array(POSITIONS)
    for cells in CELLS:
        for position, found in zip(POSITIONS, orders(compiled, positions, *cells), strict=True):
            expected = float(function(position, *cells))
            assert found == expected, (
                f"{_name(function)} must give the same order compiled as in plain Python at {(position, *cells)}: "
                f"{float(found)!r}, not {expected!r}"
            )


def _grid() -> list[tuple[float, float, float, float]]:
    return [(position, *cells) for cells in CELLS for position in POSITIONS]


def _name(function: Policy) -> str:
    return f"The policy `{getattr(function, '__name__', function)}`"


PROMISES = (has_a_document, is_pure, is_an_order, compiles, plain_is_compiled)
