"""The best of several scenarios is chosen with few replications, by runs that share their luck."""

from __future__ import annotations

import pytest

import echelon
from echelon.core.errors import BadScenario
from echelon.network.model import Network, Settings, network
from echelon.study.scenario import Scenario
from echelon.study.select import select


def shop(target: float) -> Network:
    demand = {"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, "shape": "poisson"}
    return network(
        Settings("shop"),
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill", "unit_value": 40.0}],
            "stock point": [{"site": "Kobe", "item": "drill", "target_stock": target}],
            "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
            "demand": [{**demand, "price": 60, "stockout_cost": 5}],
        },
    )


def stocked(target: float, **more: object) -> Scenario:
    return Scenario(shop(target), days=60, seed=3, **more)


def test_the_best_stock_is_chosen() -> None:
    targets = (22.0, 34.0, 60.0)
    scenarios = [stocked(target) for target in targets]
    truth = [echelon.run(Scenario(s.network, days=60, seed=99, replications=400)).kpis() for s in scenarios]
    for measure, better in (("net", max), ("stock_value", min), ("backlog", min)):
        found = echelon.select(scenarios, measure=measure, indifference=0.5)
        means = [kpis[measure].mean for kpis in truth]
        assert found.number == means.index(better(means))
        assert found.promised == 0.95
        assert found.best is scenarios[found.number]
        assert found.means[found.number] == pytest.approx(means[found.number], rel=0.2)


def test_scenarios_that_do_not_pair_are_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(BadScenario) as refused:
        select([stocked(22.0), Scenario(shop(22.0), days=50, seed=4)], measure="nett", indifference=0.0)
    assert [finding.code for finding in refused.value.findings] == ["E464", "E464", "E462", "E465"]
    with pytest.raises(BadScenario, match="E463"):
        select([stocked(22.0)], indifference=1.0)
