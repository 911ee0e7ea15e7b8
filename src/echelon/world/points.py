"""Stock points → records, and their stock before day 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.costs import bought_outside, costs
from echelon.network.model import Network
from echelon.network.numbering import found
from echelon.network.rates import Rates, per_good
from echelon.world.demands import Season
from echelon.world.gates import gate_rows
from echelon.world.law.quanta import whole_quanta
from echelon.world.law.ration import DRAWN, PROMISED, RULES
from echelon.world.law.scrap import Yields
from echelon.world.law.share import PRIORITY as BY_PRIORITY, PROPORTIONAL
from echelon.world.law.sourcing import sourcing_codes
from echelon.world.policy import POLICIES
from echelon.world.shapes import Seasons
from echelon.world.tables import GROUP, POINT, records


def opening_stock(net: Network, s: Structure) -> Any:
    """Units on hand before day 0: `initial_stock`, or the target where none is given, in whole quanta. `[P]`"""
    points = net["stock point"]
    initial = points["initial_stock"]
    units = np.where(np.isnan(initial), targets(net), initial)[s.point_row]
    return whole_quanta(units, net["item"]["quantum"][s.item])


def targets(net: Network) -> Any:
    """Target stock of each row of the stock points, worked out where none is given. `[row]`"""
    points = net["stock point"]
    given = points["target_stock"]
    lots = points["reorder_point"] + points["order_quantity"]
    full = points["cards"] * points["card_size"]
    kanban = points.among("policy", "kanban")
    worked_out = np.where(kanban, full, np.where(points.among("policy", "R_Q", "R_nQ"), lots, 0.0))
    return np.where(np.isnan(given) | kanban, worked_out, given)


def _lots(net: Network) -> Any:
    """Lot of each row of the stock points, 0 where it has none. `[row]`"""
    points = net["stock point"]
    lot = np.where(points.among("policy", "kanban"), points["card_size"], points["order_quantity"])
    return np.where(np.isnan(lot), 0.0, lot)


def point_rows(net: Network, s: Structure, r: Rates, making: Any, resource_rows: Mapping[tuple[str, str], int],
            gates: Mapping[Target, int], seasons: Seasons) -> Any:  # fmt: skip
    """Records of all stock points; those who are `making` have a recipe. `[P]`"""
    table, count = net["stock point"], len(s.points)
    reorder = table["reorder_point"][s.point_row]
    calendars = Season(net, seasons)
    claims = s.out_start + s.demand_start
    rule = found(table.coded("allocation"), RULES)[s.point_row]
    policy = found(table.coded("policy"), {name: code for name, (code, *_) in POLICIES.items()})[s.point_row]
    quantum = net["item"]["quantum"][s.item]
    fed_by_nothing = (s.recipe_row < 0) & (np.diff(s.group_start) == 0)  # a by-product's point cannot order
    return records(
        POINT,
        count,
        policy=policy,
        target=targets(net)[s.point_row],
        reorder=np.where(np.isnan(reorder), 0.0, reorder),
        quantity=_lots(net)[s.point_row],
        sourcing=sourcing_codes(net, s),
        emergency=np.nan_to_num(table["emergency_point"], nan=-np.inf)[s.point_row],
        review_every=table["review_every_days"][s.point_row],
        review_first=table["review_first_day"][s.point_row],
        review_calendar=calendars.rows(table.coded("review_calendar"), s.point_row),
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
        gate=gate_rows(gates, "site", s.site),
        group=s.group_start[:-1],
        group_end=s.group_start[1:],
        out=s.out_start[:-1],
        out_end=s.out_start[1:],
        demand=s.demand_start[:-1],
        demand_end=s.demand_start[1:],
        output=s.output_start[:-1],
        output_end=s.output_start[1:],
        line=gate_rows(gates, "recipe", s.recipe_row),
        dear=gate_rows(gates, "price", s.item),
        outside=bought_outside(s, r, costs(net, s)),
        value=r.value,
        holding=r.holding,
        **_makers(net, s, r, making, resource_rows, calendars),
    )


def _makers(
    net: Network,
    s: Structure,
    r: Rates,
    making: Any,
    resource_rows: Mapping[tuple[str, str], int],
    calendars: Season,
) -> dict[str, Any]:
    """What the records say of recipes, and of what can start and leave in a day."""
    recipes, made, count = net["recipe"], s.recipe_row[making], len(s.points)
    pipe = np.full(count, -1, dtype=np.int64)
    pipe[making] = len(s.flows) + np.arange(len(making))
    capacity, hours = np.full(count, np.inf), np.zeros(count)
    capacity[making], hours[making] = recipes["capacity_per_day"][made], recipes["hours_per_unit"][made]
    calendar = np.zeros(count, dtype=np.int64)
    calendar[making] = calendars.rows(recipes.coded("calendar"), made)
    usual = r.usual * per_good(net, s)
    batch, least = np.zeros(count), np.zeros(count)
    batch[making], least[making] = recipes["batch_size"][made], recipes["batch_minimum"][made]
    resource = np.full(count, -1, dtype=np.int64)
    if resource_rows:
        resource[making] = [
            resource_rows.get((recipes["site"][row], recipes["resource"][row]), -1) for row in made
        ]
    return {
        "makes": (pipe >= 0).astype(np.int64),
        "batched": (batch > 0) | (least > 0),
        "batch": batch,
        "batch_least": least,
        "capacity": capacity,
        "calendar": calendar,
        "usual": usual,
        "starts": np.where(np.isfinite(capacity) | (resource >= 0), capacity, usual),
        "leaves": np.where(np.isfinite(capacity), np.maximum(capacity, r.usual), r.usual),
        "pipe": pipe,
        "resource": resource,
        "hours": hours,
    }


def _some_whole(net: Network, s: Structure) -> Any:
    """Which points have customers who take all or nothing. `[P]`"""
    whole = net["demand"].among("partial", "no")[s.demand_row]
    return np.bincount(s.demand_point, whole, minlength=len(s.points)) > 0


def _draws(net: Network, s: Structure) -> Any:
    """Which points' recipes take their inputs out of stores. `[P]`"""
    store = net["stock point"].among("allocation", "drawn")[s.point_row]
    draws = np.zeros(len(s.points), dtype=np.int64)
    for f in np.flatnonzero(store[s.source]).tolist():
        draws[s.target(f)] = 1
    return draws


def _pushes(net: Network, s: Structure, making: Any) -> Any:
    """Which points' recipes start without an order: those that say so and have inputs. `[P]`"""
    pushes = np.zeros(len(s.points), dtype=np.int64)
    pushes[making] = net["recipe"].among("starts", "complete")[s.recipe_row[making]]
    return pushes * (np.diff(s.group_start) > 0)


def scrap_rows(net: Network, s: Structure, points: Any, yields: Yields | None) -> None:
    """Say in the points' records which scrap, and which plan for it."""
    points["scraps"] = -1
    if yields is not None:
        points["scraps"][yields.point] = np.arange(len(yields.point))
        points["planned"][yields.point] = net["recipe"]["yield_planned"][s.recipe_row[yields.point]] == "yes"


def group_rows(net: Network, s: Structure, r: Rates) -> Any:
    """Records of what points are fed through. `[G]`"""
    return records(GROUP, len(s.quantity), flow=s.flow_start[:-1], flow_end=s.flow_start[1:], quantity=s.quantity,
                   quantum=net["item"]["quantum"][s.group_item], value=r.group_value, holding=r.group_holding)  # fmt: skip
