"""Occurrences at distances of any distribution: a renewal process, in its long run from day 0 on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from echelon.disruption.distribution import Distribution, Steps, day_steps
from echelon.disruption.hazard.chance import MOST, Chance, Events, Ints, events


@dataclass(frozen=True, slots=True)
class Renewal:
    """Whole days from one to the next.

    gap  a distribution with a mean of 1 day or more
    """

    gap: Distribution

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        return "" if self.gap.mean >= 1.0 else "a mean gap below 1 day"

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon: in its long run, one per mean gap."""
        return days / _mean(day_steps(self.gap))


def _weights(steps: Steps) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    edges = np.concatenate([[0.0], steps.below.astype(np.float64), [2.0**32]])
    return np.diff(edges) / 2.0**32


def _mean(steps: Steps) -> float:
    return float(np.add.accumulate(steps.values * _weights(steps))[-1])


def _first(steps: Steps) -> Steps:
    """Days from a day at random to the next occurrence: r with the probability that a gap is longer, over the mean.

    Source: D. R. Cox, Renewal Theory, Methuen 1962, section 5.2.
    """
    days = np.arange(int(steps.values[-1]))
    longer = (
        1.0
        - np.concatenate([[0.0], np.add.accumulate(_weights(steps))])[
            np.searchsorted(steps.values, days, side="right")
        ]
    )
    sums = np.add.accumulate(longer)
    return Steps(days.astype(np.float64), np.floor(sums[:-1] / sums[-1] * 2.0**32).astype(np.uint64))


def _drawn(steps: Steps, word: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> Ints:
    return steps.values[np.searchsorted(steps.below, word.astype(np.uint64), side="right")].astype(np.int64)


def sample(process: Renewal, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane."""
    steps = day_steps(process.gap)
    lane = np.arange(chance.lanes)
    day = _drawn(_first(steps), chance.words("first", lane, np.zeros(len(lane), dtype=np.int64)))
    found: list[tuple[Ints, Ints]] = []
    for k in range(1, MOST):
        inside = day < days
        lane, day = lane[inside], day[inside]
        if not len(lane):
            break
        found.append((lane, day))
        day = day + _drawn(steps, chance.words("gap", lane, np.full(len(lane), k)))
    none = np.zeros(0, dtype=np.int64)
    return events(
        np.concatenate([none, *(a for a, _ in found)]), np.concatenate([none, *(b for _, b in found)]), days
    )
