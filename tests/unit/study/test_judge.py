"""Criteria are met, not met, or not yet known, as the interval says."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.study.judge import AFTER, Criterion, judge, value_of
from echelon.study.many import Run
from echelon.study.respond import Edit, Response
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made
from echelon.world.counted import DEMANDED, KPIS, MARGIN, ON_TIME, REVENUE

DAYS = 4


def run_of(filled: list[float], *success: Criterion, cost: float = 0.0) -> Run:
    """A run in which replications fill such parts of a demand of 100 a day, at a margin of 1 each."""
    daily = np.zeros((len(KPIS), DAYS, len(filled)))
    daily[DEMANDED] = 100.0
    for kpi in (ON_TIME, REVENUE, MARGIN):
        daily[kpi] = 100.0 * np.array(filled)
    paid = Response("paid", (Edit("set", "site", {}, {}),), cost=cost)
    asked = Scenario(hand_made(), days=DAYS, replications=len(filled), success=success, responses=(paid,))
    return Run(asked, daily, np.zeros((4, 2, len(filled))), ("a", "b"), "piece", "", "")


@pytest.mark.parametrize(("criterion", "verdict"), [
    (Criterion("fill_rate", at_least=0.85), "met"),
    (Criterion("fill_rate", at_least=0.95), "not met"),
    (Criterion("fill_rate", at_least=0.9), "not yet known"),
    (Criterion("fill_rate", at_most=0.95), "met"),
    (Criterion("fill_rate", at_most=0.85), "not met"),
    (Criterion("fill_rate", at_least=0.885, in_share=0.5), "met"),
    (Criterion("fill_rate", at_least=0.95, in_share=0.5), "not met"),
    (Criterion("fill_rate", at_least=0.9, in_share=0.5), "not yet known"),
    (Criterion("fill_rate", at_least=0.9, in_share=0.0), "met"),
])  # fmt: skip
def test_the_interval_decides(criterion: Criterion, verdict: str) -> None:
    found = judge(run_of([0.89, 0.91] * 10, criterion))
    assert [each.verdict for each in found] == [verdict]


def test_one_replication_says_nothing_about_a_mean() -> None:
    found = judge(run_of([0.9], Criterion("fill_rate", at_least=0.1), Criterion("fill_rate", at_least=0.95)))
    assert [each.verdict for each in found] == ["not yet known", "not yet known"]


def test_more_confidence_is_harder_to_meet() -> None:
    sure = (
        Criterion("fill_rate", at_least=0.895, confidence=0.9),
        Criterion("fill_rate", at_least=0.895, confidence=0.9999),
    )
    assert [each.verdict for each in judge(run_of([0.89, 0.91] * 10, *sure))] == ["met", "not yet known"]


def test_what_responses_cost_is_taken_off() -> None:
    run = run_of([0.5, 0.5], cost=30.0)
    assert value_of(run, "net").tolist() == [200.0, 200.0]
    assert value_of(run, AFTER).tolist() == [170.0, 170.0]


@pytest.mark.parametrize("wrong", [{"measure": "fill"}, {"measure": "lost"}, {"measure": "lost", "at_least": 1, "at_most": 2},
                                   {"measure": "lost", "at_most": 2, "confidence": 1.0},
                                   {"measure": "lost", "at_most": 2, "in_share": 1.5}])  # fmt: skip
def test_what_makes_no_criterion_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadScenario, match="E520"):
        Criterion(**wrong)  # type: ignore[arg-type]
