"""Network → arrays for the kernels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.chance import key
from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.costs import costs
from echelon.network.demand import daily_quantities, growth, patience, replayed
from echelon.network.exchange import exchange
from echelon.network.lead import lead_weights
from echelon.network.model import Network, words
from echelon.network.rates import Rates, per_good
from echelon.network.substitutes import substitutes
from echelon.world.law.adapt import adapt_table
from echelon.world.law.blanket import Blanket, blanket_table
from echelon.world.law.byproduct import output_table
from echelon.world.law.campaign import campaign_table
from echelon.world.law.cancel import Cancel, cancel_table
from echelon.world.law.convoy import convoy_table, convoys
from echelon.world.law.correlate import correlate_table
from echelon.world.law.costs import fees
from echelon.world.law.dock import dock_table
from echelon.world.law.draw import draw_table
from echelon.world.law.due import due_days, due_table
from echelon.world.law.echelon import echelon_table
from echelon.world.law.expedite import expedite_table, expedited
from echelon.world.law.forget import forget_table
from echelon.world.law.handle import handled_points, handling_table
from echelon.world.law.hold import hold_table
from echelon.world.law.overtime import overtime_table
from echelon.world.law.passage import detours, passed, route_table
from echelon.world.law.patience import patience_table
from echelon.world.law.plan import plan_table
from echelon.world.law.post import Post, post_table
from echelon.world.law.quanta import whole_quanta
from echelon.world.law.ration import (
    DRAWN,
    PRIORITY as BY_PRIORITY,
    PROMISED,
    PROPORTIONAL,
    RULES,
    claims_in_order,
    ration_table,
)
from echelon.world.law.requirements import requirements_table
from echelon.world.law.review import review_table
from echelon.world.law.sailing import Sailing, sailing_table
from echelon.world.law.scrap import Yields, yield_table
from echelon.world.law.sequence import PRIORITY, SEQUENCES
from echelon.world.law.setup import set_up_costs
from echelon.world.law.shelf import shelf_table
from echelon.world.law.sourcing import sourcing_codes, sourcing_table
from echelon.world.law.swap import swap_table
from echelon.world.policy import OWN, POLICIES
from echelon.world.policy.own import addresses
from echelon.world.policy.source import Policy
from echelon.world.shapes import Aliases, Quantiles, Seasons, shape_fields
from echelon.world.tables import DEMAND, FLOW, GROUP, PIPE, POINT, RESOURCE, Tables, records
from echelon.world.timetable import posts, program, sails_overnight

AHEAD = 366
"""Days beyond the run's last for which seasons are known: planners look so far."""

NO_POLICIES: Mapping[str, Policy] = {}

