"""A store keeps its goods until a recipe takes them for full sets; the recipes part what there is. Rows are `[lane]`.

Each recipe may take today the part of the store that its order was of all orders placed a supply lead time ago, whose goods
are due today; equal parts where none was placed. A recipe's position counts what the store holds and has on order, less what
the orders of the others that are not yet started will take. Switched on by stock points whose `allocation` is drawn.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network


class Draw(NamedTuple):
    """Hand-overs out of stores, store by store `[X]`.

    flow; user the point it feeds; quantity units in one unit made; base, slots of the rows that remember orders
    first, last [P] each store's run of rows here;  row [F] a flow's row here, or -1
    """

    flow: Any
    user: Any
    quantity: Any
    base: Any
    slots: Any
    first: Any
    last: Any
    row: Any


def draw_table(net: Network, s: Structure, *, forced: bool) -> Draw | None:
    """What is drawn from stores; None where nothing is and the law is not `forced`."""
    store = net["stock point"]["allocation"][s.point_row] == "drawn"
    if not store.any() and not forced:
        return None
    flow = np.array([f for f in s.out_flow.tolist() if store[s.source[f]]], dtype=np.int64)
    group = np.searchsorted(s.flow_start, flow, side="right") - 1
    slots = np.array([_days(net, s, int(s.source[f])) + 1 for f in flow.tolist()], dtype=np.int64)
    row = np.full(len(s.flows), -1, dtype=np.int64)
    row[flow] = np.arange(len(flow))
    source = s.source[flow]
    first, last = (np.searchsorted(source, np.arange(len(s.points)), side=side) for side in ("left", "right"))
    return Draw(
        flow, s.group_point[group], s.quantity[group], np.cumsum(slots) - slots, slots, first, last, row
    )


def _days(net: Network, s: Structure, store: int) -> int:
    """From an order of the store to its goods: the whole days of the first lane into it."""
    group = int(s.group_start[store])
    if group == s.group_start[store + 1]:
        return 0
    lane = int(s.lane_row[s.flow_start[group]])
    return int(net["lane"]["order_days"][lane] + net["lane"]["lead_days"][lane]) if lane >= 0 else 0


@switched
def remember(table: Any, memory: Any, i: Any, day: Any, ordered: Any) -> None:
    """Write down what each recipe ordered of store `i` today."""
    for at in range(table.first[i], table.last[i]):
        slots = table.slots[at]
        copy(memory[np.uintp(table.base[at] + day % slots)], ordered[table.flow[at]])


@switched
def part(table: Any, memory: Any, allowed: Any, i: Any, day: Any, stock: Any, total: Any) -> None:
    """Find what each recipe may take of store `i` today. `allowed` [X] rows; `total` is overwritten."""
    first, last = table.first[i], table.last[i]
    for lane in range(total.size):
        total[lane] = 0.0
    for at in range(first, last):
        add_to(total, memory[_due(table, at, day)])
    for at in range(first, last):
        _portion(memory[_due(table, at, day)], total, stock, 1.0 / (last - first), allowed[at])


@law
def _due(table: Any, at: Any, day: Any) -> Any:
    """The row of orders whose goods are due today."""
    return np.uintp(table.base[at] + (day + 1) % table.slots[at])


@law
def _portion(placed: Any, total: Any, stock: Any, equal: Any, allowed: Any) -> None:
    for lane in range(total.size):
        share = placed[lane] / total[lane] if total[lane] > 0.0 else equal
        allowed[lane] = stock[lane] * share


@switched
def spoken_for(table: Any, state: Any, i: Any, f: Any, store: Any, left: Any) -> None:
    """What of a store's goods and orders is `left` for the recipe of point `i`, which draws by flow `f`.

    Those of a higher number order earlier in the morning: the store has not passed on what they ordered, and they take first.
    """
    for lane in range(left.size):
        left[lane] = state.stock[store, lane] + state.on_order[store, lane]
    for at in range(table.first[store], table.last[store]):
        if table.user[at] > i:
            add_to(left, state.ordered[table.flow[at]])
    for before in range(table.first[store], table.last[store]):
        at = table.first[store] + table.last[store] - 1 - before
        if table.flow[at] != f:
            _less(state.pending[table.user[at]], table.quantity[at], left)


@law
def _less(pending: Any, quantity: Any, left: Any) -> None:
    for lane in range(left.size):
        left[lane] = max(0.0, left[lane] - pending[lane] * quantity)


@law
def in_work(on_order: Any, pending: Any, sets: Any) -> None:
    """Add what has been started and is not yet finished."""
    for lane in range(sets.size):
        sets[lane] += max(0.0, on_order[lane] - pending[lane])


@law
def scarcest(left: Any, quantity: Any, sets: Any) -> None:
    """Bound `sets` by what one input allows."""
    for lane in range(sets.size):
        sets[lane] = min(sets[lane], left[lane] / quantity)


@law
def take_out(sets: Any, quantity: Any, stock: Any, due: Any, taken: Any) -> None:
    """Take sets out of a store, never more than is there; `taken` gets the units."""
    for lane in range(sets.size):
        units = min(stock[lane], sets[lane] * quantity)
        taken[lane] = units
        stock[lane] -= units
        due[lane] -= units
