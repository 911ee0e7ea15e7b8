"""One replication told as events, in the order in which the World does things.

Tracing changes nothing: the same kernel runs the same lane, a day a call, and says what moved. Folding the events
(`network.fold`) gives the World's own state and KPIs, byte for byte, every day. Quantities are the World's float64.
The same replication as tables is in `history`, offered here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.network import events as e
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.history import History, history, rows
from echelon.world.law.closure import PART
from echelon.world.law.passage import REROUTE
from echelon.world.run import Job, Moving, states
from echelon.world.state import State
from echelon.world.timetable import RESOURCES, UPSTREAM
from echelon.world.words import DOCKED, Data, Moves, Words, morning, paid

__all__ = ["History", "events", "history", "rows"]

SOURCE = "urn:twin:src:local:echelon:world"


def events(job: Job, lane: int, net: Network, s: Structure, *, gates: Mapping[Target, int] | None = None,
           question: str = "", source: str = SOURCE, moving: Moving | None = None) -> Iterator[e.Event]:  # fmt: skip
    """Everything that happens in the job's replication at `lane`, where the quantity is not 0.

    gates      the mapping that the job's tables were prepared with: its targets are the subjects of resource.status
    question   digest of the question, so that ids differ between runs
    moving     moves levers on each morning (see `run.states`)
    """
    teller = _Teller(job, net, s, gates or {}, f"{question}#{int(job.replications[lane])}", source)
    yield from teller.opening(job.start.stock.tolist())
    for day, state, _, moved in states(job, lane, moving=moving):
        yield from teller.day(day, state, moved)


class _Teller(Words):
    """Puts one day's arrays into words, pass by pass and point by point, as `daily.advance` visits them."""

    def day(self, day: int, state: State, moved: Any) -> Iterator[e.Event]:
        """All that happened on a day, from the arrays at its end, in the order of the timetable."""
        self.begin(day)
        moves = {name: rows[:, 0].tolist() for name, rows in moved.items()}
        gone = [] if state.aging is None else state.aging.gone[:, 0].tolist()
        moves |= {"withdrawn": [0.0 if at < 0 else gone[at] for at in self.cancel]}
        moves |= {"heard": state.ordered[:, 0].tolist(), "asked": state.asked[:, 0].tolist()}
        moves["scrap"] = [] if state.scrap is None else state.scrap[:, 0].tolist()
        if state.fresh is not None:
            moves["expired"] = state.fresh.expired[:, 0].tolist()
        if state.docked is not None:
            moves["docked"] = state.docked.arrived[:, 0].tolist()
        yield from self.disrupted(state.gate[:, 0].tolist())
        for i in [] if state.ruins is None else np.flatnonzero(state.ruins.today[:, 0]).tolist():
            yield self.entry(i, -float(state.ruins.today[i, 0]), "SCRAP", "destroyed")
        moves["spent"] = [] if state.setups is None else state.setups.spent[:, 0].tolist()
        yield from self.closed(day, state)
        for v, q, code, units, ahead in morning(self.route, state, day):
            way = int(state.voyage.chosen[q, 0]) if code == "DELAYED" else 0
            yield self.at_passage(
                int(self.route.flows["flow"][v]), q, code, units, self.arrival(day + ahead), way=way
            )
        self.at_once = self.stopped_at_once(state)
        moves["begun"] = [] if state.setups is None else state.setups.begun[:, 0].tolist()
        moves["hurried"] = [] if state.hurried is None else state.hurried[:, 0].tolist()
        moves["price"] = [] if state.levers is None else state.levers.price[:, 0].tolist()
        moves["overtime"] = [] if state.overtime is None else state.overtime[:, 0].tolist()
        for each in self.passes:
            if each.walk == RESOURCES:
                yield from self.set_ups(moves["spent"], moves["begun"])
                yield from self.longer(moves["overtime"])
            else:
                for i in self.walk(each.walk):
                    for step in each.steps:
                        yield from self.step(step, i, day, moves)
        yield from self.delays(day, state)
        if state.aside is not None:
            self.aside = (state.aside[:, 0] > 0.0).tolist()
        self.staged = state.staged[:, 0].tolist()

    def closed(self, day: int, state: State) -> Iterator[e.Event]:
        """What was on lanes that closed this morning, or are hit, and would not have arrived today."""
        for x in np.flatnonzero(state.closures.struck[:, 0]).tolist() if state.closures else ():
            each = self.closures[x]
            f, slots = int(each["flow"]), int(each["slots"])
            gone = state.closures.gone[each["gone"] :][:slots, 0].tolist()
            if each["code"] == REROUTE and state.ring[self.pipes[f]["base"] :][:slots, 0].any():
                until = {"after": self.date, "latest": self.arrival(day + slots - 1)}
                yield self.milestone(f, "DELAYED", "around", days=int(each["days"]), around=True, **until)
            if each["code"] == PART:
                for q, units in self.ruined(f, state):
                    yield self.at_passage(f, q, "DAMAGED", units, self.date, "in the queue")
            for ahead in range(0 if each["code"] == PART else 1, slots):
                if units := gone[(day + ahead) % slots]:
                    planned = self.arrival(day + ahead)
                    path = f"{planned} on the way" if each["code"] == PART else planned
                    yield self.milestone(f, "DAMAGED", path, qty=units, planned=planned)

    def ruined(self, f: int, state: State) -> Iterator[tuple[int, float]]:
        """What was lost of that which waits at passages of one flow."""
        way = next((each for each in self.route.flows if each["flow"] == f), None) if self.route else None
        for q in range(way["first"], way["last"]) if way else ():
            if units := float(state.voyage.ruined[q, 0]):
                yield q, units

    def delays(self, day: int, state: State) -> Iterator[e.Event]:
        """What is under way and was held today."""
        held = [] if self.hold is None else self.hold.transit.tolist()
        for f, gate in enumerate(held):
            pipe = self.pipes[f]
            if (
                gate >= 0
                and state.gate[gate, 0] < 1.0
                and state.ring[pipe["base"] : pipe["base"] + pipe["slots"], 0].any()
            ):
                yield self.milestone(f, "DELAYED", days=1)

    def walk(self, name: str) -> Iterator[int]:
        """Stock points in the order of a walk."""
        count = len(self.makes)
        return iter(reversed(range(count)) if name == UPSTREAM else range(count))

    def step(self, name: str, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """What one point did in one step."""
        if name == "ask":
            yield from self.asks(i, day, moves)
        elif name == "hear":
            yield from self.hears(i, moves)
        elif name == "review":
            yield from self.orders(i, day, moves)
        elif name == "arrive":
            yield from (self.production(i, day, moves) if self.makes[i] else self.receipts(i, moves))
        elif name in ("serve", "supply", "sell"):
            yield from self.leaves(name, i, day, moves)
        elif name == "substitute":
            for d in self.demands[i]:
                if self.swap[d] >= 0:
                    yield from self.substitution(d, moves)
        elif name == "value" and "expired" in moves and (units := moves["expired"][i]):
            yield self.entry(i, -units, "EXPIRED")

    def stopped_at_once(self, state: State) -> dict[int, list[tuple[int, float]]]:
        """What reached a passage on its day of departure and was held, by flow."""
        found: dict[int, list[tuple[int, float]]] = {}
        for way in self.route.flows if self.route else ():
            held = state.voyage.held[way["first"] : way["last"], 0]
            found[int(way["flow"])] = [
                (int(way["first"]) + at, float(held[at])) for at in np.flatnonzero(held).tolist()
            ]
        return found

    def asks(self, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """One point's customers ask."""
        for d in self.demands[i]:
            if units := moves["asked"][d]:
                name = self.ids[2][d]
                data = {**self.demand_data[d], "qty": units}
                if self.due[d]:
                    data["requested"] = self.arrival(day + self.due[d])
                yield self.say(e.ORDER_PLACED, name, data, f"sales {name}")

    def hears(self, i: int, moves: Moves) -> Iterator[e.Event]:
        """Orders that travelled reach one point."""
        for f in self.out[i]:
            if self.heard[f] != f and (units := moves["heard"][self.heard[f]]):
                name = self.ids[1][f]
                yield self.say(e.ORDER_CONFIRMED, name, {**self.flow_data[f], "qty": units}, f"heard {name}")

    def orders(self, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """One point cancels what it has waited for too long, and orders."""
        for g in self.groups[i]:
            for f in self.flows[g]:
                if units := moves["withdrawn"][f]:
                    name, data = self.ids[1][f], {**self.flow_data[f], "delta": -units, "reason": "cancelled"}
                    yield self.say(e.ORDER_CHANGED, name, data, f"cancelled {name}")
        if self.makes[i] and (wanted := moves["ordered"][i]):
            data = {"kind": "production", **self.point_data[i], "qty": wanted}
            yield self.say(e.ORDER_PLACED, self.ids[0][i], data, f"production {self.ids[0][i]}")
        for g in self.groups[i]:
            for f in self.flows[g]:
                if units := moves["heard"][f]:
                    name, data = self.ids[1][f], {**self.flow_data[f], "qty": units}
                    if self.post_days[f]:
                        data["reaches"] = self.arrival(day + self.post_days[f])
                    yield self.say(e.ORDER_PLACED, name, data, f"transfer {name}")

    def outside(self, f: int, moves: Moves) -> Iterator[e.Event]:
        """What arrives on one flow and waits outside."""
        if units := moves["outside"][f]:
            self.waiting[f] = True
            yield self.milestone(f, "ARRIVED", qty=units)

    def receipts(self, i: int, moves: Moves) -> Iterator[e.Event]:
        """What one point has bought arrives and goes into stock, by way of the dock where storage is limited."""
        received = moves["received"]
        for g in self.groups[i]:
            for f in self.flows[g]:
                yield from self.outside(f, moves)
                if self.limited[i] and (units := moves["docked"][f]):
                    yield self.milestone(f, "DOCKED", qty=units, **self.waited(f))
                if received[f]:
                    arrived = self.receipt(f, received[f], DOCKED if self.limited[i] else self.waited(f))
                    yield arrived
                    yield self.entry(i, received[f], "RECEIPT", self.ids[1][f], arrived.id)

    def production(self, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """Inputs arrive and wait, full sets start, and what is finished goes into stock."""
        point, started, done = self.ids[0][i], moves["started"][i], moves["done"][i]
        for g in self.groups[i]:
            for f in self.flows[g]:
                yield from self.outside(f, moves)
                if units := moves["received"][f]:
                    self.staged[g] += units
                    yield self.receipt(f, units, self.waited(f))
        if started:
            data = {
                **self.point_data[i],
                "started": started,
                "planned": self.arrival(day + int(moves["make_days"][i])),
            }
            begun = self.say(
                e.PRODUCTION_REPORTED,
                point,
                data | {"consumed": self.consumed(i, started, moves)},
                f"start {point}",
            )
            yield begun
            for f in [self.flows[g].start for g in self.groups[i]] if self.draws[i] else ():
                if units := moves["shipped"][f]:
                    yield self.entry(self.feeder[f], -units, "CONSUMED", point, begun.id)
        scrap = moves["scrap"][self.scraps[i]] if self.scraps[i] >= 0 else 0.0
        if self.limited[i]:
            yield from self.docks(i, moves["docked"][self.pipe[i]], done, scrap)
        elif done or scrap:
            yield from self.finished(i, done, self.made(i, "finish", scrap, produced=done))
            yield from self.beside(i, done)

    def docks(self, i: int, arrived: float, enters: float, scrap: float) -> Iterator[e.Event]:
        """What is finished comes to the dock, and goes into stock from there; what comes beside it needs no room."""
        if arrived or scrap:
            yield self.made(i, "dock", scrap, docked=arrived)
        yield from self.beside(i, arrived)
        if enters:
            yield from self.finished(i, enters, self.made(i, "finish", 0.0, produced=enters, **DOCKED))

    def finished(self, i: int, done: float, made: e.Event) -> Iterator[e.Event]:
        """What is good goes into stock; the rest is scrapped."""
        yield made
        if done:
            yield self.entry(i, done, "PRODUCED", "", made.id)

    def beside(self, i: int, done: float) -> Iterator[e.Event]:
        """What comes with so many finished units."""
        for at in self.outputs[i] if done else ():
            yield from self.by_product(i, *self.output[at], done)

    def by_product(self, i: int, beside: int, quantity: float, done: float) -> Iterator[e.Event]:
        """What comes with so many finished units goes into stock beside them."""
        point, units = self.ids[0][beside], done * quantity
        data = {**self.point_data[beside], "produced": units, "of": self.point_data[i]["item"]}
        made = self.say(e.PRODUCTION_REPORTED, point, data, f"by-product {self.ids[0][i]} {point}")
        yield made
        yield self.entry(beside, units, "PRODUCED", self.ids[0][i], made.id)

    def consumed(self, i: int, sets: float, moves: Moves) -> list[Data]:
        """What so many sets take of each input, as `law.manufacturing.consume` does."""
        if self.draws[i]:
            return [
                {"item": self.inputs[g], "qty": moves["shipped"][self.flows[g].start]} for g in self.groups[i]
            ]
        taken = [(self.inputs[g], min(self.staged[g], sets * self.quantity[g])) for g in self.groups[i]]
        return [{"item": item, "qty": units} for item, units in taken]

    def leaves(self, step: str, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """Goods are taken out of one point's stock and leave, for its receivers and then its customers."""
        issue = ""
        if self.store[i]:
            return
        if units := moves["handed" if step == "sell" else "issued"][i]:
            issued = self.entry(i, -units, "ISSUE", "" if step == "serve" else step)
            issue = issued.id
            yield issued
        for f in self.out[i] if step != "sell" else ():
            if units := moves["aside"][f]:
                self.aside[f] = True
                yield self.milestone(f, "SET_ASIDE", qty=units)
            if units := moves["shipped"][f]:
                flow, planned = self.ids[1][f], self.arrival(day + int(moves["ship_days"][f]))
                data = {**self.flow_data[f], "qty": units, "planned": planned}
                if moves["hurried"] and moves["hurried"][f]:
                    data["expedited"] = True
                if self.aside[f]:
                    data["set_aside"] = True
                yield self.say(e.SHIPMENT_DISPATCHED, flow, data, f"transfer {flow}", issue)
                for q, held in self.at_once.get(f, ()):
                    yield self.at_passage(f, q, "HELD", held, planned, "on departure")
            if units := moves["cancelled"][f]:
                changed = {**self.flow_data[f], "delta": -units, "reason": "lost"}
                yield self.say(e.ORDER_CHANGED, self.ids[1][f], changed, f"cancelled {self.ids[1][f]}")
        for d in self.demands[i] if step != "supply" else ():
            demand, data = self.ids[2][d], self.demand_data[d]
            if sold := moves["sold"][d]:
                sale = {**data, "qty": sold, **paid(moves["price"], d)}
                yield self.say(e.SHIPMENT_DISPATCHED, demand, sale, f"sales {demand}", issue)
            if self.swap[d] < 0:
                yield from self.lost(d, moves["gone"][d])

    def substitution(self, d: int, moves: Moves) -> Iterator[e.Event]:
        """One customer takes another item."""
        point, demand = int(self.swaps[self.swap[d]]["point"]), self.ids[2][d]
        if used := moves["used"][d]:
            issued = self.entry(point, -used, "ISSUE", f"for {demand}")
            yield issued
            data = {"qty": moves["swapped"][d], "substitute": self.point_data[point]["item"], "used": used}
            yield self.say(
                e.SHIPMENT_DISPATCHED,
                demand,
                self.demand_data[d] | data | paid(moves["price"], d),
                f"substitute {demand}",
                issued.id,
            )
        yield from self.lost(d, moves["gone"][d])