Target = tuple[str, int]
"""What a factor acts on: ("site" | "lane" | "demand", row of that noun's table)."""


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
    resource_rows, resources, users, hours = _resources(net, s, days, gates)
    post = post_table(net, s, overnight=posts(net.settings.timetable), forced=forced)
    cancel = cancel_table(net, s, overnight=posts(net.settings.timetable), forced=forced)
    blanket = blanket_table(net, s, forced=forced)
    weights, names = _leads(net, s, making)
    ways = {flow: hit for flow, hit in passed(net, s, gates).items() if len(weights[flow]) > 1}
    flows, flow_gates = _flows(net, s, r, gates, post, ways)
    flows["cancel"], flows["blanket"] = _rows_of(cancel, len(flows)), _rows_of(blanket, len(flows))
    in_order = convoys(net, s, weights)
    flows["convoy"][list(in_order)] = list(in_order.values())
    flows["sails"], sailing = sailing_table(net, s, days, forced=forced)
    if sailing is not None:
        _usual_by_departure(flows, sailing)
    points = _points(net, s, r, making, resource_rows, gates, seasons)
    draw = draw_table(net, s, forced=forced)
    if policies:
        points["own"] = addresses(policies, s.points, points)
        points["policy"][points["own"] != 0] = OWN
    yields = yield_table(net, s, seed, forced=forced)
    _scraps(net, s, points, yields)
    swaps = substitutes(net, s, r)
    passes, steps = program(net.settings.timetable, apart=draw is not None, swaps=len(swaps.demand) > 0)
    hurried = expedited(net, s)
    flows["hurries"][hurried] = 1
    pipes = _pipes(weights, names, seed, pool, detours(net, s, ways), hurried)
    route = route_table(net, s, r, hit=ways, usual=flows["usual"], weights=weights, slots=pipes["slots"], gates=gates, days=days,
                        seed=seed, forced=forced)  # fmt: skip
    demands = _demands(net, s, r, seed, gates, quantiles, pool, seasons)
    demands["swap"][swaps.demand] = np.arange(len(swaps.demand))
    claims, spent = claims_in_order(net, s), costs(net, s)
    campaigns = campaign_table(net, s, resources, users, need=r.need, forced=forced)
    handling = handling_table(net, s, claims, _gate(gates, "site", range(len(net["site"]))), forced=forced)
    points["grants"] |= handled_points(handling, len(points))
    return Tables(
        points=points,
        groups=records(GROUP, len(s.quantity), flow=s.flow_start[:-1], flow_end=s.flow_start[1:], quantity=s.quantity,
                       quantum=net["item"]["quantum"][s.group_item], value=r.group_value, holding=r.group_holding),
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
        fx=exchange(net, days),
        passes=passes,
        steps=steps,
        claims=claims,
        ration=ration_table(points, claims, len(flows), forced=forced),
        post=post,
        draw=draw,
        hold=hold_table(s, gates, forced=forced),
        echelon=echelon_table(net, s, forced=forced),
        review=review_table(net, s, forced=forced),
        plan=plan_table(net, s, days, forced=forced),
        forget=forget_table(net, s, forced=forced),
        fees=fees(spent, r, forced=forced),
        correlate=correlate_table(net, s, forced=forced),
        adapt=adapt_table(net, s, r, forced=forced),
        sourcing=sourcing_table(net, s, r, forced=forced),
        cancel=cancel,
        blanket=blanket,
        quanta=np.ones(1) if forced or points["quantum"].any() else None,
        outputs=output_table(s, forced=forced),
        yields=yields,
        campaigns=campaigns,
        requirements=requirements_table(net, s, r, points, weights, post, forced=forced),
        set_ups=set_up_costs(spent, resources, users, forced=forced),
        overtime=overtime_table(net, forced=forced),
        expedite=expedite_table(net, s, overnight=sails_overnight(net.settings.timetable), forced=forced),
        route=route,
        convoy=convoy_table(in_order, forced=forced),
        sailing=sailing,
        patience=patience_table(net, s, forced=forced),
        due=due_table(net, s, forced=forced),
        swap=swap_table(swaps, forced=forced),
        shelf=shelf_table(net, s, forced=forced),
        dock=dock_table(net, s, forced=forced),
        handling=handling,
    )  # fmt: skip


def _rows_of(table: Cancel | Blanket | None, flows: int) -> Any:
    """Row of each flow in the table of a law, or -1. `[F]`"""
    rows = np.full(flows, -1, dtype=np.int64)
    if table is not None:
        rows[table.flow] = np.arange(len(table.flow))
    return rows


def opening_stock(net: Network, s: Structure) -> Any:
    """Units on hand before day 0: `initial_stock`, or the target where none is given, in whole quanta. `[P]`"""
    points = net["stock point"]
    initial = points["initial_stock"]
    units = np.where(np.isnan(initial), targets(net), initial)[s.point_row]
    return whole_quanta(units, net["item"]["quantum"][s.item])


