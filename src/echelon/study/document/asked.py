"""A scenario document, as mappings, → `Scenario`: everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Cause, cause_of, distinct, reached
from echelon.disruption.entry import PREFIX, Entry, entry_key, parse_use
from echelon.network.model import Network
from echelon.network.opening import Opening
from echelon.study.document.keys import KINDS
from echelon.study.document.reading import Reading
from echelon.study.judge import criterion_of
from echelon.study.respond import Response, answered, disruptions_answered, response_of
from echelon.study.scenario import Scenario

FIDELITY = "daily"
T = TypeVar("T")
Load = Callable[[str], Entry]
"""Key of an entry of the catalogue, without prefix → the entry; `EchelonError` for an unknown one."""
Placed = list[tuple[str, Cause]]
"""What breaks, each with its path in the document."""
BREAKS = ("disruption", "hazard", "cascade")
"""Lists of what breaks; any may stand in any of them, as it says what it is."""


def flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its keys at the top, where some may stand in a table `[scenario]`.

    >>> flat({"scenario": {"days": 30}, "disruption": []})
    {'days': 30, 'disruption': []}
    """
    said = document.get("scenario")
    return (
        {**said, **{n: v for n, v in document.items() if n != "scenario"}}
        if isinstance(said, Mapping)
        else dict(document)
    )


def scenario_of(document: Mapping[str, Any], net: Network | None, load: Load, *, reading: Reading | None = None,
                source: str = "") -> Scenario:  # fmt: skip
    """The question that a document asks of a network; `BadScenario` with everything that is wrong with it.

    net      None where it could not be read, and `reading` says why
    load     gives the entries of the catalogue that it uses
    source   where the network lies, to be said again by `Scenario.document`

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}]})
    >>> scenario_of({"network": "tiny", "days": 30, "disruption": [{"name": "fire", "hits": "Kobe", "capacity": 0.0,
    ...     "start": 3, "lasts": 9}]}, net, dict().__getitem__).disruptions[0].healed
    12
    """
    reading = reading or Reading()
    keys = reading.table("scenario", flat(document), "") or {}
    said = flat(document)
    _not_yet(said, reading)
    responses = _each(said, "response", reading, response_of)
    success = [criterion for _, criterion in _each(said, "success", reading, criterion_of)]
    hit = _disruptions(said, load, responses, reading)
    opening = reading.attempt("opening", partial(_opening, keys.get("opening")))
    agents = _agents(said, keys, reading)
    asked = _asked(net, said, responses, hit, reading) if net else None
    if reading.found or asked is None:
        raise BadScenario(list(dict.fromkeys(reading.found)))
    entries = _entries(hit, _rows(said, "use"))
    return replace(
        asked, agents=agents, success=tuple(success), opening=opening, source=source, entries=entries
    )


def _asked(
    net: Network,
    said: Mapping[str, Any],
    responses: Sequence[tuple[str, Response]],
    hit: Placed,
    reading: Reading,
) -> Scenario | None:
    """The question of the network as the responses leave it."""
    for path, response in responses:
        net = reading.attempt(path, partial(answered, net, [response])) or net
    for path, disruption in hit:
        reading.attempt(path, partial(reached, net, [disruption]))
    plain = {
        name: said[name] for name in ("days", "replications", "seed") if KINDS["seed"][1](said.get(name))
    }
    texts = {name: said[name] for name in ("name", "description") if isinstance(said.get(name), str)}
    done = tuple(response for _, response in responses)
    make = partial(Scenario, net, tuple(each for _, each in hit), **plain, **texts, responses=done)
    return reading.attempt("", make)


def _not_yet(said: Mapping[str, Any], reading: Reading) -> None:
    """What documents may say one day."""
    fidelity = said.get("fidelity", FIDELITY)
    if isinstance(fidelity, str) and fidelity != FIDELITY:
        reading.add("fidelity", Finding("E513", "The `fidelity` of a scenario", "must be `daily`", f"`{fidelity}`",
                                        "The event clock and surrogates are not there yet"))  # fmt: skip


def _agents(said: Mapping[str, Any], keys: Mapping[str, Any], reading: Reading) -> Any:
    """Who decides, on the terms that are said; none where there are no agents."""
    if not said.get("agents") or not keys.get("agents"):
        return ()
    from echelon.agents.kinds import agent_of
    from echelon.agents.steering import steering_said

    made = [
        reading.attempt(f"agents.{row}", partial(agent_of, each))
        for row, each in enumerate(_rows(said, "agents"))
    ]
    terms = {name: value for name, value in (keys.get("steering") or {}).items() if value is not None}
    return reading.attempt("steering", partial(steering_said, [each for each in made if each], terms)) or ()


