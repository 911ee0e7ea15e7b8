"""Text files of separated values, read with the exact line of every row.

Lines without quotes, all of one width, are cut by the batch: 1,000,000 rows of four columns in a second or two. From the
first batch that is anything else the `csv` module reads, for it tells the physical line of each record (quoted line breaks
and blank lines included), three times as slowly. Columns are coded as they are read, so that a text that stands in a
million rows is kept once.
"""

from __future__ import annotations

import codecs
import csv
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from echelon.connect.grid import MOST_COLUMNS, Grid
from echelon.core.coded import Coding
from echelon.core.errors import BadData, Finding

MOST_BYTES = 2 << 30
LONGEST_LINE = 16 << 20
_CHUNK = 1 << 20
_BATCH = 10_000
_PIECE = 1 << 16
"""Characters that are cut together: no more than a cell may have for the `csv` module, so that none need be measured."""
SEPARATORS = (",", ";", "\t")


def read_delimited(path: Path, *, limit: int = MOST_BYTES) -> Grid:
    """Read one file of separated values into a grid; its separator (`,` `;` tab) is that of the heading.

    `BadData` if it is no text in UTF-8, too large or out of reach; ragged rows, stray quotes, NUL bytes and an
    empty file are findings of the grid. Blank lines are passed over and counted.
    """
    grid = Grid(path.name)
    nul = check_text(path, limit=limit)
    if nul:
        grid.findings.append(Finding("E027", "The file", "must hold no NUL bytes", "one or more",
                                     "They were left out; " "save the file as text again", path.name, nul))  # fmt: skip
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            _fill(grid, StringIO(text.read().replace("\0", ""), newline="") if nul else text)
    except OSError as error:
        raise out_of_reach(path, error) from error
    if not grid.headings and not any(finding.level == "error" for finding in grid.findings):
        grid.findings.append(Finding("E024", "The file", "must have a line of headings", "an empty file",
                                     "Add the headings, or delete the file", path.name))  # fmt: skip
    return grid


