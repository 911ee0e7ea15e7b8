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
from echelon.network.opening import NOTHING, Opening
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
from echelon.world.law.cheapest import cheapest_table
from echelon.world.law.closure import closing, closure_table, losing
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
from echelon.world.law.lever import reach_table
from echelon.world.law.overtime import overtime_table
from echelon.world.law.patience import patience_table
from echelon.world.law.plan import plan_table
from echelon.world.law.post import post_table
from echelon.world.law.ration import claims_in_order, first_come, ration_table
from echelon.world.law.requirements import requirements_table
from echelon.world.law.review import review_table
from echelon.world.law.ruin import ruin_table
from echelon.world.law.sailing import sailing_table
from echelon.world.law.scrap import yield_table
from echelon.world.law.sequence import turns_table
from echelon.world.law.setup import set_up_costs
from echelon.world.law.share import FIRST_COME
from echelon.world.law.shelf import shelf_table
from echelon.world.law.sourcing import sourcing_table
from echelon.world.law.stretch import stretch_rows, stretched
from echelon.world.law.swap import swap_table
from echelon.world.points import group_rows, point_rows, scrap_rows
from echelon.world.policy import OWN
from echelon.world.policy.own import addresses
from echelon.world.policy.source import Policy
from echelon.world.pools import by_day, handled_points, handling_table, pooled
from echelon.world.resources import resource_table
from echelon.world.routes import detours, passed, route_table
from echelon.world.shapes import Aliases, Quantiles, Seasons
from echelon.world.start import longer_pipes
from echelon.world.tables import Tables, laid_out
from echelon.world.timetable import posts, program, sails_overnight

AHEAD = 366
"""Days beyond the run's last for which seasons are known: planners look so far."""

NO_POLICIES: Mapping[str, Policy] = {}


def prepare(net: Network, s: Structure, r: Rates, *, days: int, seed: int, gates: Mapping[Target, int],
            policies: Mapping[str, Policy] = NO_POLICIES, opening: Opening = NOTHING, levers: bool = False,
            forced: bool = False) -> Tables:  # fmt: skip
    """All arrays of a run. `gates` numbers the targets that some disruption of the run hits.

    policies   a user's own, by stock point or `*`;  opening  what is under way, and may arrive later than all that leaves
    levers   somebody may move them: in neutral no byte of an answer changes
    forced   compile every law in, used or not: no byte of an answer changes, and many networks share one kernel
    """
    pool, quantiles, seasons = Aliases(), Quantiles(), Seasons(days + AHEAD)
    resource_rows, resources, users, hours = resource_table(net, s, days, gates)
    weights, of_ways = _ways(net, s, r, pool, opening, days=days, seed=seed, gates=gates, forced=forced)
    points, yields = _points(
        net, s, r, resource_rows, gates, seasons, seed=seed, policies=policies, forced=forced
    )
    demands, swap = _demands(net, s, r, seed, gates, (quantiles, pool, seasons), forced=forced)
    claims, fx, draw = claims_in_order(net, s), exchange(net, days), draw_table(net, s, forced=forced)
    of_sharing = _sharing(net, s, points, of_ways["flows"], resources=(resources, users), claims=claims, gates=gates,
                          calendars=Season(net, seasons), forced=forced)  # fmt: skip
    passes, steps = program(
        net.settings.timetable, apart=draw is not None, swaps=bool((demands["swap"] >= 0).any())
    )
    return laid_out(Tables(
        points=points,
        groups=group_rows(net, s, r),
        demands=demands,
        resources=resources,
        out=s.out_flow,
        users=users,
        hours=hours,
        fx=fx,
        passes=passes,
        steps=steps,
        claims=claims,
        draw=draw,
        yields=yields,
        swap=swap,
        reach=reach_table(net, s, levers=levers, forced=forced),
        requirements=requirements_table(net, s, r, points, weights, of_ways["post"], forced=forced),
        **of_ways,
        **of_sharing,
        **_pointed_into(quantiles, pool, seasons),
        **_of_making(net, s, r, points, (resources, users), forced=forced),
        **_by_themselves(net, s, r, fx, days=days, gates=gates, forced=forced),
    ))  # fmt: skip


def _pointed_into(quantiles: Quantiles, pool: Aliases, seasons: Seasons) -> dict[str, Any]:
    """Lists that records of points, pipes and demands point into, when all of these are made."""
    return {
        "season": seasons.array(),
        "quantiles": quantiles.array(),
        "limits": np.concatenate(pool.limits),
        "others": np.concatenate(pool.others),
    }


