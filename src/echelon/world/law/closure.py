"""A lane of the network closes with goods on it: they go on, wait, are lost, or go round. Rows are `[lane]` of a block.

Or a part of the goods under way is lost on every day on which the factor of its `way` is below 1, in whole quanta if there are
any: of what would arrive that day too, and of what waits at a port.

Who waits is held in transit (`law.hold`) as long as the lane is closed. On the morning of closing, what is lost is off the ring
and owed by the sender again; what goes round arrives `detour_days` later, but no later than what leaves that day by the longest
lead time and the way round. What arrives that day is through, and goods in the queue of a port are not on the lane.

Switched on by disruptions of lanes whose `when_lane_closes` is lose or reroute, and by disruptions of `way`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.world.counted import TRANSPORT, TRANSPORT_CO2
from echelon.world.law.passage import LOSE, REROUTE, less

CODES = {"lose": LOSE, "reroute": REROUTE}
PART = 3
"""Codes of the lane's `when_lane_closes`; the others need no row here. PART where goods on the way are destroyed."""

CLOSING = np.dtype([
    ("flow", "i8"), ("gate", "i8"), ("code", "i8"), ("slots", "i8"), ("gone", "i8"), ("days", "i8"), ("cost", "f8"),
    ("currency", "i8"), ("co2", "f8"), ("source", "i8"), ("quantum", "f8"),
])  # fmt: skip
"""A flow of a lane that may close. gate row of its lane, or of its way; code of `CODES`, or PART; slots of its pipe; gone its
first row of `Closures.gone`; days, cost in a row of `Tables.fx` and kg of CO2 that the way round takes more, per unit; source the
point that ships; quantum of the item or 0."""


class Closures(NamedTuple):
    """Rows of the state. X flows.

    closed [X] 1 while the lane is closed; struck [X] 1 where it closed this morning, or the part that is lost
    gone [slots] lost this morning, by day of arrival; lost [X] since day 0
    busy [X] 1 where `struck` or `closed` is anything but 0
    """

    closed: Any
    struck: Any
    gone: Any
    lost: Any
    busy: Any


def closing(
    net: Network, s: Structure, weights: Sequence[Sequence[float]], gates: Mapping[Target, int]
) -> dict[int, int]:
    """Flow → most days that it may take longer, of the flows whose goods feel it when their lane closes.

    weights   probabilities of whole days of each flow: on a lane that takes none there never are goods
    """
    does, days = net["lane"]["when_lane_closes"], net["lane"]["detour_days"]
    lanes = (
        (flow, row)
        for flow, row in enumerate(s.lane_row.tolist() if gates else ())
        if ("lane", row) in gates and len(weights[flow]) > 1
    )
    return {
        flow: int(days[row]) if does[row] == "reroute" else 0 for flow, row in lanes if does[row] in CODES
    }


def losing(s: Structure, weights: Sequence[Sequence[float]], gates: Mapping[Target, int]) -> list[int]:
    """Flows of whose goods under way a part may be destroyed; `weights` as in `closing`."""
    if not any(noun == "way" for noun, _ in gates):
        return []
    return [
        flow
        for flow, row in enumerate(s.lane_row.tolist())
        if ("way", row) in gates and len(weights[flow]) > 1
    ]


def closure_table(s: Structure, r: Rates, net: Network, *, found: Mapping[int, int], losing: Sequence[int], slots: Any,
                  gates: Mapping[Target, int], forced: bool) -> Any:  # fmt: skip
    """Rows of the flows `found` by `closing`, and of those `losing` a part; None where there are none and not `forced`.

    slots   of all pipes
    """
    if not found and not losing and not forced:
        return None
    does, quantum = net["lane"]["when_lane_closes"], net["item"]["quantum"]
    which = [(flow, "lane", CODES[str(does[s.lane_row[flow]])], days) for flow, days in found.items()]
    which += [(flow, "way", PART, 0) for flow in losing]
    rows, gone = [], 0
    for flow, noun, code, days in which:
        rows.append((flow, gates[noun, int(s.lane_row[flow])], code, slots[flow], gone, days, r.detour[flow], r.currency[flow],
                     r.detour_co2[flow], s.source[flow], quantum[s.item[s.source[flow]]]))  # fmt: skip
        gone += int(slots[flow])
    return np.array(rows, dtype=CLOSING)


