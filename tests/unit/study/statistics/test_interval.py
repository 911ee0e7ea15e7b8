"""Intervals that can be trusted."""

import math

import numpy as np
from scipy import stats

from echelon.study.statistics import bands, mean_interval, spread


def test_the_interval_is_students():
    values = np.array([4.0, 7.0, 1.0, 9.0, 3.0])
    expected = stats.t.interval(0.9, 4, loc=values.mean(), scale=stats.sem(values))
    found = mean_interval(values, 0.9)
    np.testing.assert_allclose([found.low, found.high], expected, rtol=1e-12)


def test_one_value_says_nothing_about_its_error():
    found = mean_interval(np.array([3.0]))
    assert found.mean == 3.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert not found.excludes_zero()


def test_nominal_coverage_is_kept_on_a_known_truth():
    chance = np.random.default_rng(5)
    covered = sum(
        low <= 2.0 <= high
        for _, low, high in (mean_interval(chance.normal(2.0, 3.0, 12)) for _ in range(4000))
    )
    assert abs(covered / 4000 - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 4000)


def test_bands_are_quantiles_over_replications():
    series = np.arange(101.0)[None, :]
    assert [float(band[0]) for band in bands(series).values()] == [5.0, 25.0, 50.0, 75.0, 95.0]


def test_a_spread_may_say_never():
    found = spread(np.array([5.0, math.inf, math.inf]))
    assert found == (math.inf, 5.0, math.inf)


def test_a_spread_is_of_the_nearest_rank_whatever_the_rounding():
    assert spread(np.arange(1.0, 141.0)).low == 7.0
    for count in range(20, 400, 20):
        assert spread(np.arange(1.0, count + 1.0)) == (count / 2, count / 20, 19 * count / 20)
