"""All processes by name, as text and as documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Protocol

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.disruption.distribution import Distribution, distribution
from echelon.disruption.hazard import dates, hawkes, history, markov, poisson, renewal, seasonal
from echelon.disruption.hazard.chance import Chance, Events


class Process(Protocol):
    """The parameters of a process."""

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        ...

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number of occurrences within the horizon."""
        ...


Sample = Callable[[Any, Chance, int], Events]

PROCESSES: dict[str, tuple[type[Any], Sample]] = {
    "poisson": (poisson.Poisson, poisson.sample),
    "seasonal": (seasonal.Seasonal, seasonal.sample),
    "renewal": (renewal.Renewal, renewal.sample),
    "markov": (markov.Markov, markov.sample),
    "hawkes": (hawkes.Hawkes, hawkes.sample),
    "dates": (dates.Dates, dates.sample),
    "history": (history.History, history.sample),
}
"""Name → parameters and `sample`."""
LISTS = ("months", "when")
TEXT = re.compile(r"\s*(?P<name>[a-z]+)\s*\((?P<inside>.*)\)\s*", re.DOTALL)


def sample(process: Process, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane of a chance, by lane and day."""
    return next(draw for kind, draw in PROCESSES.values() if isinstance(process, kind))(process, chance, days)


def process_of(said: object) -> Process:
    """A process as it is, as text, or as a table with `process` and its parameters; `BadScenario` where it makes no sense.

    >>> process_of("poisson(per_year=2)"), process_of({"process": "markov", "up": 300, "down": 14})
    (Poisson(per_year=2.0), Markov(up=300.0, down=14.0))
    >>> process_of("renewal(gap=gamma(mean=90, sd=30))").gap.mean, process_of("dates(2026-03-01; 40)").when
    (90.0, ('2026-03-01', '40'))
    """
    if isinstance(said, str):
        said = _table(said)
    if isinstance(said, Mapping):
        said = _made(dict(said))
    if not isinstance(said, tuple(kind for kind, _ in PROCESSES.values())):
        raise BadScenario(
            Finding("E420", "What a hazard's `occurs` says", "must be a process", f"{said!r}", _remedy(""))
        )
    wrong = said.wrong()  # type: ignore[attr-defined]
    if wrong:
        raise BadScenario(
            Finding("E420", f"The process `{name_of(said)}`", "must make sense", wrong, "Mend it")
        )
    return said  # type: ignore[return-value]


def name_of(process: object) -> str:
    """The name of a process."""
    return next(name for name, (kind, _) in PROCESSES.items() if isinstance(process, kind))


def document(process: Process) -> dict[str, object]:
    """A process as a table that `process_of` reads."""
    values = {each.name: getattr(process, each.name) for each in fields(process)}  # type: ignore[arg-type]
    return {
        "process": name_of(process),
        **{name: _plain(value) for name, value in values.items() if value not in ("", 0)},
    }


def _plain(value: object) -> object:
    return (
        str(value) if isinstance(value, Distribution) else list(value) if isinstance(value, tuple) else value
    )


def _table(text: str) -> dict[str, object]:
    match = TEXT.fullmatch(text)
    if match is None:
        raise BadScenario(
            Finding("E420", "What a hazard's `occurs` says", "must be a process", f"`{text}`", _remedy(""))
        )
    found: dict[str, object] = {"process": match["name"]}
    names = [each.name for each in fields(PROCESSES[match["name"]][0])] if match["name"] in PROCESSES else []
    for at, part in enumerate(_parts(match["inside"])):
        name, equals, value = part.partition("=")
        named = equals and "(" not in name
        found[name.strip() if named else names[at] if at < len(names) else str(at)] = (
            value.strip() if named else part.strip()
        )
    return found


def _parts(inside: str) -> list[str]:
    """What stands between commas that are not in brackets."""
    return [part for part in re.split(r",(?![^()]*\))", inside) if part.strip()]


def _made(said: dict[str, Any]) -> object:
    name = str(said.pop("process", ""))
    if name not in PROCESSES:
        raise BadScenario(
            Finding(
                "E420", "The `process` of a hazard", "must be one that there is", f"`{name}`", _remedy(name)
            )
        )
    kind = PROCESSES[name][0]
    known = {each.name: each.type for each in fields(kind)}
    try:
        return kind(**{key: _value(key, str(known[key]), value) for key, value in said.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise BadScenario(Finding("E420", f"The process `{name}`", f"must be given by {', '.join(known)}", str(error),
                                  _remedy(name))) from None  # fmt: skip


def _value(key: str, kind: str, value: Any) -> object:
    if key in LISTS:
        listed = re.split(r"[;\s]+", value.strip()) if isinstance(value, str) else list(value)
        return tuple(
            float(each) if "float" in kind else each if isinstance(each, int) else str(each)
            for each in listed
            if each != ""
        )
    if kind == "Distribution":
        return value if isinstance(value, Distribution) else distribution(str(value))
    return {"float": float, "int": int}.get(kind, str)(value)


def _remedy(name: str) -> str:
    close = nearest(name, list(PROCESSES))
    return f"Did you mean `{close}`?" if close and close != name else f"Known: {', '.join(PROCESSES)}"
