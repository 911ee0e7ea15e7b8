"""How a disruption heals: the part that is back, day by day after its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding, nearest

SHAPES: dict[str, Callable[[float], float]] = {
    "step": lambda passed: 0.0 if passed < 1.0 else 1.0,
    "linear": lambda passed: min(1.0, passed),
}
"""Part recovered, in [0, 1], by the part of the recovery time that has passed."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A shape and how long it takes.

    days   [0, inf); 0 heals at once
    """

    shape: str = "step"
    days: int = 0

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            close = nearest(self.shape, list(SHAPES))
            remedy = f"Did you mean `{close}`?" if close else "Choose one of them"
            must = f"must be one of {', '.join(SHAPES)}"
            raise BadScenario(Finding("E210", "The `shape` of a recovery", must, self.shape, remedy))
        if self.days < 0:
            must = "must be in [0, inf)"
            raise BadScenario(
                Finding("E211", "The `days` of a recovery", must, str(self.days), "Count whole days")
            )

    def recovered(self, day: int) -> float:
        """The part that is back `day` days after recovery began.

        >>> linear(days=4).recovered(1), step(days=4).recovered(3), step(days=4).recovered(4)
        (0.25, 0.0, 1.0)
        """
        return SHAPES[self.shape](day / self.days) if self.days and day < self.days else 1.0


def step(days: int = 0) -> Recovery:
    """Nothing comes back for `days` days, then everything at once."""
    return Recovery("step", days)


def linear(days: int) -> Recovery:
    """As much comes back every day, all of it after `days` days."""
    return Recovery("linear", days)
