"""Agents that talk, for tests of messages: in some replications only, for as long as they are answered, some of it late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.agents.agent import Layer
from echelon.agents.decision import Act, Move
from echelon.agents.message import message
from echelon.agents.place import Place
from echelon.agents.view import View


@dataclass(frozen=True)
class Gossip:
    """Talks every third day to everybody, in some lanes only, for as many rounds as it is answered; counts what it hears."""

    name: str
    every: int = 3
    kind: str = "tower"
    layer: Layer = "tactical"
    reports: tuple[str, ...] = ("stock",)

    def begin(self, place: Place, lanes: int) -> Mapping[str, Any]:
        """What it has heard so far."""
        return {"heard": np.zeros((1, lanes))}

    def decide(self, view: View, memory: Mapping[str, Any]) -> tuple[Sequence[Act], Mapping[str, Any]]:
        """Say a word where stock, day and round are odd together, and aim at what was heard."""
        heard = memory["heard"].copy()
        for said in view.messages:
            heard += np.where(said.sent, said.numbers["units"], 0.0).sum(axis=0)
        odd = (view.own["stock"][:1] + view.round + view.day) % 2.0 < 1.0
        told = message(
            "word", self.name, "*", "stock point", [0], sent=odd, units=heard % 7.0 + 1.0, days=view.round % 3
        )
        stock = view.reports["stock"][:1] if view.reports else np.zeros((1, view.lanes))
        value = np.floor(heard % 5.0) + stock % 3.0
        return [told, Move("extra_stock", [0], value, np.zeros(value.shape, dtype=np.int64))], {
            "heard": heard
        }

    def document(self) -> dict[str, object]:
        """Its name."""
        return {"agent": "gossip", "name": self.name}
