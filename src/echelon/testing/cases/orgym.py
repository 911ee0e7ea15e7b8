"""Cases of or-gym's inventory environments: requests are a plan, and suppliers ship out of last night's stock.

Timetable `ship_first`. Each link is a lane whose daily capacity is its supplier's, whose receiver's policy is `plan`. In the
serial environment unmet requests wait (backlog) or are cancelled (lost sales); in the network they are always cancelled, and
every receiver is promised all that a supplier has, whatever the others are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.core.errors import BadData, Finding
from echelon.network.model import Settings, network
from echelon.study.scenario import Scenario
from echelon.testing.cases.observe import Floats, Observed, observe, trace_calendar
from echelon.testing.cases.stockpyl import PLENTY, START

Case = Mapping[str, Any]
Row = dict[str, object]
ITEM, MARKET = "goods", "market"


@dataclass(frozen=True, slots=True)
class Link:
    """A supplier, its receiver, days under way, units a day at most, and what is requested day by day."""

    source: str
    to: str
    lead: int
    capacity: float
    requests: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Links between sites; opening stock by site; markets as (site, market, demand); where stock never ends."""

    days: int
    links: tuple[Link, ...]
    stock: Mapping[str, float]
    markets: tuple[tuple[str, str, tuple[float, ...]], ...]
    endless: tuple[str, ...]
    backlog: bool
    waits: bool
    allocation: str


def scenario(chain: Chain) -> Scenario:
    """The chain as a question."""
    sites = list(dict.fromkeys([*chain.stock, *chain.endless]))
    points: list[Row] = [
        {"site": site, "item": ITEM, "policy": "plan", "target_stock": 0, "allocation": chain.allocation,
         "initial_stock": chain.stock.get(site, PLENTY)}
        for site in sites
    ]  # fmt: skip
    lanes: list[Row] = [
        {"from": link.source, "to": link.to, "item": ITEM, "lead_days": link.lead, "capacity_per_day": link.capacity,
         "unmet": "backorder" if chain.waits else "lost", "plan": " ".join(map(repr, link.requests))}
        for link in chain.links
    ]  # fmt: skip
    demands: list[Row] = []
    calendars: list[Row] = []
    for at, (site, market, trace) in enumerate(chain.markets):
        calendars.append(trace_calendar(f"trace {at}", trace[: chain.days], START))
        demands.append({"customer": market, "site": site, "item": ITEM, "mean_per_day": 1, "calendar": f"trace {at}",
                        "unmet": "backorder" if chain.backlog else "lost", "priority": at})  # fmt: skip
    rows: dict[str, list[Row]] = {"site": [{"name": site} for site in sites], "item": [{"name": ITEM}],
                                  "stock point": points, "lane": lanes, "demand": demands, "calendar": calendars}  # fmt: skip
    return Scenario(
        network(Settings("case", start_date=START.isoformat(), timetable="ship_first"), rows),
        (),
        chain.days,
        1,
    )


def _trace(rows: Any, key: str, value: Any, days: int) -> tuple[float, ...]:
    found = next((row["trace"] for row in rows if row[key] == value), ())
    return tuple([float(units) for units in found] + [0.0] * (days - len(found)))[:days]


# ---------------------------------------------------------------- serial


def serial(case: Case) -> dict[str, Any]:
    """The answer to a case of stages in a row; stage 0 serves the market, the last has no end of material."""
    p, days = case["parameters"], int(case["periods"])
    count = len(p["I0"])
    links = tuple(
        Link(f"stage {stage + 1}", f"stage {stage}", int(p["lead_time_L"][stage]), float(p["capacity_c"][stage]),
             tuple(float(int(max(0.0, units))) for units in _trace(case["order_requests"], "stage", stage, days)))
        for stage in range(count))  # fmt: skip
    stock = {f"stage {stage}": float(units) for stage, units in enumerate(p["I0"])}
    market = ("stage 0", MARKET, _trace(case["demand"], "stage", 0, days))
    chain = Chain(days, links, stock, (market,), (f"stage {count}",), p["backlog"], p["backlog"], "priority")
    return _serial(case, chain, observe(scenario(chain)))


def _serial(case: Case, chain: Chain, seen: Observed) -> dict[str, Any]:
    p, count = case["parameters"], len(chain.links)
    stages = [_stage(chain, seen, stage) for stage in range(count + 1)]
    prices = [p["unit_price_p"], *p["unit_cost_r"][:-1]]
    profit = np.zeros(chain.days)
    for stage, found in enumerate(stages):
        bought = found.get("order_accepted_shipped_upstream", found["sales"])
        profit += prices[stage] * found["sales"] - p["unit_cost_r"][stage] * bought
        profit -= p["shortage_cost_k"][stage] * (found["backlog_end"] + found["lost"])
        if stage < count:
            profit -= p["holding_cost_h"][stage] * found["inventory_end"]
    profit = profit * float(p["discount_alpha"]) ** np.arange(chain.days)
    rows = {
        f"stage{stage}": {name: row.tolist() for name, row in found.items()}
        for stage, found in enumerate(stages)
    }
    return {"total_profit": float(profit.sum()), "per_period": {"profit": profit.tolist(), **rows}}


