"""What all tests share: the folder of real data, a browser, the command line, and one cache of compiled kernels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from echelon.app.wiring import kernel_folder, take_turns

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared"))

# Before anything imports Numba: tests that import a kernel by themselves share what the command line compiles, and never
# meet a kernel of older sources.
os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_folder()))
take_turns(Path(os.environ["NUMBA_CACHE_DIR"]))
Echelon = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; ECHELON_SHARED names another place."""
    if not SHARED.is_dir():
        pytest.skip("the data folder ../shared is absent (ECHELON_SHARED may name another place)")
    return SHARED


@pytest.fixture
def echelon_command(tmp_path: Path) -> Echelon:
    """Run `echelon` as users do, in a folder of its own; more is added to its environment."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if name != "COLUMNS"}  # which xdist sets
        environment = {**ours, "PYTHONIOENCODING": "utf-8", **more}
        command = [sys.executable, "-c", "from echelon.cli.main import main; main()", *arguments]
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment, timeout=300
        )

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where none is installed the test is skipped, with CI=true it fails."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        reason = "no Chromium found; make test installs Debian's where it may"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
