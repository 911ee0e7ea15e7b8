"""What is computed, as digests: to be run again where NumPy and Numba are told to do with less of the machine.

    python tests/laws/machine.py tables plain embedded every

tables    all arrays that kernels read, quantile tables and alias tables among them: what NumPy works out, nothing compiled
plain     a run of a network without any law that may be absent: the smallest kernel
embedded  a run of the embedded network
every     a run with every law compiled in, and used
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numba.core.registry import cpu_target

from echelon.connect import read_network
from echelon.core.quantile import gamma_table, lognormal_table, normal_table
from echelon.network.model import Network, Settings, network
from echelon.testing.every_law import with_laws
from echelon.testing.networks import random_network
from echelon.testing.walks import Close, job_of
from echelon.world import daily
from echelon.world.run import Job, run

ROOT = Path(__file__).parents[2]
DAYS, REPLICATIONS = 60, 70
FUSED = re.compile(r"\tv?fn?m(?:add|sub|la|ls)\w*")
"""Instructions that multiply and add, rounding once, on x86 and on ARM."""
LOOSE = re.compile(r"\b(?:fast|reassoc|contract|arcp|afn|nnan|ninf|nsz)\b|@llvm\.fma")
"""In LLVM's own words: leave to do otherwise than IEEE says."""


def plain() -> Network:
    """Two shops and their supplier, no row of which asks for a law that may be absent."""
    return network(Settings("plain"), {
        "site": [{"name": name} for name in ("Kobe", "Oslo", "Lima")], "item": [{"name": "fan", "unit_value": 2.3}],
        "stock point": [{"site": name, "item": "fan", "target_stock": 31.7} for name in ("Kobe", "Oslo", "Lima")],
        "recipe": [{"site": "Kobe", "item": "fan", "lead_days": 2, "capacity_per_day": 9.1}],
        "lane": [{"from": "Kobe", "to": name, "item": "fan", "lead_days": 3, "lead_shape": "gamma", "lead_sd_days": 1.1,
                  "cost_per_unit": 0.1} for name in ("Oslo", "Lima")],
        "demand": [{"customer": "c", "site": name, "item": "fan", "mean_per_day": 3.3, "shape": shape, "sd_per_day": sd,
                    "price": 7.1} for name, shape, sd in (("Oslo", "normal", 1.7), ("Lima", "gamma", 2.9))],
    })  # fmt: skip


@cache
def job(name: str) -> Job:
    """The question of that name, something disrupted in some lanes."""
    closed = [Close(("site", 0), 10, 30, 0.3, (0, 40))]
    if name == "plain":
        return job_of(plain(), DAYS, REPLICATIONS)[1]
    if name == "embedded":
        net = read_network(ROOT / "catalog" / "networks" / "kestvold")
        return job_of(net, DAYS, REPLICATIONS, closed=closed)[1]
    net = with_laws(random_network(12, 40), 12)
    return job_of(net, DAYS, REPLICATIONS, closed=closed, forced=True)[1]


def arrays(part: Any) -> Iterator[Any]:
    """All arrays in named tuples."""
    if isinstance(part, tuple):
        for each in part:
            yield from arrays(each)
    elif isinstance(part, np.ndarray):
        yield part


def tables() -> list[Any]:
    """What distributions become, and all that the kernels of two networks read."""
    spreads = np.geomspace(0.01, 5.0, 40).tolist()
    shapes = [normal_table(), *map(gamma_table, spreads), *map(lognormal_table, spreads)]
    return [*shapes, *(each for name in ("embedded", "every") for each in arrays(job(name).tables))]


def digests(names: list[str]) -> dict[str, str]:
    """Name → SHA-256 over the bytes."""
    found = {name: hashlib.sha256() for name in names}
    for name, sha in found.items():
        for each in tables() if name == "tables" else run(job(name)):
            sha.update(f"{each.shape} {each.dtype}".encode() + each.tobytes())
    return {name: sha.hexdigest() for name, sha in found.items()}


def setting() -> dict[str, Any]:
    """Which machine NumPy and Numba take this for."""
    _, cpu, features = cpu_target.target_context.codegen().magic_tuple()
    return {"cpu": cpu, "features": features.split(","), "numpy": numpy_levels()}


def numpy_levels() -> list[str]:
    """The levels of SIMD that NumPy would use beyond those that it always does."""
    shown: Any = np.show_config(mode="dicts")  # type: ignore[arg-type]
    return list(shown["SIMD Extensions"].get("found", []))


def loose() -> dict[str, list[str]]:
    """Places in what this process has compiled that do not keep to IEEE: in LLVM's words, and as instructions of this machine."""
    host = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
    )
    code = list(daily.advance.inspect_llvm().values())  # type: ignore[attr-defined]
    found = [line.strip() for each in code for line in each.splitlines() if LOOSE.search(line)]
    fused = [each for text in code for each in FUSED.findall(host.emit_assembly(llvm.parse_assembly(text)))]
    return {"lines": found, "fused": fused, "kernels": [str(len(each)) for each in code]}


if __name__ == "__main__":
    wanted = digests(sys.argv[1:])
    print(json.dumps({"digests": wanted, "setting": setting(), "loose": loose()}))
