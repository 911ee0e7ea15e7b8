"""The embedded networks and scenarios, by name; and networks named by users, wherever they lie."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from echelon.app.settings import catalogue_home
from echelon.connect import read_network
from echelon.connect.delimited import out_of_reach
from echelon.core.errors import BadData, BadScenario, Finding, nearest
from echelon.disruption import Cause, cause_of
from echelon.network.model import Network

PREFIX = "catalog:"


@dataclass(frozen=True, slots=True)
class Entry:
    """One embedded network or scenario.

    name   what to type, such as `catalog:kestvold`
    """

    name: str
    kind: str
    title: str
    description: str


def entries() -> list[Entry]:
    """All embedded networks, then all scenarios, by name."""
    found = []
    for kind, pattern in (("network", "networks/*/network.toml"), ("scenario", "scenarios/*.toml")):
        for path in sorted(catalogue_home().glob(pattern)):
            said = _toml(path)
            name = path.parent.name if kind == "network" else path.stem
            found.append(
                Entry(f"{PREFIX}{name}", kind, str(said.get("name", name)), str(said.get("description", "")))
            )
    return found


def network_place(name: str) -> Path:
    """Where a network lies: a path as it stands, or the folder of `catalog:NAME`; `BadData` for an unknown name."""
    if not name.startswith(PREFIX):
        return Path(name)
    wanted = name.removeprefix(PREFIX)
    known = [entry.name.removeprefix(PREFIX) for entry in entries() if entry.kind == "network"]
    if wanted not in known:
        raise _unknown("network", wanted, known)
    return catalogue_home() / "networks" / wanted


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


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario as the catalogue tells it."""

    name: str
    description: str
    network: str
    days: int
    disruptions: tuple[Cause, ...]


def open_scenario(name: str) -> Told:
    """A scenario of the catalogue, without its prefix; `BadData` for an unknown name or a file that tells none."""
    known = [entry.name.removeprefix(PREFIX) for entry in entries() if entry.kind == "scenario"]
    if name not in known:
        raise _unknown("scenario", name, known)
    path = catalogue_home() / "scenarios" / f"{name}.toml"
    said = _toml(path)
    try:
        hit = tuple(cause_of(each) for each in said["disruption"])
        return Told(
            str(said["name"]), str(said["description"]), PREFIX + said["network"], int(said["days"]), hit
        )
    except (KeyError, TypeError, ValueError, BadScenario) as error:
        raise BadData(Finding("E313", f"The scenario `{name}`", "must tell its network, days and disruptions", str(error),
                              "See docs/guides/embedded-network.md", path.name)) from None  # fmt: skip


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise out_of_reach(path, error) from error
    except ValueError as error:
        raise BadData(
            Finding("E022", f"The file `{path.name}`", "must be TOML", str(error), "Mend it", path.name)
        ) from None


def _unknown(kind: str, name: str, known: list[str]) -> BadData:
    close = nearest(name, known)
    remedy = f"Did you mean `{PREFIX}{close}`?" if close else "See `echelon catalog`"
    return BadData(
        Finding("E314", f"The {kind} `{PREFIX}{name}`", "must be one of the catalogue", "", remedy)
    )
