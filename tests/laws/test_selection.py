"""Procedures of selection choose right as often as they promise, whatever the order of the alternatives."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.study.selection import Chosen, kim_nelson, ocba, rinott
from echelon.testing.choices import CONTESTS, Contest, addressed, count


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name.replace(" ", "_"))
def test_the_best_is_chosen_as_often_as_promised(contest: Contest) -> None:
    found = count(contest, 100, seed=4)
    assert found.kept
    assert found.observations < 6000


@pytest.mark.drill
@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name.replace(" ", "_"))
def test_the_best_is_chosen_as_often_as_promised_in_five_thousand_choices(contest: Contest) -> None:
    assert count(contest, 5000).kept


def test_common_luck_saves_observations() -> None:
    apart, together = (count(contest, 60) for contest in CONTESTS[:2])
    assert together.observations < 0.7 * apart.observations


def test_a_guess_is_found_out() -> None:
    guess = Contest("the first", lambda draw, k: Chosen(0, (0.0,) * k, (1,) * k, 0.95))
    assert not count(guess, 50).kept


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_drawing_more_at_once_changes_no_choice(batch: int) -> None:
    draw = addressed(CONTESTS[0], np.random.default_rng(5))
    one, other = (kim_nelson(draw, 5, indifference=0.8, batch=size) for size in (20, batch))
    assert one == other


def test_the_order_of_alternatives_does_not_matter() -> None:
    draw = addressed(CONTESTS[0], np.random.default_rng(6))
    turned = [4, 2, 0, 1, 3]
    for procedure in (lambda d: kim_nelson(d, 5, indifference=1.0), lambda d: rinott(d, 5, indifference=1.0)):
        plain, other = procedure(draw), procedure(lambda each, first, more: draw(turned[each], first, more))
        assert turned[other.best] == plain.best
        assert [plain.counts[each] for each in turned] == list(other.counts)


def test_without_a_promise_kept_none_is_told() -> None:
    draw = addressed(CONTESTS[0], np.random.default_rng(7))
    stopped = kim_nelson(draw, 5, indifference=0.01, most=40)
    assert (stopped.promised, max(stopped.counts)) == (0.0, 40)
    assert rinott(draw, 5, indifference=0.01, most=40).promised == 0.0
    small = ocba(draw, 5, budget=100)
    assert sum(small.counts) == 100
    assert small.promised < 0.95


def test_alternatives_that_never_vary_are_told_apart_at_once() -> None:
    found = kim_nelson(lambda each, first, more: np.full(more, float(each % 3)), 5, indifference=0.5)
    assert found == Chosen(2, (0.0, 1.0, 2.0, 0.0, 1.0), (20,) * 5, 0.95)
    alike = kim_nelson(lambda each, first, more: np.full(more, 1.0), 3, indifference=0.5)
    assert (alike.best, alike.promised) == (0, 0.95)
    assert ocba(lambda each, first, more: np.full(more, float(each % 3)), 5, budget=200).best == 2
    tied = ocba(lambda each, first, more: np.full(more, 1.0), 6, budget=200)
    assert (tied.promised, sum(tied.counts)) == (0.0, 200)
