"""Goods leave a point: stock is divided between receivers and customers, shipped and sold."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law, step, switched
from echelon.world.counted import EXPEDITE, TRANSPORT, TRANSPORT_CO2
from echelon.world.law.ages import line_up, remember
from echelon.world.law.convoy import follow
from echelon.world.law.costs import charge_shipment
from echelon.world.law.dear import add_dear
from echelon.world.law.draw import part as part_store
from echelon.world.law.expedite import charge_hurried, hurry, shorten
from echelon.world.law.forget import cancel
from echelon.world.law.handle import whole_within_handling, within_handling
from echelon.world.law.hold import keep, stay
from echelon.world.law.inventory import allot, book, dispatch, want
from echelon.world.law.lever import (
    cut_claim,
    cut_stores,
    cut_whole,
    hold_back,
    is_cut,
    is_rationed,
    let_out_aside,
    wait_aside,
)
from echelon.world.law.manufacturing import at_most, capped, within
from echelon.world.law.money import add, serve as hand_over, serve_granted
from echelon.world.law.passage import sail
from echelon.world.law.procurement import owe
from echelon.world.law.quanta import cut
from echelon.world.law.ration import (
    DRAWN,
    PROMISED,
    afresh,
    divide,
    grant_customer,
    grant_flow,
    ration as grant,
    whole,
)
from echelon.world.law.review import touch
from echelon.world.law.sailing import embark
from echelon.world.law.stretch import stretch
from echelon.world.law.swap import put_by
from echelon.world.law.transport import draw, load, send
from echelon.world.step.concluding import conclude, earn
from echelon.world.tables import PLENTY

RECEIVERS, CUSTOMERS, ALL = 1, 2, 3
"""Who is served in a step; a point's moves of `serve` and `supply` are traced as issued, those of `sell` as handed over."""


@law
def may_leave(tables: Any, state: Any, f: Any, day: Any, goods: Any) -> None:
    """Bound `goods` [lane] by what can leave on one flow today; flows that share their lane have rooms (`law.handle`)."""
    flow = tables.flows[f]
    if not flow.pooled:
        let_leave(tables, state, f, flow.capacity, flow.usual, day, goods)


@law
def let_leave(tables: Any, state: Any, f: Any, capacity: Any, usual: Any, day: Any, goods: Any) -> None:
    """Bound `goods` by a capacity of the lane of one flow, and by what is disrupted on its way."""
    if tables.flows[f].sails >= 0:
        embark(tables.sailing, tables.flows[f].sails, capacity, day, goods)
    else:
        capped(goods, capacity)
    pass_gates(tables, state, f, usual, goods)


@law
def pass_gates(tables: Any, state: Any, f: Any, usual: Any, goods: Any) -> None:
    """Bound `goods` by what is disrupted on the way of one flow, where so much usually passes."""
    flow = tables.flows[f]
    for at in range(flow.gate, flow.gate_end):
        row = tables.flow_gates[at]
        if state.shut[row] != 0:
            within(goods, state.gate[row], usual)


@law
def narrow(flow: Any, flow_gates: Any, shut: Any) -> Any:
    """Whether anything but stock bounds what leaves on a flow today."""
    found = flow.capacity < PLENTY or flow.sails >= 0
    for at in range(flow.gate, flow.gate_end):
        found = found or shut[flow_gates[at]] != 0
    return found


@law
def let_go(tables: Any, state: Any, f: Any, day: Any, goods: Any) -> None:
    """Bound what one flow claims by what may be served, can leave and is let go today."""
    cut_claim(state.levers, state.pulled, f, goods)
    may_leave(tables, state, f, day, goods)
    hold_back(state.levers, state.pulled, f, goods)


@law
def want_part(tables: Any, state: Any, d: Any, claimed: Any, wanted: Any) -> None:
    """Add what one customer claims to what is wanted; `claimed` is overwritten where a part of it is cut."""
    if is_rationed(state.pulled, tables.flows.size + d):
        fill(claimed, 0.0)
        want(state.backlog[d], state.asked[d], claimed)
        cut_claim(state.levers, state.pulled, tables.flows.size + d, claimed)
        owe(wanted, claimed)
    else:
        want(state.backlog[d], state.asked[d], wanted)


