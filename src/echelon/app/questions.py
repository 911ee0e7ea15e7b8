"""A question as people type it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from echelon.app import catalogue
from echelon.app.openings import read_opening
from echelon.app.scenarios import read_scenario
from echelon.core.errors import BadScenario, EchelonError, Finding
from echelon.disruption import Cause, distinct, parse_disruption, reached
from echelon.disruption.entry import entry_key
from echelon.network.model import Network
from echelon.study import document
from echelon.study.scenario import Scenario

if TYPE_CHECKING:
    from echelon.study.precise import Precise
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A network or scenario document, by path or `catalog:NAME`, and what was typed beside it, which goes before the document.

    disrupt, use   disruptions in one line each; of the catalogue. They join those of the document
    calm           with nothing disrupted
    """

    network: str
    disrupt: tuple[str, ...] = ()
    days: int | None = None
    replications: int | None = None
    seed: int | None = None
    opening: str = ""
    use: tuple[str, ...] = ()
    calm: bool = False

    def ask(self) -> Scenario:
        """The question; `BadScenario` with everything that is wrong with what was typed, or with the document."""
        if catalogue.is_scenario(self.network):
            return self.over(read_scenario(self.network))
        return self.scenario(catalogue.open_network(self.network))

    def scenario(self, net: Network) -> Scenario:
        """The same of a network; `BadScenario` with everything that is wrong with what was typed."""
        return self.over(Scenario(net, source=self.network))

    def over(self, base: Scenario) -> Scenario:
        """What was typed, over a question that a document asks."""
        found: list[Finding] = []
        typed = {
            name: value
            for name in ("days", "replications", "seed")
            if (value := getattr(self, name)) is not None
        }
        asked = _tried(found, partial(replace, base, **typed))
        hit: list[Cause] = [
            each for line in self.disrupt if (each := _tried(found, partial(parse_disruption, line)))
        ]
        keys: list[str] = []
        for line in self.use:
            more = _tried(found, partial(used, line)) or []
            hit += more
            keys += [entry_key(line) for _ in more]
        _tried(found, partial(reached, base.network, hit))
        if found or asked is None:
            raise BadScenario(found)
        if self.opening:
            asked = replace(asked, opening=read_opening(self.opening))
        named = distinct([*base.disruptions, *hit])
        entries = {each.name: key for each, key in zip(named[len(named) - len(keys) :], keys, strict=True)}
        asked = replace(asked, disruptions=tuple(named), entries={**base.entries, **entries})
        return asked.calm() if self.calm else asked


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


def used(line: str) -> list[Cause]:
    """What a use of the catalogue brings, as `parse_use` reads it."""
    return document.used(line, catalogue.ready)


def _tried(found: list[Finding], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except EchelonError as bad:
        found += bad.findings
        return None
