"""How one thing that happened is said: the words of a trace, for a network and a run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.disruption.targets import ROWS_OF
from echelon.network import events as e
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.numbering import lane_labels
from echelon.world.law.passage import REROUTE, Route
from echelon.world.law.ration import DRAWN
from echelon.world.law.sequence import CAMPAIGN
from echelon.world.run import Job
from echelon.world.start import before
from echelon.world.timetable import whole_day

Data = dict[str, object]
DOCKED: Data = {"waited": "dock"}
"""Said of goods that come in from the dock, where they were told to be; what waited outside says True."""
BROKEN = ("resource", "recipe", "lead", "making", "freight", "price", "stock", "way")
"""Nouns of what else may be hit, beside sites, lanes, demand and what is held."""
DEARER = ("lead", "making", "freight", "price")
"""Nouns of which more than usual is worse."""
Moves = Mapping[str, list[float]]
Milestone = tuple[int, int, str, float, int]
"""Row of `Route.flows`, of `Route.passages`, code, units, days from today to arrival."""


class Words:
    """What events of a run are said with: names, what is said beside a quantity, and what was said before."""

    def __init__(
        self, job: Job, net: Network, s: Structure, gates: Mapping[Target, int], key: str, source: str
    ) -> None:
        self.key, self.source, self.start = key, source, net.settings.start
        self.ids = s.points, s.flows, s.demands
        self.makes = (s.recipe_row >= 0).tolist()
        self.quantity = s.quantity.tolist()
        self.groups, self.flows = ranges(s.group_start), ranges(s.flow_start)
        self.demands = ranges(s.demand_start)
        self.out = [s.out_flow[run.start : run.stop].tolist() for run in ranges(s.out_start)]
        self.point_data, self.flow_data, self.demand_data = _facts(net, s)
        self.inputs = net["item"]["name"][s.group_item].tolist()
        self.gates = said_of(net, gates)
        self.factors = [1.0] * job.changes.gates
        self.route, self.closures = job.tables.route, job.tables.closures
        self.swap = job.tables.demands["swap"].tolist()
        self.swaps = job.tables.swap
        apart, swaps = job.tables.draw is not None, max(self.swap, default=-1) >= 0
        self.passes = whole_day(net.settings.timetable, apart=apart, swaps=swaps)
        dock = job.tables.dock
        self.limited = [False] * len(self.makes) if dock is None else (dock.limited == 1).tolist()
        self.pipe = job.tables.points["pipe"].tolist()
        flows, post = job.tables.flows, job.tables.post
        self.heard = flows["heard"].tolist()
        self.post_days = [0 if at < 0 else int(post.slots[at]) - 1 for at in flows["post"].tolist()]
        self.at_once: dict[int, list[tuple[int, float]]] = {}
        self.cancel = flows["cancel"].tolist()
        self.staged = job.start.staged.tolist()
        self.store = np.isin(job.tables.points["rule"], [DRAWN]).tolist()
        self.feeder = s.source.tolist()
        self.due = job.tables.demands["due"].tolist()
        self.draws = job.tables.points["draws"].tolist()
        self.before = before(net, s)
        self.aside, self.waiting = [False] * len(s.flows), [False] * len(s.flows)
        self.hold, self.pipes = job.tables.hold, job.tables.pipes
        self.users = job.tables.users.tolist()
        self.resources = [f"resource:{net['resource'].label(row)}" for row in range(len(net["resource"]))]
        self.changing = [(self.resources[row], user) for row, each in enumerate(job.tables.resources)
                         if each["rule"] == CAMPAIGN for user in range(each["user"], each["user_end"])]  # fmt: skip
        self.scraps = job.tables.points["scraps"].tolist()
        self.outputs = ranges(s.output_start)
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
        for f, orders, transit in self.before:
            yield from self.opened(f, orders, transit)

    def opened(self, f: int, orders: Sequence[float], transit: Sequence[float]) -> Iterator[e.Event]:
        """What was ordered of one flow before day 0, and what of it is under way."""
        name, data = self.ids[1][f], self.flow_data[f]
        for day, units in enumerate(orders):
            placed = {**data, "qty": units, "reaches": self.arrival(day)}
            yield self.say(e.ORDER_PLACED, name, placed, f"opening order {day} {name}")
        for day, units in enumerate(transit):
            yield self.say(e.ORDER_PLACED, name, {**data, "qty": units}, f"opening transit {day} {name}")
            sent = {**data, "qty": units, "planned": self.arrival(day)}
            yield self.say(e.SHIPMENT_DISPATCHED, name, sent, f"opening transit {day} {name}")

    def milestone(self, f: int, code: str, path: str = "", /, **data: object) -> e.Event:
        """Goods of one flow are held up."""
        name = self.ids[1][f]
        said = {**self.flow_data[f], "code": code, **data}
        return self.say(e.SHIPMENT_MILESTONE, name, said, f"{code} {name} {path}".rstrip())

    def disrupted(self, factors: list[float]) -> Iterator[e.Event]:
        """Capacity factors that changed this morning."""
        for row, (yesterday, factor) in enumerate(zip(self.factors, factors, strict=True)):
            if factor != yesterday:
                subject = self.gates.get(row, f"gate:{row}")
                more = subject.partition(":")[0] in DEARER
                worse, none = (factor > 1.0, False) if more else (factor < 1.0, factor <= 0.0)
                state = "DOWN" if none else "DEGRADED" if worse else "UP"
                yield self.say(e.RESOURCE_STATUS, subject, {"state": state, "factor": factor}, subject)
        self.factors = factors

    def set_ups(self, spent: Sequence[float], begun: Sequence[float]) -> Iterator[e.Event]:
        """Resources that are set up today, for how long and for what."""
        for resource, user in self.changing:
            if spent[user] or begun[user]:
                item = self.point_data[self.users[user]]["item"]
                data = {"state": "SETUP", "item": item, "hours": spent[user], "begun": begun[user]}
                yield self.say(e.RESOURCE_STATUS, resource, data, f"set-up {resource} {item}")

    def at_passage(self, f: int, q: int, code: str, units: float, planned: str, path: str = "",
                   way: int = 0) -> e.Event:  # fmt: skip
        """What happened to goods on one flow at one of its passages; `way` is that which they go round it."""
        flow, row = self.ids[1][f], int(self.route.passages["gate"][q])
        place = self.gates.get(row, f"gate:{row}").partition(":")[2]
        data = {**self.flow_data[f], "code": code, "place": place, "qty": units, "planned": planned}
        data |= {"way": way} if way else {}
        return self.say(e.SHIPMENT_MILESTONE, flow, data, f"{code} {place} {flow} {planned} {path}")

    def longer(self, worked: Sequence[float]) -> Iterator[e.Event]:
        """Resources that work overtime today."""
        for resource, hours in zip(self.resources, worked, strict=bool(worked)):
            if hours:
                yield self.say(
                    e.RESOURCE_STATUS, resource, {"state": "OVERTIME", "hours": hours}, f"overtime {resource}"
                )

    def waited(self, f: int) -> Data:
        """Whether what comes in on one flow has waited outside."""
        waited, self.waiting[f] = self.waiting[f], False
        return {"waited": True} if waited else {}

    def receipt(self, f: int, units: float, waited: Data) -> e.Event:
        """What is received on one flow, with what has waited."""
        data = {**self.flow_data[f], "qty": units, **waited}
        return self.say(e.GOODS_RECEIVED, self.ids[1][f], data, self.ids[1][f])

    def entry(self, i: int, units: float, reason: str, path: str = "", because: str = "") -> e.Event:
        """One line of a stock point's ledger."""
        data = {**self.point_data[i], "qty": units, "reason": reason}
        return self.say(
            e.INVENTORY_CHANGED, self.ids[0][i], data, f"{reason} {self.ids[0][i]} {path}", because
        )

    def made(self, i: int, path: str, scrap: float, **data: object) -> e.Event:
        """What one point's recipe has finished, good and bad."""
        said = {**self.point_data[i], **data} | ({"scrap": scrap} if scrap else {})
        return self.say(e.PRODUCTION_REPORTED, self.ids[0][i], said, f"{path} {self.ids[0][i]}")

    def lost(self, d: int, gone: float) -> Iterator[e.Event]:
        """What one customer does not wait for is lost."""
        demand, data = self.ids[2][d], self.demand_data[d]
        if gone:
            yield self.say(
                e.ORDER_CHANGED, demand, {**data, "delta": -gone, "reason": "lost"}, f"sales {demand}"
            )


