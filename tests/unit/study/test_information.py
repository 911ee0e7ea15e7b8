"""Which input to verify: where the answer is known by hand, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from echelon.app.verifying import VerifyReports, information_document, read_inputs, verify_reports
from echelon.core.errors import BadData, BadScenario
from echelon.network.model import Network, Settings, network
from echelon.study.information import Simulation, Uncertain, verify
from echelon.study.information.inputs import Known, drawn
from echelon.study.information.losses import Losses
from echelon.study.information.simulated import SimulatedLosses
from echelon.study.information.worth import Worth, kendall


def pair() -> Network:
    """Two shops, each with a supplier of its own that has no stock beside the shop's 30 units; a unit earns 1 here, 2 there."""
    rows: dict[str, list[dict[str, object]]] = {
        noun: [] for noun in ("site", "stock point", "lane", "recipe", "demand")
    }
    for at, price in ((1, 2.0), (2, 3.0)):
        mill, shop = f"Mill {at}", f"Shop {at}"
        rows["site"] += [{"name": mill}, {"name": shop}]
        stock = {mill: 0, shop: 30}
        rows["stock point"] += [
            {"site": site, "item": "salt", "target_stock": units} for site, units in stock.items()
        ]
        rows["lane"].append({"from": mill, "to": shop, "item": "salt", "lead_days": 1})
        rows["recipe"].append({"site": mill, "item": "salt"})
        rows["demand"].append(
            {
                "customer": f"town {at}",
                "site": shop,
                "item": "salt",
                "mean_per_day": 10.0,
                "price": price,
                "unmet": "lost",
            }
        )
    return network(Settings("pair"), {**rows, "item": [{"name": "salt", "unit_value": 1.0}]})  # type: ignore[dict-item]


def test_the_worth_of_one_input_is_what_the_integral_says() -> None:
    """Mill 1 costs 100, mill 2 costs 10 m, m lognormal of mean 10: one who knows m gains E max(100, 10 m) - 100."""
    error, draws = 0.8, 4000
    factors = drawn([Uncertain("ttr", "m", 10.0, error)], draws, 3)
    losses = np.column_stack([np.full(draws, 100.0), 100.0 * factors[:, 0]])
    found = Worth(factors, losses, np.ones((1, 2), dtype=bool), 1)
    half = 0.5 * math.sqrt(math.log1p(error**2))
    closed = 100.0 * math.erf(half / math.sqrt(2.0))
    assert found.regret([]) == pytest.approx(closed, rel=0.02)
    assert found.regret([0]) < 0.01 * closed


def test_the_truths_of_an_input_are_the_same_whatever_else_is_uncertain() -> None:
    first, second = Uncertain("ttr", "Mill 1", 10.0, 0.8), Uncertain("demand", "town 1@Shop 1/salt", 5.0, 0.2)
    both = drawn([second, first], 300, 3)
    assert drawn([first], 300, 3)[:, 0].tolist() == both[:, 1].tolist()
    assert abs(np.corrcoef(both.T)[0, 1]) < 0.15
    assert both.mean(axis=0) == pytest.approx([1.0, 1.0], rel=0.01)
    assert drawn([first], 300, 4)[:, 0].tolist() != both[:, 1].tolist()


def test_what_matters_to_nobody_is_worth_nothing() -> None:
    chance = np.random.default_rng(1)
    factors = np.exp(chance.normal(size=(500, 3)))
    losses = np.column_stack([100.0 * factors[:, 0], np.full(500, 150.0)])
    acts = np.array([[True, False], [True, True], [False, False]])
    found = Worth(factors, losses, acts, 1)
    (first, left), (second, _) = found.first(5)
    assert (first, second) == (0, 1), "and the third can change nothing"
    assert left < 0.05 * found.regret([])


def test_the_report_that_decides_is_verified_first() -> None:
    net = pair()
    inputs = [Uncertain("ttr", "Mill 1", 30.0, 0.6), Uncertain("ttr", "Mill 2", 12.0, 0.6), Uncertain("ttr", "Shop 1", 4.0, 0.1),
              Uncertain("demand", "town 1@Shop 1/salt", 10.0, 0.02)]  # fmt: skip
    found = verify(net, inputs, protect=1, count=2, draws=200, ttr_days=1.0)
    assert found.chosen == ("Mill 1",)
    assert {each.name for each in found.first} == {"Mill 1", "Mill 2"}
    assert found.rows[1].left < 0.05 * found.regret
    assert 0.0 < found.first_changes == found.changes < 0.5
    assert found.tau[0] <= found.tau[1] <= found.tau[2] <= 1.0
    assert [row.rank for row in found.rows] == [1, 2, 0, 0]
    again = verify(net, inputs, protect=1, count=2, draws=200, ttr_days=1.0)
    assert information_document(again) == information_document(found)