@law
def claim(tables: Any, state: Any, f: Any, day: Any, wanted: Any, goods: Any) -> None:
    """Book today's order of one flow, and add what of its due may leave to what is wanted of the point."""
    flow = tables.flows[f]
    if is_cut(state.pulled, f) or narrow(flow, tables.flow_gates, state.shut):
        fill(goods, 0.0)
        book(state.due[f], state.ordered[flow.heard], goods)
        let_go(tables, state, f, day, goods)
        owe(wanted, goods)
    else:
        book(state.due[f], state.ordered[flow.heard], wanted)


@step
def leave(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any, who: Any
) -> None:
    """Divide one point's stock between those who are served in this step, and send it to them."""
    point, P = tables.points[i], tables.points.size
    wanted, part, goods, taken = state.scratch[0], state.scratch[1], state.scratch[2], state.scratch[3]
    if point.rule == DRAWN:
        open_store(tables.draw, tables, state, i, day, who, part)
        return
    fill(wanted, 0.0)
    if who & RECEIVERS:
        for at in range(point.out, point.out_end):
            claim(tables, state, tables.out[at], day, wanted, goods)
    if who & CUSTOMERS:
        for d in range(point.demand, point.demand_end):
            want_part(tables, state, d, goods, wanted)
    copy(goods, wanted)
    at_most(goods, state.stock[i])
    if point.gate >= 0 and state.shut[point.gate] != 0:
        within(goods, state.gate[point.gate], point.leaves)
    if point.grants:
        if point.quantum > 0.0:
            cut(goods, point.quantum)
        if point.in_turn:
            grant_in_turn(tables.ration, tables, state, i, day, who, goods)
        else:
            share_out(tables.ration, tables, state, i, day, who, goods)
    allot(state.stock[i], goods, wanted, part)
    touch(tables.review, state, i, goods)
    if moved.shape[0]:
        copy(moved[(5 if who == CUSTOMERS else 4) * P + i], goods)
    fill(state.owed[i], 0.0)
    if who & RECEIVERS:
        ship(tables, state, counts, moved, i, day, replication, part, goods, taken)
    if who & CUSTOMERS:
        deliver(tables, state, counts, moved, i, day, part, goods, taken)
    settle(tables, state, i, who)


@switched
def share_out(ration: Any, tables: Any, state: Any, i: Any, day: Any, who: Any, goods: Any) -> None:
    """Where a point grants claim by claim: find what each of those who are served may claim, and divide `goods`."""
    point = tables.points[i]
    for at in range(point.claim, point.claim_end):
        row, c = tables.claims[at, 1], ration.row[at]
        claimed = state.grants.claimed[c]
        fill(claimed, 0.0)
        if tables.claims[at, 0] == 0 and who & RECEIVERS:
            copy(claimed, state.due[row])
            queue_orders(state, ration.queue[c], day, state.ordered[tables.flows[row].heard], claimed)
            let_go(tables, state, row, day, claimed)
        if tables.claims[at, 0] == 1 and who & CUSTOMERS:
            want(state.backlog[row], state.asked[row], claimed)
            queue_orders(state, ration.queue[c], day, state.asked[row], claimed)
            cut_claim(state.levers, state.pulled, c, claimed)
        within_handling(tables.handling, state.handled, c, claimed)
        if point.quantum > 0.0:
            cut(claimed, point.quantum)
    divide(ration, tables, state, i, day, goods, state.scratch[0], state.scratch[1], state.scratch[4])
    at_most(goods, state.stock[i])  # grants added up may be a rounding more than there was


@law
def queue_orders(state: Any, q: Any, day: Any, ordered: Any, pending: Any) -> None:
    """Note the day of one claim's order, and how much it waits for."""
    remember(state.ages, q, day, ordered, 1.0)
    line_up(state.ages, q, pending, 1.0)


