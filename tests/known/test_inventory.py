"""Closed forms and tables of inventory theory, met by simulation.

Our clock orders after the day's demand is seen: an order of day t with lead time L is in stock before day t + L is served,
so that stock less backlog at the end of day t + L is S less the demand of days t+1 … t+L. A textbook that orders first and
sees demand then protects L + 1 days: its lead time L is our L + 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk

DAYS, WARM, LANES = 400, 80, 1024
Case = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """Means per lane of one shop: units in stock and owed at the end of a day, orders a day, part of days without backlog,
    units lost a day.
    """

    stock: Any
    owed: Any
    orders: Any
    ready: Any
    lost: Any

    def cost(self, h: float, p: float, k: float = 0.0) -> Any:
        return h * self.stock + p * self.owed + k * self.orders


def agrees(found: Any, wanted: float, *, within: float = 0.01) -> None:
    """Three standard errors over the lanes, which must be small against the value."""
    error = float(found.std(ddof=1)) / len(found) ** 0.5
    assert error <= within * abs(wanted)
    assert abs(float(found.mean()) - wanted) <= 3 * error + 1e-12


def shops(rows: dict[str, Case], lanes: int = LANES) -> dict[str, Seen]:
    """Shops that have nothing to do with each other, each with a source of its own. Row: policy, lead, demand."""
    net = network(Settings("shops"), {
        "site": [{"name": name} for name in rows], "item": [{"name": "x"}],
        "stock point": [{"site": name, "item": "x", **row["policy"]} for name, row in rows.items()],
        "recipe": [{"site": name, "item": "x", "lead_days": row["lead"]} for name, row in rows.items()],
        "demand": [{"customer": "c", "site": name, "item": "x", **row["demand"]} for name, row in rows.items()],
    })  # fmt: skip
    return watched(net, lanes)


def watched(net: Network, lanes: int) -> dict[str, Seen]:
    s, job = job_of(net, DAYS, lanes)
    sums = np.zeros((5, len(s.points), lanes))
    for day in walk(job):
        if day.day >= WARM:
            sums[:4] += day.state.stock, day.state.owed, day.moved["ordered"] > 0, day.state.owed == 0
            np.add.at(sums[4], s.demand_point, day.moved["gone"])
    return {
        name.split("/")[0]: Seen(*each)
        for name, each in zip(s.points, (sums / (DAYS - WARM)).swapaxes(0, 1), strict=True)
    }


def poisson(mean: float) -> Case:
    return {"mean_per_day": mean, "shape": "poisson"}


def base_stock(level: float) -> Case:
    return {"target_stock": level}


def s_s(low: float, high: float) -> Case:
    return {"policy": "s_S", "reorder_point": low, "target_stock": high}


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Case]:
    """The analytic cases by id."""
    text = (shared / "cases" / "analytic" / "inventory_single_echelon.json").read_text("utf-8")
    return {case["id"]: case for case in json.loads(text)}


def test_base_stock_under_normal_demand() -> None:
    """Snyder & Shen, example 4.4: h = 0.18, p = 0.70, N(50, 8), L = 4; S = 264.7669, cost 4.46678 a period."""
    demand = {"mean_per_day": 50, "shape": "normal", "sd_per_day": 8}
    seen = shops({"shop": {"policy": base_stock(264.76689437), "lead": 5, "demand": demand}})["shop"]
    agrees(seen.cost(0.18, 0.70), 4.466781)


def test_newsvendor_is_base_stock_with_one_day() -> None:
    """Snyder & Shen, example 4.3: S = 56.604, cost 1.9976; ready with probability p / (h + p)."""
    demand = {"mean_per_day": 50, "shape": "normal", "sd_per_day": 8}
    seen = shops({"shop": {"policy": base_stock(56.60395593), "lead": 1, "demand": demand}})["shop"]
    agrees(seen.cost(0.18, 0.70), 1.9976052)
    agrees(seen.ready, 0.70 / 0.88)


def test_base_stock_under_poisson_demand() -> None:
    """What is short is Poisson over the lead time: exact for every lead time."""
    rows = {
        f"L{lead}": {"policy": base_stock(5 * lead + 3), "lead": lead, "demand": poisson(5)}
        for lead in (1, 2, 4, 9)
    }
    for lead, seen in zip((1, 2, 4, 9), shops(rows).values(), strict=True):
        short, level = stats.poisson(5 * lead), 5 * lead + 3
        agrees(seen.ready, float(short.cdf(level)))
        agrees(seen.owed, float(short.expect(lambda x, level=level: np.maximum(x - level, 0))), within=0.03)


def test_without_a_lead_time_stock_never_falls() -> None:
    seen = shops({"shop": {"policy": base_stock(7), "lead": 0, "demand": poisson(5)}}, lanes=4)["shop"]
    assert seen.stock.tolist() == [7.0] * 4


@pytest.mark.shared
def test_base_stock_cases(cases: dict[str, Case]) -> None:
    """Exact values for Poisson(5), h = 1, p = 9, lead times 0 to 5, ordering before demand."""
    chosen = {name: case for name, case in cases.items() if name.startswith("basestock_poisson5_backorder")}
    seen = shops({
        name: {"policy": base_stock(case["expected"]["S"]), "lead": case["params"]["L"] + 1, "demand": poisson(5)}
        for name, case in chosen.items()
    })  # fmt: skip
    assert len(chosen) == 6
    for name, case in chosen.items():
        agrees(seen[name].cost(1, 9), case["expected"]["cost_per_period"])
        agrees(seen[name].stock, case["expected"]["E[on_hand]"])
        agrees(seen[name].ready, case["expected"]["P(IL>=0)"])


@pytest.mark.shared
def test_s_s_cases(cases: dict[str, Case]) -> None:
    """Zheng & Federgruen 1991 (24 published costs and more of the same), Snyder & Shen 4.7 and 4.31, and one with a lead time."""
    chosen = {name: case for name, case in cases.items() if name.startswith("sS_")}
    seen = shops({
        name: {"policy": s_s(case["expected"]["s"], case["expected"]["S"]), "lead": case["params"].get("L", 0) + 1,
               "demand": poisson(case["params"].get("mean", case["params"].get("demand_mean")))}
        for name, case in chosen.items()
    })  # fmt: skip
    assert len(chosen) == 27
    for name, case in chosen.items():
        p = case["params"]
        h, b, k = (
            p[name]
            for name in (("h", "p", "K") if "h" in p else ("holding_cost", "stockout_cost", "fixed_cost"))
        )
        agrees(seen[name].cost(h, b, k), case["expected"]["cost_per_period"])


@pytest.mark.shared
def test_lost_sales_cases(shared: Path) -> None:
    """Zipkin 2008: the best base stock under lost sales, Poisson(5), h = 1; what is lost costs p a unit."""
    cases = json.loads((shared / "cases" / "analytic" / "lost_sales.json").read_text("utf-8"))
    best = {case["id"]: case["expected"]["best_base_stock"] for case in cases}
    seen = shops({
        case["id"]: {"policy": base_stock(best[case["id"]]["S"]), "lead": case["params"]["L"],
                     "demand": {**poisson(5), "unmet": "lost"}}
        for case in cases
    })  # fmt: skip
    assert len(cases) == 16
    for case in cases:
        shop = seen[case["id"]]
        agrees(shop.stock * 1 + shop.lost * case["params"]["p"], best[case["id"]]["cost"])


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["clark_scarf_example_6_1", "clark_scarf_problem_6_1", "clark_scarf_problem_6_16"]
)
def test_serial_systems(name: str, shared: Path) -> None:
    """Clark & Scarf: optimal echelon base stock levels, held as local ones, cost what the recursion says."""
    text = (shared / "cases" / "analytic" / "multi_echelon.json").read_text("utf-8")
    case = next(case for case in json.loads(text) if case["id"] == name)
    p, levels = case["params"], np.diff([0.0, *case["expected"]["S_echelon"]])
    rates = np.cumsum(p["echelon_h"][::-1])[::-1]
    seen = watched(serial(levels, p), LANES)
    held = sum(rate * seen[f"stage {at}"].stock for at, rate in enumerate(rates))
    under_way = p["mean"] * sum(lead * rate for lead, rate in zip(p["L"], rates[1:], strict=False))
    agrees(held + p["p"] * seen["stage 0"].owed + under_way, case["expected"]["C"])


def serial(levels: Any, p: Case) -> Network:
    """Stage 0 serves the customer; the last is supplied from outside."""
    last = len(levels) - 1
    return network(Settings("serial"), {
        "site": [{"name": f"stage {at}"} for at in range(last + 1)], "item": [{"name": "x"}],
        "stock point": [{"site": f"stage {at}", "item": "x", "target_stock": level} for at, level in enumerate(levels)],
        "recipe": [{"site": f"stage {last}", "item": "x", "lead_days": p["L"][last]}],
        "lane": [{"from": f"stage {at + 1}", "to": f"stage {at}", "item": "x", "lead_days": p["L"][at]} for at in range(last)],
        "demand": [{"customer": "c", "site": "stage 0", "item": "x", "mean_per_day": p["mean"], "shape": "normal",
                    "sd_per_day": p["sd"]}],
    })  # fmt: skip
