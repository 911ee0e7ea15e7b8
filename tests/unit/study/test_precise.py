"""Replications are added until a mean is known well enough, and the answer is that of a run asked for them at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from echelon.app import runs
from echelon.app.questions import parse_precise
from echelon.core.errors import BadScenario
from echelon.network.model import Network, Settings, network
from echelon.study.precise import Precise, joined, reached
from echelon.study.scenario import Scenario
from echelon.study.warm_up import warm_up


def shop(**point: object) -> Network:
    return network(
        Settings("shop"),
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill", "unit_value": 40.0}],
            "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 25, **point}],
            "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
            "demand": [
                {
                    "customer": "Japan",
                    "site": "Kobe",
                    "item": "drill",
                    "mean_per_day": 10,
                    "shape": "poisson",
                    "price": 60,
                }
            ],
        },
    )


@pytest.fixture(scope="module")
def ask() -> Scenario:
    return Scenario(shop(), days=20, replications=30, seed=7, first_replication=5)


@pytest.mark.parametrize("of", ["net", "fill_rate", "backlog"])
def test_the_answer_is_that_of_a_run_asked_at_once(ask: Scenario, of: str) -> None:
    wish = Precise(0.02, of, most=400)
    found = runs.run(ask, precision=wish)
    count = found.scenario.replications
    once = runs.run(replace(ask, replications=count))
    assert (found.answer, found.question, found.answers) == (once.answer, once.question, once.answers)
    assert found.daily.tobytes() == once.daily.tobytes()
    assert found.customer.tobytes() == once.customer.tobytes()
    assert found.kpis() == once.kpis()
    assert reached(found, wish).met == (count < 400)


def test_it_stops_at_the_first_look_that_suffices(ask: Scenario) -> None:
    loose, tight = (runs.run(ask, precision=part) for part in (0.5, 0.004))
    assert loose.scenario.replications == 30
    assert tight.scenario.replications > 45
    assert reached(tight, Precise(0.004)).met
    fewer = runs.run(replace(ask, replications=tight.scenario.replications * 2 // 3 - 2))
    assert not reached(fewer, Precise(0.004)).met


def test_it_never_exceeds_its_most_and_says_so(ask: Scenario) -> None:
    wish = Precise(0.0001, most=50)
    found = runs.run(ask, precision=wish)
    assert found.scenario.replications == 50
    assert not reached(found, wish).met


def test_it_never_exceeds_its_most_even_at_the_beginning(ask: Scenario) -> None:
    assert runs.run(ask, precision=Precise(0.0001, most=12)).scenario.replications == 12
    with pytest.raises(BadScenario, match="E466"):
        Precise(0.01, most=1)


def test_few_replications_are_made_thirty() -> None:
    found = runs.run(Scenario(shop(), days=20, replications=2), precision=0.9)
    assert found.scenario.replications == 30


def test_memory_bounds_it(ask: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "memory_bytes", lambda: 500_000)
    most = runs.most_that_fit(ask.network, ask.days)
    assert 30 < most < 100
    assert runs.run(ask, precision=0.0001).scenario.replications == most


def test_runs_that_follow_each_other_are_joined(ask: Scenario) -> None:
    parts = [runs.run(replace(ask, first_replication=first, replications=10)) for first in (5, 15)]
    assert joined(parts).answers == runs.run(replace(ask, replications=20)).answers


@pytest.mark.parametrize(("text", "part"), [("1%", 0.01), (" 0.05 ", 0.05), ("2.5 %", 0.025)])
def test_a_wish_is_typed_as_a_part_or_a_percentage(text: str, part: float) -> None:
    assert parse_precise(text, "net", 100) == Precise(part, "net", 100)


@pytest.mark.parametrize(
    ("text", "of", "code"),
    [
        ("one", "net", "E461"),
        ("0", "net", "E461"),
        ("120%", "net", "E461"),
        ("nan", "net", "E461"),
        ("1%", "fil_rate", "E462"),
    ],
)
def test_what_cannot_be_wished_is_refused(text: str, of: str, code: str) -> None:
    with pytest.raises(BadScenario, match=code):
        parse_precise(text, of, 100)


def test_the_warm_up_is_what_an_empty_shop_takes_to_fill() -> None:
    full, empty = (
        runs.run(Scenario(shop(target_stock=60, initial_stock=first), days=200, replications=100)) for first in (60, 0)
    )  # fmt: skip
    assert warm_up(full).days <= 10
    found = warm_up(empty)
    assert found.found
    assert 1 <= found.days <= 20
    after = empty.kpis(after=found.days)["fill_rate"].mean
    assert abs(after - 1.0) < 1e-3 < 1.0 - empty.kpis()["fill_rate"].mean


def test_after_the_warm_up_means_are_of_what_is_left() -> None:
    run = runs.run(Scenario(shop(), days=30, replications=5))
    left = run.kpis(after=10)["backlog"].mean
    assert left == pytest.approx(np.mean(run.series("backlog")[10:]))
    assert run.kpis(after=0) == run.kpis()
