"""Random case documents in the forms of or-gym's environments and of SupplyNetPy's networks."""

from __future__ import annotations

from typing import Any

import numpy as np

Document = dict[str, Any]
SHARES = (1.0, 0.5, 0.8, 0.93)


def random_chain(seed: int) -> Document:
    """Stages in a row, with backlog or lost sales."""
    chance = np.random.default_rng(seed)
    count, days = int(chance.integers(1, 6)), int(chance.integers(10, 36))
    p = {"I0": _whole(chance, 0, 80, count), "unit_price_p": _money(chance, 3),
         "unit_cost_r": [_money(chance, 2) for _ in range(count + 1)],
         "shortage_cost_k": [_money(chance, 1) for _ in range(count + 1)],
         "holding_cost_h": [_money(chance, 1) for _ in range(count)],
         "capacity_c": _whole(chance, 5, 70, count), "lead_time_L": _whole(chance, 0, 7, count),
         "backlog": bool(chance.random() < 0.5), "discount_alpha": _one_of(chance, 1.0, 0.97, 0.9)}  # fmt: skip
    requests = [{"stage": stage, "trace": _requests(chance, days)} for stage in range(count)]
    return {"schema": "sc-case/1", "id": f"chain {seed}", "semantics": "or-gym-0.5.0/InvManagement", "periods": days,
            "parameters": p, "demand": [{"stage": 0, "trace": _demand(chance, days)}], "order_requests": requests}  # fmt: skip


def random_net(seed: int) -> Document:
    """Markets, retailers, layers of distributors and factories, raw material; every retailer serves every market."""
    chance = np.random.default_rng(seed)
    days = int(chance.integers(10, 31))
    layers = [int(chance.integers(1, 3))] + [
        int(chance.integers(1, 4)) for _ in range(int(chance.integers(1, 4)))
    ]
    names = iter(range(100))
    markets = [next(names) for _ in range(int(chance.integers(1, 3)))]
    tiers = [[next(names) for _ in range(size)] for size in layers]
    raw = [next(names) for _ in range(int(chance.integers(1, 3)))]
    nodes: list[Document] = [{"id": name} for name in markets]
    edges: list[Document] = [{"from": shop, "to": market, "p": _money(chance, 3), "b": _money(chance, 1)}
                             for shop in tiers[0] for market in markets]  # fmt: skip
    made, top = int(chance.integers(0, len(tiers))), len(tiers) - 1
    for level, tier in enumerate(tiers):
        share, alike = _one_of(chance, *SHARES), chance.random() < 0.7
        for name in tier:
            good = share if alike and level < top else _one_of(chance, None, *SHARES)
            nodes.append(_site(chance, name, good if level >= made else None))
        above = tiers[level + 1] if level + 1 < len(tiers) else raw
        edges += _links(chance, above, tier)
    nodes += [{"id": name} for name in raw]
    nodes = [nodes[at] for at in chance.permutation(len(nodes))]
    edges = [edges[at] for at in chance.permutation(len(edges))]
    links = [(edge["from"], edge["to"]) for edge in edges if "L" in edge]
    requests = {pair: _requests(chance, days) for pair in links}
    if chance.random() < 0.7:
        _take_turns(requests)
    return {"schema": "sc-case/1", "id": f"net {seed}", "semantics": "or-gym-0.5.0/NetInvMgmt", "periods": days,
            "network": {"nodes": nodes, "edges": edges},
            "parameters": {"backlog": bool(chance.random() < 0.5), "discount_alpha": _one_of(chance, 1.0, 0.97)},
            "demand": [{"link": [shop, market], "trace": _demand(chance, days)} for shop in tiers[0] for market in markets],
            "order_requests": [{"link": list(pair), "trace": requests[pair]} for pair in links]}  # fmt: skip


def _take_turns(requests: dict[tuple[int, int], list[float]]) -> None:
    """Of a supplier's receivers one asks a day, so that what it has is promised once."""
    for source in {source for source, _ in requests}:
        traces = [trace for pair, trace in requests.items() if pair[0] == source]
        for at, trace in enumerate(traces):
            for day in range(len(trace)):
                trace[day] *= day % len(traces) == at


def _site(chance: Any, name: int, share: float | None) -> Document:
    row: Document = {
        "id": name,
        "I0": int(chance.integers(0, 300) * (chance.random() < 0.8)),
        "h": _money(chance, 0.1),
    }
    return (
        row
        if share is None
        else row | {"C": int(chance.integers(8, 90)), "o": _money(chance, 0.1), "v": share}
    )


