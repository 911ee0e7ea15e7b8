"""A field of a document by its path: `disruption.0.lasts`, `response.more stock.on`, `use.*.start`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.disruption.entry import parse_use

NAMED = ("name", "entry", "measure")
"""Keys that an element of a list may be called by."""

ADDED = ("with", "heals", "relapse")
"""Tables that may be left out, and are made where a path leads into them."""


def replaced(said: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """The document with another value at a path; `BadScenario` where the path leads nowhere.

    An element of a list goes by its number from 0, by its name, or is every one with `*`. A key that is not there is added: the
    reader says whether it may be.

    >>> replaced({"days": 9, "use": ["port-strike from 3"]}, "use.0.start", 5)
    {'days': 9, 'use': [{'entry': 'port-strike', 'start': 5}]}
    >>> replaced({"disruption": [{"name": "a", "lasts": 1}, {"name": "b", "lasts": 1}]}, "disruption.b.lasts", 4)["disruption"][1]
    {'name': 'b', 'lasts': 4}
    """
    made: dict[str, Any] = _put(dict(said), path.split("."), value, path)
    return made


def _put(inside: Any, parts: list[str], value: object, path: str) -> Any:
    if not parts:
        return value
    if isinstance(inside, str) and path.startswith("use."):
        inside = parse_use(inside)
    first, rest = parts[0], parts[1:]
    if isinstance(inside, Mapping):
        if rest and first not in inside and first not in ADDED:
            close = nearest(first, list(inside))
            remedy = f"Did you mean `{close}`?" if close else f"There are {', '.join(inside)}"
            raise BadScenario(
                Finding(
                    "E521", f"The path `{path}`", "must lead to a field of the document", f"`{first}`", remedy
                )
            )
        return {**inside, first: _put(inside.get(first, {}), rest, value, path)}
    if isinstance(inside, list | tuple):
        hit = _elements(inside, first)
        if hit:
            return [_put(each, rest, value, path) if at in hit else each for at, each in enumerate(inside)]
        known = [name for each in inside for name in _names(each)]
        close = nearest(first, known)
        remedy = f"Did you mean `{close}`?" if close else f"There are {len(inside)}, counted from 0"
        raise BadScenario(
            Finding(
                "E521", f"The path `{path}`", "must lead to a field of the document", f"`{first}`", remedy
            )
        )
    raise BadScenario(Finding("E521", f"The path `{path}`", "must lead to a field of the document", f"`{first}` of {inside!r}",
                              "Paths read disruption.0.lasts"))  # fmt: skip


def _elements(several: list[Any] | tuple[Any, ...], name: str) -> set[int]:
    if name == "*":
        return set(range(len(several)))
    if name.isdecimal():
        return {int(name)} & set(range(len(several)))
    return {at for at, each in enumerate(several) if name in _names(each)}


def _names(element: Any) -> list[str]:
    said = element if isinstance(element, Mapping) else {}
    return [str(said[key]) for key in NAMED if key in said]
