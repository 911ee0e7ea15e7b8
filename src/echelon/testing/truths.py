"""Rare events whose probability is known exactly: a gambler's ruin, the tail of an Erlang distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.study.rare import Luck

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

    def step(at: Floats, luck: Luck) -> Floats:
        return np.asarray(at + np.where(luck.uniform() < rho / (1.0 + rho), 1.0, -1.0))

    return {
        "start": lambda count, luck: np.ones(count),
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


RARE, OFTEN = 0.05, 20.0
"""Occurrences a year, each of which costs an exponential loss of mean 1; and how many times as many are drawn."""


def rare_years(count: int, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Losses and logarithms of weights of years with so many times as many occurrences."""
    numbers = chance.poisson(RARE * OFTEN, count)
    losses = np.where(numbers > 0, chance.gamma(np.maximum(numbers, 1)), 0.0)
    return np.asarray(losses, np.float64), np.asarray(
        RARE * (OFTEN - 1.0) - numbers * math.log(OFTEN), np.float64
    )


def rare_exceeds(loss: float) -> float:
    """Probability that a year loses more than that: a compound Poisson sum.

    >>> round(rare_exceeds(0.0), 9) == round(1.0 - math.exp(-0.05), 9)
    True
    """
    return math.fsum(_occurs(k) * _erlang(k, loss) for k in range(1, 30))


def rare_tail(level: float) -> tuple[float, float]:
    """Value at risk of a year, and the mean beyond it."""
    low, high = 0.0, 50.0
    for _ in range(80):
        at = (low + high) / 2.0
        low, high = (at, high) if rare_exceeds(at) > 1.0 - level else (low, at)
    excess = math.fsum(_occurs(k) * (k * _erlang(k + 1, low) - low * _erlang(k, low)) for k in range(1, 30))
    return low, low + excess / (1.0 - level)


def _occurs(k: int) -> float:
    return math.exp(-RARE) * RARE**k / math.factorial(k)


def _erlang(k: int, x: float) -> float:
    """Probability that k exponentials of mean 1 sum to more than x."""
    return math.exp(-x) * math.fsum(x**j / math.factorial(j) for j in range(k))
