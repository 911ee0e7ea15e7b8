"""Questions about a directed graph of a million nodes, each answered in time linear in its edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def ordered(edges: Edges) -> list[int]:
    """Nodes so that feeders come first (Kahn 1962); nodes on a cycle or behind one are left out.

    >>> line = np.array([0, 1]), np.array([1, 2])
    >>> ordered(Edges(3, *line, np.ones(2), np.zeros(2, bool), np.arange(2)))
    [0, 1, 2]
    """
    starts, heads = _after(edges.size, edges.tail, edges.head)
    waiting = np.bincount(edges.head, minlength=edges.size).tolist()
    ready = [node for node, feeders in enumerate(waiting) if not feeders]
    for node in ready:
        for head in heads[starts[node] : starts[node + 1]]:
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
    return ready


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
    starts, heads = _after(edges.size, edges.tail, edges.head)
    order = np.argsort(edges.tail, kind="stable")
    recipe = edges.recipe[order].tolist()
    missing = np.bincount(edges.head, edges.recipe, edges.size).astype(np.int64).tolist()
    inside = sources.copy().tolist()
    ready = np.flatnonzero(sources).tolist()
    for node in ready:
        for at in range(starts[node], starts[node + 1]):
            head = heads[at]
            missing[head] -= recipe[at]
            if not inside[head] and (not recipe[at] or not missing[head]):
                inside[head] = True
                ready.append(head)
    return np.array(inside, dtype=bool)


def drawn(edges: Edges, order: list[int], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """[node]: units needed there when customers want `wanted`; `order` as `ordered` gives it.

    >>> edges = Edges(3, np.array([0, 1]), np.array([1, 2]), np.array([2.0, 1.0]), np.zeros(2, bool), np.arange(2))
    >>> drawn(edges, ordered(edges), np.array([0.0, 0, 5])).tolist()
    [10.0, 5.0, 5.0]
    """
    place = np.zeros(edges.size, dtype=np.int64)
    place[order] = np.arange(len(order))
    last = np.argsort(-place[edges.head], kind="stable")
    need = wanted.tolist()
    steps = zip(
        edges.tail[last].tolist(), edges.head[last].tolist(), edges.weight[last].tolist(), strict=True
    )
    for tail, head, weight in steps:
        need[tail] += weight * need[head]
    return np.array(need, dtype=np.float64)


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


def _after(size: int, tail: Ints, head: Ints) -> tuple[list[int], list[int]]:
    """Heads grouped by tail, and where each tail's group starts."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=size))])
    return starts.tolist(), head[np.argsort(tail, kind="stable")].tolist()


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
