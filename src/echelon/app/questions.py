"""A scenario as people type it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from echelon.connect.opening import read_opening
from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Disruption, parse_disruption, reached
from echelon.network.model import Network
from echelon.study.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario as typed: a network by path or `catalog:NAME`, disruptions in one line each, an opening by its file."""

    network: str
    disrupt: tuple[str, ...] = ()
    days: int = 365
    replications: int = 100
    seed: int = 1
    opening: str = ""

    def scenario(self, net: Network) -> Scenario:
        """`BadScenario` with everything that is wrong with it at once."""
        hit: list[Disruption] = []
        attempts: Sequence[Callable[[], object]] = [lambda: Scenario(net, (), self.days, self.replications, self.seed),
                    *(partial(_read_into, hit, text) for text in self.disrupt),
                    lambda: reached(net, hit)]  # fmt: skip
        found: list[Finding] = []
        for attempt in attempts:
            try:
                attempt()
            except BadScenario as bad:
                found += bad.findings
        if found:
            raise BadScenario(found)
        there = read_opening(self.opening) if self.opening else None
        return Scenario(net, tuple(hit), self.days, self.replications, self.seed, opening=there)


def _read_into(hit: list[Disruption], text: str) -> None:
    hit.append(parse_disruption(text))
