"""Every page runs as written: see CONTRIBUTING.md, "Documentation that runs"."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    """One fenced block of a page."""

    kind: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 2) for m in FENCE.finditer(text)]


def runnable(page: Path) -> bool:
    return any(block.kind in {"python", "sh"} for block in blocks(page))


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run_python(block: Block, page: Path, names: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n" * (block.line - 1) + block.text, page, "exec"), names)
    return printed.getvalue()


def run_sh(block: Block, page: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        env={name: value for name, value in os.environ.items() if name != "COLUMNS"}
        | {"PATH": path},  # xdist's
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{name(page)}:{block.line}\n{block.text}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", [page for page in PAGES if runnable(page)], ids=name)
def test_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    printed, names = "", {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind in {"python", "sh"} and "../shared" in block.text and not Path("../shared").exists():
            Path("../shared").symlink_to(request.getfixturevalue("shared"))  # skips where it is absent
        if block.kind == "python":
            printed = run_python(block, page, names)
        elif block.kind == "sh":
            printed = run_sh(block, page)
        elif block.kind == "output":
            matches = doctest.OutputChecker().check_output(block.text, printed, LENIENT)
            assert matches, f"{name(page)}:{block.line} promises\n{block.text}\nand got\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []
