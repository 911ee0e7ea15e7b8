"""Importance sampling and splitting where little or nothing was met."""

from __future__ import annotations

import math

import numpy as np

from echelon.study.rare import importance_sampling, splitting
from echelon.testing.truths import ruin_by_splitting


def test_one_draw_says_nothing_about_its_error() -> None:
    found = importance_sampling(np.array([3.0]), np.array([0.5]))
    assert found.interval.mean == 3.0 * math.exp(0.5)
    assert math.isnan(found.interval.low)
    assert math.isnan(found.reduction)


def test_a_mean_of_values_of_both_signs_lives_of_all_of_them() -> None:
    values, weights = np.tile([1.0, -1.0], 50), np.zeros(100)
    found = importance_sampling(values, weights)
    assert found.effective == 100.0
    assert found.interval.low < 0.0 < found.interval.high


def test_a_repeat_is_the_same_whatever_the_number_of_repeats() -> None:
    few, many = (
        splitting(**ruin_by_splitting(0.5, 6), particles=50, repeats=count, seed=4) for count in (3, 9)
    )
    assert few.estimates.tolist() == many.estimates[:3].tolist()
    other = splitting(**ruin_by_splitting(0.5, 6), particles=50, repeats=9, seed=5)
    assert other.estimates.tolist() != many.estimates.tolist()


def test_what_nobody_reaches_has_no_interval() -> None:
    none = splitting(**ruin_by_splitting(0.01, 40), particles=5, repeats=4)
    assert none.interval.mean == 0.0
    assert math.isnan(none.interval.high)
    assert none.passed[-1] == 0.0


def test_what_one_repeat_reaches_has_no_interval_either() -> None:
    for seed in range(200):
        found = splitting(**ruin_by_splitting(0.5, 8), particles=4, repeats=6, seed=seed)
        if np.count_nonzero(found.estimates) == 1:
            assert math.isnan(found.interval.high)
            return
    raise AssertionError("no seed of 200 has just one repeat that gets there")