def no_closures(table: Any, lanes: int) -> Closures | None:
    """Nothing is closed before day 0."""
    if table is None:
        return None
    x, slots = len(table), int(table["slots"].sum())
    rows: Any = [np.zeros((count, lanes)) for count in (x, x, slots, x)]
    return Closures(*rows, *[np.zeros(x, dtype=np.int64)])


@switched
def close_lanes(table: Any, tables: Any, state: Any, counts: Any, day: Any) -> None:
    """In the morning, goods on a lane that closes today, and would arrive on a later day, are lost or go round."""
    for x in range(table.size):
        each, rows = table[x], state.closures
        if state.shut[each.gate] != 0 or rows.busy[x] != 0:
            if each.code == PART:
                rows.busy[x] = hit(state.gate[each.gate], rows.struck[x])
                lose_part(each, tables, state, x, day)
            else:
                rows.busy[x] = notice(state.gate[each.gate], rows.closed[x], rows.struck[x])
                if each.code == LOSE:
                    lose_all(each, tables, state, x, day)
                elif rows.busy[x] != 0:
                    go_round(each, tables, state, counts, rows.struck[x], day)


@law
def notice(factor: Any, closed: Any, struck: Any) -> Any:
    """See where a lane closes today; gives whether it did, or is closed still, anywhere."""
    busy = 0
    for lane in range(factor.size):
        now = 1.0 if factor[lane] <= 0.0 else 0.0
        struck[lane] = now if closed[lane] == 0.0 else 0.0
        closed[lane] = now
        if now > 0.0:
            busy = 1
    return busy


@law
def hit(factor: Any, struck: Any) -> Any:
    """Write what part of goods under way is lost today; gives whether any is, anywhere."""
    busy = 0
    for lane in range(factor.size):
        struck[lane] = 1.0 - max(0.0, factor[lane]) if factor[lane] < 1.0 else 0.0
        if struck[lane] > 0.0:
            busy = 1
    return busy


@law
def lose_part(each: Any, tables: Any, state: Any, x: Any, day: Any) -> None:
    """Of what is on the lane a part is lost, of each day of arrival; the sender owes it again."""
    struck, lost, row = state.closures.struck[x], state.closures.lost[x], tables.flows[each.flow].route
    due, owed, base = state.due[each.flow], state.owed[each.source], tables.pipes[each.flow].base
    for slot in range(each.slots):
        fill(state.closures.gone[np.uintp(each.gone + slot)], 0.0)
    if row < 0:
        for slot in range(each.slots):
            add_part(
                state.ring[np.uintp(base + slot)],
                struck,
                each.quantum,
                state.closures.gone[np.uintp(each.gone + slot)],
            )
    else:
        part_of_cells(tables.route, state, each, row, struck, day)
        part_of_queues(tables.route, state, each, row, struck, lost)
    for ahead in range(each.slots):
        slot = (day + ahead) % each.slots
        goods, gone = state.ring[np.uintp(base + slot)], state.closures.gone[np.uintp(each.gone + slot)]
        for lane in range(struck.size):
            units = min(goods[lane], gone[lane])
            goods[lane] -= units
            gone[lane] = units
            lost[lane] += units
            due[lane] += units
            owed[lane] += units
    last_lost(tables.convoy, tables.flows[each.flow].convoy, each, state, struck, day)


@law
def add_part(goods: Any, struck: Any, quantum: Any, gone: Any) -> None:
    """Write the part of goods that is lost, rounded half up to whole quanta."""
    for lane in range(gone.size):
        part = goods[lane] * struck[lane]
        gone[lane] = np.floor(part / quantum + 0.5) * quantum if quantum > 0.0 else part


@switched
def part_of_cells(route: Any, state: Any, each: Any, v: Any, struck: Any, day: Any) -> None:
    """The same of a flow with passages, shipment by shipment."""
    way, quantum = route.flows[v], each.quantum
    for cell in range(way.base, way.base + (1 + way.last - way.first) * way.cells):
        units, arrives = state.voyage.units[cell], state.voyage.arrives[cell]
        for lane in range(struck.size):
            if struck[lane] > 0.0 and arrives[lane] >= day and units[lane] > 0.0:
                part = units[lane] * struck[lane]
                part = min(units[lane], np.floor(part / quantum + 0.5) * quantum) if quantum > 0.0 else part
                units[lane] -= part
                slot = each.gone + np.int64(arrives[lane]) % each.slots
                state.closures.gone[np.uintp(slot), np.uintp(lane)] += part


