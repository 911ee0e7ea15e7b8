"""Network → arrays for the kernels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.costs import costs
from echelon.network.exchange import exchange
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.network.substitutes import substitutes
from echelon.world.demands import Season, demand_rows
from echelon.world.flows import flow_rows, lead_times, pipe_rows, rows_of, usual_by_departure
from echelon.world.gates import gate_rows
from echelon.world.law.adapt import adapt_table
from echelon.world.law.ages import queues
from echelon.world.law.blanket import blanket_table
from echelon.world.law.byproduct import output_table
from echelon.world.law.campaign import campaign_table
from echelon.world.law.cancel import cancel_table
from echelon.world.law.closure import closing, closure_table
from echelon.world.law.convoy import convoy_table, convoys
from echelon.world.law.correlate import correlate_table
from echelon.world.law.costs import fees
from echelon.world.law.dock import by_arrival, dock_table
from echelon.world.law.draw import draw_table
from echelon.world.law.due import due_table
from echelon.world.law.echelon import echelon_table
from echelon.world.law.expedite import expedite_table, expedited
from echelon.world.law.forget import forget_table
from echelon.world.law.hold import hold_table
from echelon.world.law.overtime import overtime_table
from echelon.world.law.patience import patience_table
from echelon.world.law.plan import plan_table
from echelon.world.law.post import post_table
from echelon.world.law.ration import claims_in_order, first_come, ration_table
from echelon.world.law.requirements import requirements_table
from echelon.world.law.review import review_table
from echelon.world.law.sailing import sailing_table
from echelon.world.law.scrap import yield_table
from echelon.world.law.sequence import turns_table
from echelon.world.law.setup import set_up_costs
from echelon.world.law.share import FIRST_COME
from echelon.world.law.shelf import shelf_table
from echelon.world.law.sourcing import sourcing_table
from echelon.world.law.swap import swap_table
from echelon.world.points import group_rows, point_rows, scrap_rows
from echelon.world.policy import OWN
from echelon.world.policy.own import addresses
from echelon.world.policy.source import Policy
from echelon.world.pools import by_day, handled_points, handling_table, pooled
from echelon.world.resources import resource_table
from echelon.world.routes import detours, passed, route_table
from echelon.world.shapes import Aliases, Quantiles, Seasons
from echelon.world.tables import Tables
from echelon.world.timetable import posts, program, sails_overnight

AHEAD = 366
"""Days beyond the run's last for which seasons are known: planners look so far."""

NO_POLICIES: Mapping[str, Policy] = {}


def prepare(
    net: Network,
    s: Structure,
    r: Rates,
    *,
    days: int,
    seed: int,
    gates: Mapping[Target, int],
    policies: Mapping[str, Policy] = NO_POLICIES,
    forced: bool = False,
) -> Tables:
    """All arrays of a run. `gates` numbers the targets that some disruption of the run hits.

    policies   a user's own, by stock point or `*`
    forced   compile every law in, used or not: no byte of an answer changes, and many networks share one kernel
    """
    making = np.flatnonzero(s.recipe_row >= 0)
    pool, quantiles, seasons = Aliases(), Quantiles(), Seasons(days + AHEAD)
    resource_rows, resources, users, hours = resource_table(net, s, days, gates)
    weights, names = lead_times(net, s, making)
    ways = {flow: hit for flow, hit in passed(net, s, gates).items() if len(weights[flow]) > 1}
    flows, flow_gates, of_flows = _flows(net, s, r, weights, ways, days=days, gates=gates, forced=forced)
    may_close = closing(net, s, gates)
    longer = sums(detours(net, s, ways), may_close)
    pipes = pipe_rows(weights, names, seed, pool, longer, expedited(net, s))
    route = route_table(net, s, r, hit=ways, usual=flows["usual"], weights=weights, slots=pipes["slots"], gates=gates, days=days,
                        seed=seed, forced=forced)  # fmt: skip
    points = point_rows(net, s, r, making, resource_rows, gates, seasons)
    if policies:
        points["own"] = addresses(policies, s.points, points)
        points["policy"][points["own"] != 0] = OWN
    yields = yield_table(net, s, seed, forced=forced)
    scrap_rows(net, s, points, yields)
    swaps = substitutes(net, s, r)
    demands = demand_rows(net, s, r, seed, gates, quantiles, pool, seasons)
    demands["swap"][swaps.demand] = np.arange(len(swaps.demand))
    claims, spent = claims_in_order(net, s), costs(net, s)
    of_sharing = _sharing(net, s, points, flows, resources=(resources, users), claims=claims, gates=gates,
                          calendars=Season(net, seasons), forced=forced)  # fmt: skip
    draw, fx = draw_table(net, s, forced=forced), exchange(net, days)
    passes, steps = program(net.settings.timetable, apart=draw is not None, swaps=len(swaps.demand) > 0)
    return Tables(
        points=points,
        groups=group_rows(net, s, r),
        flows=flows,
        pipes=pipes,
        demands=demands,
        resources=resources,
        out=s.out_flow,
        flow_gates=flow_gates,
        users=users,
        hours=hours,
        season=seasons.array(),
        quantiles=quantiles.array(),
        limits=np.concatenate(pool.limits),
        others=np.concatenate(pool.others),
        fx=fx,
        passes=passes,
        steps=steps,
        claims=claims,
        draw=draw,
        hold=hold_table(s, gates, forced=forced),
        plan=plan_table(net, s, days, forced=forced),
        fees=fees(spent, r, forced=forced),
        quanta=np.ones(1) if forced or points["quantum"].any() else None,
        yields=yields,
        campaigns=campaign_table(net, s, resources, users, need=r.need, forced=forced),
        requirements=requirements_table(net, s, r, points, weights, of_flows["post"], forced=forced),
        set_ups=set_up_costs(spent, resources, users, forced=forced),
        route=route,
        closures=closure_table(s, r, net, found=may_close, slots=pipes["slots"], gates=gates, forced=forced),
        swap=swap_table(swaps, forced=forced),
        **of_flows,
        **of_sharing,
        **_by_themselves(net, s, r, fx, forced=forced),
    )


