"""Network → arrays for the kernels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.chance import key
from echelon.core.quantile import KNOTS, alias_table, gamma_table, normal_table, poisson_weights
from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.lead import lead_weights
from echelon.network.model import Network, words
from echelon.network.rates import Rates, per_good
from echelon.world.law.byproduct import output_table
from echelon.world.law.campaign import campaign_table
from echelon.world.law.demand import ALIAS, CONSTANT, QUANTILE
from echelon.world.law.dock import dock_table
from echelon.world.law.handle import handled_points, handling_table
from echelon.world.law.post import Post, post_table
from echelon.world.law.quanta import whole_quanta
from echelon.world.law.ration import RULES, claims_in_order, ration_table
from echelon.world.law.scrap import Yields, yield_table
from echelon.world.law.sequence import PRIORITY, SEQUENCES
from echelon.world.law.shelf import shelf_table
from echelon.world.policy import POLICIES
from echelon.world.tables import DEMAND, FLOW, GROUP, PIPE, POINT, RESOURCE, Tables, records
from echelon.world.timetable import posts, program, sails_overnight

MANY = 1e6
"""Poisson demand above this mean is drawn as normal: the skewness left out is below 0.001."""

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
    forced: bool = False,
) -> Tables:
    """All arrays of a run. `gates` numbers the targets that some disruption of the run hits.

    forced   compile every law in, used or not: no byte of an answer changes, and many networks share one kernel
    """
    making = np.flatnonzero(s.recipe_row >= 0)
    pool = _Aliases()
    quantiles = _Quantiles()
    resource_rows, resources, users, hours = _resources(net, s, days, gates)
    post = post_table(net, s, overnight=posts(net.settings.timetable), forced=forced)
    flows, flow_gates = _flows(net, s, r, gates, post)
    points = _points(net, s, r, making, resource_rows, gates)
    yields = yield_table(net, s, seed, forced=forced)
    _scraps(net, s, points, yields)
    passes, steps = program(net.settings.timetable)
    pipes = _pipes(net, s, making, seed, pool)
    season = [np.ones(days)] + [calendar_days(row, net.settings.start, days) for row in net.rows("calendar")]
    demands = _demands(net, s, r, seed, gates, quantiles, pool)
    claims = claims_in_order(net, s)
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
        season=np.ascontiguousarray(season),
        quantiles=quantiles.array(),
        limits=np.concatenate(pool.limits),
        others=np.concatenate(pool.others),
        passes=passes,
        steps=steps,
        claims=claims,
        ration=ration_table(points, claims, len(flows), forced=forced),
        post=post,
        quanta=np.ones(1) if forced or points["quantum"].any() else None,
        outputs=output_table(s, forced=forced),
        yields=yields,
        campaigns=campaign_table(net, s, resources, users, need=r.need, forced=forced),
        shelf=shelf_table(net, s, forced=forced),
        dock=dock_table(net, s, forced=forced),
        handling=handling,
    )  # fmt: skip


def opening_stock(net: Network, s: Structure) -> Any:
    """Units on hand before day 0: `initial_stock`, or the target where none is given, in whole quanta. `[P]`"""
    points = net["stock point"]
    initial = points["initial_stock"]
    units = np.where(np.isnan(initial), points["target_stock"], initial)[s.point_row]
    return whole_quanta(units, net["item"]["quantum"][s.item])


def _gate(gates: Mapping[Target, int], noun: str, rows: Any) -> Any:
    if not gates:
        return np.full(len(rows), -1, dtype=np.int64)
    return np.array([gates.get((noun, int(row)), -1) for row in rows], dtype=np.int64)


def _points(net: Network, s: Structure, r: Rates, making: Any, resource_rows: Mapping[tuple[str, str], int],
            gates: Mapping[Target, int]) -> Any:  # fmt: skip
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
    lot = table["order_quantity"][s.point_row]
    claims = s.out_start + s.demand_start
    rule = np.array([RULES[str(name)] for name in table["allocation"][s.point_row]], dtype=np.int64)
    quantum = net["item"]["quantum"][s.item]
    fed_by_nothing = (s.recipe_row < 0) & (np.diff(s.group_start) == 0)  # a by-product's point cannot order
    return records(
        POINT,
        count,
        policy=np.array([POLICIES[str(name)][0] for name in table["policy"][s.point_row]], dtype=np.int64),
        target=table["target_stock"][s.point_row],
        reorder=np.where(np.isnan(reorder), 0.0, reorder),
        quantity=np.where(np.isnan(lot), 0.0, lot),
        lots=fed_by_nothing
        | (
            (table["order_minimum"] > 0) | (table["order_multiple"] > 0) | np.isfinite(table["order_maximum"])
        )[s.point_row],
        least=table["order_minimum"][s.point_row],
        multiple=table["order_multiple"][s.point_row],
        rule=rule,
        grants=(rule > 0) | (quantum > 0),
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


def _scraps(net: Network, s: Structure, points: Any, yields: Yields | None) -> None:
    """Say in the points' records which scrap, and which plan for it."""
    points["scraps"] = -1
    if yields is not None:
        points["scraps"][yields.point] = np.arange(len(yields.point))
        points["planned"][yields.point] = net["recipe"]["yield_planned"][s.recipe_row[yields.point]] == "yes"


