"""Cells between a file and a typed table: untyped columns with their lines, in both directions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadNetwork, Finding
from echelon.core.table import REQUIRED, Column, Schema, Table, parse, table_of

MOST_COLUMNS = 256
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+\s*")
_DECIMAL_POINT = re.compile(r"\s*[+-]?\d*\.\d+\s*")


@dataclass(slots=True)
class Grid:
    """What a file or sheet says, before it is typed.

    columns   cells [row] of each heading: text, a number, or None; of files of text, coded
    lines     1-based line of each row in the file
    """

    file: str
    headings: list[str] = field(default_factory=list)
    columns: list[Sequence[object]] = field(default_factory=list)
    lines: Sequence[int] | NDArray[np.int64] = ()
    separator: str = ","
    findings: list[Finding] = field(default_factory=list)


def table_from(schema: Schema, grid: Grid) -> tuple[Table, list[Finding]]:
    """Type a grid as the rows of a noun; all findings, those of the grid first.

    Codes beside those of `parse`: E026 two columns of one heading, or one without; E034 decimal commas (warning).
    """
    if not grid.headings:
        return table_of(schema, ())[0], grid.findings
    raw, found = _by_name(grid)
    if grid.separator == ";":
        found += _decimal_commas(schema, raw, grid.file)
    table, typed = parse(schema, raw, file=grid.file, lines=grid.lines)
    return table, [*grid.findings, *found, *typed]


def cells_of(table: Table) -> dict[str, list[str | float]]:
    """The cells of a table to be written: column → cells [row], "" where a cell is its column's default.

    Columns that say nothing but defaults are left out, except those every row must fill.
    `BadNetwork` for text that no file holds (NUL, half of a surrogate pair).

    >>> from echelon.network.schema import SITE
    >>> cells_of(table_of(SITE, [{"name": "Kobe", "latitude": 34.7}])[0])
    {'name': ['Kobe'], 'latitude': [34.7]}
    """
    written: dict[str, list[str | float]] = {}
    for column in table.schema.columns:
        cells = _cells(table, column)
        if column.default is REQUIRED or column.name in table.schema.key or any(cell != "" for cell in cells):
            written[column.name] = cells
    return written


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number, whole numbers without a point.

    >>> number_text(5.0), number_text(0.1), number_text(1e300)
    ('5', '0.1', '1e+300')
    """
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def holdable(text: str) -> bool:
    """Whether a file of text can hold a text: no NUL, no half of a surrogate pair.

    >>> holdable("Łódź"), holdable("a\\0b")
    (True, False)
    """
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cells(table: Table, column: Column) -> list[str | float]:
    values = table[column.name].tolist()
    if column.kind == "number":
        unset = math.nan if column.default is REQUIRED else float(str(column.default))
        if math.isnan(unset) and column.default is not REQUIRED:
            return ["" if value != value else value for value in values]
        return ["" if value == unset else value for value in values]
    for row, value in enumerate(values):
        if not holdable(value):
            raise BadNetwork(table.finding("E035", row, column.name, "must be text that a file can hold",
                                           got=ascii(value),
                                           remedy="Take out the NUL or the broken character"))  # fmt: skip
    return ["" if value == column.default else value for value in values]


def _by_name(grid: Grid) -> tuple[dict[str, Sequence[object]], list[Finding]]:
    raw: dict[str, Sequence[object]] = {}
    found: list[Finding] = []
    for heading, cells in zip(grid.headings, grid.columns, strict=True):
        name = heading.strip()
        if not name and not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if not name or name in raw:
            what = f"The column `{name}`" if name else "A column with values"
            must = "must be there once" if name else "must have a heading"
            remedy = (
                "The first one was read; rename or delete the other" if name else "Give it one, or delete it"
            )
            found.append(Finding("E026", what, must, "", remedy, grid.file, 1))
            continue
        raw[name] = cells
    return raw, found


def _decimal_commas(schema: Schema, raw: dict[str, Sequence[object]], file: str) -> list[Finding]:
    """Read `1,5` as 1.5 in a file separated by semicolons, unless points are about as well: then a cell is doubtful."""
    numbers = [c.name for c in schema.columns if c.kind == "number" and c.name in raw]
    texts = [str(cell) for name in numbers for cell in raw[name]]
    commas = [text for text in texts if _DECIMAL_COMMA.fullmatch(text)]
    if not commas or any(_DECIMAL_POINT.fullmatch(text) for text in texts):
        return []
    for name in numbers:
        raw[name] = [str(c).replace(",", ".") if _DECIMAL_COMMA.fullmatch(str(c)) else c for c in raw[name]]
    one = commas[0].strip()
    return [Finding("E034", f"The {len(commas):,} numbers with a comma", "were read as decimals",
                    f"`{one}` as {one.replace(',', '.')}", "Write a decimal point to be sure", file, 0,
                    "warning")]  # fmt: skip
