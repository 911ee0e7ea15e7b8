"""Forecasts of a day become true step by step, whenever they are worked out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from echelon.core.lanes import OPTIONS
from echelon.network.model import Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law.forecast import forecast
from echelon.world.prepare import AHEAD
from echelon.world.run import Job

DAYS, LANES, MEAN, SD, STEPS = 12, 20_000, 100.0, 12.0, 4


@njit(**OPTIONS)  # type: ignore[untyped-decorator]
def _forecast(tables: Any, at: int, day: int, ahead: int, replication: Any, expected: Any) -> None:
    forecast(tables.demands[at], tables.season, tables.quantiles, day, ahead, replication, expected)


def made(job: Job, day: int, ahead: int, at: int = 0) -> Any:
    """What is expected on a day to be asked some days later. `[lane]`"""
    expected = np.full(len(job.replications), np.nan)
    _forecast(job.tables, at, day, ahead, job.replications.astype(np.uint32), expected)
    return expected


def shop(lanes: int = LANES, **demand: Any) -> Job:
    usual = {"mean_per_day": MEAN, "shape": "forecast", "sd_per_day": SD, "forecast_days": STEPS}
    net = network(Settings("shop", start_date="2026-06-01"), {
        "site": [{"name": "A"}], "item": [{"name": "x"}], "recipe": [{"site": "A", "item": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1}],
        "calendar": [{"name": "week", "weekdays": "1 2 1 1 1 0.5 0"}],
        "demand": [{"customer": "c", "site": "A", "item": "x", **usual, **demand}],
        "demand trace": [{"customer": "c", "site": "A", "item": "x", "day": 5, "quantity": 7}],
    })  # fmt: skip
    return job_of(net, DAYS, lanes)[1]


@pytest.fixture(scope="module")
def varying() -> Job:
    return shop()


def test_the_forecast_of_today_is_what_is_asked() -> None:
    job = shop(lanes=200, calendar="week", trend_per_year=0.3)
    for day in walk(job):
        assert np.array_equal(day.state.asked[0], made(job, day.day, 0))


def test_demand_has_its_mean_and_spread(varying: Job) -> None:
    asked = made(varying, 9, 0)
    assert asked.mean() == pytest.approx(MEAN, abs=3 * SD / LANES**0.5)
    assert asked.std() == pytest.approx(SD, rel=3 / (2 * LANES) ** 0.5)


@pytest.mark.parametrize("ahead", [1, 2, 3, 4, 7])
def test_the_error_shrinks_step_by_step(varying: Job, ahead: int) -> None:
    """Variance sd^2 x min(ahead, steps) / steps; no error on the day itself."""
    error = made(varying, 9, 0) - made(varying, 9 - ahead, ahead)
    wanted = SD * (min(ahead, STEPS) / STEPS) ** 0.5
    assert error.mean() == pytest.approx(0.0, abs=4 * wanted / LANES**0.5)
    assert error.std() == pytest.approx(wanted, rel=3 / (2 * LANES) ** 0.5)


def test_updates_are_independent_of_what_was_known(varying: Job) -> None:
    """The forecast is a martingale: a later change is not foreseen by the forecast before, nor by that of another day."""
    known, update = made(varying, 6, 3), made(varying, 7, 2) - made(varying, 6, 3)
    other = made(varying, 7, 1) - made(varying, 6, 2)
    for one, two in ((known, update), (update, other)):
        assert abs(np.corrcoef(one, two)[0, 1]) < 4 / LANES**0.5


def test_before_its_first_step_a_forecast_is_the_mean(varying: Job) -> None:
    assert np.all(made(varying, 2, STEPS) == MEAN)
    assert np.all(made(varying, 0, 9) == MEAN)


def test_two_days_see_the_same_updates(varying: Job) -> None:
    """What day 5 knew of day 8 is the same whether asked on day 5, or put together from what it learned since the mean."""
    steps = [made(varying, day, 8 - day) for day in (4, 5, 6, 7, 8)]
    learned = np.diff(steps, axis=0)
    assert np.all(steps[0] == MEAN)
    assert steps[-1] == pytest.approx(MEAN + learned.sum(axis=0), rel=1e-12)
    assert np.array_equal(made(varying, 5, 3), steps[1])
    assert np.all(np.abs(learned).max(axis=1) > 0)


def test_alone_as_in_the_crowd(varying: Job) -> None:
    assert np.array_equal(made(shop(lanes=50), 6, 1), made(varying, 6, 1)[:50])


def test_a_forecast_is_not_below_0() -> None:
    job = shop(mean_per_day=5)
    assert made(job, 6, 1).min() == 0.0


@pytest.mark.parametrize(("demand", "expected"), [
    ({"shape": "poisson", "sd_per_day": 0, "calendar": "week"}, [100, 200, 100, 100, 100, 50, 0]),
    ({"shape": "gamma", "active_part": 0.5}, [100] * 7),
    ({"shape": "trace", "sd_per_day": 0}, [0, 0, 0, 0, 0, 7, 0]),
])  # fmt: skip
def test_other_shapes_are_expected_to_be_their_mean(demand: dict[str, Any], expected: list[float]) -> None:
    job = shop(lanes=2, forecast_days=1, **demand)
    assert [made(job, 0, ahead).tolist() for ahead in range(7)] == [[each, each] for each in expected]


def test_planners_look_beyond_the_last_day(varying: Job) -> None:
    assert varying.tables.season.shape[1] == DAYS + AHEAD
    assert np.all(made(varying, DAYS - 1, AHEAD + 50) == MEAN)