def _each(
    said: Mapping[str, Any], name: str, reading: Reading, make: Callable[[Mapping[str, Any]], T]
) -> list[tuple[str, T]]:
    """What can be made of each table of a list, with its path."""
    made = []
    for row, each in enumerate(_rows(said, name)):
        path = f"{name}.{row}"
        typed = reading.table(name, each, path)
        found = reading.attempt(path, partial(make, typed)) if typed is not None else None
        made += [] if found is None else [(path, found)]
    return made


def _rows(said: Mapping[str, Any], name: str) -> Sequence[Any]:
    rows = said.get(name, ())
    return rows if isinstance(rows, list | tuple) else [rows]


def _disruptions(
    said: Mapping[str, Any], load: Load, responses: Sequence[tuple[str, Response]], reading: Reading
) -> Placed:
    fields: list[dict[str, Any]] = []
    paths: list[str] = []
    for name in BREAKS:
        for row, each in enumerate(_rows(said, name)):
            typed = reading.table(_kind(each, name), each, f"{name}.{row}")
            fields += [] if typed is None else [typed]
            paths += [] if typed is None else [f"{name}.{row}"]
    for row, use in enumerate(_rows(said, "use")):
        found = reading.attempt(f"use.{row}", partial(_used, use, f"use.{row}", load, reading)) or []
        fields += found
        paths += [f"use.{row}"] * len(found)
    for path, response in responses:
        fields = reading.attempt(path, partial(disruptions_answered, fields, [response])) or fields
    return _causes(paths, fields, reading)


def _causes(paths: Sequence[str], fields: Sequence[Mapping[str, Any]], reading: Reading) -> Placed:
    """The causes that tables of fields tell, each with its path."""
    made: Placed = []
    for path, each in zip(paths, fields, strict=True):
        typed = reading.table(_kind(each, "disruption"), each, path)
        found = reading.attempt(path, partial(cause_of, typed)) if typed is not None else None
        made += [] if found is None else [(path, found)]
    return list(zip([path for path, _ in made], distinct([cause for _, cause in made]), strict=True))


def _kind(said: object, name: str) -> str:
    """Which table it is: a hazard says when it occurs, a cascade what it does then."""
    keys = said if isinstance(said, Mapping) else {}
    return "hazard" if "occurs" in keys else "cascade" if "then" in keys else name


def _used(use: object, path: str, load: Load, reading: Reading) -> list[dict[str, Any]]:
    """The disruptions of a use of the catalogue: text, or a table."""
    typed = reading.table("use", parse_use(use) if isinstance(use, str) else use, path)
    if typed is None:
        return []
    given = dict(typed.get("with", {}))
    if "at" in typed:
        given["at"] = typed["at"]
    return load(str(typed["entry"]).removeprefix(PREFIX)).disruptions(typed.get("start", 0), given)


def _entries(hit: Placed, uses: Sequence[Any]) -> dict[str, str]:
    """The entry of the catalogue that each comes from, by its name; nothing for what the document says itself."""
    told = [(path.removeprefix("use."), cause.name) for path, cause in hit if path.startswith("use.")]
    return {name: entry_key(uses[int(row)]) for row, name in told}


def used(use: object, load: Load) -> list[Cause]:
    """The causes of one use of the catalogue, text or table; `BadScenario` with everything that is wrong with it.

    load   gives the entries of the catalogue
    """
    reading = Reading()
    fields = _used(use, "use", load, reading)
    made = _causes(["use"] * len(fields), fields, reading)
    if reading.found:
        raise BadScenario(list(dict.fromkeys(reading.found)))
    return [cause for _, cause in made]


def _opening(said: object) -> Opening | None:
    """Rows of an opening; a file has been read by whoever reads files."""
    if not said or isinstance(said, str):
        return None
    try:
        return Opening(tuple((str(w), str(n), int(d), float(u)) for w, n, d, u in said))  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        raise BadScenario(Finding("E512", "The `opening` of the scenario", "must be a file, or rows of what, id, day, quantity",
                                  repr(said)[:60], 'Write `opening = [["stock", "Kobe/drill", 0, 12.0]]`')) from None  # fmt: skip
