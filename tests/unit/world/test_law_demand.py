"""Customers ask: drawn, times the calendar, times disruptions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.demand import variances
from echelon.network.model import Network, Settings, network
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


SHAPES: dict[str, dict[str, Any]] = {
    "lognormal": {"shape": "lognormal", "sd_per_day": 6}, "binomial": {"shape": "negative_binomial", "sd_per_day": 5},
    "orders": {"shape": "compound_poisson", "orders_per_day": 4},
    "even orders": {"shape": "compound_poisson", "orders_per_day": 2, "order_size_sd": 0},
    "forecast": {"shape": "forecast", "sd_per_day": 2, "forecast_days": 5},
    "some constant": {"active_part": 0.4}, "some gamma": {"shape": "gamma", "sd_per_day": 9, "active_part": 0.3},
    "some poisson": {"shape": "poisson", "active_part": 0.5},
    "some orders": {"shape": "compound_poisson", "orders_per_day": 4, "active_part": 0.5},
    "listed": {"shape": "trace", "mean_per_day": 2}, "listed again": {"shape": "trace", "mean_per_day": 2, "repeat": "yes"},
    "growing": {"trend_per_year": 0.5}, "shrinking": {"trend_per_year": -9},
}  # fmt: skip
LISTED = ((0, 5), (3, 3))


@pytest.fixture(scope="module")
def shops() -> tuple[dict[str, Any], Network]:
    """One network with every shape, so that one kernel serves them all. Customer → what is asked `[day, lane]`"""
    here = {"site": "A", "item": "x"}
    net = network(Settings("shops"), {
        "site": [{"name": "A"}], "item": [{"name": "x"}], "recipe": [{"site": "A", "item": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1}],
        "demand": [{"customer": name, **here, "mean_per_day": 10, **row} for name, row in SHAPES.items()],
        "demand trace": [{"customer": name, **here, "day": day, "quantity": units}
                         for name in SHAPES if name.startswith("listed") for day, units in LISTED],
    })  # fmt: skip
    s, job = job_of(net, 60, 600)
    asked = np.array([day.state.asked.copy() for day in walk(job)])
    return {name.split("@")[0]: asked[:, at] for at, name in enumerate(s.demands)}, net


@pytest.mark.parametrize("name", list(SHAPES)[:9])
def test_other_shapes_have_their_mean_and_variance(name: str, shops: tuple[dict[str, Any], Network]) -> None:
    """Within three standard errors; that of the variance from the fourth moment seen."""
    units, net = shops[0][name], shops[1]
    wanted = float(variances(net)[list(SHAPES).index(name)])
    square = (units - units.mean()) ** 2
    assert units.mean() == pytest.approx(10, abs=3 * (wanted / units.size) ** 0.5)
    assert square.mean() == pytest.approx(wanted, abs=3 * square.std() / units.size**0.5)


def test_active_days_are_a_part_of_all(shops: tuple[dict[str, Any], Network]) -> None:
    units = shops[0]["some constant"]
    assert set(np.unique(units)) == {0.0, 25.0}
    assert (units > 0).mean() == pytest.approx(0.4, abs=3 * (0.24 / units.size) ** 0.5)
    assert abs(np.corrcoef(units[0], units[1])[0, 1]) < 4 / np.sqrt(units.shape[1])


def test_pieces_are_whole(shops: tuple[dict[str, Any], Network]) -> None:
    for name in ("binomial", "orders", "some poisson", "some orders"):
        assert np.array_equal(shops[0][name], np.round(shops[0][name]))
    assert np.all(shops[0]["even orders"] % 5 == 0)


def test_listed_quantities_are_asked_on_their_days(shops: tuple[dict[str, Any], Network]) -> None:
    assert np.array_equal(shops[0]["listed"], np.tile([[5], [0], [0], [3], *[[0]] * 56], (1, 600)))
    assert np.array_equal(shops[0]["listed again"], np.tile([[5], [0], [0], [3]], (15, 600)))


def test_demand_grows_and_shrinks_in_a_straight_line(shops: tuple[dict[str, Any], Network]) -> None:
    days = np.arange(60)[:, None]
    assert shops[0]["growing"] == pytest.approx(np.broadcast_to(10 * (1 + 0.5 * days / 365), (60, 600)))
    assert shops[0]["shrinking"] == pytest.approx(
        np.broadcast_to(np.maximum(0, 10 * (1 - 9 * days / 365)), (60, 600))
    )


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
