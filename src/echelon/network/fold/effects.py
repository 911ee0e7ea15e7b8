"""What each type of event does to a state: one small function per type that does something, and the table of them.

They change the state that they are given, which is `fold`'s private copy. Ids that the network does not know are
followed like any other and count in no KPI. Nothing goes below 0 but stock, whose ledger is somebody else's to keep.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from echelon.network import events as e
from echelon.network.exchange import rate_on
from echelon.network.fold.state import State, Units

DISPOSED = ("SCRAP", "EXPIRED")
"""Reasons for which stock is got rid of, at a cost."""

Effect = Callable[[State, e.Event], None]


def placed(state: State, event: e.Event) -> None:
    """An order opens demand and supply."""
    data: Any = event.data
    _add(state.asked if data["kind"] == "sales" else state.placed, event.subject, data["qty"])
    _open(state, event, data["qty"])


def changed(state: State, event: e.Event) -> None:
    """An order is amended; a customer who does not wait is lost."""
    data: Any = event.data
    if data["kind"] == "sales" and data.get("reason") == "lost":
        _add(state.gone, event.subject, -data["delta"])
    _open(state, event, data["delta"])


def _open(state: State, event: e.Event, units: float) -> None:
    kind, subject = event.data["kind"], event.subject
    if kind == "sales":
        _add(state.backlog, subject, units)
    elif kind == "production":
        _add(state.on_order, subject, units)
        _move(state, state.pending, subject, units)
    elif kind in ("transfer", "purchase"):
        point = state.chart.bought.get(subject)
        if point is not None:
            _add(state.on_order, point, units)
        reaches = event.data.get("reaches")
        if isinstance(reaches, str) and reaches:
            _add(state.posted.setdefault(subject, {}), reaches[:10], units)
        else:
            _move(state, state.due, subject, units)


def confirmed(state: State, event: e.Event) -> None:
    """An order that travelled has reached its supplier; of one that did not, nothing changes."""
    data: Any = event.data
    noted(state, event)
    if (units := data.get("qty", 0.0)) and state.posted.get(event.subject):
        _arrive(state.posted[event.subject], state.date, units)
        _add(state.due, event.subject, units)


def dispatched(state: State, event: e.Event) -> None:
    """Goods leave: for a customer, who has them, or on a flow, under way until their planned day."""
    data: Any = event.data
    if data["kind"] == "sales":
        _add(state.backlog, event.subject, -data["qty"])
        _add(state.swapped if data.get("substitute") else state.sold, event.subject, data["qty"])
        if "price_factor" in data:
            state.prices[event.subject] = data["price_factor"]
        return
    if data.get("set_aside"):
        _add(state.aside, event.subject, -data["qty"])
    else:
        _add(state.due, event.subject, -data["qty"])
    _add(state.shipped, event.subject, data["qty"])
    if data.get("expedited"):
        _add(state.expedited, event.subject, data["qty"])
    _add(state.transit.setdefault(event.subject, {}), _planned(state, data), data["qty"])


def received(state: State, event: e.Event) -> None:
    """Goods arrive: off the order of a stocked item, or beside what waits for a recipe."""
    data: Any = event.data
    chart, flow, units = state.chart, event.subject, data["qty"]
    waited = data.get("waited")
    if waited == "dock":
        _add(state.docked, flow, -units)
    elif waited:
        state.waiting[flow] = 0.0
    else:
        _arrive(state.transit.get(flow), _planned(state, data), units)
    if flow in chart.bought:
        _add(state.on_order, chart.bought[flow], -units)
    elif flow in chart.staging:
        _add(state.staged, chart.staging[flow], units)


def counted(state: State, event: e.Event) -> None:
    """A count re-bases stock; the first source to speak of a stock point is its authority."""
    data: Any = event.data
    if data.get("status", "available") == "available" and _posts(state, event):
        state.stock[event.subject] = data["qty"] + 0.0


def moved(state: State, event: e.Event) -> None:
    """A ledger entry moves stock, by its sign; another source's is kept beside it."""
    data: Any = event.data
    posts = _posts(state, event)
    book = state.stock if posts else state.evidence
    book[event.subject] = book.get(event.subject, 0.0) + data["qty"]
    if posts and data["reason"] in DISPOSED:
        _add(state.disposed, event.subject, -data["qty"])


