"""Every policy keeps its promises, built in or a user's own; policies that break one are caught."""

from __future__ import annotations

import math
from itertools import count

import pytest

from echelon.study.scenario import Policy
from echelon.testing import check_policy
from echelon.testing.policies import (
    PROMISES,
    compiles,
    has_a_document,
    is_an_order,
    is_pure,
    plain_is_compiled,
)
from echelon.world.policy import POLICIES

PART = 0.5
calls = count()


def half(position: float, target: float, reorder: float, lot: float) -> float:
    """A user's: half of what is missing."""
    return max(0.0, PART * (target - position))


def lots(missing: float, lot: float) -> float:
    return math.ceil(missing / lot) * lot


def whole_lots(position: float, target: float, reorder: float, lot: float) -> float:
    """A user's, of two functions: up to the target in whole lots."""
    return lots(max(0.0, target - position), lot) if position <= reorder else 0.0


def two_speeds(position: float, target: float, reorder: float, lot: float) -> float:
    """A user's: everything when low, a lot when not."""
    if position >= target:
        return 0.0
    return target - position if position <= reorder else min(lot, target - position)


OWN: dict[str, Policy] = {"half": half, "whole lots": whole_lots, "two speeds": two_speeds}
ALL = {name: function for name, (_, function) in POLICIES.items()} | OWN


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("name", ALL)
def test_promise(name: str, promise: object) -> None:
    promise(ALL[name])  # type: ignore[operator]


def counting(position: float, target: float, reorder: float, lot: float) -> float:
    return float(next(calls))


def endless(position: float, target: float, reorder: float, lot: float) -> float:
    return math.inf if position <= reorder else 0.0


def returning(position: float, target: float, reorder: float, lot: float) -> float:
    return target - position


def wordy(position: float, target: float, reorder: float, lot: float) -> float:
    return abs(float.fromhex(position.hex()))


def whole(position: float, target: float, reorder: float, lot: float) -> float:
    return float(int(abs(position) + 0.5) ** 8 % 1000)  # whole numbers of 64 bits where Python's have no end


def of_two(position: float, target: float) -> float:
    return max(0.0, target - position)


BROKEN = {
    "counting": (counting, is_pure, "same order twice"),
    "endless": (endless, is_an_order, "finite"),
    "returning": (returning, is_an_order, "less than nothing"),
    "wordy": (wordy, compiles, "must compile"),
    "of two": (of_two, compiles, "must compile"),
    "overflowing": (whole, plain_is_compiled, "compiled as in plain Python"),
    "counted": (counting, has_a_document, "only numbers, functions and modules, not `calls`"),
    "no function": (3.0, has_a_document, "must be a Python function"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_caught(name: str) -> None:
    function, promise, says = BROKEN[name]
    with pytest.raises(AssertionError, match=says):
        promise(function)  # type: ignore[operator]
    with pytest.raises((AssertionError, TypeError)):
        check_policy(function)  # type: ignore[arg-type]
