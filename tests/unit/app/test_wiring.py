"""Threads, kernel cache and digests: what runs need from the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from numba import njit

from echelon.app import settings, wiring
from echelon.core.errors import BadScenario

EDGES = [(first, first + 16) for first in range(0, 160, 16)]


def mapped(count: int, function: Any, done: Any = None) -> list[Any]:
    return list(wiring.threaded(count, done)(function, EDGES))


@pytest.mark.parametrize("count", [1, 2, 7])
def test_threads_keep_the_order(count: int) -> None:
    told: list[int] = []
    assert mapped(count, lambda edge: edge, told.append) == EDGES  # type: ignore[arg-type]
    assert told == [16] * 10


def test_few_blocks_wait() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def work(edge: tuple[int, int]) -> tuple[int, int]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        return edge

    def slow(lanes: int) -> None:
        nonlocal at_once
        time.sleep(0.01)
        with lock:
            at_once -= 1

    mapped(2, work, slow)
    assert most <= 4


def test_what_is_cut_short_starts_no_more_blocks() -> None:
    started: list[object] = []
    blocks = wiring.threaded(1)(lambda edge: started.append(edge) or time.sleep(0.02), EDGES)  # type: ignore[arg-type,func-returns-value]
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    before = len(started)
    time.sleep(0.1)
    assert before <= len(started) <= before + 1 < len(EDGES)


def test_threads_hand_errors_on() -> None:
    with pytest.raises(ZeroDivisionError):
        mapped(2, lambda edge: 1 // (edge[0] - 32))


@pytest.mark.parametrize(
    ("wished", "said"), [(0, ""), (-1, ""), (2000, ""), (None, "two"), (None, "0"), (None, "1e9")]
)
def test_threads_that_cannot_be(wished: int | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHELON_THREADS", said)
    with pytest.raises(BadScenario, match="E301"):
        settings.threads(wished)


def test_threads_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHELON_THREADS", "3")
    assert (settings.threads(), settings.threads(5)) == (3, 5)
    monkeypatch.delenv("ECHELON_THREADS")
    assert settings.threads() >= 1


def test_the_cache_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHELON_CACHE", str(tmp_path / "mine"))
    assert wiring.kernel_folder() == tmp_path / "mine" / "kernels" / wiring.kernels_digest()
    monkeypatch.delenv("ECHELON_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert wiring.kernel_folder().is_relative_to(tmp_path / "xdg" / "echelon")


def test_old_kernels_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHELON_CACHE", str(tmp_path))
    for age in range(8):
        old = tmp_path / "kernels" / f"old{age}"
        old.mkdir(parents=True)
        os.utime(old, (1e9 - age, 1e9 - age))
    wiring.kernel_folder()
    kept = {path.name for path in (tmp_path / "kernels").iterdir()}
    assert kept == {wiring.kernels_digest(), "old0", "old1", "old2", "old3"}


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("ECHELON_CACHE", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="ECHELON_CACHE"):
        passing = wiring.kernel_folder()
    assert passing.is_dir()


def _sources_of(place: str) -> str:
    package = wiring.resources.files("echelon")
    return "\n".join(file.read_text("utf-8") for _, file in wiring._sources(package.joinpath(place), place))


NO_RESULTS = {"core/errors.py", "core/table.py", "core/coded.py", "core/digest.py", "network/model.py", "network/schema.py",
              "network/events.py"}  # fmt: skip
"""What laws use, and results do not depend on: what networks are, their columns, and what is told of a run."""


def test_digests_are_of_sources() -> None:
    assert len(wiring.laws_digest()) == len(wiring.kernels_digest()) == 64
    package = wiring.resources.files("echelon")
    names = [name for place in wiring.LAWS for name, _ in wiring._sources(package.joinpath(place), place)]
    assert {"world/daily.py", "world/law/money.py", "disruption/rows.py", "core/chance.py"} <= set(names)
    sources = _sources_of("world") + _sources_of("disruption")
    asked = re.findall(r"^ *from echelon\.((?:core|network)\.[\w.]+) import", sources, re.MULTILINE)
    assert {f"{name.replace('.', '/')}.py" for name in asked} - NO_RESULTS <= {*names, *wiring.KERNELS}
    assert all(name.endswith(".py") for name in names)
    core = package.joinpath("core")
    compiled = {
        f"core/{each.name}"
        for each in core.iterdir()
        if each.name.endswith(".py") and "numba" in each.read_text("utf-8")
    }
    assert compiled == {place for place in wiring.KERNELS if place.startswith("core/")} - {"core/quantile.py"}
    assert "core/errors.py" not in names


SECOND = """
import os, sys, time
import echelon
from numba import config
config.CACHE_DIR = "of the user"
shop = echelon.build_network(echelon.Settings("shop"), {
    "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10}]})
run = echelon.run(echelon.Scenario(shop, days=10, replications=200))
print(time.process_time())
assert config.CACHE_DIR == "of the user"
"""


def test_kernels_compile_once_and_the_next_process_starts_at_once() -> None:
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", SECOND], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert "Compiling" not in done.stderr
    assert float(done.stdout) < 5.0, "compiling takes 20 s and more"


def test_who_waits_for_a_compilation_is_told_what_it_is_and_how_long_it_takes_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def of_ours(x: int) -> int:
        return x + 1

    def of_a_user(x: int) -> int:
        return x + 2

    of_ours.__module__ = "echelon.world.small"
    wiring._announce_compiling()
    njit(of_a_user)(1)
    assert "Compiling" not in capsys.readouterr().err
    compiled = njit(of_ours)
    compiled(1)
    compiled(1.0)
    told = capsys.readouterr().err
    assert wiring.COMPILING in told.splitlines()
    assert all(word in wiring.COMPILING for word in ("daily clock", "once per machine", "seconds"))
    compiled(1j)
    assert capsys.readouterr().err == ""


def test_processes_that_compile_the_same_kernel_take_turns(tmp_path: Path) -> None:
    turn, order = wiring._in_turn(tmp_path), []

    def second() -> None:
        with turn("kernel"):
            order.append("second")

    waiting = threading.Thread(target=second)
    with turn("kernel"), turn("another kernel"):
        waiting.start()
        waiting.join(0.1)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_where_nothing_can_be_locked_kernels_are_compiled_all_the_same(tmp_path: Path) -> None:
    with wiring._in_turn(tmp_path / "absent")("kernel"):
        pass


def test_a_cache_without_room_is_said(tmp_path: Path) -> None:
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "from echelon.app.wiring import kernel_folder; print(kernel_folder())"
    )
    environment = {**os.environ, "ECHELON_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "ECHELON_CACHE" in done.stderr
    assert not done.stdout.startswith(str(tmp_path))
