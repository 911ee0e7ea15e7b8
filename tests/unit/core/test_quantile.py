"""Tables of distributions: moments, tails, whole numbers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import special, stats

from echelon.core.quantile import (
    KNOTS,
    Alias,
    Floats,
    alias_table,
    gamma_table,
    gamma_whole,
    lognormal_table,
    normal_table,
    poisson_weights,
    tail_probabilities,
    whole_mix,
)

HALF = KNOTS // 2


def moments(table: Floats) -> tuple[float, float]:
    """Exact mean and variance of the joined lines, by parts between knots, over both halves."""
    weights = np.diff(tail_probabilities())
    first = second = 0.0
    for half in (table[:HALF], table[HALF:]):
        a, b = half[:-1], half[1:]
        first += math.fsum(weights * (a + b) / 2)
        second += math.fsum(weights * (a * a + a * b + b * b) / 3)
    return first, second - first * first


def whole_moments(weights: list[float], first: int = 0) -> tuple[float, float]:
    values, chances = first + np.arange(len(weights)), np.array(weights) / sum(weights)
    mean = float(values @ chances)
    return mean, float((values - mean) ** 2 @ chances)


def probabilities(alias: Alias) -> list[Fraction]:
    """What an alias table draws, exactly."""
    size = len(alias.limits)
    found = [Fraction(0)] * size
    for column in range(size):
        kept = Fraction(int(alias.limits[column]), 2**32)
        found[column] += kept / size
        found[int(alias.others[column])] += (1 - kept) / size
    return found


def test_normal_has_mean_0_and_variance_1() -> None:
    mean, variance = moments(normal_table())
    assert mean == 0.0
    assert variance == pytest.approx(1.0, abs=1e-7)


def test_normal_is_the_same_on_both_sides() -> None:
    table = normal_table()
    assert np.array_equal(table[:HALF], -table[HALF:])


def test_normal_tails() -> None:
    table, tail = normal_table()[:HALF], tail_probabilities()
    assert tail[0] == 2.0**-33
    assert table == pytest.approx(stats.norm.ppf(tail), abs=2e-3)
    assert table[0] == pytest.approx(-6.34, abs=0.01)


@pytest.mark.parametrize("cv", [0.01, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0])
def test_gamma_has_mean_1_and_its_variance(cv: float) -> None:
    mean, variance = moments(gamma_table(cv))
    assert mean == pytest.approx(1.0, abs=1e-6)
    assert variance == pytest.approx(cv * cv, rel=2e-3 if cv > 1 else 1e-4)


@pytest.mark.parametrize("cv", [0.1, 0.5, 1.0, 2.0])
def test_gamma_tails(cv: float) -> None:
    table, tail = gamma_table(cv), tail_probabilities()
    true = stats.gamma(cv**-2, scale=cv**2)
    assert table[:HALF] == pytest.approx(true.ppf(tail), rel=2e-3, abs=2e-3)
    assert table[HALF:] == pytest.approx(true.isf(tail), rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("cv", [0.01, 0.1, 0.5, 1.0, 2.0, 3.0])
def test_lognormal_has_mean_1_its_variance_and_its_quantiles(cv: float) -> None:
    table, tail = lognormal_table(cv), tail_probabilities()
    mean, variance = moments(table)
    assert mean == pytest.approx(1.0, abs=1e-6)
    assert variance == pytest.approx(cv * cv, rel=2e-3 if cv > 1 else 1e-4)
    spread = math.sqrt(math.log1p(cv * cv))
    true = stats.lognorm(spread, scale=math.exp(-spread * spread / 2))
    assert table.min() >= 0.0
    assert table[:HALF] == pytest.approx(true.ppf(tail), rel=0.02, abs=0.02)
    assert table[HALF:] == pytest.approx(true.isf(tail), rel=0.02, abs=0.02)


@pytest.mark.parametrize("cv", [0.05, 0.7, 1.0, 2.0, 4.0])
def test_gamma_rises_and_is_never_negative(cv: float) -> None:
    table = gamma_table(cv)
    assert table.min() >= 0.0
    assert np.all(np.diff(table[:HALF]) >= 0.0)
    assert np.all(np.diff(table[HALF:]) <= 0.0)


@pytest.mark.parametrize("weights", [
    [1.0], [0.5, 0.25, 0.25], [1, 2, 3, 4, 5], [0.9, 0.0, 0.1], [1e-12, 1.0], list(range(1, 130)),
])  # fmt: skip
def test_alias_draws_what_it_was_given(weights: list[float]) -> None:
    found, total = probabilities(alias_table(weights)), sum(map(Fraction, weights))
    assert sum(found) == 1
    for at, chance in enumerate(found):
        wanted = Fraction(weights[at]) / total if at < len(weights) else Fraction(0)
        assert abs(chance - wanted) < Fraction(1, 2**31)


def test_alias_columns_are_a_power_of_two() -> None:
    for count, size in ((1, 2), (2, 2), (3, 4), (4, 4), (5, 8), (64, 64), (65, 128)):
        alias = alias_table([1.0] * count)
        assert len(alias.limits) == len(alias.others) == size
        assert 1 << (32 - alias.shift) == size


@pytest.mark.parametrize("mean", [0.01, 0.5, 5.0, 80.0, 3000.0])
def test_poisson(mean: float) -> None:
    first, weights = poisson_weights(mean)
    assert weights == pytest.approx(stats.poisson.pmf(first + np.arange(len(weights)), mean), abs=1e-9)
    assert whole_moments(weights, first) == pytest.approx((mean, mean), rel=1e-6)


def test_poisson_of_nothing_is_0() -> None:
    assert poisson_weights(0.0) == (0, [1.0])


@pytest.mark.parametrize(
    ("values", "chances"),
    [([0.0], [1.0]), ([7.0], [1.0]), ([2.25], [1.0]), ([0.2, 3.9, 3.1], [0.5, 0.3, 0.2])],
)
def test_whole_mix_keeps_the_mean(values: list[float], chances: list[float]) -> None:
    weights = whole_mix(values, chances)
    assert sum(weights) == pytest.approx(1.0)
    assert whole_moments(weights)[0] == pytest.approx(float(np.dot(values, chances)), abs=1e-12)


def test_whole_mix_of_a_whole_number_is_sure() -> None:
    assert whole_mix([3.0], [1.0]) == [0.0, 0.0, 0.0, 1.0]


WHOLE = [(0.3, 0.2), (1.0, 0.1), (2.0, 1.0), (5.0, 4.0), (24.0, 3.0), (30.0, 30.0), (1.0, 3.0), (60.0, 20.0)]


@pytest.mark.parametrize(("mean", "sd"), WHOLE)
def test_gamma_whole_keeps_the_mean(mean: float, sd: float) -> None:
    weights = gamma_whole(mean, sd)
    assert min(weights) >= 0.0
    assert sum(weights) == pytest.approx(1.0, abs=1e-6)
    assert whole_moments(weights)[0] == pytest.approx(mean, rel=1e-4)


@pytest.mark.parametrize(("mean", "sd"), WHOLE)
def test_gamma_whole_varies_no_less_and_hardly_more(mean: float, sd: float) -> None:
    """Splitting a number between its neighbours adds a variance of at most 1/4."""
    variance = whole_moments(gamma_whole(mean, sd))[1]
    assert sd * sd * 0.999 - 1e-3 <= variance <= sd * sd + 0.251


def test_gamma_whole_weights() -> None:
    """The weight of k is E[(1 - |X - k|)+], integrated here by SciPy."""
    true = stats.gamma(4.0, scale=0.5)
    for day, weight in enumerate(gamma_whole(2.0, 1.0)[:6]):
        points = [max(day - 1.0, 0.0), day, day + 1.0]
        wanted = true.expect(
            lambda x, day=day: 1 - abs(x - day), lb=points[0], ub=points[2], points=points[1:2]
        )
        assert weight == pytest.approx(wanted, abs=2e-6)


def nudged(values: Floats) -> Floats:
    """Values of another mathematics library: the last bit differs."""
    up = np.random.default_rng(5).random(np.shape(values)) < 0.5
    return np.nextafter(values, np.where(up, np.inf, -np.inf))


@pytest.mark.parametrize("cv", [0.05, 0.3, 1.0, 3.0])
def test_the_last_bit_of_a_library_does_not_reach_a_gamma(cv: float, monkeypatch: pytest.MonkeyPatch) -> None:
    before = gamma_table(cv)
    for name in ("gammaincinv", "gammainccinv"):
        true = getattr(special, name)
        monkeypatch.setattr(special, name, lambda *args, true=true: nudged(true(*args)))
    assert gamma_table(cv).tobytes() == before.tobytes()


def test_the_last_bit_of_a_library_does_not_reach_a_lead_time(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [gamma_whole(*each) for each in WHOLE]
    true = special.gammaincc
    monkeypatch.setattr(special, "gammaincc", lambda *args: nudged(true(*args)))
    assert [gamma_whole(*each) for each in WHOLE] == before
