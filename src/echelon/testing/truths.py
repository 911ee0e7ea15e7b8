"""Rare events whose probability is known exactly: a gambler's ruin, the tail of an Erlang distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ruin(rho: float, top: int) -> float:
    """Probability that a walk up with rate rho and down with rate 1 reaches `top` from 1 before 0.

    >>> round(ruin(0.5, 10), 9)
    0.000977517
    """
    return (1.0 / rho - 1.0) / ((1.0 / rho) ** top - 1.0)


def ruin_by_importance(
    rho: float, top: int, count: int, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """Values and logarithms of weights of walks that go up with rate 1 and down with rate rho instead."""
    at, going = np.ones(count), np.arange(count)
    while len(going):
        at[going] += np.where(chance.random(len(going)) < 1.0 / (1.0 + rho), 1.0, -1.0)
        going = going[(at[going] > 0.0) & (at[going] < top)]
    return np.asarray(at >= top, np.float64), (at - 1.0) * math.log(
        rho
    )  # rho for every step up more than down


def ruin_by_splitting(rho: float, top: int) -> dict[str, Any]:
    """The same walk with a level at every height, as arguments of `splitting`."""

    def step(at: Floats, chance: np.random.Generator) -> Floats:
        return np.asarray(at + np.where(chance.random(len(at)) < rho / (1.0 + rho), 1.0, -1.0))

    return {
        "start": lambda count, chance: np.ones(count),
        "step": step,
        "level": lambda at: at,
        "levels": range(2, top + 1),
        "ended": lambda at: at <= 0.0,
    }


def erlang_tail(count: int, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Values and logarithms of weights for P(sum of 5 exponentials of mean 1 > 20), drawn with mean 4.

    The rate is tilted to where the sum is 20 on average, as cross-entropy would.
    """
    total = chance.exponential(4.0, (count, 5)).sum(axis=1)
    return np.asarray(total > 20.0, np.float64), 5.0 * math.log(4.0) - 0.75 * total


ERLANG_TAIL = math.exp(-20.0) * math.fsum(20.0**k / math.factorial(k) for k in range(5))
"""P(sum of 5 exponentials of mean 1 > 20)."""
