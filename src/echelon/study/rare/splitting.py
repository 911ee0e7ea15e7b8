"""Multilevel splitting: whoever comes closer to the rare event is copied, so that some get there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.core.words import words
from echelon.study.statistics.interval import Interval, skewed_interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
States = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Luck:
    """Random numbers of particles by address: seed and level, number of the particle, step and draw.

    particle   numbers of those that move `[particle]`;  at  which step since the level before, [0, 2^24)
    """

    key: tuple[int, int]
    particle: Ints
    at: int = 0

    def uniform(self, n: int = 0) -> Floats:
        """A number in (0, 1) for each; `n` in [0, 256) is which of this step. `[particle]`

        >>> Luck(key(1, "splitting", "level 0"), np.arange(3)).uniform().round(3).tolist()
        [0.069, 0.499, 0.99]
        """
        drawn = words(self.key, self.particle, np.full(len(self.particle), self.at), n)
        return np.asarray((drawn.astype(np.float64) + 0.5) / 2.0**32)


Start = Callable[[int, Luck], States]
"""(how many, luck) → their first states `[particle, …]`."""
Step = Callable[[States, Luck], States]
"""(states, luck) → their next states, each moved on by itself."""


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
    seed       numbers are addressed: a repeat is the same whatever the number of repeats, a history whoever else goes on
    Source: Glasserman, Heidelberger, Shahabuddin & Zajic, Operations Research 47 (1999); fixed effort after L'Ecuyer,
    Demers & Tuffin, ACM TOMACS 17 (2007).

    >>> def walk(at, luck):
    ...     return at + np.where(luck.uniform() < 1 / 3, 1, -1)
    >>> found = splitting(lambda count, luck: np.ones(count), walk, lambda at: at, [4, 7, 10], ended=lambda at: at <= 0)
    >>> found.interval.holds(1 / (2**10 - 1))
    True
    """
    everybody = np.arange(repeats * particles)
    states = start(len(everybody), Luck(key(seed, "splitting", "start"), everybody))
    shares = []
    for number, wished in enumerate(levels):
        luck = Luck(key(seed, "splitting", f"level {number}"), everybody)
        states = _walk(states, step, level, float(wished), ended, luck)
        reached = (level(states) >= wished).reshape(repeats, particles)
        shares.append(reached.sum(axis=1) / particles)
        states = _copied(states, reached, Luck(key(seed, "splitting", f"copies {number}"), everybody))
    estimates = np.multiply.reduce(np.array(shares), axis=0)
    alive = np.cumprod(np.array([np.ones(repeats), *shares[:-1]]), axis=0) > 0.0
    passed = np.sum(shares, axis=1) / np.maximum(1, alive.sum(axis=1))
    interval = skewed_interval(estimates, int(np.count_nonzero(estimates)) - 1, confidence)
    return Split(interval, estimates, passed, repeats * particles * len(levels))


def _walk(states: States, step: Step, level: Callable[[States], Floats], wished: float,
          ended: Callable[[States], NDArray[np.bool_]], luck: Luck) -> States:  # fmt: skip
    """Everybody to the level or the end."""
    states, at = states.copy(), 0
    going = np.flatnonzero((level(states) < wished) & ~ended(states))
    while len(going):
        states[going] = step(states[going], Luck(luck.key, luck.particle[going], at))
        here = states[going]
        going, at = going[(level(here) < wished) & ~ended(here)], at + 1
    return states


def _copied(states: States, reached: NDArray[np.bool_], luck: Luck) -> States:
    """As many as before, each drawn from those of its repeat that reached the level; a repeat of none stays as it ended."""
    repeats, particles = reached.shape
    rows = np.arange(repeats * particles).reshape(repeats, particles)
    chosen = luck.uniform().reshape(repeats, particles)
    for repeat in range(repeats):
        able = np.flatnonzero(reached[repeat])
        if len(able):
            rows[repeat] = repeat * particles + able[np.floor(chosen[repeat] * len(able)).astype(np.int64)]
    return np.asarray(states[rows.ravel()])
