"""What feeds what: groups of a point and their flows, in columns, before they are put in the order of a structure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.network.ids import input_id, plain
from echelon.network.model import Network
from echelon.network.numbering import different, found, in_order, positions, ranges, ranks, rows_by_name

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Groups(NamedTuple):
    """Columns `[group]`: row of the fed point, row of the item, units for one fed. Lanes' groups first, then inputs by row."""

    point: Ints
    item: Ints
    quantity: Floats


class Flows(NamedTuple):
    """Columns `[flow]`, those of a group side by side in order of their ids; rows of the sending point, and of the lane or -1."""

    name: list[str]
    group: Ints
    source: Ints
    lane: Ints
    share: Floats


@dataclass(frozen=True)
class Pairs:
    """The items at sites that a network names, as numbers: site row x items + item row."""

    net: Network

    @cached_property
    def sites(self) -> dict[str, int]:
        """Name → row."""
        return rows_by_name(self.net["site"])

    @cached_property
    def items(self) -> dict[str, int]:
        """Name → row."""
        return rows_by_name(self.net["item"])

    def site(self, noun: str, column: str = "site") -> Ints:
        """Row of the site that each row of a noun names."""
        return found(self.net[noun].coded(column), self.sites)

    def item(self, noun: str, column: str = "item") -> Ints:
        """Row of the item that each row of a noun names."""
        return found(self.net[noun].coded(column), self.items)

    def of(self, noun: str, site: str = "site", item: str = "item") -> Ints:
        """Pair of each row of a noun."""
        return self.site(noun, site) * len(self.items) + self.item(noun, item)

    @cached_property
    def points(self) -> Ints:
        """Pair of each stock point."""
        return self.of("stock point")

    def point(self, pairs: Ints) -> Ints:
        """Row of the stock point of each pair, -1 where there is none."""
        return positions(self.points, pairs)

    @cached_property
    def to(self) -> Ints:
        """Pair at the end of each lane."""
        return self.of("lane", "to")

    @cached_property
    def site_ids(self) -> NDArray[Any]:
        """What each site is called in ids."""
        return _texts([plain(name) for name in self.net["site"]["name"].tolist()])

    @cached_property
    def item_ids(self) -> NDArray[Any]:
        """What each item is called in ids."""
        return _texts([plain(name) for name in self.net["item"]["name"].tolist()])


def _texts(texts: Sequence[str]) -> NDArray[Any]:
    out = np.empty(len(texts), dtype=object)
    out[:] = texts
    return out


def groups_of(pairs: Pairs) -> Groups:
    """All groups: one for each point that lanes end at, one for each input of a recipe."""
    inputs = pairs.net["recipe input"]
    ends = pairs.point(pairs.to)
    bought = different(ends[ends >= 0])
    return Groups(
        np.concatenate([bought, pairs.point(pairs.of("recipe input"))]),
        np.concatenate(
            [pairs.points[bought] % max(1, len(pairs.items)), pairs.item("recipe input", "input")]
        ),
        np.concatenate([np.ones(len(bought)), inputs["quantity"]]),
    )


def flows_of(pairs: Pairs, groups: Groups) -> Flows:
    """All flows: of each group its lanes, or a hand-over inside the site from a stocked input."""
    lanes, bought = _Lanes(pairs), len(groups.point) - len(pairs.net["recipe input"])
    held = pairs.point(pairs.of("recipe input", "site", "input"))
    found = (
        _into_stock(pairs, lanes, groups.point[:bought]),
        _inside(pairs, held, bought),
        _to_need(pairs, lanes, np.flatnonzero(held < 0), bought),
    )
    return _in_order(pairs, Flows(
        [name for each in found for name in each.name],
        *(np.concatenate([np.asarray(each[column]) for each in found]) for column in range(1, len(Flows._fields))),
    ))  # fmt: skip


def _into_stock(pairs: Pairs, lanes: _Lanes, bought: Ints) -> Flows:
    """Lanes that end at a stock point; `bought` is the point of each of the first groups."""
    group = np.full(len(pairs.points), -1, dtype=np.int64)
    group[bought] = np.arange(len(bought))
    ends = pairs.point(pairs.to)
    rows = np.flatnonzero(ends >= 0)
    named = [lanes.names[row] for row in rows.tolist()]
    return Flows(named, group[ends[rows]], lanes.source[rows], rows, lanes.share[rows])


