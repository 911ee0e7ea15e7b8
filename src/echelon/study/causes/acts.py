"""Which disruption acted on which place, and when: factors of each alone, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.disruption.targets import Target
from echelon.study.causes.record import Lab

Floats = NDArray[np.float64]
STRETCH = ("lead", "making", "demand", "freight", "price")
"""Targets of which more than 1 is what hurts."""


class Act(NamedTuple):
    """A disruption on some targets within a window: which, first and last day of the spell it acted in, days lost by it.

    last   -1 where it still acts at the end of the horizon
    """

    disruption: int
    first: int
    last: int
    weight: float


class Acts:
    """Looks up acts; what each disruption does to each target is worked out once."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._known: dict[Target, list[Floats | None]] = {}

    def on(self, targets: Iterable[Target], first: int, last: int, counts: Floats | None = None) -> list[Act]:
        """Disruptions that hurt any of the targets on a day in [first, last].

        counts   what a day counts for, of each day of the horizon; 1 where left out
        """
        found, window = [], np.zeros(self.lab.scenario.days)
        window[max(0, first) : last + 1] = 1.0
        for at, hurt in self.worst(targets).items():
            weighed = hurt * window * (1.0 if counts is None else counts)
            days = np.flatnonzero(weighed > 0.0)
            if len(days):
                began, ended = spell(hurt, int(days[0]))
                found.append(Act(at, began, ended, float(weighed.sum())))
        return found

    def worst(self, targets: Iterable[Target]) -> dict[int, Floats]:
        """By disruption, how much it hurts the target that it hurts most, by day."""
        found: dict[int, Floats] = {}
        for target in targets:
            for at, hurt in enumerate(self._hurt(target)):
                if hurt is not None:
                    found[at] = np.maximum(found[at], hurt) if at in found else hurt
        return found

    def _hurt(self, target: Target) -> list[Floats | None]:
        if target not in self._known:
            noun = target[0]
            self._known[target] = [
                None if each is None else harm(each, noun) for each in self.lab.factors(target)
            ]
        return self._known[target]


def harm(factors: Floats, noun: str) -> Floats:
    """How much of a day's work each day loses: 1 - factor, or what a factor above 1 adds where that is what hurts.

    >>> harm(np.array([1.0, 0.25, 2.0]), "site").tolist(), harm(np.array([1.0, 0.25, 2.0]), "lead").tolist()
    ([0.0, 0.75, 0.0], [0.0, 0.0, 1.0])
    """
    return np.maximum(0.0, factors - 1.0 if noun in STRETCH else 1.0 - factors)


def spell(hurt: Sequence[float] | Floats, day: int) -> tuple[int, int]:
    """First and last day of the unbroken spell around a day; last -1 where the horizon ends in it.

    >>> spell(np.array([0, 1, 1, 0, 1]), 2), spell(np.array([0, 1, 1, 0, 1]), 4)
    ((1, 2), (4, -1))
    """
    first = last = day
    while first > 0 and hurt[first - 1] > 0.0:
        first -= 1
    while last + 1 < len(hurt) and hurt[last + 1] > 0.0:
        last += 1
    return first, -1 if last + 1 == len(hurt) else last