def sums(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    """What both say of each flow, added up.

    >>> sums({1: 2}, {1: 3, 4: 0})
    {1: 5, 4: 0}
    """
    return {flow: one.get(flow, 0) + other.get(flow, 0) for flow in {**one, **other}}


def _flows(net: Network, s: Structure, r: Rates, weights: Sequence[Sequence[float]], ways: Mapping[int, Any], *, days: int,
           gates: Mapping[Target, int], forced: bool) -> tuple[Any, Any, dict[str, Any]]:  # fmt: skip
    """Records of flows, their gates, and the tables of laws whose rows the records name."""
    overnight = posts(net.settings.timetable)
    post = post_table(net, s, overnight=overnight, forced=forced)
    cancel = cancel_table(net, s, overnight=overnight, forced=forced)
    blanket = blanket_table(net, s, forced=forced)
    flows, flow_gates = flow_rows(net, s, r, gates, post, ways)
    flows["cancel"], flows["blanket"] = rows_of(cancel, len(flows)), rows_of(blanket, len(flows))
    flows["hurries"][expedited(net, s)] = 1
    in_order = convoys(net, s, weights)
    flows["convoy"][list(in_order)] = list(in_order.values())
    flows["sails"], sailing = sailing_table(net, s, days, forced=forced)
    if sailing is not None:
        usual_by_departure(flows, sailing)
    return flows, flow_gates, {
        "post": post,
        "cancel": cancel,
        "blanket": blanket,
        "convoy": convoy_table(in_order, forced=forced),
        "sailing": sailing,
        "expedite": expedite_table(net, s, overnight=sails_overnight(net.settings.timetable), forced=forced),
    }  # fmt: skip


def _sharing(net: Network, s: Structure, points: Any, flows: Any, *, resources: tuple[Any, Any], claims: Any,
             gates: Mapping[Target, int], calendars: Season, forced: bool) -> dict[str, Any]:  # fmt: skip
    """Tables of what is shared, and the queues of all who are served by the day of their orders; says so in the records."""
    of_sites = gate_rows(gates, "site", range(len(net["site"])))
    handling = handling_table(net, s, claims, of_sites, points=points, calendars=calendars, forced=forced)
    points["grants"] |= handled_points(handling, len(points))
    flows["pooled"] = pooled(handling, len(flows))
    row = claims[:, 0] * len(flows) + claims[:, 1]
    dock = dock_table(net, s, forced=forced)
    turns, users = turns_table(*resources, len(points), forced=forced)
    ordered, queue = queues(
        first_come(points, row) | by_day(handling, len(row)), users, by_arrival(dock, FIRST_COME, len(points))
    )
    return {
        "handling": handling and handling._replace(queue=queue[0][handling.claim]),
        "ration": ration_table(points, row, queue[0], forced=forced),
        "turns": turns and turns._replace(queue=queue[1]),
        "dock": dock and dock._replace(queue=queue[2]),
        "ages": np.arange(ordered) if forced or ordered else None,
    }


def _by_themselves(net: Network, s: Structure, r: Rates, fx: Any, *, forced: bool) -> dict[str, Any]:
    """Tables of laws that look at the network alone."""
    return {
        "echelon": echelon_table(net, s, forced=forced),
        "review": review_table(net, s, forced=forced),
        "forget": forget_table(net, s, forced=forced),
        "correlate": correlate_table(net, s, forced=forced),
        "adapt": adapt_table(net, s, r, forced=forced),
        "sourcing": sourcing_table(net, s, r, fx, forced=forced),
        "outputs": output_table(s, forced=forced),
        "overtime": overtime_table(net, forced=forced),
        "patience": patience_table(net, s, forced=forced),
        "due": due_table(net, s, forced=forced),
        "shelf": shelf_table(net, s, forced=forced),
    }
