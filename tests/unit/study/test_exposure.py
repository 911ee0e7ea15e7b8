"""Every site down in turn, on networks small enough to know the answer."""

import math

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption
from echelon.network.model import Network, Settings, network
from echelon.study.exposure import reason, shortages, stress
from echelon.study.many import run
from echelon.study.scenario import Scenario
from echelon.world.counted import DEMANDED, KPIS, ON_TIME


def chain(stock: float = 30.0, unmet: str = "lost") -> Network:
    """Mine → Plant → Shop, everything in one day, 5 units a day asked for; `stock` at the shop."""
    return network(Settings("chain"), {
        "site": [{"name": name} for name in ("Mine", "Plant", "Shop", "Idle")],
        "item": [{"name": "ore", "unit_value": 1.0}, {"name": "tool", "unit_value": 4.0}],
        "stock point": [
            {"site": "Mine", "item": "ore", "target_stock": 20}, {"site": "Plant", "item": "tool", "target_stock": 10},
            {"site": "Shop", "item": "tool", "target_stock": stock},
        ],
        "lane": [{"from": "Mine", "to": "Plant", "item": "ore", "lead_days": 1},
                 {"from": "Plant", "to": "Shop", "item": "tool", "lead_days": 1}],
        "recipe": [{"site": "Mine", "item": "ore", "lead_days": 1}, {"site": "Plant", "item": "tool", "lead_days": 1}],
        "recipe input": [{"site": "Plant", "item": "tool", "input": "ore"}],
        "demand": [{"customer": "All", "site": "Shop", "item": "tool", "mean_per_day": 5.0, "price": 10.0, "unmet": unmet}],
    })  # fmt: skip


def test_losing_the_shop_costs_its_margin_from_the_first_day():
    (shop,) = stress(chain(), sites=["Shop"], start=20, lasts=10, days=100, replications=2).rows
    holding = shop.exposure.mean - 10 * 5 * (10.0 - 4.0)
    assert abs(holding) < 1.0, "what is not margin is ten days of holding cost on unsold stock"
    assert shop.survive == (0.0, 0.0, 0.0)
    assert shop.recover.median == 10.0
    assert shop.customers == ("All",)


def test_time_to_survive_is_what_stands_and_travels_below_the_failure_over_demand():
    net = chain(stock=30.0, unmet="backorder")
    (plant,) = stress(net, sites=["Plant"], start=20, lasts=30, days=100, replications=2).rows
    calm = run(Scenario(net, days=20, replications=1))
    assert calm.daily[ON_TIME, -1, 0] == 5.0
    assert plant.survive.median == 6.0, "25 at the shop and 5 under way, 5 asked for a day"


def test_the_longer_the_outage_the_larger_the_loss():
    losses = [
        stress(chain(), sites=["Plant"], lasts=days, days=150, replications=1).rows[0].exposure.mean
        for days in (5, 15, 30)
    ]
    assert losses == sorted(losses)


def test_a_site_on_which_nothing_depends_costs_nothing():
    (idle,) = stress(chain(), sites=["Idle"], days=90, replications=2).rows
    assert idle.exposure.mean == 0.0
    assert math.isinf(idle.survive.median)
    assert idle.recover.median == 0.0
    assert idle.reason == "Nothing depends on it"


def test_a_failure_in_the_crowd_is_the_same_as_alone():
    crowd = {row.site: row for row in stress(chain(), days=120, replications=3).rows}
    for name in ("Mine", "Plant", "Shop"):
        assert stress(chain(), sites=[name], days=120, replications=3).rows[0] == crowd[name]


def test_a_stress_test_says_what_a_run_with_that_disruption_says():
    net = chain()
    asked = Scenario(net, [Disruption("loss", "Plant", capacity=0.0, start=60, lasts=30)], 120, 3, 1)
    hit, calm = run(asked), run(asked.calm())
    (plant,) = stress(net, sites=["Plant"], start=60, lasts=30, days=120, replications=3).rows
    assert plant.exposure.mean == pytest.approx(
        float((calm.measure("net") - hit.measure("net")).mean()), rel=1e-12
    )


def test_shortages_are_read_off_the_difference_to_the_calm_run():
    calm = np.zeros((len(KPIS), 40, 1))
    calm[[DEMANDED, ON_TIME]] = 10.0
    hit = calm.copy()
    hit[ON_TIME, 15:20] = 4.0
    survive, recover = shortages(calm, hit, 10)
    assert survive.tolist() == [5.0]
    assert recover.tolist() == [10.0]


def test_unknown_sites_are_refused_with_the_nearest_name():
    with pytest.raises(BadScenario, match="Did you mean `Plant`"):
        stress(chain(), sites=["Plnt"])


def test_reasons_come_from_the_structure():
    net = chain()
    assert reason(net, "Mine") == "The only source of ore"
    assert reason(net, "Shop") == "Serves All"