@switched
def part_of_queues(route: Any, state: Any, each: Any, v: Any, struck: Any, lost: Any) -> None:
    """The same of what waits at its passages."""
    due, owed = state.due[each.flow], state.owed[each.source]
    for q in range(route.flows[v].first, route.flows[v].last):
        queue, ruined = state.voyage.queue[q], state.voyage.ruined[q]
        fill(ruined, 0.0)
        add_part(queue, struck, each.quantum, ruined)
        for lane in range(struck.size):
            units = min(queue[lane], ruined[lane])
            queue[lane] = less(queue[lane], units)
            ruined[lane] = units
            lost[lane] += units
            due[lane] += units
            owed[lane] += units


@law
def lose_all(each: Any, tables: Any, state: Any, x: Any, day: Any) -> None:
    """What is on the lane is lost; the sender owes it again."""
    struck, lost = state.closures.struck[x], state.closures.lost[x]
    due, owed, base = state.due[each.flow], state.owed[each.source], tables.pipes[each.flow].base
    for ahead in range(1, each.slots):
        slot = (day + ahead) % each.slots
        goods, gone = state.ring[np.uintp(base + slot)], state.closures.gone[np.uintp(each.gone + slot)]
        for lane in range(struck.size):
            units = goods[lane] if struck[lane] > 0.0 else 0.0
            goods[lane] = 0.0 if struck[lane] > 0.0 else goods[lane]
            gone[lane] = units
            lost[lane] += units
            due[lane] += units
            owed[lane] += units
    lose_cells(tables.route, state, tables.flows[each.flow].route, struck, day)
    last_lost(tables.convoy, tables.flows[each.flow].convoy, each, state, struck, day)


@switched
def lose_cells(route: Any, state: Any, v: Any, struck: Any, day: Any) -> None:
    """The same of a flow with passages, whose shipments are told apart."""
    if v >= 0:
        way = route.flows[v]
        for cell in range(way.base, way.base + (1 + way.last - way.first) * way.cells):
            units, arrives = state.voyage.units[cell], state.voyage.arrives[cell]
            for lane in range(struck.size):
                if struck[lane] > 0.0 and arrives[lane] > day:
                    units[lane] = 0.0


@switched
def last_lost(convoy: Any, row: Any, each: Any, state: Any, struck: Any, day: Any) -> None:
    """Where shipments keep their order, what is lost holds up none."""
    if row >= 0 and convoy[row] == each.flow:
        latest = state.last[row]
        for lane in range(struck.size):
            latest[lane] = min(latest[lane], day) if struck[lane] >= 1.0 else latest[lane]


@law
def go_round(each: Any, tables: Any, state: Any, counts: Any, struck: Any, day: Any) -> None:
    """What is on the lane arrives later, the last first, and its way round is paid."""
    base, rate = tables.pipes[each.flow].base, each.cost * tables.fx[each.currency, day]
    cost, co2 = counts.daily[TRANSPORT, day], counts.daily[TRANSPORT_CO2, day]
    for back in range(1, each.slots):
        ahead = each.slots - back
        later = min(ahead + each.days, each.slots - 1)
        if later > ahead or each.days == 0:
            goods = state.ring[np.uintp(base + (day + ahead) % each.slots)]
            pay_round(goods, struck, rate, each.co2, cost, co2)
            if later > ahead:
                come_later(goods, struck, state.ring[np.uintp(base + (day + later) % each.slots)])
    last_later(tables.convoy, tables.flows[each.flow].convoy, each, state, struck, day)


@law
def pay_round(goods: Any, struck: Any, rate: Any, kilos: Any, cost: Any, co2: Any) -> None:
    """Charge the way round of goods that go it, and count what they emit on it."""
    for lane in range(struck.size):
        units = goods[lane] if struck[lane] > 0.0 else 0.0
        cost[lane] += units * rate
        co2[lane] += units * kilos


@law
def come_later(goods: Any, struck: Any, after: Any) -> None:
    """Add goods that go round to those of a later day."""
    for lane in range(struck.size):
        after[lane] += goods[lane] if struck[lane] > 0.0 else 0.0
        goods[lane] = 0.0 if struck[lane] > 0.0 else goods[lane]


@switched
def last_later(convoy: Any, row: Any, each: Any, state: Any, struck: Any, day: Any) -> None:
    """Where shipments keep their order, the last of the lane arrives later too."""
    if row >= 0 and convoy[row] == each.flow:
        latest = state.last[row]
        for lane in range(struck.size):
            if struck[lane] > 0.0 and latest[lane] > day:
                latest[lane] = max(latest[lane], min(latest[lane] + each.days, day + each.slots - 1))
