"""`import echelon`: about thirty names, none of them loaded before it is used."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import echelon

HEAVY = {"numba", "polars", "scipy", "rich", "typer", "numpy", "llvmlite", "rustworkx"}


def test_import_takes_no_time() -> None:
    script = (
        "import sys, echelon; dir(echelon); print(' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    took = []
    for _ in range(3):
        before = os.times()
        loaded = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout
        took.append(
            sum(os.times()[2:4]) - sum(before[2:4])
        )  # of the processor, for others may be at work too
    assert not HEAVY & set(loaded.split())
    assert min(took) < 0.3


@pytest.mark.parametrize(
    "module", ["app.commands", "app.queries", "app.kept", "study.exposure", "study.measure"]
)
def test_what_runs_nothing_loads_no_compiler(module: str) -> None:
    script = f"import sys, echelon.{module}; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("name", echelon.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(echelon, name) is not None
    assert name in dir(echelon)


def test_the_facade_is_about_thirty_names() -> None:
    assert 18 <= len(echelon._PLACES) <= 34
    assert sorted(echelon.__all__) == sorted([*echelon._PLACES, "__version__"])
    with pytest.raises(AttributeError, match="no attribute 'twin'"):
        _ = echelon.twin


def test_the_example_of_the_design_runs() -> None:
    net = echelon.build_network(
        echelon.Settings("acme"),
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill", "unit_value": 40.0}],
            "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
            "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
            "demand": [
                {"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, "price": 60}
            ],
        },
    )
    quake = echelon.Disruption(
        "kobe-quake", hits=net.site("Kobe"), capacity=0.0, start=30, heals=echelon.linear(days=42)
    )
    ask = echelon.Scenario(net, disruptions=[quake], days=365, replications=10, seed=7)
    told: list[tuple[int, int]] = []
    hit = echelon.run(ask, threads=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 10)]
    found = echelon.compare(hit, echelon.run(ask.calm()))
    assert found["fill_rate"].difference.mean > 0
    assert "Filled on time" in repr(found)
    assert hit.laws
    assert hit.question != echelon.run(ask.calm()).question
