"""From the state of the world to what agents see: rows that are there already, shown read-only, and a few worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from echelon.agents.place import Place
from echelon.agents.view import Announced
from echelon.disruption import Disruption, reached
from echelon.disruption.targets import Target
from echelon.network.model import Network

PUBLIC = frozenset({"lane", "dispatch", "transit", "receiving", "lead", "freight", "price", "way"})
"""Nouns of targets whose factors everybody hears: ports, canals, roads, markets. What a site can do, only itself knows."""
STATE = {"stock": "stock", "on_order": "on_order", "owed": "owed", "pending": "pending", "due": "due", "backlog": "backlog",
         "asked": "asked"}  # fmt: skip
MOVED = {"ordered": "ordered", "started": "started", "done": "done", "shipped": "shipped", "received": "received",
         "sold": "sold", "lost": "gone"}  # fmt: skip
"""Names in `view.OWN`, and those of the rows of a state or of what moved yesterday."""


class Signal(NamedTuple):
    """Factors of public targets of one noun: rows of the noun's table, and `[n, lane]`."""

    rows: Any
    factor: Any


@dataclass(frozen=True)
class Watch:
    """What of a question agents may see: which gate is whose, and what is announced, by its first day of knowledge."""

    gates: Mapping[Target, int]
    announced: tuple[tuple[int, Announced], ...] = ()

    @cached_property
    def public(self) -> Mapping[str, tuple[Any, Any]]:
        """Of each public noun, rows of its table and their gates, sorted by row."""
        rows: dict[str, list[tuple[int, int]]] = {}
        for (noun, row), at in sorted(self.gates.items()):
            if noun in PUBLIC:
                rows.setdefault(noun, []).append((row, at))
        return {
            noun: (np.array([row for row, _ in both]), np.array([at for _, at in both]))
            for noun, both in rows.items()
        }

    def known(self, day: int) -> list[Announced]:
        """Disruptions that are known on a day and not over."""
        return [each for first, each in self.announced if first <= day < each.end]


def watch(net: Network, causes: Iterable[object], gates: Mapping[Target, int]) -> Watch:
    """What may be seen of disruptions; those of hazards and cascades come unannounced."""
    ahead = [each for each in causes if isinstance(each, Disruption) and each.announced > 0]
    found = []
    for each in ahead:
        by_noun: dict[str, list[int]] = {}
        for noun, row in reached(net, [each])[0]:
            by_noun.setdefault(noun, []).append(row)
        found += [(each.start - each.announced, Announced(each.name, noun, tuple(rows), each.start, each.healed, each.strength))
                  for noun, rows in sorted(by_noun.items())]  # fmt: skip
    return Watch(dict(gates), tuple(found))


def shown(array: Any) -> Any:
    """The same rows, read-only."""
    view = array.view()
    view.flags.writeable = False
    return view


def own(place: Place, state: Any, moved: Mapping[str, Any]) -> dict[str, Any]:
    """Every row of `view.OWN` but what is worked out daily; the same arrays day after day."""
    found = {name: shown(getattr(state, field)) for name, field in STATE.items()}
    return found | {name: shown(moved[field]) for name, field in MOVED.items()}


def worked_out(place: Place, state: Any) -> dict[str, Any]:
    """Of today: orders that senders heard, and the factor of what each point's site and line could do yesterday."""
    said = state.ordered[: len(place.flows)] if place.heard is None else state.ordered[place.heard]
    return {"heard": shown(said), "capacity": shown(capacity(place, state.gate))}


def capacity(place: Place, gate: Any) -> Any:
    """Factor of each point's site times its line's, as it was yesterday; at most 1 where nothing is hit. `[P, lane]`"""
    found = np.ones((len(place.points), gate.shape[1]))
    for hit, gates in place.gated:
        found[hit] *= gate[gates]
    return found


def signals(watched: Watch, gate: Any) -> dict[str, Signal]:
    """What everybody hears today, by noun."""
    return {noun: Signal(rows, shown(gate[gates])) for noun, (rows, gates) in watched.public.items()}


def reported(
    reports: Mapping[str, Any], names: Sequence[str], now: Mapping[str, Any], days: int
) -> dict[str, Any]:
    """Reports with this morning's in front, and those that are older than needed left out. `[age, row, lane]`"""
    found = {}
    for name in names:
        before = reports.get(name)
        ring = np.repeat(now[name][None], days + 1, axis=0) if before is None else before
        if before is not None:
            ring = np.concatenate([now[name][None], ring[:-1]])
        found[name] = ring
    return found
