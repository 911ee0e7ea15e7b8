"""Periodic base stock with backorders: what is short at the end of a day is the demand of the protected days less S."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from theory import Answer, base_stock, cases, hold, normal, poisson, shops, watch

BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., example 4.4"
EXACT = "Poisson demand of the L + 1 protected days, exact"
H, P = 1, 9
POISSON_5 = {
    0: (8, 4.221092925752478, 3.1221092925752467, 0.12210929257524791, 0.931906365278151),
    1: (14, 5.869371527216117, 4.186937152721618, 0.18693715272161102, 0.9165415270653392),
    2: (20, 7.123000248586672, 5.2123000248586635, 0.2123000248586676, 0.9170290899685392),
    3: (26, 8.186431458575361, 6.218643145857516, 0.21864314585753822, 0.9221132189037713),
    4: (32, 9.151049261362274, 7.215104926136197, 0.215104926136231, 0.9285439687599378),
    5: (37, 9.953185149896782, 7.295318514989702, 0.29531851498967554, 0.9109870076822624),
}
"""Poisson(5), h = 1, p = 9: lead time of the textbook → S, cost, E[on hand], E[backorders], P(nothing owed)."""
NORMAL = (264.76689437415484, 4.466781004149577)
"""h = 0.18, p = 0.70, N(50, 8), L = 4: S and cost of a period."""


def normal_answers() -> Iterator[Answer]:
    shop = {"policy": base_stock(NORMAL[0]), "lead": 5, "demand": normal(50, 8)}
    seen = watch(shops({"shop": shop}), days=520, warm=20, lanes=2048)["shop"]
    name = "base stock, N(50, 8), L = 4, h = 0.18, p = 0.70"
    yield Answer(name, "cost of a period", NORMAL[1], seen.cost(0.18, 0.70), BOOK)
    yield Answer(
        name, "part of periods without shortage", 0.70 / 0.88, seen.ready, "critical ratio p / (h + p)"
    )


def poisson_answers() -> Iterator[Answer]:
    rows = {
        f"L{lead}": {"policy": base_stock(row[0]), "lead": lead + 1, "demand": poisson(5)}
        for lead, row in POISSON_5.items()
    }
    seen = watch(shops(rows), days=2420, warm=20, lanes=8192)
    for lead, (level, cost, on_hand, owed, ready) in POISSON_5.items():
        shop, name = seen[f"L{lead}"], f"base stock, Poisson(5), L = {lead}, S = {level}, h = 1, p = 9"
        yield Answer(name, "cost of a period", cost, shop.cost(H, P), EXACT)
        yield Answer(name, "E[on hand]", on_hand, shop.stock, EXACT)
        yield Answer(name, "E[backorders]", owed, shop.owed, EXACT)
        yield Answer(name, "P(nothing owed)", ready, shop.ready, EXACT)


def answers() -> Iterator[Answer]:
    yield from normal_answers()
    yield from poisson_answers()


def test_under_normal_demand() -> None:
    hold(normal_answers(), 2)


def test_under_poisson_demand() -> None:
    hold(poisson_answers(), 24)


@pytest.mark.parametrize("lead", POISSON_5)
def test_the_published_numbers_follow_from_the_distribution(lead: int) -> None:
    """The table above against scipy's Poisson distribution: a slip of the pen would show here."""
    level, cost, on_hand, owed, ready = POISSON_5[lead]
    short = stats.poisson(5 * (lead + 1))
    expected = float(short.expect(lambda x: np.maximum(x - level, 0)))
    wanted = (level - short.mean() + expected, expected, short.cdf(level))
    assert (on_hand, owed, ready) == pytest.approx(wanted, rel=1e-9)
    assert cost == pytest.approx(H * on_hand + P * owed)


def test_without_a_lead_time_stock_never_falls() -> None:
    shop = {"policy": base_stock(7), "lead": 0, "demand": poisson(5)}
    assert watch(shops({"shop": shop}), days=50, warm=0, lanes=4)["shop"].stock.tolist() == [7.0] * 4


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/inventory_single_echelon.json")
    for lead, row in POISSON_5.items():
        names = ("S", "cost_per_period", "E[on_hand]", "E[backorders]", "P(IL>=0)")
        assert row == tuple(
            known[f"basestock_poisson5_backorder_L{lead}"]["expected"][name] for name in names
        )
    assert tuple(known["basestock_normal_example_4_4"]["expected"].values()) == NORMAL
