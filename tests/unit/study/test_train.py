"""Learned policies: documents from which they are learned again, and promotion on what they never met."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from echelon import Disruption
from echelon.agents.learn.search import Search
from echelon.core.errors import BadScenario, Conflict, Forbidden
from echelon.study.lessons import Lesson, Spread, Trial
from echelon.study.promote import Promotion, approve, promote
from echelon.study.statistics import Interval
from echelon.study.train import Learned, learn_again, learned_of, train
from echelon.testing.networks import hand_made, random_network

SHUT = Disruption("shut", "Izmir Works", capacity=0.0, start=20, lasts=10)
LESSONS = [Lesson(hand_made(), [SHUT], days=50, seed=3, replications=3)]
UNSEEN = [Lesson(hand_made(), [SHUT], days=50, seed=4, replications=3)]
SEARCH = Search(seed=5, budget=30)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return train(LESSONS, SEARCH, code="c0de", forced=True)


def test_it_learns_something(learned: Learned) -> None:
    assert learned.scores["best"] < learned.scores["start"]
    assert learned.scores["evaluations"] <= 30


def test_from_its_document_it_is_learned_again_exactly(learned: Learned) -> None:
    written = json.loads(json.dumps(learned.document()))
    again = learn_again(learned_of(written), LESSONS, code="c0de", forced=True)
    assert again.scores == learned.scores
    assert again.parameters == learned.parameters
    assert again.digest == learned.digest == learned_of(written).digest


def test_other_lessons_or_code_are_refused(learned: Learned) -> None:
    with pytest.raises(Conflict) as error:
        learn_again(learned, UNSEEN, code="other", forced=True)
    assert [finding.code for finding in error.value.findings] == ["E599", "E610"]


def test_scores_that_differ_are_refused(learned: Learned) -> None:
    with pytest.raises(Conflict, match="E611"):
        learn_again(
            replace(learned, scores={**learned.scores, "best": 0.0}), LESSONS, code="c0de", forced=True
        )


def test_candidates_side_by_side_are_candidates_alone() -> None:
    trial = Trial(LESSONS[0], forced=True)
    values = np.array([[0.0] * 5, [0.3, 0.1, -0.5, 0.2, 0.4]])
    both, one = trial.judge(values), trial.judge(values[1:])
    for part in ("loss", "costs", "amplification"):
        assert getattr(both, part)[1].tobytes() == getattr(one, part)[0].tobytes()


def test_a_spread_is_the_variance_by_value() -> None:
    rows = np.random.default_rng(1).normal(5.0, 2.0, (30, 2, 4))
    spread = Spread(np.array([1.0, 3.0]))
    for day in rows:
        spread.add(day)
    expected = (np.array([1.0, 9.0])[:, None] * rows.var(axis=0, ddof=1)).sum(axis=0)
    np.testing.assert_allclose(spread.variance(), expected, rtol=1e-12)


def test_nothing_is_promoted_on_what_it_met(learned: Learned) -> None:
    fixed = train([replace(LESSONS[0], seed=9)], Search(budget=6), form="base_stock", forced=True)
    for met in (LESSONS, UNSEEN):  # the luck and the network; the network alone
        with pytest.raises(BadScenario, match="E613"):
            promote(learned, fixed, met, forced=True)


def test_the_better_of_two_is_promoted_and_not_the_worse(learned: Learned) -> None:
    """The network's own targets win against five times as much stock everywhere; that does not win against them."""
    own = replace(learned, form="base_stock", parameters={"shelf": 0.0, "store": 0.0})
    full = replace(own, parameters={"shelf": 1.0, "store": 1.0})
    lessons = [Lesson(random_network(3, 10), days=50, seed=4, replications=8)]
    won, lost = (
        promote(own, full, lessons, margin=1e9, forced=True),
        promote(full, own, lessons, forced=True),
    )
    assert won.loss.high < 0.0 < lost.loss.low
    assert won.promoted
    assert not lost.promoted
    assert won.rows[0].loss.mean == pytest.approx(won.loss.mean)


def test_both_cost_and_calm_are_needed_and_who_approved_is_kept(learned: Learned) -> None:
    calm = Promotion(
        learned.digest, "fixed", (), Interval(-0.1, -0.2, -0.01), Interval(-0.1, -0.2, 0.01), 0.02
    )
    assert approve(learned, calm, "Ada").approved["who"] == "Ada"
    assert approve(learned, calm, "Ada").digest == learned.digest
    wild, dear = (
        replace(calm, amplification=Interval(0.0, -0.1, 0.1)),
        replace(calm, loss=Interval(0.0, -0.1, 0.1)),
    )
    for each in (wild, dear, replace(calm, policy="another")):
        with pytest.raises(Forbidden, match="E612"):
            approve(learned, each, "Ada")


def test_documents_that_are_none_are_refused(learned: Learned) -> None:
    said = learned.document()
    for wrong, code in (({"form": "base_stock"}, "E596"), ({**said, "form": "linear"}, "E597"),
                        ({**said, "parameters": {"a": 1.0}}, "E598")):  # fmt: skip
        with pytest.raises(BadScenario) as error:
            learned_of(wrong)
        assert {finding.code for finding in error.value.findings} == {code}
