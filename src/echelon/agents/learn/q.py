"""Q-learning for small decisions: what an action in a state is worth, learned from many lanes at once.

`Table` holds one number for every state and action; `Linear` weighs features. Lanes that meet the same pair in one tick
count as one mean experience, so that the answer does not depend on their order.
Source: Watkins & Dayan, Q-learning, Machine Learning 8 (1992); Sutton & Barto, Reinforcement Learning, 2nd ed., sections 6.5
and 9.4; step sizes: Even-Dar & Mansour, Learning Rates for Q-learning, JMLR 5 (2003).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.luck import Luck

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
SLOWING = 0.6
"""Power of the number of visits by which steps become smaller, in (1/2, 1]."""


class Table(NamedTuple):
    """Worth of actions, and ticks in which each was met. `[state, action]`"""

    worth: Floats
    visits: Floats


class Linear(NamedTuple):
    """Weights `[action, feature]`, and ticks learned from."""

    weights: Floats
    ticks: int = 0


class Seen(NamedTuple):
    """What happened in a tick: reward `[lane]`, and where it ended: states `[lane]`, or features `[feature, lane]`.

    alive `[lane]`   1, or 0 where it ended for good;  discount  in [0, 1)
    """

    reward: Floats
    then: NDArray[np.generic]
    alive: Floats
    discount: float


def no_table(states: int, actions: int, worth: float = 0.0) -> Table:
    """Nothing known; a high `worth` makes it try everything."""
    return Table(np.full((states, actions), worth), np.zeros((states, actions)))


def greedy(worth: Floats) -> Whole:
    """The best action of each lane, the first of equals. worth `[lane, action]`"""
    return np.asarray(np.argmax(worth, axis=1))


def curious(worth: Floats, part: float, luck: Luck, at: tuple[int, NDArray[np.int64]]) -> Whole:
    """The best action, but in a `part` of lanes any one. at: (tick, replication numbers of the lanes)

    >>> curious(np.array([[0.0, 1.0]]), 0.0, Luck(7, "q"), (0, np.array([3]))).tolist()
    [1]
    """
    coin, which = luck.uniform("explore", at[0], 2, at[1])
    any_one = (which * worth.shape[1]).astype(np.intp)
    return np.where(coin < part, any_one, greedy(worth))


def tell_table(table: Table, states: Whole, actions: Whole, seen: Seen) -> Table:
    """The table after a tick of all lanes. states, actions `[lane]`"""
    best = table.worth[np.asarray(seen.then, dtype=np.intp)].max(axis=1)
    target = seen.reward + seen.discount * seen.alive * best
    count, total = np.zeros_like(table.worth), np.zeros_like(table.worth)
    np.add.at(count, (states, actions), 1.0)
    np.add.at(total, (states, actions), target)
    met = count > 0.0
    visits = table.visits + met
    step = np.where(met, 1.0 / np.maximum(visits, 1.0) ** SLOWING, 0.0)
    mean = total / np.maximum(count, 1.0)
    return Table(table.worth + step * (mean - table.worth), visits)


def no_weights(actions: int, features: int) -> Linear:
    """Nothing known."""
    return Linear(np.zeros((actions, features)))


def worth_of(linear: Linear, features: Floats) -> Floats:
    """What each action is worth. features `[feature, lane]` → `[lane, action]`"""
    return np.asarray((linear.weights @ features).T)


def tell_linear(linear: Linear, features: Floats, actions: Whole, seen: Seen, *, step: float) -> Linear:
    """The weights after a tick of all lanes: a step in (0, 1] along the mean gradient, smaller with the root of ticks."""
    then = np.asarray(seen.then, dtype=np.float64)
    target = seen.reward + seen.discount * seen.alive * worth_of(linear, then).max(axis=1)
    lanes = np.arange(len(actions))
    off = target - worth_of(linear, features)[lanes, actions]
    taken = np.zeros((len(linear.weights), len(lanes)))
    taken[actions, lanes] = off
    size = step / (1.0 + linear.ticks) ** 0.5
    return Linear(linear.weights + size * (taken @ features.T) / len(lanes), linear.ticks + 1)
