"""Nobody survives longer by simulation than the static model says, and a shorter time has its reason."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from echelon.network.model import Network, Settings, network
from echelon.study.exposure import against_static
from echelon.study.exposure.held import CALM, FAR, LEADS, POLICY, SEVERAL, UNDER_WAY
from echelon.testing.networks import random_network

DAYS = 150


@pytest.mark.parametrize("seed", range(12))
def test_the_static_model_survives_at_least_as_long(seed: int) -> None:
    for held in against_static(ample(random_network(seed, 10)), start=60, days=DAYS, forced=True):
        assert held.dynamic_days <= held.static_days + 1e-6 or held.static_days >= held.within, str(held)
        assert (held.reason != "") == (held.gap > FAR * min(math.floor(held.static_days + 1e-6) if held.static_days < math.inf
                                                            else held.within, held.within) + 1e-9)  # fmt: skip


def ample(net: Network) -> Network:
    """Three times the stock, so that few go short without a failure."""
    points = net.tables["stock point"]
    more = {name: points[name] * 3.0 for name in ("target_stock", "reorder_point")}
    return replace(
        net, tables={**net.tables, "stock point": replace(points, columns={**points.columns, **more})}
    )


def chain(**cells: object) -> Network:
    """Mine → Plant → Shop and another mine far away; 5 a day asked for."""
    return network(Settings("chain"), {
        "site": [{"name": name} for name in ("Mine", "Far Mine", "Plant", "Shop")],
        "item": [{"name": "ore", "unit_value": 1.0}, {"name": "tool", "unit_value": 4.0}],
        "stock point": [
            {"site": "Mine", "item": "ore", "target_stock": 500}, {"site": "Far Mine", "item": "ore", "target_stock": 500},
            {"site": "Plant", "item": "tool", "target_stock": 10},
            {"site": "Shop", "item": "tool", "target_stock": 40, **cells},
        ],
        "lane": [{"from": "Mine", "to": "Plant", "item": "ore", "lead_days": 1, "share": 0.5},
                 {"from": "Far Mine", "to": "Plant", "item": "ore", "lead_days": 1, "share": 0.5},
                 {"from": "Plant", "to": "Shop", "item": "tool", "lead_days": 2}],
        "recipe": [{"site": "Mine", "item": "ore", "lead_days": 1}, {"site": "Far Mine", "item": "ore", "lead_days": 1},
                   {"site": "Plant", "item": "tool", "lead_days": 1}],
        "recipe input": [{"site": "Plant", "item": "tool", "input": "ore"}],
        "demand": [{"customer": "All", "site": "Shop", "item": "tool", "mean_per_day": 5.0, "price": 10.0}],
    })  # fmt: skip


def test_with_one_way_and_all_stock_in_it_both_say_the_same() -> None:
    plant = {held.failure: held for held in against_static(chain(), days=DAYS, forced=True)}["Plant"]
    assert plant.dynamic_days == plant.static_days == 40.0 / 5.0
    assert (plant.reason, plant.gap) == ("", 0.0)


def test_shares_that_stay_are_the_reason_where_another_could_give_more() -> None:
    mine = {held.failure: held for held in against_static(chain(), days=DAYS, forced=True)}["Mine"]
    assert mine.static_days == math.inf
    assert mine.dynamic_days < 40
    assert mine.reason == POLICY
    assert "shares and targets stay" in str(mine)


def test_every_reason_is_said() -> None:
    from echelon.study.exposure.held import SAID

    assert set(SAID) == {CALM, LEADS, POLICY, SEVERAL, UNDER_WAY}


@pytest.mark.shared
def test_the_worked_networks_survive_at_most_as_long(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "analytic" / "resilience_tts_ttr.json").read_text("utf-8"))
    worked = [case for case in cases if "scenarios" in case]
    assert len(worked) == 5
    for case in worked:
        known = {tuple(each["disrupted"]): each["TTS"] for each in case["scenarios"]}
        for held in against_static(_network(case), list(case["nodes"]), start=0, days=DAYS, forced=True):
            best = known.get((held.failure,))
            assert held.dynamic_days <= (math.inf if best is None else best) + 1e-6, str(held)


def _network(case: dict) -> Network:
    makes = {node: case["material"].get(node, node) for node in case["nodes"]}
    margin = {makes[node]: each for node, each in case["margin"].items()}
    return network(Settings("plan"), {
        "site": [{"name": node} for node in case["nodes"]],
        "item": [{"name": item, "unit_value": 1} for item in dict.fromkeys(makes.values())],
        "stock point": [{"site": node, "item": item, "target_stock": case["inventory"].get(node, 0)}
                        for node, item in makes.items()],
        "recipe": [{"site": node, "item": item, "capacity_per_day": case["capacity_rate"].get(case["plant"].get(node, node))}
                   for node, item in makes.items()],
        "recipe input": [{"site": node, "item": makes[node], "input": material, "quantity": units}
                         for node, bill in case["bom"].items() for material, units in bill.items()],
        "lane": [{"from": source, "to": to, "item": makes[source], "lead_days": 1} for source, to in case["edges"]],
        "demand": [{"customer": "all", "site": node, "item": makes[node], "mean_per_day": rate, "price": 1 + margin[makes[node]]}
                   for node, rate in case["demand_rate"].items()],
    })  # fmt: skip
