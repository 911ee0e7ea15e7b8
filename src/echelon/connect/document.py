"""A document in TOML, with the lines on which its keys stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from echelon.connect.delimited import check_text
from echelon.core.errors import BadData, Finding

MOST_BYTES = 16 << 20
_HEADER = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*["']?(?P<key>[\w-]+(\.[\w-]+)*)["']?\s*=""")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says.

    said    its tables;  lines  path such as `disruption.0.lasts` → line of the file
    folder  where it lies, which its paths are seen from
    """

    said: dict[str, Any]
    lines: Mapping[str, int]
    file: str
    folder: Path

    def line_of(self, path: str) -> int:
        """The line of a key, else of the table around it, 0 if nothing of it visibly stands there."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 0


def read_document(path: Path) -> Document:
    """Read a TOML file; `BadData` where it cannot be read or is no TOML."""
    check_text(path, limit=MOST_BYTES)
    return document_of(path.read_text("utf-8-sig"), path)


def document_of(text: str, path: Path) -> Document:
    """The same of text that is known already.

    >>> said = document_of('days = 9\\n[[disruption]]\\nhits = "Kobe"', Path("a.toml"))
    >>> said.line_of("days"), said.line_of("disruption.0.hits"), said.line_of("disruption.0.lasts")
    (1, 3, 2)
    """
    return Document(toml(text, path.name), dict(_lines(text)), path.name, path.parent)


def toml(text: str, file: str) -> dict[str, Any]:
    """The tables of a text in TOML; `BadData` with the line where it is none."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        deep = isinstance(error, RecursionError)
        said = "brackets nested too deeply" if deep else str(error)[: at.start() if at else None]
        raise BadData(Finding("E022", f"The file `{file}`", "must be TOML", said,
                              "Texts need quotes, names do not", file, line)) from error  # fmt: skip


def written_document(said: Mapping[str, Any]) -> bytes:
    """A document as TOML, every list of tables under headings."""
    return tomli_w.dumps(said).encode()


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Path and line of every heading and of every key that begins a line."""
    counts: dict[str, int] = {}
    at = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            at = _here(header["name"], header["open"] == "[[", counts)
            yield at.removeprefix("scenario.").removeprefix("scenario"), number
        elif key := _KEY.match(line):
            yield f"{at}.{key['key']}".removeprefix(".").removeprefix("scenario."), number


def _here(name: str, several: bool, counts: dict[str, int]) -> str:
    """The path of a heading: `response.0.set.1` for the second `[[response.set]]` of the first response."""
    path, parts = "", [part.strip().strip("\"'") for part in name.split(".")]
    for place, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        last = place == len(parts) - 1
        if last and several:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}.{counts[path]}"
    return path
