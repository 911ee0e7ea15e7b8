"""Search over a policy's parameters within their bounds and a budget, by CMA-ES or cross-entropy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn import cmaes, cross_entropy
from echelon.agents.learn.bounds import Fence, penalised
from echelon.agents.learn.luck import Luck
from echelon.agents.learn.space import Space
from echelon.agents.learn.weights import population
from echelon.core.errors import BadScenario, Finding

Floats = NDArray[np.float64]
Worth = Callable[[Floats], Floats]
"""Values of parameters `[point, parameter]` → what each is worth `[point]`, small is good; a whole generation at once."""
METHODS = ("cmaes", "cross_entropy")
SPREAD = 0.3
"""First standard deviation, of the width of the bounds."""
STUCK = 1e-9
"""A cloud whose widest deviation is below this has come to rest, and is begun anew with twice the points."""


@dataclass(frozen=True, slots=True)
class Search:
    """How to search: method, seed, most evaluations; restarts of CMA-ES (IPOP) and points of a generation, 0 for the default."""

    method: str = "cmaes"
    seed: int = 1
    budget: int = 1000
    restarts: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise BadScenario(Finding("E592", "The `method` of a search", f"must be one of {', '.join(METHODS)}", self.method,
                                      "Choose one of them"))  # fmt: skip
        if self.budget < 1 or self.restarts < 0 or (self.size and self.size < 4):
            got = f"{self.budget}, {self.restarts}, {self.size}"
            raise BadScenario(Finding("E593", "Budget, restarts and size of a search", "must be at least 1, 0 and 4", got,
                                      "Give it more to work with"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The best that was met: values of the parameters, worth; evaluations in all, the best so far after each generation."""

    values: tuple[float, ...]
    worth: float
    evaluations: int
    history: tuple[float, ...]


def minimise(worth: Worth, space: Space, how: Search) -> Found:
    """The parameters worth least that a search met within its budget; same seed, same answer.

    >>> from echelon.agents.learn.space import Parameter
    >>> square = Space((Parameter("x", -5.0, 5.0, 4.0), Parameter("y", -5.0, 5.0, -3.0)))
    >>> found = minimise(lambda points: ((points - [1.0, 2.0]) ** 2).sum(axis=1), square, Search(seed=7, budget=400))
    >>> [round(value, 3) for value in found.values]
    [1.0, 2.0]
    """
    course = _Course(worth, space, how.budget)
    luck = Luck(how.seed, f"learn:{how.method}")
    if how.method == "cross_entropy":
        _by_cross_entropy(course, luck, how)
    else:
        for restart in range(how.restarts + 1):
            _by_cmaes(course, Luck(how.seed, f"{luck.who}:{restart}"), how.size << restart, restart)
    return Found(tuple(course.best.tolist()), course.least, course.evaluations, tuple(course.history))


class _Course:
    """What a search has met so far."""

    def __init__(self, worth: Worth, space: Space, budget: int) -> None:
        self.worth, self.space, self.budget = worth, space, budget
        self.best, self.least = space.outside(space.start), float("inf")
        self.evaluations, self.history = 0, list[float]()

    def left(self, size: int) -> bool:
        """Whether the budget has another generation; there is always a first one."""
        return self.evaluations == 0 or self.evaluations + size <= self.budget

    def judge(self, points: Floats) -> Floats:
        """Values of points `[point, n]`, brought inside the bounds."""
        inside = self.space.outside(points)
        values = np.asarray(self.worth(inside), dtype=np.float64)
        self.evaluations += len(values)
        at = int(np.argmin(np.where(np.isnan(values), np.inf, values)))
        if values[at] < self.least:
            self.best, self.least = inside[at], float(values[at])
        self.history.append(self.least)
        return values


def _by_cross_entropy(course: _Course, luck: Luck, how: Search) -> None:
    guess = cross_entropy.begin(course.space.start, SPREAD, how.size)
    while course.left(guess.size) and guess.deviation.max() > STUCK:
        points = cross_entropy.ask(guess, luck)
        guess = cross_entropy.tell(guess, points, course.judge(points))


def _by_cmaes(course: _Course, luck: Luck, size: int, restart: int) -> None:
    """One descent; later ones begin where chance says."""
    n = len(course.space.parameters)
    mean = luck.uniform("begin", 0, n, [0])[:, 0] if restart else course.space.start
    cloud = cmaes.begin(mean, SPREAD, size or population(n) << restart)
    fence = Fence(np.zeros(n))
    while course.left(cloud.size) and cloud.spread.max() > STUCK:
        points = cmaes.ask(cloud, luck)
        fence, values = penalised(fence, cloud, points, course.judge(points))
        cloud = cmaes.tell(cloud, points, values)