def _posts(state: State, event: e.Event) -> bool:
    return state.authority.setdefault(event.subject, event.source) == event.source


def made(state: State, event: e.Event) -> None:
    """A recipe starts on its inputs, or is finished. By-products were never in work nor on order."""
    data: Any = event.data
    if data.get("of"):
        noted(state, event)
        return
    point = event.subject
    if started := data.get("started", 0.0):
        _move(state, state.pending, point, -started)
        _add(state.started, point, started)
        _add(state.making.setdefault(point, {}), _planned(state, data), started)
    for used in data.get("consumed") or ():
        name = state.chart.inputs.get((point, used["item"]))
        if name is not None:
            _add(state.staged, name, -used["qty"])
        flow = state.chart.drawn.get((point, used["item"]))
        if flow is not None:
            _move(state, state.due, flow, -used["qty"])
    _finished(state, point, data)


def _finished(state: State, point: str, data: Any) -> None:
    """What is finished goes into stock, or to the dock and from there; scrap is no longer on order."""
    produced, scrap, docked = (data.get(name, 0.0) for name in ("produced", "scrap", "docked"))
    if data.get("waited") == "dock":
        _add(state.docked, point, -produced)
    elif done := docked + produced + scrap:
        _arrive(state.making.get(point), _planned(state, data), done)
    if scrap:
        _add(state.on_order, point, -scrap)
        _add(state.disposed, point, scrap)
    if docked:
        _add(state.docked, point, docked)
    if produced:
        _add(state.on_order, point, -produced)


def passed(state: State, event: e.Event) -> None:
    """Goods are held up before they leave, on their way, outside or at the dock; of other milestones it is only noted."""
    data: Any = event.data
    flow, code, units = event.subject, data["code"], data.get("qty", 0.0)
    transit = state.transit.setdefault(flow, {})
    noted(state, event)
    if code == "DELAYED" and (data.get("days") or data.get("around")):
        state.transit[flow] = _put_off(state, flow, data)
    elif code == "SET_ASIDE":
        _add(state.due, flow, -units)
        _add(state.aside, flow, units)
    elif code == "ARRIVED" and units:
        _arrive(transit, state.date, units)
        _add(state.waiting, flow, units)
    elif code == "DOCKED":
        if data.get("waited"):
            state.waiting[flow] = 0.0
        else:
            _arrive(transit, _planned(state, data), units)
        _add(state.docked, flow, units)
    elif code == "HELD" and units:
        _take(transit, _planned(state, data), units)
        _add(state.held.setdefault(flow, {}), str(data.get("place", "")), units)
    elif code in ("RELEASED", "DELAYED", "DAMAGED") and units:
        _goes_on(state, flow, data)


def _goes_on(state: State, flow: str, data: Any) -> None:
    """Goods leave the place where they waited: they go on, go round it at a cost, or are lost and owed again."""
    held, units = state.held.setdefault(flow, {}), data["qty"]
    place, planned = str(data.get("place", "")), _planned(state, data)
    if place in held:
        _take(held, place, units)
    else:
        _arrive(state.transit[flow], planned, units)
    if data["code"] == "DAMAGED":
        _add(state.due, flow, units)
        return
    _add(state.transit[flow], planned, units)
    if data["code"] == "DELAYED":
        around = state.chart.around.get((flow, place))
        _pay_detour(state, flow, units, around[int(data.get("way", 0))] if around else None)


