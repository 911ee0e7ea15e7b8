"""What stockpyl itself says about a case: an oracle for documents that nobody has written an answer for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

DIGITS = 10
Case = Mapping[str, Any]
PLAIN = ("order_lead_time", "shipment_lead_time", "local_holding_cost", "stockout_cost", "in_transit_holding_cost", "revenue",
         "initial_inventory_level", "initial_orders", "initial_shipments", "order_capacity")  # fmt: skip
COSTS = {"holding_cost": "holding_cost_incurred", "stockout_cost": "stockout_cost_incurred", "revenue": "revenue_earned",
         "in_transit_holding_cost": "in_transit_holding_cost_incurred", "total_cost": "total_cost_incurred"}  # fmt: skip


def ask_stockpyl(case: Case) -> dict[str, Any]:
    """The `expected` of a case, without its tolerance."""
    from stockpyl.sim import simulation

    net, days = network(case), case["periods"]
    total = simulation(net, days, rand_seed=1, progress_bar=False, consistency_checks="N")
    per_period = {str(n.index): _node(n, days, _has(case, n.index, "disruption")) for n in net.nodes}
    return {"total_cost": float(total), "per_period": per_period}


def network(case: Case) -> Any:
    """The case as a network of stockpyl."""
    from stockpyl.supply_chain_network import SupplyChainNetwork
    from stockpyl.supply_chain_node import SupplyChainNode
    from stockpyl.supply_chain_product import SupplyChainProduct

    net = SupplyChainNetwork()
    products = {}
    for product in case["network"].get("products", ()):
        products[product["id"]] = SupplyChainProduct(index=product["id"])
    for product in case["network"].get("products", ()):
        for raw, quantity in product.get("bom", {}).items():
            products[product["id"]].set_bill_of_materials(
                raw_material=products[int(raw)], num_needed=quantity
            )
    nodes = {}
    for row in case["network"]["nodes"]:
        nodes[row["id"]] = node = SupplyChainNode(row["id"])
        net.add_node(node)
        if "products" in row:
            node.add_products([products[held["id"]] for held in row["products"]])
    for start, end in case["network"]["edges"]:
        net.add_successor(nodes[start], nodes[end])
    for row in case["network"]["nodes"]:
        _fill(nodes[row["id"]], row, case)
    net._currently_building = False
    net._build_node_attributes()
    net._build_product_attributes()
    return net


def _fill(node: Any, row: Mapping[str, Any], case: Case) -> None:
    from stockpyl.demand_source import DemandSource
    from stockpyl.disruption_process import DisruptionProcess
    from stockpyl.policy import Policy

    held = row.get("products", ())
    for name in PLAIN:
        own = {each["id"]: each[name] for each in held if name in each}
        if name in row or own:
            setattr(node, name, own or row[name])
    if row.get("external_supplier"):
        node.supply_type = "U"
    if held:
        node.inventory_policy = {each["id"]: Policy(node=node, product=node.network.products_by_index[each["id"]],
                                                    **each["policy"]) for each in held}  # fmt: skip
    else:
        node.inventory_policy = Policy(node=node, **row["policy"])
    if "disruption" in row:
        states = [bool(state) for state in row["disruption"]["states"]]
        node.disruption_process = DisruptionProcess(random_process_type="E", disruption_type=row["disruption"]["type"],
                                                    disruption_state_list=states)  # fmt: skip
    asked = [each for each in case["demand"] if each["node"] == row["id"]]
    sources = {each.get("product"): DemandSource(type="D", demand_list=list(each["trace"])) for each in asked}
    if sources:
        node.demand_source = sources if held else sources[None]


def _node(node: Any, days: int, disrupted: bool) -> dict[str, Any]:
    states = node.state_vars[:days]
    held = {str(p) if not node.products_by_index[p].is_dummy else "fg": p for p in node.product_indices}
    found: dict[str, Any] = {"products": {name: _product(node, states, p) for name, p in held.items()}}
    raw = {str(m): _column(states, lambda s, m=m: s.raw_material_inventory[m])
           for m in node.raw_materials_by_product("all", return_indices=True)}  # fmt: skip
    named = {_raw_name(node, int(m)): row for m, row in raw.items() if any(row)}
    if named:
        found["raw_material_inventory"] = named
    found["supply"] = dict(_supply(node, states))
    for name, attribute in COSTS.items():
        found[name] = _column(states, lambda s, a=attribute: getattr(s, a))
    if disrupted:
        found["disrupted"] = [bool(s.disrupted) for s in states]
    return found


def _product(node: Any, states: Any, p: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "inventory_level": _column(states, lambda s: s.inventory_level[p]),
        "demand_met_from_stock": _column(states, lambda s: s.demand_met_from_stock[p]),
        "fill_rate_cumulative": _column(states, lambda s: s.fill_rate[p]),
        "order_quantity_fg": _column(states, lambda s: s.order_quantity_fg[p]),
    }
    to = node.successor_indices(include_external=True)
    for name in ("inbound_order", "outbound_shipment", "backorders_by_successor"):
        found[name] = {
            "customer" if t is None else str(t): _column(states, lambda s, n=name, t=t: getattr(s, n)[t][p])
            for t in to
        }
    aside = {
        str(t): _column(states, lambda s, t=t: s.outbound_disrupted_items[t][p]) for t in to if t is not None
    }
    if any(any(row) for row in aside.values()):
        found["outbound_disrupted_items"] = aside
    return found


def _supply(node: Any, states: Any) -> Any:
    for supplier, raw in node.supplier_raw_material_pairs_by_product("all", return_indices=True):
        product = node.network.products_by_index[raw]
        name = "external" if supplier is None else str(supplier) if product.is_dummy else f"{supplier}:{raw}"
        found = {
            "order_quantity": _column(states, lambda s, a=supplier, b=raw: s.order_quantity[a][b]),
            "inbound_shipment": _column(states, lambda s, a=supplier, b=raw: s.inbound_shipment[a][b]),
            "on_order_by_predecessor": _column(
                states, lambda s, a=supplier, b=raw: s.on_order_by_predecessor[a][b]
            ),
            "in_transit": _column(
                states, lambda s, a=supplier, b=raw: sum(s.inbound_shipment_pipeline[a][b])
            ),
        }
        waiting = _column(states, lambda s, a=supplier, b=raw: s.inbound_disrupted_items[a][b])
        if any(waiting):
            found["inbound_disrupted_items"] = waiting
        yield name, found


def _raw_name(node: Any, raw: int) -> str:
    """A node's only product goes by the name of its node."""
    if not node.network.products_by_index[raw].is_dummy:
        return str(raw)
    owner = [p for p in node.predecessors() if raw in p.product_indices]
    return str(owner[0].index) if owner else "external"


