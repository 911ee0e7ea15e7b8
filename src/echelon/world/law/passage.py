"""Goods under way feel ports and canals: at a closed one they wait, are lost, or go round. Rows are `[lane]`.

A shipment is drawn its whole lead time when it leaves, and reaches each passage after its part of it. What may not pass joins a
queue, first in, first out; at factor *f* < 1 a flow passes at *f* × what is usual in a day. Goods that have waited, or go round,
draw the time of the rest of their way again, so a queue need not know what each of its units once drew: with a constant lead
that is exact, with a drawn one it has the right distribution. Switched on by disruptions of places that lanes pass.

Shipments are cells: units, day of arrival and drawn lead, by the passage they last waited at (stage 0: none) and the day they
left there. The ring of the flow's pipe holds the same goods by day of arrival, so that receiving is as everywhere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.draws import U32, alias, threefry
from echelon.core.lanes import add_to, copy, fill, law, switched
from echelon.world.counted import TRANSPORT, TRANSPORT_CO2
from echelon.world.law.quanta import DUST
from echelon.world.tables import PLENTY

WAIT, LOSE, REROUTE = 0, 1, 2
CLOSED = {"wait": WAIT, "lose": LOSE, "reroute": REROUTE}
"""Codes of the lane's `when_closed`."""
OPEN = PLENTY / 2
"""Room above this is room for all."""
TINY = 1e-9
"""What is left of goods when all of them are taken off a sum is rounding, not goods."""

ROUTED = np.dtype([
    ("flow", "i8"), ("first", "i8"), ("last", "i8"), ("base", "i8"), ("cells", "i8"), ("slots", "i8"),
    ("longest", "i8"),
])  # fmt: skip
"""A flow on its route: its range of passages, its first cell, the cells of a stage, the slots of its pipe, and its
longest lead time where nothing stretches it."""

PASSAGE = np.dtype([
    ("gate", "i8"), ("left", "i8"), ("rate", "f8"), ("closed", "i8"), ("way", "i8"), ("way_end", "i8"),
    ("currency", "i8"), ("stop", "i8"), ("source", "i8"), ("quantum", "f8"), ("key0", "u4"), ("key1", "u4"),
])  # fmt: skip
"""A passage of a flow. gate row of its site; left: where `Route.left` says its days to arrival; rate: units that usually pass in
a day; closed: code of `CLOSED`; its range of `Route.ways` round it, whose money is in a row of `Tables.fx`;
stop: its first row of `Voyage.stopped`; source: the point that ships; quantum: 0, or room is cut to whole multiples of it; key of
its random stream."""


WAY = np.dtype([("days", "i8"), ("cost", "f8"), ("co2", "f8"), ("place", "i8"), ("place_end", "i8")])
"""A way round: days, money and kg of CO2 per unit that it takes more; its range of `Route.places`."""


class Route(NamedTuple):
    """Flows with passages that some disruption of the run hits, their passages end to end, and days to arrival by lead.

    ways round passages, in the order in which they are tried; places gate rows of what they pass and may be closed
    """

    flows: Any
    passages: Any
    left: Any
    ways: Any
    places: Any


class Voyage(NamedTuple):
    """Rows of the state. V flows, Q passages.

    units, arrives, lead [cells] of shipments; stopped [Q x slots] taken off each day of arrival this morning
    queue [Q] waits; room [Q] may still pass today; out [Q] left the queue this morning, to arrive after `days` [Q]
    extra [Q] days of the way round that is taken, chosen [Q] its number
    held [Q] stopped on its day of departure; lost [Q] since day 0; ruined [Q] of what waits, by the law of the lane (`closure`)
    busy, told [Q] 1 where something waits, or is to be told
    """

    units: Any
    arrives: Any
    lead: Any
    stopped: Any
    queue: Any
    room: Any
    out: Any
    days: Any
    extra: Any
    chosen: Any
    held: Any
    lost: Any
    ruined: Any
    busy: Any
    told: Any


def voyage(route: Route | None, lanes: int) -> Voyage | None:
    """Nothing on its way yet."""
    if route is None:
        return None
    flows, count = route.flows, len(route.passages)
    count_of = flows["last"] - flows["first"]
    cells, stops = int((flows["cells"] * (1 + count_of)).sum()), int((flows["slots"] * count_of).sum())
    rows: Any = [np.zeros((size, lanes)) for size in (cells, cells, cells, stops, *[count] * 9)]
    flags = [np.zeros(count, dtype=np.int64) for _ in range(2)]
    return Voyage(*rows, *flags)


@law
def less(units: Any, taken: Any) -> Any:
    """A sum without some goods that were added into it; the twin of `network.fold.effects.less`."""
    left = units - taken
    return left if left > taken * TINY else 0.0


