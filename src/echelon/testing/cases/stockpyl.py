"""Cases of stockpyl: a document → a network and its outages.

Every node keeps a store of each raw material (allocation `drawn`, policy `to_order`), and makes each product by a recipe
that takes no time and starts whatever is complete. Lanes hand over in the order of the case's edges, customers come last.
The external supplier is a site with goods for longer than the horizon.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from echelon.core.errors import BadData, Finding
from echelon.disruption import Disruption
from echelon.network.model import Network, Settings, network
from echelon.study.scenario import Scenario
from echelon.testing.cases.observe import outages, trace_calendar

Case = Mapping[str, Any]
Row = dict[str, object]
OUTSIDE, CUSTOMER = "outside", "customer"
PLENTY = 1e12
"""More than any case can ask for."""
START = datetime.date(2026, 1, 1)
HOLDS = {"OP": "ordering", "SP": "dispatch", "TP": "transit", "RP": "receiving"}


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw material of a node: who supplies it (`OUTSIDE` or a node), the key of its row, units in one unit of each product."""

    supplier: str
    key: str
    label: str
    item: str
    quantity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Held:
    """A product of a node: its key in the answer, its item, and its own attributes before the node's."""

    key: str
    item: str
    row: Mapping[str, Any]
    node: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute, the product's before the node's; `default` where neither has it."""
        for row in (self.row, self.node):
            if row.get(name) is not None:
                return row[name]
        return default


@dataclass(frozen=True, slots=True)
class Layout:
    """A case's nodes by site, what each holds and is made of, and who it feeds."""

    case: Case
    nodes: Mapping[str, Mapping[str, Any]]
    held: Mapping[str, tuple[Held, ...]]
    raws: Mapping[str, tuple[Raw, ...]]
    feeds: Mapping[str, tuple[str, ...]]


def layout(case: Case) -> Layout:
    """What a case says, in the order in which it says it."""
    nodes = {str(node["id"]): node for node in case["network"]["nodes"]}
    items = _items(nodes.values())
    held = {site: _held(site, node, items) for site, node in nodes.items()}
    boms = {str(product["id"]): product.get("bom", {}) for product in case["network"].get("products", ())}
    edges = [(str(start), str(end)) for start, end in case["network"]["edges"]]
    raws = {site: tuple(_raws(site, node, held, edges, boms)) for site, node in nodes.items()}
    feeds = {site: tuple(end for start, end in edges if start == site) for site in nodes}
    return Layout(case, nodes, held, raws, feeds)


