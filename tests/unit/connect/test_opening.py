"""An opening read from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from echelon.connect.opening import read_opening
from echelon.core.errors import BadData


def written(folder: Path, text: str) -> Path:
    path = folder / "now.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_come_with_their_lines(tmp_path: Path) -> None:
    found = read_opening(
        written(tmp_path, "what,id,quantity,day\nstock,Kobe/drill,12.5,\n\ntransit,Kobe→Oslo:drill,3,4\n")
    )
    assert found.rows == (("stock", "Kobe/drill", 0, 12.5), ("transit", "Kobe→Oslo:drill", 4, 3.0))
    assert found.lines == (2, 4)
    assert read_opening(written(tmp_path, "what;id;quantity;day\nstock;Kobe/drill;12.5;\n")).of("stock") == {
        "Kobe/drill": {0: 12.5}
    }


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadData) as told:
        read_opening(
            written(
                tmp_path,
                "what,id,day,quantity\nstok,Kobe/drill,0,1\ntransit,x,1.5,2\nstock,,0,-1\ndue,x,0,many\n",
            )
        )
    assert [(each.code, each.line) for each in told.value.findings] == [
        ("E006", 2), ("E003", 4), ("E004", 5), ("E005", 4), ("E228", 3)]  # fmt: skip


def test_a_file_without_its_columns(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="E001"):
        read_opening(written(tmp_path, "id,amount\nKobe/drill,3\n"))
    with pytest.raises(BadData, match="E021"):
        read_opening(tmp_path / "none.csv")
