"""Cases of SupplyNetPy (and of anyLogistix, whose numbers it was compared with): events at instants, as days.

Timetable `review_last`: what arrives at an instant is there before its demands, which are served whole or lost in the order
in which they are defined; then each site reviews once, where something was taken; suppliers ship at once. A day is the
largest span of time that divides all times of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

import numpy as np

from echelon.core.errors import BadData, Finding
from echelon.network.model import Settings, network
from echelon.study.scenario import Scenario
from echelon.testing.cases.observe import Floats, Observed, observe, trace_calendar
from echelon.testing.cases.stockpyl import OUTSIDE, PLENTY, START

Case = Mapping[str, Any]
ITEM = "goods"
ALWAYS = 1e300
"""A reorder point that no position is above."""


def answer(case: Case) -> dict[str, Any]:
    """The answer to a case: the peer's totals, anyLogistix's, and levels at whole times."""
    tick = _tick(case)
    days = int(-(-Fraction(str(case["horizon"])) // tick))
    seen = _observed(case, tick, days)
    peer = _totals(case, seen, tick, days, delivered=True)
    other = _totals(case, seen, tick, days, delivered=False)
    levels = {node["ID"]: _samples(case, seen, node, tick) for node in case["network"]["nodes"]}
    return {"peer_run": peer, "published_anylogistix": other, "inventory_level_samples": levels}


def _observed(case: Case, tick: Fraction, days: int) -> Observed:
    """What happened on the days. Goods that take no time are there after the day's review: those of the next morning."""
    lead = _ticks(case["network"]["link_lead_time"], tick)
    if lead:
        return observe(_scenario(case, tick, days, lead))
    seen = observe(_scenario(case, tick, days + 1, 1))
    rows = {name: array[:-1].copy() for name, array in seen.rows.items()}
    for node in case["network"]["nodes"]:
        flow, point = seen.flow(OUTSIDE, node["ID"], ITEM), seen.point(node["ID"], ITEM)
        received = seen.of("did.received", flow)[1:]
        rows["did.received"][:, flow] = received
        rows["stock"][:, point] += received
    return Observed(seen.prepared, rows)


def _tick(case: Case) -> Fraction:
    """The largest span that divides every time."""
    times = [1, case["horizon"], case["network"]["link_lead_time"]]
    for asked in case["demand"]:
        times += [asked["interval"], asked["first_at"]]
    for node in case["network"]["nodes"]:
        times += [node["pp"][name] for name in ("T", "period", "first_review_delay") if name in node["pp"]]
    spans = [Fraction(str(time)) for time in times if time]
    return reduce(lambda a, b: Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator),
                                        a.denominator * b.denominator), spans)  # fmt: skip


def _ticks(time: Any, tick: Fraction) -> int:
    return int(Fraction(str(time)) / tick)


def _scenario(case: Case, tick: Fraction, days: int, lead: int) -> Scenario:
    nodes = case["network"]["nodes"]
    points = [{"site": node["ID"], "item": ITEM, "allocation": "priority", "initial_stock": float(node["init"]),
               "position_maximum": float(node["cap"]), **_policy(node, tick)} for node in nodes]  # fmt: skip
    points.append({"site": OUTSIDE, "item": ITEM, "target_stock": 0, "initial_stock": PLENTY})
    lanes = [{"from": OUTSIDE, "to": node["ID"], "item": ITEM, "lead_days": lead} for node in nodes]
    demands, calendars = [], []
    for at, asked in enumerate(case["demand"]):
        first, every = _ticks(asked["first_at"], tick), _ticks(asked["interval"], tick)
        trace = [
            asked["quantity"] if day >= first and (day - first) % every == 0 else 0 for day in range(days)
        ]
        calendars.append(trace_calendar(f"trace {at}", trace, START))
        demands.append({"customer": _customer(at), "site": asked["node"], "item": ITEM, "mean_per_day": 1, "partial": "no",
                        "calendar": f"trace {at}", "unmet": "lost", "priority": at})  # fmt: skip
    rows = {"site": [{"name": point["site"]} for point in points], "item": [{"name": ITEM}], "stock point": points,
            "lane": lanes, "demand": demands, "calendar": calendars}  # fmt: skip
    return Scenario(
        network(Settings("case", start_date=START.isoformat(), timetable="review_last"), rows), (), days, 1
    )


def _customer(at: int) -> str:
    return f"customer {at}"


