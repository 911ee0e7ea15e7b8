"""What a network of any size costs grows with its rows, and most of it without a call of Python for each of them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, TypeVar

import numpy as np
import pytest

from echelon.connect import read_network
from echelon.core.table import Table
from echelon.network.build import build
from echelon.network.check import check
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.world.prepare import prepare
from echelon.world.start import start

SMALL, LARGE = 2_000, 20_000
CALLS_A_POINT, NETWORK_KIB, ALL_KIB = 7.5, 0.4, 2.5
"""Measured with 20,000 stock points: 4.9 calls for each, most of them once for each different name; 0.24 KiB for each in the
tables of a network, 1.7 KiB with all arrays of a run. With loops over rows it was 290 calls."""
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def large(root: Path) -> ModuleType:
    """The generator of `bench/large.py`."""
    spec = importlib.util.spec_from_file_location("large", root / "bench" / "large.py")
    assert spec
    assert spec.loader
    module = sys.modules["large"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counted(work: Callable[[], Result]) -> tuple[int, Result]:
    """How often a function written in Python was called, and what came of it."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = work()
    finally:
        sys.setprofile(before)
    return calls, found


def arrays(net: Network) -> tuple[Any, ...]:
    s = build(net)
    r = rates(net, s)
    tables = prepare(net, s, r, days=30, seed=7, gates={})
    return s, tables, start(net, s, tables)


def read(folder: Path) -> Network:
    net = read_network(folder)
    assert not check(net)
    return net


@pytest.fixture(scope="module")
def networks(large: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Folders of two sizes; both ways were gone once, so that nothing is met for the first time."""
    found = {}
    for points in (SMALL, LARGE):
        found[points] = tmp_path_factory.mktemp("network")
        large.written(large.columns(points), found[points], points)
    arrays(read(found[SMALL]))
    return found


def test_calls_grow_with_rows_and_are_few(networks: dict[int, Path]) -> None:
    read_calls, build_calls = {}, {}
    for points, folder in networks.items():
        read_calls[points], net = counted(lambda folder=folder: read(folder))  # type: ignore[misc]
        build_calls[points], _ = counted(lambda net=net: arrays(net))  # type: ignore[misc]
    for calls in (read_calls, build_calls):
        assert calls[LARGE] < 1.2 * LARGE / SMALL * calls[SMALL]
    assert read_calls[LARGE] + build_calls[LARGE] < CALLS_A_POINT * LARGE


def test_memory_of_a_network_and_its_arrays_is_a_few_numbers_a_row(networks: dict[int, Path]) -> None:
    tracemalloc.start()
    try:
        net = read(networks[LARGE])
        tables = tracemalloc.get_traced_memory()[0] / 1024 / LARGE
        kept = arrays(net)
        everything = tracemalloc.get_traced_memory()[0] / 1024 / LARGE
    finally:
        tracemalloc.stop()
    assert tables < NETWORK_KIB
    assert everything < ALL_KIB
    assert len(kept[0].points) == LARGE


def test_the_network_is_the_same_from_files_and_from_memory(
    large: ModuleType, networks: dict[int, Path]
) -> None:
    columns = large.columns(SMALL)
    read_, made = read_network(networks[SMALL]), large.in_memory(columns, SMALL)
    assert read_.digest == made.digest
    assert int(np.diff(build(made).flow_start).max()) <= 3
    assert float(made["lane"]["lead_days"].max()) <= 7.0


def test_a_column_that_says_one_thing_is_held_once(networks: dict[int, Path]) -> None:
    table: Table = read_network(networks[LARGE])["stock point"]
    assert table["policy"].strides == (0,)
    assert table["order_minimum"].strides == (0,)
    assert set(table["policy"].tolist()) == {"base_stock"}


@pytest.mark.drill
def test_a_million_stock_points(root: Path) -> None:
    """Read, checked and made arrays of in 20 s each; 30 days of 16 replications, and all of it within 12 GiB."""
    command = [sys.executable, str(root / "bench" / "million.py"), "1000000", "--days", "30"]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env=dict(os.environ), timeout=3600
    )
    found = json.loads(told.stdout)
    assert (found["points"], found["findings"]) == (1_000_000, 0)
    assert found["read_seconds"] < 20.0
    assert found["build_seconds"] < 20.0
    assert found["peak_mib"] < 12 * 1024
