"""Ways to damage single cells and rows of a network, and where each must be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from echelon.network.check.facts import Facts
from echelon.network.model import Network
from echelon.network.schema import SCHEMAS, SETTINGS
from echelon.testing.cells import FIRST_LINE, Cells, Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must be there: one of the codes, on one of the lines of the file (0: of no line)."""

    codes: tuple[str, ...]
    file: str
    lines: tuple[int, ...]


@dataclass
class Desk:
    """What a damage works with: the sound network, a copy of its cells, and chance."""

    net: Network
    cells: Cells
    chance: np.random.Generator

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.chance.integers(len(options)))]

    @cached_property
    def facts(self) -> Facts:
        """The sound network's facts."""
        return Facts(self.net)

    def at(self, noun: str, row: int, *codes: str) -> list[Expected]:
        """One of the codes must be found at that row."""
        return [Expected(codes, SCHEMAS[noun].file, (row + FIRST_LINE,))]


Damage = Callable[[Desk], list[Expected]]
"""Damages the desk's cells and says what must be found; nothing where there is nothing of the kind to damage."""

Change = str | Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of defect.

    breaks   what is wrong, in a planner's words
    """

    name: str
    breaks: str
    damage: Damage


def edit(nouns: str | tuple[str, ...], changes: dict[str, Change], *codes: str,
         where: Callable[[Row], bool] = lambda row: True) -> Damage:  # fmt: skip
    """Overwrite cells of one row that fulfils `where`, of one of the nouns."""

    def damage(desk: Desk) -> list[Expected]:
        each = (nouns,) if isinstance(nouns, str) else nouns
        options = [(noun, row) for noun in each for row in desk.cells.rows(noun, where)]
        if not options:
            return []
        noun, row = desk.pick(options)
        before = desk.cells.row(noun, row)
        desk.cells.edit(
            noun, row, {name: to if isinstance(to, str) else to(before) for name, to in changes.items()}
        )
        return desk.at(noun, row, *codes)

    return damage


def any_cell(columns: dict[str, tuple[str, ...]], to: Callable[[str], str], *codes: str) -> Damage:
    """Overwrite one cell of one of the columns (noun → columns)."""

    def damage(desk: Desk) -> list[Expected]:
        options = [
            (noun, name, row)
            for noun, names in columns.items()
            for name in names
            for row in desk.cells.rows(noun)
        ]
        if not options:
            return []
        noun, name, row = desk.pick(options)
        desk.cells.edit(noun, row, {name: to(desk.cells.row(noun, row)[name])})
        return desk.at(noun, row, *codes)

    return damage


def misspell(noun: str, column: str, code: str) -> Damage:
    """Write a name so that no row has it."""

    def damage(desk: Desk) -> list[Expected]:
        rows = desk.cells.rows(noun, lambda row: bool(row[column]))
        if not rows:
            return []
        row = desk.pick(rows)
        desk.cells.edit(noun, row, {column: _wrong(desk, desk.cells.row(noun, row)[column])})
        return desk.at(noun, row, code)

    return damage


def _wrong(desk: Desk, name: str) -> str:
    known = {
        each for noun in ("site", "item", "calendar", "resource") for each in desk.cells.tables[noun]["name"]
    }
    cut = int(desk.chance.integers(len(name)))
    name = name[:cut] + "x" + name[cut + 1 :]
    while name in known:
        name += "x"
    return name


def twice(noun: str) -> Damage:
    """Write one row again at the end."""

    def damage(desk: Desk) -> list[Expected]:
        rows = desk.cells.rows(noun)
        return (
            desk.at(noun, desk.cells.add(noun, desk.cells.row(noun, desk.pick(rows))), "E103") if rows else []
        )

    return damage


def lookalike(noun: str) -> Damage:
    """Add a row whose name differs by case or a blank only."""

    def damage(desk: Desk) -> list[Expected]:
        known = desk.cells.tables[noun]["name"]
        options = [(row, other) for row, name in enumerate(known)
                   for other in (name.swapcase(), f"{name[:1]} {name[1:]}".strip()) if other not in known]  # fmt: skip
        if not options:
            return []
        row, other = desk.pick(options)
        return desk.at(noun, desk.cells.add(noun, {**desk.cells.row(noun, row), "name": other}), "E104")

    return damage


def without_rows(noun: str, code: str) -> Damage:
    """Empty a whole file."""

    def damage(desk: Desk) -> list[Expected]:
        return (
            [Expected((code,), SCHEMAS[noun].file, (0,))] if desk.cells.drop(noun, lambda row: True) else []
        )

    return damage


def setting(name: str, to: str, *codes: str) -> Damage:
    """Overwrite a setting; on which line it stands is the file's matter."""

    def damage(desk: Desk) -> list[Expected]:
        desk.cells.settings[name] = to
        return [Expected(codes, SETTINGS.file, tuple(range(20)))]

    return damage


def without_column(desk: Desk) -> list[Expected]:
    """Take out a column that every row needs."""
    needed = (
        ("stock point", "item"),
        ("demand", "mean_per_day"),
        ("lane", "from"),
        ("recipe", "item"),
    )
    noun, name = desk.pick([each for each in needed if desk.cells.count(each[0])] or [("site", "name")])
    del desk.cells.tables[noun][name]
    return [Expected(("E001",), SCHEMAS[noun].file, (1,))]


def other_heading(desk: Desk) -> list[Expected]:
    """Misspell the heading of a column that may be missing."""
    noun, name = desk.pick(
        (("stock point", "policy"), ("demand", "shape"), ("lane", "lead_days"), ("site", "role"))
    )
    columns = desk.cells.tables[noun]
    desk.cells.tables[noun] = {f"{each}s" if each == name else each: cells for each, cells in columns.items()}
    return [Expected(("E002",), SCHEMAS[noun].file, (1,))]


def half_a_row(desk: Desk) -> list[Expected]:
    """Empty every cell of a row but its first."""
    rows = [
        (noun, row) for noun in ("stock point", "demand", "lane", "recipe") for row in desk.cells.rows(noun)
    ]
    if not rows:
        return []
    noun, row = desk.pick(rows)
    names = list(desk.cells.tables[noun])[1:]
    desk.cells.edit(noun, row, dict.fromkeys(names, ""))
    return desk.at(noun, row, "E003")


def traced(rows: Callable[[Row], list[dict[str, str]]], changes: dict[str, Change], *codes: str,
           noun: str = "demand trace") -> Damage:  # fmt: skip
    """Give one demand changes, such as shape trace, and add rows of its trace; found at the last of them, or at the demand."""

    def damage(desk: Desk) -> list[Expected]:
        demands = desk.cells.rows("demand")
        if not demands:
            return []
        at = desk.pick(demands)
        before = desk.cells.row("demand", at)
        desk.cells.edit(
            "demand", at, {name: to if isinstance(to, str) else to(before) for name, to in changes.items()}
        )
        key = {name: before[name] for name in ("customer", "site", "item", "unit")}
        last = [desk.cells.add("demand trace", key | row) for row in rows(before)][-1:]
        return desk.at(noun, last[0] if noun == "demand trace" else at, *codes)

    return damage
