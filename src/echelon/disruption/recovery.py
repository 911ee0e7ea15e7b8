"""How a disruption heals: the part that is back, day by day after its end; and whether it comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.disruption.distribution import Distribution, day_or_days, said, usual_days, whole_days

SHAPES: dict[str, Callable[[float], float]] = {
    "step": lambda passed: 0.0 if passed < 1.0 else 1.0,
    "linear": lambda passed: min(1.0, passed),
    "convex": lambda passed: min(1.0, passed * passed),
    "concave": lambda passed: min(1.0, passed * (2.0 - passed)),
    "s_curve": lambda passed: min(1.0, passed * passed * (3.0 - 2.0 * passed)),
}
"""Part recovered, in [0, 1], by the part of the recovery time that has passed; polynomials, so the same bits everywhere.
Shape `table` is of one's own points, with straight lines between them."""
TABLE = "table"

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """A shape and how long it takes.

    shape    step, linear, convex (slow, then fast), concave (fast, then slow), s_curve, or table
    days     [0, inf), whole, or a distribution such as `gamma(mean=20, sd=10)`; 0 heals at once
    points   for table: part of the time passed and part recovered, both in [0, 1], from (0, 0) to (1, 1) if not said otherwise

    >>> Recovery("s_curve", 4).recovered(1), Recovery("table", 10, points=((0.5, 0.9),)).recovered(5)
    (0.15625, 0.9)
    """

    shape: str = "step"
    days: int | Distribution = 0
    points: Points = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", day_or_days(self.days))
        object.__setattr__(
            self, "points", tuple((float(passed), float(back)) for passed, back in self.points)
        )
        found = list(self._findings())
        if found:
            raise BadScenario(found)

    def _findings(self) -> list[Finding]:
        found = []
        if self.shape not in SHAPES and self.shape != TABLE:
            close = nearest(self.shape, [*SHAPES, TABLE])
            remedy = f"Did you mean `{close}`?" if close else "Choose one of them"
            must = f"must be one of {', '.join([*SHAPES, TABLE])}"
            found.append(Finding("E210", "The `shape` of a recovery", must, self.shape, remedy))
        if not isinstance(self.days, Distribution) and not whole_days(self.days):
            must = "must be in [0, inf)"
            found.append(
                Finding("E211", "The `days` of a recovery", must, str(self.days), "Count whole days")
            )
        times = [passed for passed, _ in self.points]
        inside = all(0.0 <= part <= 1.0 for point in self.points for part in point)
        if (self.shape == TABLE) != bool(self.points) or not inside or times != sorted(set(times)):
            must = "must be parts in [0, 1] in the order of time, for shape table"
            found.append(Finding("E412", "The `points` of a recovery", must, str(list(self.points)),
                                 "Write `points = [[0.2, 0.5], [1.0, 1.0]]`"))  # fmt: skip
        return found

    def recovered(self, day: int) -> float:
        """The part that is back `day` days after recovery began; of distributed days, by their mean.

        >>> linear(days=4).recovered(1), step(days=4).recovered(3), step(days=4).recovered(4)
        (0.25, 0.0, 1.0)
        """
        return self.part(day, usual_days(self.days))

    def part(self, day: int, days: int) -> float:
        """The part that is back `day` days after recovery began, if it takes `days` days."""
        if not days or day >= days:
            return 1.0
        return SHAPES[self.shape](day / days) if self.shape != TABLE else self._on_line(day / days)

    def _on_line(self, passed: float) -> float:
        before = (0.0, 0.0)
        for point in (*self.points, (1.0, 1.0)):
            if passed < point[0]:
                return before[1] + (point[1] - before[1]) * ((passed - before[0]) / (point[0] - before[0]))
            before = point
        return before[1]

    def document(self) -> dict[str, object]:
        """What counts for a question's digest."""
        points = {"points": [list(point) for point in self.points]} if self.points else {}
        return {"shape": self.shape, "days": said(self.days), **points}


@dataclass(frozen=True, slots=True)
class Relapse:
    """It comes again after it was healed, once.

    after         [0, inf), whole days from the end of the recovery
    share         [0, 1], part of the first loss that is lost again
    lasts         [1, inf), whole days, or a distribution; then all is back at once
    probability   [0, 1]
    """

    after: int
    share: float = 1.0
    lasts: int | Distribution = 1
    probability: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "lasts", day_or_days(self.lasts))
        known = isinstance(self.lasts, Distribution) or whole_days(self.lasts, 1)
        if not (
            known and whole_days(self.after) and 0.0 <= self.share <= 1.0 and 0.0 <= self.probability <= 1.0
        ):
            raise BadScenario(Finding("E413", "A relapse", "must come after whole days, with `share` and `probability` in [0, 1] "
                                      "and `lasts` of 1 day or more", str(self.document()), "Mend it"))  # fmt: skip

    def document(self) -> dict[str, object]:
        """What counts for a question's digest."""
        return {
            "after": self.after,
            "share": self.share,
            "lasts": said(self.lasts),
            "probability": self.probability,
        }


def step(days: int | Distribution = 0) -> Recovery:
    """Nothing comes back for `days` days, then everything at once."""
    return Recovery("step", days)


def linear(days: int | Distribution) -> Recovery:
    """As much comes back every day, all of it after `days` days."""
    return Recovery("linear", days)