@switched
def travel(route: Any, tables: Any, state: Any, counts: Any, day: Any, replication: Any) -> None:
    """In the morning goods reach the passages of their way, after those that wait there have been let through."""
    for v in range(route.flows.size):
        for q in range(route.flows[v].first, route.flows[v].last):
            if state.voyage.told[q] != 0:
                forget(route, state.voyage, v, q)
            if state.shut[route.passages[q].gate] != 0 or state.voyage.busy[q] != 0:
                pass_by(route, tables, state, counts, v, q, day, replication)


@law
def forget(route: Any, voyage: Any, v: Any, q: Any) -> None:
    """Clear what was told yesterday."""
    for slot in range(route.flows[v].slots):
        fill(voyage.stopped[np.uintp(route.passages[q].stop + slot)], 0.0)
    fill(voyage.out[q], 0.0)
    fill(voyage.held[q], 0.0)
    voyage.told[q] = 0


@law
def pass_by(
    route: Any, tables: Any, state: Any, counts: Any, v: Any, q: Any, day: Any, replication: Any
) -> None:
    """A day of one flow at one passage: what waits is let through, what comes passes or waits, or gives the passage up."""
    way, passage, voyage = route.flows[v], route.passages[q], state.voyage
    factor = state.gate[passage.gate]
    voyage.told[q] = 1
    let_through(passage, factor, voyage.queue[q], voyage.room[q], voyage.out[q])
    go_on(route, tables, state, v, q, day, replication, 0)
    stop(route, voyage, v, q, day)
    take_off(way, passage, state.ring, tables.pipes[way.flow].base, voyage, q, day)
    if passage.closed == REROUTE:
        for w in range(passage.way, passage.way_end):
            rate = route.ways[w].cost * tables.fx[passage.currency, day]
            go_round(route, state, w, q, rate, counts.daily[TRANSPORT, day], counts.daily[TRANSPORT_CO2, day])
        go_on(route, tables, state, v, q, day, replication, 1)
    elif passage.closed == LOSE:
        lose(
            factor,
            voyage.queue[q],
            voyage.out[q],
            voyage.lost[q],
            state.due[way.flow],
            state.owed[passage.source],
        )
    waits = 0
    for lane in range(factor.size):
        if voyage.queue[q, lane] > 0.0:
            waits = 1
    voyage.busy[q] = waits


@law
def let_through(passage: Any, factor: Any, queue: Any, room: Any, out: Any) -> None:
    """Find the `room` of the day and let out of the queue what it allows."""
    quantum = passage.quantum
    for lane in range(queue.size):
        usual = factor[lane] * passage.rate if factor[lane] > 0.0 else 0.0
        if quantum > 0.0:
            usual = np.floor(usual / quantum + DUST) * quantum
        most = PLENTY if factor[lane] >= 1.0 else usual
        gone = min(queue[lane], most)
        out[lane] = gone
        queue[lane] = less(queue[lane], gone)
        room[lane] = most - gone


@law
def go_on(
    route: Any, tables: Any, state: Any, v: Any, q: Any, day: Any, replication: Any, around: Any
) -> None:
    """Send what left the queue on the rest of its way; with `around` 1 what goes round a closed passage."""
    way, passage, voyage = route.flows[v], route.passages[q], state.voyage
    pipe = tables.pipes[way.flow]
    factor, out = state.gate[passage.gate], voyage.out[q]
    tick = U32(U32(day) << U32(8))
    cell = np.uintp(way.base + (q - way.first + 1) * way.cells + day % way.cells)
    for lane in range(out.size):
        if out[lane] > 0.0 and (factor[lane] <= 0.0) == (around == 1):
            word0, word1 = threefry(passage.key0, passage.key1, replication[lane], tick)
            lead = np.int64(alias(tables.limits, tables.others, pipe.start, pipe.shift, word0, word1))
            arrives = day + route.left[passage.left + lead] + around * np.int64(voyage.extra[q, lane])
            voyage.units[cell, lane] = out[lane]
            voyage.arrives[cell, lane] = arrives
            voyage.lead[cell, lane] = lead
            voyage.days[q, lane] = arrives - day
            state.ring[np.uintp(pipe.base + arrives % way.slots), np.uintp(lane)] += out[lane]


@law
def stop(route: Any, voyage: Any, v: Any, q: Any, day: Any) -> None:
    """Stop what reaches a passage today and finds no room; it is off the ring once `take_off` has run."""
    way, passage = route.flows[v], route.passages[q]
    room = voyage.room[q]
    for row in range(way.base, way.base + (q - way.first + 1) * way.cells):
        units, arrives, leads = voyage.units[row], voyage.arrives[row], voyage.lead[row]
        for lane in range(room.size):
            if units[lane] > room[lane]:
                if arrives[lane] - route.left[passage.left + np.int64(leads[lane])] == day:
                    slot = np.int64(arrives[lane]) % way.slots
                    voyage.stopped[np.uintp(passage.stop + slot), np.uintp(lane)] += units[lane] - room[lane]
                    units[lane] = room[lane]
                    room[lane] = 0.0
            elif (units[lane] > 0.0 and room[lane] < OPEN
                  and arrives[lane] - route.left[passage.left + np.int64(leads[lane])] == day):  # fmt: skip
                room[lane] -= units[lane]


