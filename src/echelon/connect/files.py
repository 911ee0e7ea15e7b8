"""A network as a folder: one CSV file per noun, and `network.toml` for its settings and assumptions."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import tomli_w

from echelon.connect.atomic import write_whole_folder
from echelon.connect.delimited import check_text, out_of_reach, read_delimited
from echelon.connect.document import MOST_BYTES, toml
from echelon.connect.grid import cells_of, number_text, table_from
from echelon.connect.settings import document_of, settings_from, toml_line
from echelon.core.errors import BadData, Finding, nearest
from echelon.core.table import Schema, Table, table_of
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS, OPTIONAL, SETTINGS

OURS = frozenset({SETTINGS.file, *(schema.file for schema in NOUNS)})
_WELCOME = re.compile(r"\..*|readme.*|licen[cs]e.*|notice.*|citation.*|.*\.md", re.IGNORECASE)
_SPECIAL = re.compile('[",\r\n]')
_BATCH = 50_000


def read_folder(folder: Path) -> Network:
    """Read a folder of CSV files; cell findings in `Network.findings`, `BadData` if nothing usable is there.

    Codes: E021 out of reach, E022 not TOML, E023 not UTF-8, E024 empty file, E025 ragged row, E027 NUL bytes,
    E028 too large, E029 unknown file (warning), E032 file missing, E033 quotes; and those of
    `connect.settings`, `connect.grid` and `core.table.parse`.
    """
    names = _names(folder)
    found = list(_unknown(names))
    fatal: list[Finding] = []
    settings = Settings(folder.name)
    try:
        settings, more = _settings(folder, names)
        found += more
    except BadData as bad:
        fatal += bad.findings
    tables: dict[str, Table] = {}
    for schema in NOUNS:
        try:
            tables[schema.noun], more = _table(folder, schema, names)
            found += more
        except BadData as bad:  # the other files are read too, so that every reason is told at once
            fatal += bad.findings
    if fatal:
        raise BadData(fatal)
    return Network(settings, tables, tuple(found))


def write_folder(net: Network, folder: Path, *, replace: bool = False) -> None:
    """Write a folder of CSV files; see `write_network`. Files of optional nouns without rows are left out."""
    tables = [
        net.tables[schema.noun] for schema in NOUNS if len(net[schema.noun]) or schema.noun not in OPTIONAL
    ]
    files = ((table.schema.file, _csv(table)) for table in tables)
    toml = (SETTINGS.file, [tomli_w.dumps(document_of(net.settings)).encode()])
    write_whole_folder(folder, itertools.chain([toml], files), ours=OURS, replace=replace)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder))
    except OSError as error:
        raise out_of_reach(folder, error) from error


def _unknown(names: list[str]) -> Iterator[Finding]:
    absent = [name for name in sorted(OURS) if name not in names]
    for name in names:
        if name not in OURS and not _WELCOME.fullmatch(name):
            close = nearest(name, absent)
            remedy = f"Did you mean `{close}`?" if close else "It was not read; move it away"
            yield Finding("E029", f"The file `{name}`", "is not one that a network has", "", remedy, name, 0,
                          "warning")  # fmt: skip


def _settings(folder: Path, names: list[str]) -> tuple[Settings, list[Finding]]:
    file = SETTINGS.file
    if file not in names:
        missing = Finding("E032", f"The file `{file}`", "should say the network's name and currency",
                          "no such file", 'Write at least `name = "..."`', file, 0, "warning")  # fmt: skip
        return Settings(folder.name or "network"), [missing]
    path = folder / file
    check_text(path, limit=MOST_BYTES)
    text = path.read_text(encoding="utf-8-sig")
    document = toml(text, file)
    return settings_from(document, file, folder.name or "network", lambda key: toml_line(text, key))


def _table(folder: Path, schema: Schema, names: list[str]) -> tuple[Table, list[Finding]]:
    if schema.file in names:
        return table_from(schema, read_delimited(folder / schema.file))
    empty = table_of(schema, ())[0]
    if schema.noun in OPTIONAL:
        return empty, []
    missing = missing_file(schema, schema.file, names)
    if schema.noun == "site":
        raise BadData(missing)
    return empty, [missing]


def missing_file(schema: Schema, name: str, names: Sequence[str]) -> Finding:
    """The finding of a noun whose file or sheet is not there, with the name that may be meant."""
    close = nearest(name, names)
    remedy = f"Did you mean `{close}`?" if close else f"Add it with the columns {', '.join(schema.key)}"
    return Finding("E032", f"`{name}`", f"must be there, with every {schema.noun}", "no such file or sheet",
                   remedy, name)  # fmt: skip


def _csv(table: Table) -> Iterator[bytes]:
    """The pieces of a CSV file: heading, then rows in batches."""
    cells = cells_of(table)
    yield (",".join(cells) + "\n").encode()
    for start in range(0, len(table), _BATCH):
        texts = [[_text(cell) for cell in column[start : start + _BATCH]] for column in cells.values()]
        yield "".join(",".join(row) + "\n" for row in zip(*texts, strict=True)).encode()


def _text(cell: str | float) -> str:
    if not isinstance(cell, str):
        return number_text(cell)
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell
