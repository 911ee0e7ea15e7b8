"""Sets are completed, started within capacity, and finished a lead time later. Rows are `[lane]`.

A start needs one full set: the scarcest input decides. It is bounded by the orders not yet started, by the recipe's
capacity of the day, by its part of the shared resource and, while its site is disrupted, by the same part of that capacity (of
what is usual on a busy day where no capacity is given).

A recipe's calendar multiplies its daily capacity. Where none is given nothing starts on days with a factor of 0, on those with
one below 1 that part of what is usual on a busy day, on others there is no bound.
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import law
from echelon.world.tables import PLENTY


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
    if capacity < PLENTY:
        for lane in range(goods.size):
            goods[lane] = min(goods[lane], capacity)


@law
def capacity_on(season: Any, point: Any, day: Any) -> Any:
    """Most that one recipe may start on a day; `PLENTY` and more where that is not bounded."""
    if point.calendar == 0:
        return point.capacity
    factor = season[point.calendar, day]
    if point.capacity < PLENTY:
        return point.capacity * factor
    return point.usual * factor if factor < 1.0 else PLENTY


@law
def usual_on(season: Any, point: Any, day: Any) -> Any:
    """What one recipe usually can start on a day, which disruptions cut."""
    most = capacity_on(season, point, day)
    return most if most < PLENTY else point.starts


@law
def within(goods: Any, factor: Any, usual: Any) -> None:
    """Bound `goods` by factor x what is usual in a day, where the factor is below 1."""
    for lane in range(goods.size):
        limit = factor[lane] * usual if factor[lane] > 0.0 else 0.0
        goods[lane] = goods[lane] if factor[lane] >= 1.0 else min(goods[lane], limit)


@law
def line_within(season: Any, point: Any, gate: Any, shut: Any, day: Any, goods: Any) -> None:
    """Bound what one recipe starts while it is disrupted itself: by factor x its capacity, or x what is usual on a busy day."""
    if point.line >= 0 and shut[point.line] != 0:
        most = capacity_on(season, point, day)
        within(goods, gate[point.line], most if most < PLENTY else point.usual)


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
def on_hand(inputs: Any, due: Any, ordered: Any, stock: Any) -> None:
    """Add to `inputs` what a hand-over of the same day could bring: what is due, as far as last night's stock goes."""
    for lane in range(inputs.size):
        inputs[lane] += min(due[lane] + ordered[lane], stock[lane])


@law
def parts(asked: Any, could: Any, hours: Any) -> None:
    """Turn hours of all orders (`asked`) and of those that could start (`could`) into the parts of each that fit.

    `could` gets the part of startable orders, `asked` the part of the others, which take what is left.
    """
    for lane in range(asked.size):
        given = hours[lane]
        others = asked[lane] - could[lane]
        left = given - could[lane]
        first = min(1.0, given / could[lane]) if could[lane] > 0.0 else 1.0
        asked[lane] = min(1.0, max(0.0, left) / others) if others > 0.0 else first
        could[lane] = first


@law
def take(pending: Any, could: Any, others: Any, room: Any) -> None:
    """Turn `room`, the orders that could start, into what shared capacity allows of all `pending` ones."""
    for lane in range(room.size):
        room[lane] = room[lane] * could[lane] + (pending[lane] - room[lane]) * others[lane]
