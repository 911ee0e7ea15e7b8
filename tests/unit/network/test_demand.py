"""Mean and variance of demand by shape, growth, and quantities by day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from echelon.network.build import build
from echelon.network.demand import (
    daily_quantities,
    factors,
    growth,
    order_size,
    replayed,
    variance,
    variances,
)
from echelon.network.model import Network, Settings, network
from echelon.network.rates import needs

USUAL = {"sd_per_day": 0.0, "active_part": 1.0, "orders_per_day": 0.0, "order_size_sd": float("nan")}


def shop(traces: list[tuple[float, float]] = [], **demand: Any) -> Network:  # noqa: B006
    here = {"customer": "c", "site": "A", "item": "x"}
    return network(Settings("shop", start_date="2026-01-05"), {
        "site": [{"name": "A"}], "item": [{"name": "x", "packs": "case:6"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 9}], "recipe": [{"site": "A", "item": "x"}],
        "calendar": [{"name": "week", "weekdays": "2 1 1 1 1 1 0"}],
        "demand": [{**here, "mean_per_day": 4, **demand}],
        "demand trace": [{**here, "day": day, "quantity": units, "unit": demand.get("unit", "")} for day, units in traces],
    })  # fmt: skip


@pytest.mark.parametrize(("shape", "more", "wanted"), [
    ("constant", {"sd_per_day": 3.0}, 0.0), ("normal", {"sd_per_day": 3.0}, 9.0), ("gamma", {"sd_per_day": 3.0}, 9.0),
    ("lognormal", {"sd_per_day": 3.0}, 9.0), ("negative_binomial", {"sd_per_day": 3.0}, 9.0),
    ("forecast", {"sd_per_day": 3.0}, 9.0), ("poisson", {"sd_per_day": 3.0}, 4.0), ("trace", {"sd_per_day": 3.0}, 0.0),
    ("compound_poisson", {"orders_per_day": 2.0, "order_size_sd": 1.5}, 2 * (1.5**2 + 2.0**2)),
    ("compound_poisson", {"orders_per_day": 2.0}, 2 * (2.0 + 2.0**2)),
])  # fmt: skip
def test_variance_by_shape(shape: str, more: dict[str, float], wanted: float) -> None:
    assert variance({**USUAL, "mean_per_day": 4.0, "shape": shape, **more}) == pytest.approx(wanted)


@given(st.floats(0.01, 50.0), st.floats(0.0, 50.0), st.floats(0.05, 1.0))
def test_variance_of_intermittent_demand(mean: float, sd: float, part: float) -> None:
    """By the definition: second moment of the mix less the squared mean."""
    row = {**USUAL, "shape": "normal", "mean_per_day": mean, "sd_per_day": sd, "active_part": part}
    second = part * (sd**2 + (mean / part) ** 2)
    assert variance(row) == pytest.approx(second - mean**2, rel=1e-6, abs=1e-9)


def test_an_order_of_one_unit_is_one_unit() -> None:
    assert order_size(5.0, 5.0, float("nan")) == (1.0, 0.0)


def test_growth_is_a_straight_line_that_ends_at_0() -> None:
    line = growth(0.2, 731)
    assert line[[0, 365, 730]] == pytest.approx([1.0, 1.2, 1.4])
    assert growth(-2.0, 400)[[0, 183, 399]] == pytest.approx([1.0, 0.0, 0.0], abs=0.01)
    assert growth(-10.0, 100).min() == 0.0


def test_days_that_are_not_listed_are_0() -> None:
    found = daily_quantities(shop([(4, 2), (0, 7)], shape="trace")["demand trace"])
    assert found["c", "A", "x"].tolist() == [7.0, 0.0, 0.0, 0.0, 2.0]


def test_listed_quantities_convert() -> None:
    found = daily_quantities(shop([(1, 2)], shape="trace", unit="case")["demand trace"])
    assert found["c", "A", "x"].tolist() == [0.0, 12.0]


def test_a_trace_ends_or_begins_again() -> None:
    units = np.array([3.0, 0.0, 1.0])
    assert replayed(units, 7, repeat=False).tolist() == [3, 0, 1, 0, 0, 0, 0]
    assert replayed(units, 7, repeat=True).tolist() == [3, 0, 1, 3, 0, 1, 3]
    assert replayed(units, 2, repeat=False).tolist() == replayed(units, 2, repeat=True).tolist() == [3, 0]


def test_a_trace_varies_as_its_days() -> None:
    net = shop([(0, 8), (1, 0), (2, 4), (3, 4)], shape="trace")
    assert variances(net).tolist() == [8.0]


def test_need_counts_calendar_and_growth() -> None:
    net = shop(shape="poisson", calendar="week", trend_per_year=0.5)
    mean = float(np.mean(np.tile([2, 1, 1, 1, 1, 1, 0], 52) * (1 + 0.5 * np.arange(364) / 365)))
    assert needs(net, build(net))[0].tolist() == pytest.approx([4 * mean])
    most = float(factors(net, np.max)[0])
    assert most == pytest.approx(2 * (1 + 0.5 * 357 / 365))
    assert needs(net, build(net), busiest=True)[0].tolist() == pytest.approx(
        [4 * most + 2 * (4 * most**2) ** 0.5]
    )
