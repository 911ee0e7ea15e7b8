"""Luck, spaces and searches do what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.agents.learn import cmaes
from echelon.agents.learn.luck import Luck
from echelon.agents.learn.search import Search, minimise
from echelon.agents.learn.space import Parameter, Space
from echelon.agents.learn.weights import rates
from echelon.core.chance import draw, key
from echelon.core.errors import BadScenario

SPACE = Space((Parameter("a", 0.0, 2.0, 1.5), Parameter("b", -1.0, 1.0, 0.5)))


def square(points: Any) -> Any:
    return ((points - 0.25) ** 2).sum(axis=1)


def test_luck_is_that_of_the_world() -> None:
    first, second = draw(key(7, "me", "why"), 5, 3, 1)
    there = Luck(7, "me").uniform("why", 3, 2, [5])[1, 0]
    assert there == ((first >> 6) * 2**26 + (second >> 6) + 0.5) / 2**52


def test_luck_of_many_draws_goes_on_in_other_keys() -> None:
    many = Luck(7, "me").uniform("why", 0, 600, [0, 1])
    assert len(np.unique(many)) == many.size
    assert 0.45 < many.mean() < 0.55
    assert np.array_equal(many[:300], Luck(7, "me").uniform("why", 0, 300, [0, 1]))


def test_normal_numbers_are_normal() -> None:
    numbers = Luck(1, "n").normal("", 0, 200, np.arange(500))
    assert abs(numbers.mean()) < 0.01
    assert numbers.std() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("method", ["cmaes", "cross_entropy"])
def test_same_seed_same_search(method: str) -> None:
    first, again = (minimise(square, SPACE, Search(method, seed=4, budget=300)) for _ in range(2))
    other = minimise(square, SPACE, Search(method, seed=5, budget=300))
    assert first == again != other
    assert first.evaluations <= 300
    assert list(first.history) == sorted(first.history, reverse=True)


@pytest.mark.parametrize("method", ["cmaes", "cross_entropy"])
def test_a_search_survives_values_that_are_none(method: str) -> None:
    def often(points: Any) -> Any:
        return np.where(points[:, 0] > 1.0, np.nan, square(points))

    found = minimise(often, SPACE, Search(method, budget=600))
    assert found.worth < 1e-3


def test_nothing_but_nan_leaves_the_start() -> None:
    found = minimise(lambda points: np.full(len(points), np.nan), SPACE, Search(budget=40))
    assert found.values == (1.5, 0.5)
    assert found.worth == float("inf")


def test_a_flat_hill_does_not_break_it() -> None:
    found = minimise(lambda points: np.zeros(len(points)), SPACE, Search(budget=500))
    assert found.worth == 0.0


def test_weights_sum_as_the_tutorial_says() -> None:
    r = rates(10, 10)
    assert r.weights[: r.mu].sum() == pytest.approx(1.0)
    assert r.weights[r.mu :].sum() < 0.0
    assert r.c_one + r.c_mu < 1.0


def test_a_cloud_goes_on_where_it_was() -> None:
    """A cloud is data: told the same, it is the same."""
    luck, cloud = Luck(2, "x"), cmaes.begin(np.zeros(3), 0.5)
    points = cmaes.ask(cloud, luck)
    one, two = (cmaes.tell(cloud, points, square(points)) for _ in range(2))
    assert one.covariance.tobytes() == two.covariance.tobytes()
    assert cmaes.ask(one, luck).tobytes() == cmaes.ask(two, luck).tobytes()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Space(()), "E590"),
        (lambda: Space((Parameter("a", 1.0, 1.0, 1.0),)), "E591"),
        (lambda: Space((Parameter("a", 0.0, 1.0, 2.0),)), "E591"),
        (lambda: Search("guess"), "E592"),
        (lambda: Search(budget=0), "E593"),
    ],
)
def test_nonsense_is_refused(make: Any, code: str) -> None:
    with pytest.raises(BadScenario) as error:
        make()
    assert [finding.code for finding in error.value.findings] == [code]
