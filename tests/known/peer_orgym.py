"""What or-gym's rules say about a case, in plain loops: an oracle for documents that nobody has written an answer for.

A period: requests, met out of the stock at its start and within the supplier's capacity; receipts; demand; money. In a row of
stages with backlog, what of a request is not met is requested again; in a network it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Case = Mapping[str, Any]
Rows = dict[str, list[float]]


def ask_orgym(case: Case) -> dict[str, Any]:
    """The `expected` of a case, without its tolerance."""
    return _network(case) if "network" in case else _serial(case)


def lowest(answer: Mapping[str, Any]) -> float:
    """The lowest stock of a network's answer: below 0 where receivers were promised the same goods."""
    return min(min(row) for row in answer["per_period"]["inventory_end"].values())


def _serial(case: Case) -> dict[str, Any]:
    p, days = case["parameters"], case["periods"]
    asked = {row["stage"]: row["trace"] for row in case["order_requests"]}
    count = len(p["I0"])
    stock, waiting = list(p["I0"]), [0.0] * (count + 1)
    names = ("inventory_start_of_period", "inventory_end", "pipeline_end", "order_accepted_shipped_upstream", "sales",
             "backlog_end", "lost")  # fmt: skip
    told: list[Rows] = [
        {name: [] for name in (names if stage < count else names[-3:])} for stage in range(count + 1)
    ]
    profit = []
    for day in range(days):
        start = list(stock)
        wanted = [int(max(0, asked[stage][day])) + waiting[stage + 1] for stage in range(count)]
        above = [*start[1:], float("inf")]
        sent = [min(wanted[stage], p["capacity_c"][stage], above[stage]) for stage in range(count)]
        for stage in range(count):
            told[stage]["inventory_start_of_period"].append(start[stage])
            told[stage]["order_accepted_shipped_upstream"].append(sent[stage])
            shipped = told[stage]["order_accepted_shipped_upstream"]
            since = day - p["lead_time_L"][stage]
            stock[stage] += shipped[since] if since >= 0 else 0.0
            told[stage]["pipeline_end"].append(sum(shipped[max(0, since + 1) :]))
        demand = case["demand"][0]["trace"][day] + waiting[0]
        sales = [min(stock[0], demand), *sent]
        short = [units - sold for units, sold in zip([demand, *wanted], sales, strict=True)]
        earned = 0.0
        for stage in range(count + 1):
            price = p["unit_cost_r"][stage - 1] if stage else p["unit_price_p"]
            bought = sent[stage] if stage < count else sales[stage]
            earned += price * sales[stage] - p["unit_cost_r"][stage] * bought
            earned -= p["shortage_cost_k"][stage] * short[stage]
            told[stage]["sales"].append(sales[stage])
            told[stage]["backlog_end"].append(short[stage] if p["backlog"] else 0.0)
            told[stage]["lost"].append(0.0 if p["backlog"] else short[stage])
            if stage < count:
                stock[stage] -= sales[stage]
                told[stage]["inventory_end"].append(stock[stage])
                earned -= p["holding_cost_h"][stage] * stock[stage]
        waiting = short if p["backlog"] else [0.0] * (count + 1)
        profit.append(earned * p["discount_alpha"] ** day)
    stages = {f"stage{stage}": rows for stage, rows in enumerate(told)}
    return {"total_profit": sum(profit), "per_period": {"profit": profit, **stages}}


def _network(case: Case) -> dict[str, Any]:
    nodes = {node["id"]: node for node in case["network"]["nodes"]}
    edges = {(edge["from"], edge["to"]): edge for edge in case["network"]["edges"]}
    links = [pair for pair in edges if "L" in edges[pair]]
    markets = sorted(
        (pair for pair in edges if "L" not in edges[pair]), key=lambda pair: list(nodes).index(pair[1])
    )
    asked = {tuple(row["link"]): row["trace"] for row in case["order_requests"]}
    demand = {tuple(row["link"]): row["trace"] for row in case["demand"]}
    stock = {name: float(node["I0"]) for name, node in nodes.items() if "I0" in node}
    told: dict[str, dict[Any, list[float]]] = {
        "inventory_end": {name: [] for name in stock}, "pipeline_end": {pair: [] for pair in links},
        "shipped": {pair: [] for pair in links}, "sales_to_market": {pair: [] for pair in markets},
        "unfulfilled_end": {pair: [] for pair in markets}, "node_profit": {name: [] for name in stock}}  # fmt: skip
    for day in range(case["periods"]):
        for pair in links:
            told["shipped"][pair].append(_sent(nodes[pair[0]], stock.get(pair[0]), asked[pair][day]))
        for source, to in links:
            row, since = told["shipped"][source, to], day - edges[source, to]["L"]
            stock[to] += row[since] if since >= 0 else 0.0
            told["pipeline_end"][source, to].append(sum(row[max(0, since + 1) :]))
            if source in stock:
                stock[source] -= row[day] / nodes[source].get("v", 1.0)
        for pair in markets:
            owed = told["unfulfilled_end"][pair][-1] if case["parameters"]["backlog"] and day else 0.0
            wanted = demand[pair][day] + owed
            sold = min(wanted, stock[pair[0]])
            stock[pair[0]] -= sold
            told["sales_to_market"][pair].append(sold)
            told["unfulfilled_end"][pair].append(wanted - sold)
        for name in stock:
            told["inventory_end"][name].append(stock[name])
            earned = _earned(name, nodes[name], edges, told)
            told["node_profit"][name].append(earned * case["parameters"]["discount_alpha"] ** day)
    profit = [sum(row[day] for row in told["node_profit"].values()) for day in range(case["periods"])]
    named = {kind: {str(key) if not isinstance(key, tuple) else f"{key[0]}->{key[1]}": row for key, row in rows.items()}
             for kind, rows in told.items()}  # fmt: skip
    return {"total_profit": sum(profit), "per_period": {"profit": profit, **named}}


def _sent(supplier: Mapping[str, Any], stock: float | None, request: float) -> float:
    """A request in whole units, as far as the supplier's capacity and its stock this morning go."""
    most = [float(round(max(request, 0)))]
    if stock is not None:
        most += [supplier.get("v", 1.0) * stock, supplier.get("C", float("inf"))]
    return min(most)


def _earned(name: Any, node: Mapping[str, Any], edges: Mapping[Any, Any], told: Any) -> float:
    """What a node sold less what it bought, made, held and missed today."""
    earned = -node["h"] * told["inventory_end"][name][-1]
    for pair, edge in edges.items():
        kind = "shipped" if "L" in edge else "sales_to_market"
        if pair[0] == name:
            making = node["o"] / node["v"] if "C" in node else 0.0
            earned += (edge["p"] - making) * told[kind][pair][-1]
            earned -= 0.0 if "L" in edge else edge["b"] * told["unfulfilled_end"][pair][-1]
        if pair[1] == name:
            earned -= edge["p"] * told[kind][pair][-1] + edge["g"] * told["pipeline_end"][pair][-1]
    return earned
