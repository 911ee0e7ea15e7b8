"""Cases of or-gym's inventory environments: requests are a plan, and suppliers ship out of last night's stock.

Timetable `ship_first`. Each link is a lane whose daily capacity is its supplier's, whose receiver's policy is `plan`. Here what
both environments share, and the serial one: unmet requests wait (backlog) or are cancelled (lost sales).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

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
