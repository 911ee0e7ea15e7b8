"""The agent that follows a plan library: believes, weighs what its plans are worth, keeps to what it adopted, and says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from echelon.agents.agent import Layer, Memory
from echelon.agents.decision import Act, Move
from echelon.agents.place import Place
from echelon.agents.plan.deliberate import NONE, Program, deliberate, evaluated, program_of, working_rows
from echelon.agents.plan.expression import Expression
from echelon.agents.plan.library import Library
from echelon.agents.plan.sights import SIGHTS, Sights
from echelon.agents.view import View
from echelon.world.levers import LEVERS


@dataclass(frozen=True)
class Planner:
    """An agent whose plans are data (see `library.Library`), in all rows of the library's noun at once."""

    library: Library

    @property
    def name(self) -> str:
        """The library's."""
        return self.library.name

    @property
    def kind(self) -> str:
        """Whose levers it moves."""
        return self.library.kind

    @property
    def layer(self) -> Layer:
        """Whom it gives way to."""
        return self.library.layer

    @property
    def every(self) -> int:
        """Days from one wake to the next."""
        return self.library.every

    @cached_property
    def _program(self) -> Program:
        return program_of(self.library)

    @cached_property
    def _believed(self) -> tuple[str, ...]:
        return self.library.believed

    @property
    def _sights(self) -> Sights:
        return SIGHTS[self.library.noun]

    def begin(self, place: Place, lanes: int) -> Memory:
        """No plan is followed, and all is as planned."""
        rows = len(place.rows(self.library.noun))
        return {**self._sights.begin(place, lanes), "intention.plan": np.full((rows, lanes), NONE),
                "intention.days": np.zeros((rows, lanes))}  # fmt: skip

    def decide(self, view: View, memory: Memory) -> tuple[Sequence[Act], Memory]:
        """Believe, deliberate, and wish levers to be what the plans that are followed say."""
        found, seen = self._sights.see(view, memory)
        rows = len(view.place.rows(self.library.noun))
        beliefs = self._sights.array(found, self._believed, (rows, view.lanes))
        plan, days = memory["intention.plan"].copy(), memory["intention.days"].copy()
        wished = np.empty((len(self.library.levers), rows, view.lanes))
        why = np.empty((rows, view.lanes), dtype=np.int64)
        deliberate(
            self._program,
            beliefs,
            float(self.every),
            plan,
            days,
            wished,
            why,
            *working_rows(self.library, view.lanes),
        )
        evidence, scores = Named(self._sights.names, self._believed, beliefs), Scores(self.library, beliefs)
        moves = [Move(lever, _rows(self.library.noun, lever, view.place), wished[at], why, evidence, scores)
                 for at, lever in enumerate(self.library.levers)]  # fmt: skip
        return moves, {**seen, "intention.plan": plan, "intention.days": days}

    def document(self) -> dict[str, object]:
        """Its library."""
        return {"agent": "planner", **self.library.document()}


def _rows(noun: str, lever: str, place: Place) -> Any:
    """Rows of a lever that belong to those of a library: claims are flows, then demands."""
    rows = np.arange(len(place.rows(noun)))
    return rows + len(place.flows) if LEVERS[lever].noun == "claim" and noun == "demand" else rows


class Named(Mapping[str, Any]):
    """Beliefs that are `read`, views of one array `[name, row, lane]`."""

    def __init__(self, names: Sequence[str], read: Sequence[str], beliefs: Any) -> None:
        self._at, self._beliefs = {name: names.index(name) for name in read}, beliefs

    def __getitem__(self, name: str) -> Any:
        return self._beliefs[self._at[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


class Scores(Mapping[str, Any]):
    """What each plan is believed to be worth less its cost, `[row, lane]`, worked out when somebody asks; 0 is to do nothing.

    A plan that is not called for, or whose context is not given, is not weighed: its score is -inf.
    """

    def __init__(self, library: Library, beliefs: Any) -> None:
        self._plans, self._beliefs = {plan.name: plan for plan in library.plans}, beliefs

    def __getitem__(self, name: str) -> Any:
        if name == "do nothing":
            return np.zeros(self._beliefs.shape[1:])
        plan = self._plans[name]

        def of(one: Expression) -> Any:
            return evaluated(one, self._beliefs)

        open_to = (of(plan.when) != 0.0) & (of(plan.given) != 0.0)
        return np.where(open_to, of(plan.worth) - of(plan.cost), -np.inf)

    def __iter__(self) -> Iterator[str]:
        yield from ("do nothing", *self._plans)

    def __len__(self) -> int:
        return len(self._plans) + 1
