"""One period at a time: what is left over costs h, what is short costs p. A base stock with one day to protect is this."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from theory import Answer, base_stock, cases, hold, normal, poisson, shops, watch

import echelon

BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed."
PUBLISHED = {
    "nv_normal_example_4_3": (
        "example 4.3",
        0.18,
        0.70,
        normal(50, 8),
        56.60395592743389,
        1.9976051931766445,
    ),
    "nv_normal_problem_4_1": ("problem 4.1", 43, 79, normal(900, 60), 922.7214038234755, 2718.196781782411),
    "nv_poisson_problem_4_8a": ("problem 4.8a", 200, 270, poisson(18), 19.0, 786.0884409351079),
}
"""Case → place in the book, h, p, demand, S, cost of a period."""
DAYS, WARM, LANES = 420, 20, 2048


def network() -> echelon.Network:
    return shops(
        {name: {"policy": base_stock(row[4]), "lead": 1, "demand": row[3]} for name, row in PUBLISHED.items()}
    )


def answers() -> Iterator[Answer]:
    seen = watch(network(), days=DAYS, warm=WARM, lanes=LANES)
    for case, (place, h, p, _, level, cost) in PUBLISHED.items():
        name = f"newsvendor, {place}: h = {h}, p = {p}, S = {level:.6g}"
        yield Answer(name, "cost of a period", cost, seen[case].cost(h, p), f"{BOOK}, {place}")
        if "normal" in case:
            yield Answer(
                name,
                "part of periods without shortage",
                p / (h + p),
                seen[case].ready,
                "critical ratio p / (h + p)",
            )


def test_newsvendor() -> None:
    hold(answers(), 5)


def test_a_run_charges_what_the_newsvendor_pays() -> None:
    """The same through `echelon.run`: holding and stock-out cost of the network are the newsvendor's."""
    _, h, p, demand, level, cost = PUBLISHED["nv_normal_example_4_3"]
    net = shops({"shop": {"policy": {**base_stock(level), "holding_cost_per_day": h}, "lead": 1,
                          "demand": {**demand, "stockout_cost": p}}})  # fmt: skip
    run = echelon.run(echelon.Scenario(net, days=400, replications=2000, seed=3))
    paid = (run.series("holding") + run.series("stockout"))[20:].mean(axis=0)
    hold([Answer("newsvendor, example 4.3, by `echelon.run`", "cost of a period", cost, paid, BOOK)], 1)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/inventory_single_echelon.json")
    assert {case: (row[4], row[5]) for case, row in PUBLISHED.items()} == {
        case: (known[case]["expected"]["S"], known[case]["expected"]["cost"]) for case in PUBLISHED
    }