@switched
def grant_in_turn(ration: Any, tables: Any, state: Any, i: Any, day: Any, who: Any, goods: Any) -> None:
    """Where some take all or nothing, or all are promised what is there: grant one claim after another."""
    point, F = tables.points[i], tables.flows.size
    left, claimed = state.scratch[4], state.scratch[1]
    copy(left, goods)
    fill(goods, 0.0)
    for at in range(point.claim, point.claim_end):
        kind, row = tables.claims[at, 0], tables.claims[at, 1]
        if kind == 0 and who & RECEIVERS:
            copy(claimed, state.due[row])
            queue_orders(state, ration.queue[row], day, state.ordered[tables.flows[row].heard], claimed)
            let_go(tables, state, row, day, claimed)
            within_handling(tables.handling, state.handled, row, claimed)
            if point.rule == PROMISED:
                afresh(ration, state.stock[i], left)
                if point.gate >= 0 and state.shut[point.gate] != 0:
                    let_out(state.gate[point.gate], point.leaves, goods, left)
            if point.quantum > 0.0:
                cut(claimed, point.quantum)
            grant(state.grants, row, claimed, left, goods)
        if kind == 1 and who & CUSTOMERS:
            fill(claimed, 0.0)
            want(state.backlog[row], state.asked[row], claimed)
            queue_orders(state, ration.queue[F + row], day, state.asked[row], claimed)
            if tables.demands[row].whole:
                cut_whole(state.levers, state.pulled, F + row, claimed)
                whole(ration, claimed, left)
                whole_within_handling(tables.handling, state.handled, F + row, claimed)
            else:
                cut_claim(state.levers, state.pulled, F + row, claimed)
            within_handling(tables.handling, state.handled, F + row, claimed)
            if point.quantum > 0.0:
                cut(claimed, point.quantum)
            grant(state.grants, F + row, claimed, left, goods)


@law
def let_out(factor: Any, usual: Any, given: Any, left: Any) -> None:
    """Bound what is `left` by what a disrupted site can let out beyond what is `given` already."""
    for lane in range(left.size):
        most = factor[lane] * usual if factor[lane] > 0.0 else 0.0
        left[lane] = left[lane] if factor[lane] >= 1.0 else min(left[lane], max(0.0, most - given[lane]))


@law
def ship(tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, replication: Any, part: Any, goods: Any,
         taken: Any) -> None:  # fmt: skip
    """Send each of one point's flows its part of what it is due; the rest stays owed."""
    point, daily, P, F = tables.points[i], counts.daily, tables.points.size, tables.flows.size
    for at in range(point.out, point.out_end):
        f = tables.out[at]
        flow = tables.flows[f]
        copy(goods, state.due[f])
        if is_cut(state.pulled, f) or narrow(flow, tables.flow_gates, state.shut):
            let_go(tables, state, f, day, goods)
        if point.grants:
            grant_flow(state.grants, f, goods, part)
        dispatch(goods, part, state.due[f], state.owed[i])
        forget(tables.forget, tables, state, moved, f, day)
        set_aside(tables.hold, tables, state, moved, f, day, goods)
        if flow.freight != 0.0 and flow.dear >= 0 and state.shut[flow.dear] != 0:
            rate = flow.freight * tables.fx[flow.currency, day]
            add_dear(daily[TRANSPORT, day], goods, state.gate[flow.dear], rate)
        elif flow.freight != 0.0:
            add(daily[TRANSPORT, day], goods, flow.freight * tables.fx[flow.currency, day])
        charge_shipment(
            tables.fees, tables.fx, f, day, goods, daily[TRANSPORT, day], daily[TRANSPORT_CO2, day]
        )
        if flow.convoy >= 0 or flow.hurries:
            draw(tables.pipes[f], tables.limits, tables.others, day, replication, taken)
            if flow.hurries:
                hurry(tables.expedite, tables.points, state, f)
                shorten(tables.expedite, state.hurried, f, taken)
            stretch(tables.pipes[f], state.gate, state.shut, taken)
            if flow.convoy >= 0:
                follow(tables.convoy, state.last, flow.convoy, day, goods, taken)
            load(tables.pipes[f], state.ring, day, goods, taken)
            if flow.hurries:
                rate = tables.fx[flow.currency, day]
                charge_hurried(tables.expedite, state.hurried, f, rate, goods, daily[EXPEDITE, day])
        else:
            send(tables, state, tables.pipes[f], day, replication, goods, taken)
        if flow.route >= 0:
            sail(tables.route, state, tables.pipes[f], flow.route, day, goods, taken)
        if moved.shape[0]:
            copy(moved[6 * P + f], goods)
            copy(moved[6 * P + F + f], taken)
    recount(tables.forget, tables, state, i)


