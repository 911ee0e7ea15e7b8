"""Distributions on whole numbers against SciPy's."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from scipy import special, stats

from echelon.core.quantile import Floats
from echelon.core.whole import (
    compound_poisson_weights,
    lognormal_whole,
    negative_binomial_weights,
    normal_whole,
    order_size_weights,
)


def moments(weights: Sequence[float], first: int = 0) -> tuple[float, float]:
    values, chances = first + np.arange(len(weights)), np.array(weights) / math.fsum(weights)
    mean = float(values @ chances)
    return mean, float((values - mean) ** 2 @ chances)


def scaled(weights: Sequence[float]) -> Floats:
    return np.asarray(weights) / math.fsum(weights)


TIMES = [(0.3, 0.2), (2.0, 0.5), (5.0, 0.01), (24.0, 3.0), (30.0, 30.0), (60.0, 20.0), (1.0, 3.0)]


def lognormal(mean: float, sd: float) -> object:
    spread = math.sqrt(math.log1p((sd / mean) ** 2))
    return stats.lognorm(spread, scale=mean * math.exp(-spread * spread / 2))


def cut(mean: float, sd: float) -> float:
    """Mean of a normal time cut at 0."""
    return float(mean * stats.norm.cdf(mean / sd) + sd * stats.norm.pdf(mean / sd))


@pytest.mark.parametrize(("mean", "sd"), TIMES)
def test_a_normal_time_keeps_the_mean_of_the_cut_one(mean: float, sd: float) -> None:
    weights = normal_whole(mean, sd)
    assert min(weights) >= 0.0
    assert sum(weights) == pytest.approx(1.0, abs=1e-6)
    assert moments(weights)[0] == pytest.approx(cut(mean, sd), rel=1e-6)


@pytest.mark.parametrize(("mean", "sd"), TIMES)
def test_a_lognormal_time_keeps_the_mean_and_nearly_the_variance(mean: float, sd: float) -> None:
    """Splitting adds at most 1/4; what is rarer than 1e-6 stands at its mean and varies no more."""
    weights = lognormal_whole(mean, sd)
    found, variance = moments(weights)
    assert found == pytest.approx(mean, rel=1e-5)
    assert sum(weights) == pytest.approx(1.0, abs=1e-6)
    assert 0.98 * sd * sd <= variance <= sd * sd + 0.251


@pytest.mark.parametrize(("whole", "true"), [
    (normal_whole(2.0, 1.0), stats.norm(2.0, 1.0)), (lognormal_whole(2.0, 1.0), lognormal(2.0, 1.0)),
    (lognormal_whole(9.0, 9.0), lognormal(9.0, 9.0)),
])  # fmt: skip
def test_weights_are_triangles_over_the_density(whole: list[float], true: object) -> None:
    """The weight of k is E[(1 - |X - k|)+], integrated here by SciPy; 0 gets all that is below."""
    for day, weight in enumerate(whole[1:6], start=1):
        wanted = sum(
            true.expect(lambda x, day=day: 1 - abs(x - day), lb=low, ub=low + 1)  # type: ignore[attr-defined]
            for low in (day - 1, day)
        )
        assert weight == pytest.approx(wanted, abs=2e-6)


def test_the_rare_stand_at_their_mean() -> None:
    """Beyond the bound of 1e-6 there is one place, a little after it."""
    weights = lognormal_whole(10.0, 10.0)
    filled = np.flatnonzero(weights)
    assert filled[-1] - filled[-3] > 1
    assert sum(weights[filled[-2] :]) == pytest.approx(1e-6, rel=0.05)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 200.0), st.floats(0.01, 1.5))
def test_times_have_probabilities_that_sum_to_1_and_keep_the_mean(mean: float, cv: float) -> None:
    for weights, wanted in (
        (normal_whole(mean, cv * mean), cut(mean, cv * mean)),
        (lognormal_whole(mean, cv * mean), mean),
    ):
        assert min(weights) >= 0.0
        assert sum(weights) == pytest.approx(1.0, abs=1e-5)
        assert moments(weights)[0] == pytest.approx(wanted, rel=2e-5, abs=1e-6)


def nudged(values: Floats) -> Floats:
    """Values of another mathematics library: the last bit differs."""
    up = np.random.default_rng(5).random(np.shape(values)) < 0.5
    return np.nextafter(values, np.where(up, np.inf, -np.inf))


def test_the_last_bit_of_a_library_does_not_reach_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [whole(*each) for whole in (normal_whole, lognormal_whole) for each in TIMES]
    true = special.ndtr
    monkeypatch.setattr(special, "ndtr", lambda *args: nudged(true(*args)))
    assert [whole(*each) for whole in (normal_whole, lognormal_whole) for each in TIMES] == before


PIECES = [(2.0, 6.0), (0.2, 0.3), (100.0, 101.0), (1000.0, 10_000.0), (0.5, 4.0), (5.0, 5.0)]


@pytest.mark.parametrize(("mean", "variance"), PIECES)
def test_negative_binomial(mean: float, variance: float) -> None:
    first, weights = negative_binomial_weights(mean, variance)
    values = first + np.arange(len(weights))
    true = (
        stats.nbinom(mean**2 / (variance - mean), mean / variance) if variance > mean else stats.poisson(mean)
    )
    assert scaled(weights) == pytest.approx(true.pmf(values), abs=1e-11, rel=1e-8)
    assert moments(weights, first) == pytest.approx((mean, variance), rel=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 500.0), st.floats(1.0, 30.0))
def test_negative_binomial_keeps_mean_and_variance(mean: float, over: float) -> None:
    first, weights = negative_binomial_weights(mean, over * mean)
    assert min(weights) > 0.0
    assert moments(weights, first) == pytest.approx((mean, over * mean), rel=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.floats(1.01, 60.0), st.floats(0.0, 3.0))
def test_sizes_of_orders_have_mean_and_variance(mean: float, cv: float) -> None:
    part = mean - (math.ceil(mean) - 1)
    variance = max((cv * mean) ** 2, part * (1 - part))
    # A mean hardly above a whole number with a variance far above the rest has a tail that is cut where weights are faint.
    assume(variance < part or variance <= 1000 * (mean - max(1, math.ceil(mean - variance))))
    weights = order_size_weights(mean, variance)
    assert min(weights) >= 0.0
    assert weights[0] == 0.0
    assert moments(weights) == pytest.approx((mean, variance), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("mean", "variance"), [(10.0, 0.0), (1.0, 0.0), (3.0, 0.5), (2.5, 0.25), (2.5, 0.4), (3.0, 1.0)]
)
def test_sizes_that_hardly_vary_are_exact(mean: float, variance: float) -> None:
    weights = order_size_weights(mean, variance)
    assert moments(weights) == pytest.approx((mean, variance), abs=1e-9)


@pytest.mark.parametrize(("mean", "variance"), [(0.5, 1.0), (1.0, 1.0), (2.5, 0.2), (1.3, 0.1)])
def test_sizes_that_cannot_be_are_refused(mean: float, variance: float) -> None:
    with pytest.raises(ValueError, match="whole numbers from 1 on"):
        order_size_weights(mean, variance)


def test_the_usual_sizes_are_geometric() -> None:
    """Variance m (m - 1): a negative binomial of size 1, shifted by one, that is geometric from 1 on."""
    weights = order_size_weights(4.0, 12.0)
    values = np.arange(1, len(weights))
    assert scaled(weights)[1:] == pytest.approx(stats.geom(0.25).pmf(values), abs=1e-11)


@pytest.mark.parametrize("orders", [0.1, 2.0, 40.0, 700.0])
def test_orders_of_one_piece_are_poisson(orders: float) -> None:
    first, weights = compound_poisson_weights(orders, [0.0, 1.0])
    values = first + np.arange(len(weights))
    assert scaled(weights) == pytest.approx(stats.poisson(orders).pmf(values), abs=1e-12)


def test_geometric_orders_are_polya_aeppli() -> None:
    """Probabilities of Johnson, Kemp & Kotz, Univariate Discrete Distributions, 3rd ed., section 9.7, equation 9.164."""
    orders, p = 1.5, 0.4
    first, weights = compound_poisson_weights(orders, order_size_weights(1 / (1 - p), p / (1 - p) ** 2))
    assert first == 0
    for k in range(1, 12):
        wanted = math.exp(-orders) * sum(
            math.comb(k - 1, j - 1) * orders**j / math.factorial(j) * (1 - p) ** j * p ** (k - j)
            for j in range(1, k + 1)
        )
        assert scaled(weights)[k] == pytest.approx(wanted, abs=1e-12)
    assert scaled(weights)[0] == pytest.approx(math.exp(-orders))


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 60.0), st.floats(1.1, 12.0), st.floats(0.6, 2.0))
def test_compound_poisson_keeps_mean_and_variance(orders: float, size: float, cv: float) -> None:
    variance = max((cv * size) ** 2, 1.0)
    first, weights = compound_poisson_weights(orders, order_size_weights(size, variance))
    assert min(weights) >= 0.0
    wanted = orders * size, orders * (variance + size * size)
    assert moments(weights, first) == pytest.approx(wanted, rel=1e-4)
