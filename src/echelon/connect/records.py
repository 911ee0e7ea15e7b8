"""Plain files of records: any headings, any number of columns, cells as text with the lines they stand on."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from echelon.connect.delimited import SEPARATORS, check_text, out_of_reach, records
from echelon.core.errors import BadData, Finding, nearest

MOST_BYTES = 256 << 20
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "."})


@dataclass(frozen=True, slots=True)
class Records:
    """What a file says, untyped.

    rows   cells [row][column], as many as there are headings;  lines  1-based line of each row
    """

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, name: str) -> list[str]:
        """The cells of a column; `BadData` (E472) for a name that is none."""
        if name not in self.headings:
            raise BadData(unknown_column(self.file, name, self.headings))
        at = self.headings.index(name)
        return [row[at] for row in self.rows]


def unknown_column(file: str, name: str, headings: Sequence[str]) -> Finding:
    """That a file has no such column, with the nearest that it has."""
    folded = {heading.casefold(): heading for heading in headings}
    close = folded.get(name.casefold()) or nearest(name, headings)
    some = ", ".join(f"`{heading}`" for heading in headings[:12]) + (" …" if len(headings) > 12 else "")
    return Finding("E472", f"The column `{name}`", "must be one of the file's", f"headings {some}",
                   f"Did you mean `{close}`?" if close else "Name one of them", file, 1)  # fmt: skip


def read_records(path: str | Path, *, skip: int = 0) -> Records:
    """Read a file of separated values; its separator (`,` `;` tab) is that of the heading.

    skip     lines before the headings;  raises  BadData: no text in UTF-8, out of reach, nothing in it, ragged rows
    """
    place = Path(path)
    check_text(place, limit=MOST_BYTES)
    try:
        text = place.read_text("utf-8-sig").replace("\0", "")
    except OSError as error:
        raise out_of_reach(place, error) from error
    lines = text.splitlines(keepends=True)
    while skip < len(lines) and not lines[skip].strip():
        skip += 1
    if skip >= len(lines):
        raise BadData(Finding("E024", "The file", "must have a line of headings", "nothing where it should stand",
                              "Give a file of records", place.name))  # fmt: skip
    return _parsed(place.name, "".join(lines[skip:]), skip)


def _parsed(file: str, text: str, passed: int) -> Records:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    found: list[Finding] = []
    kept: list[tuple[int, tuple[str, ...]]] = []
    headings: tuple[str, ...] = ()
    for start, row in records(StringIO(text, newline=""), separator):
        line = start + passed
        if isinstance(row, csv.Error):
            found.append(Finding("E033", "The row", "must have double quotes in pairs around a cell", str(row),
                                 "Close the quotes, and double those inside a quoted text", file, line))  # fmt: skip
        elif not headings:
            headings = tuple(cell.strip() for cell in row)
        elif any(cell.strip() for cell in row):
            if len(row) != len(headings) and any(cell.strip() for cell in row[len(headings) :]):
                found.append(Finding("E025", "The row", f"must have {len(headings)} cells, as the headings do", str(len(row)),
                                     "Put a text with separators in double quotes", file, line))  # fmt: skip
            kept.append((line, tuple((list(row) + [""] * len(headings))[: len(headings)])))
    if found:
        raise BadData(found[:20])
    return Records(file, headings, tuple(row for _, row in kept), tuple(line for line, _ in kept))


def number_of(text: str) -> float:
    """A number of a cell; NaN where it says that there is none; `ValueError` where it is something else.

    >>> number_of(" 1,234.5 "), number_of("NA"), number_of("12,5")
    (1234.5, nan, 12.5)
    """
    cell = text.strip()
    if cell.casefold() in MISSING:
        return math.nan
    try:
        return float(cell)
    except ValueError:
        thousands = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", cell)
        if thousands:
            return float(cell.replace(",", ""))
        if re.fullmatch(r"[+-]?\d*,\d+", cell):
            return float(cell.replace(",", "."))
        raise