def targets(net: Network) -> Any:
    """Target stock of each row of the stock points, worked out where none is given. `[row]`"""
    points = net["stock point"]
    given, policy = points["target_stock"], points["policy"]
    lots = points["reorder_point"] + points["order_quantity"]
    full = points["cards"] * points["card_size"]
    worked_out = np.where(
        policy == "kanban", full, np.where(np.isin(policy.astype(str), ("R_Q", "R_nQ")), lots, 0.0)
    )
    return np.where(np.isnan(given) | (policy == "kanban"), worked_out, given)


def _lots(net: Network) -> Any:
    """Lot of each row of the stock points, 0 where it has none. `[row]`"""
    points = net["stock point"]
    lot = np.where(points["policy"] == "kanban", points["card_size"], points["order_quantity"])
    return np.where(np.isnan(lot), 0.0, lot)


def _gate(gates: Mapping[Target, int], noun: str, rows: Any) -> Any:
    if not gates:
        return np.full(len(rows), -1, dtype=np.int64)
    return np.array([gates.get((noun, int(row)), -1) for row in rows], dtype=np.int64)


def _points(net: Network, s: Structure, r: Rates, making: Any, resource_rows: Mapping[tuple[str, str], int],
            gates: Mapping[Target, int], seasons: Seasons) -> Any:  # fmt: skip
    table, recipes = net["stock point"], net["recipe"]
    made = s.recipe_row[making]
    count = len(s.points)
    pipe = np.full(count, -1, dtype=np.int64)
    pipe[making] = len(s.flows) + np.arange(len(making))
    capacity, hours = np.full(count, np.inf), np.zeros(count)
    capacity[making], hours[making] = recipes["capacity_per_day"][made], recipes["hours_per_unit"][made]
    batch, least = np.zeros(count), np.zeros(count)
    batch[making], least[making] = recipes["batch_size"][made], recipes["batch_minimum"][made]
    resource = np.full(count, -1, dtype=np.int64)
    resource[making] = [
        resource_rows.get((recipes["site"][row], recipes["resource"][row]), -1) for row in made
    ]
    reorder = table["reorder_point"][s.point_row]
    calendars = _Season(net, seasons)
    claims = s.out_start + s.demand_start
    rule = np.array([RULES[str(name)] for name in table["allocation"][s.point_row]], dtype=np.int64)
    quantum = net["item"]["quantum"][s.item]
    fed_by_nothing = (s.recipe_row < 0) & (np.diff(s.group_start) == 0)  # a by-product's point cannot order
    return records(
        POINT,
        count,
        policy=np.array([POLICIES[str(name)][0] for name in table["policy"][s.point_row]], dtype=np.int64),
        target=targets(net)[s.point_row],
        reorder=np.where(np.isnan(reorder), 0.0, reorder),
        quantity=_lots(net)[s.point_row],
        sourcing=sourcing_codes(net, s),
        emergency=np.nan_to_num(table["emergency_point"], nan=-np.inf)[s.point_row],
        review_every=table["review_every_days"][s.point_row],
        review_first=table["review_first_day"][s.point_row],
        review_calendar=[calendars.named(str(name)) for name in table["review_calendar"][s.point_row]],
        lots=fed_by_nothing
        | (
            (table["order_minimum"] > 0) | (table["order_multiple"] > 0) | np.isfinite(table["order_maximum"])
        )[s.point_row],
        least=table["order_minimum"][s.point_row],
        multiple=table["order_multiple"][s.point_row],
        draws=_draws(net, s),
        pushes=_pushes(net, s, making),
        rule=rule,
        grants=((rule != PROPORTIONAL) & (rule != DRAWN)) | (quantum > 0),
        in_turn=(rule == PROMISED) | ((rule == BY_PRIORITY) & _some_whole(net, s)),
        quantum=quantum,
        most=np.where(fed_by_nothing, 0.0, table["order_maximum"][s.point_row]),
        claim=claims[:-1],
        claim_end=claims[1:],
        makes=(pipe >= 0).astype(np.int64),
        batched=(batch > 0) | (least > 0),
        batch=batch,
        batch_least=least,
        capacity=capacity,
        starts=np.where(np.isfinite(capacity) | (resource >= 0), capacity, r.usual * per_good(net, s)),
        leaves=np.where(np.isfinite(capacity), np.maximum(capacity, r.usual), r.usual),
        pipe=pipe,
        resource=resource,
        hours=hours,
        gate=_gate(gates, "site", s.site),
        group=s.group_start[:-1],
        group_end=s.group_start[1:],
        out=s.out_start[:-1],
        out_end=s.out_start[1:],
        demand=s.demand_start[:-1],
        demand_end=s.demand_start[1:],
        output=s.output_start[:-1],
        output_end=s.output_start[1:],
        value=r.value,
        holding=r.holding,
    )


