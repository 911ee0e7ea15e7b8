"""Continuous review with a small tick: a day of the clock is a fiftieth or a hundredth of the unit of time.

Demand of a tick is Poisson. With backorders lead times are whole ticks, and the tick changes nothing at the end of a tick:
what is short is the demand of a lead time, cut as one likes. Lost sales count on the morning after, and what comes on a tick
is there for all of it: from the middle of the tick of a sale that is half a tick less than is asked for, so the lead time is
half a tick longer than whole ones, a mix of two, which Karush's theorem allows. A level's mean over a tick is that of its end
plus half of what is sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from theory import Answer, Seen, base_stock, cases, hold, normal, poisson, s_s, shops, watch

BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed."
PALM = "Palm's theorem: what is on order is Poisson(lambda L)"
KARUSH = "Karush, A Queuing Model for an Inventory Problem, Oper. Res. 5(5), 1957: Erlang's loss formula"
TICKS = {2.0: 50, 10.0: 100}
"""In a unit of time, by the mean demand of that time."""
WITHIN = 0.01
BACKORDERED = {
    (2.0, 1.5, 5): (2.1346205562721665, 0.13462055627216657, 0.18473675547622803),
    (10.0, 0.5, 8): (3.1221092925752467, 0.12210929257524791, 0.13337167407000713),
}
"""lambda, L, S of (S-1, S) → E[on hand], E[backorders], P(a customer finds nothing)."""
LOST = {
    (2.0, 1.5, 5): (0.11005434782608696, 2.3301630434782608, 2.6698369565217392),
    (10.0, 0.5, 8): (0.07004785220956704, 3.350239261047835, 4.649760738952165),
}
"""lambda, L, S → P(lost), E[on hand], E[on order]."""
RATES = {
    "eoq_example_3_1": (
        f"{BOOK}, example 3.1",
        8,
        0.225,
        0.0,
        1300,
        (304.0467800264368, 0.0),
        68.41052550594829,
    ),
    "eoq_problem_3_1": (
        f"{BOOK}, problem 3.1",
        2250,
        275,
        0.0,
        182500,
        (1728.1098449935514, 0.0),
        475230.20737322664,
    ),
    "eoqb_example_3_8": (
        f"{BOOK}, example 3.8",
        8,
        0.225,
        5,
        1300,
        (310.81255515896464, 0.0430622009569378),
        66.92136355097325,
    ),
    "eoqb_problem_3_2b": (
        f"{BOOK}, problem 3.2b",
        40,
        40.05,
        60,
        2080,
        (83.23544812889804, 0.4002998500749625),
        1999.1482444152125,
    ),
}
"""Economic order quantities: case → source, K, h, p, demand a year, (Q, part of it owed at most), cost a year."""
EPQ = ("problem 3.22", 4, 0.08, 80, 110, 171.26976771553507, 3.7367949319753104)
"""Place, K, h, demand and production a year, Q, cost a year."""
LOTS = {
    "rQ_poisson_example_5_8": (f"{BOOK}, example 5.8", (20, 150, 100), poisson(0.15), 10, 20,
                               {(3, 5): 107.92358063314975, (8, 12): 242.52816376620208}),
    "rQ_poisson_problem_5_2": (f"{BOOK}, problem 5.2", (4, 28, 4), poisson(1.2), 10, 5, {(6, 7): 28.241312842169155}),
    "rQ_normal_example_5_1": (f"{BOOK}, example 5.1", (0.225, 7.5, 8), normal(1300 / 12, 150 / 12**0.5), 12, 1,
                              {(126.8, 328.5): 78.07116250928294}),
}  # fmt: skip
"""(r, Q): case → source, (h, p, K), demand of a tick, ticks in a unit of time and in the lead time, (r, Q) → cost.