def _stage(chain: Chain, seen: Observed, stage: int) -> dict[str, Floats]:
    none = np.zeros(chain.days)
    if stage == 0:
        at = seen.demand(MARKET, "stage 0", ITEM)
        sales, backlog, lost = seen.of("did.sold", at), seen.of("backlog", at), seen.of("did.gone", at)
    else:
        flow = seen.flow(f"stage {stage}", f"stage {stage - 1}", ITEM)
        sales, backlog, lost = (
            seen.of("did.shipped", flow),
            seen.of("due", flow),
            seen.of("did.cancelled", flow),
        )
    found = {
        "sales": sales,
        "backlog_end": backlog if chain.backlog else none,
        "lost": none if chain.backlog else lost,
    }
    if stage == len(chain.links):
        return found
    stock, flow = (
        seen.of("stock", seen.point(f"stage {stage}", ITEM)),
        seen.flow(f"stage {stage + 1}", f"stage {stage}", ITEM),
    )
    return found | {
        "inventory_start_of_period": np.concatenate([[chain.stock[f"stage {stage}"]], stock[:-1]]),
        "inventory_end": stock,
        "pipeline_end": seen.of("under_way", flow),
        "order_accepted_shipped_upstream": seen.of("did.shipped", flow),
    }


# ---------------------------------------------------------------- network


def net(case: Case) -> dict[str, Any]:
    """The answer to a case of a network; sites without suppliers have no end of material, those without receivers are markets."""
    days, nodes = int(case["periods"]), {str(node["id"]): node for node in case["network"]["nodes"]}
    edges = {(str(edge["from"]), str(edge["to"])): edge for edge in case["network"]["edges"]}
    uneven = [site for site, node in nodes.items() if node.get("v", 1.0) != 1.0]
    if uneven:
        raise BadData(Finding("E291", f"The yield `v` of node {uneven[0]}", "must be 1", str(nodes[uneven[0]]["v"]),
                              "Yields of production are not part of this World yet"))  # fmt: skip
    requests = {tuple(map(str, row["link"])): row["trace"] for row in case["order_requests"]}
    links = tuple(Link(*pair, int(edge["L"]), float(nodes[pair[0]].get("C", np.inf)), _whole(requests.get(pair, ()), days))
                  for pair, edge in edges.items() if "L" in edge)  # fmt: skip
    asked = {tuple(map(str, row["link"])): row["trace"] for row in case["demand"]}
    markets = tuple(
        (*pair, _padded(asked.get(pair, ()), days)) for pair, edge in edges.items() if "L" not in edge
    )
    stock = {site: float(node["I0"]) for site, node in nodes.items() if "I0" in node}
    endless = tuple(
        site for site in nodes if any(link.source == site for link in links) and site not in stock
    )
    chain = Chain(days, links, stock, markets, endless, case["parameters"]["backlog"], False, "promised")
    return _net(case, nodes, edges, chain, observe(scenario(chain)))


def _padded(trace: Any, days: int) -> tuple[float, ...]:
    return tuple([float(units) for units in trace] + [0.0] * days)[:days]


def _whole(trace: Any, days: int) -> tuple[float, ...]:
    """Requests in whole units, as the peer rounds them."""
    return tuple(float(round(max(0.0, units))) for units in _padded(trace, days))


def _net(case: Case, nodes: Mapping[str, Any], edges: Mapping[tuple[str, str], Any], chain: Chain,
         seen: Observed) -> dict[str, Any]:  # fmt: skip
    stock = {site: seen.of("stock", seen.point(site, ITEM)) for site in chain.stock}
    flows = {(link.source, link.to): seen.flow(link.source, link.to, ITEM) for link in chain.links}
    pipeline = {pair: seen.of("under_way", flow) for pair, flow in flows.items()}
    shipped = {pair: seen.of("did.shipped", flow) for pair, flow in flows.items()}
    rows = {(site, market): seen.demand(market, site, ITEM) for site, market, _ in chain.markets}
    sales = {pair: seen.of("did.sold", at) for pair, at in rows.items()}
    unmet = {pair: seen.of("backlog" if chain.backlog else "did.gone", at) for pair, at in rows.items()}
    moved = shipped | sales
    discount = float(case["parameters"]["discount_alpha"]) ** np.arange(chain.days)
    profit = {}
    for site in chain.stock:
        node, made = nodes[site], np.zeros(chain.days)
        for pair, units in moved.items():
            made = made + edges[pair].get("p", 0) * units * ((pair[0] == site) - (pair[1] == site))
            made = made - (node.get("o", 0) * units if pair[0] == site and "C" in node else 0.0)
        made = made - node.get("h", 0) * stock[site]
        made = made - sum(
            edges[pair].get("g", 0) * units for pair, units in pipeline.items() if pair[1] == site
        )
        made = made - sum(edges[pair].get("b", 0) * units for pair, units in unmet.items() if pair[0] == site)
        profit[site] = discount * made
    total = sum(profit.values(), np.zeros(chain.days))
    series: dict[str, Any] = {"inventory_end": stock, "pipeline_end": _linked(pipeline), "shipped": _linked(shipped),
                              "sales_to_market": _linked(sales), "unfulfilled_end": _linked(unmet),
                              "node_profit": profit}  # fmt: skip
    listed = {name: {key: row.tolist() for key, row in part.items()} for name, part in series.items()}
    return {"total_profit": float(total.sum()), "per_period": {"profit": total.tolist(), **listed}}


def _linked(rows: Mapping[tuple[str, str], Floats]) -> dict[str, Floats]:
    return {f"{source}->{to}": row for (source, to), row in rows.items()}
