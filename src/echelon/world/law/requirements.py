"""Material requirements planning: releases planned day by day over a horizon, today's ordered. Rows are `[lane]`.

Gross requirements of a day are what a point's own customers are forecast to ask, and what its receivers plan to order then,
exploded through recipes and lanes; receivers are planned first, in the walk in which orders are placed. They are netted against
what is on hand, scheduled receipts and what is owed; what is short of the safety stock is released a planned lead time before.
Receipts whose day is known count from that day, all else on order within the lead time. Releases in the frozen zone stand.
Switched on by stock points whose policy is mrp. Source: Hopp & Spearman, Factory Physics, 3rd ed., section 3.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.world.law.forecast import forecast
from echelon.world.law.lever import less_extra
from echelon.world.law.post import Post
from echelon.world.law.procurement import in_lots
from echelon.world.law.quanta import order_whole
from echelon.world.law.scrap import expect, raise_order
from echelon.world.law.transport import arriving_slot
from echelon.world.policy import MRP
from echelon.world.timetable import passes


class Requirements(NamedTuple):
    """Points that plan: row [P] in the arrays `[X]` here, or -1.

    lead planned days from release to stock; frozen days; base, slots the rows of `State.releases`, a day each; safety, dust
    units; known longest day ahead on which a receipt can be known to come
    target [F] point that a flow feeds; weight [F] units of a flow in one unit that its receiver releases; need [F] mean units a
    day, of receivers that do not plan; later [F] days that its orders travel
    since 1 where points review before their customers ask; open 1 where they review between asking and serving; made, sent 1
    where recipes have started, and receivers been supplied, when they review
    """

    row: Any
    lead: Any
    frozen: Any
    base: Any
    slots: Any
    safety: Any
    dust: Any
    known: Any
    target: Any
    weight: Any
    need: Any
    later: Any
    since: int
    open: int
    made: int
    sent: int


class _Order(NamedTuple):
    """What the order of the day means for planning, each 0 or 1; since, open, sent as in `Requirements`.

    tomorrow  recipes have started when stock is reviewed, so that what is ordered is made tomorrow at the earliest
    early  receivers are supplied before goods arrive
    """

    since: int
    open: int
    tomorrow: int
    early: int
    sent: int


def requirements_table(net: Network, s: Structure, r: Rates, points: Any, weights: Sequence[Sequence[float]],
                       post: Post | None, *, forced: bool) -> Requirements | None:  # fmt: skip
    """The points that plan; None where none does and the law is not `forced`.

    points   records (`tables.POINT`);  weights  probabilities of whole days of each pipe
    """
    planning = np.flatnonzero(points["policy"] == MRP)
    if not len(planning) and not forced:
        return None
    table, day = net["stock point"], _order(net.settings.timetable)
    rows, target = s.point_row[planning], np.repeat(s.group_point, np.diff(s.flow_start))
    row = np.full(len(points), -1, dtype=np.int64)
    row[planning] = np.arange(len(planning))
    later = np.zeros(len(s.flows), dtype=np.int64)
    if post is not None:
        later[post.flow] = post.slots - 1
    worked_out = [_lead(s, points[point], point, weights, later, day) for point in planning.tolist()]
    given = table["planned_lead_days"][rows]
    lead = np.ceil(np.where(np.isnan(given), worked_out, given) - 1e-9).astype(np.int64)
    slots, safety = table["horizon_days"][rows].astype(np.int64), table["safety_stock"][rows]
    return Requirements(
        row=row, lead=lead, frozen=table["frozen_days"][rows].astype(np.int64), base=np.cumsum(slots) - slots, slots=slots,
        safety=safety, dust=1e-9 * (safety + r.need[planning] * (lead + slots)),
        known=np.array([max([0, *(len(weights[pipe]) - 1 for pipe in _pipes_of(s, points[point], point))])
                        for point in planning.tolist()], dtype=np.int64),
        target=target, weight=np.repeat(s.quantity, np.diff(s.flow_start)) * s.share, need=r.flow_need, later=later,
        since=day.since, open=day.open, made=day.tomorrow, sent=day.sent,
    )  # fmt: skip


def _order(timetable: str) -> _Order:
    at = {
        step: number for number, step in enumerate(step for each in passes(timetable) for step in each.steps)
    }
    ask, review, arrive = at["ask"], at["review"], at["arrive"]
    sell = at.get("sell", at.get("serve", 0))
    return _Order(
        int(ask > review),
        int(ask < review < sell),
        int(arrive < review),
        int(at.get("supply", arrive) < arrive),
        int(at.get("supply", sell) < review),
    )


def _flows_of(s: Structure, point: int) -> list[range]:
    """Flows of each group that feeds a point."""
    groups = range(s.group_start[point], s.group_start[point + 1])
    return [range(s.flow_start[group], s.flow_start[group + 1]) for group in groups]


def _pipes_of(s: Structure, record: Any, point: int) -> list[int]:
    """Pipes out of which goods come into a point's stock."""
    return [int(record["pipe"])] if record["makes"] else [f for flows in _flows_of(s, point) for f in flows]


