"""What must hold of disruptions, whatever the network."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.disruption import Disruption
from echelon.network.model import Network, Settings, network
from echelon.study.many import prepare_run, run
from echelon.study.scenario import Scenario
from echelon.world.run import run as run_lanes


def shop(*, capacity: float | None = None, lane: float | None = None, months: str = "") -> Network:
    """A plant and a shop; 10 units a day asked for, varying, in a season."""
    recipe = {"site": "Plant", "item": "x", "lead_days": 1} | (
        {"capacity_per_day": capacity} if capacity else {}
    )
    way = {"from": "Plant", "to": "Shop", "item": "x", "lead_days": 1} | (
        {"capacity_per_day": lane} if lane else {}
    )
    return network(Settings("shop"), {
        "site": [{"name": "Plant"}, {"name": "Shop"}], "item": [{"name": "x", "unit_value": 1.0}],
        "stock point": [{"site": site, "item": "x", "target_stock": 60} for site in ("Plant", "Shop")],
        "recipe": [recipe], "lane": [way], "calendar": [{"name": "season", "months": months}],
        "demand": [{"customer": "c", "site": "Shop", "item": "x", "mean_per_day": 10, "shape": "gamma", "sd_per_day": 5,
                    "calendar": "season", "price": 2.0, "unmet": "lost"}],
    })  # fmt: skip


def fill(net: Network, target: str, factor: float) -> float:
    hit = Disruption("cut", target, capacity=factor, start=20, lasts=300)
    return run(Scenario(net, [hit], 330, 40, 5)).kpis()["fill_rate"].mean


@pytest.mark.parametrize("target", ["Plant", "Shop", "Plant→Shop"])
def test_a_factor_just_below_1_changes_nothing_much(target: str) -> None:
    calm = run(Scenario(shop(), days=330, replications=40, seed=5)).kpis()["fill_rate"].mean
    assert fill(shop(), target, 0.999999) == pytest.approx(calm, abs=0.005)


@pytest.mark.parametrize("target", ["Plant", "Shop", "Plant→Shop"])
def test_the_deeper_the_cut_the_worse_the_service(target: str) -> None:
    found = [fill(shop(), target, factor) for factor in (1.0, 0.9, 0.7, 0.5, 0.2, 0.0)]
    assert np.all(np.diff(found) <= 1e-12)
    assert found[0] - found[-1] > 0.5


def test_half_of_a_large_capacity_is_enough() -> None:
    assert fill(shop(capacity=100), "Plant", 0.5) > 0.99
    assert fill(shop(lane=100), "Plant→Shop", 0.5) > 0.99


def test_a_season_fits_through_an_almost_open_site() -> None:
    peak = shop(months="0.4 0.4 0.4 0.4 0.4 0.4 0.4 0.4 0.4 2.8 2.8 2.8")
    calm = run(Scenario(peak, days=330, replications=40, seed=5)).kpis()["fill_rate"].mean
    assert fill(peak, "Plant", 0.99) == pytest.approx(calm, abs=0.02)


def test_a_lane_carries_no_more_for_two_recipes_than_for_one() -> None:
    """Two recipes call off the same part over one lane of 10 a day."""
    net = network(Settings("two"), {
        "site": [{"name": "Parts"}, {"name": "Line"}], "item": [{"name": name} for name in ("part", "A", "B")],
        "stock point": [{"site": "Parts", "item": "part", "target_stock": 500}] + [
            {"site": "Line", "item": item, "target_stock": 0} for item in ("A", "B")],
        "recipe": [{"site": "Parts", "item": "part"}] + [{"site": "Line", "item": item} for item in ("A", "B")],
        "recipe input": [{"site": "Line", "item": item, "input": "part"} for item in ("A", "B")],
        "lane": [{"from": "Parts", "to": "Line", "item": "part", "capacity_per_day": 10}],
        "demand": [{"customer": item, "site": "Line", "item": item, "mean_per_day": 12} for item in ("A", "B")],
    })  # fmt: skip
    found = run_lanes(prepare_run(Scenario(net, days=50, replications=1), forced=True).job)
    assert found.customer[2, :, 0].sum() == pytest.approx(10 * 50)


def test_names_that_look_alike_in_ids_have_their_own_luck() -> None:
    """Customer A of site B@C and customer A@B of site C."""
    net = network(Settings("alike"), {
        "site": [{"name": "B@C"}, {"name": "C"}], "item": [{"name": "i"}],
        "stock point": [{"site": site, "item": "i", "target_stock": 50} for site in ("B@C", "C")],
        "recipe": [{"site": site, "item": "i"} for site in ("B@C", "C")],
        "demand": [{"customer": customer, "site": site, "item": "i", "mean_per_day": 9, "shape": "poisson"}
                   for customer, site in (("A", "B@C"), ("A@B", "C"))],
    })  # fmt: skip
    found = run(Scenario(net, days=50, replications=1))
    assert len(set(found.demands)) == 2
    assert found.customer[0, 0, 0] != found.customer[0, 1, 0]


def test_the_order_of_rows_changes_no_byte() -> None:
    """Shares 0.1, 0.2, 0.3 and the rest, in every order of rows."""
    import itertools

    def bought(order: tuple[int, ...]) -> Network:
        shares = (0.1, 0.2, 0.3, None)
        lanes = [{"from": f"S{at}", "to": "Shop", "item": "x", "lead_days": at, **({"share": shares[at]} if shares[at] else {})}
                 for at in order]  # fmt: skip
        return network(Settings("order"), {
            "site": [{"name": name} for name in ("Shop", "S0", "S1", "S2", "S3")], "item": [{"name": "x"}],
            "stock point": [{"site": name, "item": "x", "target_stock": 33} for name in ("Shop", "S0", "S1", "S2", "S3")],
            "recipe": [{"site": f"S{at}", "item": "x"} for at in range(4)], "lane": lanes,
            "demand": [{"customer": "c", "site": "Shop", "item": "x", "mean_per_day": 7, "shape": "poisson"}],
        })  # fmt: skip

    runs = [
        run(Scenario(bought(order), days=20, replications=2)) for order in itertools.permutations(range(4))
    ]
    assert len({found.question for found in runs}) == 1
    assert len({found.answer for found in runs}) == 1
