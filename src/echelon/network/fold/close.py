"""The end of a day: what it cost and earned, summed in the order of the chart, and a clean sheet for the next."""

from __future__ import annotations

from echelon.network.fold.state import CUSTOMER, KPIS, State, next_day


def close_in_place(state: State) -> None:
    """Write the open day's KPIs, add up its customers, and open the next day."""
    found = _served(state) | _lying(state) | {"transport": _freight(state)}
    state.daily[state.date] = tuple(found[name] for name in KPIS)
    for today in (state.asked, state.sold, state.gone, state.shipped):
        today.clear()
    state.waited = {demand: units for demand, units in state.backlog.items() if units}
    state.date = next_day(state.date)


def _served(state: State) -> dict[str, float]:
    """The KPIs of all customers; adds each one's to its totals."""
    total = dict.fromkeys(("demanded", "on_time", "delivered", "lost", "backlog", "stockout", "margin"), 0.0)
    for demand, penalty, earned in state.chart.prices:
        asked, sold, gone = (today.get(demand, 0.0) for today in (state.asked, state.sold, state.gone))
        # What was waited for is delivered first.
        on_time = min(asked, max(0.0, sold - state.waited.get(demand, 0.0)))
        served = {"demanded": asked, "on_time": on_time, "delivered": sold, "lost": gone}
        for name, units in served.items():
            total[name] += units
        total["backlog"] += state.backlog[demand]
        total["stockout"] += (state.backlog[demand] + gone) * penalty
        total["margin"] += sold * earned
        before = state.customers[demand]
        state.customers[demand] = tuple(
            units + served[name] for name, units in zip(CUSTOMER, before, strict=True)
        )
    return total


def _lying(state: State) -> dict[str, float]:
    """The worth of what lies anywhere, and the cost of holding it for the day."""
    value = holding = 0.0
    for place in state.chart.worth:
        units = state.stock[place.id] if place.stocked else state.staged[place.id]
        value += units * place.value
        holding += units * place.holding
        for flow in place.out if state.aside else ():
            value += state.aside.get(flow, 0.0) * place.value
            holding += state.aside.get(flow, 0.0) * place.holding
    return {"stock_value": value, "holding": holding}


def _freight(state: State) -> float:
    total = 0.0
    for flow, rate in state.chart.freight:
        total += state.shipped.get(flow, 0.0) * rate
    return total
