"""One Excel workbook: cells as people type them, and workbooks made to hurt."""

from __future__ import annotations

import contextlib
import datetime
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from echelon.connect import read_network, write_network, zipped
from echelon.core.errors import BadData, BadNetwork
from echelon.network.model import Network, Settings, network

Sheets = dict[str, list[list[object]]]


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Sheets], Path]:
    """A workbook of sheets of rows; None leaves a cell empty, text that starts with = is a formula."""

    def make(sheets: Sheets) -> Path:
        path = tmp_path / "acme.xlsx"
        with xlsxwriter.Workbook(path) as made:
            date = made.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                for at, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        kind = date if isinstance(cell, datetime.date) else None
                        sheet.write(at, column, cell, kind)
        return path

    return make


PLAIN: Sheets = {
    "network": [["setting", "value"], ["name", "acme"]],
    "sites": [["name"], ["Kobe"]],
    "items": [["name"], ["drill"]],
    "stock_points": [["site", "item", "target_stock"], ["Kobe", "drill", 5]],
    "demands": [["customer", "site", "item", "mean_per_day"], ["a", "Kobe", "drill", 1]],
}


def test_typed_cells(book: Callable[[Sheets], Path]) -> None:
    settings: list[list[object]] = [
        ["setting", "value"], ["name", 2026], ["start_date", datetime.date(2027, 2, 3)], [], ["holding_rate_per_year", 0.125],
        ["fictional", True], ["assumption", "One."], ["assumption", "=2"],
    ]  # fmt: skip
    items: list[list[object]] = [
        ["name", "unit_value", "description"],
        [1001, 0.1, datetime.date(2026, 1, 1)],
        ["007", " 2.5 ", True],
    ]
    net = read_network(book(PLAIN | {"network": settings, "items": items}))
    assert net.settings == Settings("2026", "", "EUR", "2027-02-03", 0.125, "standard", True, ("One.", "0"))
    assert net["item"]["name"].tolist() == ["1001", "007"]
    assert net["item"]["unit_value"].tolist() == [0.1, 2.5]
    assert net["item"]["description"].tolist() == ["2026-01-01 00:00:00", "true"]
    assert not net.findings


def test_findings_name_sheet_and_row(book: Callable[[Sheets], Path]) -> None:
    items: list[list[object]] = [
        [],
        ["name", "unit_value"],
        ["a", 1],
        [],
        ["b", "x"],
        ["c", True],
        ["d", datetime.date(2026, 1, 1)],
    ]
    found = read_network(book(PLAIN | {"items": items})).findings
    assert [(f.code, f.place) for f in found] == [
        ("E004", f"acme.xlsx sheet items line {line}") for line in (5, 6, 7)
    ]


def test_excel_errors_are_not_taken_for_empty_cells(book: Callable[[Sheets], Path], tmp_path: Path) -> None:
    path = book(PLAIN)
    with xlsxwriter.Workbook(path) as made:
        for name, rows in PLAIN.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            if name == "items":
                sheet.write_string(0, 1, "unit_value")
                sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    (finding,) = read_network(path).findings
    assert (finding.code, finding.what, finding.place) == (
        "E040",
        "The cell B2",
        "acme.xlsx sheet items line 2",
    )


def test_sheets_unknown_missing_and_empty(book: Callable[[Sheets], Path]) -> None:
    sheets = {name.title(): rows for name, rows in PLAIN.items() if name != "network"}
    found = read_network(book(sheets | {"Lains": [], "Pivot": [], "Calendars": []})).findings
    assert [(f.code, f.level) for f in found] == [("E029", "warning")] * 2 + [
        ("E032", "warning"),
        ("E024", "error"),
    ]
    assert "`lanes`" in found[0].remedy
    with pytest.raises(BadData, match=r"`sites` must be there.*Did you mean `Site`"):
        read_network(book({"Site": [["name"]]}))


def test_no_workbook(tmp_path: Path, small: Network) -> None:
    path = tmp_path / "a.xlsx"
    for content in (b"", b"name\nKobe\n", b"PK\x03\x04" + b"\0" * 50):
        path.write_bytes(content)
        with pytest.raises(BadData, match="must be an Excel workbook"):
            read_network(path)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", "hello")
    with pytest.raises(BadData, match="must be an Excel workbook"):
        read_network(path)
    path.unlink()
    write_network(small, path)
    whole = path.read_bytes()
    for cut in range(0, len(whole), 997):
        path.write_bytes(whole[:cut] + b"\xff" * 20 + whole[cut + 20 :])
        with contextlib.suppress(BadData):  # any other exception fails the test
            read_network(path)


def test_a_zip_bomb_is_refused_whatever_it_states(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    lying = bytearray(path.read_bytes())
    struct.pack_into("<L", lying, lying.index(b"PK\x01\x02") + 24, 10)  # the stated length of the part
    path.write_bytes(lying)
    with pytest.raises(BadData, match="at most 1,048,576 bytes when unpacked"):
        zipped.inspect(path, limit=1 << 20)


def test_a_stray_cell_far_right_is_refused(book: Callable[[Sheets], Path]) -> None:
    far: list[list[object]] = [["name", *[None] * 60, "x"]]
    with pytest.raises(BadData, match="must have no cells right of column AZ"):
        read_network(book(PLAIN | {"items": far}))
    near: list[list[object]] = [["name", *[None] * 50, "x"], ["drill"]]
    assert [f.code for f in read_network(book(PLAIN | {"items": near})).findings] == ["E002"]


def test_formulas_are_not_made_of_text(small: Network, tmp_path: Path) -> None:
    write_network(small, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_limits_of_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = network(Settings("a"), {"item": [{"name": "drill", "description": "x" * 32_768}]})
    with pytest.raises(BadNetwork, match="must have at most 32,767 signs"):
        write_network(long, tmp_path / "a.xlsx")
    monkeypatch.setattr("echelon.connect.workbook.MOST_ROWS", 20)
    wide = network(Settings("a"), {"site": [{"name": f"s{at}"} for at in range(20)]})
    with pytest.raises(BadNetwork, match="`sites` must have fewer than 20 rows"):
        write_network(wide, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())
