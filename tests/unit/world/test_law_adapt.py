"""Base stocks that follow a forecast, by pencil and paper."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk


def chain(shop: dict[str, Any], depot: dict[str, Any] | None = None, **demand: Any) -> Network:
    """A shop that a depot supplies at once; demand 10 a day, then 20 from 1 January on."""
    return network(Settings("chain", start_date="2026-12-30"), {
        "site": [{"name": "depot"}, {"name": "shop"}], "item": [{"name": "x"}],
        "calendar": [{"name": "step", "months": "2 1 1 1 1 1 1 1 1 1 1 1"}],
        "stock point": [{"site": "depot", "item": "x", "target_stock": 500, **(depot or {})},
                        {"site": "shop", "item": "x", "target_stock": 0, "initial_stock": 100, **shop}],
        "recipe": [{"site": "depot", "item": "x"}], "lane": [{"from": "depot", "to": "shop", "item": "x", "lead_days": 1}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 10, "calendar": "step", **demand}],
    })  # fmt: skip


def ordered(net: Network, point: int, days: int = 6) -> list[float]:
    """What one point orders, day by day."""
    return [
        round(float(day.moved["ordered"][point, 0]), 9) for day in walk(job_of(net, days, 1, forced=True)[1])
    ]


def adaptive(forecast: str, **more: Any) -> dict[str, Any]:
    return {
        "policy": "adaptive_base_stock",
        "forecast": forecast,
        "initial_stock": 40,
        "cover_days": 2,
        **more,
    }


def test_a_moving_average_orders_the_day_and_what_its_rise_adds() -> None:
    """After the step of January the mean of three days rises by (20 - mean day) / 3, and three days of it are held."""
    mean = (
        10 + 10 + 10 * 13 / 12
    ) / 3  # the mean demand of a year is what days before the first are taken for
    early = ordered(chain(adaptive("moving_average", average_days=3, initial_stock=40)), 1, 8)
    assert early[3:] == [30.0, 30.0, 20.0, 20.0, 20.0]
    assert mean > 10


def test_smoothing_takes_its_weight_of_the_surprise() -> None:
    late = ordered(chain(adaptive("smoothing", smoothing_weight=1.0)), 1)
    assert late[2:] == [50.0, 20.0, 20.0, 20.0]  # all of it: 20 of the day and 3 x 10 for the days held


def test_a_correlated_day_is_expected_to_go_on_in_part() -> None:
    """Of a surprise of 10, 5 are expected tomorrow, 2.5 and 1.25 on the days after."""
    late = ordered(chain(adaptive("autoregressive", forecast_correlation=0.5)), 1)
    assert late[2:] == [28.75, 20.0, 20.0, 20.0]


def test_a_gap_closes_in_part_every_day() -> None:
    """Demand's mean is expected; what the position lacks is ordered by halves."""
    found = ordered(chain(adaptive("mean", gap_days=2)), 1, 32)
    assert found[-1] == pytest.approx(20.0, abs=1e-6)
    rest = [20.0 - each for each in found[2:12]]
    assert all(after == pytest.approx(before / 2, abs=1e-6) for before, after in pairwise(rest))


def test_a_depot_sees_its_orders_or_the_customers_behind_them() -> None:
    shop = adaptive("moving_average", average_days=3)
    waved = ordered(chain(shop, adaptive("smoothing", smoothing_weight=1.0, initial_stock=530)), 0, 8)
    told = ordered(
        chain(shop, adaptive("smoothing", smoothing_weight=1.0, initial_stock=530, forecast_of="customers")),
        0,
        8,
    )
    assert max(waved) - max(told) == pytest.approx(
        30.0
    )  # the shop's order is 10 above demand, and three days of it are held
    assert waved[-1] == told[-1] == 20.0


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (adaptive("moving_average"), "E127", "average_days"),
        (adaptive("smoothing"), "E127", "smoothing_weight"),
        (adaptive("autoregressive"), "E127", "forecast_correlation"),
        ({"average_days": 4}, "E128", "average_days"),
        ({"cover_days": 4}, "E128", "cover_days"),
    ],
)
def test_what_a_forecast_lacks_or_does_not_use_is_found(row: dict[str, Any], code: str, column: str) -> None:
    found = [each for each in check(chain(row)) if each.code == code]
    assert len(found) == 1
    assert column in str(found[0])


def test_correlation_needs_normal_demand() -> None:
    assert [each.code for each in check(chain({}, correlation=0.5)) if each.level == "error"] == ["E129"]
