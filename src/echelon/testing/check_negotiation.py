"""Try a negotiation protocol in everything that can happen to it: every state of a few agents, found breadth first.

Initiators call participants that have capacity for few offers. A state is how each pair stands (`negotiation_cells`),
packed into 64 bits, up to the names of equal agents. Pairs meet in three things: a call closes for all its participants at
once, is called off for all at once, and what a participant holds for one initiator it cannot offer another.
Source: Clarke, Grumberg and Peled, Model Checking, MIT Press 1999; symmetry after Ip and Dill, Better Verification Through
Symmetry, Formal Methods in System Design 9, 1996.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import permutations, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.testing.negotiation_cells import Protocol
from echelon.testing.negotiation_graph import NONE, VERDICTS, Graph, graph_of, merged

Cells = NDArray[np.uint8]
CHUNK = 1 << 18
"""States worked on at once."""


class Size(NamedTuple):
    """How many agents of each kind, and how many offers of one participant can stand or be sold at a time."""

    initiators: int
    participants: int
    capacity: int = 1


class Checked(NamedTuple):
    """What was found: how many states and steps, the longest run, how often which rules were broken, a shortest way to one."""

    states: int
    steps: int
    longest: int
    broken: dict[str, int]
    example: tuple[str, ...]


def check_negotiation(
    size: Size, protocol: Protocol | None = None, *, merge: bool = True, rules: Container[str] | None = None
) -> Checked:
    """Explore all that can happen between a few agents, up to the first that breaks a rule of `invariants`.

    merge   states of a pair that nothing tells apart are one (`negotiation_graph.merged`)
    rules   that count; all of them if None

    >>> found = check_negotiation(Size(1, 2))
    >>> found.states, found.broken
    (63, {})
    """
    graph = graph_of(protocol or Protocol())
    graph = merged(graph) if merge else graph
    level = np.zeros(1, dtype=np.uint64)
    seen, levels, steps, wrong = level, [level], 0, _wrong(graph, size, level, rules)
    while not wrong:
        found, made = _next(graph, size, level)
        level = found[seen[np.searchsorted(seen, found).clip(max=len(seen) - 1)] != found]
        steps += made
        if not len(level):
            break
        seen = np.sort(np.concatenate([seen, level]), kind="stable")
        levels.append(level)
        wrong = _wrong(graph, size, level, rules)
    example = _example(graph, size, levels, next(iter(wrong))) if wrong else ()
    return Checked(len(seen), steps, len(levels) - 1, wrong, example)


# ---------------------------------------------------------------- states in 64 bits


def _unpacked(codes: NDArray[np.uint64], size: Size) -> Cells:
    """The cells `[state, initiator, participant]` of packed states."""
    count = size.initiators * size.participants
    shifts = (8 * np.arange(count)).astype(np.uint64)
    cells = (codes[:, None] >> shifts) & np.uint64(255)
    return cells.astype(np.uint8).reshape(len(codes), size.participants, size.initiators).transpose(0, 2, 1)


def _packed(cells: Cells) -> NDArray[np.uint64]:
    """States in 64 bits, the least of all that differ in names only: participants sorted, initiators in every order."""
    initiators, participants = cells.shape[1:]
    wide = cells.astype(np.uint64)
    own = (8 * np.arange(initiators)).astype(np.uint64).reshape(-1, 1)
    apart = (8 * initiators * np.arange(participants)).astype(np.uint64)
    found = [
        np.sort((wide[:, order] << own).sum(axis=1), axis=1) << apart
        for order in map(list, permutations(range(initiators)))
    ]
    least: NDArray[np.uint64] = np.min([columns.sum(axis=1) for columns in found], axis=0)
    return least


# ---------------------------------------------------------------- steps


def _steps(graph: Graph, size: Size, cells: Cells) -> Iterator[tuple[str, Any, Cells]]:
    """Each thing that may happen: its name, in which states, and those states after it."""
    free = graph.marks["held"][cells].sum(axis=1) < size.capacity  # [state, participant]
    for i, p in product(range(size.initiators), range(size.participants)):
        cell = cells[:, i, p]
        for name, to, needs in zip(graph.names, graph.to, graph.needs, strict=True):
            may = np.flatnonzero((to[cell] != NONE) & (~needs[cell] | free[:, p]))
            if len(may):
                after = cells[may]
                after[:, i, p] = to[cell[may]]
                yield f"{name} ({i}, {p})", may, after
    for i in range(size.initiators):
        yield from _of_all(graph, cells, i)


def _of_all(graph: Graph, cells: Cells, i: int) -> Iterator[tuple[str, Any, Cells]]:
    """What happens to all pairs of one initiator at once."""
    row = cells[:, i]
    may = np.flatnonzero(graph.marks["waiting"][row].any(axis=1))
    if len(may):
        after = cells[may]
        after[:, i] = graph.off[row[may]]
        yield f"initiator {i} calls off", may, after
    may = np.flatnonzero(graph.marks["open"][row].any(axis=1))
    if not len(may):
        return
    for verdicts in product((0, 1), repeat=row.shape[1]):
        for other in (1, 2):  # award some and pass over the rest, or call some again and pass over the rest
            chosen = np.where(np.array(verdicts) == 0, (0 if other == 1 else 2), 1)
            after = cells[may]
            after[:, i] = graph.close[chosen, row[may]]
            yield f"the call of initiator {i} closes: {[VERDICTS[at] for at in chosen]}", may, after


def _next(graph: Graph, size: Size, level: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], int]:
    """All states one step further, and how many steps lead there."""
    found, steps = [], 0
    for first in range(0, len(level), CHUNK):
        cells = _unpacked(level[first : first + CHUNK], size)
        after = [np.unique(_packed(each)) for _, _, each in _steps(graph, size, cells)]
        steps += sum(map(len, after))
        found.append(np.unique(np.concatenate(after)) if after else np.zeros(0, dtype=np.uint64))
    return np.unique(np.concatenate(found)), steps


# ---------------------------------------------------------------- what is wrong


def _wrong(
    graph: Graph, size: Size, level: NDArray[np.uint64], rules: Container[str] | None
) -> dict[str, int]:
    """How many states of a level break each rule that counts; rules that none breaks are not named."""
    found: dict[str, int] = {}
    for first in range(0, len(level), CHUNK):
        for name, where in _breaks(graph, size, _unpacked(level[first : first + CHUNK], size)).items():
            if where.any() and (rules is None or name in rules):
                found[name] = found.get(name, 0) + int(where.sum())
    return found


def _breaks(graph: Graph, size: Size, cells: Cells) -> dict[str, NDArray[np.bool_]]:
    """Which states break each rule: of a pair, of a participant's capacity, of how it ends. `[state]`"""
    over = ~graph.marks["timers"][cells].any(axis=(1, 2))
    of_pairs = {name: where[cells].any(axis=(1, 2)) for name, where in graph.broken.items()}
    of_ends = {name: over & where[cells].any(axis=(1, 2)) for name, where in graph.unfinished.items()}
    sold = (graph.marks["sold"][cells].sum(axis=1) > size.capacity).any(axis=1)
    held = (graph.marks["held"][cells].sum(axis=1) > size.capacity).any(axis=1)
    return {**of_pairs, **of_ends, "no capacity sold twice": sold, "no capacity set aside twice": held}


def _example(graph: Graph, size: Size, levels: list[NDArray[np.uint64]], rule: str) -> tuple[str, ...]:
    """The names of the steps of a shortest way to a state of the last level that breaks a rule."""
    wrong = _breaks(graph, size, _unpacked(levels[-1], size))[rule]
    at = levels[-1][np.flatnonzero(wrong)[0]]
    way: list[str] = []
    for level in levels[-2::-1]:
        at, name = _before(graph, size, level, at)
        way.append(name)
    return tuple(way[::-1])


def _before(graph: Graph, size: Size, level: NDArray[np.uint64], at: np.uint64) -> tuple[np.uint64, str]:
    """A state of this level from which a step leads to `at`, and that step's name."""
    for name, may, after in _steps(graph, size, _unpacked(level, size)):
        leads = np.flatnonzero(_packed(after) == at)
        if len(leads):
            return level[may[leads[0]]], name
    raise LookupError("No step leads here.")
