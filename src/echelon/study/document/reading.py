"""Where a document is read: findings with their places, and whether each table holds what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from echelon.core.errors import EchelonError, Finding, nearest
from echelon.study.document.keys import KINDS, MUST, TABLES, Key

T = TypeVar("T")


def nowhere(path: str) -> int:
    """The line of a document that came from no file."""
    return 0


@dataclass(frozen=True)
class Reading:
    """What was found so far.

    file      of the document, "" for none;  line_of  path such as `disruption.0.lasts` → its line, 0 for none
    """

    file: str = ""
    line_of: Callable[[str], int] = nowhere
    found: list[Finding] = field(default_factory=list)

    def add(self, path: str, finding: Finding) -> None:
        """A finding at a place of the document, unless it has another place."""
        if self.file and not finding.file:
            finding = replace(finding, file=self.file, line=self.line_of(path or _first_name(finding.what)))
        self.found.append(finding)

    def attempt(self, path: str, make: Callable[[], T]) -> T | None:
        """What can be made, or None and why not."""
        try:
            return make()
        except EchelonError as bad:
            if not bad.findings:
                raise
            for finding in bad.findings:
                self.add(path, finding)
        return None

    def table(self, name: str, said: object, path: str) -> dict[str, Any] | None:
        """A table of that name with the defaults of what it leaves out; None where something in it cannot be used."""
        if not isinstance(said, Mapping):
            self.add(path, Finding("E512", _called(name, path), "must be a table", repr(said)[:60],
                                   f"Write `{_heading(name)}`"))  # fmt: skip
            return None
        before = len(self.found)
        keys = TABLES[name]
        for unknown in said:
            if unknown not in [key.name for key in keys]:
                self.add(_under(path, unknown), _unknown(name, path, str(unknown), keys))
        made: dict[str, Any] = {}
        for key in keys:
            if key.name in said:
                made[key.name] = self._value(name, key, said[key.name], path)
            elif key.default is MUST:
                self.add(path, Finding("E511", f"The `{key.name}` of {_called(name, path).lower()}", "must be given", "",
                                       f"Add it: {key.help}"))  # fmt: skip
        return None if len(self.found) > before else made

    def _value(self, table: str, key: Key, value: object, path: str) -> Any:
        at = _under(path, key.name)
        if key.kind.endswith("[]"):
            several = value if isinstance(value, list | tuple) else [value]
            return [self.table(key.kind[:-2], each, f"{at}.{row}") if table != "scenario" else each
                    for row, each in enumerate(several)]  # fmt: skip
        if key.kind in TABLES:
            return self.table(key.kind, value, at)
        words, fits = KINDS[key.kind]
        if not fits(value):
            what = f"The `{key.name}` of {_called(table, path).lower()}"
            self.add(at, Finding("E512", what, f"must be {words}", repr(value)[:60], _sentence(key.help)))
        return value


def _under(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _first_name(what: str) -> str:
    """The key that a finding about the whole document is of."""
    return what.split("`")[1] if "`" in what else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _called(table: str, path: str) -> str:
    """What a table is called: `The disruption 2`."""
    number = path.rpartition(".")[2]
    return f"The {table} {int(number) + 1}" if number.isdecimal() else f"The {table}"


def _heading(table: str) -> str:
    return (
        f"[[{table}]]"
        if any(key.kind == f"{table}[]" for key in TABLES["scenario"])
        else f"{table} = {{ … }}"
    )


def _unknown(table: str, path: str, name: str, keys: Iterable[Key]) -> Finding:
    known = [key.name for key in keys]
    close = nearest(name, known)
    remedy = f"Did you mean `{close}`?" if close else f"Known: {', '.join(known)}"
    return Finding(
        "E510", f"The `{name}` of {_called(table, path).lower()}", "must be a key that it has", "", remedy
    )