def _column(states: Any, of: Any) -> list[float]:
    return [round(float(of(state)), DIGITS) + 0.0 for state in states]


def _has(case: Case, node: int, name: str) -> bool:
    return any(name in row for row in case["network"]["nodes"] if row["id"] == node)


def differences(found: Any, wanted: Any, tolerance: Mapping[str, float], where: str = "") -> list[str]:
    """Every place where two answers differ: keys missing or extra, lengths, numbers beyond the tolerance."""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            return [f"{where}: {found!r} for {wanted!r}"]
        said = [f"{where}/{key}: missing" for key in wanted if key not in found]
        said += [f"{where}/{key}: extra" for key in found if key not in wanted]
        for key in wanted:
            if key in found:
                said += differences(found[key], wanted[key], tolerance, f"{where}/{key}")
        return said
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [f"{where}: {found!r} for {wanted!r}"]
        return [line for at, (f, w) in enumerate(zip(found, wanted, strict=True))
                for line in differences(f, w, tolerance, f"{where}[{at}]")]  # fmt: skip
    if isinstance(wanted, int | float) and isinstance(found, int | float | np.floating):
        near = abs(found - wanted) <= tolerance["abs"] + tolerance["rel"] * abs(wanted)
        return [] if near else [f"{where}: {found!r} for {wanted!r}"]
    return [] if found == wanted else [f"{where}: {found!r} for {wanted!r}"]
