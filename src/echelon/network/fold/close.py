"""The end of a day: what it cost and earned, summed in the order of the chart, and a clean sheet for the next."""

from __future__ import annotations

from collections.abc import Iterable

from echelon.network.exchange import rate_on
from echelon.network.fold.chart import Price
from echelon.network.fold.state import CUSTOMER, KPIS, UNITS, State, Units, days_after

DUST = 1e-9
"""Part of an order line that is rounding, not a missing unit."""


def close_in_place(state: State) -> None:
    """Write the open day's KPIs, add up its customers, and open the next day."""
    fx = [rate_on(dated, state.date) for dated in state.chart.exchange]
    found = dict.fromkeys(KPIS, 0.0)
    found |= _served(state, fx) | _lying(state) | _shipped(state, fx) | _ordered(state, fx)
    found["transit_holding"] = _each(_under_way(state), state.chart.transit, fx)
    found["overtime"] = _each(state.overtime, state.chart.overtime, fx)
    found["expedite"] = _each(state.expedited, state.chart.expedite, fx)
    found["disposal"] = _each(state.disposed, state.chart.disposal, fx)
    state.daily[state.date] = tuple(found[name] for name in KPIS)
    for today in (
        state.asked,
        state.sold,
        state.swapped,
        state.gone,
        state.shipped,
        state.placed,
        state.started,
        state.disposed,
        state.set_up,
        state.overtime,
        state.expedited,
        state.prices,
    ):
        today.clear()
    state.detours = state.detour_co2 = 0.0
    state.waited = {demand: units for demand, units in state.backlog.items() if units}
    state.date = days_after(state.date, 1)


def _served(state: State, fx: list[float]) -> dict[str, float]:
    """The KPIs of all customers; adds each one's to its totals."""
    total = dict.fromkeys(("backlog", "stockout", "margin", "revenue", *CUSTOMER), 0.0)
    chart, late = state.chart, []
    for each in chart.prices:
        paid = each.price * fx[each.currency] * state.prices.get(each.demand, 1.0)
        _earn(total, state.sold.get(each.demand, 0.0), paid, each.value)
        if each.demand in chart.swaps:
            late.append(each)
        else:
            _conclude(state, each, fx, total)
    for each in late:
        price, currency, value = chart.swaps[each.demand]
        paid = price * fx[currency] * state.prices.get(each.demand, 1.0)
        _earn(total, state.swapped.get(each.demand, 0.0), paid, value)
        _conclude(state, each, fx, total)
    return total


def _earn(total: Units, sold: float, price: float, value: float) -> None:
    total["margin"] += sold * (price - value)
    total["revenue"] += sold * price


def _conclude(state: State, each: Price, fx: list[float], total: Units) -> None:
    """Count what one customer asked and got; adds to its totals."""
    served, late, short = _lines(state, each)
    for name, units in served.items():
        total[name] += units * each.weight if name in UNITS else units
    rate = fx[each.penalty_currency]
    total["backlog"] += state.backlog[each.demand] * each.weight
    total["stockout"] += short * (each.owed * rate)
    total["stockout"] += late * (each.late * rate)
    before = state.customers[each.demand]
    state.customers[each.demand] = tuple(
        units + served[name] for name, units in zip(CUSTOMER, before, strict=True)
    )


def _lines(state: State, each: Price) -> tuple[Units, float, float]:
    """What one customer asked and got today, as `CUSTOMER`; units late since today; units late or lost."""
    demand = each.demand
    asked, gone = (today.get(demand, 0.0) for today in (state.asked, state.gone))
    sold = state.sold.get(demand, 0.0) + state.swapped.get(demand, 0.0)
    if each.due:
        on_time, line, late = _served_lines(state, each, asked, sold)
        state.overdue[demand] += max(0.0, late - gone)
        short, missing = state.overdue[demand] + gone, late
    else:
        # What was waited for is delivered first.
        on_time = min(asked, max(0.0, sold - state.waited.get(demand, 0.0)))
        line, late = asked, asked - on_time
        short = missing = state.backlog[demand] + gone
    there = 1.0 if line > 0.0 else 0.0
    in_full = there if missing <= line * DUST else 0.0
    found = (asked, on_time, sold, gone, there, in_full)
    return dict(zip(CUSTOMER, found, strict=True)), late, short


def _served_lines(state: State, each: Price, asked: float, sold: float) -> tuple[float, float, float]:
    """Units on time; what was asked on the day whose line is due today, and is missing. What is late is served first."""
    awaited, lines = (days.setdefault(each.demand, {}) for days in (state.awaited, state.lines))
    awaited[state.date] = lines[state.date] = asked
    units = min(state.overdue.setdefault(each.demand, 0.0), sold)
    state.overdue[each.demand] -= units
    sold -= units
    on_time = 0.0
    for date in sorted(awaited):
        units = min(awaited[date], sold)
        awaited[date] -= units
        sold -= units
        on_time += units
    due = days_after(state.date, -each.due)
    return on_time, lines.pop(due, 0.0), awaited.pop(due, 0.0)


def _lying(state: State) -> dict[str, float]:
    """The worth of what lies anywhere, and the cost of holding it for the day."""
    value = holding = 0.0
    for place in state.chart.worth:
        units = state.stock[place.id] if place.stocked else state.staged[place.id]
        value += units * place.value
        holding += units * place.holding
        beside = [state.docked.get(name, 0.0) for name in (place.docks if state.docked else ())]
        beside += [state.aside.get(flow, 0.0) for flow in (place.out if state.aside else ())]
        for more in beside:
            value += more * place.value
            holding += more * place.holding
    return {"stock_value": value, "holding": holding}


def _shipped(state: State, fx: list[float]) -> dict[str, float]:
    """Freight and emissions of what left on lanes."""
    freight, co2 = state.detours, state.detour_co2
    for each in state.chart.freight:
        units, rate = state.shipped.get(each.flow, 0.0), fx[each.currency]
        freight += units * (each.unit * rate * state.capacity.get(each.hit, 1.0))
        freight += each.shipment * rate if units > 0.0 else 0.0
        co2 += units * each.co2
    return {"transport": freight, "transport_co2": co2}


def _ordered(state: State, fx: list[float]) -> dict[str, float]:
    """Fees of orders; cost of set-ups, which come first on a day; cost and emissions of what was started."""
    ordering = production = co2 = 0.0
    for name, fee, currency in state.chart.fees:
        ordering += fee * fx[currency] if state.placed.get(name, 0.0) > 0.0 else 0.0
    production += _each(state.set_up, state.chart.set_ups, fx)
    for each in state.chart.starts:
        units, factor = state.started.get(each.point, 0.0), state.capacity.get(each.hit, 1.0)
        production += units * (each.unit * fx[each.currency] * factor)
        production += units * (each.outside * (factor - 1.0))
        co2 += units * each.co2
    return {"ordering": ordering, "production": production, "production_co2": co2}


def _under_way(state: State) -> Units:
    """Units that are still under way, by flow, for those that cost something."""
    found: Units = {}
    for flow, _, _ in state.chart.transit:
        for _, units in sorted(state.transit[flow].items()):
            found[flow] = found.get(flow, 0.0) + units
        for place in state.chart.ways[flow]:
            found[flow] = found.get(flow, 0.0) + state.held.get(flow, {}).get(place, 0.0)
    return found


def _each(units: Units, rates: Iterable[tuple[str, float, int]], fx: list[float]) -> float:
    total = 0.0
    for name, rate, currency in rates:
        total += units.get(name, 0.0) * (rate * fx[currency])
    return total