def _items(nodes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Product → its item. A node orders for one product after another, as it lists them; the World's points of one level order
    from the last id to the first, so that names count down.
    """
    listed = dict.fromkeys(str(row["id"]) for node in nodes for row in node.get("products", ()))
    return {name: f"product {len(listed) - at:06d} {name}" for at, name in enumerate(listed)}


def _held(site: str, node: Mapping[str, Any], items: Mapping[str, str]) -> tuple[Held, ...]:
    if "products" in node:
        return tuple(Held(str(row["id"]), items[str(row["id"])], row, node) for row in node["products"])
    return (Held("fg", f"goods {site}", node, node),)


def _raws(site: str, node: Mapping[str, Any], held: Mapping[str, tuple[Held, ...]], edges: list[tuple[str, str]],
          boms: Mapping[str, Mapping[str, float]]) -> Iterator[Raw]:  # fmt: skip
    """Where no bill of materials joins a supplier and the node, each product needs one unit of everything it sells."""
    made = [own.key for own in held[site]]
    for supplier in dict.fromkeys(start for start, end in edges if end == site):
        bought = [own.key for own in held[supplier]]
        listed = any(raw in boms.get(key, {}) for key in made for raw in bought)
        for own in held[supplier]:
            quantity = {key: float(boms.get(key, {}).get(own.key, 0)) if listed else 1.0 for key in made}
            used = {key: units for key, units in quantity.items() if units > 0}
            label = supplier if own.key == "fg" else f"{supplier}:{own.key}"
            if used:
                yield Raw(supplier, supplier if own.key == "fg" else own.key, label, own.item, used)
    if node.get("external_supplier"):
        yield Raw(OUTSIDE, "external", "external", f"raw {site}", dict.fromkeys(made, 1.0))


def scenario(case: Case) -> Scenario:
    """The case as a question."""
    plan = layout(case)
    return Scenario(_network(plan), tuple(_outages(plan)), int(case["periods"]), 1)


def _network(plan: Layout) -> Network:
    rows: dict[str, list[Row]] = {noun: [] for noun in (
        "site", "item", "stock point", "lane", "recipe", "recipe input", "demand", "calendar")}  # fmt: skip
    rows["site"] = [{"name": name} for name in (OUTSIDE, *plan.nodes)]
    items = [own.item for held in plan.held.values() for own in held]
    items += [raw.item for raws in plan.raws.values() for raw in raws]
    rows["item"] = [{"name": name} for name in dict.fromkeys(items)]
    for site in plan.nodes:
        rows["stock point"] += [*_products(plan, site), *_stores(plan, site)]
        rows["lane"] += list(_lanes(plan, site))
        rows["recipe"] += [{"site": site, "item": own.item, "starts": "complete"} for own in plan.held[site]]
        rows["recipe input"] += [{"site": site, "item": own.item, "input": raw.item, "quantity": raw.quantity[own.key]}
                                 for own in plan.held[site] for raw in plan.raws[site] if own.key in raw.quantity]  # fmt: skip
    for at, asked in enumerate(plan.case["demand"]):
        site = str(asked["node"])
        item = next(own.item for own in plan.held[site] if str(asked.get("product", own.key)) == own.key)
        days = int(plan.case["periods"])
        trace = [asked["trace"][day % len(asked["trace"])] for day in range(days)]
        rows["calendar"].append(trace_calendar(f"trace {at}", trace, START))
        rows["demand"].append({"customer": CUSTOMER, "site": site, "item": item, "mean_per_day": 1, "calendar": f"trace {at}",
                               "priority": PLENTY})  # fmt: skip
    return network(Settings("case", start_date=START.isoformat()), rows)


def _products(plan: Layout, site: str) -> Iterator[Row]:
    for own in plan.held[site]:
        policy = own.get("policy")
        yield {"site": site, "item": own.item, "allocation": "priority", "initial_stock": _opening(own),
               "order_maximum": own.get("order_capacity") or None, **_policy(policy)}  # fmt: skip


def _policy(policy: Mapping[str, Any]) -> Row:
    """A policy of the peer as cells of a stock point."""
    kind = policy["type"]
    if kind == "sS":
        return {
            "policy": "s_S",
            "target_stock": policy["order_up_to_level"],
            "reorder_point": policy["reorder_point"],
        }
    if kind == "rQ":
        return {"policy": "R_Q", "target_stock": 0, "reorder_point": policy["reorder_point"],
                "order_quantity": policy["order_quantity"]}  # fmt: skip
    named = {"BS": "base_stock", "EBS": "echelon_base_stock"}
    if kind not in named:
        raise BadData(Finding("E294", "The `type` of a policy", "must be one of BS, sS, rQ, EBS", str(kind),
                              "The peer's balanced policy is not Rosling's; its cases are for comparing peers"))  # fmt: skip
    return {"policy": named[kind], "target_stock": policy["base_stock_level"]}


def _opening(own: Held) -> float:
    """What is on hand before day 0: as given, else what the policy would order with nothing there."""
    given = own.get("initial_inventory_level")
    if given is not None:
        return float(given)
    policy = own.get("policy")
    if "reorder_point" not in policy:
        return float(policy["base_stock_level"])
    lot = policy.get("order_up_to_level", policy.get("order_quantity"))
    return float(lot) if policy["reorder_point"] >= 0 else 0.0


def _stores(plan: Layout, site: str) -> Iterator[Row]:
    for item in dict.fromkeys(raw.item for raw in plan.raws[site]):
        yield {"site": site, "item": item, "policy": "to_order", "target_stock": 0, "allocation": "drawn"}
    for raw in plan.raws[site]:
        if raw.supplier == OUTSIDE:
            yield {"site": OUTSIDE, "item": raw.item, "target_stock": 0, "initial_stock": PLENTY}


def _lanes(plan: Layout, site: str) -> Iterator[Row]:
    """Lanes into a node. Where several supply one material, the first has all of it."""
    node, seen = plan.nodes[site], set()
    order, ship = int(node.get("order_lead_time") or 0), int(node.get("shipment_lead_time") or 0)
    orders, shipped = node.get("initial_orders") or 0, node.get("initial_shipments") or 0
    for raw in plan.raws[site]:
        outside = raw.supplier == OUTSIDE
        lane = {"from": raw.supplier, "to": site, "item": raw.item, "share": float(raw.item not in seen),
                "opening_transit": " ".join([repr(float(shipped))] * ship) if shipped else ""}  # fmt: skip
        seen.add(raw.item)
        if outside:
            yield lane | {"lead_days": order + ship}
        else:
            yield lane | {"lead_days": ship, "order_days": order, "priority": plan.feeds[raw.supplier].index(site),
                          "opening_orders": " ".join([repr(float(orders))] * order) if orders else ""}  # fmt: skip


def _outages(plan: Layout) -> Iterator[Disruption]:
    for site, node in plan.nodes.items():
        outage = node.get("disruption")
        if not outage:
            continue
        hold = HOLDS[outage["type"]]
        into = [
            f"{raw.supplier}→{site}:{raw.item}"
            for raw in plan.raws[site]
            if hold != "dispatch" or raw.supplier != OUTSIDE
        ]
        hits = [site] if hold == "ordering" else into
        for first, lasts in outages(outage["states"], int(plan.case["periods"])) if hits else ():
            yield Disruption(
                f"{site} {outage['type']} {first}", hits=hits, hold=hold, start=first, lasts=lasts
            )
