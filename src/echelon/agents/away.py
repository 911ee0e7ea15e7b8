"""An agent of somebody's own that a document names: it can be told, and cannot decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from echelon.agents.agent import Agent, Layer, Memory
from echelon.agents.decision import Act
from echelon.agents.kinds import BUILT_IN, agent_of
from echelon.agents.place import Place
from echelon.agents.view import View
from echelon.core.errors import BadScenario, Finding


@dataclass(frozen=True, slots=True)
class Away:
    """Stands for an agent whose code is not here, where a kept run is only compared or reported."""

    said: Mapping[str, Any]
    name: str
    kind: str = "person"
    layer: Layer = "operational"
    every: int = 1

    def begin(self, place: Place, lanes: int) -> Memory:
        """`BadScenario`: it cannot be asked."""
        raise BadScenario(Finding("E577", f"The agent `{self.name}`", "must be one that is built in to be read from a document",
                                  str(self.said.get("agent", "")), "Ask in Python, with the agent itself"))  # fmt: skip

    def decide(self, view: View, memory: Memory) -> tuple[Sequence[Act], Memory]:
        """It does nothing, for it never begins."""
        return (), memory

    def document(self) -> dict[str, object]:
        """What it was said to be."""
        return dict(self.said)


def agents_kept(documents: Sequence[Mapping[str, Any]]) -> tuple[Agent, ...]:
    """Agents that a kept run had: those that are built in, and who stands for others.

    >>> [each.name for each in agents_kept([{"agent": "stock_keeper"}, {"agent": "moon watcher", "name": "Luna"}])]
    ['stock keeper', 'Luna']
    """
    return tuple(
        agent_of(said)
        if said.get("agent") in BUILT_IN
        else Away(dict(said), str(said.get("name", f"agent {at}")))
        for at, said in enumerate(documents)
    )
