"""How well parameters do on questions: all candidates side by side, each with the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.agents.env.episodes import Question
from echelon.agents.env.play import COSTS, Play
from echelon.agents.learn.stock import stock_rule
from echelon.disruption.causes import Cause
from echelon.network.model import Network
from echelon.world.counted import MARGIN

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A network, what breaks, and the replications to learn from or to be tried on: `first` and so many after it."""

    network: Network
    causes: Sequence[Cause] = ()
    days: int = 180
    seed: int = 1
    first: int = 0
    replications: int = 16

    def document(self) -> dict[str, object]:
        """What it is, as JSON values: networks by their digests."""
        return {"network": self.network.digest, "name": self.network.name, "days": self.days, "seed": self.seed,
                "first_replication": self.first, "replications": self.replications,
                "causes": [cause.document() for cause in self.causes]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What candidates did `[candidate, replication]`.

    loss            costs less margin, money: small is good
    costs           costs alone
    amplification   variance of what is ordered over variance of what customers ask, both by value, over days
    """

    loss: Floats
    costs: Floats
    amplification: Floats


class Trial:
    """A lesson that candidates are tried on, again and again.

    forced   compile every law in, so that many networks share one kernel
    """

    def __init__(self, lesson: Lesson, *, forced: bool = False) -> None:
        self.lesson = lesson
        self.question = Question(lesson.network, lesson.causes, lesson.days, lesson.seed, forced=forced)
        self._plays: dict[int, Play] = {}

    def judge(self, values: Floats) -> Outcome:
        """How candidates do, by their values `[candidate, parameter]`."""
        count, each = len(values), self.lesson.replications
        if count not in self._plays:
            self._plays[count] = Play(self.question, count * each, ["extra_stock"])
        play = self._plays[count]
        place = play.episodes.place
        served = frozenset(place.points[at] for at in place.demand_point.tolist())
        rule = stock_rule(play.senses.names, play.handles.names, served)
        wished = np.repeat(values, each, axis=0)
        seen = play.begin(np.tile(np.arange(self.lesson.first, self.lesson.first + each), count))
        orders, asked = Spread(place.value[place.source]), Spread(place.value[place.demand_point])
        while not play.over:
            seen, _ = play.step(rule.act(seen, wished))
            state = play.blocks[0][2]
            orders.add(state.ordered[: len(place.flows)])
            asked.add(state.asked)
        daily = play.blocks[0][3].daily
        costs = sum((_summed(daily[cost]) for cost in COSTS), np.zeros(count * each))
        loss, swing = costs - _summed(daily[MARGIN]), orders.variance() / np.maximum(asked.variance(), 1e-12)
        return Outcome(*(part.reshape(count, each) for part in (loss, costs, swing)))


def _summed(series: Floats) -> Floats:
    """Sum over days in their order. `[day, lane]` → `[lane]`"""
    total = np.zeros(series.shape[1])
    for row in series:
        total += row
    return total


class Spread:
    """Variance over days of rows `[row, lane]`, times the square of what each is worth, summed over rows."""

    def __init__(self, worth: Floats) -> None:
        self.worth, self.days = worth[:, None] ** 2, 0
        self.mean: Floats = np.zeros((len(worth), 1))
        self.squares: Floats = np.zeros((len(worth), 1))

    def add(self, rows: Floats) -> None:
        """One day more (Welford's sums)."""
        self.days += 1
        off = rows - self.mean
        self.mean = self.mean + off / self.days
        self.squares = self.squares + off * (rows - self.mean)

    def variance(self) -> Floats:
        """`[lane]`"""
        total = np.zeros(self.squares.shape[1])
        for row in self.worth * self.squares / max(1, self.days - 1):
            total += row
        return total
