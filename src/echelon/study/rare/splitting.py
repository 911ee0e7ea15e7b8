"""Multilevel splitting: whoever comes closer to the rare event is copied, so that some get there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.study.statistics.interval import Interval, skewed_interval

Floats = NDArray[np.float64]
States = NDArray[Any]
Start = Callable[[int, np.random.Generator], States]
"""(how many, chance) → their first states `[particle, …]`."""
Step = Callable[[States, np.random.Generator], States]
"""(states, chance) → their next states, each moved on by itself."""


@dataclass(frozen=True, slots=True)
class Split:
    """What splitting found.

    interval    probability of reaching the last level, with the interval over repeats
    estimates   one for each repeat, independent and without bias `[repeat]`
    passed      part that reached a level from the one before, over all repeats `[level]`
    histories   particles over all levels and repeats
    """

    interval: Interval
    estimates: Floats
    passed: Floats
    histories: int

    @property
    def reduction(self) -> float:
        """How many times more histories from the start give the same error as all particles of all levels together."""
        spread = float(np.var(self.estimates, ddof=1)) / len(self.estimates)
        return (
            self.interval.mean * (1.0 - self.interval.mean) / spread / self.histories if spread else math.inf
        )


def splitting(start: Start, step: Step, level: Callable[[States], Floats], levels: Sequence[float], *,
              ended: Callable[[States], NDArray[np.bool_]], particles: int = 200, repeats: int = 20, seed: int = 1,
              confidence: float = 0.95) -> Split:  # fmt: skip
    """Probability that a history reaches the last of several levels before it ends.

    level      how close states are to the rare event `[particle]`; levels increase, the last is the event itself
    ended      which histories are over without it; every history must end or get there
    particles  histories a level and repeat, of whom those that pass are drawn for the next; repeats [2, inf)
    Source: Glasserman, Heidelberger, Shahabuddin & Zajic, Operations Research 47 (1999); fixed effort after L'Ecuyer,
    Demers & Tuffin, ACM TOMACS 17 (2007).

    >>> def walk(at, chance):
    ...     return at + np.where(chance.random(len(at)) < 1 / 3, 1, -1)
    >>> found = splitting(lambda count, chance: np.ones(count), walk, lambda at: at, [4, 7, 10], ended=lambda at: at <= 0)
    >>> found.interval.holds(1 / (2**10 - 1))
    True
    """
    chance = np.random.Generator(np.random.Philox(key=_joined(key(seed, "splitting", "particles"))))
    states = start(repeats * particles, chance)
    shares = []
    for wished in levels:
        states = _walk(states, step, level, float(wished), ended, chance)
        reached = (level(states) >= wished).reshape(repeats, particles)
        shares.append(reached.sum(axis=1) / particles)
        states = _copied(states, reached, chance)
    estimates = np.multiply.reduce(np.array(shares), axis=0)
    alive = np.cumprod(np.array([np.ones(repeats), *shares[:-1]]), axis=0) > 0.0
    passed = np.sum(shares, axis=1) / np.maximum(1, alive.sum(axis=1))
    interval = skewed_interval(estimates, repeats - 1, confidence)
    return Split(interval, estimates, passed, repeats * particles * len(levels))


def _joined(words: tuple[int, int]) -> int:
    return words[0] << 32 | words[1]


def _walk(states: States, step: Step, level: Callable[[States], Floats], wished: float,
          ended: Callable[[States], NDArray[np.bool_]], chance: np.random.Generator) -> States:  # fmt: skip
    """Everybody to the level or the end."""
    states = states.copy()
    going = np.flatnonzero((level(states) < wished) & ~ended(states))
    while len(going):
        states[going] = step(states[going], chance)
        here = states[going]
        going = going[(level(here) < wished) & ~ended(here)]
    return states


def _copied(states: States, reached: NDArray[np.bool_], chance: np.random.Generator) -> States:
    """As many as before, each drawn from those of its repeat that reached the level; a repeat of none stays as it ended."""
    repeats, particles = reached.shape
    rows = np.arange(repeats * particles).reshape(repeats, particles)
    for repeat in range(repeats):
        able = np.flatnonzero(reached[repeat])
        if len(able):
            rows[repeat] = repeat * particles + able[chance.integers(len(able), size=particles)]
    return np.asarray(states[rows.ravel()])
