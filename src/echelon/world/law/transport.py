"""Goods under way: what is sent today arrives a lead time later, drawn per shipment where it varies.

A constant lead has lead + 1 slots and one shipment in each; a drawn lead adds into the slot of its day of arrival, so that
shipments may overtake each other. Same-day arrival works because suppliers are visited before receivers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.lanes import U32, alias, copy, fill, law, look, put, threefry
from echelon.world.law.hold import lay, lift


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
def scatter(
    pipe: Any, ring: Any, limits: Any, others: Any, day: Any, replication: Any, goods: Any, taken: Any
) -> None:
    """Draw a lead time for each lane's `goods`, write it into `taken`, and add the goods into their slots."""
    base, slots, start, shift, key0, key1 = (
        pipe.base,
        pipe.slots,
        pipe.start,
        pipe.shift,
        pipe.key0,
        pipe.key1,
    )
    tick = U32(U32(day) << U32(8))
    now = day % slots
    for lane in range(goods.size):
        word0, word1 = threefry(key0, key1, look(replication, lane), tick)
        put(taken, lane, np.float64(alias(limits, others, start, shift, word0, word1)))
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
        scatter(pipe, state.ring, tables.limits, tables.others, day, replication, goods, taken)


@law
def empty(pipe: Any, ring: Any, slot: Any) -> None:
    """Clear a slot that will be added into again."""
    if pipe.lead < 0:
        for lane in range(ring.shape[1]):
            ring[slot, lane] = 0.0
