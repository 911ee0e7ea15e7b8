"""Currencies: dated rates, and what they do to value, freight, price and penalty."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.core.coded import coded
from echelon.network.build import build
from echelon.network.exchange import currencies, currency_rows, dated_rates, exchange, rate_on, standard_costs
from echelon.network.model import Network, Settings, network
from echelon.network.rates import rates


def shop(**demand: object) -> Network:
    return network(Settings("shop", currency="EUR", start_date="2026-03-01"), {
        "site": [{"name": "A"}, {"name": "B"}],
        "item": [{"name": "x", "unit_value": 1000, "currency": "JPY"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 5}, {"site": "B", "item": "x", "target_stock": 5}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "cost_per_unit": 4, "currency": "USD"}],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 1, **demand}],
        "exchange rate": [
            {"currency": "USD", "date": "2026-03-03", "rate": 0.75}, {"currency": "USD", "date": "2025-01-01", "rate": 0.5},
            {"currency": "USD", "date": "2025-06-01", "rate": 0.875},
            {"currency": "JPY", "date": "2026-03-01", "rate": 0.0078125},
            {"currency": "GBP", "date": "2026-03-02", "rate": 1.25},
        ],
    })  # fmt: skip


def test_rates_hold_until_the_next() -> None:
    net = shop()
    assert currencies(net) == ("EUR", "GBP", "JPY", "USD")
    found = exchange(net, 4)
    assert found[0].tolist() == [1.0] * 4
    assert found[3].tolist() == [0.875, 0.875, 0.75, 0.75]
    np.testing.assert_array_equal(found[1], [np.nan, 1.25, 1.25, 1.25])


def test_a_fold_reads_the_same_rates_by_date() -> None:
    net = shop()
    by_date = [[rate_on(dated, f"2026-03-0{day}") for day in (1, 2, 3, 4)] for dated in dated_rates(net)]
    np.testing.assert_array_equal(by_date, exchange(net, 4))


def test_an_empty_cell_is_the_networks_currency() -> None:
    assert currency_rows(shop(), coded(["", "EUR", "USD"])).tolist() == [0, 0, 3]
    with pytest.raises(KeyError):
        currency_rows(shop(), coded(["XTS"]))


def test_worth_is_in_the_networks_currency_and_does_not_float() -> None:
    net = shop(price=12, stockout_cost=2, currency="USD")
    found = rates(net, build(net))
    assert standard_costs(net).tolist() == [7.8125]
    assert found.value.tolist() == [7.8125] * 2
    assert (found.freight.tolist(), found.currency.tolist()) == ([4.0], [3])
    assert (found.price.tolist(), found.price_currency.tolist()) == ([12.0], [3])
    assert (found.stockout.tolist(), found.penalty_currency.tolist()) == ([2.0], [3])
    assert found.margin.tolist() == [10.5 - 7.8125]


def test_a_price_that_is_not_given_is_the_standard_cost() -> None:
    net = shop(currency="USD")
    found = rates(net, build(net))
    assert found.price.tolist() == [7.8125]
    assert (found.price_currency.tolist(), found.penalty_currency.tolist()) == ([0], [3])