def _inside(pairs: Pairs, held: Ints, bought: int) -> Flows:
    """Hand-overs of inputs that are held at the site; `held` is the point of each row of the recipe inputs, or -1."""
    inputs, rows = pairs.net["recipe input"], np.flatnonzero(held >= 0)
    cells = zip(*(inputs[name][rows].tolist() for name in ("site", "input", "item")), strict=True)
    none, whole = np.full(len(rows), -1, dtype=np.int64), np.ones(len(rows))
    return Flows([input_id(*each) for each in cells], bought + rows, held[rows], none, whole)


def _to_need(pairs: Pairs, lanes: _Lanes, rows: Ints, bought: int) -> Flows:
    """Lanes that end at a recipe, for each of these rows of the recipe inputs, which are not held: several may call over one."""
    called = np.argsort(pairs.to, kind="stable")
    wanted, ends = pairs.of("recipe input", "site", "input")[rows], pairs.to[called]
    first, last = np.searchsorted(ends, wanted, side="left"), np.searchsorted(ends, wanted, side="right")
    line, lane = np.repeat(rows, last - first), called[ranges(first, last)]
    outputs = pairs.item_ids[pairs.item("recipe input")[line]].tolist()
    named = [f"{lanes.names[row]}>{output}" for row, output in zip(lane.tolist(), outputs, strict=True)]
    return Flows(named, bought + line, lanes.source[lane], lane, lanes.share[lane])


class _Lanes:
    """Lanes by row: their ids, the rows of the points they leave, and their part of the receiver's need."""

    def __init__(self, pairs: Pairs) -> None:
        self.source = pairs.point(pairs.of("lane", "from"))
        ends, into = np.unique(pairs.to, return_inverse=True)
        self.names = _lane_ids(pairs, into)
        self.share = _shares(pairs.net, into, len(ends))


def _lane_ids(pairs: Pairs, into: Ints) -> list[str]:
    """Ids as `ids.lane_id` makes them, with modes where several lanes share their ends and item."""
    leaving, reaching = (_texts([f"{name}{mark}" for name in pairs.site_ids.tolist()]) for mark in "→:")
    parts = (
        leaving[pairs.site("lane", "from")].tolist(),
        reaching[pairs.site("lane", "to")].tolist(),
        pairs.item_ids[pairs.item("lane")].tolist(),
    )
    names = [source + to + item for source, to, item in zip(*parts, strict=True)]
    modes = pairs.net["lane"]["mode"]
    for row in _repeated(pairs.site("lane", "from") * (len(into) + 1) + into).tolist():
        names[row] += f"@{modes[row]}" if modes[row] else ""
    return names


def _repeated(keys: Ints) -> Ints:
    """Rows of keys that stand more than once."""
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    return different(np.concatenate([order[1:][same], order[:-1][same]]))


def _shares(net: Network, into: Ints, ends: int) -> Floats:
    """Part of each lane: 0 for emergencies, its share, or an equal part of what the others into the same end leave."""
    lanes = net["lane"]
    share = np.where(lanes["emergency"] == "yes", 0.0, lanes["share"])
    missing = np.isnan(share)
    if not missing.any():
        return share
    given = np.where(missing, 0.0, share)
    total, empty = np.bincount(into, given, ends), np.bincount(into, missing, ends)
    # Two numbers are added as exactly as `fsum` adds them; more are not.
    for end in np.flatnonzero((np.bincount(into, given != 0.0, ends) > 2) & (empty > 0)).tolist():
        total[end] = math.fsum(given[into == end].tolist())
    rest = np.maximum(0.0, 1.0 - total) / np.maximum(empty, 1.0)
    return np.where(missing, rest[into], share)


def _in_order(pairs: Pairs, flows: Flows) -> Flows:
    """Flows by group, then by id: by who sends, as an id begins, and by the id itself where two have the same sender."""
    leaving = ranks([f"{name}→" for name in pairs.site_ids.tolist()])
    head = leaving[pairs.points[flows.source] // max(1, len(pairs.items))]
    order = in_order([flows.group, head], flows.name.__getitem__)
    named = [flows.name[at] for at in order.tolist()]
    return Flows(named, flows.group[order], flows.source[order], flows.lane[order], flows.share[order])