def _put_off(state: State, flow: str, data: Any) -> Units:
    """What is under way, each some days later: what is planned after a day, at the latest on another, where these are said."""
    after, latest, days = str(data.get("after", "")), str(data.get("latest", "")), data.get("days", 0)
    found: Units = {}
    for day, units in sorted(state.transit[flow].items(), reverse=True):
        later = _later(day, days) if day > after else day
        later = max(day, min(later, latest)) if latest else later
        found[later] = found.get(later, 0.0) + units
        if data.get("around") and day > after and (later != day or not days):
            _pay_detour(state, flow, units)
    return found


def _pay_detour(
    state: State, flow: str, units: float, listed: tuple[float, int, float] | None = None
) -> None:
    """Pay the way round that was taken, or that of the lane."""
    way = listed or state.chart.detour.get(flow)
    if way is not None:
        cost, currency, co2 = way
        state.detours += units * (cost * rate_on(state.chart.exchange[currency], state.date))
        state.detour_co2 += units * co2


def _later(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def set_capacity(state: State, event: e.Event) -> None:
    """A site, lane or demand works at a part of what is normal; that a resource is set up, or works longer, is paid."""
    data: Any = event.data
    if data["state"] == "SETUP":
        _add(state.set_up, f"{event.subject}>{data.get('item', '')}", data.get("begun", 1.0))
    elif data["state"] == "OVERTIME":
        _add(state.overtime, event.subject, data.get("hours", 0.0))
    if data["state"] in ("SETUP", "OVERTIME"):
        noted(state, event)
        return
    state.capacity[event.subject] = data.get("factor", 1.0 if data["state"] == "UP" else 0.0)


def retracted(state: State, event: e.Event) -> None:
    """Events with these ids are skipped from now on."""
    data: Any = event.data
    ids = data["ids"] if isinstance(data["ids"], list | tuple) else [data["ids"]]
    state.retracted.update(dict.fromkeys(map(str, ids)))


def noted(state: State, event: e.Event) -> None:
    """No quantity moves; that it was said is kept."""
    state.latest[event.type, event.subject] = event.id


def _planned(state: State, data: Any) -> str:
    """The day on which goods are to arrive or be finished; today where none is given."""
    planned = data.get("planned")
    return planned[:10] if isinstance(planned, str) and planned else state.date


def _move(state: State, units: Units, name: str, more: float) -> None:
    """As `_add`; below 0 where more may be taken than was ordered."""
    if name in state.chart.signed:
        units[name] = units.get(name, 0.0) + more
    else:
        _add(units, name, more)


def _add(units: Units, name: str, more: float) -> None:
    units[name] = max(0.0, units.get(name, 0.0) + more)


def less(units: float, taken: float) -> float:
    """A sum without some goods that were added into it: what is left of all of them is rounding, not goods."""
    left = units - taken
    return left if left > taken * 1e-9 else 0.0


def _take(units: Units, name: str, taken: float) -> None:
    left = less(units.get(name, 0.0), taken)
    if left > 0.0:
        units[name] = left
    else:
        units.pop(name, None)


def _arrive(under_way: Units | None, planned: str, units: float) -> None:
    """Take what arrives from its planned day, then from the earliest days that still wait."""
    if not under_way:
        return
    if under_way.get(planned) == units:
        del under_way[planned]
        return
    for day in (planned, *sorted(under_way)):
        if units > 0.0 and day in under_way:
            here = under_way[day]
            under_way[day] = here - min(here, units)
            units -= min(here, units)
            if under_way[day] == 0.0:
                del under_way[day]


EFFECTS: dict[str, Effect] = {
    e.ORDER_PLACED: placed,
    e.ORDER_CONFIRMED: confirmed,
    e.ORDER_CHANGED: changed,
    e.SHIPMENT_DISPATCHED: dispatched,
    e.SHIPMENT_MILESTONE: passed,
    e.GOODS_RECEIVED: received,
    e.INVENTORY_SNAPSHOT: counted,
    e.INVENTORY_CHANGED: moved,
    e.PRODUCTION_REPORTED: made,
    e.RESOURCE_STATUS: set_capacity,
    e.EVENT_RETRACTED: retracted,
}
"""The types that move something; the other four are `noted`."""
