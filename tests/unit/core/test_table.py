"""Typing cells: every finding at once, and a usable table whatever was found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from echelon.core.table import Column, Schema, parse, table_of

NOUN = Schema("lamp", "lamps.csv", ("name",), (
    Column("name", "name", "What people call it"),
    Column("watt", "number", "Power", "W", low=0.0, high=500.0),
    Column("limit", "number", "Most", default=math.inf, low=0.0),
    Column("share", "number", "Part", default=math.nan, low=0.0, high=1.0),
    Column("weight", "number", "Mass", default=2.5, low=0.0, above=True),
    Column("shade", "choice", "Colour", default="white", choices=("white", "green")),
    Column("note", "text", "Anything", default=""),
), "A lamp.")  # fmt: skip


def codes(raw: dict[str, list[object]]) -> list[str]:
    return [each.code for each in parse(NOUN, {"name": ["a"] * len(raw["watt"]), **raw})[1]]


def test_empty_cells_take_defaults() -> None:
    table, findings = parse(
        NOUN, {"name": ["a"], "watt": ["40"], "limit": [""], "share": [None], "shade": ["  "]}
    )
    assert findings == []
    row = {name: table[name][0] for name in NOUN.names}
    assert math.isnan(row.pop("share"))
    assert row == {"name": "a", "watt": 40.0, "limit": math.inf, "weight": 2.5, "shade": "white", "note": ""}


@pytest.mark.parametrize(("cell", "code"), [
    ("abc", "E004"), ("12 kg", "E004"), ("1,5", "E004"), (True, "E004"), (10**400, "E004"), ([1], "E004"),
    ("inf", "E007"), ("NaN", "E007"), (math.inf, "E007"),
    (-1, "E005"), ("500.1", "E005"), ("", "E003"), (None, "E003"), ("  ", "E003"), (math.nan, "E003"),
])  # fmt: skip
def test_every_bad_number_has_its_code(cell: object, code: str) -> None:
    assert codes({"watt": [40, cell]}) == [code]


@pytest.mark.parametrize("cell", ["0", " 7 ", "1e2", 7, 7.5, np.float64(3), np.int64(3), "500"])
def test_good_numbers(cell: object) -> None:
    assert codes({"watt": [cell, "1"]}) == []


def test_open_bound_and_unlimited_default() -> None:
    assert codes({"watt": [1, 1], "weight": [0, "0.001"]}) == ["E005"]
    assert codes({"watt": [1, 1], "limit": ["inf", math.inf]}) == []


def test_choices_and_names() -> None:
    findings = parse(NOUN, {"name": [" a "], "watt": [1], "shade": ["Gren"]})[1]
    assert [(each.code, each.level) for each in findings] == [("E008", "warning"), ("E006", "error")]
    assert findings[1].remedy == "Did you mean `green`?"


def test_a_finding_shows_the_cell_once() -> None:
    findings = parse(NOUN, {"name": ["a", "b"], "watt": ["abc", ""]})[1]
    assert [str(each) for each in findings] == [
        "The `watt` of lamp `b` must be given. Got an empty cell. Power (E003, lamps.csv line 3).",
        "The `watt` of lamp `a` must be a number. Got `abc`. "
        "Write digits with a decimal point and no unit (E004, lamps.csv line 2).",
    ]


def test_headings() -> None:
    table, findings = parse(NOUN, {"name": ["a"], "wat": ["40"]}, file="other.csv")
    assert [(each.code, each.file, each.line) for each in findings] == [
        ("E001", "other.csv", 1),
        ("E002", "other.csv", 1),
    ]
    assert findings[1].remedy == "Did you mean `watt`?"
    assert math.isnan(table["watt"][0])


def test_ragged_columns_are_filled_up() -> None:
    table, findings = parse(NOUN, {"name": ["a", "b"], "watt": ["40"]})
    assert len(table) == 2
    assert [(each.code, each.line) for each in findings] == [("E003", 3)]


def test_names_from_spreadsheets_lose_their_point() -> None:
    assert parse(NOUN, {"name": [101.0, 102, "x"], "watt": [1, 1, 1]})[0]["name"].tolist() == [
        "101",
        "102",
        "x",
    ]


def test_lines_and_labels() -> None:
    table, findings = parse(NOUN, {"name": ["a", "b"], "watt": [1, -1]}, lines=[5, 9])
    assert (table.label(1), findings[0].place) == ("b", "lamps.csv line 9")
    with pytest.raises(KeyError):
        NOUN.column("watts")


def test_rows_as_mappings() -> None:
    table, findings = table_of(NOUN, [{"name": "a", "watt": 1}, {"watt": 2, "colour": "red"}])
    assert [(each.code, each.line) for each in findings] == [("E002", 1), ("E003", 0)]
    assert table["watt"].tolist() == [1.0, 2.0]
    assert len(table_of(NOUN, [])[0]) == 0


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["1", " 2", "inf"]),
)


@given(st.lists(CELL, max_size=8), st.lists(CELL, max_size=8), st.lists(CELL, max_size=8))
def test_whatever_the_cells_the_columns_are_whole(
    first: list[object], second: list[object], third: list[object]
) -> None:
    raw = {"name": first, "watt": second, "shade": third}
    table, findings = parse(NOUN, raw)
    rows = max(len(first), len(second), len(third))
    assert all(len(table[name]) == rows for name in NOUN.names)
    assert all(isinstance(value, str) for name in ("name", "shade", "note") for value in table[name])
    assert all(each.line >= 1 and each.remedy for each in findings)


@given(st.lists(st.one_of(st.floats(allow_nan=False), st.sampled_from(["", None])), max_size=8))
def test_the_quick_way_reads_as_the_careful_way(cells: list[object]) -> None:
    quick = parse(NOUN, {"name": ["a"] * len(cells), "watt": cells})[0]["watt"]
    careful = parse(NOUN, {"name": ["a"] * (len(cells) + 1), "watt": [*cells, True]})[0]["watt"][:-1]
    np.testing.assert_array_equal(quick, careful)
