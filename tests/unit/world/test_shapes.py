"""Every shape's tables have the mean and variance that the table of demand says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from echelon.core.quantile import tail_probabilities
from echelon.network.demand import variance
from echelon.world.law.demand import ALIAS, ALWAYS, CONSTANT, QUANTILE
from echelon.world.law.forecast import FORECAST
from echelon.world.shapes import LONGEST_COMPOUND, Aliases, Quantiles, Seasons, shape_fields

USUAL = {
    "sd_per_day": 0.0,
    "active_part": 1.0,
    "orders_per_day": 0.0,
    "order_size_sd": float("nan"),
    "forecast_days": 1.0,
}


def row(shape: str, mean: float, **more: float) -> dict[str, Any]:
    return {**USUAL, "shape": shape, "mean_per_day": mean, **more}


def drawn(fields: dict[str, float], quantiles: Quantiles, pool: Aliases) -> tuple[float, float]:
    """Mean and variance of what the record draws on a day, whether active or not."""
    first, second = _active(fields, quantiles, pool)
    part = fields["active"] / ALWAYS
    return part * first, part * second - (part * first) ** 2


def _active(fields: dict[str, float], quantiles: Quantiles, pool: Aliases) -> tuple[float, float]:
    if fields["kind"] == CONSTANT:
        return fields["loc"], fields["loc"] ** 2
    if fields["kind"] == ALIAS:
        values = fields["loc"] + fields["scale"] * np.arange(2 ** (32 - int(fields["shift"])))
        chances = chances_of(fields, pool)
        return float(values @ chances), float(values**2 @ chances)
    table = fields.get("loc", 0.0) + fields["scale"] * quantiles.array()[int(fields["table"])]
    weights, half = np.diff(tail_probabilities()), len(tail_probabilities())
    first = second = 0.0
    for knots in (table[:half], table[half:]):
        a, b = knots[:-1], knots[1:]
        first += math.fsum(weights * (a + b) / 2)
        second += math.fsum(weights * (a * a + a * b + b * b) / 3)
    return first, second


def chances_of(fields: dict[str, float], pool: Aliases) -> Any:
    start, size = int(fields["start"]), 2 ** (32 - int(fields["shift"]))
    kept = np.concatenate(pool.limits)[start : start + size] / 2**32
    others = np.concatenate(pool.others)[start : start + size]
    return (kept + np.bincount(others, 1 - kept, size)) / size


def moments(demand: dict[str, Any]) -> tuple[float, float]:
    quantiles, pool = Quantiles(), Aliases()
    return drawn(shape_fields(demand, quantiles, pool), quantiles, pool)


SHAPES = [
    row("constant", 3.0), row("normal", 30.0, sd_per_day=4.0), row("gamma", 3.0, sd_per_day=2.0),
    row("lognormal", 3.0, sd_per_day=2.0), row("lognormal", 10.0, sd_per_day=15.0), row("poisson", 3.0),
    row("negative_binomial", 3.0, sd_per_day=4.0), row("negative_binomial", 500.0, sd_per_day=40.0),
    row("negative_binomial", 1e6, sd_per_day=5e5), row("compound_poisson", 6.0, orders_per_day=2.0),
    row("compound_poisson", 6.0, orders_per_day=2.0, order_size_sd=0.5),
    row("compound_poisson", 6.0, orders_per_day=6.0), row("compound_poisson", 5000.0, orders_per_day=5.0),
    row("compound_poisson", 40.0, orders_per_day=0.5, order_size_sd=30.0),
    row("compound_poisson", 9000.0, orders_per_day=3000.0, order_size_sd=2.0),
]  # fmt: skip


@pytest.mark.parametrize("part", [1.0, 0.25])
@pytest.mark.parametrize("demand", SHAPES, ids=lambda demand: f"{demand['shape']} {demand['mean_per_day']:g}")
def test_mean_and_variance_are_those_said(demand: dict[str, Any], part: float) -> None:
    demand = demand | {"active_part": part}
    assert moments(demand) == pytest.approx((demand["mean_per_day"], variance(demand)), rel=2e-4, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.2, 80.0), st.floats(1.1, 8.0), st.floats(0.1, 1.0))
def test_pieces_keep_mean_and_variance(mean: float, over: float, part: float) -> None:
    active = mean / part
    binomial = row("negative_binomial", mean, sd_per_day=math.sqrt(over * active), active_part=part)
    compound = row("compound_poisson", mean, orders_per_day=mean / over, active_part=part)
    for demand in (binomial, compound):
        assert moments(demand) == pytest.approx((mean, variance(demand)), rel=1e-4)


def test_pieces_are_whole_and_large_orders_come_in_steps() -> None:
    pool = Aliases()
    small = shape_fields(row("compound_poisson", 6.0, orders_per_day=2.0), Quantiles(), pool)
    large = shape_fields(row("compound_poisson", 90_000.0, orders_per_day=3.0), Quantiles(), pool)
    assert (small["kind"], small["loc"], small["scale"]) == (ALIAS, 0.0, 1.0)
    assert large["scale"] == 2 ** round(math.log2(large["scale"])) > 1.0
    assert 2 ** (32 - int(large["shift"])) <= 2 * LONGEST_COMPOUND


def test_many_pieces_are_drawn_from_a_curve() -> None:
    for demand in (
        row("negative_binomial", 1e6, sd_per_day=5e5),
        row("compound_poisson", 9000.0, orders_per_day=3000.0),
    ):
        assert shape_fields(demand, Quantiles(), Aliases())["kind"] == QUANTILE


def test_a_trace_is_its_season() -> None:
    fields = shape_fields(row("trace", 9.0), Quantiles(), Aliases())
    assert (fields["kind"], fields["loc"], fields["mean"], fields["active"]) == (CONSTANT, 1.0, 1.0, ALWAYS)


def test_a_forecast_has_equal_updates() -> None:
    fields = shape_fields(row("forecast", 9.0, sd_per_day=3.0, forecast_days=4.0), Quantiles(), Aliases())
    assert (fields["kind"], fields["updates"], fields["scale"]) == (FORECAST, 4, 1.5)


@pytest.mark.parametrize(
    "shape", ["normal", "gamma", "lognormal", "poisson", "negative_binomial", "compound_poisson", "forecast"]
)
def test_what_cannot_vary_is_constant(shape: str) -> None:
    fields = shape_fields(row(shape, 0.0, orders_per_day=1.0), Quantiles(), Aliases())
    assert (fields["kind"], fields["loc"]) == (CONSTANT, 0.0)


def test_rows_of_seasons_are_made_once() -> None:
    seasons = Seasons(3)
    assert seasons.add("a", lambda: np.zeros(3)) == seasons.add("a", lambda: np.ones(3)) == 1
    assert seasons.array().tolist() == [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
