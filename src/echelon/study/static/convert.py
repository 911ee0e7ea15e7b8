"""A network as a static model: stock points become points, recipes makes, inputs needs, lanes and hand-overs flows.

What time, policy and chance decide is left out: lead times, orders, shares, minimum quantities and batches, set-ups,
storage. Calendars and schedules count by their mean over the first year, yields by their mean. So the model serves at least
as long as the world does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.coded import Coded
from echelon.network.build import Structure, build
from echelon.network.calendar import calendar_days, departures
from echelon.network.demand import YEAR, factors
from echelon.network.exchange import exchange
from echelon.network.model import Network, words
from echelon.network.numbering import rows_by_name
from echelon.network.opening import NOTHING, Opening
from echelon.network.rates import BUSY, Rates, rates
from echelon.network.substitutes import substitutes
from echelon.study.static.model import Floats, Ints, Static


@dataclass(frozen=True)
class Asked:
    """A network, its structure and rates, its static model, and which columns and limits belong to what can fail.

    making [M]       stock point of each make, and the make of each point or -1 (`make_of [P]`)
    line, hands      resource row → limit, site row → limit of what it can handle, lane row → limit of all its flows
    brought          point → limit of all that lanes bring there
    """

    net: Network
    structure: Structure
    rates: Rates
    static: Static
    make_of: Ints
    line: Mapping[int, int]
    hands: Mapping[int, int]
    lane: Mapping[int, int]
    brought: Mapping[int, int]


def asked(net: Network, opening: Opening = NOTHING) -> Asked:
    """The static model of a network that has passed its checks.

    opening   stock, and what is bound for a stock point or a recipe, instead of what the tables say

    >>> from echelon.testing.networks import hand_made
    >>> model = asked(hand_made()).static
    >>> model.demands, model.rate.round(1).tolist()
    (('hotels@Lille Depot/lamp', 'walk-in@Leeds Shop/lamp'), [5.0, 6.0])
    """
    s = build(net)
    r = rates(net, s)
    limits = _Limits(net, s, r)
    making = np.flatnonzero(s.recipe_row >= 0)
    make_of = np.full(len(s.points), -1, dtype=np.int64)
    make_of[making] = np.arange(len(making))
    first = len(making) + len(s.flows)
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    needs = np.flatnonzero(make_of[s.group_point] >= 0)
    need_of = np.full(len(s.quantity), -1, dtype=np.int64)
    need_of[needs] = np.arange(len(needs))
    stock, waiting = _stock(net, s, opening)
    bought = make_of[s.group_point[group]] < 0
    capacity, usual = _capacities(net, s, r, making)
    line, hands = limits.lines(make_of), limits.hands(first, len(making))
    lane, brought = limits.lanes(len(making)), limits.brought(group, bought, len(making))
    swap = substitutes(net, s, r)
    owner = np.repeat(np.arange(len(s.points)), np.diff(s.output_start))
    paid = swap.price * exchange(net, 1)[:, 0][swap.currency] - swap.value
    static = Static(
        points=s.points,
        demands=s.demands,
        stock=stock,
        make_point=making,
        made=net["recipe"]["yield_mean"][s.recipe_row[making]],
        need_make=make_of[s.group_point[needs]],
        need_units=s.quantity[needs],
        need_stock=waiting[needs],
        flow_source=s.source,
        flow_point=np.where(bought, s.group_point[group], -1),
        flow_need=np.where(bought, -1, need_of[group]),
        capacity=capacity,
        usual=usual,
        demand_point=s.demand_point,
        rate=net["demand"]["mean_per_day"][s.demand_row] * factors(net, np.mean)[s.demand_row],
        margin=r.margin,
        limit_rate=np.array(limits.rate),
        limit_usual=np.array(limits.usual),
        limit_row=np.array(limits.row, dtype=np.int64),
        limit_column=np.array(limits.column, dtype=np.int64),
        limit_weight=np.array(limits.weight),
        more_make=make_of[owner],
        more_point=s.output_point,
        more_units=s.output_quantity,
        swap_demand=swap.demand,
        swap_point=swap.point,
        swap_units=swap.ratio,
        swap_margin=r.margin[swap.demand] - paid,
    )
    return Asked(net, s, r, static, make_of, line, hands, lane, brought)


def _stock(net: Network, s: Structure, opening: Opening) -> tuple[Floats, Floats]:
    """Units on hand of each point and waiting for each group, with all that is bound for them. `[P]`, `[G]`"""
    from echelon.network.opening import input_ids
    from echelon.world.points import opening_stock
    from echelon.world.start import numbers

    stock = np.array(opening_stock(net, s), dtype=np.float64)
    waiting = np.zeros(len(s.quantity))
    point = {name: at for at, name in enumerate(s.points)}
    flow = {name: at for at, name in enumerate(s.flows)}
    group = {name: at for at, name in input_ids(net, s).items()}
    for name, days in opening.of("stock").items():
        stock[point[name]] = sum(days.values())
    for name, days in opening.of("staged").items():
        waiting[group[name]] += sum(days.values())
    for name, days in opening.of("making").items():
        stock[point[name]] += sum(days.values())
    bound = {flow[name]: sum(days.values()) for name, days in opening.of("transit").items()}
    cells, seen = net["lane"]["opening_transit"], set[int]()
    for at, row in enumerate(s.lane_row.tolist()):
        if row >= 0 and row not in seen and cells[row]:
            bound[at] = bound.get(at, 0.0) + sum(numbers(cells[row]))
        seen.add(row)
    for at, units in bound.items():
        fed = int(np.searchsorted(s.flow_start, at, side="right")) - 1
        if s.recipe_row[s.group_point[fed]] >= 0:
            waiting[fed] += units
        else:
            stock[s.group_point[fed]] += units
    return stock, waiting


def _capacities(net: Network, s: Structure, r: Rates, making: Ints) -> tuple[Floats, Floats]:
    """Most a day of each column, and what usually is at most. `[C]`"""
    recipe, lane = net["recipe"], net["lane"]
    row = s.recipe_row[making]
    made = scaled(recipe["capacity_per_day"], means(net, recipe.coded("calendar")))[row]
    shared = np.bincount(s.lane_row[s.lane_row >= 0], minlength=len(lane)) > 1
    moved = np.full(len(s.flows), np.inf)
    real = np.flatnonzero(s.lane_row >= 0)
    real = real[~shared[s.lane_row[real]]]
    moved[real] = lane_rates(net)[s.lane_row[real]]
    starts = r.usual[making] / recipe["yield_mean"][row]
    on_line = ~recipe.among("resource", "")[row]
    usual = np.concatenate([np.where(on_line, np.inf, starts), r.flow_usual, _busy_demand(net, s)])
    return np.concatenate([made, moved, np.full(len(s.demands), np.inf)]), usual


def _busy_demand(net: Network, s: Structure) -> Floats:
    mean = net["demand"]["mean_per_day"] * factors(net, np.max)
    return np.asarray(mean[s.demand_row] * BUSY)


def lane_rates(net: Network) -> Floats:
    """Most that each lane carries a day, by the mean of its schedule. `[lane]`"""
    lane, calendars = net["lane"], {str(row["name"]): row for row in net.rows("calendar")}
    departs = lane.coded("departs")
    part = [
        float(departures(cell, calendars, net.settings.start, YEAR).mean()) if cell else 1.0
        for cell in departs.names
    ]
    return scaled(lane["capacity_per_day"], np.array(part)[departs.at])


def scaled(most: Floats, part: Floats) -> Floats:
    """The part of what can be done a day, 0 of whatever is always shut.

    >>> scaled(np.array([np.inf, 6.0]), np.array([0.0, 0.5])).tolist()
    [0.0, 3.0]
    """
    return np.where(part > 0.0, most, 0.0) * part


def means(net: Network, cells: Coded) -> Floats:
    """Mean factor over a year of the calendar in each cell, 1 where there is none. `[row]`"""
    known = {
        str(row["name"]): calendar_days(row, net.settings.start, YEAR).mean() for row in net.rows("calendar")
    }
    return np.array([known.get(name, 1.0) for name in cells.names])[cells.at]


class _Limits:
    """Limits as they are found: rate, what is usual, and entries (limit, column, weight)."""

    def __init__(self, net: Network, s: Structure, r: Rates) -> None:
        self.net, self.s, self.r = net, s, r
        self.rate: list[float] = []
        self.usual: list[float] = []
        self.row: list[int] = []
        self.column: list[int] = []
        self.weight: list[float] = []

    def add(self, rate: float, usual: float, entries: list[tuple[int, float]]) -> int:
        """One more limit; its number."""
        at = len(self.rate)
        self.rate.append(rate)
        self.usual.append(usual)
        for column, weight in entries:
            self.row.append(at)
            self.column.append(column)
            self.weight.append(weight)
        return at

    def lines(self, make_of: Ints) -> dict[int, int]:
        """Hours of each resource."""
        recipe, table = self.net["recipe"], self.net["resource"]
        names = {pair: row for row, pair in enumerate(zip(table["site"], table["name"], strict=True))}
        mean = means(self.net, table.coded("calendar"))
        hours = table["hours_per_day"] * mean + table["overtime_hours_per_day"] * (mean > 0)
        users: dict[int, list[tuple[int, float]]] = {}
        for point in np.flatnonzero(make_of >= 0).tolist():
            at = int(self.s.recipe_row[point])
            if recipe["resource"][at]:
                row = names[recipe["site"][at], recipe["resource"][at]]
                users.setdefault(row, []).append((int(make_of[point]), float(recipe["hours_per_unit"][at])))
        return {
            row: self.add(float(hours[row]), float(hours[row]), entries) for row, entries in users.items()
        }

    def hands(self, first_demand: int, first_flow: int) -> dict[int, int]:
        """What each site can handle of all that leaves it or passes it."""
        site, s = self.net["site"], self.s
        most = scaled(site["handling_per_day"], means(self.net, site.coded("handling_calendar")))
        rows, found = rows_by_name(site), dict[int, list[tuple[int, float]]]()
        for row in np.flatnonzero(np.isfinite(most)).tolist():
            found[row] = []
        for at, lane in enumerate(s.lane_row.tolist()):
            if lane >= 0 and found:
                passed = {
                    int(s.site[s.source[at]]),
                    *(rows[name] for name in words(self.net["lane"]["via"][lane])),
                }
                for row in passed & found.keys():
                    found[row].append((first_flow + at, 1.0))
        for at, point in enumerate(s.demand_point.tolist()):
            if int(s.site[point]) in found:
                found[int(s.site[point])].append((first_demand + at, 1.0))
        return {row: self.add(float(most[row]), float(most[row]), entries) for row, entries in found.items()}

    def lanes(self, first_flow: int) -> dict[int, int]:
        """Lanes over which several recipes call, and what they can carry together."""
        most, found = lane_rates(self.net), dict[int, list[int]]()
        for at, lane in enumerate(self.s.lane_row.tolist()):
            if lane >= 0:
                found.setdefault(lane, []).append(at)
        return {
            lane: self.add(
                float(most[lane]),
                float(self.r.flow_usual[flows].sum()),
                [(first_flow + at, 1.0) for at in flows],
            )
            for lane, flows in found.items()
            if len(flows) > 1 and np.isfinite(most[lane])
        }

    def brought(self, group: Ints, bought: NDArray[np.bool_], first_flow: int) -> dict[int, int]:
        """Points to which several lanes bring goods: no limit, until they fail."""
        found: dict[int, list[tuple[int, float]]] = {}
        for at in np.flatnonzero(bought).tolist():
            found.setdefault(int(self.s.group_point[group[at]]), []).append((first_flow + at, 1.0))
        return {
            point: self.add(np.inf, float(self.r.usual[point]), entries)
            for point, entries in found.items()
            if len(entries) > 1
        }
