"""The scaffolding holds: hygiene, locks, and contracts that forget no room."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

INNER = {"core", "network", "disruption", "world", "study", "agents", "calibration"}
ADAPTERS = {"store", "connect", "govern"}
KNOWN_TO_ADAPTERS = {"core", "network"}


@pytest.fixture
def hygiene(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hygiene", root / "tools" / "hygiene.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def test_no_file_holds_what_it_must_not(root: Path, hygiene: ModuleType) -> None:
    if subprocess.run(["git", "rev-parse"], cwd=root, capture_output=True).returncode:
        pytest.skip("not a git checkout")
    assert hygiene.findings() == []


@pytest.mark.parametrize(
    "line", ["https://py" + "pi.org/simple", "see /ho" + "me/ann/x.csv", "/wo" + "rk/main"]
)
def test_hygiene_finds_hosts_and_local_paths(
    line: str, hygiene: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hygiene, "ROOT", tmp_path)
    (tmp_path / "page.md").write_text(f"fine\n{line}\n", "utf-8")
    assert [text.split(": names")[0] for text in hygiene.words([tmp_path / "page.md"])] == ["page.md:2"]


def test_hygiene_finds_large_files_and_copies(
    hygiene: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hygiene, "ROOT", tmp_path / "ours")
    monkeypatch.setattr(hygiene, "SHARED", tmp_path / "shared")
    ours, theirs = tmp_path / "ours" / "a.csv", tmp_path / "shared" / "data" / "b.csv"
    for path in (ours, theirs):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"1,2\n" * 300_000)
    assert len(list(hygiene.large([ours]))) == len(list(hygiene.copies([ours]))) == 1
    ours.write_bytes(b"2,1\n" * 300)
    assert not [*hygiene.large([ours]), *hygiene.copies([ours])]


def test_contracts_forget_no_room(root: Path, project: dict[str, Any]) -> None:
    contracts = {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}
    rooms = {path.parent.name for path in (root / "src" / "echelon").glob("*/__init__.py")}

    def named(contract: str, field: str) -> set[str]:
        return {name.removeprefix("echelon.") for name in contracts[contract][field]}

    assert named("pure", "source_modules") == INNER & rooms
    assert named("adapters", "source_modules") == ADAPTERS & rooms
    assert named("adapters", "forbidden_modules") == (INNER - KNOWN_TO_ADAPTERS) & rooms


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9-]+==[^ ]+", lock.read_text("utf-8"), re.MULTILINE))


def test_locks_agree_with_each_other_and_with_the_project(root: Path, project: dict[str, Any]) -> None:
    core, test = (pins(root / "locks" / f"{name}.txt") for name in ("core", "test"))
    assert core <= test
    declared = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    assert {re.split("[<>= ]", name)[0] for name in declared} <= {pin.split("==")[0] for pin in core}
    wanted = project["dependency-groups"]["test"]
    assert {re.split("[<>= ]", name)[0].lower() for name in wanted} <= {pin.split("==")[0] for pin in test}
