"""Policies that learn from what is asked: a forecast moves the target of a base stock. Rows are `[lane]`.

Switched on by stock points of policy adaptive_base_stock. A point remembers its forecast, and where it averages, the days
that it averages over; all begin at the mean demand.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.world.law.lever import is_aimed, see_less
from echelon.world.law.scrap import coming
from echelon.world.policy.adaptive import adaptive_base_stock
from echelon.world.timetable import asks_late

MEAN, MOVING_AVERAGE, SMOOTHING, AUTOREGRESSIVE = range(4)
FORECASTS = {
    "mean": MEAN,
    "moving_average": MOVING_AVERAGE,
    "smoothing": SMOOTHING,
    "autoregressive": AUTOREGRESSIVE,
}
"""Name in the network's tables → code."""
POLICY = "adaptive_base_stock"
ORDERED, ASKED = 0, 1

adaptive_lane = law(adaptive_base_stock)


class Adapt(NamedTuple):
    """Points that forecast: row [P] in the arrays `[X]` here, or -1.

    kind, days averaged over, weight of the latest day, slope of the coming days' mean on the latest day, mean units a day,
    cover days, part of the gap; base row of `State.outlook`; seen [X + 1] ranges of what [(kind, row)] and how often it is
    added up; opening of `State.outlook`; since 1 where points review before their customers ask
    """

    row: Any
    kind: Any
    days: Any
    weight: Any
    slope: Any
    mean: Any
    cover: Any
    part: Any
    base: Any
    seen: Any
    what: Any
    times: Any
    opening: Any
    since: int


def adapt_table(net: Network, s: Structure, r: Rates, *, forced: bool) -> Adapt | None:
    """The points that forecast; None where none does and the law is not `forced`."""
    table = net["stock point"]
    points = np.flatnonzero(table["policy"][s.point_row] == POLICY)
    if not len(points) and not forced:
        return None
    rows = s.point_row[points]
    kind = np.array([FORECASTS[str(name)] for name in table["forecast"][rows]], dtype=np.int64)
    days = np.where(kind == MOVING_AVERAGE, table["average_days"][rows], 0.0).astype(np.int64)
    cover, rho = table["cover_days"][rows], np.nan_to_num(table["forecast_correlation"][rows])
    row = np.full(len(s.points), -1, dtype=np.int64)
    row[points] = np.arange(len(points))
    seen = [
        _seen(net, s, int(point), str(of))
        for point, of in zip(points, table["forecast_of"][rows], strict=True)
    ]
    flat = [each for some in seen for each in some]
    mean = r.need[points]
    return Adapt(
        row=row, kind=kind, days=days, weight=np.nan_to_num(table["smoothing_weight"][rows]),
        slope=np.array([_slope(float(each), int(ahead)) for each, ahead in zip(rho, cover, strict=True)]),
        mean=mean, cover=cover, part=1.0 / table["gap_days"][rows],
        base=np.cumsum(days + 1) - days - 1, seen=np.cumsum([0, *map(len, seen)]),
        what=np.array([each[:2] for each in flat], dtype=np.int64).reshape(-1, 2),
        times=np.array([each[2] for each in flat], dtype=np.float64), opening=np.repeat(mean, days + 1),
        since=int(asks_late(net.settings.timetable)),
    )  # fmt: skip


def _slope(rho: float, cover: int) -> float:
    """Of the mean of the next cover + 1 days on the latest day, where days are correlated."""
    return sum(rho**ahead for ahead in range(1, cover + 2)) / (cover + 1)


def _seen(net: Network, s: Structure, point: int, of: str) -> list[tuple[int, int, float]]:
    """What a point adds up to know a day's demand: its customers and orders, or all customers it serves in the end."""
    own = [(ASKED, d, 1.0) for d in range(s.demand_start[point], s.demand_start[point + 1])]
    if of == "orders":
        return own + [(ORDERED, int(f), 1.0) for f in s.out_flow[s.out_start[point] : s.out_start[point + 1]]]
    times = np.zeros(len(s.points))
    times[point] = 1.0
    for receiver in range(point + 1, len(s.points)):  # suppliers come before receivers
        for group in range(s.group_start[receiver], s.group_start[receiver + 1]):
            flows = slice(s.flow_start[group], s.flow_start[group + 1])
            times[receiver] += float((times[s.source[flows]] * s.quantity[group] * s.share[flows]).sum())
    return [(ASKED, d, float(times[at])) for d, at in enumerate(s.demand_point.tolist()) if times[at]]


@switched
def adapt(table: Any, tables: Any, state: Any, i: Any, day: Any, wanted: Any) -> None:
    """Where point `i` forecasts: see the day, forecast, and write into `wanted` what its policy orders."""
    x = table.row[i]
    if x >= 0:
        see(table, tables, state, x, day, state.scratch[1])
        foresee(table, state, x, day, state.scratch[1])
        point, good = tables.points[i], state.scratch[2]
        coming(tables, point, state.on_order[i], good)
        decide(table, point, state, x, i, good, wanted)


@law
def see(table: Any, tables: Any, state: Any, x: Any, day: Any, units: Any) -> None:
    """Add up what is asked today, or was last; of customers who have not asked at all yet, what they are expected to."""
    fill(units, 0.0)
    for at in range(table.seen[x], table.seen[x + 1]):
        row, times = table.what[at, 1], table.times[at]
        if table.what[at, 0] == ASKED and table.since and day == 0:
            demand = tables.demands[row]
            more(units, demand.mean * tables.season[demand.calendar, day] * times)
        elif table.what[at, 0] == ASKED:
            several(units, state.asked[row], times)
        else:
            several(units, state.ordered[tables.flows[row].heard], times)


@law
def more(units: Any, mean: Any) -> None:
    """Add the same in every lane."""
    for lane in range(units.size):
        units[lane] += mean


@law
def several(units: Any, asked: Any, times: Any) -> None:
    """Add `asked` so many times."""
    for lane in range(units.size):
        units[lane] += asked[lane] * times


@law
def foresee(table: Any, state: Any, x: Any, day: Any, units: Any) -> None:
    """Forecast the units of a coming day from those of today."""
    outlook, mean, weight, slope = (
        state.outlook[table.base[x]],
        table.mean[x],
        table.weight[x],
        table.slope[x],
    )
    if table.kind[x] == MOVING_AVERAGE:
        days, first = table.days[x], table.base[x] + 1
        copy(state.outlook[first + day % days], units)
        fill(outlook, 0.0)
        for back in range(days):
            several(outlook, state.outlook[first + back], 1.0 / days)
    elif table.kind[x] == SMOOTHING:
        for lane in range(units.size):
            outlook[lane] += weight * (units[lane] - outlook[lane])
    elif table.kind[x] == AUTOREGRESSIVE:
        for lane in range(units.size):
            outlook[lane] = mean + slope * (units[lane] - mean)


@law
def decide(table: Any, point: Any, state: Any, x: Any, i: Any, on_order: Any, wanted: Any) -> None:
    """Order by the forecast; a billionth of it is rounding, not an order."""
    stock, owed, outlook = state.stock[i], state.owed[i], state.outlook[table.base[x]]
    if is_aimed(state.pulled, i):
        stock = state.scratch[3]
        see_less(state.levers, i, state.stock[i], stock)
    target, cover, part, dust = point.target, table.cover[x], table.part[x], table.mean[x] * 1e-9
    for lane in range(wanted.size):
        order = adaptive_lane(stock[lane] + on_order[lane] - owed[lane], target, outlook[lane], cover, part)
        wanted[lane] = order if order > dust else 0.0
