"""The random networks that property tests use: what they must hold to be worth testing on."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest

from echelon.network.build import build
from echelon.network.check import Facts
from echelon.network.check.capacity import mean_need
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.testing.cells import cells_of, reread
from echelon.testing.networks import hand_made, random_network

MANY = [random_network(seed, 40) for seed in range(12)]


def test_size_is_near_what_was_asked_for() -> None:
    for points in (1, 10, 100, 400):
        sizes = [len(random_network(seed, points)["stock point"]) for seed in range(5)]
        assert all(points <= size <= points + 25 for size in sizes), (points, sizes)


def test_seeds_differ_and_repeat() -> None:
    assert len({net.digest for net in MANY}) == len(MANY)
    assert random_network(5, 40).digest == MANY[5].digest


@pytest.mark.parametrize(("noun", "column"), [
    ("stock point", "policy"), ("lane", "lead_shape"), ("recipe", "lead_shape"), ("lane", "mode"), ("demand", "shape"),
    ("demand", "unmet"), ("demand", "calendar"), ("resource", "calendar"), ("recipe", "resource"), ("site", "role"),
])  # fmt: skip
def test_all_choices_occur(noun: str, column: str) -> None:
    counts = Counter(str(value) for net in MANY for value in net[noun][column])
    assert len(counts) >= 2
    assert all(count >= 2 for count in counts.values()), counts


def test_structures_occur() -> None:
    seen: Counter[str] = Counter()
    for net in MANY:
        facts = Facts(net)
        used = facts.nodes["recipe input"][1]
        seen["held component"] += int(facts.stocked[used].sum())
        seen["ordered to need"] += int((~facts.stocked[used]).sum())
        seen["made on the spot"] += int((facts.stocked[used] & facts.made[used]).sum())
        sources = np.bincount(facts.nodes["lane"][1], minlength=facts.size)
        seen["dual source"] += int((sources > 1).sum())
        seen["via"] += int((net["lane"]["via"] != "").sum())
        seen["no lead"] += int((net["lane"]["lead_days"] == 0).sum())
        seen["fraction"] += int((net["recipe"]["lead_days"] % 1 > 0).sum())
        seen["narrow lane"] += int(np.isfinite(net["lane"]["capacity_per_day"]).sum())
        seen["given share"] += int(np.isfinite(net["lane"]["share"]).sum())
        seen["levels"] = max(seen["levels"], int(build(net).level.max()))
    assert all(seen[name] >= 3 for name in seen), seen
    assert seen["levels"] >= 5


@pytest.mark.parametrize("net", [hand_made(), *MANY[:6]], ids=lambda net: net.name)
def test_need_agrees_with_the_world_s(net: Network) -> None:
    """`mean_need` walks a graph of its own, so that it can walk broken networks; on sound ones both agree."""
    cells = cells_of(net)
    for noun in ("demand", "resource"):
        for row in cells.rows(noun):
            cells.edit(noun, row, {"calendar": ""})
    plain = dataclasses.replace(reread(cells), findings=())
    structure, facts = build(plain), Facts(plain)
    need = mean_need(facts)[facts.nodes["stock point"][0]]
    np.testing.assert_allclose(rates(plain, structure).need, need[structure.point_row], rtol=1e-9)
