"""Ports and canals of lanes → the tables of goods that feel them (`law.passage`), and what is on its way at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.chance import key
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.detours import Listed, WayRound, listed, ways_round
from echelon.network.model import Network, words
from echelon.network.rates import Rates
from echelon.network.route import days_left, typical_lead, via_days
from echelon.world.law.passage import CLOSED, PASSAGE, ROUTED, WAY, Route, Voyage


def passed(net: Network, s: Structure, gates: Mapping[Target, int]) -> dict[int, list[tuple[int, int]]]:
    """Flow → (place in its lane's `via`, gate row) of each passage that is hit."""
    sites = {str(name): row for row, name in enumerate(net["site"]["name"])}
    cells = net["lane"]["via"]
    found: dict[int, list[tuple[int, int]]] = {}
    for flow, lane in enumerate(s.lane_row.tolist() if gates else ()):
        names = words(cells[lane]) if lane >= 0 and cells[lane] else []
        hit = [
            (at, gates["site", sites[name]])
            for at, name in enumerate(names)
            if ("site", sites[name]) in gates
        ]
        if hit:
            found[flow] = hit
    return found  # fmt: skip


def detours(net: Network, s: Structure, hit: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Flow → most days that going round its passages can add."""
    lanes, found = net["lane"], listed(net)
    around = {
        flow: sum(max(way.days for way in each) for each in _round(net, s, found, flow, places))
        for flow, places in hit.items()
        if lanes["when_closed"][s.lane_row[flow]] == "reroute"
    }
    return {flow: around.get(flow, 0) for flow in hit}


def _round(
    net: Network, s: Structure, found: Listed, flow: int, places: Sequence[tuple[int, int]]
) -> list[Sequence[WayRound]]:
    """The ways round each place of a flow that is hit."""
    lane = int(s.lane_row[flow])
    names = words(net["lane"]["via"][lane])
    return [ways_round(net, found, lane, names[at]) for at, _ in places]


def route_table(net: Network, s: Structure, r: Rates, *, hit: Mapping[int, Sequence[tuple[int, int]]], usual: Any,
                weights: Sequence[Sequence[float]], slots: Any, gates: Mapping[Target, int], days: int, seed: int,
                longer: Mapping[int, int], forced: bool) -> Route | None:  # fmt: skip
    """Tables of the flows whose passages are hit; None where none is and the law is not `forced`.

    hit   as from `passed`;  usual [F] units that usually pass in a day;  weights, slots of the flows' pipes
    longer   days by which some of them may be stretched
    gates, days   of the run: where goods under way may be held, shipments are told apart for so much longer
    """
    if not hit and not forced:
        return None
    lanes, left = net["lane"], [0]
    quantum = net["item"]["quantum"][
        s.group_item[np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))]
    ]
    flows, cells, stops = [], 0, 0
    passages: list[tuple[Any, ...]] = []
    ways, found, sites = (
        _Ways(),
        listed(net),
        {str(name): row for row, name in enumerate(net["site"]["name"])},
    )
    for flow, places in hit.items():
        row = int(s.lane_row[flow])
        names = words(lanes["via"][row])
        reached = via_days(str(lanes["via_days"][row]), len(names), typical_lead(weights[flow]))
        apart = int(slots[flow]) + (days if ("transit", row) in gates else 0)
        flows.append(
            (
                flow,
                len(passages),
                len(passages) + len(places),
                cells,
                apart,
                slots[flow],
                len(weights[flow]) - 1,
            )
        )
        cells += apart * (1 + len(places))
        goes_round = lanes["when_closed"][row] == "reroute"
        around = _round(net, s, found, flow, places) if goes_round else [()] * len(places)
        for (at, gate), here in zip(places, around, strict=True):
            first = len(ways.rows)
            for way in here:
                ways.add(
                    way, [gates["site", sites[name]] for name in way.via if ("site", sites[name]) in gates]
                )
            together = s.flows[flow].partition(">")[0]
            passages.append((gate, len(left), usual[flow], CLOSED[str(lanes["when_closed"][row])],
                             first, len(ways.rows),
                             r.currency[flow], stops, s.source[flow],
                             quantum[flow],
                             *key(seed, f"lane:{together}", f"rest {names[at]}")))  # fmt: skip
            left += days_left(reached[at], [*weights[flow], *[0.0] * longer.get(flow, 0)])
            stops += int(slots[flow])
    return Route(
        np.array(flows, dtype=ROUTED),
        np.array(passages, dtype=PASSAGE),
        np.array(left, dtype=np.int64),
        np.array(ways.rows, dtype=WAY),
        np.array(ways.places, dtype=np.int64),
    )


class _Ways:
    """Ways round, end to end, and the gates of what they pass."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.places: list[int] = []

    def add(self, way: WayRound, gates: Sequence[int]) -> None:
        first = len(self.places)
        self.places += gates
        self.rows.append((way.days, way.cost, way.co2, first, len(self.places)))


def embarked(route: Route, voyage: Voyage, ring: Any, base: Any) -> None:
    """Tell apart what is under way before day 0: shipments that left one a day and need the longest lead time.

    ring [rows, lane] of the state;  base [F] first row of each flow
    """
    for way in route.flows:
        for arrives in range(way["slots"]):
            cell = way["base"] + (arrives - way["slots"]) % way["cells"]
            voyage.units[cell] = ring[base[way["flow"]] + arrives % way["slots"]]
            voyage.arrives[cell], voyage.lead[cell] = arrives, way["longest"]


def waiting(route: Route | None, state: Any, flows: int) -> Any:
    """Units of each flow that wait at passages. `[F, lane]`"""
    total = np.zeros((flows, state.stock.shape[1]))
    for way in route.flows if route else ():
        total[way["flow"]] += state.voyage.queue[way["first"] : way["last"]].sum(axis=0)
    return total
