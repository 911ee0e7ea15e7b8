"""The best of several scenarios is chosen with few replications, by runs that share their luck."""

from __future__ import annotations

import pytest

import echelon
from echelon.core.errors import BadScenario
from echelon.network.model import Network, Settings, network
from echelon.study.respond import Edit, Response
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


@pytest.mark.parametrize(("how", "code"), [
    ({"procedure": "best"}, "E467"), ({"confidence": 1.0}, "E468"), ({"confidence": 0.5}, "E468"), ({"first": 1}, "E469"),
    ({"most": 19}, "E469"), ({"procedure": "ocba", "most": 39}, "E469"), ({"indifference": -1.0}, "E465"),
    ({"indifference": float("nan")}, "E465"),
])  # fmt: skip
def test_what_cannot_be_chosen_by_is_refused(how: dict[str, object], code: str) -> None:
    with pytest.raises(BadScenario, match=code):
        select([stocked(22.0), stocked(34.0)], **{"indifference": 1.0, **how})


def test_money_of_two_currencies_is_not_compared() -> None:
    rows = {noun: list(shop(22.0).rows(noun)) for noun in shop(22.0).tables}
    abroad = Scenario(network(Settings("shop", currency="USD"), rows), days=60, seed=3)
    with pytest.raises(BadScenario, match="E464"):
        select([stocked(22.0), abroad], indifference=1.0)


def test_what_responses_cost_is_taken_off_net_and_nothing_else() -> None:
    more = Response("more", (Edit("scale", "stock point", {}, {"target_stock": 1.0}),), cost=1e6)
    both = [stocked(34.0, responses=[more]), stocked(34.0)]
    net, stock = (
        echelon.select(both, measure=measure, indifference=1.0) for measure in ("net", "stock_value")
    )
    assert (net.number, stock.number) == (1, 0)
    assert net.means[0] == pytest.approx(net.means[1] - 1e6)
    assert stock.means[0] == stock.means[1]


def test_a_budget_is_spent_where_it_tells_the_best_from_the_rest() -> None:
    scenarios = [stocked(target) for target in (22.0, 34.0, 60.0)]
    found = echelon.select(scenarios, measure="stock_value", procedure="ocba", most=200)
    assert (found.number, found.promised > 0.95) == (0, True)
    assert sum(found.counts) <= 200
