"""Ready disruptions as data: an entry of the catalogue, its parameters and sources, filled in for one place and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from echelon.core.errors import BadScenario, Finding, nearest

PREFIX = "catalog:"
USE_GRAMMAR = "ENTRY [at PLACE[, PLACE…]] [from DAY] [with NAME=VALUE, …]"
KINDS = ("disruption", "hazard", "cascade")
_HOLE = re.compile(r"\{(\w+)\}")
_USE = re.compile(
    rf"(?:{PREFIX})?(?P<entry>[\w-]+(?:@[0-9a-f]+)?)(?: at (?P<at>.+?))?"
    r"(?: from (?P<start>\d{1,9}))?(?: with (?P<rest>\w+ *=.+))?"
)
_COMMA = re.compile(r",(?![^()]*\))")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be said of an entry when it is used.

    place      kind of place that it names, such as port or firm; "" for a number or text
    unit       of a number: day, factor, part
    low, high  bounds of a number; a number may also be a distribution, as text
    """

    name: str
    help: str
    default: object
    place: str = ""
    unit: str = ""
    low: float = 0.0
    high: float = 3650.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from.

    figures   names of parameters;  says  what the source says, in one sentence
    """

    figures: tuple[str, ...]
    says: str
    publication: str
    year: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A disruption of the catalogue.

    key        what to type, `port-strike`;  kind  what sort of thing breaks
    assumed    parameter → why its figure is what it is, where no source says it
    rows       fields of its disruptions, hazards and cascades, days counted from its first, with `{parameter}` where a value goes
    """

    key: str
    name: str
    version: str
    kind: str
    summary: str
    parameters: tuple[Parameter, ...]
    rows: tuple[Mapping[str, Any], ...]
    sources: tuple[Source, ...] = ()
    assumed: Mapping[str, str] | None = None

    def disruptions(self, start: int = 0, given: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """Its disruptions, hazards and cascades as `cause_of` reads them; `BadScenario` with every value that does not fit.

        start   day on which it begins;  given  values of parameters, the others take their defaults

        >>> fire = entry_of("fire", {"name": "Fire", "version": "1.0.0", "kind": "site", "summary": "Burns.",
        ...     "parameter": [{"name": "at", "help": "where", "default": "Kobe", "place": "site"}],
        ...     "disruption": [{"hits": "{at}", "capacity": 0.0, "start": 2, "lasts": 9}]})
        >>> fire.disruptions(60, {"at": "Oslo"})
        [{'hits': ['Oslo'], 'capacity': 0.0, 'start': 62, 'lasts': 9, 'name': 'Fire at Oslo'}]
        """
        values = self._values(given or {})
        named = _listed(values.get("at", ()))
        called = f"{self.name} at {', '.join(named)}" if named else self.name
        return [_row(row, values, start, called) for row in self.rows]

    def _values(self, given: Mapping[str, object]) -> dict[str, Any]:
        known = {each.name: each for each in self.parameters}
        found = [_unknown(self, name, list(known)) for name in given if name not in known]
        values = {name: given.get(name, each.default) for name, each in known.items()}
        found += [finding for name, value in values.items() for finding in _unfit(self, known[name], value)]
        if found:
            raise BadScenario(found)
        return {name: _whole(known[name], value) for name, value in values.items()}


def _whole(parameter: Parameter, value: object) -> object:
    """A number of days as a whole number, where it is one."""
    return int(value) if parameter.unit == "day" and isinstance(value, float) else value


def _row(row: Mapping[str, Any], values: dict[str, Any], start: int, called: str) -> dict[str, Any]:
    made = _hitting({name: filled(value, values) for name, value in row.items()})
    first = made.get(
        "start", 0
    )  # text where a distribution was given: its reader says that days are not drawn here
    made["start"] = start + first if isinstance(first, int) else first
    made["name"] = f"{called}: {made['name']}" if made.get("name") else called
    return made


def _hitting(row: dict[str, Any]) -> dict[str, Any]:
    """With every list of places flat, those of a hazard's effects too."""
    for name in ("hits", "when"):
        if name in row:
            row[name] = [each for hit in _listed(row[name]) for each in _listed(hit)]
    for name in ("effects", "then"):
        if name in row:
            row[name] = [_hitting(dict(each)) for each in row[name]]
    return row


def filled(value: object, values: dict[str, Any]) -> Any:
    """A value with `{name}` replaced; text that names a list becomes one text for each of its elements.

    >>> filled("firm:{at}", {"at": ["A", "B"]}), filled({"days": "{heals}"}, {"heals": 14})
    (['firm:A', 'firm:B'], {'days': 14})
    """
    if isinstance(value, Mapping):
        return {name: filled(each, values) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [filled(each, values) for each in value]
    if not isinstance(value, str):
        return value
    if whole := _HOLE.fullmatch(value):
        return values[whole[1]]
    holes = list(dict.fromkeys(_HOLE.findall(value)))
    if not any(isinstance(values[hole], list | tuple) for hole in holes):
        return _HOLE.sub(lambda hole: str(values[hole[1]]), value)
    several = product(*(_listed(values[hole]) for hole in holes))
    return [filled(value, values | dict(zip(holes, each, strict=True))) for each in several]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] if value != "" else []


def _unknown(entry: Entry, name: str, known: Sequence[str]) -> Finding:
    close = nearest(name, known)
    remedy = f"Did you mean `{close}`?" if close else f"Known: {', '.join(known)}"
    return Finding(
        "E516", f"The `{name}` of `{PREFIX}{entry.key}`", "must be a parameter that it has", "", remedy
    )


def _unfit(entry: Entry, parameter: Parameter, value: object) -> Iterator[Finding]:
    what, said = f"The `{parameter.name}` of `{PREFIX}{entry.key}`", f"`{value}`"
    if parameter.place:
        names = _listed(value)
        if not names or not all(isinstance(each, str) and each.strip() for each in names):
            yield Finding(
                "E516", what, f"must name a {parameter.place}, or several", said, _sentence(parameter.help)
            )
    elif isinstance(parameter.default, str) and not parameter.unit:
        if not isinstance(value, str):
            yield Finding("E516", what, "must be text", said, _sentence(parameter.help))
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        yield Finding(
            "E516", what, "must be a number, or a distribution as text", said, _sentence(parameter.help)
        )
    elif not isinstance(value, str):
        bounds = f"must be in [{parameter.low:g}, {parameter.high:g}]"
        inside = parameter.low <= value <= parameter.high
        if not inside or (parameter.unit == "day" and value != int(value)):
            yield Finding(
                "E516",
                what,
                bounds + (", whole days" if parameter.unit == "day" else ""),
                said,
                _sentence(parameter.help),
            )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def entry_of(key: str, document: Mapping[str, Any]) -> Entry:
    """An entry as its document says it; `KeyError`, `TypeError` or `ValueError` where it says no entry."""
    sources = tuple(
        Source(tuple(said["figures"]), str(said["says"]).strip(), str(said["publication"]), int(said["year"]))
        for said in document.get("source", ())
    )
    parameters = tuple(Parameter(**said) for said in document.get("parameter", ()))
    rows = tuple(dict(row) for kind in KINDS for row in document.get(kind, ()))
    if not rows:
        raise ValueError("it holds no disruption")
    name, version, kind, summary = (
        str(document[each]).strip() for each in ("name", "version", "kind", "summary")
    )
    assumed = dict(document.get("assumed", {}))
    return Entry(key, name, version, kind, summary, parameters, rows, sources, assumed)


def parse_use(text: str) -> dict[str, Any]:
    """A use of the catalogue in one line.

    >>> parse_use("port-strike at Ningbo Port from 90 with lasts=14, capacity=0.2")
    {'entry': 'port-strike', 'at': 'Ningbo Port', 'start': 90, 'with': {'lasts': 14, 'capacity': 0.2}}
    >>> parse_use("catalog:pandemic")
    {'entry': 'pandemic'}
    """
    match = _USE.fullmatch(text.strip())
    if not match:
        raise BadScenario(Finding("E515", "A use of the catalogue", f"must read {USE_GRAMMAR}", f"`{text}`",
                                  "`port-strike at Ningbo Port from 90 with lasts=14` is one"))  # fmt: skip
    said: dict[str, Any] = {"entry": match["entry"]}
    if match["at"]:
        places = [each.strip() for each in _COMMA.split(match["at"])]
        said["at"] = places[0] if len(places) == 1 else places
    if match["start"]:
        said["start"] = int(match["start"])
    if match["rest"]:
        pairs = (pair.partition("=") for pair in _COMMA.split(match["rest"]))
        said["with"] = {name.strip(): number_or_text(value.strip()) for name, _, value in pairs}
    return said


def entry_key(use: str | Mapping[str, Any]) -> str:
    """The key of the entry that is used, without prefix.

    >>> entry_key("catalog:port-strike at Ningbo Port"), entry_key({"entry": "catalog:flood"})
    ('port-strike', 'flood')
    """
    said = parse_use(use) if isinstance(use, str) else use
    return str(said["entry"]).removeprefix(PREFIX)


def number_or_text(text: str) -> int | float | str:
    """A number where the text is one.

    >>> number_or_text("14"), number_or_text("0.5"), number_or_text("gamma(mean=9, sd=3)")
    (14, 0.5, 'gamma(mean=9, sd=3)')
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
