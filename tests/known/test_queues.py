"""Queues that a daily clock can be: a line that makes one unit a day, for Poisson orders, is M/D/1 seen at departures.

With one service a day, what waits after a day's start is (N - 1)+ where N is what was there; N' = (N - 1)+ + Poisson(rho) is
the queue that departures leave behind, which is the queue that customers find, at any time. A base stock S in front of it
is make-to-stock: stock less backlog is S - N with a lead time of a day, S - (N - 1)+ with none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from theory import Answer, base_stock, cases, hold, poisson, shops, watch

POLLACZEK = "Pollaczek & Khinchine: Lq = rho^2 / 2 (1 - rho) for constant service"
PUBLISHED = {0.5: 0.25, 0.8: 1.6000000000000008}
"""M/D/1: rho → Lq."""


def answers() -> Iterator[Answer]:
    rows = {f"{rho} {lead}": {"policy": base_stock(0), "lead": lead, "demand": poisson(rho), "recipe": {"capacity_per_day": 1}}
            for rho in PUBLISHED for lead in (0, 1)}  # fmt: skip
    seen = watch(shops(rows), days=1300, warm=300, lanes=36_864)
    for rho, waiting in PUBLISHED.items():
        yield Answer(f"M/D/1, rho = {rho}", "Lq", waiting, seen[f"{rho} 0"].owed, POLLACZEK)
        yield Answer(f"M/D/1, rho = {rho}", "L = Lq + rho", waiting + rho, seen[f"{rho} 1"].owed, POLLACZEK)


def test_one_unit_a_day() -> None:
    hold(answers(), 4)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "queueing/queueing.json")
    assert {rho: known[f"mg1_D_rho{rho}"]["expected"]["Lq"] for rho in PUBLISHED} == PUBLISHED
