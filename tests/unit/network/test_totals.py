"""Pieces and litres are never added: totals of all customers are in one unit, or weighed by worth."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import echelon
from echelon.app.kept import kpis_document, run_document
from echelon.cli.tables import comparison_table, run_table
from echelon.core.errors import BadNetwork, BadScenario
from echelon.network.build import build
from echelon.network.check import check
from echelon.network.fold import chart
from echelon.network.model import Network, Settings, network
from echelon.network.rates import rates
from echelon.network.totals import of_each, totals
from echelon.report.document import document
from echelon.study.exposure import hurt
from echelon.study.many import Run
from echelon.testing.networks import random_network

DAYS = 4
ORDERS = {"drill": 10, "oil": 100}


def shop(*, unit: str = "l", **cells: Any) -> Network:
    """25 drills for a customer who asks 10 a day, and oil enough for one who asks 100 litres; nothing comes in time.

    Drills are sold at 60 EUR, oil at 3 USD, which are 1.5 EUR on day 0 and more later.
    """
    stock = {"drill": 25, "oil": 1000}
    asks = [
        {"customer": "Japan", "item": "drill", "price": 60},
        {"customer": "garages", "item": "oil", "price": 3, "currency": "USD"},
    ]
    return network(Settings("shop"), {
        "site": [{"name": "Kobe"}],
        "item": [{"name": "drill", "unit_value": 40}, {"name": "oil", "unit": unit, "unit_value": 0.25} | cells.get("oil", {})],
        "stock point": [{"site": "Kobe", "item": item, "target_stock": units} for item, units in stock.items()],
        "recipe": [{"site": "Kobe", "item": item, "lead_days": 100} for item in stock],
        "demand": [{"site": "Kobe", "mean_per_day": ORDERS[str(ask["item"])], "unmet": "lost", **ask,
                    **cells.get(str(ask["item"]) + " demand", {})} for ask in asks],
        "exchange rate": [{"currency": "USD", "date": "2025-12-01", "rate": 0.5},
                          {"currency": "USD", "date": "2026-01-02", "rate": 0.8}],
    })  # fmt: skip


def answer(net: Network) -> Run:
    return echelon.run(echelon.Scenario(net, days=DAYS, replications=2))


@pytest.fixture(scope="module")
def mixed() -> Run:
    return answer(shop())


def test_totals_are_weighed_by_what_is_paid_on_day_0(mixed: Run) -> None:
    """Worked by hand: 10 x 60 + 100 x 3 x 0.5 = 750 EUR are asked a day; 25 of 40 drills are there."""
    assert mixed.unit == "EUR"
    np.testing.assert_array_equal(mixed.daily[0, :, 0], [750.0] * DAYS)
    np.testing.assert_array_equal(mixed.daily[1, :, 0], [750.0, 750.0, 450.0, 150.0])
    kpis = mixed.kpis()
    assert kpis["fill_rate"].mean == (750 + 750 + 450 + 150) / 3000
    assert kpis["lost"].mean == 15 * 60.0


def test_customers_are_counted_in_their_own_units(mixed: Run) -> None:
    asked = dict(zip(mixed.demands, mixed.customer[:4, :, 0].T.tolist(), strict=True))
    assert asked == {
        "Japan@Kobe/drill": [40.0, 25.0, 25.0, 15.0],
        "garages@Kobe/oil": [400.0, 400.0, 400.0, 0.0],
    }


def test_every_print_says_what_totals_are_in(mixed: Run) -> None:
    said = [line.split() for line in repr(mixed).splitlines()]
    assert ["Lost", "sales", "900", "EUR"] in said
    assert any(line[:5] == ["Filled", "on", "time,", "by", "value"] for line in said)
    assert kpis_document(mixed)["lost"]["unit"] == "EUR"  # type: ignore[index]
    assert run_document(mixed, "")["unit"] == "EUR"
    again = echelon.compare(mixed, mixed)
    assert "Filled on time, by value" in repr(again)
    assert "Filled on time, by value" in again._repr_html_()
    cells = [list(column.cells) for column in run_table(mixed).columns]
    assert ("Lost sales", "EUR") in {
        (str(label), str(unit)) for label, unit in zip(cells[0], cells[3], strict=True)
    }
    cells = [list(column.cells) for column in comparison_table(again).columns]
    assert ("Lost sales", "EUR") in {
        (str(label), str(unit)) for label, unit in zip(cells[0], cells[5], strict=True)
    }


def test_the_report_says_what_totals_are_in(mixed: Run) -> None:
    exposure = echelon.stress(shop(), start=1, lasts=2, days=DAYS, replications=2)
    hit = echelon.run(
        echelon.Scenario(
            shop(), [echelon.Disruption("shut", "Kobe", capacity=0.0, start=1, lasts=2)], DAYS, 2
        )
    )
    found = json.loads(json.dumps(document(net=shop(), calm=mixed, hit=hit, exposure=exposure)))
    said = {(fan["kpi"], fan["label"], fan["unit"]) for fan in found["fans"]}
    assert ("fill_rate", "Filled on time, by value, last 7 days", "%") in said
    assert ("backlog", "Backlog of customers", "EUR") in said
    assert {row["kpi"]: row["unit"] for row in found["comparison"]}["lost"] == "EUR"
    assert {each["name"]: (each["demand_per_day"], each["unit"]) for each in found["network"]["customers"]} == {
        "Japan": (10.0, "piece"), "garages": (100.0, "l")}  # fmt: skip
    assert "by value in EUR" in found["exposure_note"]
    assert exposure.unit == "EUR"


def test_one_unit_is_added_as_it_is() -> None:
    found = answer(shop(unit="piece"))
    assert (found.unit, found.kpis()["lost"].mean) == ("piece", 15.0)
    assert found.daily[0, :, 0].tolist() == [110.0] * DAYS
    assert ["Lost", "sales", "15", "piece"] in [line.split() for line in repr(found).splitlines()]
    assert "by value" not in repr(found)


def test_units_that_convert_are_added_in_one() -> None:
    """100 dozen beside 10 pieces."""
    found = answer(shop(unit="dozen"))
    assert (found.unit, found.daily[0, 0, 0]) == ("piece", 1210.0)


def test_runs_whose_totals_are_in_different_units_are_not_compared(mixed: Run) -> None:
    with pytest.raises(BadScenario, match="E232"):
        echelon.compare(mixed, answer(shop(unit="piece")))


def test_what_is_sold_for_nothing_counts_with_its_standard_cost() -> None:
    net = shop(**{"drill demand": {"price": 0}})
    s = build(net)
    assert totals(net, s, rates(net, s)).weights.tolist() == [40.0, 1.5]


def test_what_is_worth_nothing_at_all_is_found() -> None:
    free = {"oil": {"unit_value": 0}, "oil demand": {"price": 0}}
    assert [each.level for each in check(shop(**free)) if each.code == "E372"] == ["warning"]
    assert [each.code for each in check(shop(unit="piece", **free)) if each.code in ("E372", "E380")] == []
    rows: dict[str, Any] = {noun: list(shop(**free).rows(noun)) for noun in shop().tables}
    rows["item"][0]["unit_value"] = rows["demand"][0]["price"] = 0
    with pytest.raises(BadNetwork, match="E380"):
        answer(network(Settings("shop"), rows))


def test_a_customer_of_several_units_is_weighed_by_itself() -> None:
    """Japan asks 10 drills (600 EUR) and 100 l of oil (150 EUR): without a drill on time it loses 80 %."""
    net = shop(**{"oil demand": {"customer": "Japan"}})
    s = build(net)
    customer = net["demand"]["customer"][s.demand_row]
    weights = of_each(net, s, rates(net, s), customer)
    calm, hit = np.array([[[10.0], [100.0]]] * 2), np.array([[[10.0], [100.0]], [[0.0], [100.0]]])
    assert weights.tolist() == [60.0, 1.5]
    assert hurt(customer, weights, calm, hit) == ("Japan",)
    slightly = np.array([[[10.0], [100.0]], [[10.0], [96.0]]])
    assert hurt(customer, weights, calm, slightly) == ()  # 6 EUR of 750; of the units it would be 4 of 110


def test_some_random_networks_have_customers_in_different_units() -> None:
    """So that the thesis, conservation and the rest are asked of weighed totals too."""
    assert {chart(random_network(seed, 25)).unit for seed in range(3)} >= {"EUR"}


def test_a_site_does_not_handle_pieces_and_litres_that_stand_for_each_other() -> None:
    rows: dict[str, Any] = {noun: list(shop().rows(noun)) for noun in shop().tables}
    rows["demand"] = rows["demand"][:1]
    rows["site"][0]["handling_per_day"] = 50
    assert "E355" not in [each.code for each in check(network(Settings("shop"), rows))]
    rows["demand"][0]["substitute"] = "oil"
    assert "E355" in [each.code for each in check(network(Settings("shop"), rows))]
