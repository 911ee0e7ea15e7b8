"""The parameters that a learner searches: each with a name, its bounds and where to begin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a policy: low < high, start in [low, high]."""

    name: str
    low: float
    high: float
    start: float


@dataclass(frozen=True, slots=True)
class Space:
    """Parameters in order; learners see each as a number in [0, 1]. Raises `BadScenario` where bounds are none."""

    parameters: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        if found := list(self._findings()):
            raise BadScenario(found)

    def _findings(self) -> Iterator[Finding]:
        if not self.parameters:
            yield Finding("E590", "The parameters to learn", "must be one or more", "", "Name what may vary")
        for each in self.parameters:
            numbers = (each.low, each.start, each.high)
            if not (
                all(map(math.isfinite, numbers))
                and each.low < each.high
                and each.low <= each.start <= each.high
            ):
                said = f"{each.low:g}, {each.start:g}, {each.high:g}"
                yield Finding("E591", f"Low, start and high of parameter `{each.name}`", "must be finite, in this order, "
                              "with low below high", said, "Order them")  # fmt: skip

    @property
    def start(self) -> Floats:
        """Where to begin, in [0, 1] each."""
        return self.inside([each.start for each in self.parameters])

    def inside(self, values: Sequence[float]) -> Floats:
        """Values of the parameters → numbers in [0, 1].

        >>> Space((Parameter("days", 2.0, 6.0, 3.0),)).inside([3.0]).tolist()
        [0.25]
        """
        low, width = self._box()
        return np.asarray((np.asarray(values, dtype=np.float64) - low) / width)

    def outside(self, point: Floats) -> Floats:
        """Numbers in [0, 1] → values of the parameters; what lies outside is brought to the nearest bound."""
        low, width = self._box()
        return np.asarray(low + np.clip(point, 0.0, 1.0) * width)

    def _box(self) -> tuple[Floats, Floats]:
        low = np.array([each.low for each in self.parameters])
        return low, np.array([each.high for each in self.parameters]) - low
