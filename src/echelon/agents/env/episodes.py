"""Replications of a question one after another: tables once, and what breaks for each set of replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from echelon.agents.place import Place
from echelon.disruption.causes import Cause, compiled
from echelon.disruption.rows import Target, largest_of
from echelon.network.build import build
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.world.gates import changes, gates, singles
from echelon.world.prepare import prepare
from echelon.world.run import Job
from echelon.world.start import start

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is played: a network, what breaks, for how many days, with which luck.

    forced   compile every law in, used or not: slower, and many networks share one kernel
    """

    network: Network
    causes: Sequence[Cause] = ()
    days: int = 365
    seed: int = 1
    forced: bool = field(default=False, kw_only=True)


class Episodes:
    """Makes jobs of a question, with levers; tables are made anew only where something new breaks."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.structure = build(question.network)
        self.rates = rates(question.network, self.structure)
        self._known: Mapping[Target, float] = {}
        self._made: Job | None = None
        self.job(np.zeros(1, dtype=np.int64))

    @property
    def place(self) -> Place:
        """Where agents are."""
        ask, made = self.question, self._made
        assert made is not None
        return Place(ask.network, self.structure, self.rates, made.tables, ask.days, ask.seed)

    def job(self, replications: Ints) -> Job:
        """The arrays of some replications, by their numbers. `[lane]`"""
        ask = self.question
        hit = compiled(ask.network, ask.causes, days=ask.days, seed=ask.seed, replications=replications)
        known = largest_of([self._known, hit.largest])
        numbered = gates([], known)
        if self._made is None or known != self._known:
            tables = prepare(ask.network, self.structure, self.rates, days=ask.days, seed=ask.seed, gates=numbered,
                             forced=ask.forced, levers=True)  # fmt: skip
            begin = start(ask.network, self.structure, tables)
            self._known = known
        else:
            tables, begin = self._made.tables, self._made.start
        count = len(replications)
        self._made = Job(tables, changes([(0, count, hit.rows)], numbered, ask.days), replications, ask.days, begin,
                         singles([(0, hit.turns)], numbered, count))  # fmt: skip
        return self._made
