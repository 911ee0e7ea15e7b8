"""Durations: known parameters are recovered, with intervals that cover as promised; ties, censoring, small samples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from echelon.calibration.durations import fit_durations, fit_family, sample, with_intervals
from echelon.calibration.families import FAMILIES, text_of, weibull_cv, weibull_shape
from echelon.calibration.goodness import draw_like, goodness, kaplan_meier, statistics
from echelon.core.errors import BadData

TWO = [name for name, family in FAMILIES.items() if family.free == 2]


def draws(name: str, n: int, seed: int, mean: float = 6.0, cv: float = 0.8) -> np.ndarray:
    return FAMILIES[name].quantile(np.random.default_rng(seed).random(n), mean, cv)


@pytest.mark.parametrize("name", FAMILIES)
def test_families_agree_with_themselves(name: str) -> None:
    family, x = FAMILIES[name], np.linspace(0.01, 30.0, 200_001)
    below, above = family.below(x, 6.0, 0.7), family.above(x, 6.0, 0.7)
    assert np.allclose(below + above, 1.0)
    assert np.allclose(family.quantile(below[100:20000:997], 6.0, 0.7), x[100:20000:997])
    density = np.exp(family.density(x, 6.0, 0.7))
    assert np.trapezoid(density, x) == pytest.approx(below[-1] - below[0], abs=1e-5)
    assert np.trapezoid(above, x) + 0.01 == pytest.approx(6.0, rel=0.02)


@pytest.mark.parametrize("name", TWO)
def test_known_parameters_are_recovered(name: str) -> None:
    fit = fit_family(name, sample(draws(name, 4000, 3)))
    assert fit.mean == pytest.approx(6.0, rel=0.05)
    assert fit.cv == pytest.approx(0.8, rel=0.06)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_true_family_is_chosen(name: str) -> None:
    best = fit_durations(sample(draws(name, 3000, 21, cv=0.5)))[0]
    assert best.family == name or (name == "exponential" and abs(best.cv - 1.0) < 0.05)


@pytest.mark.parametrize(
    ("name", "n"), [("lognormal", 12), ("gamma", 30), ("weibull", 30), ("exponential", 8)]
)
def test_intervals_cover_as_promised(name: str, n: int) -> None:
    inside = []
    for seed in range(80):
        s = sample(draws(name, n, 1000 + seed))
        fit = with_intervals(fit_family(name, s), s)
        inside.append(fit.mean_interval[0] <= 6.0 <= fit.mean_interval[1])
    assert 0.87 <= np.mean(inside) <= 0.995


def test_censored_values_count_by_having_lasted() -> None:
    values = draws("weibull", 3000, 8)
    ended = values <= 8.0
    cut = sample(np.minimum(values, 8.0), ended=ended)
    assert cut.censored == int(np.sum(~ended))
    assert fit_family("weibull", cut).mean == pytest.approx(6.0, rel=0.06)
    naive = fit_family("weibull", sample(np.minimum(values, 8.0)))
    assert naive.mean < 5.0


def test_exponential_with_censoring_is_time_over_ends() -> None:
    s = sample([1.5, 2.5, 3.5, 4.5, 5.5, 9.5], ended=[True] * 5 + [False])
    assert fit_family("exponential", s).mean == pytest.approx(27.0 / 5.0, rel=1e-5)


def test_rounding_to_whole_days_does_not_bias() -> None:
    rounded = np.round(draws("lognormal", 5000, 9, mean=2.0))
    assert fit_family("lognormal", sample(rounded)).mean == pytest.approx(2.0, rel=0.04)
    assert 0.0 in rounded


def test_kaplan_meier_by_hand() -> None:
    s = sample([1.0, 2.0, 2.0, 3.0, 4.0, 5.0], ended=[True, True, False, True, True, True])
    assert kaplan_meier(s).tolist() == pytest.approx(
        [5 / 6, 5 / 6 * 4 / 5, 5 / 6 * 4 / 5 * 2 / 3, 5 / 6 * 4 / 5 / 3, 0.0]
    )


def test_p_values_are_fair_and_find_the_wrong_family() -> None:
    ps = []
    for seed in range(24):
        s = sample(draws("gamma", 40, 300 + seed))
        ps.append(goodness(fit_family("gamma", s), s, times=39).ad_p)
    assert 0.35 <= np.mean(ps) <= 0.65
    s = sample(np.concatenate([draws("gamma", 60, 1, 1.0, 0.2), draws("gamma", 60, 2, 20.0, 0.1)]))
    good = goodness(fit_family("gamma", s), s, times=39)
    assert good.ks_p == good.ad_p == 0.025
    assert good.qq > 0.3


def test_whole_days_are_tested_as_whole_days() -> None:
    ps = [goodness(fit_family("gamma", s), s, times=39).ks_p
          for s in (sample(np.round(draws("gamma", 80, 500 + seed, 3.0))) for seed in range(20))]  # fmt: skip
    assert 0.3 <= np.mean(ps) <= 0.7


def test_whole_days_with_gaps_between_them_are_compared_on_both_sides_of_each() -> None:
    s = sample([1.0] + [100.0] * 9)
    fit = fit_family("exponential", s)
    family = FAMILIES["exponential"]
    assert statistics(fit, s)[0] == pytest.approx(abs(family.below(99.5, fit.mean, 1.0) - 0.1))


def test_few_values_choose_fewer_parameters() -> None:
    s = sample([0.7, 1.1, 2.0, 3.5, 9.0])
    one, two = fit_family("exponential", s), fit_family("gamma", s)
    assert one.aic == pytest.approx(2.0 + 4.0 / 3.0 - 2.0 * one.log_likelihood)
    assert two.aic == pytest.approx(4.0 + 12.0 / 2.0 - 2.0 * two.log_likelihood)
    assert fit_durations(s)[0].family == "exponential"


def test_samples_drawn_are_like_the_one_and_always_the_same() -> None:
    values = draws("gamma", 200, 4)
    s = sample(np.minimum(values, 7.0), ended=values <= 7.0)
    fit = fit_family("gamma", s)
    one, again = draw_like(fit, s, 7, 3), draw_like(fit, s, 7, 3)
    assert np.array_equal(one.values, again.values)
    assert one.n == s.n
    assert one.values[~one.ended].tolist() == [7.0]
    assert math.isnan(goodness(fit, s, times=5).ad)


@pytest.mark.parametrize(("values", "said"), [
    ([1.0, 2.0], "2 that ended"), ([3.0] * 9, "the same value"), ([1.0, -2.0, 3.0, 4.0, 5.0, 6.0], "-2"),
    ([1.0, math.nan, 3.0, 4.0, 5.0, 6.0], "not finite"), ([0.0, 0.5, 1.0, 2.0, 3.0, 4.0], "a duration of 0"),
])  # fmt: skip
def test_what_cannot_be_fitted_is_refused(values: list[float], said: str) -> None:
    with pytest.raises(BadData, match="E471") as refused:
        sample(values)
    assert said in str(refused.value)


def test_text_is_what_disruptions_read() -> None:
    assert weibull_cv(weibull_shape(0.37)) == pytest.approx(0.37)
    assert text_of("gamma", 3.0, 0.5) == "gamma(mean=3, sd=1.5)"
    distribution = pytest.importorskip("echelon.disruption.distribution").distribution
    for name in FAMILIES:
        assert distribution(text_of(name, 20.0, 0.75)).mean == pytest.approx(20.0, rel=1e-3)
