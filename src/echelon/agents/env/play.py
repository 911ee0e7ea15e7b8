"""Lanes that are played a day at a time: levers in, what is seen and earned out. Knows nothing of any library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.agents.env.episodes import Episodes, Question
from echelon.agents.env.handles import handles
from echelon.agents.env.senses import senses
from echelon.world.counted import (
    DISPOSAL,
    EXPEDITE,
    HOLDING,
    MARGIN,
    ORDERING,
    OVERTIME,
    PRODUCTION,
    STOCKOUT,
    TRANSIT_HOLDING,
    TRANSPORT,
)
from echelon.world.daily import advance
from echelon.world.run import before
from echelon.world.state import counts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mapped = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]
"""Like `map`, perhaps over threads; must keep the order. The clock lets other threads run."""
COSTS = (HOLDING, STOCKOUT, TRANSPORT, ORDERING, PRODUCTION, TRANSIT_HOLDING, OVERTIME, EXPEDITE, DISPOSAL)
LAST = 2**31
"""Seeds are numbers of replications, modulo this."""


class Play:
    """Some lanes of a question, in blocks. What is earned in a day is margin less all costs, in the network's currency.

    lanes    how many;  levers  that may be moved;  blocks  parts that `mapped` may move at the same time
    """

    def __init__(
        self, question: Question, lanes: int, levers: Sequence[str], *, blocks: int = 1, mapped: Mapped = map
    ) -> None:
        self.episodes, self.lanes, self.mapped = Episodes(question), lanes, mapped
        self.senses, self.handles = senses(self.episodes.place), handles(self.episodes.place, levers)
        edges = np.linspace(0, lanes, min(blocks, lanes) + 1).astype(int).tolist()
        self.edges = list(pairwise(edges))
        self.replications = np.arange(-lanes, 0, dtype=np.int64)
        self.day, self.days = 0, question.days
        self.blocks: list[Any] = []

    def begin(self, seeds: Ints | None = None) -> NDArray[np.float32]:
        """The morning of day 0 of the replications of these numbers, or of the next ones. `[lane]` → `[lane, column]`"""
        self.replications = np.mod(self.replications + self.lanes if seeds is None else seeds, LAST)
        job = self.episodes.job(self.replications)
        self.day = 0
        self.blocks = [
            (job.tables, job.of_block(first, last), before(job, last - first), counts(job.tables, self.days, last - first),
             np.zeros((0, last - first)), np.ascontiguousarray(self.replications[first:last], dtype=np.uint32))
            for first, last in self.edges
        ]  # fmt: skip
        return np.concatenate([self.senses.see(block[2]) for block in self.blocks])

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.day >= self.days

    def step(self, actions: Floats) -> tuple[NDArray[np.float32], Floats]:
        """Move levers by actions `[lane, column]` in [-1, 1] and live through a day: what is seen then, and earned `[lane]`."""
        day = self.day

        def play(at: int) -> tuple[NDArray[np.float32], Floats]:
            tables, breaks, state, counted, moved, ids = self.blocks[at]
            first, last = self.edges[at]
            self.handles.move(state, actions[first:last])
            advance(tables, breaks, state, counted, moved, ids, first, day, day + 1, None)
            earned = counted.daily[MARGIN, day].copy()
            for cost in COSTS:
                earned -= counted.daily[cost, day]
            return self.senses.see(state), earned

        seen, earned = zip(*self.mapped(play, range(len(self.blocks))), strict=True)
        self.day += 1
        return np.concatenate(seen), np.concatenate(earned)
