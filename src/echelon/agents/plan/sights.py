"""What is believed of the rows that plans are about: names, what they start from, and how a day's view changes them.

Each row sees its own site, what is public, and what arrived; nobody looks into another's state. Beliefs are `[name, row, lane]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from echelon.agents import yesterday
from echelon.agents.agent import Memory
from echelon.agents.belief import bayes_down, lead_seen, smooth, spread
from echelon.agents.place import Place
from echelon.agents.summing import summed
from echelon.agents.view import Announced, View

LATER = 9_999.0
"""Days until a disruption that is not announced."""
WEIGHT = 0.1
"""Of a day in what is smoothed: days count for about 2 / 0.1 - 1 = 19 of them."""
FAILS, MENDS = 1.0 / 1000.0, 1.0 / 30.0
"""Probabilities, in a day, that a sender goes down and is up again, before anything is seen of it. Assumed."""
LONGEST = 3.0
"""Times the usual days that goods are believed to take at most."""

Beliefs = dict[str, Any]
"""Name → `[row, lane]` or `[row]`."""


@dataclass(frozen=True, slots=True)
class Sights:
    """Of one noun: what is believed, and how it is remembered and seen.

    names   of beliefs, the rows of the array that plans read;  begin  memory before day 0
    see     (view, memory) → beliefs by name, memory
    """

    names: tuple[str, ...]
    begin: Callable[[Place, int], Memory]
    see: Callable[[View, Memory], tuple[Beliefs, dict[str, Any]]]

    def array(self, found: Mapping[str, Any], read: Sequence[str], shape: tuple[int, int]) -> Any:
        """Beliefs as `[name, row, lane]`; those that are not `read` are not written."""
        array = np.empty((len(self.names), *shape))
        for name in read:
            belief = found[name]
            array[self.names.index(name)] = belief if np.ndim(belief) == 2 else np.reshape(belief, (-1, 1))
        return array


def _once(work: Callable[[Place], Any]) -> Callable[[Place], Any]:
    """Work out what does not change with the day once for each place."""
    known: WeakKeyDictionary[Place, Any] = WeakKeyDictionary()

    def done(place: Place) -> Any:
        if place not in known:
            known[place] = work(place)
        return known[place]

    return done


def _lanes(row: Any, lanes: int) -> Any:
    return np.repeat(np.asarray(row, dtype=np.float64)[:, None], lanes, axis=1)


@_once
def earnings(place: Place) -> Any:
    """What a unit at a point earns at most where it is sold, itself or in what is made of it. `[P]`"""
    found = np.zeros(len(place.points))
    np.maximum.at(found, place.demand_point, place.margin)
    quantity = np.repeat(place.structure.quantity, np.diff(place.structure.flow_start))
    for flow in np.argsort(-place.target, kind="stable"):  # suppliers come before receivers
        source, target = place.source[flow], place.target[flow]
        found[source] = max(found[source], found[target] / quantity[flow])
    return found


def _ahead(view: View, reached: Callable[[Announced], Any], rows: int) -> tuple[Any, Any]:
    """Days until the next announced disruption that reaches a row, and days that it lasts. `[row]`"""
    begins, lasts = np.full(rows, LATER), np.zeros(rows)
    for each in view.announced:
        hit, days = reached(each), float(max(0, each.start - view.day))
        nearer = hit & (days < begins)
        begins[nearer], lasts[nearer] = days, float(each.end - max(each.start, view.day))
    return begins, lasts


def _flows_hit(place: Place, each: Announced) -> Any:
    """Flows that an announced disruption reaches: its lanes, and all that leaves its sites."""
    if each.noun == "site":
        return np.isin(place.site[place.source], each.rows)
    lanes = each.noun in ("lane", "dispatch", "transit", "receiving", "way", "lead")
    return np.isin(place.structure.lane_row, each.rows) if lanes else np.zeros(len(place.flows), dtype=bool)


def _points_hit(place: Place, each: Announced) -> Any:
    """Points whose site it reaches, or that are fed over what it reaches."""
    found = np.isin(place.site, each.rows) if each.noun == "site" else np.zeros(len(place.points), dtype=bool)
    found[place.target[_flows_hit(place, each)]] = True
    return found


def _begin_points(place: Place, lanes: int) -> Memory:
    return {"belief.demand": _lanes(place.need, lanes), "belief.variance": _lanes(place.need * place.need, lanes),
            "belief.receipts": _lanes(place.need, lanes), "belief.lead_days": _lanes(place.cover_days, lanes)}  # fmt: skip


def _see_points(view: View, memory: Memory) -> tuple[Beliefs, dict[str, Any]]:
    place, own, lead = view.place, view.own, view.place.cover_days
    seen = dict(memory)
    if view.day > 0:
        asked = yesterday.asked(view)
        seen["belief.variance"], _ = spread.over(
            memory["belief.variance"], memory["belief.demand"], asked, WEIGHT
        )
        seen["belief.demand"], _ = smooth.over(memory["belief.demand"], asked, WEIGHT)
        seen["belief.receipts"], _ = smooth.over(memory["belief.receipts"], yesterday.arrived(view), WEIGHT)
        seen["belief.lead_days"], _ = lead_seen.over(memory["belief.lead_days"], own["on_order"], seen["belief.receipts"], WEIGHT,
                                                     LONGEST * (lead + 1.0))  # fmt: skip
    begins, lasts = _ahead(view, lambda each: _points_hit(place, each), len(place.points))
    demand = np.maximum(seen["belief.demand"], 1e-9)
    return {
        "stock": own["stock"], "owed": own["owed"], "on_order": own["on_order"], "capacity": own["capacity"],
        "demand": seen["belief.demand"], "variance": seen["belief.variance"], "lead_days": seen["belief.lead_days"],
        "cover_days": (own["stock"] - own["owed"]) / demand, "usual_demand": place.need, "usual_lead_days": lead,
        "announced_in": begins, "announced_days": lasts, "target": place.target_stock, "holding": place.holding,
        "value": place.value, "earns": earnings(place),
    }, seen  # fmt: skip


def _begin_flows(place: Place, lanes: int) -> Memory:
    zero = np.zeros((len(place.flows), lanes))
    return {"belief.down": zero, "belief.silent": zero + 0.5, "belief.received": _lanes(place.flow_need, lanes),
            "belief.demand": _lanes(place.need, lanes)}  # fmt: skip


def _see_flows(view: View, memory: Memory) -> tuple[Beliefs, dict[str, Any]]:
    place, own, seen = view.place, view.own, dict(memory)
    waiting = own["on_order"][place.target]
    if view.day > 0:
        silent = np.where(own["received"] > 0.0, 0.0, 1.0)
        seen["belief.demand"], _ = smooth.over(memory["belief.demand"], yesterday.asked(view), WEIGHT)
        seen["belief.received"], _ = smooth.over(memory["belief.received"], own["received"], WEIGHT)
        often, _ = smooth.over(memory["belief.silent"], silent, WEIGHT / 3.0)
        quiet = np.where(waiting > 0.0, silent, 0.0)
        seen["belief.down"], _ = bayes_down.over(
            memory["belief.down"], quiet, FAILS, MENDS, np.clip(memory["belief.silent"], 0.05, 0.98)
        )
        seen["belief.silent"] = np.where(memory["belief.down"] < 0.5, often, memory["belief.silent"])
    begins, lasts = _ahead(view, lambda each: _flows_hit(place, each), len(place.flows))
    aloud, demand = _signal(view), np.maximum(seen["belief.demand"][place.target], 1e-9)
    believed = np.maximum(seen["belief.down"], 1.0 - np.minimum(aloud, 1.0))
    stock = (own["stock"] - own["owed"])[place.target]
    return {
        "down": believed, "signal": aloud, "other_down": _others(place, believed), "received": seen["belief.received"],
        "usual": place.flow_need, "usual_lead_days": place.lead, "announced_in": begins, "announced_days": lasts,
        "on_order": waiting, "demand": seen["belief.demand"][place.target], "stock": stock, "cover_days": stock / demand,
        "target": place.target_stock[place.target], "value": place.value[place.source], "earns": earnings(place)[place.target],
        "holding": place.holding[place.target],
    }, seen  # fmt: skip


def _signal(view: View) -> Any:
    """The factor of each flow's lane that everybody hears, the least of its port, road and border. `[F, lane]`"""
    place = view.place
    found, lane = np.ones((len(place.flows), view.lanes)), place.structure.lane_row
    for noun in ("lane", "dispatch", "transit", "receiving", "way"):
        signal = view.signals.get(noun)
        if signal is not None:
            at = np.full(len(place.network["lane"]) + 1, -1)
            at[signal.rows] = np.arange(len(signal.rows))
            hit = np.flatnonzero(at[lane] >= 0)
            found[hit] = np.minimum(found[hit], signal.factor[at[lane[hit]]])
    return found