def _links(chance: Any, above: list[int], tier: list[int]) -> list[Document]:
    """Each site has one supplier or more of the tier above, and each of those a receiver."""
    pairs = {(int(chance.choice(above)), to) for to in tier}
    pairs |= {(source, int(chance.choice(tier))) for source in above if chance.random() < 0.7}
    pairs |= {
        (source, int(chance.choice(tier))) for source in above if all(source != one for one, _ in pairs)
    }
    return [{"from": source, "to": to, "L": int(chance.integers(0, 7)), "p": _money(chance, 2), "g": _money(chance, 0.1)}
            for source, to in sorted(pairs)]  # fmt: skip


def random_shelves(seed: int) -> Document:
    """Sites that reorder from a supplier without end, and their customers, at instants."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(1, 5))
    nodes = [_shelf(chance, f"D{at + 1}") for at in range(count)]
    demand = [
        _customers(chance, f"D{int(chance.integers(count)) + 1}")
        for _ in range(int(chance.integers(1, 2 * count + 1)))
    ]
    lead = int(chance.integers(0, 5)) if chance.random() < 0.8 else _one_of(chance, 0.5, 1.5, 2.25)
    horizon = int(chance.integers(7, 50)) if chance.random() < 0.8 else _one_of(chance, 12.5, 30.75)
    network = {
        "supplier": "infinite",
        "nodes": nodes,
        "link_cost_per_order": int(chance.integers(0, 30)),
        "link_lead_time": lead,
    }
    return {"schema": "sc-case/1", "id": f"shelves {seed}", "semantics": "supplynetpy-0.5.1", "horizon": horizon,
            "network": network, "demand": demand}  # fmt: skip


def _shelf(chance: Any, name: str) -> Document:
    kind, room = str(_one_of(chance, "SS", "RQ", "TQ")), int(chance.integers(40, 200))
    low = int(chance.integers(0, room))
    p: Document = {"SS": {"s": low, "S": int(chance.integers(low + 1, room + 40))}, "RQ": {"R": low, "Q": _lot(chance)},
                   "TQ": {"T": _one_of(chance, 1, 2, 3, 5, 0.5, 2.5), "Q": _lot(chance)}}[kind]  # fmt: skip
    if kind != "RQ" and chance.random() < 0.4:
        p["safety_stock"] = int(chance.integers(1, 40))
    if chance.random() < 0.3:
        p["first_review_delay"] = _one_of(chance, 1, 2, 4, 1.5)
    if kind != "TQ" and chance.random() < 0.3:
        p["period"] = _one_of(chance, 1, 2, 3, 1.5)
    init = room if chance.random() < 0.5 else int(chance.integers(0, room))
    return {"ID": name, "pol": kind, "pp": p, "cap": room, "init": init, "h": _one_of(chance, 0.2, 0.22, 1, 0.5),
            "buy": int(chance.integers(1, 200)), "sell": int(chance.integers(1, 300))}  # fmt: skip


def _customers(chance: Any, node: str) -> Document:
    return {"node": node, "quantity": int(chance.integers(1, 60)), "interval": _one_of(chance, 1, 1, 2, 3, 4, 7, 0.5, 1.5),
            "first_at": 0 if chance.random() < 0.6 else _one_of(chance, 1, 2, 3, 0.5, 5.5),
            "delivery_cost_per_order": int(chance.integers(0, 30)),
            "delivery_lead_time": _one_of(chance, 0, 1, 2, 5, 0.5)}  # fmt: skip


def _lot(chance: Any) -> int:
    return int(chance.integers(5, 80))


def _one_of(chance: Any, *values: Any) -> Any:
    return values[int(chance.integers(len(values)))]


def _whole(chance: Any, least: int, most: int, count: int) -> list[int]:
    return [int(units) for units in chance.integers(least, most, count)]


def _money(chance: Any, most: float) -> float:
    return round(float(chance.random() * most), 3)


def _demand(chance: Any, days: int) -> list[int]:
    """Steady or in lumps; never nothing at all, which the peer takes for something else."""
    steady = chance.poisson(20, days)
    lumps = steady * 2 * (chance.random(days) < 0.4)
    return [int(units) for units in (steady if chance.random() < 0.6 else lumps + (np.arange(days) == 0))]


def _requests(chance: Any, days: int) -> list[float]:
    """Constant, changing, too large, in fractions, below nothing, or none."""
    kind = int(chance.integers(6))
    size = chance.integers(5, 40)
    rows = {0: np.full(days, size), 1: chance.poisson(size, days), 2: chance.integers(0, 150, days),
            3: np.round(chance.random(days) * 2 * size, 2), 4: chance.integers(-30, 50, days),
            5: np.zeros(days, int)}  # fmt: skip
    return [each.item() for each in rows[kind]]
