"""Every process of occurrences keeps its promises; processes that break one are caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from echelon.disruption.hazard import PROCESSES, Chance, Events, Process, process_of
from echelon.disruption.hazard.chance import events
from echelon.testing import check_hazard
from echelon.testing.hazards import (
    PROMISES,
    has_its_rate,
    is_alone_as_in_the_crowd,
    is_in_order,
    keeps_its_past,
)

TEXTS = [
    "poisson(per_year=3)",
    "poisson(per_year=90)",
    "poisson(per_year=0)",
    "seasonal(per_year=4, months=0 0 0 0 0 1 2 4 5 3 1 0)",
    "renewal(gap=gamma(mean=90, sd=30))",
    "renewal(gap=lognormal(mean=20, sd=40))",
    "renewal(gap=exponential(mean=5))",
    "renewal(gap=constant(30))",
    "markov(up=200, down=14)",
    "markov(up=1, down=1)",
    "hawkes(per_year=4, again=0.5, within=20)",
    "hawkes(per_year=2, again=0, within=9)",
    "dates(2026-03-15; 2026-08-25; 40; 40; 5000)",
    "history(when=2005-08-29; 2005-09-24; 2008-09-13; 2017-08-25, first=2000, last=2025)",
]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("text", TEXTS)
def test_promise(text: str, promise: Callable[[Process], None]) -> None:
    promise(process_of(text))


def test_every_process_is_held_to_it() -> None:
    assert {text.partition("(")[0] for text in TEXTS} == set(PROCESSES)


@dataclass(frozen=True)
class Broken:
    """A process with a fault."""

    fault: str

    def wrong(self) -> str:
        return ""

    def expected(self, chance: Chance, days: int) -> float:
        return 1.0


def broken(process: Broken, chance: Chance, days: int) -> Events:
    lane = np.arange(chance.lanes)
    day = {"crowd": lane % 7, "horizon": np.full(len(lane), days // 2 - 1), "late": np.full(len(lane), days + 3),
           "rate": np.zeros(len(lane), dtype=np.int64)}[process.fault]  # fmt: skip
    if process.fault == "late":
        return Events(lane, day, day)
    return events(
        np.repeat(lane, 2 if process.fault == "rate" else 1),
        np.repeat(day, 2 if process.fault == "rate" else 1),
        days,
    )


@pytest.mark.parametrize(
    ("fault", "promise", "said"),
    [("crowd", is_alone_as_in_the_crowd, "alone as in the crowd"), ("horizon", keeps_its_past, "later horizon"),
     ("late", is_in_order, "within lanes and days"), ("rate", has_its_rate, "1 times on average")],
)  # fmt: skip
def test_what_breaks_a_promise_is_caught(
    fault: str, promise: Callable[[Process], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROCESSES, "broken", (Broken, broken))
    with pytest.raises(AssertionError, match=said):
        promise(Broken(fault))
    with pytest.raises(AssertionError):
        check_hazard(Broken(fault))
