"""Goods under way: what is sent today arrives a lead time later, drawn per shipment where it varies.

A constant lead has lead + 1 slots and one shipment in each; a drawn lead adds into the slot of its day of arrival, so that
shipments may overtake each other (but see `law.convoy`). Same-day arrival works because suppliers are visited before receivers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.draws import U32, draw_alias
from echelon.core.lanes import copy, fill, law
from echelon.world.law.hold import lay, lift
from echelon.world.law.stretch import stretch


@law
def leaving_slot(pipe: Any, day: Any) -> Any:
    """The ring row of what leaves today through a pipe with a constant lead."""
    return np.uintp(pipe.base + day % pipe.slots)


@law
def arriving_slot(pipe: Any, day: Any) -> Any:
    """The ring row of what arrives today."""
    shift = 1 if pipe.lead >= 0 else 0
    return np.uintp(pipe.base + (day + shift) % pipe.slots)


@law
def draw(pipe: Any, limits: Any, others: Any, day: Any, replication: Any, taken: Any) -> None:
    """Draw a lead time for each lane."""
    tick = U32(U32(day) << U32(8))
    draw_alias(limits, others, pipe.start, pipe.shift, pipe.key0, pipe.key1, tick, replication, taken)


@law
def load(pipe: Any, ring: Any, day: Any, goods: Any, taken: Any) -> None:
    """Add `goods` into the slots of their days of arrival."""
    base, slots = pipe.base, pipe.slots
    now = day % slots
    for lane in range(goods.size):
        slot = now + np.int64(taken[lane])
        slot = slot - slots if slot >= slots else slot
        ring[np.uintp(base + slot), np.uintp(lane)] += goods[lane]


@law
def send(tables: Any, state: Any, pipe: Any, day: Any, replication: Any, goods: Any, taken: Any) -> None:
    """Put today's goods on their way; `taken` gets their lead times."""
    if pipe.lead >= 0:
        fill(taken, pipe.lead)
        slot = leaving_slot(pipe, day)
        lift(tables.hold, state.ring, slot, state.scratch[5])
        copy(state.ring[slot], goods)
        lay(tables.hold, state.ring, slot, state.scratch[5])
    else:
        draw(pipe, tables.limits, tables.others, day, replication, taken)
        stretch(pipe, state.gate, state.shut, taken)
        load(pipe, state.ring, day, goods, taken)


@law
def empty(pipe: Any, ring: Any, slot: Any) -> None:
    """Clear a slot that will be added into again."""
    if pipe.lead < 0:
        for lane in range(ring.shape[1]):
            ring[slot, lane] = 0.0
