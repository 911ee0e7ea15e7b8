"""A scenario as people type it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from echelon.connect.opening import read_opening
from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Disruption, parse_disruption, reached
from echelon.network.model import Network
from echelon.study.scenario import Scenario

if TYPE_CHECKING:
    from echelon.study.precise import Precise


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


def parse_precise(text: str, of: str, most: int) -> Precise:
    """A wish for precision as typed: a part of the mean, or a percentage of it.

    >>> parse_precise("1%", "net", 5000)
    Precise(relative=0.01, of='net', most=5000)
    """
    from echelon.study.precise import Precise

    said = text.strip()
    try:
        part = float(said.removesuffix("%")) / (100.0 if said.endswith("%") else 1.0)
    except ValueError:
        raise BadScenario(Finding("E461", "The precision wished", "must be a number or a percentage", text,
                                  "Write 0.01 or 1% for one hundredth of the mean")) from None  # fmt: skip
    return Precise(part, of, most)
