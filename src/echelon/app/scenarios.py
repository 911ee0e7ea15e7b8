"""Scenario documents: files, networks, openings and the catalogue, joined into a question."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from echelon.app import catalogue
from echelon.app.openings import read_opening
from echelon.connect.atomic import write_whole_file
from echelon.connect.document import Document, read_document
from echelon.disruption.entry import PREFIX
from echelon.network.model import Network
from echelon.study.document import Reading, flat, scenario_of
from echelon.study.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with what it names: its keys, its network where that could be read, and what is wrong so far.

    asked   the scenario that the document is of, for what no document says: policies, and responses that are done already
    """

    said: Mapping[str, Any]
    network: Network | None
    source: str
    reading: Reading
    folder: Path
    asked: Scenario | None = None

    def scenario(self) -> Scenario:
        """The question; `BadScenario` with everything that is wrong with it."""
        made = scenario_of(self.said, self.network, catalogue.ready, reading=self.reading, source=self.source)
        if self.asked is None:
            return made
        kept = {name: getattr(self.asked, name) for name in ("policies", "responses", "first_replication")}
        return replace(made, **kept)


def read_scenario(place: str | os.PathLike[str], network: Network | None = None) -> Scenario:
    """Read a scenario document: a TOML file, or `catalog:NAME` for an embedded one.

    network  asked instead of the one that the document names
    raises   BadData where it cannot be read, BadScenario with everything that is wrong with it, each with its line

    >>> read_scenario("catalog:kestvold-demo").disruptions[0].name
    'Ningbo Port closed'
    """
    return open_document(read_document(catalogue.scenario_place(str(place))), network).scenario()


def network_of(place: str) -> Network:
    """The network of what was named: of a scenario document, as its responses leave it."""
    return read_scenario(place).network if catalogue.is_scenario(place) else catalogue.open_network(place)


def open_document(document: Document, network: Network | None = None) -> Opened:
    """Read what a document names; what cannot be read is among the findings of `reading`."""
    reading = Reading(document.file, document.line_of)
    return opened(flat(document.said), document.folder, reading, network)


def opened(said: Mapping[str, Any], folder: Path, reading: Reading, network: Network | None = None) -> Opened:
    """The same of keys that are known, with paths as seen from a folder."""
    keys, source = dict(said), ""
    if isinstance(keys.get("network"), str):
        source = _beside(folder, keys["network"])
        if network is None:
            network = reading.attempt("network", partial(catalogue.open_network, source))
    elif network is not None:
        keys["network"] = network.name
    if isinstance(file := keys.get("opening"), str) and file:
        opening = reading.attempt("opening", partial(read_opening, _beside(folder, file)))
        keys["opening"] = opening.document() if opening else []
    if isinstance(agents := keys.get("agents"), list):
        keys["agents"] = [
            reading.attempt(f"agents.{row}", partial(_agent, each)) or {} for row, each in enumerate(agents)
        ]
    return Opened(keys, network, source, reading, folder)


def _agent(said: Any) -> Any:
    """An agent with the plan library of the catalogue that it names; other keys go before those of the library."""
    if not isinstance(said, Mapping) or not isinstance(said.get("library"), str):
        return said
    return {
        **catalogue.plans(said["library"]),
        **{key: each for key, each in said.items() if key != "library"},
    }


def new_scenario(template: str, out: str, *, replace: bool = False) -> None:
    """Copy a scenario of the catalogue, to fill it in; `BadData` for an unknown one, `Conflict` where the place is taken."""
    text = catalogue.scenario_place(f"{PREFIX}{template.removeprefix(PREFIX)}").read_bytes()
    write_whole_file(Path(out), text, replace=replace)


def _beside(folder: Path, name: str) -> str:
    """A path as a document says it, seen from where we are."""
    return name if name.startswith(PREFIX) else (folder / name).as_posix()
