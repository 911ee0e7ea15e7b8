"""Whether procedures of selection keep their promise: how often they choose the best of alternatives that are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.selection import Chosen, Draw, kim_nelson, ocba, rinott

Floats = NDArray[np.float64]
Procedure = Callable[[Draw, int], Chosen]
SLIPPAGE = (0.0, 0.0, 0.0, 0.0, 1.0)
"""One alternative is better than four by just what matters: the hardest case of the promise."""


class Contest(NamedTuple):
    """A procedure among alternatives of known means, with what it promises.

    together   correlation of observations of one number over alternatives (common random numbers)
    """

    name: str
    procedure: Procedure
    means: Sequence[float] = SLIPPAGE
    deviations: Sequence[float] = (2.0, 3.0, 4.0, 2.0, 3.0)
    together: float = 0.0
    promised: float = 0.95


class Counted(NamedTuple):
    """How often the best was chosen, and observations a choice took on average, of all alternatives together."""

    contest: Contest
    trials: int
    right: float
    observations: float

    @property
    def kept(self) -> bool:
        """Whether the best was chosen as often as promised, but for 3 standard errors."""
        promised = self.contest.promised
        return self.right >= promised - 3.0 * math.sqrt(promised * (1.0 - promised) / self.trials)


def addressed(contest: Contest, chance: np.random.Generator, longest: int = 5000) -> Draw:
    """Observations by number: drawn beforehand, so that the same number gives the same again."""
    shape = (len(contest.means), longest)
    noise = math.sqrt(contest.together) * chance.standard_normal(longest)
    noise = noise + math.sqrt(1.0 - contest.together) * chance.standard_normal(shape)
    values = np.asarray(contest.means)[:, None] + np.asarray(contest.deviations)[:, None] * noise
    return lambda alternative, first, count: np.asarray(values[alternative, first : first + count])


def count(contest: Contest, trials: int, seed: int = 1) -> Counted:
    """Let a procedure choose many times, each time with other luck.

    >>> found = count(CONTESTS[0], 20)
    >>> found.trials, found.right > 0.8
    (20, True)
    """
    chance, right, spent = np.random.default_rng(seed), 0, 0
    best = int(np.argmax(contest.means))
    for _ in range(trials):
        chosen = contest.procedure(addressed(contest, chance), len(contest.means))
        right += chosen.best == best
        spent += sum(chosen.counts)
    return Counted(contest, trials, right / trials, spent / trials)


def _kim_nelson(draw: Draw, alternatives: int) -> Chosen:
    return kim_nelson(draw, alternatives, indifference=1.0)


def _rinott(draw: Draw, alternatives: int) -> Chosen:
    return rinott(draw, alternatives, indifference=1.0)


def _ocba(draw: Draw, alternatives: int) -> Chosen:
    return ocba(draw, alternatives, budget=5000, step=100)


CONTESTS = (
    Contest("KN, alternatives apart", _kim_nelson),
    Contest("KN, common random numbers", _kim_nelson, together=0.8),
    Contest("Rinott", _rinott),
    Contest("OCBA until 95 % is likely", _ocba),
    Contest("OCBA, means spread evenly", _ocba, means=(1.0, 2.0, 3.0, 4.0, 5.0)),
)
"""Procedures with the probability of a right choice that they promise."""