def test_kendall_counts_ties() -> None:
    assert kendall(np.array([1.0, 1.0, 2.0]), np.array([[1.0, 1.0, 2.0]])).tolist() == [1.0]
    assert kendall(np.array([1.0, 2.0]), np.array([[5.0, 5.0]])).tolist() == [1.0]


def test_everything_wrong_is_said_at_once() -> None:
    wrong = [Uncertain("price", "Mill 1", 3.0, 0.1), Uncertain("ttr", "Mil 1", 3.0, 0.1), Uncertain("ttr", "Mill 1", -3.0, 0.1),
             Uncertain("ttr", "Mill 1", 3.0, 0.1)]  # fmt: skip
    with pytest.raises(BadScenario) as refused:
        verify(pair(), wrong)
    assert [each.code for each in refused.value.findings] == ["E561", "E562", "E564", "E563"]
    with pytest.raises(BadScenario) as refused:
        verify(pair(), protect=4, count=0, draws=3)
    assert [each.code for each in refused.value.findings] == ["E565", "E566", "E567"]
    with pytest.raises(BadScenario, match="E560"):
        verify(pair(), [])
    with pytest.raises(BadScenario) as refused:
        verify(pair(), protect=1, per_year={"Mil 1": 2.0, "Mill 2": -1.0, "Shop 1": math.nan, "Shop 2": 0.0})
    assert [each.code for each in refused.value.findings] == ["E559"] * 3


def test_a_table_of_inputs_is_read(tmp_path: Path) -> None:
    file = tmp_path / "inputs.csv"
    file.write_text(
        "kind,name,reported,error\nttr,Mill 1,30,0.6\ndemand,town 1@Shop 1/salt,10,0.1\n", "utf-8"
    )
    assert read_inputs(str(file)) == [
        Uncertain("ttr", "Mill 1", 30.0, 0.6),
        Uncertain("demand", "town 1@Shop 1/salt", 10.0, 0.1),
    ]
    file.write_text("kind,name,reported,error\nttr,Mill 1,soon,high\n", "utf-8")
    with pytest.raises(BadData) as refused:
        read_inputs(str(file))
    assert [(each.code, each.line) for each in refused.value.findings] == [("E568", 2), ("E568", 2)]


def test_all_sites_and_customers_are_uncertain_where_no_table_says(tmp_path: Path) -> None:
    from echelon.connect import write_network

    write_network(pair(), tmp_path / "pair")
    found = verify_reports(VerifyReports(str(tmp_path / "pair"), protect=1, count=1, draws=50))
    assert len(found.rows) == 6


def test_lead_times_matter_by_simulation() -> None:
    """The longer the way, the later the failure is felt, and the longer its end: only a simulation knows."""
    inputs = [Uncertain("ttr", "Mill 1", 15.0, 0.4), Uncertain("lead", "Mill 1→Shop 1:salt", 1.0, 0.3)]
    with pytest.raises(BadScenario, match="E569"):
        verify(pair(), inputs, protect=1)
    how = Simulation(days=100, start=30, replications=1, forced=True)
    found = verify(pair(), inputs, protect=1, count=2, draws=50, ttr_days=5.0, simulation=how)
    assert found.regret > 0.0
    assert found.first[0].label == "ttr of Mill 1"
    assert found.rows[0].left < 0.3 * found.regret


def test_simulated_and_static_losses_agree_where_nothing_takes_time() -> None:
    """Lost sales, no lead: what the mill does not make for so many days beyond the shop's stock is lost."""
    rows = {noun: [dict(row) for row in pair().rows(noun)] for noun in pair().tables}
    rows["lane"] = [row | {"lead_days": 0.0} for row in rows["lane"]]
    net = network(Settings("pair", holding_rate_per_year=0.0), rows)  # type: ignore[arg-type]
    known = Known([Uncertain("ttr", "Mill 2", 10.0, 0.5)], ["Mill 1", "Mill 2"], 8.0, {"Mill 1": 2.0})
    factors = np.array([[1.0], [2.0]])
    static = Losses(net, known).under(factors)
    assert static.tolist() == [[2.0 * 50.0, 140.0], [2.0 * 50.0, 340.0]]
    simulated = SimulatedLosses(net, known, Simulation(days=80, start=30, replications=1, forced=True)).under(
        factors
    )
    on_its_way = 20.0  # a day's demand is ordered and not yet there, which the static model has on hand
    assert simulated == pytest.approx(static + on_its_way)
