"""Others on the same networks: stockpyl in Python, and a hand-written vector kernel in C as the limit."""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np
from measure import SHARED, Edges


class Absent(Exception):
    """A peer that cannot be measured here, and why."""


def stockpyl_speed(edges: Edges, *, days: int) -> Mapping[str, float]:
    """Stock-point-days per second of stockpyl on the network of `measure.from_edges`, one replication."""
    if importlib.util.find_spec("stockpyl") is None:
        raise Absent("stockpyl is not installed")
    from stockpyl.sim import simulation

    system = _stockpyl_network(edges)
    start = time.perf_counter()
    simulation(system, days, rand_seed=1, progress_bar=False, consistency_checks="N")
    took = time.perf_counter() - start
    return {"points": edges[0], "seconds": took, "point_days": edges[0] * days / took}


def _stockpyl_network(edges: Edges) -> Any:
    from stockpyl.supply_chain_network import network_from_edges

    count, source, target = edges
    lead = np.random.default_rng(0).integers(1, 8, len(source)).tolist()
    ways = list(zip(source.tolist(), target.tolist(), strict=True))
    ends = set(range(count)) - set(source.tolist())
    longest = {b: max(days for (_, to), days in zip(ways, lead, strict=True) if to == b) for _, b in ways}
    return network_from_edges(
        edges=ways, shipment_lead_time={at: longest.get(at, 0) for at in range(count)}, local_holding_cost=0.003,
        stockout_cost=0.1, policy_type="BS", base_stock_level=400, initial_inventory_level=400,
        demand_type={at: "N" if at in ends else None for at in range(count)},
        mean={at: 50 if at in ends else None for at in range(count)},
        standard_deviation={at: 10 if at in ends else None for at in range(count)},
    )  # fmt: skip


def supplynetpy_speed(edges: Edges, *, days: int) -> Mapping[str, float]:
    """Stock-point-days per second of SupplyNetPy on a serial chain of its own (s, S) sites, one replication."""
    if importlib.util.find_spec("SupplyNetPy") is None:
        raise Absent("SupplyNetPy is not installed")
    from SupplyNetPy import Components as parts

    system = _supplynetpy_network(parts, edges)
    start = time.perf_counter()
    parts.simulate_sc_net(system, sim_time=days, logging=False)
    took = time.perf_counter() - start
    return {"points": edges[0], "seconds": took, "point_days": edges[0] * days / took}


def _supplynetpy_network(parts: Any, edges: Edges) -> Any:
    """Point 0 is its endless supplier; demand N(50, 10) at the end."""
    count = edges[0]
    chance = np.random.default_rng(0)
    lead = chance.integers(1, 8, count).tolist()
    site = {"node_type": "distributor", "capacity": 10_000, "initial_level": 400, "inventory_holding_cost": 0.003,
            "replenishment_policy": parts.SSReplenishment, "policy_param": {"s": 399, "S": 400}, "product_sell_price": 2,
            "product_buy_price": 1}  # fmt: skip
    nodes = [{"ID": "n0", "name": "n0", "node_type": "infinite_supplier"}]
    nodes += [{"ID": f"n{at}", "name": f"n{at}", **site} for at in range(1, count)]
    links = [{"ID": f"l{at}", "source": f"n{at - 1}", "sink": f"n{at}", "cost": 0, "lead_time": lambda days=lead[at]: days}
             for at in range(1, count)]  # fmt: skip
    demand = {"ID": "d", "name": "d", "order_arrival_model": lambda: 1, "demand_node": f"n{count - 1}",
              "order_quantity_model": lambda: max(1, round(chance.normal(50, 10)))}  # fmt: skip
    return parts.create_sc_net(nodes, links, [demand])


class Limit:
    """`limit.py` of the shared folder, imported and compiled as it lies there."""

    def __init__(self) -> None:
        path = SHARED / "limit" / "limit.py"
        if not path.is_file():
            raise Absent("the data folder ../shared is absent")
        if shutil.which("cc") is None:
            raise Absent("no C compiler")
        self.module = _load(path)
        self.library = self.module.build()

    def network(self, points: int, degree: int) -> Edges:
        """One of its random networks."""
        found: Edges = self.module.random_network(points, degree)
        return found

    def speed(self, edges: Edges, *, threads: int = 1, seconds: float = 0.5) -> float:
        """Its entity-days per second on one core, or on several at once, which tells what more cores of this machine give."""
        with ThreadPoolExecutor(threads) as pool:
            return sum(pool.map(lambda _: self._speed(edges, seconds), range(threads)))

    def _speed(self, edges: Edges, seconds: float) -> float:
        count, source, target = edges
        entities, _ = self.module.measure(
            self.library, count, source.astype(np.int32), target.astype(np.int32), seconds=seconds
        )
        return float(entities)


def _load(path: Any) -> ModuleType:
    spec = importlib.util.spec_from_file_location("limit", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
