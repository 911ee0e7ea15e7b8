"""The page of fitted hazards says what the code fits to the shared data."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.shared
def test_the_page_says_what_is_fitted(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.setenv("ECHELON_SHARED", str(shared))
    spec = importlib.util.spec_from_file_location("hazards_fitted", ROOT / "tools" / "hazards_fitted.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "hazards_fitted", tool)
    spec.loader.exec_module(tool)
    page = (ROOT / "docs" / "background" / "hazards-fitted.md").read_text("utf-8")
    for heading, text in tool.sections(test=False):
        assert f"## {heading}" in page
        for row in (line.removesuffix(" |") for line in text.splitlines() if line.startswith("| ")):
            assert "---" in row or row in page