def _flows(
    net: Network, s: Structure, r: Rates, gates: Mapping[Target, int], post: Post | None
) -> tuple[Any, Any]:
    capacity = np.full(len(s.flows), np.inf)
    lanes = s.lane_row >= 0
    capacity[lanes] = net["lane"]["capacity_per_day"][s.lane_row[lanes]]
    stated = np.isfinite(capacity)
    capacity[stated] *= _lane_part(s, r)[stated]
    sites = {str(name): row for row, name in enumerate(net["site"]["name"])}
    passed: list[list[int]] = []
    for row in s.lane_row.tolist() if gates else []:
        via = [sites[name] for name in words(net["lane"]["via"][row])] if row >= 0 else []
        targets: list[Target] = [("lane", row), *(("site", site) for site in via)]
        passed.append([gates[target] for target in targets if target in gates])
    starts = np.cumsum([0, *map(len, passed)]) if gates else np.zeros(len(s.flows) + 1, dtype=np.int64)
    usual = np.where(np.isfinite(capacity), capacity, r.flow_usual)
    flows = records(FLOW, len(s.flows), share=s.share, capacity=capacity, usual=usual, source=s.source, freight=r.freight,
                    gate=starts[:-1], gate_end=starts[1:], heard=np.arange(len(s.flows)), post=-1)  # fmt: skip
    if post:
        flows["post"][post.flow] = np.arange(len(post.flow))
        flows["heard"][post.flow] = len(s.flows) + np.arange(len(post.flow))
    return flows, np.array([gate for each in passed for gate in each], dtype=np.int64)


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
    return weights, names


def _from_tomorrow(weights: Sequence[float]) -> list[float]:
    """Probabilities of whole days when what would take none takes one."""
    later = [*weights, 0.0] if len(weights) == 1 else list(weights)
    return [0.0, later[0] + later[1], *later[2:]]


def _pipes(net: Network, s: Structure, making: Any, seed: int, pool: _Aliases) -> Any:
    weights, names = _leads(net, s, making)
    if sails_overnight(net.settings.timetable):
        weights[: len(s.flows)] = [_from_tomorrow(each) for each in weights[: len(s.flows)]]
    slots = np.array([len(w) for w in weights], dtype=np.int64)
    lead = np.array([len(w) - 1 if w[-1] == 1.0 else -1 for w in weights], dtype=np.int64)
    pipes = records(PIPE, len(weights), lead=lead, slots=slots, base=np.cumsum(slots) - slots)
    for pipe in np.flatnonzero(lead < 0).tolist():
        pipes["start"][pipe], pipes["shift"][pipe] = pool.add(weights[pipe])
        pipes["key0"][pipe], pipes["key1"][pipe] = key(seed, names[pipe], "lead")
    return pipes


class _Aliases:
    """Alias tables laid end to end, equal ones once."""

    def __init__(self) -> None:
        self.seen: dict[tuple[float, ...], tuple[int, int]] = {}
        self.limits: list[Any] = [np.zeros(0, dtype=np.uint32)]
        self.others: list[Any] = [np.zeros(0, dtype=np.uint32)]
        self.size = 0

    def add(self, weights: Sequence[float]) -> tuple[int, int]:
        """Where the table of these weights starts, and its shift."""
        known = tuple(weights)
        if known not in self.seen:
            table = alias_table(weights)
            self.seen[known] = (self.size, table.shift)
            self.limits.append(table.limits)
            self.others.append(table.others)
            self.size += len(table.limits)
        return self.seen[known]


def _demands(net: Network, s: Structure, r: Rates, seed: int, gates: Mapping[Target, int], quantiles: _Quantiles,
             pool: _Aliases) -> Any:  # fmt: skip
    table, rows = net["demand"], s.demand_row
    calendars = {"": 0} | {str(row["name"]): at + 1 for at, row in enumerate(net.rows("calendar"))}
    mean, sd = table["mean_per_day"][rows], table["sd_per_day"][rows]
    demands = records(
        DEMAND,
        len(rows),
        calendar=[calendars[str(name)] for name in table["calendar"][rows]],
        lost=table["unmet"][rows] == "lost",
        gate=_gate(gates, "demand", rows),
        margin=r.margin,
        stockout=r.stockout,
    )
    for at, shape in enumerate(table["shape"][rows]):
        for name, value in _shape(str(shape), float(mean[at]), float(sd[at]), quantiles, pool).items():
            demands[name][at] = value
        demands["key0"][at], demands["key1"][at] = key(seed, f"demand:{s.demands[at]}", "quantity")
    return demands


def _shape(shape: str, mean: float, sd: float, quantiles: _Quantiles, pool: _Aliases) -> dict[str, float]:
    """The record's fields that say how a demand varies."""
    if shape == "poisson" and mean > MANY:
        return {"kind": QUANTILE, "loc": mean, "scale": mean**0.5, "table": quantiles.add(0.0)}
    if shape == "poisson" and mean > 0:
        first, weights = poisson_weights(mean)
        start, shift = pool.add(weights)
        return {"kind": ALIAS, "start": start, "shift": shift, "first": first}
    if shape == "normal" and sd > 0:
        return {"kind": QUANTILE, "loc": mean, "scale": sd, "table": quantiles.add(0.0)}
    if shape == "gamma" and sd > 0 and mean > 0:
        return {"kind": QUANTILE, "scale": mean, "table": quantiles.add(sd / mean)}
    return {"kind": CONSTANT, "loc": mean}


class _Quantiles:
    """Quantile tables by coefficient of variation (0: the standard normal), equal ones once."""

    def __init__(self) -> None:
        self.seen: dict[float, int] = {}

    def add(self, cv: float) -> int:
        """Row of the table."""
        return self.seen.setdefault(cv, len(self.seen))

    def array(self) -> Any:
        """All tables `[row, knot]`."""
        rows = [normal_table() if cv == 0.0 else gamma_table(cv) for cv in self.seen]
        return np.array(rows) if rows else np.zeros((0, KNOTS))


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