@law
def deliver(
    tables: Any, state: Any, counts: Any, moved: Any, i: Any, day: Any, part: Any, sold: Any, on_time: Any
) -> None:
    """Serve one point's customers and count it; what is left waits or is lost, or looks for another item first."""
    point, F, traced = tables.points[i], tables.flows.size, 6 * tables.points.size + 3 * tables.flows.size
    for d in range(point.demand, point.demand_end):
        demand, backlog, asked = tables.demands[d], state.backlog[d], state.asked[d]
        if demand.swap >= 0:
            copy(state.scratch[4], backlog)
        if point.grants:
            grant_customer(state.grants, F + d, sold)
            serve_granted(backlog, asked, sold, on_time)
        else:
            given = part
            if is_rationed(state.pulled, F + d):
                given = state.scratch[5]
                copy(given, part)
                cut_claim(state.levers, state.pulled, F + d, given)
            hand_over(backlog, asked, given, sold, on_time)
        earn(state, counts, d, day, sold, demand.price * tables.fx[demand.currency, day], demand.value)
        if moved.shape[0]:
            copy(moved[traced + d], sold)
        if demand.swap >= 0:
            put_by(tables.swap, state.swaps, demand.swap, state.scratch[4], sold)
            add(state.owed[i], backlog, demand.waits)
        else:
            conclude(tables, state, counts, moved, i, d, day, sold, on_time)


@law
def settle(tables: Any, state: Any, i: Any, who: Any) -> None:
    """Count as owed those who were not served in this step; of who looks for another item, what is sure to wait."""
    point, owed = tables.points[i], state.owed[i]
    if who == CUSTOMERS:
        owe_receivers(tables, state, i)
    if who != ALL:
        for d in range(point.demand, point.demand_end):
            demand = tables.demands[d]
            add(owed, state.backlog[d], demand.waits if demand.swap >= 0 and who == CUSTOMERS else 1.0)


@switched
def open_store(table: Any, tables: Any, state: Any, i: Any, day: Any, who: Any, total: Any) -> None:
    """Book today's orders of the recipes that draw from a store, and find what each may take; nothing leaves yet."""
    if who & RECEIVERS:
        point = tables.points[i]
        fill(state.owed[i], 0.0)
        for at in range(point.out, point.out_end):
            f = tables.out[at]
            book(state.due[f], state.ordered[tables.flows[f].heard], state.owed[i])
        part_store(table, state.memory, state.allowed, i, day, state.stock[i], total)
        cut_stores(state.levers, state.pulled, table, i, state.allowed)


@switched
def set_aside(table: Any, tables: Any, state: Any, moved: Any, f: Any, day: Any, goods: Any) -> None:
    """Keep back what may not leave on one flow, or send it with what was kept before, as far as both may go, in whole quanta."""
    kept, together, quantum = (
        state.scratch[4],
        state.scratch[6],
        tables.points[tables.flows[f].source].quantum,
    )
    fill(kept, 0.0)
    wait_aside(state.levers, state.pulled, f, goods, state.aside[f], state.scratch[5])
    keep(table, state, f, goods, kept)
    if table.dispatch[f] >= 0:
        copy(together, goods)
        may_leave(tables, state, f, day, goods)
        let_out_aside(state.levers, state.pulled, f, state.scratch[5], goods)
        within_handling(tables.handling, state.handled, f, goods)
        if quantum > 0.0:
            cut(goods, quantum)
        stay(together, goods, state.aside[f])
    if moved.shape[0]:
        copy(moved[moved.shape[0] - state.due.shape[0] + f], kept)


@switched
def forget(table: Any, tables: Any, state: Any, moved: Any, f: Any, day: Any) -> None:
    """Cancel what one flow did not get today, where its receiver does not wait."""
    cancelled = state.scratch[4]
    fill(cancelled, 0.0)
    cancel(table, state, f, cancelled)
    if moved.shape[0]:
        copy(moved[moved.shape[0] - 3 * state.due.shape[0] + f], cancelled)


@switched
def recount(table: Any, tables: Any, state: Any, i: Any) -> None:
    """Where `table` is there, count what one point owes its receivers anew, some of it having been cancelled."""
    owe_receivers(tables, state, i)


@law
def owe_receivers(tables: Any, state: Any, i: Any) -> None:
    """Count what one point owes its receivers, and nobody else."""
    point, owed = tables.points[i], state.owed[i]
    fill(owed, 0.0)
    for at in range(point.out, point.out_end):
        owe(owed, state.due[tables.out[at]])
