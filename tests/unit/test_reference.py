"""Reference pages say what the code says: made parts are fresh, and no code, event, command or name is missing."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from echelon.network.events import TYPES
from echelon.report.words import NOT_MODELLED

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"\bE\d{3}\b")


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reference = load("reference", ROOT / "tools" / "reference.py")
PAGES = reference.pages()


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_made_parts_are_fresh(path: Path) -> None:
    before = path.read_text("utf-8")
    assert reference.renew(before) == before, "run python tools/reference.py"


def test_every_part_stands_on_a_page() -> None:
    found = {match["name"] for path in PAGES for match in reference.BLOCK.finditer(path.read_text("utf-8"))}
    assert found == set(reference.PARTS)


def test_every_code_that_is_raised_is_explained_and_no_other() -> None:
    sources = [path for path in (ROOT / "src").rglob("*.py") if "testing" not in path.parts]
    raised = {code for path in sources for code in re.findall(r'"(E\d{3})"', path.read_text("utf-8"))}
    raised |= {code for path in sources for code in re.findall(r"\b(E\d{3})=", path.read_text("utf-8"))}
    rows = re.findall(r"^\| `(E\d{3})` \|", page("reference/checks.md"), re.MULTILINE)
    assert sorted(rows) == sorted(raised)


def test_the_fifteen_types_are_all_there() -> None:
    rows = re.findall(r"^\| `(twin[^`]+)` \|", page("reference/events.md"), re.MULTILINE)
    assert rows == list(TYPES)
    assert len(rows) == 15


def test_what_is_not_modelled_is_what_reports_say() -> None:
    lines = [
        line[2:] for line in page("background/what-is-not-modelled.md").splitlines() if line.startswith("- ")
    ]
    assert lines == list(NOT_MODELLED)


def test_every_command_has_an_example_and_every_option_is_told() -> None:
    said = page("reference/cli.md")
    for name, command in reference.commands():
        assert command.epilog.startswith(f"Example: echelon {name}"), f"echelon {name} has no example"
        part = said.split(f"### {name}\n")[1].split("\n### ")[0]
        options = [word for param in command.params for word in param.opts if word.startswith("-")]
        assert [word for word in options if f"`{word}" not in part and f"{word}`" not in part] == []


def test_every_public_name_is_told() -> None:
    import echelon

    rows = re.findall(
        r"^\| `(\w+)` \| (?:class|error|function|text) \| (.*) \|$",
        page("reference/python-api.md"),
        re.MULTILINE,
    )
    assert sorted(name for name, _ in rows) == sorted(echelon.__all__)
    assert [name for name, said in rows if not said] == []


def test_every_environment_variable_is_told() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert set(re.findall(r"\bECHELON_[A-Z]+\b", sources)) == set(
        re.findall(r"`(ECHELON_[A-Z]+)`", page("reference/cli.md"))
    )