def _ways(net: Network, s: Structure, r: Rates, pool: Aliases, opening: Opening, *, days: int, seed: int,
          gates: Mapping[Target, int], forced: bool) -> tuple[Sequence[Sequence[float]], dict[str, Any]]:  # fmt: skip
    """How long all goods are under way, and the tables of flows and pipes."""
    weights = lead_times(net, s, np.flatnonzero(s.recipe_row >= 0))
    ways = {flow: hit for flow, hit in passed(net, s, gates).items() if len(weights[flow]) > 1}
    stretches = stretched(s, weights, gates, days)
    flows, of_flows = _flows(net, s, r, weights, ways, stretches, days=days, gates=gates, forced=forced)
    may_close, may_lose = closing(net, s, weights, gates), losing(s, weights, gates)
    longer: Mapping[int, int] = stretches
    for more in (
        detours(net, s, ways),
        may_close,
        dict.fromkeys(may_lose, 0),
        longer_pipes(net, s, weights, opening),
    ):
        longer = sums(longer, more)
    pipes = pipe_rows(s, weights, seed, pool, longer, expedited(net, s))
    stretch_rows(s, pipes, stretches, weights, gates, overnight=sails_overnight(net.settings.timetable))
    slots = pipes["slots"]
    return weights, {
        "flows": flows,
        "pipes": pipes,
        "route": route_table(net, s, r, hit=ways, usual=flows["usual"], weights=weights, slots=slots, gates=gates, days=days,
                             seed=seed, longer=stretches, forced=forced),
        "closures": closure_table(s, r, net, found=may_close, losing=may_lose, slots=slots, gates=gates, forced=forced),
        "cheapest": cheapest_table(net, s, flows, gates, forced=forced),
        **of_flows,
    }  # fmt: skip


def _points(net: Network, s: Structure, r: Rates, resource_rows: Mapping[tuple[str, str], int], gates: Mapping[Target, int],
            seasons: Seasons, *, seed: int, policies: Mapping[str, Policy], forced: bool) -> tuple[Any, Any]:  # fmt: skip
    """Records of stock points, with a user's own policies, and what their recipes scrap."""
    points = point_rows(net, s, r, np.flatnonzero(s.recipe_row >= 0), resource_rows, gates, seasons)
    if policies:
        points["own"] = addresses(policies, s.points, points)
        points["policy"][points["own"] != 0] = OWN
    yields = yield_table(net, s, seed, forced=forced)
    scrap_rows(net, s, points, yields)
    return points, yields


def _demands(net: Network, s: Structure, r: Rates, seed: int, gates: Mapping[Target, int],
             shared: tuple[Quantiles, Aliases, Seasons], *, forced: bool) -> tuple[Any, Any]:  # fmt: skip
    """Records of demands, and the substitutes that they name."""
    swaps = substitutes(net, s, r)
    demands = demand_rows(net, s, r, seed, gates, *shared)
    demands["swap"][swaps.demand] = np.arange(len(swaps.demand))
    return demands, swap_table(swaps, forced=forced)


def _of_making(
    net: Network, s: Structure, r: Rates, points: Any, shared: tuple[Any, Any], *, forced: bool
) -> dict[str, Any]:
    """Tables of what making and moving costs, of quanta and of set-ups; `shared` are the resources and their users."""
    spent = costs(net, s)
    return {
        "fees": fees(spent, r, forced=forced),
        "quanta": np.ones(1) if forced or points["quantum"].any() else None,
        "campaigns": campaign_table(net, s, *shared, need=r.need, forced=forced),
        "set_ups": set_up_costs(spent, *shared, forced=forced),
    }


def sums(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    """What both say of each flow, added up.

    >>> sums({1: 2}, {1: 3, 4: 0})
    {1: 5, 4: 0}
    """
    return {flow: one.get(flow, 0) + other.get(flow, 0) for flow in {**one, **other}}


def _flows(net: Network, s: Structure, r: Rates, weights: Sequence[Sequence[float]], ways: Mapping[int, Any],
           stretches: Mapping[int, int], *, days: int, gates: Mapping[Target, int],
           forced: bool) -> tuple[Any, dict[str, Any]]:  # fmt: skip
    """Records of flows; their gates, and the tables of laws whose rows the records name."""
    overnight = posts(net.settings.timetable)
    post = post_table(net, s, overnight=overnight, forced=forced)
    cancel = cancel_table(net, s, overnight=overnight, forced=forced)
    blanket = blanket_table(net, s, forced=forced)
    flows, flow_gates = flow_rows(net, s, r, gates, post, ways)
    flows["cancel"], flows["blanket"] = rows_of(cancel, len(flows)), rows_of(blanket, len(flows))
    flows["hurries"][expedited(net, s)] = 1
    in_order = convoys(net, s, weights, stretches)
    flows["convoy"][list(in_order)] = list(in_order.values())
    flows["sails"], sailing = sailing_table(net, s, days, forced=forced)
    if sailing is not None:
        usual_by_departure(flows, sailing)
    return flows, {
        "flow_gates": flow_gates,
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


def _by_themselves(net: Network, s: Structure, r: Rates, fx: Any, *, days: int, gates: Mapping[Target, int],
                   forced: bool) -> dict[str, Any]:  # fmt: skip
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
        "hold": hold_table(s, gates, forced=forced),
        "ruin": ruin_table(s, gates, forced=forced),
        "plan": plan_table(net, s, days, forced=forced),
    }
