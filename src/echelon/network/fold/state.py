"""What events have made of a network: quantities by id, and the KPIs of every day that is over."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from echelon.network.fold.chart import Chart
from echelon.network.opening import NOTHING, Opening, ordered

KPIS = (
    "demanded",
    "on_time",
    "delivered",
    "lost",
    "backlog",
    "stock_value",
    "holding",
    "stockout",
    "transport",
    "margin",
    "revenue",
    "ordering",
    "production",
    "transit_holding",
    "overtime",
    "expedite",
    "disposal",
    "production_co2",
    "transport_co2",
    "lines",
    "in_full",
)
"""Columns of `State.daily`: what was asked, delivered by its due day, delivered at all, lost, and is owed to customers at the end
of the day, all five in `Chart.unit`; money in stock at the end of the day; holding, stock-out and transport cost; price - value
of what was delivered, and its price; cost of orders, of units started, of goods under way, of extra hours, of hurried goods, of
what is got rid of; kg of CO2 of units started and of units shipped; order lines that are due today (what a customer asked on one
day), those of them delivered whole. As in the World."""

UNITS = ("demanded", "on_time", "delivered", "lost")
CUSTOMER = (*UNITS, "lines", "in_full")
"""Columns of `State.customers`: units of the customer's item, and order lines, over all days that are over."""

Units = dict[str, float]


@dataclass(slots=True)
class State:
    """A value: nothing here or in `fold` changes a state that somebody holds. Units of the item, by id.

    date        the day that is open, as YYYY-MM-DD
    stock, on_order, pending   by stock point: on hand; ordered and not yet in stock; made to order and not started
    due         by flow: ordered and not shipped;  backlog  by demand: asked and not delivered
    staged      by input: waiting for a full set
    posted      by flow, by the day on which its supplier hears of it: ordered
    held        by flow, by place: stopped on the way;  detours, detour_co2  money that ways round cost on
                the open day, and kg that they emit
    transit     by flow, by planned day of arrival;  making  by stock point, by planned day of finish
    aside       by flow: taken out of stock and held back;  waiting  by flow: arrived and not yet received
    docked      by flow or stock point: arrived or finished, at the dock for want of room
    capacity    by site, lane or demand: factor of what is normal, where it has been reported
    authority   by stock point: the one source whose ledger counts;  evidence  what other sources posted, net
    latest      (type, subject) → id of the latest event that was only noted;  retracted  ids to skip
    asked, sold, gone, shipped   of the open day: by demand, the last by flow;
    swapped     of the open day, by demand: delivered as another item;  waited  backlog when it began
    placed, started, disposed    of the open day: ordered, by flow or stock point; started and got rid of, by stock point
    awaited     by demand with a due day later than that of asking, by day asked: not yet due and not delivered
    lines       the same: what was asked;  overdue  by demand: past its due day and not delivered
    set_up, overtime   of the open day: set-ups begun, by resource and item; extra hours, by resource
    expedited   of the open day: shipped in a hurry, by flow;  prices  by demand: factor on what was paid
    daily       by day that is over, as KPIS;  customers  by demand, as CUSTOMER
    """

    chart: Chart
    date: str
    stock: Units
    on_order: Units
    pending: Units
    due: Units
    backlog: Units
    staged: Units
    posted: dict[str, Units]
    transit: dict[str, Units]
    held: dict[str, Units]
    making: dict[str, Units]
    waited: Units
    customers: dict[str, tuple[float, ...]]
    aside: Units = field(default_factory=dict)
    waiting: Units = field(default_factory=dict)
    docked: Units = field(default_factory=dict)
    capacity: Units = field(default_factory=dict)
    authority: dict[str, str] = field(default_factory=dict)
    evidence: Units = field(default_factory=dict)
    latest: dict[tuple[str, str], str] = field(default_factory=dict)
    retracted: dict[str, None] = field(default_factory=dict)
    asked: Units = field(default_factory=dict)
    sold: Units = field(default_factory=dict)
    swapped: Units = field(default_factory=dict)
    gone: Units = field(default_factory=dict)
    shipped: Units = field(default_factory=dict)
    detours: float = 0.0
    detour_co2: float = 0.0
    placed: Units = field(default_factory=dict)
    started: Units = field(default_factory=dict)
    disposed: Units = field(default_factory=dict)
    awaited: dict[str, Units] = field(default_factory=dict)
    lines: dict[str, Units] = field(default_factory=dict)
    overdue: Units = field(default_factory=dict)
    set_up: Units = field(default_factory=dict)
    overtime: Units = field(default_factory=dict)
    expedited: Units = field(default_factory=dict)
    prices: Units = field(default_factory=dict)
    daily: dict[str, tuple[float, ...]] = field(default_factory=dict)


def blank(chart: Chart, opening: Opening = NOTHING) -> State:
    """The morning of day 0, with what an opening says: else nothing in stock, ordered, owed or under way.

    >>> from echelon.network.fold import chart
    >>> from echelon.testing.networks import hand_made
    >>> blank(chart(hand_made()), Opening((("backlog", "walk-in@Leeds Shop/lamp", 0, 3.0),))).backlog["walk-in@Leeds Shop/lamp"]
    3.0
    """
    state = _empty(chart)
    for name in ("stock", "pending", "due", "backlog", "staged"):
        getattr(state, name).update({each: sum(days.values()) for each, days in opening.of(name).items()})
    for name in ("transit", "making", "posted"):
        for each, days in opening.of(name).items():
            on_day = getattr(state, name).setdefault(each, {})
            on_day.update({days_after(chart.start, day): units for day, units in days.items()})
    state.on_order.update(ordered(opening, chart.bought))
    late = {each.demand for each in chart.prices if each.due}
    state.waited = {demand: units for demand, units in state.backlog.items() if units}
    state.overdue.update({demand: units for demand, units in state.waited.items() if demand in late})
    return state


def _empty(chart: Chart) -> State:
    points, demands = chart.points, chart.demands
    return State(
        chart=chart,
        date=chart.start,
        stock=dict.fromkeys(points, 0.0),
        on_order=dict.fromkeys(points, 0.0),
        pending=dict.fromkeys(points, 0.0),
        due=dict.fromkeys(chart.flows, 0.0),
        backlog=dict.fromkeys(demands, 0.0),
        staged=dict.fromkeys(chart.inputs.values(), 0.0),
        posted={},
        transit={flow: {} for flow in chart.flows},
        held={},
        making={point: {} for point in points},
        waited=dict.fromkeys(demands, 0.0),
        customers=dict.fromkeys(demands, (0.0,) * len(CUSTOMER)),
    )


def copied(state: State) -> State:
    """A state that shares nothing that can change with the one given."""
    parts: dict[str, object] = {}
    for name in State.__slots__:
        part = getattr(state, name)
        if name in ("posted", "transit", "held", "making", "awaited", "lines"):
            parts[name] = {key: dict(days) for key, days in part.items()}
        else:
            parts[name] = dict(part) if isinstance(part, dict) else part
    return State(**parts)  # type: ignore[arg-type]


def owed(state: State) -> Units:
    """Units that each stock point owes to all its receivers and customers."""
    found = {}
    for point, flows, demands in state.chart.owing:
        total = 0.0
        for flow in flows:
            total += state.due[flow]
        for demand in demands:
            total += state.backlog[demand]
        found[point] = total
    return found


def days_after(date: str, days: int) -> str:
    """The day so many days after, before where `days` is below 0.

    >>> days_after("2026-12-31", 1)
    '2027-01-01'
    """
    return (datetime.date.fromisoformat(date) + datetime.timedelta(days)).isoformat()
