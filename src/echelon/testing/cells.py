"""A network as the raw cells of its files, so that damage can be done where people do it."""

from __future__ import annotations

import copy
import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import REQUIRED, Column, Table, parse
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS, SCHEMAS, SETTINGS

Row = Mapping[str, str]
FIRST_LINE = 2


@dataclass
class Cells:
    """Raw text: settings by name, and noun → column → cells [row]. Row 0 stands on line 2 of its file."""

    settings: dict[str, str]
    assumptions: tuple[str, ...]
    tables: dict[str, dict[str, list[str]]]

    def count(self, noun: str) -> int:
        """How many rows the noun has."""
        return max((len(cells) for cells in self.tables[noun].values()), default=0)

    def row(self, noun: str, row: int) -> dict[str, str]:
        """The cells of a row by column."""
        return {name: cells[row] for name, cells in self.tables[noun].items()}

    def rows(self, noun: str, wanted: Callable[[Row], bool] = lambda row: True) -> list[int]:
        """Numbers of the rows that are wanted."""
        return [row for row in range(self.count(noun)) if wanted(self.row(noun, row))]

    def edit(self, noun: str, row: int, changes: Row) -> None:
        """Overwrite cells of a row."""
        for name, cell in changes.items():
            self.tables[noun][name][row] = cell

    def add(self, noun: str, cells: Row) -> int:
        """Append a row, empty where nothing is said; its number."""
        for name, column in self.tables[noun].items():
            column.append(cells.get(name, ""))
        return self.count(noun) - 1

    def drop(self, noun: str, wanted: Callable[[Row], bool]) -> int:
        """Take out the rows that are wanted; how many."""
        gone = set(self.rows(noun, wanted))
        for name, cells in self.tables[noun].items():
            self.tables[noun][name] = [cell for row, cell in enumerate(cells) if row not in gone]
        return len(gone)

    def copy(self) -> Cells:
        """The same cells, to be damaged."""
        return copy.deepcopy(self)


def cells_of(net: Network) -> Cells:
    """The cells that read back as the network; every column is there, empty where it says its default.

    >>> from echelon.testing.networks import hand_made
    >>> reread(cells_of(hand_made())).digest == hand_made().digest
    True
    """
    said = {name: str(getattr(net.settings, name)) for name in SETTINGS.names}
    said["fictional"] = "yes" if net.settings.fictional else "no"
    tables = {schema.noun: {column.name: [_cell(column, value) for value in net.tables[schema.noun][column.name].tolist()]
                            for column in schema.columns} for schema in NOUNS}  # fmt: skip
    return Cells(said, net.settings.assumptions, tables)


def reread(cells: Cells) -> Network:
    """The network that those cells say, with what typing them finds, as if read from a folder of CSV files."""
    said, findings = parse(SETTINGS, {name: [cell] for name, cell in cells.settings.items()}, lines=[0])
    tables: dict[str, Table] = {}
    for schema in NOUNS:
        tables[schema.noun], found = parse(schema, cells.tables[schema.noun])
        findings += found
    return Network(_settings(said, cells.assumptions), tables, tuple(findings))


def files_of(cells: Cells) -> dict[str, str]:
    """File name → text of a folder of CSV files and `network.toml` that says those cells.

    >>> from echelon.testing.networks import hand_made
    >>> files_of(cells_of(hand_made()))["calendars.csv"].splitlines()[2]
    'workdays,,1 1 1 1 1 0.5 0,'
    """
    texts = {}
    for noun, columns in cells.tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
        texts[SCHEMAS[noun].file] = text.getvalue()
    said = {name: json.dumps(cell, ensure_ascii=False) for name, cell in cells.settings.items()}
    said["holding_rate_per_year"] = cells.settings["holding_rate_per_year"]
    said["assumptions"] = json.dumps(cells.assumptions, ensure_ascii=False)
    texts[SETTINGS.file] = "".join(f"{name} = {value}\n" for name, value in said.items())
    return texts


def _cell(column: Column, value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    default = math.nan if column.default is REQUIRED else float(str(column.default))
    if np.isnan(value) or value == default:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _settings(said: Table, assumptions: tuple[str, ...]) -> Settings:
    texts = {
        name: str(said[name][0])
        for name in SETTINGS.names
        if name not in ("holding_rate_per_year", "fictional")
    }
    return Settings(**texts, holding_rate_per_year=float(said["holding_rate_per_year"][0]),
                    fictional=said["fictional"][0] == "yes", assumptions=assumptions)  # fmt: skip


def listed(findings: tuple[Finding, ...]) -> str:
    """Findings one per line, for a test that fails."""
    return "\n".join(f"{each.level}: {each}" for each in findings)