@law
def take_off(way: Any, passage: Any, ring: Any, base: Any, voyage: Any, q: Any, day: Any) -> None:
    """Take what was stopped off its days of arrival, the next first, and put it into the queue."""
    queue = voyage.queue[q]
    for ahead in range(way.slots):
        slot = (day + ahead) % way.slots
        stopped, coming = voyage.stopped[np.uintp(passage.stop + slot)], ring[np.uintp(base + slot)]
        for lane in range(queue.size):
            if stopped[lane] > 0.0:
                coming[lane] = less(coming[lane], stopped[lane])
                queue[lane] += stopped[lane]


@law
def go_round(route: Any, state: Any, w: Any, q: Any, rate: Any, cost: Any, co2: Any) -> None:
    """Take what waits at a closed passage off the queue where way `w` round it is open, and charge that."""
    way, factor, voyage = route.ways[w], state.gate[route.passages[q].gate], state.voyage
    queue, out, number = voyage.queue[q], voyage.out[q], float(w - route.passages[q].way)
    for lane in range(queue.size):
        if factor[lane] <= 0.0 and queue[lane] > 0.0 and is_open(route, state, w, lane):
            out[lane] = queue[lane]
            queue[lane] = 0.0
            voyage.extra[q, lane] = way.days
            voyage.chosen[q, lane] = number
            cost[lane] += out[lane] * rate
            co2[lane] += out[lane] * way.co2


@law
def is_open(route: Any, state: Any, w: Any, lane: Any) -> Any:
    """Whether no place of a way round is closed."""
    found = True
    for at in range(route.ways[w].place, route.ways[w].place_end):
        found = found and state.gate[route.places[at], lane] > 0.0
    return found


@law
def lose(factor: Any, queue: Any, out: Any, lost: Any, due: Any, owed: Any) -> None:
    """What waits at a closed passage is lost; the sender owes it again."""
    for lane in range(queue.size):
        if factor[lane] <= 0.0 and queue[lane] > 0.0:
            out[lane] = queue[lane]
            queue[lane] = 0.0
            lost[lane] += out[lane]
            due[lane] += out[lane]
            owed[lane] += out[lane]


@switched
def sail(route: Any, state: Any, pipe: Any, v: Any, day: Any, goods: Any, taken: Any) -> None:
    """Follow what has left on a route; what reaches a passage on the same day passes it, or waits there."""
    way, voyage = route.flows[v], state.voyage
    cell = np.uintp(way.base + day % way.cells)
    copy(voyage.units[cell], goods)
    copy(voyage.lead[cell], taken)
    for lane in range(taken.size):
        voyage.arrives[cell, lane] = day + taken[lane]
    for q in range(way.first, way.last):
        if state.shut[route.passages[q].gate] != 0:
            wait(route, voyage, q, cell, state.ring, pipe, day)


@switched
def late(route: Any, hold: Any, state: Any, day: Any) -> None:
    """At the end of a day on which transit is held, goods on their way reach everything a day later.

    What has reached a passage today is still there, and has to pass it again tomorrow.
    """
    for v in range(route.flows.size):
        later(hold, route.flows[v], state.voyage, state.gate, state.shut, day)


@switched
def later(hold: Any, way: Any, voyage: Any, gates: Any, shut: Any, day: Any) -> None:
    """The same of one flow, where something may be held."""
    gate = hold.transit[way.flow]
    if gate >= 0 and shut[gate] != 0:
        for row in range(way.base, way.base + (1 + way.last - way.first) * way.cells):
            arrives = voyage.arrives[row]
            for lane in range(arrives.size):
                if gates[gate, lane] < 1.0 and arrives[lane] > day:
                    arrives[lane] += 1.0


@switched
def and_at_passages(route: Any, voyage: Any, v: Any, units: Any) -> None:
    """Add what waits at the passages of a flow's way to what is under way."""
    if v >= 0:
        for q in range(route.flows[v].first, route.flows[v].last):
            add_to(units, voyage.queue[q])


@law
def wait(route: Any, voyage: Any, q: Any, cell: Any, ring: Any, pipe: Any, day: Any) -> None:
    """Hold what is 0 days from a passage and finds no room."""
    units, leads, room, queue = voyage.units[cell], voyage.lead[cell], voyage.room[q], voyage.queue[q]
    for lane in range(units.size):
        lead = np.int64(leads[lane])
        if room[lane] < OPEN and route.left[route.passages[q].left + lead] == lead:
            gone = min(units[lane], room[lane])
            held = units[lane] - gone
            room[lane] -= gone
            units[lane] = gone
            if held > 0.0:
                slot = np.uintp(pipe.base + (day + lead) % pipe.slots)
                ring[slot, np.uintp(lane)] = less(ring[slot, np.uintp(lane)], held)
                queue[lane] += held
                voyage.held[q, lane] = held
                voyage.busy[q] = 1
