"""Cases of stockpyl: what the World did → the structure of `expected`, with the peer's measures and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from echelon.testing.cases.observe import Floats, Observed
from echelon.testing.cases.stockpyl import CUSTOMER, OUTSIDE, Held, Layout, Raw

NOTHING = 1e-9
"""Below this a row is rounding, and is left out where the peer leaves out rows of zeros."""


def answer(plan: Layout, seen: Observed) -> dict[str, Any]:
    """The answer to a case."""
    nodes = {site: _node(plan, seen, site) for site in plan.nodes}
    total = sum(float(np.sum(node["total_cost"])) for node in nodes.values())
    return {"total_cost": total, "per_period": _listed(nodes)}


def _listed(found: Any) -> Any:
    """Arrays as lists of numbers."""
    if isinstance(found, Mapping):
        return {name: _listed(part) for name, part in found.items()}
    return [float(units) for units in found] if isinstance(found, np.ndarray) else found


def _node(plan: Layout, seen: Observed, site: str) -> dict[str, Any]:
    products = {own.key: _product(plan, seen, site, own) for own in plan.held[site]}
    raws = {raw.key: seen.of("stock", seen.point(site, raw.item)) for raw in plan.raws[site]}
    found: dict[str, Any] = {"products": products}
    lying = {key: units for key, units in raws.items() if _any([units])}
    if lying:
        found["raw_material_inventory"] = lying
    found["supply"] = {raw.label: _supply(plan, seen, site, raw) for raw in plan.raws[site]}
    found |= _money(plan, seen, site, products)
    outage = plan.nodes[site].get("disruption")
    if outage:
        states = outage["states"]
        found["disrupted"] = [
            int(bool(states[day % len(states)])) for day in range(int(plan.case["periods"]))
        ]
    return found


def _any(rows: Iterable[Floats]) -> bool:
    return any(bool(np.any(np.abs(row) > NOTHING)) for row in rows)


def _product(plan: Layout, seen: Observed, site: str, own: Held) -> dict[str, Any]:
    at = seen.point(site, own.item)
    asked, sent, owed, aside = _receivers(plan, seen, site, own)
    # The peer counts what was set aside and leaves now as demand met from stock, less what was owed before.
    met = sum(
        (np.maximum(0.0, sent[to] - _before(owed[to])) for to in sent), np.zeros(len(seen.rows["stock"]))
    )
    demand = np.cumsum(sum(asked.values(), np.zeros_like(met)))
    found = {
        "inventory_level": seen.of("stock", at) - seen.of("owed", at),
        "demand_met_from_stock": met,
        "fill_rate_cumulative": np.where(demand > 0, np.cumsum(met) / np.where(demand > 0, demand, 1.0), 1.0),
        "order_quantity_fg": seen.of("did.ordered", at),
        "inbound_order": asked,
        "outbound_shipment": sent,
        "backorders_by_successor": owed,
    }
    return found | ({"outbound_disrupted_items": aside} if _any(aside.values()) else {})


def _before(units: Floats) -> Floats:
    """The evening before."""
    return np.concatenate([[0.0], units[:-1]])


def _receivers(plan: Layout, seen: Observed, site: str, own: Held) -> tuple[dict[str, Floats], ...]:
    """What each receiver asked, got, is owed and has set aside for it; customers last."""
    none = np.zeros(len(seen.rows["stock"]))
    asked, sent, owed, aside = (dict.fromkeys(plan.feeds[site], none) for _ in range(4))
    for to in plan.feeds[site]:
        if any(raw.supplier == site and raw.item == own.item for raw in plan.raws[to]):
            flow = seen.flow(site, to, own.item)
            asked[to], sent[to] = seen.heard(flow), seen.of("did.shipped", flow)
            owed[to], aside[to] = seen.of("due", flow), seen.of("aside", flow)
    if any(str(each["node"]) == site for each in plan.case["demand"]):
        asked[CUSTOMER] = sent[CUSTOMER] = owed[CUSTOMER] = none
        if _sells(plan, site, own):
            at = seen.demand(CUSTOMER, site, own.item)
            asked[CUSTOMER], sent[CUSTOMER] = seen.of("asked", at), seen.of("did.sold", at)
            owed[CUSTOMER] = seen.of("backlog", at)
    return asked, sent, owed, aside


def _sells(plan: Layout, site: str, own: Held) -> bool:
    return any(
        str(each["node"]) == site and str(each.get("product", "fg")) == own.key
        for each in plan.case["demand"]
    )


def _supply(plan: Layout, seen: Observed, site: str, raw: Raw) -> dict[str, Any]:
    flow = seen.flow(raw.supplier, site, raw.item)
    ordered, received, waiting = (
        seen.of("ordered", flow),
        seen.of("did.received", flow),
        seen.of("waiting", flow),
    )
    node = plan.nodes[site]
    before = (node.get("initial_shipments") or 0) * (node.get("shipment_lead_time") or 0)
    before += (node.get("initial_orders") or 0) * (node.get("order_lead_time") or 0)
    found = {
        "order_quantity": ordered,
        "inbound_shipment": received,
        "on_order_by_predecessor": before + np.cumsum(ordered) - np.cumsum(received) - waiting,
        "in_transit": seen.of("under_way", flow),
    }
    return found | ({"inbound_disrupted_items": waiting} if _any([waiting]) else {})


def _money(plan: Layout, seen: Observed, site: str, products: Mapping[str, Any]) -> dict[str, Floats]:
    """Costs of a node; as the peer, raw material is charged once per product that uses it, and the last product's revenue
    stands for all.
    """
    none = np.zeros(len(seen.rows["stock"]))
    holding, stockout, transit, revenue = none, none, none, none
    for own in plan.held[site]:
        product = products[own.key]
        rate = own.get("local_holding_cost", 0)
        level, aside = (
            product["inventory_level"],
            sum(product.get("outbound_disrupted_items", {}).values(), none),
        )
        holding = holding + rate * (np.maximum(0.0, level) + aside)
        holding = holding + sum(
            (_raw_cost(plan, seen, site, raw) for raw in _suppliers(plan, site, own)), none
        )
        stockout = stockout + own.get("stockout_cost", 0) * np.maximum(0.0, -level)
        under_way = (seen.of("under_way", seen.flow(site, to, own.item)) for to in plan.feeds[site]
                     if any(raw.supplier == site and raw.item == own.item for raw in plan.raws[to]))  # fmt: skip
        transit = transit + own.get("in_transit_holding_cost", rate) * sum(under_way, none)
        revenue = own.get("revenue", 0) * sum(product["outbound_shipment"].values(), none)
    return {"holding_cost": holding, "stockout_cost": stockout, "in_transit_holding_cost": transit, "revenue": revenue,
            "total_cost": holding + stockout + transit - revenue}  # fmt: skip


def _suppliers(plan: Layout, site: str, own: Held) -> list[Raw]:
    """The raw materials of a product that come from nodes, each with its first supplier."""
    found = {
        raw.item: raw
        for raw in reversed(plan.raws[site])
        if own.key in raw.quantity and raw.supplier != OUTSIDE
    }
    return list(found.values())


def _raw_cost(plan: Layout, seen: Observed, site: str, raw: Raw) -> Floats:
    supplier = next(own for own in plan.held[raw.supplier] if own.item == raw.item)
    waiting = seen.of("waiting", seen.flow(raw.supplier, site, raw.item))
    lying = seen.of("stock", seen.point(site, raw.item))
    return np.asarray(supplier.get("local_holding_cost", 0) * (lying + waiting))
