"""One warehouse with many retailers, one-for-one orders, first come first served: the exact answer, not METRIC's.

METRIC takes a retailer's orders under way for Poisson; it is up to a third too low here. A tick is short enough that few
orders share one, and long enough that the longest waits at the warehouse are told apart by age.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from theory import Answer, base_stock, cases, hold, poisson, watch

from echelon.network.model import Network, Settings, network

EXACT = "Simon, Oper. Res. 19(4), 1971; Graves, Mgmt Sci. 31(10), 1985: binomial disaggregation of the warehouse's backorders"
PUBLISHED = {
    "owmr_N3_s05_s3": (
        (1.0, 3, 2.0, 1.0, 5, 3),
        10,
        (1.5180592049232682, 0.11864493924209671, 1.6126252042676748, 0.7994864872026591),
    ),
    "owmr_N10_s018_s2": (
        (0.5, 10, 4.0, 1.0, 18, 2),
        10,
        (2.9250271315553, 0.0717452616091418, 1.2792425484536065, 0.8084953502565018),
    ),
    "owmr_N4_s06_s4": (
        (2.0, 4, 1.0, 0.5, 6, 4),
        26,
        (2.3503571685813776, 0.04467859881930923, 2.45708930667396, 0.9110013260433818),
    ),
    "owmr_N3_s00_s5": (
        (1.0, 3, 2.0, 1.0, 0, 5),
        10,
        (6.0, 0.1346205562721658, 2.134620556272167, 0.8152632445237722),
    ),
}
"""Case → (demand of a retailer, retailers, lead time of the warehouse and of a retailer, base stock of both), ticks in a unit of
time, (backorders at the warehouse, at a retailer, on hand at a retailer, part of customers who find stock)."""
WHAT = (
    "E[backorders] at the warehouse",
    "E[backorders] at a retailer",
    "E[on hand] at a retailer",
    "P(stock left) at a retailer",
)


def system(case: str) -> Network:
    (rate, count, supply, lead, depot, level), ticks, _ = PUBLISHED[case]
    shops = [f"shop {at}" for at in range(count)]
    return network(Settings(case), {
        "site": [{"name": "depot"}, *({"name": shop} for shop in shops)], "item": [{"name": "x", "quantum": 1}],
        "stock point": [{"site": "depot", "item": "x", **base_stock(depot), "allocation": "first_come"},
                        *({"site": shop, "item": "x", **base_stock(level)} for shop in shops)],
        "recipe": [{"site": "depot", "item": "x", "lead_days": supply * ticks}],
        "lane": [{"from": "depot", "to": shop, "item": "x", "lead_days": lead * ticks} for shop in shops],
        "demand": [{"customer": "c", "site": shop, "item": "x", **poisson(rate / ticks)} for shop in shops],
    })  # fmt: skip


def answers_of(case: str) -> Iterator[Answer]:
    (rate, count, supply, lead, depot, level), ticks, published = PUBLISHED[case]
    seen = watch(
        system(case), days=900, warm=150, lanes=16_384 if ticks == 10 else 36_864, every=6, forced=True
    )

    def at_shops(what: str) -> Any:
        return np.mean([getattr(seen[f"shop {at}"], what) for at in range(count)], axis=0)

    measured = (seen["depot"].owed, at_shops("owed"), at_shops("stock"), at_shops("left"))
    name = f"{count} retailers, lambda = {rate:g}, L = {supply:g} and {lead:g}, S = {depot} and {level}"
    for what, number, found in zip(WHAT, published, measured, strict=True):
        yield Answer(name, what, number, found, EXACT, 0.01)


def answers() -> Iterator[Answer]:
    for case in PUBLISHED:
        yield from answers_of(case)


@pytest.mark.parametrize("case", [
    pytest.param(case, marks=pytest.mark.drill if row[1] > 10 or row[0][1] > 3 else ()) for case, row in PUBLISHED.items()
])  # fmt: skip
def test_one_warehouse(case: str) -> None:
    """Those with many retailers or small ticks take a minute, and are left to `make drills`."""
    hold(answers_of(case), 4)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/multi_echelon.json")
    for case, (row, _, published) in PUBLISHED.items():
        p, e = known[case]["params"], known[case]["expected"]
        assert row == tuple(p[name] for name in ("lam", "N", "L0", "Li", "S0", "S"))
        exact = (e["exact"][name] for name in ("EBO_base", "EOH_base", "ready_rate"))
        assert published == pytest.approx((e["depot_EBO"], *exact), rel=1e-9)
