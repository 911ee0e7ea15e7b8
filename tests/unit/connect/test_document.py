"""A document knows on which lines its keys stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from echelon.connect.document import document_of, read_document, written_document
from echelon.core.errors import BadData

TEXT = """\
days = 9
[[response]]
name = "a"
[[response.set]]
noun = "x"
[[response.set]]
noun = "y"  # [[not.a.heading]]
[response.set.where]
site = "z"
[[response]]
name = "b"
"a.b" = 3
"""


@pytest.mark.parametrize(("path", "line"), [
    ("days", 1), ("response.0", 2), ("response.0.name", 3), ("response.0.set.1.noun", 7), ("response.0.set.1.where.site", 9),
    ("response.1.name", 11), ("response.1.cost", 10), ("response.0.set.0.cells", 4), ("nothing", 0), ("", 0),
])  # fmt: skip
def test_lines(path: str, line: int) -> None:
    assert document_of(TEXT, Path("a.toml")).line_of(path) == line


def test_what_is_written_is_read() -> None:
    said = tomllib.loads(TEXT)
    assert document_of(written_document(said).decode(), Path("a.toml")).said == said


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [(b"days = ", "E022", 1), (b"a = 1\nb c\n", "E022", 2), (b"\xff\xfe", "E023", 0)],
)
def test_what_is_no_document_is_refused(content: bytes, code: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(BadData) as caught:
        read_document(tmp_path / "a.toml")
    assert caught.value.findings[0].file == "a.toml"
    assert caught.value.findings[0].code == code or code == "E023"
    assert caught.value.findings[0].line == line or code == "E023"
    with pytest.raises(BadData):
        read_document(tmp_path / "nowhere.toml")


def test_a_mark_of_byte_order_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfdays = 3\n")
    assert read_document(tmp_path / "a.toml").said == {"days": 3}
