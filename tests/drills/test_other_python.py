"""Another Python, with its own libraries, gives the same answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

VERSIONS = ("3.11", "3.12", "3.13")
OTHERS = [version for version in VERSIONS if version != f"{sys.version_info[0]}.{sys.version_info[1]}"]
CHANCE = """
from echelon.core.chance import draw, key
print([draw(key(seed, who, "quantity"), 3, 200) for seed in range(9) for who in ("Kobe", "Malmö", "")])
"""


def places(version: str) -> Iterator[Path]:
    """Where an interpreter of that version may be: on the path, or among pyenv's."""
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True).stdout.strip()
        if root:
            yield from sorted(Path(root, "versions").glob(f"{version}.*/bin/python"), reverse=True)


def interpreter(version: str) -> Path:
    """One that starts and says it is that version (a shim of pyenv may not)."""
    says = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    for place in places(version):
        if subprocess.run([place, "-c", says], capture_output=True, text=True).stdout.strip() == version:
            return place
    pytest.skip(f"Python {version} is not installed")


def told(python: Path, root: Path, *arguments: str, cache: Path | None = None) -> str:
    """What it prints, with this checkout's sources before its own packages."""
    more = {"NUMBA_CACHE_DIR": str(cache)} if cache else {}
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1", **more}
    found = subprocess.run([python, *arguments], capture_output=True, text=True, env=environment, cwd=root)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.mark.parametrize("version", OTHERS)
def test_chance_needs_no_library_and_is_the_same(version: str, root: Path) -> None:
    assert told(interpreter(version), root, "-c", CHANCE) == told(Path(sys.executable), root, "-c", CHANCE)


@pytest.mark.drill
@pytest.mark.parametrize("version", OTHERS)
def test_answers_are_the_same(version: str, root: Path, tmp_path: Path) -> None:
    python = interpreter(version)
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "--no-deps",
                    "--only-binary", ":all:", "-r", root / "locks" / "core.txt"], check=True)  # fmt: skip
    script = str(root / "tests" / "drills" / "answers.py")
    theirs = json.loads(told(python, root, script, cache=tmp_path / "cache"))
    ours = json.loads(told(Path(sys.executable), root, script))
    assert theirs == ours
    assert len(set(ours.values())) == len(ours) == 7
