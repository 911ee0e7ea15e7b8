"""A file of text is cut by the piece where it can be, and read by the `csv` module where it cannot: nobody must notice."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from echelon.connect import delimited
from echelon.connect.delimited import read_delimited

PLAIN = st.text(st.sampled_from("ab é\u2028\x0b;\t"), max_size=4)
CELLS = st.one_of(PLAIN, st.just('"a,b"'), st.just('"x\ny"'), st.just(""))
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A heading and rows, as wide or of any width, with any ends of lines, perhaps none after the last."""
    width = draw(st.integers(1, 3))
    rows = draw(
        st.lists(st.lists(draw(st.sampled_from([PLAIN, CELLS])), min_size=width, max_size=width), max_size=12)
    )
    ragged = draw(st.booleans())
    lines = [",".join((3 * row)[: draw(st.integers(1, 3 * width))] if ragged else row) for row in rows]
    ends = [draw(ENDS) for _ in lines] if draw(st.booleans()) else ["\n"] * len(lines)
    text = "".join(line + end for line, end in zip(lines, ends, strict=True))
    return ",".join("abc"[:width]) + "\n" + (text.removesuffix("\n") if draw(st.booleans()) else text)


@given(files(), st.integers(1, 40))
def test_pieces_of_any_size_give_what_the_csv_module_reads(
    tmp_path_factory: pytest.TempPathFactory, text: str, piece: int
) -> None:
    path = tmp_path_factory.mktemp("text") / "any.csv"
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_PIECE", piece)
        cut = read_delimited(path)
        patch.setattr(delimited, "_cut", lambda *_: None)
        plain = read_delimited(path)
    for found in (cut, plain):
        assert [len(column) for column in found.columns] == [len(found.lines)] * len(found.headings)
    assert [list(column) for column in cut.columns] == [list(column) for column in plain.columns]
    assert list(cut.lines) == list(plain.lines)
    assert cut.findings == plain.findings


def test_a_row_as_long_as_two_and_a_separator_is_not_two(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2,,3,4\n5,6\n", "utf-8")
    found = read_delimited(tmp_path / "a.csv")
    assert [(finding.code, finding.got, finding.line) for finding in found.findings] == [("E025", "5", 2)]
    assert [list(column) for column in found.columns] == [["1", "5"], ["2", "6"]]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = "a,b\n1,2\n3,4\n\n5,6\n" + '"x\ny",8\n9,10'
    (tmp_path / "a.csv").write_text(text, "utf-8")
    found = read_delimited(tmp_path / "a.csv")
    assert list(found.lines) == [2, 3, 5, 6, 8]
    assert list(found.columns[0]) == [row[0] for row in list(csv.reader(StringIO(text)))[1:] if row]
