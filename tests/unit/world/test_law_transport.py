"""What is sent arrives its lead time later."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law.transport import arriving_slot, leaving_slot


def journeys(days: int = 40, lanes: int = 300, **lead: Any) -> tuple[Any, Any, Any]:
    """Shipped, days on the way, received on one lane. `[day, lane]`"""
    net = network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}], "item": [{"name": "x"}],
        "stock point": [{"site": name, "item": "x", "target_stock": 50} for name in "AB"],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", **lead}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 5, "shape": "poisson"}],
    })  # fmt: skip
    rows = [[day.moved[name][0].copy() for name in ("shipped", "ship_days", "received")]
            for day in walk(job_of(net, days, lanes)[1])]  # fmt: skip
    shipped, taken, received = np.array(rows).transpose(1, 0, 2)
    return shipped, taken, received


def expected(shipped: Any, taken: Any) -> Any:
    """Receipts worked out one shipment at a time."""
    received = np.zeros_like(shipped)
    for day, lane in np.ndindex(shipped.shape):
        arrival = day + int(taken[day, lane])
        if arrival < len(shipped):
            received[arrival, lane] += shipped[day, lane]
    return received


@pytest.mark.parametrize("lead", [
    {"lead_days": 0}, {"lead_days": 1}, {"lead_days": 6}, {"lead_days": 2.25}, {"lead_days": 0.5},
    {"lead_days": 5, "lead_shape": "gamma", "lead_sd_days": 3}, {"lead_shape": "table", "lead_table": "0:0.5;9:0.5"},
    {"lead_shape": "empirical", "lead_table": "1 3 3 8", "lead_zero_part": 0.2},
    {"lead_days": 4, "lead_shape": "lognormal", "lead_sd_days": 3}, {"lead_days": 3, "lead_zero_part": 0.5},
], ids=str)  # fmt: skip
def test_every_shipment_arrives_on_its_day(lead: dict[str, Any]) -> None:
    shipped, taken, received = journeys(**lead)
    np.testing.assert_allclose(received, expected(shipped, taken), rtol=1e-12, atol=1e-12)


def test_a_whole_lead_time_is_kept() -> None:
    assert np.all(journeys(lead_days=6)[1] == 6)


def test_a_fraction_is_a_mix_of_its_neighbours_with_its_mean() -> None:
    taken = journeys(lead_days=2.25)[1]
    assert set(np.unique(taken)) == {2.0, 3.0}
    assert taken.mean() == pytest.approx(2.25, abs=4 * 0.433 / np.sqrt(taken.size))


def test_a_table_is_drawn_as_it_says() -> None:
    taken = journeys(lead_shape="table", lead_table="1:0.7;4:0.3")[1]
    assert set(np.unique(taken)) == {1.0, 4.0}
    assert (taken == 4).mean() == pytest.approx(0.3, abs=4 * 0.46 / np.sqrt(taken.size))


def test_a_gamma_has_its_mean_and_spread() -> None:
    taken = journeys(lead_days=8, lead_shape="gamma", lead_sd_days=3)[1]
    assert taken.mean() == pytest.approx(8, abs=0.15)
    assert taken.std() == pytest.approx(3, rel=0.05)


@pytest.mark.parametrize("lead", [0, 1, 5])
def test_slots_of_a_constant_lead(lead: int) -> None:
    pipe = SimpleNamespace(lead=lead, slots=lead + 1, base=10)
    for day in range(12):
        assert leaving_slot.py_func(pipe, day) == arriving_slot.py_func(pipe, day + lead)


@pytest.mark.parametrize("shape", ["normal", "gamma", "lognormal"])
def test_times_have_the_mean_and_spread_given(shape: str) -> None:
    """Splitting between whole days adds at most 1/4 to the variance."""
    taken = journeys(lead_days=9, lead_shape=shape, lead_sd_days=2)[1]
    assert taken.mean() == pytest.approx(9, abs=3 * 2.1 / np.sqrt(taken.size))
    assert 1.9 < taken.std() < 2.15


def test_a_part_takes_no_time() -> None:
    taken = journeys(lead_days=6, lead_zero_part=0.3)[1]
    assert set(np.unique(taken)) == {0.0, 6.0}
    assert (taken == 0).mean() == pytest.approx(0.3, abs=3 * 0.46 / np.sqrt(taken.size))
