"""A network as one Excel workbook: a sheet per noun, named as its CSV file is, and a sheet `network`."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import fastexcel
import polars
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from echelon.connect.atomic import write_whole_file
from echelon.connect.delimited import out_of_reach
from echelon.connect.files import missing_file
from echelon.connect.grid import Grid, cells_of, table_from
from echelon.connect.settings import ASSUMPTIONS, document_of, settings_from
from echelon.connect.zipped import inspect
from echelon.core.errors import BadData, BadNetwork, Finding, nearest
from echelon.core.table import Schema, Table, table_of
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS, OPTIONAL, SETTINGS

SETTINGS_SHEET = "network"
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
_Value = TypeVar("_Value")
_Rows = list[tuple[_Value | None, ...]]
_MADE = datetime.datetime(2000, 1, 1)


class _Exact(float):
    """A number that xlsxwriter writes with every digit: it formats with `.16G`, one digit short of a float64."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def sheet_name(schema: Schema) -> str:
    """The sheet of a noun.

    >>> from echelon.network.schema import STOCK_POINT
    >>> sheet_name(STOCK_POINT)
    'stock_points'
    """
    return schema.file.removesuffix(".csv")


def read_workbook(path: Path) -> Network:
    """Read a workbook; cell findings in `Network.findings`, `BadData` if it is none or holds no sheet `sites`.

    Codes: E021, E024, E026, E028, E029, E032 as for a folder; E039 no workbook; E040 a cell with an Excel error.
    """
    found = inspect(path)
    try:
        book = fastexcel.read_excel(str(path))
    except OSError as error:
        raise out_of_reach(path, error) from error
    except fastexcel.FastExcelError as error:
        raise _no_workbook(path, error) from error
    sheets = {name.strip().casefold(): name for name in reversed(book.sheet_names)}
    known = [SETTINGS_SHEET, *(sheet_name(schema) for schema in NOUNS)]
    absent = [name for name in known if name not in sheets]
    if "sites" in absent:
        raise BadData(missing_file(NOUNS[0], "sites", book.sheet_names))
    found += [_unknown(path, name,
                       absent) for name in book.sheet_names if name.strip().casefold() not in known]  # fmt: skip
    settings, more = _settings(path, book, sheets)
    found += more
    tables: dict[str, Table] = {}
    for schema in NOUNS:
        tables[schema.noun], more = _table(path, book, schema, sheets)
        found += more
    return Network(settings, tables, tuple(found))


