"""Small stories of the estimators: ends that say nothing, ties, constants, short series."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from echelon.core.errors import BadScenario
from echelon.study.statistics import (
    Interval,
    Stopping,
    batch_means,
    coverage_interval,
    crps,
    crps_normal,
    cvar,
    cvar_interval,
    energy_score,
    exceedance,
    mser,
    pit,
    quantile_interval,
    quantile_ranks,
    relative_half_width,
    replications_for_quantile,
    skewed_interval,
    tail,
)


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.9, 0.99])
def test_the_replications_a_quantile_needs_are_the_fewest_that_bound_it(quantile: float) -> None:
    needed = replications_for_quantile(quantile)
    assert None not in quantile_ranks(needed, quantile)
    assert None in quantile_ranks(needed - 1, quantile)


def test_too_few_values_bound_a_quantile_on_one_side_only() -> None:
    found = quantile_interval(np.arange(59.0), 0.95)
    assert found.high == math.inf
    assert found.low == 51.0


def test_without_skewness_halls_interval_is_students() -> None:
    values = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    expected = stats.t.interval(0.95, 4, loc=0.0, scale=stats.sem(values))
    np.testing.assert_allclose(skewed_interval(values, 4)[1:], expected, rtol=1e-9)


def test_halls_interval_turns_with_its_values() -> None:
    values = np.array([0.0] * 50 + [1.0, 2.0, 7.0])
    up, down = skewed_interval(values, 2), skewed_interval(-values, 2)
    np.testing.assert_allclose(up, (-down.mean, -down.high, -down.low), rtol=1e-12)
    assert up.high - up.mean > up.mean - up.low > 0.0


def test_losses_all_alike_say_nothing_of_their_tail() -> None:
    found = tail(np.full(500, 3.0))
    assert found.cvar.mean == found.var.mean == 3.0
    assert math.isnan(found.cvar.low)
    assert math.isnan(found.cvar.high)


def test_cvar_is_the_least_of_rockafellar_and_uryasevs_function() -> None:
    losses = np.random.default_rng(1).exponential(1.0, 203)
    bound = min(v + np.maximum(losses - v, 0.0).mean() / 0.05 for v in losses)
    assert cvar(losses, 0.95) == pytest.approx(bound, rel=1e-12)


def test_cvar_and_its_interval_scale_and_shift() -> None:
    losses = np.random.default_rng(2).exponential(1.0, 400)
    plain, moved = cvar_interval(losses), cvar_interval(1000.0 * losses - 7.0)
    np.testing.assert_allclose(moved, [1000.0 * x - 7.0 for x in plain], rtol=1e-9)
    assert plain.holds(plain.mean)


def test_the_exceedance_curve_falls_and_ends_at_none() -> None:
    losses = np.random.default_rng(3).exponential(1.0, 200).round(1)
    curve = exceedance(losses)
    assert curve.probability[-1] == 0.0
    assert np.all(np.diff(curve.probability) < 0.0)
    assert np.all((curve.low <= curve.probability) & (curve.probability <= curve.high))
    assert np.all((curve.low_here <= curve.probability) & (curve.probability <= curve.high_here))
    assert curve.at(1.0).mean == np.mean(losses > 1.0)
    assert curve.at(-1.0).mean == 1.0
    assert curve.loss_of(10_000.0) == losses.max()


def test_a_stop_is_at_the_first_look_that_is_precise_enough() -> None:
    rule = Stopping(0.1, fewest=4, most=9)
    loose, tight = np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 5.0, 5.0, 5.0])
    assert rule.more(rule.look(tight)) == 0
    assert rule.more(rule.look(loose)) == 2
    assert rule.more(rule.look(np.tile(loose, 2))) == 1
    assert rule.more(rule.look(np.arange(9.0))) == 0


@pytest.mark.parametrize("wished", [0.0, 1.0, -0.1, math.nan])
def test_a_precision_that_cannot_be_is_refused(wished: float) -> None:
    with pytest.raises(BadScenario, match="E461"):
        Stopping(wished)


def test_a_mean_of_zero_is_never_precise_unless_it_never_varies() -> None:
    assert relative_half_width(np.array([-1.0, 1.0])) == math.inf
    assert relative_half_width(np.zeros(5)) == 0.0


def test_a_series_that_is_steady_needs_no_warm_up() -> None:
    assert mser(np.full(100, 0.1)) == (0, 0.0, pytest.approx(0.1), True)


def test_a_series_that_still_falls_is_too_short_to_tell() -> None:
    assert not mser(np.linspace(100.0, 0.0, 60) ** 2).found
    assert not mser(np.arange(12.0)).found


def test_a_calm_end_by_chance_does_not_say_that_a_series_has_not_settled() -> None:
    """The last three weeks happen to be alike; what is before them has settled after ten days."""
    chance = np.random.default_rng(8)
    series = np.concatenate([np.full(10, 30.0), chance.normal(5.0, 1.0, 175), np.full(15, 5.0)])
    found = mser(series)
    assert found.found
    assert 10 <= found.days <= 20


def test_batch_means_of_independent_values_are_students_of_their_means() -> None:
    series = np.random.default_rng(4).normal(3.0, 2.0, 1003)
    found = batch_means(series, 10)
    means = series[3:].reshape(10, 100).mean(axis=1)
    assert found.interval.mean == pytest.approx(means.mean(), rel=1e-12)
    assert found.variance_constant == pytest.approx(100.0 * means.var(ddof=1), rel=1e-9)
    assert abs(found.lag_one) < 1.0


def test_the_score_of_a_large_ensemble_is_that_of_its_distribution() -> None:
    members = stats.norm.ppf((np.arange(4000) + 0.5) / 4000, 2.0, 3.0)
    assert crps(members, 4.0) == pytest.approx(crps_normal(2.0, 3.0, 4.0), rel=1e-3)
    assert energy_score(members[::10, None], np.array([4.0])) == pytest.approx(crps(members[::10], 4.0))


def test_the_fair_score_does_not_reward_small_ensembles() -> None:
    chance = np.random.default_rng(5)
    drawn = [(chance.standard_normal(3), chance.standard_normal()) for _ in range(20_000)]
    fair = [crps(members, observed, fair=True) for members, observed in drawn]
    assert np.mean(fair) == pytest.approx(
        1.0 / math.sqrt(math.pi), abs=3.0 * np.std(fair) / math.sqrt(20_000)
    )


def test_places_of_what_came_are_even_for_an_honest_forecast() -> None:
    chance = np.random.default_rng(6)
    places = [pit(chance.standard_normal(99), chance.standard_normal()) for _ in range(2000)]
    assert stats.kstest(places, "uniform").pvalue > 0.001
    assert pit(np.array([1.0]), 2.0) == 1.0


def test_coverage_says_how_sure_it_is() -> None:
    found = coverage_interval(np.zeros(20), np.ones(20), np.full(20, 0.5))
    assert found.mean == found.high == 1.0
    assert found.low == pytest.approx(0.025 ** (1 / 20))
    assert Interval(1.0, 0.5, 1.5).holds(0.5)
