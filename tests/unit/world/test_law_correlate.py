"""Demand that goes on from the day before: same mean, same spread, and the correlation that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.network.model import Settings, network
from echelon.testing.walks import job_of, walk


@pytest.mark.parametrize("rho", [0.8, -0.5])
def test_moments(rho: float) -> None:
    net = network(Settings("shop"), {
        "site": [{"name": "s"}], "item": [{"name": "x"}], "stock point": [{"site": "s", "item": "x", "target_stock": 0}],
        "recipe": [{"site": "s", "item": "x"}],
        "demand": [{"customer": "c", "site": "s", "item": "x", "mean_per_day": 100, "shape": "normal", "sd_per_day": 10,
                    "correlation": rho}],
    })  # fmt: skip
    asked = np.array([day.state.asked[0].copy() for day in walk(job_of(net, 80, 4000, forced=True)[1])])[40:]
    assert asked.mean() == pytest.approx(100, abs=0.3)
    assert asked.std() == pytest.approx(10, rel=0.01)
    away = asked - 100
    assert (away[1:] * away[:-1]).mean() / 100 == pytest.approx(rho, abs=0.02)
