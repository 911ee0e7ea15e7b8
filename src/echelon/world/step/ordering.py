"""Orders go upstream: customers ask, receivers are heard, the policy decides, sources are asked."""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import copy, fill, law
from echelon.world.law.demand import ask as draw, scale_by
from echelon.world.law.post import collect
from echelon.world.law.procurement import in_lots, owe, release, review as decide, reviewed
from echelon.world.step.sourcing import ask_sources, cancel_old


@law
def ask(tables: Any, state: Any, i: Any, day: Any, replication: Any) -> None:
    """One point's customers ask; the position must not owe what may be lost."""
    point = tables.points[i]
    for d in range(point.demand, point.demand_end):
        demand, asked = tables.demands[d], state.asked[d]
        draw(demand, tables.season, tables.quantiles, tables.limits, tables.others, day, replication, asked)
        if demand.gate >= 0 and state.shut[demand.gate] != 0:
            scale_by(asked, state.gate[demand.gate])
        if not demand.lost:
            owe(state.owed[i], asked)


@law
def hear(tables: Any, state: Any, i: Any, day: Any) -> None:
    """Orders of one point's receivers reach it."""
    point = tables.points[i]
    for at in range(point.out, point.out_end):
        flow = tables.flows[tables.out[at]]
        if flow.post >= 0:
            collect(tables.post, state.post, flow.post, day, state.ordered[flow.heard])
        owe(state.owed[i], state.ordered[flow.heard])


@law
def review(tables: Any, state: Any, moved: Any, i: Any, day: Any, wanted: Any) -> None:
    """One point's policy decides, and its sources are asked."""
    point = tables.points[i]
    cancel_old(tables.cancel, tables, state, i, day)
    if not reviewed(point, tables.season, day):
        fill(wanted, 0.0)
    else:
        decide(point, state.stock[i], state.on_order[i], state.owed[i], wanted)
    if point.lots:
        in_lots(point, wanted)
    if moved.shape[0]:
        copy(moved[i], wanted)
    if point.makes:
        release(wanted, state.on_order[i], state.pending[i])
    for g in range(point.group, point.group_end):
        ask_sources(tables, state, i, g, day, wanted)
