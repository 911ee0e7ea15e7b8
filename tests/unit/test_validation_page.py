"""The page of validation, its pictures and the built-in storms are what the code makes of the shared data."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.shared
def test_page_pictures_and_storms_are_fresh(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.setenv("ECHELON_SHARED", str(shared))
    spec = importlib.util.spec_from_file_location("validation_tool", ROOT / "tools" / "validation.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "validation_tool", tool)
    spec.loader.exec_module(tool)
    text, pictures = tool.sections()
    page = (ROOT / "docs" / "background" / "validation.md").read_text("utf-8")
    assert f"{tool.START}\n\n{text}\n\n{tool.END}" in page, "run python tools/validation.py"
    for name, picture in pictures.items():
        assert (ROOT / "docs" / "pictures" / name).read_text("utf-8") == picture
    assert tool.MEASURED.read_text("utf-8") == tool.measured()