def _lead(
    s: Structure, record: Any, point: int, weights: Sequence[Sequence[float]], later: Any, day: _Order
) -> float:
    """Mean days from release to stock: of its recipe after the slowest input, or of its lanes."""
    ways = [
        sum(float(s.share[f]) * (_mean(weights[f]) + int(later[f])) for f in flows)
        for flows in _flows_of(s, point)
    ]
    lead = max(ways, default=0.0)
    if record["makes"]:
        lead = max(lead, day.tomorrow) + _mean(weights[record["pipe"]])
    return lead + (day.early if s.out_start[point] < s.out_start[point + 1] else 0)


def _mean(weights: Sequence[float]) -> float:
    return sum(days * weight for days, weight in enumerate(weights))


def no_releases(table: Requirements | None, lanes: int) -> Any:
    """Nothing is planned. `[row, lane]`"""
    return None if table is None else np.zeros((int(table.slots.sum()), lanes))


@switched
def follow_plan(
    table: Any, tables: Any, state: Any, i: Any, day: Any, replication: Any, again: Any, wanted: Any
) -> None:
    """Write into `wanted` what point `i` releases today, after planning `again` on days of review and on day 0."""
    at = table.row[i]
    if again or day == 0:
        make_plan(table, tables, state, i, day, replication)
    release = state.releases[np.uintp(table.base[at] + day % table.slots[at])]
    copy(wanted, release)
    fill(release, 0.0)


@law
def make_plan(table: Any, tables: Any, state: Any, i: Any, day: Any, replication: Any) -> None:
    """Plan the releases of one point, lot by lot; those of the frozen zone stay as they were, but on day 0."""
    point, at, net, need = tables.points[i], table.row[i], state.scratch[2], state.scratch[3]
    lead, slots = table.lead[at], table.slots[at]
    stand_today(table, tables, state, i, day, net)
    for ahead in range(1 - table.since, lead + 1):
        require(table, tables, state, i, day, ahead, replication, need)
        move(net, need, -1.0)
    for ahead in range(slots):
        release = state.releases[np.uintp(table.base[at] + (day + ahead) % slots)]
        if ahead > 0:
            require(table, tables, state, i, day, lead + ahead, replication, need)
            move(net, need, -1.0)
            come_in(tables, state, i, day, lead + ahead, lead + ahead, need)
            move(net, need, 1.0)
        if day == 0 or ahead >= table.frozen[at]:
            cover(net, table.dust[at], release)
            size_lots(tables, point, release)
        copy(need, release)
        good(tables, point, need)
        move(net, need, 1.0)


