"""Every site down in turn, on networks small enough to know the answer."""

import math

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, linear
from echelon.network.model import Network, Settings, network
from echelon.study.exposure import reason, shortages, stress
from echelon.study.exposure.orders import Orders, bullwhip
from echelon.study.exposure.service import curves
from echelon.study.exposure.tail import backlog_days, overshoot
from echelon.study.many import run
from echelon.study.scenario import Scenario
from echelon.world.counted import BACKLOG, DEMANDED, KPIS, ON_TIME, STOCK_VALUE


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
    (shop,) = stress(chain(), ["Shop"], start=20, lasts=10, days=100, replications=2).rows
    holding = shop.exposure.mean - 10 * 5 * (10.0 - 4.0)
    assert abs(holding) < 1.0, "what is not margin is ten days of holding cost on unsold stock"
    assert shop.survive == (0.0, 0.0, 0.0)
    assert shop.recover.median == 10.0
    assert shop.customers == ("All",)


def test_time_to_survive_is_what_stands_and_travels_below_the_failure_over_demand():
    net = chain(stock=30.0, unmet="backorder")
    (plant,) = stress(net, ["Plant"], start=20, lasts=30, days=100, replications=2).rows
    calm = run(Scenario(net, days=20, replications=1))
    assert calm.daily[ON_TIME, -1, 0] == 5.0
    assert plant.survive.median == 6.0, "25 at the shop and 5 under way, 5 asked for a day"


def test_the_longer_the_outage_the_larger_the_loss():
    losses = [
        stress(chain(), ["Plant"], lasts=days, days=150, replications=1).rows[0].exposure.mean
        for days in (5, 15, 30)
    ]
    assert losses == sorted(losses)


def test_a_site_on_which_nothing_depends_costs_nothing():
    (idle,) = stress(chain(), ["Idle"], days=90, replications=2).rows
    assert idle.exposure.mean == 0.0
    assert math.isinf(idle.survive.median)
    assert idle.recover.median == 0.0
    assert idle.reason == "Nothing depends on it"


def test_a_failure_in_the_crowd_is_the_same_as_alone():
    crowd = {row.failure: row for row in stress(chain(), days=120, replications=3).rows}
    for name in ("Mine", "Plant", "Shop"):
        assert stress(chain(), [name], days=120, replications=3).rows[0] == crowd[name]


def test_a_stress_test_says_what_a_run_with_that_disruption_says():
    net = chain()
    asked = Scenario(net, [Disruption("loss", "Plant", capacity=0.0, start=60, lasts=30)], 120, 3, 1)
    hit, calm = run(asked), run(asked.calm())
    (plant,) = stress(net, ["Plant"], start=60, lasts=30, days=120, replications=3).rows
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
        stress(chain(), ["Plnt"])


def test_reasons_come_from_the_structure():
    net = chain()
    said = [
        reason(net, Disruption("x", name, capacity=0.0, lasts=1)) for name in ("Mine", "Shop", "Mine->Plant")
    ]
    assert said == ["The only source of ore", "Serves All", "The only way of ore to Plant"]


def test_a_lane_a_part_of_a_site_and_a_disruption_of_its_own_terms_can_fail():
    surge = Disruption("surge", "All", demand=3.0, start=30, lasts=10, heals=linear(4))
    found = stress(chain(), ["Plant->Shop", "Plant", surge], start=20, lasts=15, capacity=0.4, heals=linear(5), days=120,
                   replications=2)  # fmt: skip
    assert [found[name].disruption.start for name in ("Plant", "surge")] == [20, 30]
    assert found["Plant->Shop"].disruption.heals == linear(5)
    assert found["surge"].area.mean > 0.0, (
        "a surge that is not met is short, though as much is served as in calm"
    )
    assert (
        found.terms == "at 40% from day 20 for 15 days, back over 5 days (linear); 1 with terms of their own"
    )
    assert found.own == 1


def test_half_a_plant_is_half_the_loss_area_once_stock_is_gone():
    rows = [stress(chain(), ["Plant"], start=20, lasts=60, capacity=part, days=200, replications=1).rows[0]
            for part in (0.0, 0.4)]  # fmt: skip
    full, half = (row.area.mean for row in rows)
    assert 0.0 < half < full
    assert rows[0].first_less.median <= rows[0].survive.median


def test_lost_demand_is_at_risk_with_its_price_and_margin():
    (shop,) = stress(chain(), ["Shop"], start=20, lasts=10, days=100, replications=2).rows
    assert shop.area.mean == pytest.approx(10.0)
    assert shop.revenue.mean.mean == pytest.approx(10 * 5 * 10.0)
    assert shop.margin.mean.mean == pytest.approx(10 * 5 * 6.0)
    assert shop.margin.range == shop.margin.range._replace(median=pytest.approx(300.0))
    assert shop.lowest.mean == pytest.approx(0.0)
    assert shop.tail.median == 0.0, "what is lost is not owed"


def test_backlog_outlives_the_failure_by_the_time_it_takes_to_work_it_off():
    (plant,) = stress(slow(), ["Plant"], start=20, lasts=30, days=300, replications=2).rows
    owed = 30 * 5 - 30
    assert plant.tail.median == pytest.approx(owed / (8 - 5), abs=8.0), "8 a day are made, 5 are asked"
    assert plant.recover.median > 30 + plant.tail.median - 8


def slow() -> Network:
    """The chain with a plant that makes 8 a day, and customers who wait."""
    net = chain(unmet="backorder")
    tables = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for row in tables["recipe"]:
        if row["site"] == "Plant":
            row["capacity_per_day"] = 8.0
    return network(net.settings, tables)


def daily(days: int = 60, lanes: int = 1, **columns: float) -> np.ndarray:
    """Columns of a run in which every day is like the other."""
    found = np.zeros((len(KPIS), days, lanes))
    for name, value in columns.items():
        found[KPIS.index(name)] = value
    return found


def test_the_loss_area_is_what_is_missing_in_days_of_demand():
    calm = daily(demanded=10.0, on_time=10.0)
    hit = calm.copy()
    hit[ON_TIME, 10:24] = 5.0
    (curve,) = curves(calm, hit, 10)
    assert (curve.area, curve.lowest, curve.recover) == (pytest.approx(7.0), 0.5, 14.0)


def test_backlog_and_stock_are_read_from_the_physical_recovery_on():
    calm = daily(demanded=10.0, on_time=10.0, stock_value=100.0)
    hit = calm.copy()
    hit[BACKLOG, 10:30] = 40.0
    hit[STOCK_VALUE, 30:44] = 150.0
    assert backlog_days(calm, hit, np.array([20])).tolist() == [10.0]
    assert backlog_days(calm, hit, np.array([35])).tolist() == [0.0]
    assert backlog_days(calm, hit, np.array([60])).tolist() == [math.inf]
    assert overshoot(calm, hit, np.array([20])).tolist() == [0.5]


def test_the_bullwhip_is_the_variance_of_orders_over_that_of_demand():
    asked = np.array([4.0, 6.0] * 10)[:, None]
    placed = np.stack([asked, 5.0 + 3.0 * (asked - 5.0)])
    calm = Orders(np.stack([asked, asked]), asked)
    assert [(b.echelon, b.calm, round(b.hit, 9)) for b in bullwhip(calm, Orders(placed, asked), 0)] == [
        (1, 1.0, 1.0),
        (2, 1.0, 9.0),
    ]
    steady = np.full((20, 1), 5.0)
    assert bullwhip(Orders(np.stack([steady]), steady), Orders(np.stack([steady]), steady), 0) == ()
