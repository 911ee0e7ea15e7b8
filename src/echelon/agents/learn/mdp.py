"""Small decision problems whose answer is computed exactly: what learners are held to, and enough where all is known.

Source: Puterman, Markov Decision Processes (1994), section 6.3 (value iteration and its bound).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Problem(NamedTuple):
    """A Markov decision problem: chance `[state, action, then]`, expected reward `[state, action]`, discount in [0, 1)."""

    chance: Floats
    reward: Floats
    discount: float


def value_iteration(problem: Problem, within: float = 1e-10) -> Floats:
    """What each action is worth `[state, action]`, within so much of the truth.

    >>> chance = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]])
    >>> value_iteration(Problem(chance, np.array([[1.0, 0.0], [3.0, 3.0]]), 0.5)).round(6).tolist()
    [[2.5, 3.0], [6.0, 6.0]]
    """
    worth = np.zeros_like(problem.reward)
    while True:
        found = problem.reward + problem.discount * problem.chance @ worth.max(axis=1)
        if np.abs(found - worth).max() * problem.discount <= within * (1.0 - problem.discount):
            return np.asarray(found)
        worth = found
