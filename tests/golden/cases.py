"""A dozen small questions whose answers should not change by accident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from echelon import run
from echelon.connect import read_network
from echelon.disruption import Disruption, linear
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made, random_network

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("digests.json")


def questions() -> Iterator[tuple[str, Scenario]]:
    """Name and question, small enough that all of them take seconds."""
    embedded = read_network(ROOT / "catalog" / "networks" / "kestvold")
    port = Disruption("closure", "Ningbo Port", capacity=0.0, start=30, lasts=21, heals=linear(14))
    surge = Disruption("surge", "Germany", demand=1.5, start=10, lasts=20)
    slow = Disruption("half speed", "Suzhou Battery Plant", capacity=0.5, start=20, lasts=30)
    yield "embedded, calm", Scenario(embedded, days=120, replications=8, seed=7)
    yield "embedded, port closed", Scenario(embedded, [port], 120, 8, 7)
    yield "embedded, surge", Scenario(embedded, [surge], 120, 8, 7)
    yield "embedded, half speed", Scenario(embedded, [slow, port], 120, 8, 7)
    yield "embedded, other seed", Scenario(embedded, days=120, replications=8, seed=8)
    yield (
        "embedded, late replications",
        Scenario(embedded, days=60, replications=4, seed=7, first_replication=1000),
    )
    yield "hand-made", Scenario(hand_made(), days=200, replications=16, seed=1)
    for seed in range(5):
        yield f"random {seed}", Scenario(random_network(seed), days=90, replications=8, seed=seed)


def digests() -> dict[str, str]:
    """Name of the question → digest of its answer."""
    return {name: run(scenario).answer for name, scenario in questions()}
