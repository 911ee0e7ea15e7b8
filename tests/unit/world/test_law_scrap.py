"""A part of what is finished is scrapped. Histories by hand, moments by chance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from echelon.core.quantile import KNOTS, beta_table
from echelon.network.build import build
from echelon.network.model import Network, Settings, network
from echelon.network.rates import rates
from echelon.testing.walks import job_of, walk
from echelon.world.law import scrap as law
from echelon.world.trace import events


def forge(lead: float = 1, **recipe: Any) -> Network:
    """Blades for 8 a day out of one ingot each."""
    return network(Settings("forge"), {
        "site": [{"name": "f"}], "item": [{"name": "blade"}, {"name": "ingot"}],
        "stock point": [{"site": "f", "item": "blade", "target_stock": 40}, {"site": "f", "item": "ingot", "target_stock": 999}],
        "recipe": [{"site": "f", "item": "blade", "lead_days": lead, **recipe}, {"site": "f", "item": "ingot"}],
        "recipe input": [{"site": "f", "item": "blade", "input": "ingot"}],
        "demand": [{"customer": "c", "site": "f", "item": "blade", "mean_per_day": 8}],
    })  # fmt: skip


def ordered(net: Network, days: int) -> list[float]:
    s, job = job_of(net, days, 1, forced=True)
    at = s.points.index("f/blade")
    return [float(day.moved["ordered"][at, 0]) for day in walk(job)]


@pytest.mark.parametrize("part", [0.0, 1 / 3, 0.5, 0.9, 1.0])
def test_good_and_scrap_add_up_to_the_last_bit(part: float) -> None:
    units = np.random.default_rng(5).uniform(0.0, 50.0, 999)
    table = law.Yields(np.array([0]), np.array([part]), np.array([-1]), np.zeros((0, KNOTS)), None, None)
    scrap, good = np.zeros((1, 999)), units.copy()
    law.part_good.py_func(table, scrap, 0, 0.0, 3, None, good)
    assert np.array_equal(good + scrap[0], units)
    np.testing.assert_allclose(good, units * part, rtol=1e-14)


def test_what_fails_is_ordered_again_once_it_is_known() -> None:
    """Half fails. Day 0 orders 8; on day 1 its 4 failures show, and from day 2 they are ordered again, and so on."""
    assert ordered(forge(yield_mean=0.5), 6) == [8.0, 8.0, 12.0, 12.0, 14.0, 14.0]


def test_planned_orders_are_raised_and_what_fails_is_no_surprise() -> None:
    assert ordered(forge(yield_mean=0.5, yield_planned="yes"), 6) == [16.0] * 6


def test_the_part_is_drawn_with_its_mean_and_spread() -> None:
    mean, sd, lanes = 0.8, 0.1, 4000
    s, job = job_of(forge(0, yield_mean=mean, yield_sd=sd), 10, lanes, forced=True)
    at, parts = s.points.index("f/blade"), []
    for day in walk(job):
        good, lost = day.moved["done"][at], day.state.scrap[0]
        parts.append(good / (good + lost))
    found = np.array(parts)
    count = found.size
    kurtosis = float(np.mean((found - mean) ** 4)) / sd**4
    assert abs(found.mean() - mean) < 3 * sd / math.sqrt(count)
    assert abs(found.var() - sd**2) < 3 * sd**2 * math.sqrt((kurtosis - 1) / count)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    apart = np.corrcoef(found[:-1].ravel(), found[1:].ravel())[0, 1]
    assert abs(apart) < 3 / math.sqrt(count)


@pytest.mark.parametrize(("mean", "sd"), [(0.95, 0.03), (0.6, 0.3), (0.02, 0.01), (0.5, 0.45)])
def test_a_table_of_parts_has_its_moments_and_stays_between_0_and_1(mean: float, sd: float) -> None:
    table = beta_table(mean, sd)
    chance = np.random.default_rng(1).random(400_000)
    half = KNOTS // 2
    tail = np.ldexp(1.0 + np.arange(half) % 16 / 16, np.arange(half) // 16 - 33)
    drawn = np.where(
        chance < 0.5, np.interp(chance, tail, table[:half]), np.interp(1 - chance, tail, table[half:])
    )
    assert table.min() >= 0.0
    assert table.max() <= 1.0
    assert abs(drawn.mean() - mean) < 4 * sd / math.sqrt(drawn.size)
    assert abs(drawn.std() - sd) < 0.01 * sd


def test_more_must_start_than_is_sold() -> None:
    net = forge(yield_mean=0.8)
    s = build(net)
    found = rates(net, s)
    needs = dict(zip(s.points, found.need.tolist(), strict=True))
    assert needs == {"f/blade": 8.0, "f/ingot": 10.0}
    blade = s.points.index("f/blade")
    tables = job_of(net, 3, 1, forced=True)[1].tables
    assert tables.points["starts"][blade] == pytest.approx(8 * 1.25 / 0.8)


def test_scrap_is_told() -> None:
    net = forge(0, yield_mean=0.75)
    s, job = job_of(net, 1, 1, forced=True)
    made = [
        event.data
        for event in events(job, 0, net, s)
        if event.subject == "f/blade" and "produced" in event.data
    ]
    assert [(data["produced"], data["scrap"]) for data in made] == [(6.0, 2.0)]


def test_items_with_a_quantum_are_scrapped_in_whole_quanta() -> None:
    table = law.Yields(np.array([0]), np.array([0.7]), np.array([-1]), np.zeros((0, KNOTS)), None, None)
    scrap, good = np.zeros((1, 4)), np.array([0.0, 4.0, 12.0, 40.0])
    law.part_good.py_func(table, scrap, 0, 4.0, 3, None, good)
    assert scrap[0].tolist() == [0.0, 0.0, 4.0, 12.0]
    assert good.tolist() == [0.0, 4.0, 8.0, 28.0]
