"""Random case documents of stockpyl's form: any shape of network, policies, lead times, outages, products and recipes."""

from __future__ import annotations

from typing import Any

import numpy as np

POLICIES = ("BS", "sS", "rQ")
OUTAGES = ("OP", "SP", "TP", "RP")


def random_case(seed: int, *, days: int = 25) -> dict[str, Any]:
    """A case; one in three has several products."""
    chance = np.random.default_rng(seed)
    build = _products if seed % 3 == 0 else _goods
    nodes, edges, products, demand = build(chance, days)
    for node in nodes:
        _dress(chance, node, days)
    return {"schema": "sc-case/1", "id": f"random {seed}", "semantics": "stockpyl-1.0.2", "periods": days,
            "network": {"nodes": nodes, "edges": edges, **({"products": products} if products else {})},
            "demand": demand}  # fmt: skip


def _edges(chance: Any, count: int) -> list[list[int]]:
    """Every node but the last feeds one or two of a lower number."""
    edges = []
    for start in range(count, 1, -1):
        ends = chance.choice(np.arange(1, start), min(start - 1, int(chance.integers(1, 3))), replace=False)
        edges += [[start, int(end)] for end in ends]
    order = chance.permutation(len(edges))
    return [edges[at] for at in order]


def _goods(chance: Any, days: int) -> tuple[Any, ...]:
    count = int(chance.integers(1, 7))
    edges = _edges(chance, count)
    fed = {end for _, end in edges}
    nodes = []
    for node in range(1, count + 1):
        row: dict[str, Any] = {"id": node, **_stock(chance)}
        if node not in fed or chance.random() < 0.15:
            row["external_supplier"] = True
        nodes.append(row)
    feeding = {start for start, _ in edges}
    asked = [node for node in range(1, count + 1) if node not in feeding or chance.random() < 0.2]
    return nodes, edges, [], [{"node": node, "trace": _trace(chance, days)} for node in asked]


def _products(chance: Any, days: int) -> tuple[Any, ...]:
    """Plants above plants: each product of a node is made of products of the node above; suppliers from outside at the top."""
    levels = int(chance.integers(1, 4))
    nodes: list[dict[str, Any]] = []
    edges: list[list[int]] = []
    products: list[dict[str, Any]] = []
    above: list[int] = []
    for level in range(levels):
        node = levels - level
        ids = [10 * node + k for k in range(int(chance.integers(1, 4)))]
        for made in ids:
            used = [raw for raw in above if chance.random() < 0.6] or above[:1]
            bom = {str(raw): int(chance.integers(1, 5)) for raw in used}
            products.append({"id": made, **({"bom": bom} if bom else {})})
        row: dict[str, Any] = {"id": node, "products": [{"id": made, **_stock(chance)} for made in ids]}
        if level == 0 or chance.random() < 0.15:
            row["external_supplier"] = True
        if level:
            edges.append([node + 1, node])
        nodes.append(row)
        above = ids
    demand = [{"node": 1, "product": made, "trace": _trace(chance, days)} for made in above]
    return nodes, edges, products, demand


def _stock(chance: Any) -> dict[str, Any]:
    kind = POLICIES[int(chance.choice(3, p=[0.7, 0.15, 0.15]))]
    level = int(chance.integers(5, 60))
    policy: dict[str, Any] = {"type": kind}
    if kind == "BS":
        policy["base_stock_level"] = level
    else:
        policy["reorder_point"] = int(chance.integers(0, 20))
        policy |= (
            {"order_up_to_level": level + 20}
            if kind == "sS"
            else {"order_quantity": int(chance.integers(5, 40))}
        )
    row: dict[str, Any] = {"policy": policy, "local_holding_cost": int(chance.integers(0, 6))}
    if chance.random() < 0.8:
        row["initial_inventory_level"] = int(chance.integers(0, 50))
    if chance.random() < 0.6:
        row["stockout_cost"] = int(chance.integers(1, 40))
    return row


def _dress(chance: Any, node: dict[str, Any], days: int) -> None:
    """Lead times, capacity, openings, money and an outage, each of them sometimes."""
    if chance.random() < 0.9:
        node["shipment_lead_time"] = int(chance.integers(0, 6))
    if chance.random() < 0.3:
        node["order_lead_time"] = int(chance.integers(0, 4))
    if chance.random() < 0.25:
        node["order_capacity"] = int(chance.integers(0, 25))
    if chance.random() < 0.25:
        node["initial_shipments"] = int(chance.integers(1, 12))
    if chance.random() < 0.2 and not node.get("external_supplier") and "products" not in node:
        node["initial_orders"] = int(chance.integers(1, 12))
    if chance.random() < 0.3:
        node["revenue"] = int(chance.integers(1, 12))
    if chance.random() < 0.3:
        node["in_transit_holding_cost"] = int(chance.integers(0, 4))
    if chance.random() < 0.5:
        states = (chance.random(days) < 0.3).astype(int).tolist()
        node["disruption"] = {"type": OUTAGES[int(chance.integers(4))], "states": states}


def _trace(chance: Any, days: int) -> list[int]:
    mean = int(chance.integers(2, 12))
    return [int(units) for units in chance.poisson(mean, days) * (chance.random(days) < 0.8)]
