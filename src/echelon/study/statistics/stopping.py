"""When to stop: as soon as a mean is known as precisely as was wished."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.study.statistics.interval import mean_interval

Floats = NDArray[np.float64]
FEWEST = 30
GROWTH = 1.5
"""Looks are few, so that stopping on a lucky one costs no coverage: measured in docs/background/statistics.md."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely a mean is known after `count` values: half its interval over the mean, and whether that is enough."""

    count: int
    mean: float
    half_width: float
    relative: float
    met: bool


@dataclass(frozen=True, slots=True)
class Stopping:
    """Stop once a mean lies within a part `relative` of the truth with the confidence asked for.

    relative     (0, 1)
    fewest       [2, inf), values before the first look; most [2, inf), the number never exceeded
    Source: Law, Simulation Modeling and Analysis, 5th ed., section 9.4.1 (stop at g / (1 + g)); looks grow by half.

    >>> rule = Stopping(0.05, fewest=8)
    >>> found = rule.look(np.array([10.0, 12.0, 9.0, 11.0, 13.0, 8.0, 10.0, 12.0]))
    >>> found.met, round(found.relative, 6), rule.more(found)
    (False, 0.132585, 4)
    """

    relative: float
    fewest: int = FEWEST
    most: int = 10_000
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not 0.0 < self.relative < 1.0:
            raise BadScenario(Finding("E461", "The precision wished", "must lie between 0 and 1, or 0 % and 100 %",
                                      f"{self.relative:g}", "Write 0.01 or 1% for one hundredth of the mean"))  # fmt: skip
        if self.most < 2:
            raise BadScenario(Finding("E466", "The most replications for a precision", "must be 2 or more", str(self.most),
                                      "One alone says nothing about its error"))  # fmt: skip

    @property
    def limit(self) -> float:
        """What half the interval over the estimated mean must not exceed, so that the true mean is as near.

        >>> round(Stopping(0.05).limit, 6)
        0.047619
        """
        return self.relative / (1.0 + self.relative)

    def look(self, values: Floats) -> Precision:
        """How precisely the mean of independent values is known. `[replication]`"""
        mean, low, high = mean_interval(values, self.confidence)
        half = (high - low) / 2.0
        relative = _relative(mean, half)
        return Precision(len(values), mean, half, relative, bool(relative <= self.limit))

    def more(self, found: Precision) -> int:
        """How many values to add before the next look, 0 to stop."""
        if found.met:
            return 0
        return max(0, min(self.most, math.ceil(found.count * GROWTH)) - found.count)


def relative_half_width(values: Floats, confidence: float = 0.95) -> float:
    """Half of Student's interval over the mean; 0 where nothing varies, inf where the mean is 0. `[replication]`

    >>> round(relative_half_width(np.array([10.0, 12.0, 9.0, 11.0, 13.0, 8.0, 10.0, 12.0])), 6)
    0.132585
    """
    mean, low, high = mean_interval(values, confidence)
    return _relative(mean, (high - low) / 2.0)


def _relative(mean: float, half: float) -> float:
    if half == 0.0:
        return 0.0
    return half / abs(mean) if mean else math.inf
