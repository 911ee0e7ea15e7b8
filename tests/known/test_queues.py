"""Queues that a daily clock can be: a line that makes one unit a day is a queue with one server, seen at departures.

What is asked in a day are the arrivals in one service: Poisson where services are constant (M/D/1), geometric where they are
exponential (M/M/1), negative binomial where they are Erlang's (M/E2/1). What waits after a day's start is (N - 1)+ where N is
what was there; N' = (N - 1)+ + arrivals is the queue that departures leave behind, which is the queue that customers find, at
any time. A base stock S in front of it is make-to-stock: stock less backlog is S - N with a lead time of a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from theory import Answer, Row, base_stock, cases, hold, poisson, shops, watch

POLLACZEK = "Pollaczek & Khinchine: Lq = rho^2 (1 + cs^2) / 2 (1 - rho)"
MAKE_TO_STOCK = "Buzacott & Shanthikumar, Stochastic Models of Manufacturing Systems, 1993"
PUBLISHED = {
    ("D", 0.5): 0.25,
    ("D", 0.8): 1.6,
    ("E2", 0.5): 0.375,
    ("E2", 0.8): 2.4,
    ("M", 0.5): 0.5,
    ("M", 0.8): 3.2,
}
"""Service (constant, Erlang of two stages, exponential), rho → Lq."""
VARIES = {"E2": 1 / 2, "M": 1.0}
"""Variance of a service against its mean's square."""
LANES = {0.5: 20_480, 0.8: 65_536}
"""rho → replications for a standard error of 0.2 %."""
STOCKED = (0.8, 5, (1.31072, 2.31072, 0.67232))
"""Make-to-stock M/M/1: rho, S → E[backorders], E[on hand], fill rate."""


def arrivals(service: str, rho: float) -> Row:
    """Arrivals in one service."""
    if service == "D":
        return poisson(rho)
    return {
        "mean_per_day": rho,
        "shape": "negative_binomial",
        "sd_per_day": (rho + VARIES[service] * rho**2) ** 0.5,
    }


def line(service: str, rho: float, *, lead: int = 0, level: int = 0) -> Row:
    return {
        "policy": base_stock(level),
        "lead": lead,
        "demand": arrivals(service, rho),
        "recipe": {"capacity_per_day": 1},
    }


def queue_answers(rho: float) -> Iterator[Answer]:
    rows = {service: line(service, rho) for service, load in PUBLISHED if load == rho}
    seen = watch(shops(rows), days=1600, warm=600, lanes=LANES[rho], forced=True)
    for service in rows:
        yield Answer(
            f"M/{service}/1, rho = {rho}", "Lq", PUBLISHED[service, rho], seen[service].owed, POLLACZEK
        )


def stocked_answers() -> Iterator[Answer]:
    rho, level, published = STOCKED
    stocked = shops({"shop": line("M", rho, lead=1, level=level)})
    shop = watch(stocked, days=2000, warm=600, lanes=98_304, forced=True)["shop"]
    for what, number, measured in zip(("E[backorders]", "E[on hand]", "fill rate"), published, (shop.owed, shop.stock, shop.left),
                                      strict=True):  # fmt: skip
        yield Answer(f"make-to-stock M/M/1, rho = {rho}, S = {level}", what, number, measured, MAKE_TO_STOCK)


def answers() -> Iterator[Answer]:
    for rho in LANES:
        yield from queue_answers(rho)
    yield from stocked_answers()


@pytest.mark.parametrize("rho", [0.5, pytest.param(0.8, marks=pytest.mark.drill)])
def test_one_server(rho: float) -> None:
    """Long queues need many lanes, and are left to `make drills`."""
    hold(queue_answers(rho), 3)


@pytest.mark.drill
def test_make_to_stock() -> None:
    hold(stocked_answers(), 3)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "queueing/queueing.json")
    for (service, rho), waiting in PUBLISHED.items():
        assert waiting == pytest.approx(known[f"mg1_{service}_rho{rho}"]["expected"]["Lq"])
    stocked = known["mts_mm1_rho0.8_S5"]["expected"]
    assert STOCKED[2] == pytest.approx([stocked[name] for name in ("E_backorders", "E_on_hand", "fill_rate")])
