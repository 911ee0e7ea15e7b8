"""Agents that mean harm: whatever they wish, no bound, no rate, no authority and no conservation law may break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from echelon.agents.agent import Layer, Memory
from echelon.agents.decision import Act, Bound, Move
from echelon.agents.message import message
from echelon.agents.place import Place
from echelon.agents.view import View
from echelon.core.chance import threefry
from echelon.world.levers import LEVERS

WAYS = ("random", "extreme", "oscillating", "nan", "splitting")


@dataclass(frozen=True, slots=True)
class Adversary:
    """Moves every lever of every row, every day, in one of `WAYS`; also bounds, and messages to itself.

    random       values of any size, by addressed chance;  extreme  infinities and the largest numbers
    oscillating  from one end of all there is to the other each day;  nan  no numbers at all
    splitting    wants the same big change again in every round of a morning, so as to pass its limit in parts
    """

    name: str = "adversary"
    way: str = "random"
    every: int = 1
    kind: str = "tower"
    layer: Layer = "operational"

    def begin(self, place: Place, lanes: int) -> Memory:
        """How often it was asked."""
        return {"asked": np.zeros((1, lanes))}

    def decide(self, view: View, memory: Memory) -> tuple[Sequence[Act], Memory]:
        """The worst it can think of."""
        acts: list[Act] = []
        for at, lever in enumerate(LEVERS):
            count = len(view.place.rows(LEVERS[lever].noun))
            value = self._wish(view, count, at)
            acts.append(Move(lever, np.arange(count), value, np.zeros(value.shape, dtype=np.int64)))
            if self.way == "random" and view.day % 7 == at % 7:
                acts.append(Bound(lever, np.arange(count), value, value[::-1]))
        if self.way == "splitting":
            acts.append(
                message("again", self.name, self.name, "stock point", [0], units=np.ones((1, view.lanes)))
            )
        return acts, {"asked": memory["asked"] + 1.0}

    def document(self) -> dict[str, object]:
        """Its fields."""
        return {"agent": "adversary", **asdict(self)}

    def _wish(self, view: View, count: int, lever: int) -> Any:
        shape = (count, view.lanes)
        if self.way == "nan":
            return np.full(shape, np.nan)
        if self.way == "oscillating":
            return np.full(shape, 1e300 if view.day % 2 else -1e300)
        if self.way == "splitting":
            return np.full(shape, 1e6)
        rows = np.arange(count, dtype=np.int64)[:, None]
        lanes = np.asarray(view.replications, dtype=np.int64)[None, :]
        rows, lanes = (each.copy() for each in np.broadcast_arrays(rows, lanes))
        turns = np.full_like(lanes, view.day * 256 + view.round)
        words: Any = threefry(rows, np.full_like(rows, lever), lanes, turns)  # type: ignore[arg-type]
        first, second = (each / 2.0**32 for each in words)
        if self.way == "extreme":
            return np.choose((first * 5).astype(np.int64), [np.inf, -np.inf, 1.7e308, -1.7e308, 5e-324])
        scale = np.choose((second * 4).astype(np.int64), [1.0, 10.0, 1e3, 1e9])
        return (first - 0.3) * scale
