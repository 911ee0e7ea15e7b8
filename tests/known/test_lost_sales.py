"""Periodic review with lost sales: the best base stock of Zipkin's sixteen problems costs what it should."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from theory import Answer, base_stock, cases, hold, poisson, shops, watch

PAPER = "Zipkin, Old and New Methods for Lost-Sales Inventory Systems, Oper. Res. 56(5), 2008"
PUBLISHED = {
    (1, 4): (12, 4.162803), (1, 9): (13, 5.547472), (1, 19): (15, 6.727785), (1, 39): (16, 7.862647),
    (2, 4): (16, 4.638644), (2, 9): (19, 6.316261), (2, 19): (21, 7.842174), (2, 39): (22, 9.190277),
    (3, 4): (20, 4.974989), (3, 9): (23, 6.863963), (3, 19): (26, 8.604228), (3, 39): (28, 10.216475),
    (4, 4): (25, 5.197636), (4, 9): (28, 7.270464), (4, 19): (31, 9.230764), (4, 39): (33, 11.059497),
}  # fmt: skip
"""Poisson(5), h = 1: lead time, cost of a unit lost → the best base stock and its cost. What is sold is known in the
morning, so the lead time is that of the paper: an order meets the demand of its own day plus L."""


def answers() -> Iterator[Answer]:
    lost = {**poisson(5), "unmet": "lost"}
    rows = {f"L{lead} p{p}": {"policy": base_stock(level), "lead": lead, "demand": lost}
            for (lead, p), (level, _) in PUBLISHED.items()}  # fmt: skip
    seen = watch(shops(rows), days=1040, warm=40, lanes=2048)
    for (lead, p), (level, cost) in PUBLISHED.items():
        shop = seen[f"L{lead} p{p}"]
        name = f"lost sales, Poisson(5), L = {lead}, h = 1, p = {p}, S = {level}"
        yield Answer(name, "cost of a period", cost, shop.stock + p * shop.lost, PAPER)


def test_lost_sales() -> None:
    hold(answers(), 16)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    for case in cases(shared, "analytic/lost_sales.json").values():
        best = case["expected"]["best_base_stock"]
        assert PUBLISHED[case["params"]["L"], case["params"]["p"]] == (best["S"], best["cost"])
