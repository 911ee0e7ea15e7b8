"""Checks of names: that they are known, unique and tell things apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np

from echelon.core.errors import Finding, nearest
from echelon.core.table import Column, Table
from echelon.network.check.facts import Facts
from echelon.network.model import words
from echelon.network.schema import NOUNS, SCHEMAS

LOOKS = 20
MANY = 2000
"""Most different names per column that get a suggestion, and most names compared for one: 20 ms each."""


class Suggester:
    """Suggests the nearest known name, for as many different names as there is time for.

    >>> Suggester(["Kobe", "Rotterdam"])("rotter dam")
    'Did you mean `Rotterdam`?'
    """

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known
        self._plain: dict[str, str] | None = None
        self._said: dict[str, str] = {}

    def __call__(self, name: str, otherwise: str = "") -> str:
        """The suggestion, or what to say where there is none."""
        if name not in self._said:
            self._said[name] = self._near(name) if len(self._said) < LOOKS else ""
        close = self._said[name]
        return f"Did you mean `{close}`?" if close else otherwise

    def _near(self, name: str) -> str:
        if self._plain is None:
            self._plain = {folded(each): each for each in self._known}
        if folded(name) in self._plain:
            return self._plain[folded(name)]
        known = self._known
        if len(known) > MANY:
            known = list(islice((each for each in known if _alike(each, name)), MANY))
        return nearest(name, known)


def _alike(one: str, other: str) -> bool:
    ends = one[:2] == other[:2] or one[-2:] == other[-2:]
    return ends and abs(len(one) - len(other)) <= 2


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """A name without case and blanks.

    >>> folded(" North  Sea")
    'northsea'
    """
    return "".join(name.split()).casefold()


def unknown(facts: Facts) -> Iterator[Finding]:
    """Names in reference columns that no row has (E101), resources within their site (E102)."""
    for schema in NOUNS:
        for column in schema.columns:
            if column.refers == "resource":
                yield from _resources(facts, facts[schema.noun])
            elif column.kind == "text" and column.refers:
                yield from _lists(facts, facts[schema.noun], column)
            elif column.refers:
                yield from _singles(facts, facts[schema.noun], column)


def _singles(facts: Facts, table: Table, column: Column) -> Iterator[Finding]:
    known = facts.known[column.refers]
    values = table.coded(column.name)
    wrong = set(values.names) - known.keys() - {""}
    if not wrong:
        return
    suggest = Suggester(list(known))
    for row in values.rows(wrong.__contains__).tolist():
        yield _stranger(table, row, column, values[row], suggest)


def _lists(facts: Facts, table: Table, column: Column) -> Iterator[Finding]:
    known = facts.known[column.refers]
    cells = table.coded(column.name)
    wrong = {cell: [name for name in words(cell) if name not in known] for cell in cells.names}
    suggest = Suggester(list(known))
    for row in cells.rows(lambda cell: bool(wrong[cell])).tolist():
        for name in dict.fromkeys(wrong[cells[row]]):
            yield _stranger(table, row, column, name, suggest)


def _stranger(table: Table, row: int, column: Column, name: str, suggest: Suggester) -> Finding:
    other = SCHEMAS[column.refers]
    otherwise = f"Add the {other.noun} to {other.file}, or correct the name"
    return table.finding("E101", row, column.name, f"must name a row of {other.file}", got=f"`{name}`",
                         remedy=suggest(name, otherwise))  # fmt: skip


def _resources(facts: Facts, table: Table) -> Iterator[Finding]:
    resources = facts["resource"]
    known = set(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True))
    wanted = list(zip(table["site"].tolist(), table["resource"].tolist(), strict=True))
    wrong = {pair for pair in set(wanted) - known if pair[1]}
    here = {
        site: Suggester([name for at, name in known if at == site])
        for site in {at for at, _ in list(wrong)[:LOOKS]}
    }
    for row in [row for row, pair in enumerate(wanted) if pair in wrong] if wrong else ():
        site, name = wanted[row]
        otherwise = f"Add the resource with site `{site}` to resources.csv, or correct the name"
        remedy = here[site](name, otherwise) if site in here else otherwise
        yield table.finding("E102", row, "resource", f"must name a resource of site `{site}`", remedy=remedy)


def repeated(facts: Facts) -> Iterator[Finding]:
    """Keys that stand on more than one row (E103)."""
    for schema in NOUNS:
        table = facts[schema.noun]
        if _all_differ(table, (*schema.key, *schema.apart)):
            continue
        keys = zip(*(table[name].tolist() for name in (*schema.key, *schema.apart)), strict=True)
        first: dict[tuple[str, ...], int] = {}
        for row, key in enumerate(keys):
            at = first.setdefault(key, row)
            if at != row and "" not in key:
                yield table.finding("E103", row, "", "must be there once", got=f"it again (first {_line(table, at)})",
                                    remedy="Remove one of the rows, or rename one")  # fmt: skip


def _all_differ(table: Table, columns: Sequence[str]) -> bool:
    """Is no row like another? By numbers, because a set of a million tuples takes 3 s and this takes 0.5 s."""
    key = np.zeros(len(table), dtype=np.int64)
    for column in columns:
        text = table[column].dtype == object
        number = table.coded(column).at if text else np.unique(table[column], return_inverse=True)[1]
        many = int(number.max(initial=0)) + 1
        if int(key.max(initial=0)) > (1 << 62) // many:
            key = np.unique(key, return_inverse=True)[1]
        key = key * many + number
    return bool(np.all(np.diff(np.sort(key)) != 0))


def _line(table: Table, row: int) -> str:
    return f"on line {table.lines[row]}" if table.lines[row] else f"as row {row + 1}"


NAMING = (
    ("site", "name"),
    ("item", "name"),
    ("calendar", "name"),
    ("resource", "name"),
    ("demand", "customer"),
)


def lookalikes(facts: Facts) -> Iterator[Finding]:
    """Names that differ only by case or blanks (E104)."""
    for noun, column in NAMING:
        table = facts[noun]
        first: dict[str, str] = {}
        twins: dict[str, str] = {}
        for name in table.coded(column).names:
            other = first.setdefault(folded(name), name)
            if other != name:
                twins[name] = other
        for row, name in enumerate(table[column].tolist()) if twins else ():
            if name in twins:
                yield table.finding("E104", row, column, f"must differ from `{twins[name]}` by more than case and blanks",
                                    remedy="Write one name everywhere, or tell the two apart", level="warning")  # fmt: skip
                del twins[name]


def nothing(facts: Facts) -> Iterator[Finding]:
    """Tables without which there is nothing to simulate (E105), and no demand (E106)."""
    for noun in ("site", "item", "stock point"):
        if not len(facts[noun]):
            file = facts[noun].file
            yield Finding("E105", f"The network `{facts.net.name}`", f"must have at least one {noun}", "none",
                          f"Write them in {file}", file)  # fmt: skip
    if not len(facts["demand"]):
        yield Finding("E106", f"The network `{facts.net.name}`", "has no demand, so nothing will ever move", "",
                      "Write what customers ask for in demands.csv", facts["demand"].file, 0, "warning")  # fmt: skip