def _policy(node: Mapping[str, Any], tick: Fraction) -> dict[str, object]:
    """(s, S) and (R, Q) look when something was taken, or every `period`; (T, Q) orders every T."""
    kind, p = node["pol"], node["pp"]
    safety = float(p.get("safety_stock", 0))
    every = p.get("T") if kind == "TQ" else p.get("period")
    when: dict[str, object] = {"review_every_days": _ticks(every, tick)} if every else {"review": "on_issue"}
    when["review_first_day"] = _ticks(p.get("first_review_delay", 0), tick)
    if kind == "SS":
        return when | {"policy": "s_S", "reorder_point": p["s"] + safety, "target_stock": p["S"] + safety}
    if kind == "RQ":
        return when | {"policy": "R_Q", "reorder_point": p["R"], "order_quantity": p["Q"], "target_stock": 0}
    if kind == "TQ":
        return when | {"policy": "R_Q", "reorder_point": ALWAYS, "order_quantity": p["Q"], "target_stock": 0,
                       "safety_stock": safety}  # fmt: skip
    raise BadData(
        Finding(
            "E293", "The `pol` of a node", "must be one of SS, RQ, TQ", str(kind), "See the peer's policies"
        )
    )


def _sold(case: Case, seen: Observed, node: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Floats]]:
    return [(asked, seen.of("did.sold", seen.demand(_customer(at), node["ID"], ITEM)))
            for at, asked in enumerate(case["demand"]) if asked["node"] == node["ID"]]  # fmt: skip


def _totals(case: Case, seen: Observed, tick: Fraction, days: int, *, delivered: bool) -> dict[str, float]:
    """Sums over the horizon. `delivered`: revenue is booked when goods reach the customer, else when an order is taken."""
    found = dict.fromkeys(("end_inv", "cust_orders", "cust_qty", "site_orders", "site_qty", "ful_site_qty", "ful_cust_qty",
                           "carry", "spend", "transport", "total", "revenue", "profit"), 0.0)  # fmt: skip
    for at, asked in enumerate(case["demand"]):
        row = seen.of("asked", seen.demand(_customer(at), asked["node"], ITEM))
        found["cust_orders"] += float(np.count_nonzero(row))
        found["cust_qty"] += float(row.sum())
    for node in case["network"]["nodes"]:
        stock, flow = seen.of("stock", seen.point(node["ID"], ITEM)), seen.flow(OUTSIDE, node["ID"], ITEM)
        ordered, received = seen.of("ordered", flow), seen.of("did.received", flow)
        found["end_inv"] += float(stock[-1])
        found["site_orders"] += float(np.count_nonzero(ordered))
        found["site_qty"] += float(ordered.sum())
        found["ful_site_qty"] += float(received.sum())
        found["spend"] += float(received.sum()) * node["buy"]
        found["carry"] += float(node["h"] * _span(case, stock, tick))
        found["transport"] += float(np.count_nonzero(ordered)) * case["network"]["link_cost_per_order"]
        for asked, sold in _sold(case, seen, node):
            late = Fraction(str(asked["delivery_lead_time"]))
            horizon = Fraction(str(case["horizon"]))
            there = sold[[day * tick + late < horizon for day in range(days)]].sum()
            found["transport"] += float(np.count_nonzero(sold)) * asked["delivery_cost_per_order"]
            found["ful_cust_qty"] += float(there)
            found["revenue"] += float(there if delivered else sold.sum()) * node["sell"]
    found["total"] = found["carry"] + found["spend"] + found["transport"]
    found["profit"] = found["revenue"] - found["total"]
    return found


def _span(case: Case, stock: Floats, tick: Fraction) -> float:
    """The level over time, up to the horizon."""
    last = Fraction(str(case["horizon"])) - tick * (len(stock) - 1)
    return float(stock[:-1].sum()) * float(tick) + float(stock[-1]) * float(last)


def _samples(case: Case, seen: Observed, node: Mapping[str, Any], tick: Fraction) -> list[list[float]]:
    """Levels at whole times, as the peer's sampler sees them: it looks before what was set off a unit of time ago or later."""
    stock, flow = seen.of("stock", seen.point(node["ID"], ITEM)), seen.flow(OUTSIDE, node["ID"], ITEM)
    slow = _ticks(case["network"]["link_lead_time"], tick) * tick > 1
    levels = [[0.0, float(node["init"])]]
    for time in range(1, int(-(-Fraction(str(case["horizon"])) // 1))):
        day = int(time / tick)
        level = stock[day - 1] + (seen.of("did.received", flow)[day] if slow else 0.0)
        for asked, sold in _sold(case, seen, node):
            first = day == _ticks(asked["first_at"], tick)
            if Fraction(str(asked["first_at"] if first else asked["interval"])) > 1:
                level -= sold[day]
        levels.append([float(time), float(level)])
    return levels