def _others(place: Place, down: Any) -> Any:
    """How sure it is that every other source of the same input is down; 1 where there is none. `[F, lane]`"""
    found = np.ones_like(down)
    for flow, others in _rivals(place):
        found[flow] = down[others].min(axis=0)
    return found


@_once
def _rivals(place: Place) -> list[tuple[int, list[int]]]:
    """Flows whose receiver has other sources of the same input, and those."""
    starts = place.structure.flow_start.tolist()
    return [(flow, [other for other in range(first, last) if other != flow])
            for first, last in pairwise(starts) if last - first > 1 for flow in range(first, last)]  # fmt: skip


def _begin_demands(place: Place, lanes: int) -> Memory:
    return {"belief.asked": _lanes(place.mean_demand, lanes), "belief.sold": _lanes(place.mean_demand, lanes)}


def _see_demands(view: View, memory: Memory) -> tuple[Beliefs, dict[str, Any]]:
    place, own, seen = view.place, view.own, dict(memory)
    if view.day > 0:
        seen["belief.asked"], _ = smooth.over(memory["belief.asked"], own["asked"], WEIGHT)
        seen["belief.sold"], _ = smooth.over(memory["belief.sold"], own["sold"], WEIGHT)
    at = place.demand_point
    asked = summed(at, seen["belief.asked"], len(place.points))
    best = np.zeros(len(place.points))
    np.maximum.at(best, at, place.margin)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.nan_to_num(place.margin / best[at], nan=1.0, posinf=1.0)
    return {
        "asked": seen["belief.asked"], "sold": seen["belief.sold"], "usual": place.mean_demand, "backlog": own["backlog"],
        "margin": place.margin, "margin_part": part, "stock": own["stock"][at], "owed": own["owed"][at],
        "on_order": own["on_order"][at], "cover_days": own["stock"][at] / np.maximum(asked[at], 1e-9),
    }, seen  # fmt: skip


