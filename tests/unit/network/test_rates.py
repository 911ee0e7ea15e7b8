"""Money and normal flow: what empty cells stand for."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.network.build import Structure, build
from echelon.network.check import Facts
from echelon.network.check.capacity import mean_need
from echelon.network.model import Network, Settings, network
from echelon.network.rates import Rates, needs, rates
from echelon.testing.networks import hand_made, random_network


@pytest.fixture(scope="module")
def lamps() -> tuple[Network, Structure, Rates]:
    net = hand_made()
    s = build(net)
    return net, s, rates(net, s)


def test_value_of_a_point_is_its_items(lamps: tuple[Network, Structure, Rates]) -> None:
    _, s, r = lamps
    assert dict(zip(s.points, r.value.tolist(), strict=True))["Izmir Works/base"] == 5.0


def test_holding_is_what_is_given_or_value_times_the_yearly_rate(
    lamps: tuple[Network, Structure, Rates],
) -> None:
    _, s, r = lamps
    holding = dict(zip(s.points, r.holding.tolist(), strict=True))
    assert holding["Lille Depot/lamp"] == 0.02
    assert holding["Leeds Shop/lamp"] == pytest.approx(40 * 0.2 / 365)


def test_margin_is_price_less_value(lamps: tuple[Network, Structure, Rates]) -> None:
    _, s, r = lamps
    assert dict(zip(s.demands, r.margin.tolist(), strict=True))["hotels@Lille Depot/lamp"] == 20.0


def test_a_price_that_is_not_given_is_the_value() -> None:
    net = network(Settings("shop"), {
        "site": [{"name": "A"}], "item": [{"name": "x", "unit_value": 7}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1}],
        "demand": [{"customer": "c", "site": "A", "item": "x", "mean_per_day": 1}],
    })  # fmt: skip
    found = rates(net, build(net))
    assert found.price.tolist() == [7.0]
    assert found.margin.tolist() == [0.0]


def test_freight_belongs_to_lanes_alone(lamps: tuple[Network, Structure, Rates]) -> None:
    _, s, r = lamps
    assert dict(zip(s.flows, r.freight.tolist(), strict=True))["Osaka Glass→Izmir Works:glass>lamp"] == 0.2
    assert np.all(r.freight[s.lane_row < 0] == 0.0)


def test_need_passes_upstream_by_shares_and_quantities(lamps: tuple[Network, Structure, Rates]) -> None:
    _, s, r = lamps
    need = dict(zip(s.points, r.need.tolist(), strict=True))
    asked = need["Leeds Shop/lamp"]
    assert asked == pytest.approx(6.0, rel=0.02)  # mean 6 x a winter calendar of mean 0.98
    assert need["Lille Depot/lamp"] == pytest.approx(5.0 + asked / 2)
    assert need["Izmir Works/lamp"] == pytest.approx(5.0 + asked)
    assert need["Osaka Glass/glass"] == pytest.approx((5.0 + asked) * 1.2 * 0.6)


@pytest.mark.parametrize("seed", range(6))
def test_mean_need_is_what_the_checks_work_out(seed: int) -> None:
    """Found by other code; only the mean of a calendar is taken otherwise (twelve equal months there, 364 days here)."""
    net = random_network(seed, 50)
    s, facts, table = build(net), Facts(net), net["stock point"]
    named = [f"{site}/{item}" for site, item in zip(table["site"], table["item"], strict=True)]
    theirs = dict(zip(named, mean_need(facts)[facts.nodes["stock point"][0]].tolist(), strict=True))
    assert [theirs[point] for point in s.points] == pytest.approx(needs(net, s)[0].tolist(), rel=0.02)
