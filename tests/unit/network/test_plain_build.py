"""Structures built with columns of numbers are those that loops over names build, to the last id."""

from __future__ import annotations

import math

import numpy as np
import pytest
from plain_build import plain_build

from echelon.network.build import Structure, build
from echelon.network.model import Network, network
from echelon.testing.every_law import with_laws
from echelon.testing.networks import random_network

NAMED = {
    "site": ("name",), "item": ("name",), "stock point": ("site", "item"), "lane": ("from", "to", "item"),
    "recipe": ("site", "item"), "recipe input": ("site", "item", "input"), "recipe output": ("site", "item", "output"),
    "demand": ("site", "item"),
}  # fmt: skip
LETTERS = "aA/b@:>→%ż~1"
MODES = ("air", "sea", "rail", "road")


def same(one: Structure, other: Structure) -> None:
    for name in Structure.__slots__:
        found, wanted = getattr(one, name), getattr(other, name)
        if isinstance(wanted, tuple):
            assert found == wanted, name
        else:
            assert found.dtype == wanted.dtype, name
            np.testing.assert_array_equal(found, wanted, name)


def oddly_named(net: Network, seed: int) -> Network:
    """The same with names that begin like others and hold the marks of ids, rows in any order, and lanes of several modes."""
    chance = np.random.default_rng(seed)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in NAMED}
    names = sorted({str(row["name"]) for noun in ("site", "item") for row in rows[noun]})
    odd = dict(zip(names, chance.permutation(_names(len(names), chance)).tolist(), strict=True))
    for noun, columns in NAMED.items():
        for row in rows[noun]:
            row |= {column: odd[str(row[column])] for column in columns}
        chance.shuffle(rows[noun])
    for lane in rows["lane"]:
        lane |= {"via": "", "when_lane_closes": "go_on"}
    for lane in [lane for lane in rows["lane"] if chance.random() < 0.4]:
        modes = chance.permutation(MODES)[: int(chance.integers(2, 5))].tolist()
        lane |= {"mode": modes[0], "share": math.nan}
        rows["lane"] += [
            lane | {"mode": mode, "share": chance.choice([math.nan, 0.1, 0.3])} for mode in modes[1:]
        ]
    return network(net.settings, rows)


def _names(count: int, chance: np.random.Generator) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choice(list(LETTERS), int(chance.integers(1, 5))).tolist())] = None
    return list(found)


@pytest.mark.parametrize("seed", range(12))
def test_a_structure_is_that_of_its_plain_twin(seed: int) -> None:
    net = random_network(seed, 8 + 3 * seed)
    for each in (net, with_laws(net, seed), oddly_named(net, seed)):
        same(build(each), plain_build(each))