def said_of(net: Network, gates: Mapping[Target, int]) -> dict[int, str]:
    """The subject of what is said of each gate: `site:Kobe`, `freight:Kobe→Rotterdam→drill`."""
    on_lanes = any(table_of(noun) == "lane" for noun, _ in gates)
    lanes = lane_labels(net) if on_lanes else []
    return {
        row: f"{noun}:{lanes[at] if table_of(noun) == 'lane' else net[table_of(noun)].label(at)}"
        for (noun, at), row in gates.items()
    }


def table_of(noun: str) -> str:
    """The noun whose rows a gate's target counts: orders are held at sites, goods on lanes.

    >>> table_of("dispatch"), table_of("making"), table_of("site")
    ('lane', 'recipe', 'site')
    """
    return ROWS_OF.get(noun, noun)


def paid(factors: Sequence[float], d: int) -> Data:
    """What is said of the price that one customer pays, where it is another than usual.

    factors   on the price of each customer, or none
    """
    return {"price_factor": factors[d]} if factors and factors[d] != 1.0 else {}


def ranges(starts: Any) -> list[range]:
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
    for group, run in enumerate(ranges(s.flow_start)):
        item, to = items[s.group_item[group]], sites[s.group_point[group]]
        flows += [
            {"kind": "transfer", "item": item, "uom": units[item], "from": sites[s.source[f]], "to": to}
            for f in run
        ]
    customers = net["demand"]["customer"][s.demand_row].tolist()
    demands: list[Data] = [{"kind": "sales", "item": points[p]["item"], "uom": points[p]["uom"], "from": sites[p], "to": customer}
                           for p, customer in zip(s.demand_point.tolist(), customers, strict=True)]  # fmt: skip
    return points, flows, demands


def morning(route: Route | None, state: Any, day: int) -> Iterator[Milestone]:
    """What passages did to goods this morning in a traced lane, in the order in which they did it."""
    for v, way in enumerate(route.flows if route else ()):
        for q in range(int(way["first"]), int(way["last"])):
            if state.voyage.told[q]:
                yield from _at_passage(route, state, v, q, day)


def _at_passage(route: Any, state: Any, v: int, q: int, day: int) -> Iterator[Milestone]:
    passage, rows = route.passages[q], state.voyage
    out, days = float(rows.out[q, 0]), int(rows.days[q, 0])
    closed = state.gate[passage["gate"], 0] <= 0.0
    if out and not closed:
        yield v, q, "RELEASED", out, days
    slots = int(route.flows["slots"][v])
    for ahead in range(slots):
        if stopped := float(rows.stopped[passage["stop"] + (day + ahead) % slots, 0]):
            yield v, q, "HELD", stopped, ahead
    if out and closed:
        yield v, q, "DELAYED" if passage["closed"] == REROUTE else "DAMAGED", out, days