def _some_whole(net: Network, s: Structure) -> Any:
    """Which points have customers who take all or nothing. `[P]`"""
    whole = net["demand"]["partial"][s.demand_row] == "no"
    return np.bincount(s.demand_point, whole, minlength=len(s.points)) > 0


def _draws(net: Network, s: Structure) -> Any:
    """Which points' recipes take their inputs out of stores. `[P]`"""
    store = net["stock point"]["allocation"][s.point_row] == "drawn"
    draws = np.zeros(len(s.points), dtype=np.int64)
    for f in np.flatnonzero(store[s.source]).tolist():
        draws[s.target(f)] = 1
    return draws


def _pushes(net: Network, s: Structure, making: Any) -> Any:
    """Which points' recipes start without an order: those that say so and have inputs. `[P]`"""
    pushes = np.zeros(len(s.points), dtype=np.int64)
    pushes[making] = net["recipe"]["starts"][s.recipe_row[making]] == "complete"
    return pushes * (np.diff(s.group_start) > 0)


def _scraps(net: Network, s: Structure, points: Any, yields: Yields | None) -> None:
    """Say in the points' records which scrap, and which plan for it."""
    points["scraps"] = -1
    if yields is not None:
        points["scraps"][yields.point] = np.arange(len(yields.point))
        points["planned"][yields.point] = net["recipe"]["yield_planned"][s.recipe_row[yields.point]] == "yes"


def _flows(
    net: Network,
    s: Structure,
    r: Rates,
    gates: Mapping[Target, int],
    post: Post | None,
    ways: Mapping[int, object],
) -> tuple[Any, Any]:
    """Records, and the gates that bound what leaves: of its lane, and of passages that it reaches on the day it leaves."""
    capacity = np.full(len(s.flows), np.inf)
    lanes = s.lane_row >= 0
    capacity[lanes] = net["lane"]["capacity_per_day"][s.lane_row[lanes]]
    stated = np.isfinite(capacity)
    capacity[stated] *= _lane_part(s, r)[stated]
    sites = {str(name): row for row, name in enumerate(net["site"]["name"])}
    passed: list[list[int]] = []
    for flow, row in enumerate(s.lane_row.tolist() if gates else []):
        held = row >= 0 and flow not in ways
        via = [sites[name] for name in words(net["lane"]["via"][row])] if held else []
        targets: list[Target] = [("lane", row), *(("site", site) for site in via)]
        passed.append([gates[target] for target in targets if target in gates])
    starts = np.cumsum([0, *map(len, passed)]) if gates else np.zeros(len(s.flows) + 1, dtype=np.int64)
    usual = np.where(np.isfinite(capacity), capacity, r.flow_usual)
    flows = records(FLOW, len(s.flows), share=s.share, capacity=capacity, usual=usual, source=s.source,
                    freight=r.freight, currency=r.currency,
                    gate=starts[:-1], gate_end=starts[1:], heard=np.arange(len(s.flows)), post=-1, route=-1,
                    convoy=-1, sails=-1)  # fmt: skip
    flows["route"][list(ways)] = np.arange(len(ways))
    if post:
        flows["post"][post.flow] = np.arange(len(post.flow))
        flows["heard"][post.flow] = len(s.flows) + np.arange(len(post.flow))
    return flows, np.array([gate for each in passed for gate in each], dtype=np.int64)