@law
def stand_today(table: Any, tables: Any, state: Any, i: Any, day: Any, net: Any) -> None:
    """What is on hand and scheduled within the lead time, less the safety stock and what is owed or asked today."""
    point, at, coming = tables.points[i], table.row[i], state.scratch[3]
    come_in(tables, state, i, day, table.lead[at] + 1, table.known[at], coming)
    for lane in range(net.size):
        net[lane] = state.stock[i, lane] - state.owed[i, lane] - table.safety[at] - coming[lane]
    copy(coming, state.on_order[i])
    good(tables, point, coming)
    move(net, coming, 1.0)
    less_extra(state.levers, state.pulled, i, net)
    if table.open:
        for d in range(point.demand, point.demand_end):
            if tables.demands[d].waits < 1.0:
                move(net, state.asked[d], tables.demands[d].waits - 1.0)


@law
def come_in(tables: Any, state: Any, i: Any, day: Any, first: Any, last: Any, units: Any) -> None:
    """Write what is known to come in from `first` to `last` days ahead, and to be good."""
    point = tables.points[i]
    fill(units, 0.0)
    for ahead in range(first, last + 1):
        if point.makes:
            due(tables.pipes[point.pipe], state.ring, day, ahead, tables.requirements.made, units)
        else:
            for g in range(point.group, point.group_end):
                for f in range(tables.groups[g].flow, tables.groups[g].flow_end):
                    due(tables.pipes[f], state.ring, day, ahead, tables.requirements.sent, units)
    good(tables, point, units)


@law
def due(pipe: Any, ring: Any, day: Any, ahead: Any, left: Any, units: Any) -> None:
    """Add what comes out of a pipe so many days ahead; the last slot of a constant lead may hold what has arrived already,
    but where the day's goods have `left` (1) before stock is reviewed.
    """
    last = pipe.lead - 1 + left if pipe.lead >= 0 else pipe.slots - 1
    if ahead <= last:
        move(units, ring[arriving_slot(pipe, day + ahead)], 1.0)


@law
def good(tables: Any, point: Any, units: Any) -> None:
    """Leave what will be good, where scrap is planned for."""
    if point.planned:
        expect(tables.yields, point.scraps, units, units)


@law
def require(
    table: Any, tables: Any, state: Any, i: Any, day: Any, ahead: Any, replication: Any, need: Any
) -> None:
    """Gross requirements of point `i` so many days ahead: of its customers, and from tomorrow on of its receivers' plans.

    Beyond a receiver's plan, and where it makes none, it is expected to need its mean.
    """
    point, expected = tables.points[i], state.scratch[1]
    fill(need, 0.0)
    for d in range(point.demand, point.demand_end):
        forecast(tables.demands[d], tables.season, tables.quantiles, day - table.since, ahead + table.since, replication,
                 expected)  # fmt: skip
        move(need, expected, 1.0)
    for k in range(point.out if ahead > 0 else point.out_end, point.out_end):
        f = tables.out[k]
        placed, to = ahead - table.later[f], table.row[table.target[f]]
        if placed <= 0:
            reach(tables.post, state.post, tables.flows[f].post, day + ahead, need)
        elif to >= 0 and placed < table.slots[to]:
            planned = state.releases[np.uintp(table.base[to] + (day + placed) % table.slots[to])]
            move(need, planned, table.weight[f])
        else:
            for lane in range(need.size):
                need[lane] += table.need[f]


@switched
def reach(post: Any, travelling: Any, at: Any, day: Any, need: Any) -> None:
    """Add the order that reaches the point by post on a day."""
    move(need, travelling[np.uintp(post.base[at] + day % post.slots[at])], 1.0)


@law
def move(row: Any, units: Any, weight: Any) -> None:
    """Add units x weight to a row."""
    for lane in range(row.size):
        row[lane] += units[lane] * weight


@law
def cover(net: Any, dust: Any, release: Any) -> None:
    """Release what is missing; dust is rounding."""
    for lane in range(net.size):
        release[lane] = -net[lane] if net[lane] < -dust else 0.0


@law
def size_lots(tables: Any, point: Any, release: Any) -> None:
    """Bring a planned release to what is ordered: raised for scrap, in lots, in whole quanta."""
    if point.planned:
        raise_order(tables.yields, point.scraps, release)
    if point.lots:
        in_lots(point, release)
    if point.quantum > 0.0:
        order_whole(point, release)
