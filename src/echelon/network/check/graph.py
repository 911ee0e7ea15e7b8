"""Questions about a directed graph of a million nodes, each answered in time linear in its edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.network.numbering import different, ranges, starts

Ints = NDArray[np.int64]


class Edges(NamedTuple):
    """Edges as columns: `tail` feeds `head`.

    weight   units drawn from the tail for one unit needed at the head
    recipe   True where the head needs this tail and all its others, False where one tail is enough
    row      where the edge was written
    """

    size: int
    tail: Ints
    head: Ints
    weight: NDArray[np.float64]
    recipe: NDArray[np.bool_]
    row: Ints


def ordered(edges: Edges) -> Ints:
    """Nodes so that feeders come first (Kahn 1962), wave by wave; nodes on a cycle or behind one are left out.

    >>> line = np.array([0, 1]), np.array([1, 2])
    >>> ordered(Edges(3, *line, np.ones(2), np.zeros(2, bool), np.arange(2))).tolist()
    [0, 1, 2]
    """
    found = waves(edges)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def waves(edges: Edges) -> list[Ints]:
    """The nodes of `ordered`, cut where all feeders of those that follow have come."""
    by_tail = np.argsort(edges.tail, kind="stable")
    first, heads = starts(edges.tail[by_tail], edges.size), edges.head[by_tail]
    waiting = np.bincount(edges.head, minlength=edges.size)
    latest = np.zeros(edges.size, dtype=np.int64)
    wave, found = np.flatnonzero(waiting == 0), []
    while len(wave):
        found.append(wave)
        fed = heads[ranges(first[wave], first[wave + 1])]
        np.subtract.at(waiting, fed, 1)
        latest[fed] = at = np.arange(len(fed))
        wave = fed[(waiting[fed] == 0) & (latest[fed] == at)]
    return found


def cycles(edges: Edges, most: int = 20) -> Iterator[list[int]]:
    """Up to `most` cycles without common nodes, each as positions of its edges in order.

    >>> ring = np.array([0, 1]), np.array([1, 0])
    >>> list(cycles(Edges(2, *ring, np.ones(2), np.zeros(2, bool), np.arange(2))))
    [[0, 1]]
    """
    kept = np.arange(len(edges.tail))
    for _ in range(most):
        kept = kept[_knotted(edges.size, edges.tail[kept], edges.head[kept])]
        if not len(kept):
            return
        found = _walk(edges, kept)
        yield found
        passed = np.zeros(edges.size, dtype=bool)
        passed[edges.tail[found]] = True
        kept = kept[~passed[edges.tail[kept]] & ~passed[edges.head[kept]]]


def reached(edges: Edges, sources: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[node]: can goods get there from the sources [node]? What is made needs every input, the rest one lane.

    >>> two = np.array([0, 1]), np.array([2, 2])
    >>> need_both = Edges(3, *two, np.ones(2), np.ones(2, bool), np.arange(2))
    >>> reached(need_both, np.array([True, False, False])).tolist()
    [True, False, False]
    """
    by_tail = np.argsort(edges.tail, kind="stable")
    first, heads, recipe = starts(edges.tail[by_tail], edges.size), edges.head[by_tail], edges.recipe[by_tail]
    missing = np.bincount(edges.head, edges.recipe, edges.size).astype(np.int64)
    inside = sources.copy()
    wave = np.flatnonzero(sources)
    while len(wave):
        ways = ranges(first[wave], first[wave + 1])
        fed, joint = heads[ways], recipe[ways]
        np.subtract.at(missing, fed, joint.astype(np.int64))
        wave = different(fed[~inside[fed] & (~joint | (missing[fed] == 0))])
        inside[wave] = True
    return inside


def drawn(edges: Edges, levels: list[Ints], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """[node]: units needed there when customers want `wanted`; `levels` as `waves` gives them.

    >>> edges = Edges(3, np.array([0, 1]), np.array([1, 2]), np.array([2.0, 1.0]), np.zeros(2, bool), np.arange(2))
    >>> drawn(edges, waves(edges), np.array([0.0, 0, 5])).tolist()
    [10.0, 5.0, 5.0]
    """
    place, level = np.zeros(edges.size, dtype=np.int64), np.full(edges.size, -1, dtype=np.int64)
    for depth, wave in enumerate(levels):
        level[wave] = depth
    order = np.concatenate([place[:0], *levels])
    place[order] = np.arange(len(order))
    last = np.argsort(-place[edges.head], kind="stable")
    depths = level[edges.head[last]]
    need = np.array(wanted, dtype=np.float64)
    for at in np.split(last, np.flatnonzero(np.diff(depths)) + 1):
        # Nodes on a circle have no level: one edge after another.
        together = len(at) and level[edges.head[at[0]]] >= 0
        for each in [at] if together else at[:, np.newaxis]:
            np.add.at(need, edges.tail[each], edges.weight[each] * need[edges.head[each]])
    return need


def parts(size: int, tail: Ints, head: Ints) -> Ints:
    """[node]: number of the connected part it is in, whatever the direction of edges.

    >>> parts(4, np.array([0]), np.array([2])).tolist()
    [0, 1, 0, 3]
    """
    parent = list(range(size))
    for one, other in zip(tail.tolist(), head.tolist(), strict=True):
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        while parent[other] != other:
            parent[other] = other = parent[parent[other]]
        parent[max(one, other)] = min(one, other)
    for node in range(size):
        parent[node] = parent[parent[node]]
    return np.array(parent, dtype=np.int64)


def _knotted(size: int, tail: Ints, head: Ints) -> NDArray[np.bool_]:
    """[edge]: is it on a cycle or on a way between two?"""
    unit = np.ones(len(tail))
    none = np.zeros(len(tail), dtype=bool)
    knotted = np.ones(size, dtype=bool)
    for one, other in ((tail, head), (head, tail)):
        knotted[ordered(Edges(size, one, other, unit, none, np.arange(len(tail))))] = False
    return np.asarray(knotted[tail] & knotted[head])


def _walk(edges: Edges, kept: Ints) -> list[int]:
    """Follow edges, from the first one kept, until a node comes again."""
    onward = dict(zip(edges.tail[kept].tolist(), kept.tolist(), strict=True))
    node = int(edges.tail[kept[0]])
    path: list[int] = []
    met: dict[int, int] = {}
    while node not in met:
        met[node] = len(path)
        path.append(onward[node])
        node = int(edges.head[onward[node]])
    return path[met[node] :]