def _usual_by_departure(flows: Any, sailing: Sailing) -> None:
    """Where no capacity is stated, what usually leaves is that of all days since the last departure."""
    rows = np.flatnonzero((flows["sails"] >= 0) & ~np.isfinite(flows["capacity"]))
    flows["usual"][rows] *= sailing.usual[flows["sails"][rows]]


def _lane_part(s: Structure, r: Rates) -> Any:
    """The part of its lane that a flow is: several recipes may call off the same item over one lane. `[F]`"""
    real = s.lane_row >= 0
    lane = np.where(real, s.lane_row, 0)
    total = np.bincount(lane, np.where(real, r.flow_need, 0.0), minlength=1)[lane]
    flows = np.bincount(lane, real, minlength=1)[lane]
    return np.where(total > 0, r.flow_need / np.where(total > 0, total, 1.0), 1.0 / np.maximum(flows, 1.0))


def _leads(net: Network, s: Structure, making: Any) -> tuple[list[list[float]], list[str]]:
    """Probabilities of whole days and the stream's name, of each pipe; flows of one lane travel together."""
    seen: dict[tuple[object, ...], list[float]] = {}
    weights, names = [], []
    for noun, rows, ids in (
        ("lane", s.lane_row, s.flows),
        ("recipe", s.recipe_row[making], [s.points[p] for p in making]),
    ):
        table = net[noun]
        columns = [table[f"lead_{name}"] for name in ("shape", "days", "sd_days", "table", "zero_part")]
        for row, name in zip(rows.tolist(), ids, strict=True):
            cell = tuple(column[row] for column in columns) if row >= 0 else ("constant", 0.0, 0.0, "", 0.0)
            if cell not in seen:
                shape, mean, sd, listed, zero = cell
                seen[cell] = lead_weights(
                    str(shape), float(mean), float(sd), str(listed), zero_part=float(zero)
                )
            weights.append(seen[cell])
            names.append(f"{noun}:{name.partition('>')[0] if noun == 'lane' and row >= 0 else name}")
    if sails_overnight(net.settings.timetable):
        weights[: len(s.flows)] = [_from_tomorrow(each) for each in weights[: len(s.flows)]]
    return weights, names


def _from_tomorrow(weights: Sequence[float]) -> list[float]:
    """Probabilities of whole days when what would take none takes one."""
    later = [*weights, 0.0] if len(weights) == 1 else list(weights)
    return [0.0, later[0] + later[1], *later[2:]]


def _pipes(weights: Sequence[Sequence[float]], names: Sequence[str], seed: int, pool: Aliases,
           longer: Mapping[int, int], varied: Any) -> Any:  # fmt: skip
    """Records.

    longer   days that a route may take more, by flow;  varied  more flows whose goods are added up by day of arrival
    """
    slots = np.array([len(w) + longer.get(pipe, 0) for pipe, w in enumerate(weights)], dtype=np.int64)
    lead = np.array(
        [len(w) - 1 if w[-1] == 1.0 and pipe not in longer else -1 for pipe, w in enumerate(weights)],
        dtype=np.int64,
    )
    lead[varied] = -1
    pipes = records(PIPE, len(weights), lead=lead, slots=slots, base=np.cumsum(slots) - slots)
    for pipe in np.flatnonzero(lead < 0).tolist():
        pipes["start"][pipe], pipes["shift"][pipe] = pool.add(weights[pipe])
        pipes["key0"][pipe], pipes["key1"][pipe] = key(seed, names[pipe], "lead")
    return pipes


