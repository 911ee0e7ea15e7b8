"""Customers ask: drawn, times the calendar, times disruptions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law.demand import scale_by


def asked(*, days: int = 28, lanes: int = 400, calendar: str = "", **demand: Any) -> Any:
    """What one customer asks. `[day, lane]`"""
    net = network(Settings("shop", start_date="2026-06-01"), {
        "site": [{"name": "A"}], "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1}],
        "recipe": [{"site": "A", "item": "x"}],
        "calendar": [{"name": "week", "weekdays": calendar}],
        "demand": [{"customer": "c", "site": "A", "item": "x", "calendar": "week" if calendar else "", **demand}],
    })  # fmt: skip
    return np.array([day.state.asked[0].copy() for day in walk(job_of(net, days, lanes)[1])])


def test_a_constant_is_the_same_every_day() -> None:
    assert np.all(asked(mean_per_day=2.5, lanes=2) == 2.5)


@pytest.mark.parametrize("shape", ["constant", "normal", "gamma", "poisson"])
def test_the_calendar_scales_what_is_asked(shape: str) -> None:
    spread = {"sd_per_day": 1.0} if shape in ("normal", "gamma") else {}
    usual = asked(mean_per_day=5, shape=shape, **spread)
    weekly = asked(mean_per_day=5, shape=shape, calendar="1 2 1 1 1 0.5 0", **spread)
    assert np.array_equal(weekly, usual * np.tile([1, 2, 1, 1, 1, 0.5, 0], 4)[:, None])


@pytest.mark.parametrize(
    ("shape", "sd"), [("normal", 2.0), ("gamma", 2.0), ("gamma", 12.0), ("poisson", 10**0.5)]
)
def test_mean_and_spread_are_those_given(shape: str, sd: float) -> None:
    spread = {} if shape == "poisson" else {"sd_per_day": sd}
    units = asked(mean_per_day=10, shape=shape, **spread)
    assert units.mean() == pytest.approx(10, abs=4 * sd / np.sqrt(units.size))
    assert units.std() == pytest.approx(sd, rel=0.06)


def test_a_normal_is_cut_at_0() -> None:
    units = asked(mean_per_day=1, shape="normal", sd_per_day=2)
    assert units.min() == 0.0
    assert (units == 0.0).mean() == pytest.approx(0.3085, abs=0.02)


def test_a_poisson_is_whole() -> None:
    units = asked(mean_per_day=0.4, shape="poisson")
    assert np.array_equal(units, np.round(units))
    assert (units == 0).mean() == pytest.approx(np.exp(-0.4), abs=0.02)


def test_a_spread_of_0_is_constant() -> None:
    assert np.all(asked(mean_per_day=3, shape="normal", sd_per_day=0, lanes=3) == 3.0)


def test_days_are_independent_of_each_other() -> None:
    units = asked(mean_per_day=10, shape="normal", sd_per_day=2, lanes=2000)
    assert abs(np.corrcoef(units[0], units[1])[0, 1]) < 4 / np.sqrt(2000)


def test_scale_by() -> None:
    row = np.array([1.0, 2.0])
    scale_by.py_func(row, np.array([0.0, 1.5]))
    assert row.tolist() == [0.0, 3.0]
