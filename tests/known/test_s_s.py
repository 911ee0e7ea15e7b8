"""(s, S) with a fixed cost of ordering: Zheng & Federgruen's published costs of optimal levels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from theory import Answer, cases, hold, poisson, s_s, shops, watch

PAPER = "Zheng & Federgruen, Finding Optimal (s, S) Policies, Oper. Res. 39(4), 1991"
BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed."
PUBLISHED = {
    10: (6, 40, 35.022), 15: (10, 49, 42.698), 20: (14, 62, 49.173), 21: (15, 65, 50.406), 22: (16, 68, 51.632),
    23: (17, 52, 52.757), 24: (18, 54, 53.518), 25: (19, 56, 54.262), 30: (23, 66, 57.819), 35: (28, 77, 61.215),
    40: (33, 87, 64.512), 45: (37, 97, 67.776), 50: (42, 108, 70.975), 51: (43, 110, 71.611), 52: (44, 112, 72.246),
    55: (47, 118, 74.149), 59: (51, 126, 76.679), 60: (52, 129, 77.306), 61: (52, 131, 77.929), 63: (54, 73, 78.287),
    64: (55, 74, 78.402), 65: (56, 75, 78.518), 70: (62, 81, 79.037), 75: (67, 86, 79.554),
}  # fmt: skip
"""h = 1, p = 9, K = 64, no lead time: mean of Poisson demand → s, S, cost of a period."""
OTHERS = {
    "sS_example_4_7": ("example 4.7", 6, 0, (1, 4, 5), (4, 10), 8.034111561471642),
    "sS_problem_4_31": ("problem 4.31", 4, 0, (40, 125, 150), (2, 7), 223.5748295669688),
    "sS_mu20_L2": (
        "exhaustive search with the renewal-reward formula",
        20,
        2,
        (1, 9, 64),
        (55, 104),
        52.08439849131231,
    ),
}
"""Case → place, mean, lead time of the textbook, (h, p, K), (s, S), cost."""


def rows() -> Iterator[tuple[str, str, int, int, tuple[float, float, float], tuple[float, float], float]]:
    """Case, source, mean, lead time, (h, p, K), (s, S), cost."""
    for mean, (low, high, cost) in PUBLISHED.items():
        yield f"sS_zf1991_mu{mean}", PAPER, mean, 0, (1, 9, 64), (low, high), cost
    for case, (place, *row) in OTHERS.items():
        yield case, place if "search" in place else f"{BOOK}, {place}", *row


def answers() -> Iterator[Answer]:
    shop = {case: {"policy": s_s(*levels), "lead": lead + 1, "demand": poisson(mean)}
            for case, _, mean, lead, _, levels, _ in rows()}  # fmt: skip
    seen = watch(shops(shop), days=640, warm=40, lanes=1024)
    for case, source, mean, lead, money, levels, cost in rows():
        name = "(s, S) = ({}, {}), Poisson({}), L = {}, h = {}, p = {}, K = {}".format(
            *levels, mean, lead, *money
        )
        yield Answer(name, "cost of a period", cost, seen[case].cost(*money), source)


def test_s_s() -> None:
    hold(answers(), 27)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/inventory_single_echelon.json")
    for case, _, mean, _, _, levels, cost in rows():
        params, expected = known[case]["params"], known[case]["expected"]
        assert mean == params.get("mean", params.get("demand_mean"))
        assert levels == (expected["s"], expected["S"])
        assert cost == expected.get("published_cost", expected["cost_per_period"])
