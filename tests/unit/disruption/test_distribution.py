"""Days and factors that are drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from echelon.core.chance import draw, key
from echelon.core.errors import BadScenario
from echelon.core.words import happens, words
from echelon.disruption.distribution import (
    Distribution,
    day_steps,
    distribution,
    factor_steps,
)

EVENLY = (np.arange(1 << 16, dtype=np.uint64) * (1 << 16) + (1 << 15)).astype(np.uint32)
SHAPES = [
    ("exponential(mean=20)", 20.0, 20.0),
    ("gamma(mean=20, sd=10)", 20.0, 10.0),
    ("lognormal(mean=20, sd=15)", 20.0, 15.0),
    ("normal(mean=20, sd=4)", 20.0, 4.0),
    ("weibull(shape=2, scale=20)", 20.0 * math.gamma(1.5), 20.0 * math.sqrt(math.gamma(2.0) - math.gamma(1.5) ** 2)),
    ("uniform(low=10, high=30)", 20.0, math.sqrt((21**2 - 1) / 12)),
    ("table(10:0.6; 30:0.4)", 18.0, math.sqrt(96.0)),
    ("empirical(3 4 4 7)", 4.5, 1.5),
]  # fmt: skip


def test_words_are_those_of_the_plain_generator() -> None:
    address = key(5, "disruption:storm", "lasts")
    replications, days = np.array([0, 7, 2**31]), np.array([0, 90, 300])
    found = words(address, replications, days, 3)
    assert found.tolist() == [
        draw(address, int(r), int(d), 3)[0] for r, d in zip(replications, days, strict=True)
    ]


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    edge = np.array([0, 2**32 - 1], dtype=np.uint32)
    assert happens(edge, 1.0).all()
    assert not happens(edge, 0.0).any()


@pytest.mark.parametrize(("text", "mean", "sd"), SHAPES, ids=[text for text, _, _ in SHAPES])
def test_days_have_the_mean_and_spread_that_are_asked(text: str, mean: float, sd: float) -> None:
    """Days between whole ones are split, which adds at most a quarter to the variance."""
    days = distribution(text).days(EVENLY)
    assert distribution(text).mean == pytest.approx(mean, rel=1e-12)
    assert days.mean() == pytest.approx(mean, rel=2e-3)
    assert sd * 0.98 <= days.std() <= math.sqrt(sd * sd + 0.25) * 1.02
    assert (np.diff(days) >= 0).all(), "a larger word never gives fewer days"


@pytest.mark.parametrize(
    ("text", "mean", "sd"),
    [
        ("beta(mean=0.4, sd=0.2)", 0.4, 0.2),
        ("uniform(0.2, 0.6)", 0.4, 0.4 / math.sqrt(12)),
        ("lognormal(mean=1.5, sd=0.5)", 1.5, 0.5),
        ("gamma(mean=2, sd=1)", 2.0, 1.0),
        ("table(0:0.25; 0.8:0.75)", 0.6, 0.8 * math.sqrt(0.1875)),
    ],
)
def test_factors_have_the_mean_and_spread_that_are_asked(text: str, mean: float, sd: float) -> None:
    factors = distribution(text).factors(EVENLY)
    assert factors.mean() == pytest.approx(mean, rel=1e-3)
    assert factors.std() == pytest.approx(sd, rel=0.02)
    assert distribution(text).ends == (factors.min(), factors.max())


@pytest.mark.parametrize(
    "text", [text for text, _, _ in SHAPES] + ["beta(mean=0.4, sd=0.2)", "constant(value=3)"]
)
def test_its_text_is_read_back(text: str) -> None:
    assert distribution(str(distribution(text))) == distribution(text)


@pytest.mark.parametrize("text", [text for text, _, _ in SHAPES])
def test_no_last_bit_of_a_library_shows_in_thresholds(text: str) -> None:
    """Weights are multiples of 2^-28, or sums of what is typed; thresholds are whole numbers."""
    steps = day_steps(distribution(text))
    assert steps.below.dtype == np.uint64
    assert (np.diff(steps.below.astype(np.int64)) >= 0).all()
    values = factor_steps(distribution(text)).values
    if "table" not in text and "empirical" not in text:
        assert (np.ldexp(values, 20) == np.round(np.ldexp(values, 20))).all()


@pytest.mark.parametrize(
    "wrong",
    ["lognormal(mean=20)", "gama(mean=2, sd=1)", "uniform(30, 10)", "table(10)", "beta(mean=0.5, sd=0.9)", "20 days",
     "weibull(shape=0, scale=2)", "normal(mean=-1, sd=1)", "empirical()", "gamma(mean=2, spread=1)", "table(1:-1; 2:1)",
     "weibull(shape=0.001, scale=2)", "uniform(0, 1e12)", "lognormal(mean=1e-200, sd=1)", "gamma(mean=nan, sd=1)"],
)  # fmt: skip
def test_what_is_no_distribution_is_refused(wrong: str) -> None:
    with pytest.raises(BadScenario, match="E411"):
        distribution(wrong)


def test_a_misspelt_shape_is_told_the_nearest() -> None:
    with pytest.raises(BadScenario, match="did you mean `gamma`"):
        Distribution("gama", (2.0, 1.0))


@pytest.mark.parametrize(
    "text",
    ["uniform(0, 1e9)", "uniform(1e8, 1e9)", "lognormal(mean=1, sd=100)", "gamma(mean=1e9, sd=1e4)", "constant(1e9)",
     "normal(mean=1e9, sd=1e8)", "lognormal(mean=1e9, sd=1e8)", "exponential(40000)", "gamma(mean=36524, sd=1)",
     "weibull(shape=0.05, scale=1e9)"],
)  # fmt: skip
def test_days_are_drawn_up_to_a_century_whatever_is_asked(text: str) -> None:
    values = day_steps(distribution(text)).values
    assert 0.0 <= values[0] <= values[-1] <= 36_526.0
    assert len(values) < 40_000
