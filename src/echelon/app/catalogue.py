"""The embedded networks, scenarios, disruptions and plan libraries, by name; and networks named by users, wherever they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from echelon.app.settings import catalogue_home
from echelon.connect import read_network
from echelon.connect.document import Document, read_document
from echelon.core.digest import digest
from echelon.core.errors import BadData, Finding, nearest
from echelon.disruption.entry import PREFIX as PREFIX, Entry as Ready, entry_of
from echelon.network.model import Network

FOLDERS = {
    "network": "networks/*/network.toml",
    "scenario": "scenarios/*.toml",
    "disruption": "disruptions/*.toml",
    "plan library": "plans/*.toml",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One embedded network, scenario, disruption or plan library.

    name    what to type, such as `catalog:kestvold`
    digest  of its files or, of a disruption, of what it says: `catalog:port-strike@DIGEST` is that version or none
    """

    name: str
    kind: str
    title: str
    description: str
    version: str
    digest: str


def entries(kind: str = "") -> list[Entry]:
    """All embedded networks, then scenarios, disruptions and plan libraries, by name; or those of one kind."""
    return [
        _entry(each, path)
        for each, pattern in FOLDERS.items()
        if kind in ("", each)
        for path in sorted(catalogue_home().glob(pattern))
    ]


def _entry(kind: str, path: Path) -> Entry:
    said = read_document(path).said
    name = path.parent.name if kind == "network" else path.stem
    description = str(said.get("description", said.get("summary", "")))
    known = digest(said) if kind == "disruption" else _of_files(path, kind)
    return Entry(
        f"{PREFIX}{name}", kind, str(said.get("name", name)), description, str(said.get("version", "")), known
    )


def _of_files(path: Path, kind: str) -> str:
    files = sorted(path.parent.iterdir()) if kind == "network" else [path]
    return digest([[file.name, hashlib.sha256(file.read_bytes()).hexdigest()] for file in files])


def names(kind: str) -> list[str]:
    """Names of one kind, without prefix."""
    found = sorted(catalogue_home().glob(FOLDERS[kind]))
    return [path.parent.name if kind == "network" else path.stem for path in found]


def network_place(name: str) -> Path:
    """Where a network lies: a path as it stands, or the folder of `catalog:NAME`; `BadData` for an unknown name."""
    if not name.startswith(PREFIX):
        return Path(name)
    return catalogue_home() / "networks" / _known("network", name)


def open_network(place: str | Path) -> Network:
    """Read a network: a folder of CSV files, an Excel workbook, or `catalog:NAME` for an embedded one.

    raises   BadData where nothing usable is there; findings about cells wait in `Network.findings`

    >>> open_network("catalog:kestvold").settings.currency
    'EUR'
    """
    return read_network(network_place(str(place)))


def network_inputs(name: str) -> list[dict[str, str]]:
    """The files a network was read from, with their digests, for the record of a report."""
    place = network_place(name)
    files = sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else [place]
    return [{"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files]


def scenario_place(name: str) -> Path:
    """Where a scenario lies: a path as it stands, or the file of `catalog:NAME`; `BadData` for an unknown name."""
    if not name.startswith(PREFIX):
        return Path(name)
    return catalogue_home() / "scenarios" / f"{_known('scenario', name)}.toml"


def is_scenario(name: str) -> bool:
    """Whether what was named is a scenario document, rather than a network.

    >>> is_scenario("strike.toml"), is_scenario("catalog:kestvold-demo"), is_scenario("catalog:kestvold")
    (True, True, False)
    """
    if name.startswith(PREFIX):
        return name.removeprefix(PREFIX) in names("scenario")
    return name.lower().endswith(".toml")


def is_ready(name: str) -> bool:
    """Whether a name is that of a disruption of the catalogue.

    >>> is_ready("catalog:port-strike"), is_ready("kestvold")
    (True, False)
    """
    return name.removeprefix(PREFIX).partition("@")[0] in names("disruption")


def known_name(name: str) -> str:
    """A name of the catalogue, without prefix; `BadData` with the nearest for an unknown one."""
    plain, every = name.removeprefix(PREFIX), [each for kind in FOLDERS for each in names(kind)]
    if plain not in every:
        raise _unknown("entry", plain, every)
    return plain


def plans(name: str) -> dict[str, Any]:
    """What an agent of a plan library is made of, `agents.kinds.agent_of` reads it; `BadData` for an unknown library.

    >>> plans("sourcing")["kind"]
    'procurement'
    """
    said = read_document(catalogue_home() / "plans" / f"{_known('plan library', name)}.toml").said
    return {
        "agent": "planner",
        **{key: each for key, each in said.items() if key not in ("version", "description")},
    }


def ready(name: str) -> Ready:
    """A disruption of the catalogue, by its name, with or without prefix, perhaps with `@` and the beginning of its digest.

    raises   BadData for an unknown name, another digest, or a file that says no disruption

    >>> ready("port-strike").kind
    'port'
    """
    plain, _, pinned = name.partition("@")
    key = _known("disruption", plain)
    document = read_document(catalogue_home() / "disruptions" / f"{key}.toml")
    known = digest(document.said)
    if not known.startswith(pinned):
        raise BadData(Finding("E517", f"The disruption `{PREFIX}{key}`", f"must have a digest that begins with {pinned}",
                              known[:16], "The catalogue has another version of it"))  # fmt: skip
    return _ready(key, document)


def _ready(key: str, document: Document) -> Ready:
    try:
        return entry_of(key, document.said)
    except (KeyError, TypeError, ValueError) as error:
        raise BadData(Finding("E517", f"The disruption `{PREFIX}{key}`", "must tell its name, version, kind, summary, "
                              "parameters and disruptions", str(error), "See docs/reference/catalog.md",
                              document.file)) from None  # fmt: skip


def _known(kind: str, name: str) -> str:
    wanted, known = name.removeprefix(PREFIX), names(kind)
    if wanted not in known:
        raise _unknown(kind, wanted, known)
    return wanted


def _unknown(kind: str, name: str, known: Sequence[str]) -> BadData:
    other = next((each for each in FOLDERS if kind in FOLDERS and each != kind and name in names(each)), "")
    close = nearest(name, known)
    remedy = f"Did you mean `{PREFIX}{close}`?" if close else "See `echelon catalog`"
    if other == "disruption":
        remedy = f'It is a disruption: add it with --use "{name}"'
    got = f"a {other}" if other else ""
    return BadData(
        Finding("E314", f"The {kind} `{PREFIX}{name}`", "must be one of the catalogue", got, remedy)
    )
