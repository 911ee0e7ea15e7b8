"""Every ready disruption, run on the embedded network, changes what happens there. All share one kernel, with all laws in it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from echelon.app import catalogue
from echelon.app.questions import used
from echelon.disruption import Cause
from echelon.network.model import Network
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.world.run import run

pytestmark = pytest.mark.drill
START, DAYS, REPLICATIONS = 60, 365, 40


@cache
def kestvold() -> Network:
    return catalogue.open_network("catalog:kestvold")


def counted(*causes: Cause) -> np.ndarray:
    asked = Scenario(kestvold(), causes, days=DAYS, replications=REPLICATIONS, seed=7)
    return run(prepare_run(asked, forced=True).job).daily


@cache
def calm() -> np.ndarray:
    return counted()


@pytest.mark.parametrize("name", catalogue.names("disruption"))
def test_it_changes_what_happens_and_nothing_before_it(name: str) -> None:
    hit = counted(*used(f"{name} from {START}"))
    assert np.isfinite(hit).all()
    assert np.array_equal(hit[:, :START], calm()[:, :START])
    assert not np.array_equal(hit, calm())