def write_workbook(net: Network, path: Path, *, replace: bool = False) -> None:
    """Write a workbook; see `write_network`. `BadNetwork` if a table has more rows or a text more signs than Excel allows."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": _MADE})  # else the time of writing
    bold = book.add_format({"bold": True})
    rows = [("setting", "value"), *_setting_rows(net.settings)]
    _fill(book.add_worksheet(SETTINGS_SHEET), list(zip(*rows, strict=True)), bold, SETTINGS_SHEET)
    for schema in NOUNS:
        table = net.tables[schema.noun]
        if len(table) or schema.noun not in OPTIONAL:
            cells = cells_of(table)
            _fill(book.add_worksheet(sheet_name(schema)), [(name, *cells[name]) for name in cells], bold,
                  sheet_name(schema))  # fmt: skip
    book.close()
    write_whole_file(path, held.getvalue(), replace=replace)


# ---------------------------------------------------------------- reading


def _settings(
    path: Path, book: fastexcel.ExcelReader, sheets: Mapping[str, str]
) -> tuple[Settings, list[Finding]]:
    where = _where(path, SETTINGS_SHEET)
    if SETTINGS_SHEET not in sheets:
        missing = Finding("E032", f"The sheet `{SETTINGS_SHEET}`",
                          "should say the network's name and currency", "no such sheet",
                          "Add it with two columns, setting and value", where, 0, "warning")  # fmt: skip
        return Settings(path.stem), [missing]
    numbers = {name for name in SETTINGS.names if SETTINGS.column(name).kind == "number"}
    document: dict[str, object] = {}
    lines: dict[str, int] = {}
    sentences: list[str] = []
    texts, floats = _views(path, book, sheets[SETTINGS_SHEET])
    for line, (row, values) in enumerate(zip(texts, floats, strict=True), 1):
        key, value = (str(cell or "").strip() for cell in (*row, "", "")[:2])
        number = (*values, None, None)[1]
        lines.setdefault(key, line)
        if key in (ASSUMPTIONS, ASSUMPTIONS[:-1]):
            sentences.append(value)
        elif value and key != "setting":
            plain = value.removesuffix(" 00:00:00")  # a cell formatted as a date
            document.setdefault(key, number if key in numbers and number is not None else plain)
    if sentences:
        document[ASSUMPTIONS] = sentences
    truth = str(document.get("fictional")).lower()
    if truth in ("true", "false"):
        document["fictional"] = truth == "true"
    return settings_from(document, where, path.stem, lambda key: lines.get(key, 0))


def _table(
    path: Path, book: fastexcel.ExcelReader, schema: Schema, sheets: Mapping[str, str]
) -> tuple[Table, list[Finding]]:
    name = sheet_name(schema)
    if name not in sheets:
        missing = [] if schema.noun in OPTIONAL else [missing_file(schema, name, list(sheets.values()))]
        return table_of(schema, ())[0], missing
    grid = Grid(_where(path, name))
    texts, floats = _views(path, book, sheets[name])
    rows = [line for line, row in enumerate(texts) if any(cell and cell.strip() for cell in row)]
    if not rows:
        grid.findings.append(Finding("E024", "The sheet", "must have a row of headings", "an empty sheet",
                                     "Add the headings, or delete the sheet", grid.file))  # fmt: skip
        return table_from(schema, grid)
    grid.headings = [str(cell or "").strip() for cell in texts[rows[0]]]
    grid.lines = [row + 1 for row in rows[1:]]
    numbers = {column.name for column in schema.columns if column.kind == "number"}
    for at, heading in enumerate(grid.headings):
        due = heading in numbers
        grid.columns.append([_cell(texts[row][at], floats[row][at], number=due) for row in rows[1:]])
    return table_from(schema, grid)


def _views(path: Path, book: fastexcel.ExcelReader, sheet: str) -> tuple[_Rows[str], _Rows[float]]:
    """Every row of a sheet from its first, as text (numbers with 9 decimals) and as numbers (text as None)."""
    try:
        text = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        number = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="float")
        return polars.DataFrame(text).rows(), polars.DataFrame(number).rows()
    except fastexcel.FastExcelError as error:
        raise _no_workbook(path, error) from error


def _cell(text: str | None, value: float | None, *, number: bool) -> object:
    """The text of a cell, or its exact number where one is due; TRUE is no number."""
    if text is None or not number or value is None or text in ("true", "false"):
        return text
    return value


def _where(path: Path, sheet: str) -> str:
    return f"{path.name} sheet {sheet}"


def _unknown(path: Path, name: str, absent: Sequence[str]) -> Finding:
    close = nearest(name.strip().casefold(), absent)
    remedy = f"Did you mean `{close}`?" if close else "It was not read"
    return Finding("E029", f"The sheet `{name}`", "is not one that a network has", "", remedy, path.name, 0,
                   "warning")  # fmt: skip


def _no_workbook(path: Path, error: Exception) -> BadData:
    said = str(error).splitlines()[0]
    return BadData(Finding("E039", f"The file `{path.name}`", "must be an Excel workbook", said,
                           "Save it anew as .xlsx", path.name))  # fmt: skip


# ---------------------------------------------------------------- writing


def _setting_rows(settings: Settings) -> Iterable[tuple[str, str | float]]:
    for key, value in document_of(settings).items():
        if isinstance(value, list):
            yield from ((ASSUMPTIONS[:-1], sentence) for sentence in value)
        elif isinstance(value, bool):
            yield key, "yes"
        elif isinstance(value, int | float):
            yield key, float(value)
        else:
            yield key, str(value)


def _fill(sheet: Worksheet, columns: Sequence[Sequence[str | float]], bold: object, name: str) -> None:
    """Write columns, the first cell of each its heading. Text is written as text, whatever sign it starts with."""
    if len(columns[0]) > MOST_ROWS:
        raise BadNetwork(Finding("E041", f"The table `{name}`",
                                 f"must have fewer than {MOST_ROWS:,} rows to fit a sheet",
                                 f"{len(columns[0]) - 1:,}", "Write a folder of CSV files instead"))  # fmt: skip
    sheet.freeze_panes(1, 0)
    for at, cells in enumerate(columns):
        sheet.write_string(0, at, str(cells[0]), bold)
        sheet.set_column(at, at, max(10, min(60, max(len(str(cell)) for cell in cells[:200]) + 2)))
        for row, cell in enumerate(cells[1:], 1):
            _put(sheet, row, at, cell, name)


def _put(sheet: Worksheet, row: int, column: int, cell: str | float, name: str) -> None:
    if isinstance(cell, float):
        if cell - cell == 0:  # finite
            sheet.write_number(row, column, _Exact(cell))
            return
        cell = str(cell)
    if len(cell.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise BadNetwork(Finding("E041", "A text", f"must have at most {LONGEST_TEXT:,} signs to fit a cell",
                                 f"{len(cell):,}", "Shorten it, or write a folder of CSV files", name,
                                 row + 1))  # fmt: skip
    if cell:
        sheet.write_string(row, column, cell)
