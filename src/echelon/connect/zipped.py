"""Looking into a workbook before it is opened: what it would cost, and what the reader would pass over.

A workbook is a zip of XML. The reader (calamine) unpacks it without limits, makes a dense rectangle up to the
farthest cell (one stray cell at XFD1048576 asks for 512 GiB and ends the process), and turns Excel's error
values into empty cells, which would then take defaults. So the parts are unpacked here once, piece by piece.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from echelon.connect.delimited import out_of_reach
from echelon.core.errors import BadData, Finding

MOST_UNPACKED = 2 << 30
MOST_PARTS = 10_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError)
_PIECE = 1 << 20
_LAP = 64  # bytes kept between pieces, so that a cell's start is seen whole
_FAR = re.compile(rb"""<c\s[^>]{0,32}?\br\s*=\s*["'](?:[B-Z][A-Z]|[A-Z]{3})\d""")
_WRONG = re.compile(rb"""<c\s[^>]{0,32}?\br\s*=\s*["']([A-Z]+)(\d+)["'][^>]{0,24}?\bt\s*=\s*["']e["']""")
_NAME = re.compile(r"xl/worksheets/([^/]+)\.xml", re.IGNORECASE)


def inspect(path: Path, *, limit: int = MOST_UNPACKED) -> list[Finding]:
    """Refuse a workbook that is none or would fill the memory; the cells that hold an Excel error as findings.

    limit   most bytes that its parts may have together, counted while unpacking (what the zip says may be a lie)
    Codes: E028 too large or too wide, E039 no workbook, E040 an Excel error such as #DIV/0!.
    """
    found: list[Finding] = []
    total = 0
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as parts:
            entries = parts.infolist()
            names = _sheet_names(parts, limit)
            if len(entries) > MOST_PARTS:
                raise _too_large(path, f"at most {MOST_PARTS:,} parts", f"{len(entries):,}")
            for entry in entries:
                sheet = _NAME.fullmatch(entry.filename)
                tail = b""
                for piece in _pieces(file, entry):
                    total += len(piece)
                    if total > limit:
                        raise _too_large(path, f"at most {limit:,} bytes when unpacked", "more")
                    if sheet:
                        found += _look(path, names.get(entry.filename.lower(), sheet[1]), tail, piece)
                        tail = piece[-_LAP:]
    except OSError as error:
        raise out_of_reach(path, error) from error
    except _DAMAGED as error:
        raise BadData(Finding("E039", f"The file `{path.name}`", "must be an Excel workbook",
                              "something else or a damaged one", "Save it anew as .xlsx",
                              path.name)) from error  # fmt: skip
    return found


def _pieces(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part, unpacked to its real end whatever length the zip states."""
    file.seek(entry.header_offset)
    header = file.read(30)
    name, extra = struct.unpack("<HH", header[26:30])
    file.seek(name + extra, 1)
    left = entry.compress_size
    unpack = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    if unpack is None and entry.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile("another compression")
    while left > 0 and (packed := file.read(min(_PIECE, left))):
        left -= len(packed)
        if unpack is None:
            yield packed
            continue
        while packed:
            yield unpack.decompress(packed, _PIECE)
            packed = unpack.unconsumed_tail


def _look(path: Path, sheet: str, tail: bytes, piece: bytes) -> Iterator[Finding]:
    text = tail + piece
    if _FAR.search(text):
        raise BadData(Finding("E028", f"The sheet `{sheet}`", "must have no cells right of column AZ", "some",
                              "Delete the columns right of the table, also those that look empty", path.name))  # fmt: skip
    for wrong in _WRONG.finditer(text):
        if wrong.end() > len(tail):  # else told with the piece before
            cell = (wrong[1] + wrong[2]).decode()
            yield Finding("E040", f"The cell {cell}", "must hold a value", "an Excel error such as #DIV/0!",
                          "Mend its formula", f"{path.name} sheet {sheet}", int(wrong[2]))  # fmt: skip


def _sheet_names(parts: zipfile.ZipFile, limit: int) -> dict[str, str]:
    """Part → name of its sheet, as far as the workbook tells in the usual form."""
    said: list[str] = []
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name not in parts.namelist():
            return {}
        with parts.open(name) as part:
            said.append(part.read(min(limit, _PIECE)).decode("utf-8", "replace"))
    book, links = said
    targets = {i: t for t, i in _pairs(r"<Relationship\s[^>]*>", links, "Target", "Id")}
    sheets = _pairs(r"<sheet\s[^>]*>", book, "name", "r:id")
    return {f"xl/{targets[at].removeprefix('/xl/')}".lower(): name for name, at in sheets if at in targets}


def _pairs(tag: str, text: str, first: str, second: str) -> list[tuple[str, str]]:
    found = []
    for one in re.findall(tag, text):
        values = [re.search(rf'\s{attribute}="([^"]*)"', one) for attribute in (first, second)]
        if values[0] and values[1]:
            found.append((values[0][1], values[1][1]))
    return found


def _too_large(path: Path, must: str, got: str) -> BadData:
    return BadData(Finding("E028", f"The file `{path.name}`", f"must have {must}", got,
                           "Is this the right file? A network of this size belongs in a folder of CSV files",
                           path.name))  # fmt: skip
