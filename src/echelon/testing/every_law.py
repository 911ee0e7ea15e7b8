"""Any network with every law of the daily clock used somewhere in it: what the largest tests of the World are asked of."""

from __future__ import annotations

import math

import numpy as np

from echelon.network.model import Network, network
from echelon.testing.customers import serve
from echelon.testing.dressing import charge
from echelon.testing.journeys import list_ways, narrow, transport
from echelon.testing.whole import store
from echelon.testing.workshop import manufacture

Row = dict[str, object]


def with_laws(net: Network, seed: int) -> Network:
    """The same network with every law that a few cells switch on used somewhere, chosen by chance.

    >>> from echelon.testing.networks import random_network
    >>> sorted(set(with_laws(random_network(7), 1)["stock point"]["allocation"]))
    ['fair_share', 'first_come', 'priority', 'proportional']
    """
    rng = np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for point in rows["stock point"]:
        point["allocation"] = str(rng.choice(["proportional", "priority", "fair_share", "first_come"]))
        point |= {"review": str(rng.choice(["daily", "on_issue"])),
                  "safety_stock": float(str(point["target_stock"])) / 10}  # fmt: skip
        if rng.random() < 0.5:
            point["position_maximum"] = 2 * float(str(point["target_stock"]))
        kind = str(rng.choice(["as it is", "R_Q", "R_nQ", "lots", "moving_average", "smoothing"]))
        target = float(str(point["target_stock"]))
        if kind == "lots":
            point |= {
                "order_minimum": target / 20,
                "order_multiple": target / 50,
                "order_maximum": target / 2 or math.inf,
            }
        elif kind in ("moving_average", "smoothing"):
            how = {"average_days": 3} if kind == "moving_average" else {"smoothing_weight": 0.25}
            of = str(rng.choice(["orders", "customers"]))
            point |= {"policy": "adaptive_base_stock", "forecast": kind, "forecast_of": of, "cover_days": 2, "gap_days": 1.5,
                      "reorder_point": math.nan, **how}  # fmt: skip
        elif kind != "as it is" and target > 0:
            point |= {"policy": kind, "reorder_point": target / 2, "order_quantity": target / 2}
        _with_reviews(point, rng, [str(row["name"]) for row in rows["calendar"]])
    for lane in rows["lane"]:
        lane |= {"order_days": int(rng.integers(0, 4)), "priority": int(rng.integers(0, 3)),
                 "unmet": str(rng.choice(["backorder", "lost"]))}  # fmt: skip
    manufacture(net, rows, rng)
    transport(rows, rng)
    narrow(rows, np.random.default_rng([seed, 348]))
    list_ways(rows, np.random.default_rng([seed, 450]))
    for demand in rows["demand"]:
        demand |= {"priority": int(rng.integers(0, 3)), "partial": str(rng.choice(["yes", "no"]))}
        if demand["shape"] == "normal":
            demand["correlation"] = 0.6
        if rng.random() < 0.4:
            demand["patience"] = float(rng.choice([0.0, 0.3, 0.75, 1.0]))
    serve(rows, np.random.default_rng([seed, 1]))
    for item in rows["item"]:
        item["quantum"] = float(rng.choice([0.0, 0.25, 1.0]))
    _with_sources(rows, rng)
    _with_plans(rows, np.random.default_rng([seed, 360]))
    _with_expediting(rows, np.random.default_rng([seed, 365]))
    charge(rows, rng)
    for resource in rows["resource"]:
        hours = 0.4 * float(str(resource["hours_per_day"]))
        resource |= {
            "hours_per_day": hours,
            "overtime_hours_per_day": hours / 2,
            "overtime_cost_per_hour": 30,
        }
    store(rows, np.random.default_rng([seed, 354]), part=0.2)
    return network(net.settings, rows)


def _with_expediting(rows: dict[str, list[Row]], rng: np.random.Generator) -> None:
    """Lanes that hurry while their receivers have little on hand."""
    held = {(row["site"], row["item"]): row for row in rows["stock point"]}
    made: dict[tuple[object, object], list[Row]] = {}
    for line in rows["recipe input"]:
        made.setdefault((line["site"], line["input"]), []).append(held[line["site"], line["item"]])
    for lane in rows["lane"]:
        end = (lane["to"], lane["item"])
        short = [held[end]] if end in held else made.get(end, [])
        if short and rng.random() < 0.5:
            lane |= {
                "expedite_days": int(rng.integers(0, 3)),
                "expedite_cost_per_unit": float(rng.integers(0, 3)),
            }
            for point in short:
                if np.isnan(float(str(point["emergency_point"]))):
                    point["emergency_point"] = float(str(point["target_stock"])) / 2


def _with_plans(rows: dict[str, list[Row]], rng: np.random.Generator) -> None:
    """Material requirements planning at some stock points, with and without a frozen zone."""
    for point in rows["stock point"]:
        if rng.random() < 0.25:
            point |= {"policy": "mrp", "horizon_days": int(rng.integers(4, 15)), "frozen_days": int(rng.integers(0, 4)),
                      "planned_lead_days": float(rng.choice([math.nan, 2.0]))}  # fmt: skip
            unused = ("reorder_point", "order_quantity", "cards", "card_size")
            point |= dict.fromkeys(unused, math.nan) | {"forecast": "mean"}


def _with_sources(rows: dict[str, list[Row]], rng: np.random.Generator) -> None:
    """Rules of sourcing, emergency lanes, cancelling and blanket orders."""
    held = {(row["site"], row["item"]): row for row in rows["stock point"]}
    for point in rows["stock point"]:
        point["sourcing"] = str(rng.choice(["share", "priority", "cheapest"]))
    into: dict[object, list[Row]] = {}
    for lane in rows["lane"]:
        point = held.get((lane["to"], lane["item"]), {})
        target = float(str(point.get("target_stock", 0.0)))
        lane |= {"source_rank": int(rng.integers(0, 3)), "buy_price": float(rng.integers(1, 9))}
        if rng.random() < 0.5 and target > 0:
            lane["lot_maximum"] = target / 4
        if point and rng.random() < 0.5:
            lane |= {
                "cancel_days": int(rng.integers(0, 5)),
                "blanket_quantity": target / 5,
                "blanket_days": int(rng.integers(1, 9)),
            }
        beside = into.setdefault((lane["to"], lane["item"]), [])
        beside.append(lane)
        if point and len(beside) == 2 and rng.random() < 0.5:
            lane["emergency"], point["emergency_point"] = "yes", target * 0.6
        if any(each.get("emergency") == "yes" for each in beside):
            for each in beside:
                each["share"] = math.nan


def _with_reviews(point: Row, rng: np.random.Generator, calendars: list[str]) -> None:
    """Review days, and now and then cards, in one row of the stock points."""
    point |= {"review_every_days": int(rng.integers(1, 4)), "review_first_day": int(rng.integers(0, 3))}
    if calendars and rng.random() < 0.3:
        point["review_calendar"] = str(rng.choice(calendars))
    if point.get("policy", "base_stock") == "base_stock" and rng.random() < 0.3:
        point |= {
            "policy": "kanban",
            "cards": 5,
            "card_size": max(1.0, float(str(point["target_stock"])) / 4),
        }