def _demands(net: Network, s: Structure, r: Rates, seed: int, gates: Mapping[Target, int], quantiles: Quantiles,
             pool: Aliases, seasons: Seasons) -> Any:  # fmt: skip
    table, rows = net["demand"], s.demand_row
    demands = records(
        DEMAND,
        len(rows),
        lost=(patience(table)[rows] == 0.0) & (due_days(net, s) == 0),
        waits=np.where(due_days(net, s) > 0, 1.0, patience(table)[rows]),
        due=due_days(net, s),
        swap=-1,
        whole=table["partial"][rows] == "no",
        gate=_gate(gates, "demand", rows),
        price=r.price,
        currency=r.price_currency,
        value=r.value[s.demand_point],
        stockout=r.stockout,
        penalty_currency=r.penalty_currency,
    )
    season = _Season(net, seasons)
    for at, number in enumerate(rows.tolist()):
        row = {name: table[name][number] for name in table.schema.names}
        fields = shape_fields(row, quantiles, pool) | {"calendar": season.of(row)}
        for name, value in fields.items():
            demands[name][at] = value
        demands["key0"][at], demands["key1"][at] = key(seed, f"demand:{s.demands[at]}", "quantity")
    return demands


class _Season:
    """Rows of factors by day of the demands: calendar x growth, times the listed quantity where that is the shape."""

    def __init__(self, net: Network, seasons: Seasons) -> None:
        self.start, self.seasons = net.settings.start, seasons
        self.calendars = {row["name"]: row for row in net.rows("calendar")}
        self.listed = daily_quantities(net["demand trace"])

    def of(self, row: Mapping[str, Any]) -> int:
        """Row of a demand's factors; row 0 where they are all 1."""
        named, trend = str(row["calendar"]), float(row["trend_per_year"])
        who = (row["customer"], row["site"], row["item"]) if row["shape"] == "trace" else None
        if who is None and not named and trend == 0.0:
            return 0
        return self.seasons.add((named, trend, who), lambda: self._made(row, named, trend, who))

    def named(self, calendar: str) -> int:
        """Row of a calendar's factors; row 0 where none is named."""
        return self.of({"calendar": calendar, "trend_per_year": 0.0, "shape": ""})

    def _made(self, row: Mapping[str, Any], named: str, trend: float, who: Any) -> Any:
        days = self.seasons.days
        found = calendar_days(self.calendars[named], self.start, days) if named else np.ones(days)
        if trend != 0.0:
            found = found * growth(trend, days)
        if who is not None:
            found = found * replayed(self.listed[who], days, repeat=row["repeat"] == "yes")
        return found


def _resources(net: Network, s: Structure, days: int, gates: Mapping[Target, int]) -> tuple[
        dict[tuple[str, str], int], Any, Any, Any]:  # fmt: skip
    """Rows by (site, name), records, their users end to end, and hours [resource, day]."""
    table, recipes = net["resource"], net["recipe"]
    rows = {pair: row for row, pair in enumerate(zip(table["site"], table["name"], strict=True))}
    calendars = {
        str(row["name"]): calendar_days(row, net.settings.start, days) for row in net.rows("calendar")
    }
    calendars[""] = np.ones(days)
    hours = [h * calendars[str(c)] for h, c in zip(table["hours_per_day"], table["calendar"], strict=True)]
    users: list[list[int]] = [[] for _ in rows]
    for point, row in enumerate(s.recipe_row.tolist()):
        if row >= 0 and (recipes["site"][row], recipes["resource"][row]) in rows:
            users[rows[recipes["site"][row], recipes["resource"][row]]].append(point)
    rule = [SEQUENCES[str(name)] for name in table["sequencing"]]
    for each in (each for each, how in zip(users, rule, strict=True) if how == PRIORITY):
        each.sort(key=lambda point: float(recipes["priority"][s.recipe_row[point]]))
    ends = np.cumsum([0, *map(len, users)])
    sites = {name: row for row, name in enumerate(net["site"]["name"])}
    resources = records(RESOURCE, len(rows), gate=_gate(gates, "site", [sites[site] for site in table["site"]]),
                        user=ends[:-1], user_end=ends[1:], rule=rule)  # fmt: skip
    flat = np.array([point for each in users for point in each], dtype=np.int64)
    return rows, resources, flat, np.array(hours).reshape(len(rows), days)
