"""One replication told as events, in the order in which the World does things.

Tracing changes nothing: the same kernel runs the same lane, a day a call, and says what moved. Folding the events
(`network.fold`) gives the World's own state and KPIs, byte for byte, every day. Quantities are the World's float64.
The same replication as tables is in `history`, offered here too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from echelon.network import events as e
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.history import History, history, rows
from echelon.world.law.sequence import CAMPAIGN
from echelon.world.prepare import Target
from echelon.world.run import Job, states
from echelon.world.state import State
from echelon.world.timetable import RESOURCES, UPSTREAM, passes

__all__ = ["History", "events", "history", "rows"]

SOURCE = "urn:twin:src:local:echelon:world"
Data = dict[str, object]
DOCKED: Data = {"waited": "dock"}
"""Said of goods that come in from the dock, where they have been told to have arrived."""
Moves = Mapping[str, list[float]]


def events(job: Job, lane: int, net: Network, s: Structure, *, gates: Mapping[Target, int] | None = None,
           question: str = "", source: str = SOURCE) -> Iterator[e.Event]:  # fmt: skip
    """Everything that happens in the job's replication at `lane`, where the quantity is not 0.

    gates      the mapping that the job's tables were prepared with: its targets are the subjects of resource.status
    question   digest of the question, so that ids differ between runs
    """
    teller = _Teller(job, net, s, gates or {}, f"{question}#{int(job.replications[lane])}", source)
    yield from teller.opening(job.stock.tolist())
    for day, state, _, moved in states(job, lane):
        yield from teller.day(day, state, moved)


class _Teller:
    """Puts one day's arrays into words, pass by pass and point by point, as `daily.advance` visits them."""

    def __init__(
        self, job: Job, net: Network, s: Structure, gates: Mapping[Target, int], key: str, source: str
    ) -> None:
        self.key, self.source, self.start = key, source, net.settings.start
        self.ids = s.points, s.flows, s.demands
        self.makes = (s.recipe_row >= 0).tolist()
        self.quantity = s.quantity.tolist()
        self.groups, self.flows = _ranges(s.group_start), _ranges(s.flow_start)
        self.demands = _ranges(s.demand_start)
        self.out = [s.out_flow[run.start : run.stop].tolist() for run in _ranges(s.out_start)]
        self.point_data, self.flow_data, self.demand_data = _facts(net, s)
        self.inputs = net["item"]["name"][s.group_item].tolist()
        self.gates = {row: f"{noun}:{net[noun].label(at)}" for (noun, at), row in gates.items()}
        self.factors = [1.0] * job.changes.gates
        self.passes = passes(net.settings.timetable)
        dock = job.tables.dock
        self.limited = [False] * len(self.makes) if dock is None else (dock.limited == 1).tolist()
        self.pipe = job.tables.points["pipe"].tolist()
        flows, post = job.tables.flows, job.tables.post
        self.heard = flows["heard"].tolist()
        self.post_days = [0 if at < 0 else int(post.slots[at]) - 1 for at in flows["post"].tolist()]
        self.staged = [0.0] * len(self.quantity)
        self.users = job.tables.users.tolist()
        self.changing = [(f"resource:{net['resource'].label(row)}", user) for row, each in enumerate(job.tables.resources)
                         if each["rule"] == CAMPAIGN for user in range(each["user"], each["user_end"])]  # fmt: skip
        self.scraps = job.tables.points["scraps"].tolist()
        self.outputs = _ranges(s.output_start)
        self.output = list(zip(s.output_point.tolist(), s.output_quantity.tolist(), strict=True))
        self.date = net.settings.start_date
        self.time = ""

    def say(self, kind: str, subject: str, data: Data, path: str, because: str = "") -> e.Event:
        """One event of today. `path` tells apart events of one type and day; `because` is the event that caused it."""
        name = e.event_id(self.source, self.key, f"{self.date} {path}", kind)
        return e.Event(name, kind, self.source, subject, self.time, data, causationid=because)

    def begin(self, day: int) -> None:
        """Turn to a day."""
        self.date = self.arrival(day)
        self.time = f"{self.date}T00:00:00+00:00"

    def arrival(self, day: int) -> str:
        """A day as a date."""
        return (self.start + datetime.timedelta(day)).isoformat()

    def opening(self, stock: list[float]) -> Iterator[e.Event]:
        """What is on hand before day 0."""
        self.begin(0)
        for point, data, units in zip(self.ids[0], self.point_data, stock, strict=True):
            yield self.say(
                e.INVENTORY_SNAPSHOT, point, {**data, "qty": units, "status": "available"}, f"opening {point}"
            )

    def day(self, day: int, state: State, moved: Any) -> Iterator[e.Event]:
        """All that happened on a day, from the arrays at its end, in the order of the timetable."""
        self.begin(day)
        moves = {name: rows[:, 0].tolist() for name, rows in moved.items()}
        moves |= {"heard": state.ordered[:, 0].tolist(), "asked": state.asked[:, 0].tolist()}
        moves["scrap"] = [] if state.scrap is None else state.scrap[:, 0].tolist()
        if state.fresh is not None:
            moves["expired"] = state.fresh.expired[:, 0].tolist()
        if state.docked is not None:
            moves["arrived"] = state.docked.arrived[:, 0].tolist()
        yield from self.disrupted(state.gate[:, 0].tolist())
        moves["spent"] = [] if state.setups is None else state.setups.spent[:, 0].tolist()
        for each in self.passes:
            if each.walk == RESOURCES:
                yield from self.set_ups(moves["spent"])
            else:
                for i in self.walk(each.walk):
                    for step in each.steps:
                        yield from self.step(step, i, day, moves)
        self.staged = state.staged[:, 0].tolist()

    def walk(self, name: str) -> Iterator[int]:
        """Stock points in the order of a walk."""
        count = len(self.makes)
        return iter(reversed(range(count)) if name == UPSTREAM else range(count))

    def step(self, name: str, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """What one point did in one step."""
        if name == "ask":
            yield from self.asks(i, moves)
        elif name == "hear":
            yield from self.hears(i, moves)
        elif name == "review":
            yield from self.orders(i, day, moves)
        elif name == "arrive":
            yield from (self.production(i, day, moves) if self.makes[i] else self.receipts(i, moves))
        elif name in ("serve", "supply", "sell"):
            yield from self.leaves(name, i, day, moves)
        elif name == "value" and "expired" in moves and (units := moves["expired"][i]):
            yield self.entry(i, -units, "SCRAP")

    def disrupted(self, factors: list[float]) -> Iterator[e.Event]:
        """Capacity factors that changed this morning."""
        for row, (before, factor) in enumerate(zip(self.factors, factors, strict=True)):
            if factor != before:
                state = "UP" if factor >= 1.0 else "DEGRADED" if factor > 0.0 else "DOWN"
                subject = self.gates.get(row, f"gate:{row}")
                yield self.say(e.RESOURCE_STATUS, subject, {"state": state, "factor": factor}, subject)
        self.factors = factors

    def set_ups(self, spent: Sequence[float]) -> Iterator[e.Event]:
        """Resources that are set up today, for how long and for what."""
        for resource, user in self.changing:
            if hours := spent[user]:
                item = self.point_data[self.users[user]]["item"]
                data = {"state": "SETUP", "item": item, "hours": hours}
                yield self.say(e.RESOURCE_STATUS, resource, data, f"set-up {resource} {item}")

    def asks(self, i: int, moves: Moves) -> Iterator[e.Event]:
        """One point's customers ask."""
        for d in self.demands[i]:
            if units := moves["asked"][d]:
                name = self.ids[2][d]
                yield self.say(e.ORDER_PLACED, name, {**self.demand_data[d], "qty": units}, f"sales {name}")

    def hears(self, i: int, moves: Moves) -> Iterator[e.Event]:
        """Orders that travelled reach one point."""
        for f in self.out[i]:
            if self.heard[f] != f and (units := moves["heard"][self.heard[f]]):
                name = self.ids[1][f]
                yield self.say(e.ORDER_CONFIRMED, name, {**self.flow_data[f], "qty": units}, f"heard {name}")

    def orders(self, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """One point orders."""
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

    def receipt(self, f: int, units: float, i: int = -1) -> e.Event:
        """What is received on one flow, for the stock of a point or (-1) for a recipe."""
        data = {**self.flow_data[f], "qty": units} | (DOCKED if i >= 0 and self.limited[i] else {})
        return self.say(e.GOODS_RECEIVED, self.ids[1][f], data, self.ids[1][f])

    def entry(self, i: int, units: float, reason: str, path: str = "", because: str = "") -> e.Event:
        """One line of a stock point's ledger."""
        data = {**self.point_data[i], "qty": units, "reason": reason}
        return self.say(
            e.INVENTORY_CHANGED, self.ids[0][i], data, f"{reason} {self.ids[0][i]} {path}", because
        )

    def receipts(self, i: int, moves: Moves) -> Iterator[e.Event]:
        """What one point has bought arrives and goes into stock, by way of the dock where storage is limited."""
        received = moves["received"]
        for g in self.groups[i]:
            for f in self.flows[g]:
                if self.limited[i] and (units := moves["arrived"][f]):
                    data = {**self.flow_data[f], "code": "ARRIVED", "qty": units, "waits": "dock"}
                    yield self.say(e.SHIPMENT_MILESTONE, self.ids[1][f], data, f"dock {self.ids[1][f]}")
                if received[f]:
                    arrived = self.receipt(f, received[f], i)
                    yield arrived
                    yield self.entry(i, received[f], "RECEIPT", self.ids[1][f], arrived.id)

    def production(self, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """Inputs arrive and wait, full sets start, and what is finished goes into stock."""
        point, started, done = self.ids[0][i], moves["started"][i], moves["done"][i]
        for g in self.groups[i]:
            for f in self.flows[g]:
                if units := moves["received"][f]:
                    self.staged[g] += units
                    yield self.receipt(f, units)
        if started:
            data = {
                **self.point_data[i],
                "started": started,
                "planned": self.arrival(day + int(moves["make_days"][i])),
            }
            yield self.say(
                e.PRODUCTION_REPORTED, point, data | {"consumed": self.consumed(i, started)}, f"start {point}"
            )
        scrap = moves["scrap"][self.scraps[i]] if self.scraps[i] >= 0 else 0.0
        if self.limited[i] and ((units := moves["arrived"][self.pipe[i]]) or scrap):
            data = {**self.point_data[i], "finished": units, "waits": "dock"} | (
                {"scrap": scrap} if scrap else {}
            )
            yield self.say(e.PRODUCTION_REPORTED, point, data, f"dock {point}")
            scrap = 0.0
        if done or scrap:
            yield from self.finished(i, done, scrap)

    def finished(self, i: int, done: float, scrap: float) -> Iterator[e.Event]:
        """What is good goes into stock, with what comes beside it; the rest is scrapped."""
        data = {**self.point_data[i], "produced": done} | ({"scrap": scrap} if scrap else {})
        data |= DOCKED if self.limited[i] else {}
        made = self.say(e.PRODUCTION_REPORTED, self.ids[0][i], data, f"finish {self.ids[0][i]}")
        yield made
        if done:
            yield self.entry(i, done, "PRODUCED", "", made.id)
        for at in self.outputs[i] if done else ():
            yield from self.by_product(i, *self.output[at], done)

    def by_product(self, i: int, beside: int, quantity: float, done: float) -> Iterator[e.Event]:
        """What comes with so many finished units goes into stock beside them."""
        point, units = self.ids[0][beside], done * quantity
        data = {**self.point_data[beside], "produced": units, "of": self.point_data[i]["item"]}
        made = self.say(e.PRODUCTION_REPORTED, point, data, f"by-product {self.ids[0][i]} {point}")
        yield made
        yield self.entry(beside, units, "PRODUCED", self.ids[0][i], made.id)

    def consumed(self, i: int, sets: float) -> list[Data]:
        """What so many sets take of each input, as `law.manufacturing.consume` does."""
        taken = [(self.inputs[g], min(self.staged[g], sets * self.quantity[g])) for g in self.groups[i]]
        return [{"item": item, "qty": units} for item, units in taken]

    def leaves(self, step: str, i: int, day: int, moves: Moves) -> Iterator[e.Event]:
        """Goods are taken out of one point's stock and leave, for its receivers and then its customers."""
        issue = ""
        if units := moves["handed" if step == "sell" else "issued"][i]:
            issued = self.entry(i, -units, "ISSUE", "" if step == "serve" else step)
            issue = issued.id
            yield issued
        for f in self.out[i] if step != "sell" else ():
            if units := moves["shipped"][f]:
                flow, planned = self.ids[1][f], self.arrival(day + int(moves["ship_days"][f]))
                data = {**self.flow_data[f], "qty": units, "planned": planned}
                yield self.say(e.SHIPMENT_DISPATCHED, flow, data, f"transfer {flow}", issue)
        for d in self.demands[i] if step != "supply" else ():
            yield from self.deliveries(d, moves["sold"][d], moves["gone"][d], issue)

    def deliveries(self, d: int, sold: float, gone: float, issue: str) -> Iterator[e.Event]:
        """One customer is served; what a customer does not wait for is lost."""
        demand, data = self.ids[2][d], self.demand_data[d]
        if sold:
            yield self.say(e.SHIPMENT_DISPATCHED, demand, {**data, "qty": sold}, f"sales {demand}", issue)
        if gone:
            yield self.say(
                e.ORDER_CHANGED, demand, {**data, "delta": -gone, "reason": "lost"}, f"sales {demand}"
            )


def _ranges(starts: Any) -> list[range]:
    """Each owner's run of a list sorted by owner."""
    edges = starts.tolist()
    return [range(first, last) for first, last in pairwise(edges)]


def _facts(net: Network, s: Structure) -> tuple[list[Data], list[Data], list[Data]]:
    """What every event about a stock point, flow or demand says beside its quantity."""
    sites, items = net["site"]["name"][s.site].tolist(), net["item"]["name"]
    units = dict(zip(items.tolist(), net["item"]["unit"].tolist(), strict=True))
    points: list[Data] = [
        {"site": site, "item": item, "uom": units[item]}
        for site, item in zip(sites, items[s.item].tolist(), strict=True)
    ]
    flows: list[Data] = []
    for group, run in enumerate(_ranges(s.flow_start)):
        item, to = items[s.group_item[group]], sites[s.group_point[group]]
        flows += [
            {"kind": "transfer", "item": item, "uom": units[item], "from": sites[s.source[f]], "to": to}
            for f in run
        ]
    customers = net["demand"]["customer"][s.demand_row].tolist()
    demands: list[Data] = [{"kind": "sales", "item": points[p]["item"], "uom": points[p]["uom"], "from": sites[p], "to": customer}
                           for p, customer in zip(s.demand_point.tolist(), customers, strict=True)]  # fmt: skip
    return points, flows, demands
