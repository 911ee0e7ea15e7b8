"""Goods and orders wait while something is held, and nothing is lost: ordering, dispatch, transit, receiving. Rows `[lane]`.

Ordering: no order is placed. Dispatch: goods for a flow are taken out of stock and set aside, and leave together once they
may, as far as the lane and the sites on its way then let them. Transit: goods under way arrive a day later for every day
held; what arrives today is through. Receiving: what arrives waits outside and is received once it may. Switched on by
disruptions that hold something.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, law, switched
from echelon.network.build import Structure

HELD = ("ordering", "dispatch", "transit", "receiving")
"""What can be held; a gate's target is (one of these, row of the site for ordering, of the lane for the others)."""


class Hold(NamedTuple):
    """Gate rows, -1 where nothing is ever held: ordering [P]; dispatch, transit, receiving [F]."""

    ordering: Any
    dispatch: Any
    transit: Any
    receiving: Any


def hold_table(s: Structure, gates: Mapping[tuple[str, int], int], *, forced: bool) -> Hold | None:
    """Which gate holds what; None where no disruption of the run holds anything and the law is not `forced`."""
    if not forced and not any(noun in HELD for noun, _ in gates):
        return None
    rows = [s.site, s.lane_row, s.lane_row, s.lane_row]
    return Hold(*(np.array([gates.get((what, int(row)), -1) for row in each], dtype=np.int64)
                  for what, each in zip(HELD, rows, strict=True)))  # fmt: skip


@switched
def pause(table: Any, state: Any, i: Any, wanted: Any) -> None:
    """Point `i` orders nothing while its site may not order."""
    row = table.ordering[i]
    if row >= 0 and state.shut[row] != 0:
        gate = state.gate[row]
        for lane in range(wanted.size):
            wanted[lane] = wanted[lane] if gate[lane] >= 1.0 else 0.0


@switched
def keep(table: Any, state: Any, f: Any, goods: Any, kept: Any) -> None:
    """Set `goods` aside where the flow is held, and send what was set aside where it no longer is.

    kept   gets what is set aside today, be it only until it leaves with what was before
    """
    row = table.dispatch[f]
    if row >= 0:
        aside, gate = state.aside[f], state.gate[row]
        for lane in range(goods.size):
            waits = gate[lane] < 1.0
            kept[lane] = goods[lane] if waits or aside[lane] > 0.0 else 0.0
            together = goods[lane] + aside[lane]
            aside[lane] = together if waits else 0.0
            goods[lane] = 0.0 if waits else together


@switched
def with_aside(table: Any, state: Any, f: Any, units: Any) -> None:
    """Add what was set aside on one flow where it may leave today."""
    row = table.dispatch[f]
    if row >= 0:
        aside, gate = state.aside[f], state.gate[row]
        for lane in range(units.size):
            units[lane] += aside[lane] if gate[lane] >= 1.0 else 0.0


@law
def stay(together: Any, goods: Any, aside: Any) -> None:
    """Leave aside what of all that might leave `together` is not among the `goods` that do."""
    for lane in range(goods.size):
        aside[lane] += together[lane] - goods[lane]


@switched
def clear(table: Any, ring: Any, slot: Any) -> None:
    """Clear a slot that has arrived: where transit may be held, goods are added into slots that are not empty."""
    for lane in range(ring.shape[1]):
        ring[slot, lane] = 0.0


@switched
def lift(table: Any, ring: Any, slot: Any, spare: Any) -> None:
    """Remember what a slot holds that is about to be written."""
    copy(spare, ring[slot])


@switched
def lay(table: Any, ring: Any, slot: Any, spare: Any) -> None:
    """Add back what `lift` has remembered."""
    for lane in range(spare.size):
        ring[slot, lane] += spare[lane]


@switched
def receive_held(table: Any, state: Any, f: Any, slot: Any, outside: Any) -> None:
    """Let what arrives wait outside where receiving is held, else let in what has waited.

    outside   gets what arrives and waits, be it only until it is let in with what did before
    """
    row = table.receiving[f]
    if row >= 0:
        waiting, gate, here = state.waiting[f], state.gate[row], state.ring[slot]
        for lane in range(waiting.size):
            waits = gate[lane] < 1.0
            outside[lane] = here[lane] if waits or waiting[lane] > 0.0 else 0.0
            together = here[lane] + waiting[lane]
            waiting[lane] = together if waits else 0.0
            here[lane] = 0.0 if waits else together


@switched
def delay(table: Any, state: Any, pipes: Any, day: Any) -> None:
    """At the end of a day on which transit is held, let what is under way arrive a day later."""
    for f in range(table.transit.size):
        row = table.transit[f]
        if row >= 0 and state.shut[row] != 0:
            shift = 1 if pipes[f].lead >= 0 else 0
            for back in range(1, pipes[f].slots):
                later = pipes[f].slots - back
                to = np.uintp(pipes[f].base + (day + shift + later + 1) % pipes[f].slots)
                of = np.uintp(pipes[f].base + (day + shift + later) % pipes[f].slots)
                _shift(state.ring, to, of, state.gate[row])


@law
def _shift(ring: Any, to: Any, of: Any, gate: Any) -> None:
    for lane in range(gate.size):
        if gate[lane] < 1.0:
            ring[to, lane] = ring[of, lane]
            ring[of, lane] = 0.0
