"""Network → arrays: what each record says of its row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from echelon.core.chance import key
from echelon.network.build import Structure
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, job_of
from echelon.world.law.demand import ALIAS, CONSTANT, QUANTILE
from echelon.world.run import Job
from echelon.world.tables import Tables

DAYS = 30


@pytest.fixture(scope="module")
def lamps() -> tuple[Structure, Tables]:
    s, job = job_of(hand_made(), DAYS, 1)
    return s, job.tables


def pipe(s: Structure, tables: Tables, name: str) -> Any:
    """The record of a flow, or of the recipe of a point."""
    at = s.flows.index(name) if name in s.flows else int(tables.points["pipe"][s.points.index(name)])
    return tables.pipes[at]


def test_rings_lie_end_to_end(lamps: tuple[Structure, Tables]) -> None:
    pipes = lamps[1].pipes
    assert np.array_equal(pipes["base"][1:], np.cumsum(pipes["slots"])[:-1])


def test_a_whole_lead_has_one_slot_more_than_days(lamps: tuple[Structure, Tables]) -> None:
    found = pipe(*lamps, "Brno Glass→Izmir Works:glass>lamp")
    assert (found["lead"], found["slots"]) == (4, 5)


def test_a_varying_lead_has_a_slot_for_its_longest(lamps: tuple[Structure, Tables]) -> None:
    s, tables = lamps
    found = pipe(s, tables, "Izmir Works→Lille Depot:lamp")
    assert (found["lead"], found["slots"]) == (-1, 15)
    assert tables.limits.size >= found["start"] + 2 ** (32 - found["shift"])


def test_a_recipe_has_a_pipe_of_its_own(lamps: tuple[Structure, Tables]) -> None:
    assert pipe(*lamps, "Osaka Glass/glass")["lead"] == 5
    assert lamps[1].points["pipe"][lamps[0].points.index("Leeds Shop/lamp")] == -1


def test_streams_have_stable_names(lamps: tuple[Structure, Tables]) -> None:
    s, tables = lamps
    found = pipe(s, tables, "Izmir Works→Lille Depot:lamp")
    assert (found["key0"], found["key1"]) == key(7, "lane:Izmir Works→Lille Depot:lamp", "lead")
    walkin = tables.demands[s.demands.index("walk-in@Leeds Shop/lamp")]
    assert (walkin["key0"], walkin["key1"]) == key(7, "demand:walk-in@Leeds Shop/lamp", "quantity")


def test_every_random_stream_has_its_own_key() -> None:
    for seed in range(5):
        s, job = job_of(random_network(seed, 60), DAYS, 1)
        pipes, demands = job.tables.pipes, job.tables.demands
        drawn = np.flatnonzero(pipes["lead"] < 0)
        keys = [*zip(pipes["key0"][drawn], pipes["key1"][drawn], strict=True)]
        keys += zip(demands["key0"], demands["key1"], strict=True)
        lanes = s.lane_row[drawn[drawn < len(s.flows)]]
        together = len(lanes) - len(np.unique(lanes))
        assert len(set(keys)) == len(keys) - together, "flows of one lane travel together"


def test_shared_hours_follow_their_calendar(lamps: tuple[Structure, Tables]) -> None:
    s, tables = lamps
    users = tables.users[tables.resources[0]["user"] : tables.resources[0]["user_end"]]
    assert [s.points[user] for user in users] == ["Izmir Works/lamp"]
    assert tables.hours.shape == (1, DAYS)
    assert set(tables.hours[0].tolist()) == {0.0, 8.0, 16.0}


def test_day_0_is_the_start_date(lamps: tuple[Structure, Tables]) -> None:
    """1 January 2026 is a Thursday: the first Sunday is day 3."""
    assert lamps[1].hours[0, :4].tolist() == [16.0, 16.0, 8.0, 0.0]


def test_what_is_not_given_is_no_limit(lamps: tuple[Structure, Tables]) -> None:
    s, tables = lamps
    capacity = dict(zip(s.points, tables.points["capacity"].tolist(), strict=True))
    assert capacity["Brno Glass/glass"] == 40.0
    assert capacity["Osaka Glass/glass"] == math.inf


def shop(**demand: Any) -> Network:
    return network(Settings("shop"), {
        "site": [{"name": "A"}], "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 9, "initial_stock": 4}],
        "demand": [{"customer": "c", "site": "A", "item": "x", **demand}],
    })  # fmt: skip


def job(net: Network, **more: Any) -> Job:
    return job_of(net, DAYS, 1, **more)[1]


@pytest.mark.parametrize(("demand", "kind"), [
    ({"mean_per_day": 2}, CONSTANT), ({"mean_per_day": 2, "shape": "normal"}, CONSTANT),
    ({"mean_per_day": 2, "shape": "normal", "sd_per_day": 1}, QUANTILE), ({"mean_per_day": 2, "shape": "poisson"}, ALIAS),
    ({"mean_per_day": 2, "shape": "gamma", "sd_per_day": 1}, QUANTILE), ({"mean_per_day": 0, "shape": "poisson"}, CONSTANT),
    ({"mean_per_day": 0, "shape": "gamma", "sd_per_day": 1}, CONSTANT),
])  # fmt: skip
def test_kinds_of_demand(demand: dict[str, Any], kind: int) -> None:
    assert job(shop(**demand)).tables.demands["kind"].tolist() == [kind]


def test_opening_stock_is_the_initial_or_the_target(lamps: tuple[Structure, Tables]) -> None:
    assert job(shop(mean_per_day=1)).start.stock.tolist() == [4.0]
    s, hand = job_of(hand_made(), DAYS, 1)
    opening = dict(zip(s.points, hand.start.stock.tolist(), strict=True))
    assert (opening["Izmir Works/base"], opening["Leeds Shop/lamp"]) == (80.0, 25.0)


def test_a_lane_has_the_gates_of_itself_and_of_what_it_passes() -> None:
    net = hand_made()
    suez = list(net["site"]["name"]).index("Suez")
    closed = [
        Close(("site", suez), 1, 2),
        Close(("lane", 0), 1, 2),
        Close(("site", 0), 1, 2),
        Close(("demand", 1), 1, 2),
    ]
    s, found = job_of(net, DAYS, 1, closed=closed)
    flows = found.tables.flows
    gates = {
        name: len(found.tables.flow_gates[flow["gate"] : flow["gate_end"]])
        for name, flow in zip(s.flows, flows, strict=True)
    }
    assert gates["Osaka Glass→Izmir Works:glass>lamp"] == 1, "its own; of what it passes on the way"
    assert found.tables.route.flows["flow"].tolist() == [s.flows.index("Osaka Glass→Izmir Works:glass>lamp")]
    assert len(found.tables.route.passages) == 1
    assert sum(gates.values()) == 1
    assert found.tables.points["gate"][s.points.index("Osaka Glass/glass")] >= 0
    assert sorted(found.tables.demands["gate"].tolist()) == [-1, 0]


def test_without_disruptions_there_are_no_gates() -> None:
    tables = job(hand_made()).tables
    assert set(tables.points["gate"].tolist()) == set(tables.demands["gate"].tolist()) == {-1}
    assert tables.flow_gates.size == 0


def test_a_lane_of_one_flow_keeps_its_capacity_beside_hand_overs() -> None:
    """The first lane brings a part that is stocked at the plant and handed over to its recipe there."""
    net = network(Settings("plant"), {
        "site": [{"name": "Parts"}, {"name": "Plant"}], "item": [{"name": "part"}, {"name": "x"}],
        "stock point": [{"site": site, "item": item, "target_stock": 50}
                        for site, item in (("Parts", "part"), ("Plant", "part"), ("Plant", "x"))],
        "recipe": [{"site": "Parts", "item": "part"}, {"site": "Plant", "item": "x"}],
        "recipe input": [{"site": "Plant", "item": "x", "input": "part"}],
        "lane": [{"from": "Parts", "to": "Plant", "item": "part", "capacity_per_day": 12}],
        "demand": [{"customer": "c", "site": "Plant", "item": "x", "mean_per_day": 10}],
    })  # fmt: skip
    s, job = job_of(net, DAYS, 1)
    assert dict(zip(s.flows, job.tables.flows["capacity"], strict=True)) == {
        "Parts→Plant:part": 12.0,
        "Plant:part>x": np.inf,
    }
