"""Plain files of records: any separator and width, lines told; what is no text is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from echelon.connect.records import number_of, read_records
from echelon.core.errors import BadData


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "records.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_titles_quotes_blank_lines_and_short_rows(tmp_path: Path) -> None:
    found = read_records(write(tmp_path, 'Title,,\n\na,b,c\n1,"x, y",2\n\n3,4\n'), skip=1)
    assert found.headings == ("a", "b", "c")
    assert found.rows == (("1", "x, y", "2"), ("3", "4", ""))
    assert found.lines == (4, 6)
    assert found.column("b") == ["x, y", "4"]


def test_thousands_of_columns(tmp_path: Path) -> None:
    head = ",".join(f"2020-{at}" for at in range(5000))
    assert len(read_records(write(tmp_path, f"{head}\n{'1,' * 4999}1\n")).rows[0]) == 5000


@pytest.mark.parametrize(("text", "code"), [
    (b"", "E024"), (b"a,b\n1,2,3\n", "E025"), (b'a,b\n"1,2\n', "E033"), (b"\xff\xfe1,2", "E023"),
])  # fmt: skip
def test_what_is_no_file_of_records_is_refused(tmp_path: Path, text: bytes, code: str) -> None:
    with pytest.raises(BadData, match=code):
        read_records(write(tmp_path, text))


def test_cells() -> None:
    assert [number_of(cell) for cell in ("1e3", "-2", "1,234,567", "0,5")] == [1000.0, -2.0, 1234567.0, 0.5]
    with pytest.raises(ValueError, match="soon"):
        number_of("soon")