def _begin_resources(place: Place, lanes: int) -> Memory:
    return {}


def _see_resources(view: View, memory: Memory) -> tuple[Beliefs, dict[str, Any]]:
    place, tables = view.place, view.place.tables
    load, factor = np.zeros((len(place.resources), view.lanes)), np.ones((len(place.resources), view.lanes))
    for r, row in enumerate(tables.resources):
        users = tables.users[row["user"] : row["user_end"]]
        load[r] = (view.own["pending"][users] * tables.points["hours"][users][:, None]).sum(axis=0)
        if len(users):
            factor[r] = view.own["capacity"][users].min(axis=0)
    hours = np.asarray(tables.hours)[:, min(view.day, tables.hours.shape[1] - 1)]
    mean = np.maximum(np.asarray(tables.hours).mean(axis=1), 1e-9)
    return {
        "pending_hours": load,
        "hours": hours,
        "usual_hours": mean,
        "load_days": load / mean[:, None],
        "capacity": factor,
    }, dict(memory)


POINTS = ("stock", "owed", "on_order", "capacity", "demand", "variance", "lead_days", "cover_days", "usual_demand",
          "usual_lead_days", "announced_in", "announced_days", "target", "holding", "value", "earns")  # fmt: skip
FLOWS = ("down", "signal", "other_down", "received", "usual", "usual_lead_days", "announced_in", "announced_days", "on_order",
         "demand", "stock", "cover_days", "target", "value", "earns", "holding")  # fmt: skip
DEMANDS = (
    "asked",
    "sold",
    "usual",
    "backlog",
    "margin",
    "margin_part",
    "stock",
    "owed",
    "on_order",
    "cover_days",
)
RESOURCES = ("pending_hours", "hours", "usual_hours", "load_days", "capacity")

SIGHTS: dict[str, Sights] = {
    "stock point": Sights(POINTS, _begin_points, _see_points),
    "flow": Sights(FLOWS, _begin_flows, _see_flows),
    "demand": Sights(DEMANDS, _begin_demands, _see_demands),
    "resource": Sights(RESOURCES, _begin_resources, _see_resources),
}
"""Noun of a library → what is believed of its rows."""
