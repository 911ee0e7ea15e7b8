"""Cases of or-gym's network environment: requests that cannot be met are cancelled, and every receiver is promised all that a
supplier has, whatever the others are.

A site of yield v takes 1 / v out of its stock for each unit that it ships, and 1 for each that it sells to a market. In this
World what leaves is what is taken, so stock and links before such a site are counted in units of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.core.errors import BadData, Finding
from echelon.testing.cases.observe import Floats, Observed, observe
from echelon.testing.cases.orgym import ITEM, Case, Chain, Link, scenario


@dataclass(frozen=True, slots=True)
class Units:
    """Units of this World to one of the case's: in a site's stock, and of what an edge carries."""

    stock: Mapping[str, float]
    edge: Mapping[tuple[str, str], float]


def net(case: Case) -> dict[str, Any]:
    """The answer to a case of a network; sites without suppliers have no end of material, those without receivers are markets."""
    days, nodes = int(case["periods"]), {str(node["id"]): node for node in case["network"]["nodes"]}
    edges = {(str(edge["from"]), str(edge["to"])): edge for edge in case["network"]["edges"]}
    units = _units(nodes, edges)
    requests = {tuple(map(str, row["link"])): row["trace"] for row in case["order_requests"]}
    links = tuple(Link(*pair, int(edge["L"]), float(nodes[pair[0]].get("C", np.inf)) * units.edge[pair],
                       _scaled(_whole(requests.get(pair, ()), days), units.edge[pair]))
                  for pair, edge in edges.items() if "L" in edge)  # fmt: skip
    asked = {tuple(map(str, row["link"])): row["trace"] for row in case["demand"]}
    markets = tuple(
        (*pair, _scaled(_padded(asked.get(pair, ()), days), units.edge[pair]))
        for pair in sorted(edges, key=lambda pair: list(nodes).index(pair[1]))
        if "L" not in edges[pair]
    )
    stock = {site: float(node["I0"]) * units.stock[site] for site, node in nodes.items() if "I0" in node}
    endless = tuple(
        site for site in nodes if any(link.source == site for link in links) and site not in stock
    )
    chain = Chain(days, links, stock, markets, endless, case["parameters"]["backlog"], False, "promised")
    return _answer(case, chain, units, observe(scenario(chain)))


def _units(nodes: Mapping[str, Any], edges: Mapping[tuple[str, str], Any]) -> Units:
    """Units that make every site give out what it takes; one at the first site of each part of the network."""
    links = [pair for pair, edge in edges.items() if "L" in edge]
    ratios = [(source, to, _yield(nodes[source])) for source, to in links if "I0" in nodes[source]]
    found: dict[str, float] = {}
    for start in nodes:
        waiting = [] if start in found else [(start, 1.0)]
        while waiting:
            site, units = waiting.pop()
            if site in found:
                _agree(site, found[site], units)
                continue
            found[site] = units
            waiting += [(to, units / ratio) for source, to, ratio in ratios if source == site]
            waiting += [(source, units * ratio) for source, to, ratio in ratios if to == site]
    return Units(found, {pair: found[pair[1] if pair in links else pair[0]] for pair in edges})


def _yield(node: Mapping[str, Any]) -> float:
    return float(node.get("v", 1.0))


def _agree(site: str, units: float, others: float) -> None:
    if abs(units - others) > 1e-9 * units:
        raise BadData(Finding("E291", f"The yields `v` on the ways to node {site}", "must have one product on every way",
                              f"{units:g} and {others:g}", "Goods of two ways would be counted differently"))  # fmt: skip


def _scaled(trace: tuple[float, ...], by: float) -> tuple[float, ...]:
    return tuple(units * by for units in trace)


def _padded(trace: Any, days: int) -> tuple[float, ...]:
    return tuple([float(units) for units in trace] + [0.0] * days)[:days]


def _whole(trace: Any, days: int) -> tuple[float, ...]:
    """Requests in whole units, as the peer rounds them."""
    return tuple(float(round(max(0.0, units))) for units in _padded(trace, days))


def _answer(case: Case, chain: Chain, units: Units, seen: Observed) -> dict[str, Any]:
    """What the case's units were in stock, under way, shipped, sold and missing, and what was earned."""
    found = _series(chain, units, seen)
    discount = float(case["parameters"]["discount_alpha"]) ** np.arange(chain.days)
    profit = {site: discount * _profit(case, site, found) for site in chain.stock}
    total = sum(profit.values(), np.zeros(chain.days))
    listed = {name: {key if isinstance(key, str) else "->".join(key): row.tolist() for key, row in rows.items()}
              for name, rows in {**found, "node_profit": profit}.items()}  # fmt: skip
    return {"total_profit": float(total.sum()), "per_period": {"profit": total.tolist(), **listed}}


def _series(chain: Chain, units: Units, seen: Observed) -> dict[str, dict[Any, Floats]]:
    """Rows by site, or by (source, to)."""
    flows = {(link.source, link.to): seen.flow(link.source, link.to, ITEM) for link in chain.links}
    sold = {(site, market): seen.demand(market, site, ITEM) for site, market, _ in chain.markets}

    def carried(name: str, rows: Mapping[tuple[str, str], int]) -> dict[Any, Floats]:
        return {pair: seen.of(name, row) / units.edge[pair] for pair, row in rows.items()}

    return {
        "inventory_end": {
            site: seen.of("stock", seen.point(site, ITEM)) / units.stock[site] for site in chain.stock
        },
        "pipeline_end": carried("under_way", flows),
        "shipped": carried("did.shipped", flows),
        "sales_to_market": carried("did.sold", sold),
        "unfulfilled_end": carried("backlog" if chain.backlog else "did.gone", sold),
    }


def _profit(case: Case, site: str, found: Mapping[str, dict[Any, Floats]]) -> Floats:
    """What a site sold less what it bought, made, held and missed, before discount. `[day]`"""
    node = next(each for each in case["network"]["nodes"] if str(each["id"]) == site)
    edges = {(str(edge["from"]), str(edge["to"])): edge for edge in case["network"]["edges"]}
    making = node.get("o", 0) / _yield(node) if "C" in node else 0.0
    made = -node.get("h", 0) * found["inventory_end"][site]
    for pair, row in (found["shipped"] | found["sales_to_market"]).items():
        price = edges[pair].get("p", 0)
        made = (
            made
            + ((price - making) * row if pair[0] == site else 0.0)
            - (price * row if pair[1] == site else 0.0)
        )
    for pair, row in found["pipeline_end"].items():
        made = made - (edges[pair].get("g", 0) * row if pair[1] == site else 0.0)
    for pair, row in found["unfulfilled_end"].items():
        made = made - (edges[pair].get("b", 0) * row if pair[0] == site else 0.0)
    return np.asarray(made)