def records(lines: Iterator[str], separator: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The records of lines of text with the 1-based line each starts on; an error stands for a record it spoilt.

    >>> list(records(iter(['a,"b\\n', 'c"\\n', '\\n', 'd\\n']), ","))
    [(1, ['a', 'b\\nc']), (3, []), (4, ['d'])]
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, error
        else:
            yield start, row


def check_text(path: Path, *, limit: int = MOST_BYTES) -> int:
    """Make sure that a file is UTF-8 text of bearable size; the line of its first NUL byte, 0 if it has none.

    `BadData` says which file and byte. Read in pieces, so that a file is refused before it fills the memory.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, run, newlines, nul = 0, 0, 0, 0
    try:
        _check_size(path, limit)  # before it is opened, for opening a pipe waits for its writer
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                held = len(decoder.getstate()[0])
                decoder.decode(chunk)
                run = _longest(path, chunk, run)
                if not nul and b"\0" in chunk:
                    nul = newlines + chunk[: chunk.index(b"\0")].count(b"\n") + 1
                newlines += chunk.count(b"\n")
                offset += len(chunk)
        held = len(decoder.getstate()[0])
        chunk = b""
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _not_utf8(path, offset - held + error.start, error) from error
    except OSError as error:
        raise out_of_reach(path, error) from error
    return nul


def out_of_reach(path: Path, error: OSError) -> BadData:
    """The refusal of a file that the system does not let us read."""
    said = (error.strerror or type(error).__name__).lower()
    return BadData(Finding("E021", f"The file `{path.name}`", "must be a file that can be read", said,
                           "Check its place and who may read it", path.name))  # fmt: skip


def _check_size(path: Path, limit: int) -> None:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise BadData(Finding("E021", f"The file `{path.name}`", "must be an ordinary file",
                              "a device or pipe", "Copy its content into a file", path.name))  # fmt: skip
    if about.st_size > limit:
        raise BadData(Finding("E028", f"The file `{path.name}`", f"must be at most {limit:,} bytes",
                              f"{about.st_size:,}", "Split the network or leave out what it does not need",
                              path.name))  # fmt: skip


def _longest(path: Path, chunk: bytes, run: int) -> int:
    """Length so far of the line that a chunk ends in; refuses a line that no table has."""
    first = min((at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0), default=-1)
    if run + (len(chunk) if first < 0 else first) > LONGEST_LINE:
        raise BadData(Finding("E028", f"A line of `{path.name}`", f"must be at most {LONGEST_LINE:,} bytes",
                              "a longer one", "Is this the right file?", path.name))  # fmt: skip
    return run + len(chunk) if first < 0 else len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) - 1


def _not_utf8(path: Path, at: int, error: UnicodeDecodeError) -> BadData:
    byte = error.object[error.start]
    return BadData(Finding("E023", f"The file `{path.name}`", "must be text in UTF-8",
                           f"byte 0x{byte:02x} at offset {at}", "Save it again as `CSV UTF-8`", path.name))  # fmt: skip


def _separator(heading: str) -> str:
    """The separator a heading is written with; column names hold none of them."""
    return max(SEPARATORS, key=heading.count)


def _fill(grid: Grid, lines: TextIO) -> None:
    skipped = 0
    for heading in lines:
        if heading.strip():
            break
        skipped += 1
    else:
        return
    grid.separator = _separator(heading)
    more: list[str] = []
    _, first = next(records(_again([heading], _noted(lines, more)), grid.separator))
    if isinstance(first, csv.Error) or len(first) > MOST_COLUMNS:
        got = f"{len(first):,} of them" if isinstance(first, list) else str(first)
        grid.findings.append(Finding("E025", "The headings", f"must be at most {MOST_COLUMNS} names", got,
                                     "Nothing was read of this file", grid.file, skipped + 1))  # fmt: skip
        return
    grid.headings = first
    rows = _Rows([Coding() for _ in first])
    _fill_rows(grid, rows, lines, skipped + 1 + len(more))
    grid.columns = [column.coded() for column in rows.columns]
    grid.lines = np.concatenate([np.zeros(0, dtype=np.int64), *rows.lines])


@dataclass(slots=True)
class _Rows:
    """Rows of a file: its columns, and the line that each row starts on."""

    columns: list[Coding]
    lines: list[NDArray[np.int64]] = field(default_factory=list)

    def extend(self, columns: Iterable[Sequence[str]], lines: Sequence[int] | NDArray[np.int64]) -> None:
        """Append rows, column by column."""
        for column, cells in zip(self.columns, columns, strict=False):
            column.extend(cells)
        self.lines.append(np.asarray(lines, dtype=np.int64))


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _again(first: Iterable[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


def _fill_rows(grid: Grid, rows: _Rows, file: TextIO, passed: int) -> None:
    """Rows of a file of which so many lines have `passed`."""
    rest, width = "", len(rows.columns)
    while more := file.read(_PIECE):
        text, newline, rest = (rest + more).rpartition("\n")
        if not newline:
            continue
        cells = _cut(text, grid.separator, width)
        if cells is None:
            lines = _again(StringIO(f"{text}\n{rest}{file.readline()}", newline=""), file)
            _read_records(grid, rows, records(lines, grid.separator), passed)
            return
        rows.extend(cells, np.arange(passed + 1, passed + len(cells[0]) + 1))
        passed += len(cells[0])
    _read_records(grid, rows, records(StringIO(rest, newline=""), grid.separator), passed)


def _cut(text: str, separator: str, width: int) -> list[list[str]] | None:
    """Cells of each column of whole lines, or None where one may be quoted, blank, of another width or too long for `csv`."""
    text = text.replace("\r\n", "\n").removesuffix("\r")
    if '"' in text or "\r" in text or len(text) > csv.field_size_limit():
        return None
    cells = text.replace("\n", f"{separator}\n{separator}").split(separator)
    cells.append("\n")
    lines = text.count("\n") + 1
    if len(cells) != (width + 1) * lines or cells[width :: width + 1].count("\n") != lines:
        return None
    columns = [cells[at :: width + 1] for at in range(width)]
    return columns if all(name.strip() for name in set(columns[0])) else None


def _read_records(
    grid: Grid, rows: _Rows, numbered: Iterator[tuple[int, list[str] | csv.Error]], passed: int
) -> None:
    width = len(grid.headings)
    batch: list[list[str]] = []
    lines: list[int] = []
    for start, row in numbered:
        line = start + passed
        if isinstance(row, csv.Error):
            grid.findings.append(_spoilt(grid, line, row))
            continue
        if len(row) != width or not row[0].strip():
            if not any(cell.strip() for cell in row):
                continue
            row = _fitted(grid, line, row)
        batch.append(row)
        lines.append(line)
        if len(batch) == _BATCH:  # so that a million small lists never live at once
            rows.extend(zip(*batch, strict=True), lines)
            batch, lines = [], []
    rows.extend(zip(*batch, strict=True), lines)


def _fitted(grid: Grid, line: int, row: list[str]) -> list[str]:
    """A row with as many cells as there are headings; a finding unless only empty cells are too many."""
    width = len(grid.headings)
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        remedy = "Put a text with separators in double quotes" if len(row) > width else "Add separators"
        grid.findings.append(Finding("E025", "The row", f"must have {width} cells, as the headings do",
                                     str(len(row)), remedy, grid.file, line))  # fmt: skip
    return (row + [""] * width)[:width]


def _spoilt(grid: Grid, line: int, error: csv.Error) -> Finding:
    remedy = "Close the quotes, and double those inside a quoted text; the row was left out"
    return Finding("E033", "The row", "must have double quotes in pairs around a cell", str(error), remedy,
                   grid.file, line)  # fmt: skip