With as many lots as bring the position above r it is uniform on (r, r + Q] after an order, whatever the tick."""
CUTS = 500
"""Ticks in which an economic order quantity is sold."""


def one_for_one(rows: Any, *, unmet: str, shorter: float) -> dict[tuple[float, float, int], Seen]:
    shop = {
        f"{at}": {"policy": base_stock(level), "lead": lead * TICKS[rate] - shorter,
                  "demand": {**poisson(rate / TICKS[rate]), "unmet": unmet}}
        for at, (rate, lead, level) in enumerate(rows)
    }  # fmt: skip
    seen = watch(shops(shop), days=1250, warm=150, lanes=72_000, every=10)
    return {row: seen[f"{at}"] for at, row in enumerate(rows)}


def one_for_one_answers() -> Iterator[Answer]:
    for row, seen in one_for_one(BACKORDERED, unmet="backorder", shorter=0).items():
        name = "(S-1, S), backorders, lambda = {:g}, L = {:g}, S = {}".format(*row)
        for what, published, measured in zip(("E[on hand]", "E[backorders]", "P(nothing left)"), BACKORDERED[row],
                                             (seen.stock, seen.owed, 1 - seen.left), strict=True):  # fmt: skip
            yield Answer(name, what, published, measured, PALM, WITHIN)


def lost_answers() -> Iterator[Answer]:
    for row, seen in one_for_one(LOST, unmet="lost", shorter=0.5).items():
        name = "(S-1, S), lost sales, lambda = {:g}, L = {:g}, S = {}".format(*row)
        asked = row[0] / TICKS[row[0]]
        held = seen.stock + (asked - seen.lost) / 2
        for what, published, measured in zip(("P(lost)", "E[on hand]", "E[on order]"), LOST[row],
                                             (seen.lost / asked, held, row[2] - held), strict=True):  # fmt: skip
            yield Answer(name, what, published, measured, KARUSH, WITHIN)


def lot_answers() -> Iterator[Answer]:
    rows = {
        f"{case} {r}": {"policy": {"policy": "R_nQ", "reorder_point": r, "order_quantity": q, "target_stock": r + q},
                        "lead": lead, "demand": demand}
        for case, (_, _, demand, _, lead, levels) in LOTS.items() for r, q in levels
    }  # fmt: skip
    seen = watch(shops(rows), days=1300, warm=300, lanes=8192)
    for case, (source, (h, p, k), _, ticks, _, levels) in LOTS.items():
        for (r, q), published in levels.items():
            shop = seen[f"{case} {r}"]
            cost = shop.cost(h, p) + k * shop.ordered / q * ticks
            name = f"(r, Q) = ({r}, {q}), {case[3:].replace('_', ' ')}"
            yield Answer(
                name, "cost of a unit of time", published, cost, source, WITHIN if "normal" in case else 0.0
            )


def economic_answers() -> Iterator[Answer]:
    rows = {}
    for case, (_, _, _, _, _, (q, owed), _) in RATES.items():
        rows[case] = {
            "policy": s_s(-owed * q + 1e-6 * q, (1 - owed) * q),
            "lead": 0,
            "demand": {"mean_per_day": q / CUTS},
        }
    place, k, h, demand, production, q, cost = EPQ
    rows["epq"] = {"policy": s_s(1e-6 * q, q), "lead": 0, "demand": {"mean_per_day": q / CUTS},
                   "recipe": {"capacity_per_day": q / CUTS * production / demand}}  # fmt: skip
    seen = watch(shops(rows), days=21 * CUTS, warm=CUTS, lanes=1)
    for case, (source, k_, h_, p_, rate, (q_, owed), cost_) in RATES.items():
        ticks, half = rate / (q_ / CUTS), q_ / CUTS / 2
        levels = h_ * (seen[case].stock + half * (1 - owed)) + p_ * (seen[case].owed - half * owed)
        yield Answer(
            case.replace("_", " "),
            "cost a year",
            cost_,
            (levels + k_ * seen[case].orders * ticks)[0],
            source,
            WITHIN,
        )
    ticks = demand / (q / CUTS)
    measured = h * seen["epq"].stock + k * seen["epq"].orders * ticks
    yield Answer("economic production quantity", "cost a year", cost, measured[0], f"{BOOK}, {place}", WITHIN)


def answers() -> Iterator[Answer]:
    yield from one_for_one_answers()
    yield from lost_answers()
    yield from lot_answers()
    yield from economic_answers()


def test_one_for_one_with_backorders() -> None:
    hold(one_for_one_answers(), 6)


def test_one_for_one_with_lost_sales() -> None:
    hold(lost_answers(), 6)


def test_lots() -> None:
    hold(lot_answers(), 4)


def test_economic_order_quantities() -> None:
    hold(economic_answers(), 5)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/inventory_single_echelon.json")
    for (rate, lead, level), row in BACKORDERED.items():
        assert row == tuple(known[f"onefor1_lam{rate}_L{lead}_S{level}"]["expected"].values())
    for (rate, lead, level), row in LOST.items():
        assert row == tuple(known[f"onefor1_lost_lam{rate}_L{lead}_S{level}"]["expected"].values())
    for case, row in RATES.items():
        q, *owed, cost = known[case]["expected"].values()
        assert ((q, *(owed or [0.0])), cost) == row[5:]
    assert tuple(known["epq_problem_3_22"]["expected"].values()) == EPQ[5:]
    for case, row in LOTS.items():
        costs = known[case]["expected"].values()
        assert all(cost in costs for cost in row[-1].values())
