"""A network seen by the checks: every table present, names as numbers, flows as one graph.

A node is an item at a site, whether stocked there or only ordered to need. An edge says that the tail
feeds the head: a lane brings an item from site to site, a recipe turns inputs into an item in one site.
Rows with unknown names make no edges: they have findings of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from echelon.core.coded import Coded
from echelon.core.table import Table, parse
from echelon.network.check.graph import Edges, waves
from echelon.network.measured import in_own_units
from echelon.network.model import Network, Settings
from echelon.network.numbering import found
from echelon.network.schema import SCHEMAS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

ENDS = {
    "stock point": (("site", "item"),),
    "lane": (("from", "item"), ("to", "item")),
    "recipe": (("site", "item"),),
    "recipe input": (("site", "item"), ("site", "input")),
    "recipe output": (("site", "item"), ("site", "output")),
    "demand": (("site", "item"),),
}
"""Noun → the pairs of columns that name its nodes."""


def codes(index: dict[str, int], cells: Coded) -> Ints:
    """Names as numbers; the index grows by those it has not met.

    >>> from echelon.core.coded import coded
    >>> codes({"Kobe": 0}, coded(["Riga", "Kobe"])).tolist()
    [1, 0]
    """
    for name in cells.names:
        index.setdefault(name, len(index))
    return found(cells, index)


@dataclass(frozen=True)
class Facts:
    """What several checks ask of one network, worked out once."""

    net: Network

    def __getitem__(self, noun: str) -> Table:
        """The table of a noun as written, empty if the network has none."""
        found = self.net.tables.get(noun)
        return parse(SCHEMAS[noun], {})[0] if found is None else found

    def own(self, noun: str) -> Table:
        """The table of a noun with its quantities in the items' own units, as far as they convert."""
        return in_own_units(self[noun], self["item"])

    @property
    def settings(self) -> Settings:
        """What holds for the whole network."""
        return self.net.settings

    @cached_property
    def known(self) -> dict[str, dict[str, int]]:
        """Noun → name → its first row, for nouns that others refer to by name."""
        return {
            noun: _first(self[noun]["name"].tolist()) for noun in ("site", "item", "calendar", "resource")
        }

    @cached_property
    def units(self) -> dict[str, str]:
        """Item → its own unit."""
        return dict(zip(self["item"]["name"].tolist(), self["item"]["unit"].tolist(), strict=True))

    @cached_property
    def _names(self) -> tuple[dict[str, int], dict[str, int]]:
        return {}, {}

    @cached_property
    def _pairs(self) -> dict[str, list[Ints]]:
        """Noun → per end [row]: site number * 2^32 + item number."""
        sites, items = self._names
        return {
            noun: [codes(sites, self[noun].coded(site)) << 32 | codes(items, self[noun].coded(item))
                   for site, item in ends]
            for noun, ends in ENDS.items()
        }  # fmt: skip

    @cached_property
    def _numbered(self) -> tuple[Ints, Ints]:
        """The different pairs in order, and the node of each pair of `_pairs`, all of them in one row.

        One sort of four million pairs: 0.5 s, where `np.unique` and `np.searchsorted` took 7 s.
        """
        pairs = np.concatenate([pairs for ends in self._pairs.values() for pairs in ends])
        order = np.argsort(pairs, kind="stable")
        new = np.diff(pairs[order], prepend=-1) != 0
        nodes = np.empty(len(pairs), dtype=np.int64)
        nodes[order] = np.cumsum(new) - 1
        return pairs[order][new], nodes

    @cached_property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self._numbered[0])

    @cached_property
    def nodes(self) -> dict[str, list[Ints]]:
        """Noun → per end (see `ENDS`) the node of each row."""
        ends = [(noun, pairs) for noun, each in self._pairs.items() for pairs in each]
        cuts = np.cumsum([len(pairs) for _, pairs in ends])[:-1]
        found: dict[str, list[Ints]] = {noun: [] for noun in ENDS}
        for (noun, _), nodes in zip(ends, np.split(self._numbered[1], cuts), strict=True):
            found[noun].append(nodes)
        return found

    @cached_property
    def sound(self) -> dict[str, Bools]:
        """Noun → [row]: are its site and item names known?"""
        sites, items = self._names
        _ = self._pairs
        site_known = np.array([name in self.known["site"] for name in sites], dtype=bool)
        item_known = np.array([name in self.known["item"] for name in items], dtype=bool)
        return {
            noun: np.logical_and.reduce(
                [site_known[pairs >> 32] & item_known[pairs & 0xFFFFFFFF] for pairs in ends]
            )
            for noun, ends in self._pairs.items()
        }

    def place(self, node: int) -> str:
        """How people call a node: `drill at Kobe`."""
        sites, items = self._listed
        pair = int(self._numbered[0][node])
        return f"{items[pair & 0xFFFFFFFF]} at {sites[pair >> 32]}"

    @cached_property
    def _listed(self) -> tuple[list[str], list[str]]:
        _ = self._pairs
        return list(self._names[0]), list(self._names[1])

    def marked(self, noun: str, end: int = 0) -> Bools:
        """[node]: does a sound row of the noun name it at that end?"""
        marks = np.zeros(self.size, dtype=bool)
        marks[self.nodes[noun][end][self.sound[noun]]] = True
        return marks

    @cached_property
    def stocked(self) -> Bools:
        """[node]: is there a stock point?"""
        return self.marked("stock point")

    @cached_property
    def made(self) -> Bools:
        """[node]: is there a recipe?"""
        return self.marked("recipe")

    @cached_property
    def moving(self) -> Bools:
        """[lane row]: sound, and from one place to another."""
        origins, targets = self.nodes["lane"]
        return np.asarray(self.sound["lane"] & (origins != targets))

    @cached_property
    def used(self) -> Bools:
        """[recipe input row]: sound, its recipe exists and does not make what it uses."""
        made, inputs = self.nodes["recipe input"]
        return np.asarray(self.sound["recipe input"] & self.made[made] & (inputs != made))

    @cached_property
    def yielded(self) -> Bools:
        """[recipe output row]: sound, its recipe exists and does not make what comes with it."""
        made, outputs = self.nodes["recipe output"]
        return np.asarray(self.sound["recipe output"] & self.made[made] & (outputs != made))

    @cached_property
    def brought(self) -> Bools:
        """[node]: does a lane bring it?"""
        marks = np.zeros(self.size, dtype=bool)
        marks[self.nodes["lane"][1][self.moving]] = True
        return marks

    @cached_property
    def needed(self) -> Bools:
        """[node]: does a recipe at its site use it?"""
        marks = np.zeros(self.size, dtype=bool)
        marks[self.nodes["recipe input"][1][self.used]] = True
        return marks

    @cached_property
    def shares(self) -> Floats:
        """[lane row]: its share as written; 0 for emergency lanes, which have none."""
        return np.where(self["lane"].among("emergency", "yes"), 0.0, self["lane"]["share"])

    @cached_property
    def splits(self) -> Floats:
        """[lane row]: part of what the receiver orders that goes to this lane, equal parts of the rest where empty."""
        given = self.shares
        targets, moving = self.nodes["lane"][1], self.moving
        filled = np.nan_to_num(given, nan=0.0, posinf=0.0, neginf=0.0) * moving
        total = np.bincount(targets, filled, self.size)[targets]
        empty = np.bincount(targets, np.isnan(given) & moving, self.size)[targets]
        return (
            np.where(np.isnan(given), np.maximum(1.0 - total, 0.0) / np.maximum(empty, 1.0), filled) * moving
        )

    @cached_property
    def per_good(self) -> Floats:
        """[node]: units that must start for one good one."""
        found = np.ones(self.size)
        mean = self["recipe"]["yield_mean"]
        found[self.nodes["recipe"][0]] = 1.0 / np.where(mean > 0, mean, 1.0)
        return found

    @cached_property
    def edges(self) -> Edges:
        """All flows: lanes, weighted by the receiver's split, then recipe inputs, weighted by quantity, then by-products.

        Nothing is made for the sake of a by-product: its weight is 0.
        """
        (origins, targets), (made, inputs) = self.nodes["lane"], self.nodes["recipe input"]
        quantity = (
            np.nan_to_num(self.own("recipe input")["quantity"])[self.used] * self.per_good[made[self.used]]
        )
        (makers, outputs), besides = self.nodes["recipe output"], np.flatnonzero(self.yielded)
        lanes, nothing = np.flatnonzero(self.moving), np.zeros(len(besides))
        return Edges(
            size=self.size,
            tail=np.concatenate([origins[lanes], inputs[self.used], makers[besides]]),
            head=np.concatenate([targets[lanes], made[self.used], outputs[besides]]),
            weight=np.concatenate([self.splits[lanes], quantity, nothing]),
            recipe=np.repeat([False, True, False], [len(lanes), len(quantity), len(besides)]),
            row=np.concatenate([lanes, np.flatnonzero(self.used), besides]),
        )

    @cached_property
    def levels(self) -> list[Ints]:
        """Nodes so that feeders come first, level by level; those on a circle or behind one are left out."""
        return waves(self.edges)


def _first(names: Iterable[str]) -> dict[str, int]:
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        if name:
            first.setdefault(name, row)
    return first
