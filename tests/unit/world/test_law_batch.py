"""What starts is whole batches; what is less waits. Histories by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Settings, network
from echelon.testing.walks import job_of, walk
from echelon.world.law import batch as law
from echelon.world.tables import POINT, records


def started(days: int, **recipe: Any) -> list[float]:
    """An oven whose 5 loaves a day are ordered again every day."""
    net = network(Settings("oven"), {
        "site": [{"name": "oven"}], "item": [{"name": "loaf"}],
        "stock point": [{"site": "oven", "item": "loaf", "target_stock": 20}],
        "recipe": [{"site": "oven", "item": "loaf", "lead_days": 1, **recipe}],
        "demand": [{"customer": "c", "site": "oven", "item": "loaf", "mean_per_day": 5}],
    })  # fmt: skip
    return [day.moved["started"][0, 0] for day in walk(job_of(net, days, 1, forced=True)[1])]


def test_what_is_less_than_a_batch_waits() -> None:
    assert started(8, batch_size=8) == [0.0, 8.0, 0.0, 8.0, 8.0, 0.0, 8.0, 8.0]


def test_a_minimum_alone_starts_all_that_waits() -> None:
    assert started(4, batch_minimum=8) == [0.0, 10.0, 0.0, 10.0]


def test_whole_batches_above_a_minimum() -> None:
    assert started(6, batch_size=3, batch_minimum=8) == [0.0, 9.0, 0.0, 9.0, 0.0, 12.0]


def test_capacity_is_a_bound_before_batches_are_made_whole() -> None:
    assert started(6, batch_size=4, capacity_per_day=7) == [4.0] * 6


@pytest.mark.parametrize(("size", "least", "sets", "left"), [
    (0.1, 0.0, 0.3, 0.3), (0.1, 0.0, 0.29, 0.2), (5.0, 10.0, 9.9, 0.0), (0.0, 10.0, 10.0 - 1e-12, 10.0 - 1e-12),
    (0.0, 10.0, 9.9, 0.0), (5.0, 0.0, 0.0, 0.0),
])  # fmt: skip
def test_rounding_is_no_part_of_a_batch(size: float, least: float, sets: float, left: float) -> None:
    point = records(POINT, 1, batched=1, batch=size, batch_least=least).view(np.recarray)[0]
    row = np.array([sets])
    law.in_batches.py_func(point, row)
    assert row[0] == pytest.approx(left, rel=1e-14)
