"""All that one pair can do, as tables by number of state; states that nothing tells apart are one.

Two states are one if the same is wrong, held, sold and awaited in both, and whatever can happen leads to states that are
one again (bisimulation, found by splitting classes until none splits). So the joint states of several pairs become fewer,
and none that breaks a rule is lost.
Source: Kanellakis and Smolka, CCS Expressions, Finite State Processes, and Three Problems of Equivalence, Information and
Computation 86(1), 1990.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.agents.negotiate.invariants import Columns, broken, unfinished
from echelon.agents.negotiate.words import CALLER, SELLER
from echelon.testing.negotiation_cells import (
    OPEN_AT,
    WAITING_AT,
    Cell,
    Protocol,
    alone,
    called_off,
    closed,
    heard,
    reachable,
)

VERDICTS = ("award", "pass", "again")
NONE = 255


class Graph(NamedTuple):
    """One pair's states by number.

    names           of the steps
    to, needs       `[step, state]` where a step leads, `NONE` where it changes nothing; whether it sets capacity aside
    close, off      `[verdict, state]`, `[state]` what happens to all pairs of an initiator
    marks           name → `[state]`: held, sold (numbers); open, waiting, timers: something happens without a message (truths)
    broken          name of a rule → `[state]` where it is broken;  unfinished: what may not be so in the end, the same
    """

    names: tuple[str, ...]
    to: NDArray[np.uint8]
    needs: NDArray[np.bool_]
    close: NDArray[np.uint8]
    off: NDArray[np.uint8]
    marks: dict[str, NDArray[np.int8]]
    broken: dict[str, NDArray[np.bool_]]
    unfinished: dict[str, NDArray[np.bool_]]


def graph_of(protocol: Protocol) -> Graph:
    """All that one pair can do, looked up rule by rule.

    >>> graph_of(Protocol()).off.shape
    (34,)
    """
    cells = reachable(protocol)
    number = {cell: at for at, cell in enumerate(cells)}
    steps = [{step.name: step for step in (*heard(protocol, cell), *alone(protocol, cell))} for cell in cells]
    names = tuple(dict.fromkeys(name for found in steps for name in found))
    to, needs = (
        np.full((len(names), len(cells)), NONE, dtype=np.uint8),
        np.zeros((len(names), len(cells)), dtype=bool),
    )
    for at, found in enumerate(steps):
        for name, step in found.items():
            if step.to != cells[at] and step.to in number:
                to[names.index(name), at], needs[names.index(name), at] = number[step.to], step.needs
    shut = [[number[closed(protocol, cell, verdict)] for cell in cells] for verdict in VERDICTS]
    off = [number[called_off(protocol, cell)] for cell in cells]
    timed = to[[at for at, name in enumerate(names) if "hears" not in name]] != NONE
    columns, close = Columns(*np.array(cells).T), np.array(shut, dtype=np.uint8)
    return Graph(
        names, to, needs, close, np.array(off, dtype=np.uint8), _marks(columns, close, timed.any(axis=0)),
        {**broken(columns), "every step goes forward": _backwards(protocol, cells)}, unfinished(columns),
    )  # fmt: skip


def _marks(columns: Columns, close: Any, timed: Any) -> dict[str, NDArray[np.int8]]:
    is_open = np.isin(columns.caller, list(OPEN_AT))
    closes = is_open & (close != np.arange(close.shape[1])).any(axis=0)
    found = {
        "held": columns.held, "sold": columns.seller == SELLER["sold"], "open": is_open,
        "waiting": np.isin(columns.caller, list(WAITING_AT)), "timers": timed | closes,
    }  # fmt: skip
    return {name: mark.astype(np.int8) for name, mark in found.items()}


LATER = {
    **dict.fromkeys([CALLER["called"], CALLER["recalled"]], 0),
    CALLER["offered"]: 1,
    **dict.fromkeys([CALLER["silent"], CALLER["awarded"]], 2),
    **dict.fromkeys([CALLER["rejected"], CALLER["refused"], CALLER["doubtful"]], 3),
}
OWN = {SELLER["idle"]: 0, SELLER["proposed"]: 1, SELLER["lapsed"]: 2}


def rank(cell: Cell) -> int:
    """What every step must make larger, so that there is no way round and every run ends."""
    turns = 8 * (cell.caller_turn + cell.seller_turn)
    return LATER.get(cell.caller, 4) + OWN.get(cell.seller, 3) + turns + cell.said.bit_count()


def _backwards(protocol: Protocol, cells: list[Cell]) -> NDArray[np.bool_]:
    """States from which some step does not go forward."""
    found = []
    for cell in cells:
        after = [step.to for step in (*heard(protocol, cell), *alone(protocol, cell))]
        after += [called_off(protocol, cell), *(closed(protocol, cell, verdict) for verdict in VERDICTS)]
        found.append(any(to != cell and rank(to) <= rank(cell) for to in after))
    return np.array(found)


def merged(graph: Graph) -> Graph:
    """The same with states that nothing tells apart made one; the beginning stays number 0.

    >>> len(merged(graph_of(Protocol())).off)
    14
    """
    facts = [*graph.marks.values(), *graph.broken.values(), *graph.unfinished.values()]
    kind = _numbered(list(zip(*(fact.tolist() for fact in facts), strict=True)))
    while True:
        split = _numbered([_future(graph, kind, at) for at in range(len(kind))])
        if max(split) == max(kind):
            break
        kind = split
    first = [kind.index(at) for at in range(max(kind) + 1)]
    own = np.array([*kind, *[NONE] * (NONE + 1 - len(kind))], dtype=np.uint8)
    to = own[graph.to[:, first]]
    to[to == np.arange(len(first))] = NONE
    marks = {name: mark[first] for name, mark in graph.marks.items()}
    wrong, ends = (
        {name: at[first] for name, at in each.items()} for each in (graph.broken, graph.unfinished)
    )
    close, off = own[graph.close[:, first]], own[graph.off[first]]
    return Graph(graph.names, to, graph.needs[:, first], close, off, marks, wrong, ends)


def _future(graph: Graph, kind: list[int], at: int) -> tuple[object, ...]:
    """A state's class, the classes that its steps lead to, and those that closing and calling off lead to."""
    steps = zip(graph.to[:, at].tolist(), graph.needs[:, at].tolist(), strict=True)
    led = frozenset((kind[to], needs) for to, needs in steps if to != NONE and kind[to] != kind[at])
    return kind[at], led, tuple(kind[to] for to in graph.close[:, at].tolist()), kind[graph.off[at]]


def _numbered(things: list[Any]) -> list[int]:
    """Each thing's class, by first appearance."""
    known: dict[Any, int] = {}
    return [known.setdefault(thing, len(known)) for thing in things]
