"""Orders go upstream: customers ask, receivers are heard, the policy decides, sources are asked."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, step, switched
from echelon.world.counted import ORDERING
from echelon.world.law.adapt import adapt
from echelon.world.law.blanket import top_up
from echelon.world.law.correlate import correlate
from echelon.world.law.costs import charge_order, charge_release
from echelon.world.law.demand import ask as draw, scale_by
from echelon.world.law.draw import in_work, remember, scarcest, spoken_for
from echelon.world.law.echelon import gather
from echelon.world.law.hold import pause
from echelon.world.law.lever import ask_by_price, is_aimed, is_weighed, order_more, put_back, put_by, see_less
from echelon.world.law.money import add
from echelon.world.law.plan import planned
from echelon.world.law.post import collect, post
from echelon.world.law.procurement import in_lots, owe, release, review as decide, reviewed, whole_lots_within
from echelon.world.law.quanta import ask_whole, order_whole, split_whole
from echelon.world.law.requirements import follow_plan
from echelon.world.law.review import bound, find_room
from echelon.world.law.scrap import coming, expect, raise_order
from echelon.world.law.sequence import queue_up
from echelon.world.policy import ECHELON, MRP, PLAN, TO_ORDER
from echelon.world.step.sourcing import ask_sources, cancel_old
from echelon.world.tables import PLENTY


@step
def ask(tables: Any, state: Any, i: Any, day: Any, replication: Any) -> None:
    """One point's customers ask; the position must not owe what may be lost."""
    point = tables.points[i]
    for d in range(point.demand, point.demand_end):
        demand, asked = tables.demands[d], state.asked[d]
        draw(demand, tables.season, tables.quantiles, tables.limits, tables.others, day, replication, asked)
        correlate(tables.correlate, state.drift, d, tables.season[demand.calendar, day], asked)
        if demand.gate >= 0 and state.shut[demand.gate] != 0:
            scale_by(asked, state.gate[demand.gate])
        ask_by_price(state.levers, state.pulled, tables.reach, d, asked)
        if point.quantum > 0.0:
            ask_whole(state.rests, d, point.quantum, asked)
        if demand.waits > 0.0:
            add(state.owed[i], asked, demand.waits)


@step
def hear(tables: Any, state: Any, i: Any, day: Any) -> None:
    """Orders of one point's receivers reach it."""
    point = tables.points[i]
    for at in range(point.out, point.out_end):
        flow = tables.flows[tables.out[at]]
        if flow.post >= 0:
            collect(tables.post, state.post, flow.post, day, state.ordered[flow.heard])
        owe(state.owed[i], state.ordered[flow.heard])
    remember(tables.draw, state.memory, i, day, state.ordered)


@step
def review(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any, wanted: Any
) -> None:
    """One point's policy decides, and its sources are asked."""
    point = tables.points[i]
    cancel_old(tables.cancel, tables, state, i, day)
    gather(tables.echelon, tables, state, i)
    today, follows = reviewed(point, tables.season, day), point.policy == MRP
    choose(tables, state, i, day, replication, today, wanted)
    adapt(tables.adapt, tables, state, i, day, wanted)
    bound(tables.review, state, i, today, wanted)
    if not (today or follows):
        fill(wanted, 0.0)
    if point.planned and not follows:
        raise_order(tables.yields, point.scraps, wanted)
    if point.lots and not follows:
        in_lots(point, wanted)
    pause(tables.hold, state, i, wanted)
    if point.quantum > 0.0:
        order_whole(point, wanted)
    keep_below(tables.review, tables, state, i, wanted)
    if moved.shape[0]:
        copy(moved[i], wanted)
    ordering = counts.daily[ORDERING, day]
    charge_release(tables.fees, tables.fx, i, day, wanted, ordering)
    if point.makes:
        release(wanted, state.on_order[i], state.pending[i])
        queue_up(tables.turns, state.ages, i, day, wanted, point.hours)
    for g in range(point.group, point.group_end):
        place(tables, state, i, g, day, wanted, ordering)


