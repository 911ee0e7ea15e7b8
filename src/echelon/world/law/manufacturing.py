"""Sets are completed, started within capacity, and finished a lead time later. Rows are `[lane]`.

A start needs one full set: the scarcest input decides. It is bounded by the orders not yet started, by the recipe's daily
capacity, by its part of the shared resource and, while its site is disrupted, by the same part of that capacity (of its
normal daily need where no capacity is given).
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law


@law
def stage(staged: Any, ring: Any, slot: Any) -> None:
    """Put what arrives beside what already waits."""
    for lane in range(staged.size):
        staged[lane] += ring[slot, lane]


@law
def full_sets(sets: Any, staged: Any, quantity: Any) -> None:
    """Bound `sets` by what one staged input allows."""
    if quantity == 1.0:
        for lane in range(sets.size):
            sets[lane] = min(sets[lane], staged[lane])
    else:
        for lane in range(sets.size):
            sets[lane] = min(sets[lane], staged[lane] / quantity)


@law
def at_most(sets: Any, limit: Any) -> None:
    """Bound `sets` by another row."""
    for lane in range(sets.size):
        sets[lane] = min(sets[lane], limit[lane])


@law
def capped(goods: Any, capacity: Any) -> None:
    """Bound `goods` by a daily capacity, the same in every lane; nothing to do where there is none."""
    if capacity < 1e300:
        for lane in range(goods.size):
            goods[lane] = min(goods[lane], capacity)


@law
def within(goods: Any, factor: Any, usual: Any) -> None:
    """Bound `goods` by factor x what is usual in a day, where the factor is below 1."""
    for lane in range(goods.size):
        limit = factor[lane] * usual if factor[lane] > 0.0 else 0.0
        goods[lane] = goods[lane] if factor[lane] >= 1.0 else min(goods[lane], limit)


@law
def start(pending: Any, sets: Any) -> None:
    """Take started sets off the orders not yet started."""
    for lane in range(sets.size):
        pending[lane] -= sets[lane]


@law
def consume(staged: Any, sets: Any, quantity: Any) -> None:
    """Take sets out of one staged input, never more than is there."""
    for lane in range(sets.size):
        staged[lane] -= min(staged[lane], sets[lane] * quantity)


@law
def finish(stock: Any, on_order: Any, ring: Any, slot: Any) -> None:
    """Put what arrives or is finished today into stock; more than was ordered leaves nothing on order."""
    for lane in range(stock.size):
        done = ring[slot, lane]
        stock[lane] += done
        on_order[lane] = max(0.0, on_order[lane] - done)


@law
def resource_part(total: Any, hours: Any, factor: Any) -> None:
    """Turn hours asked of a resource into the part it can give."""
    for lane in range(total.size):
        given = hours * min(1.0, factor[lane])
        total[lane] = min(1.0, given / total[lane]) if total[lane] > 0.0 else 1.0


@law
def take(pending: Any, part: Any, room: Any) -> None:
    """Write into `room` the part of orders not yet started that shared capacity allows."""
    for lane in range(room.size):
        room[lane] = pending[lane] * part[lane]
