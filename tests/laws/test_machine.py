"""The same bytes on a machine with less: NumPy and Numba told to do without vector instructions, and nothing fused anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba import njit

sys.path.insert(0, str(Path(__file__).parent))
import machine

LESS = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(machine.numpy_levels()),
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_ENABLE_AVX": "0",
}
"""Settings of the environment by which a machine seems to be able to do less."""
HEARD = {
    "NPY_DISABLE_CPU_FEATURES": lambda setting: setting["numpy"] == [],
    "NUMBA_CPU_NAME": lambda setting: (setting["cpu"], setting["features"]) == ("generic", [""]),
    "NUMBA_ENABLE_AVX": lambda setting: not any(each.startswith("+avx") for each in setting["features"]),
}
"""Whether a process has heard a setting."""


def told(*names: str, **settings: str) -> dict[str, Any]:
    """What a process of its own says of those questions."""
    done = subprocess.run([sys.executable, machine.__file__, *names], capture_output=True, text=True,
                          env={**os.environ, **settings})  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_numpy_without_wide_vectors_makes_the_same_tables_and_runs() -> None:
    names = ("tables", "every")
    found = told(*names, NPY_DISABLE_CPU_FEATURES=LESS["NPY_DISABLE_CPU_FEATURES"])
    assert HEARD["NPY_DISABLE_CPU_FEATURES"](found["setting"])
    assert found["digests"] == machine.digests(list(names))


@pytest.mark.drill
def test_a_kernel_for_the_plainest_processor_gives_the_same_bytes_and_fuses_nothing(tmp_path: Path) -> None:
    found = told("plain", NUMBA_CACHE_DIR=str(tmp_path), NUMBA_CPU_NAME="generic")
    assert HEARD["NUMBA_CPU_NAME"](found["setting"])
    assert found["digests"] == machine.digests(["plain"])
    assert found["loose"]["kernels"], "its code was looked at"
    assert (found["loose"]["lines"], found["loose"]["fused"]) == ([], [])


def test_what_may_be_fused_would_be_found() -> None:
    @njit(fastmath={"contract"})
    def fused(a: Any, b: Any, c: Any) -> Any:
        return a * b + c

    fused(1.0, 2.0, 3.0)
    (code,) = fused.inspect_llvm().values()
    assert machine.LOOSE.search(code)
    if machine.llvm.get_host_cpu_features().get("fma"):
        assert machine.FUSED.search(next(iter(fused.inspect_asm().values())))


@pytest.mark.drill
@pytest.mark.parametrize("name", LESS)
def test_every_law_and_the_embedded_network_give_the_same_bytes_with_less(name: str, tmp_path: Path) -> None:
    names = ("tables", "plain", "embedded", "every")
    found = told(*names, **{"NUMBA_CACHE_DIR": str(tmp_path), name: LESS[name]})
    assert HEARD[name](found["setting"])
    assert found["digests"] == machine.digests(list(names))
    assert len(found["loose"]["kernels"]) == 2, "the embedded network needs no law that may be absent"
    assert (found["loose"]["lines"], found["loose"]["fused"]) == ([], [])