@law
def choose(tables: Any, state: Any, i: Any, day: Any, replication: Any, today: Any, wanted: Any) -> None:
    """Write what the policy of one point wants."""
    point, stock = tables.points[i], state.stock[i]
    if is_aimed(state.pulled, i):
        stock = state.scratch[5]
        see_less(state.levers, i, state.stock[i], stock)
    if point.policy == PLAN:
        fill(wanted, 0.0)
    elif point.policy == TO_ORDER:
        asked_today(tables, state, i, wanted)
    elif point.policy == ECHELON:
        decide_echelon(tables.echelon, tables, state, i, wanted)
    elif point.policy == MRP:
        follow_plan(tables.requirements, tables, state, i, day, replication, today, wanted)
    elif point.draws:
        decide_drawn(tables.draw, tables, state, i, stock, state.owed[i], wanted)
    elif point.planned:
        expect(tables.yields, point.scraps, state.on_order[i], state.scratch[1])
        decide(point, stock, state.scratch[1], state.owed[i], wanted)
    else:
        decide(point, stock, state.on_order[i], state.owed[i], wanted)


@law
def place(tables: Any, state: Any, i: Any, g: Any, day: Any, wanted: Any, ordering: Any) -> None:
    """Ask one group's sources for what they are to send."""
    point, group = tables.points[i], tables.groups[g]
    if point.policy != PLAN:
        ask_sources(tables, state, i, g, day, wanted)
    for f in range(group.flow, group.flow_end):
        if point.policy == PLAN:
            planned(tables.plan, f, day, state.ordered[f])
    if group.quantum > 0.0:
        weighed = point.policy != PLAN and is_weighed(state.pulled, group)
        for f in range(group.flow, group.flow_end if weighed else group.flow):
            put_by(state.levers, state.rests, f, state.scratch[4])  # the ratio that sources were asked by
        split_whole(state.rests, group, state.ordered, state.scratch[1], state.scratch[2])
        for f in range(group.flow, group.flow_end if weighed else group.flow):
            put_back(state.levers, state.rests, f)
    order_more(state.levers, tables, state, i, g)
    for f in range(group.flow, group.flow_end):
        flow, ordered = tables.flows[f], state.ordered[f]
        if flow.blanket >= 0:
            top_up(tables.blanket, state.blanket, flow.blanket, day, group.quantum, ordered)
        pause(tables.hold, state, i, ordered)
        if not point.makes:
            owe(state.on_order[i], ordered)
        charge_order(tables.fees, tables.fx, f, day, ordered, ordering)
        if flow.post >= 0:
            post(tables.post, state.post, flow.post, day, ordered)


@switched
def keep_below(table: Any, tables: Any, state: Any, i: Any, wanted: Any) -> None:
    """Lots and quanta, which round an order up, do not take the position above its maximum either."""
    point, room = tables.points[i], state.scratch[1]
    if table.most[i] < PLENTY and (point.lots or point.quantum > 0.0):
        find_room(table, state, i, room)
        if point.planned:
            raise_order(tables.yields, point.scraps, room)
        whole_lots_within(point, room, wanted)


@switched
def decide_drawn(table: Any, tables: Any, state: Any, i: Any, stock: Any, owed: Any, wanted: Any) -> None:
    """The policy of a point whose recipe draws: on order are the full sets that its stores hold or expect, not spoken for."""
    point, supply, left = tables.points[i], state.scratch[1], state.scratch[3]
    fill(supply, PLENTY)
    for g in range(point.group, point.group_end):
        f = tables.groups[g].flow
        spoken_for(table, state, i, f, tables.flows[f].source, left)
        scarcest(left, tables.groups[g].quantity, supply)
    if not point.pushes and tables.pipes[point.pipe].lead != 0:
        in_work(state.on_order[i], state.pending[i], supply)
    if point.planned:
        expect(tables.yields, point.scraps, supply, supply)
    decide(point, stock, supply, owed, wanted)


@switched
def decide_echelon(table: Any, tables: Any, state: Any, i: Any, wanted: Any) -> None:
    """The policy of a point that looks at its echelon: customers' waiting is in its stock already."""
    nothing, stock = state.scratch[4], state.echelon[i]
    fill(nothing, 0.0)
    point, good = tables.points[i], state.scratch[1]
    if is_aimed(state.pulled, i):
        stock = state.scratch[5]
        see_less(state.levers, i, state.echelon[i], stock)
    if point.draws:
        decide_drawn(tables.draw, tables, state, i, stock, nothing, wanted)
    else:
        coming(tables, point, state.on_order[i], good)
        decide(point, stock, good, nothing, wanted)


@law
def asked_today(tables: Any, state: Any, i: Any, wanted: Any) -> None:
    """What one point's receivers and customers ask for today."""
    point = tables.points[i]
    fill(wanted, 0.0)
    for at in range(point.out, point.out_end):
        owe(wanted, state.ordered[tables.flows[tables.out[at]].heard])
    for d in range(point.demand, point.demand_end):
        owe(wanted, state.asked[d])
