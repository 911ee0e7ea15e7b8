"""Static exposure gives the answers of five worked networks: time to survive, units and money lost, exposure index.

Numbers of the first network are by hand: stock below what fails, over a demand of 5 a day, and a margin of 3 for each unit short.
Model: Simchi-Levi, Schmidt, Wei and others, Interfaces 45(5), 2015, the TTR and TTS linear programs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from echelon.network.model import Network, Settings, network
from echelon.study.static.exposure import exposure_static
from echelon.study.static.matrix import matrix_of
from echelon.study.static.model import Plan, failing, static_of
from echelon.study.static.program import Impact, Survival, steady

SERIAL = Plan(
    "SPV", [("S", "P"), ("P", "V")], {"P": {"S": 1}, "V": {"P": 1}}, {"S": 30, "P": 20, "V": 10}, {"V": 5}, {"V": 3},
    {"S": 6, "P": 6, "V": 6},
)  # fmt: skip


def as_network(plan: Plan) -> Network:
    """The same plan in the tables of a network: a node is a site that makes its material, ordered to need."""
    makes = {node: plan.materials.get(node, node) for node in plan.nodes}
    margin = {makes[node]: each for node, each in plan.margin.items()}
    rows: Mapping[str, Sequence[Mapping[str, object]]] = {
        "site": [{"name": node} for node in plan.nodes],
        "item": [{"name": item, "unit_value": 1} for item in dict.fromkeys(makes.values())],
        "stock point": [{"site": node, "item": item, "target_stock": plan.stock[node]} for node, item in makes.items()],
        "recipe": [{"site": node, "item": item, "capacity_per_day": plan.capacity[plan.plants.get(node, node)]}
                   for node, item in makes.items()],
        "recipe input": [{"site": node, "item": makes[node], "input": material, "quantity": units}
                         for node, bill in plan.bills.items() for material, units in bill.items()],
        "lane": [{"from": source, "to": to, "item": makes[source], "lead_days": 7} for source, to in plan.edges],
        "demand": [{"customer": "all", "site": node, "item": makes[node], "mean_per_day": rate, "price": 1 + margin[makes[node]]}
                   for node, rate in plan.demand.items()],
    }  # fmt: skip
    return network(Settings("plan"), rows)


def programs(plan: Plan) -> tuple[Impact, Survival]:
    static = static_of(plan)
    matrix = matrix_of(static)
    plan_of_it = steady(static, matrix)
    return Impact(static, matrix, plan_of_it), Survival(static, matrix, plan_of_it)


def worked(shared: Path) -> list[tuple[Plan, dict[str, Any]]]:
    cases = json.loads((shared / "cases" / "analytic" / "resilience_tts_ttr.json").read_text("utf-8"))
    return [
        (Plan(case["nodes"], [tuple(edge) for edge in case["edges"]], case["bom"], case["inventory"], case["demand_rate"],
              case["margin"], case["capacity_rate"], case["plant"], case["material"]), scenario)
        for case in cases if "scenarios" in case for scenario in case["scenarios"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "survives", "loses"), [("S", 12.0, 0.0), ("P", 6.0, 10.0), ("V", 2.0, 30.0)]
)
def test_a_chain_survives_as_long_as_what_is_stocked_below(node: str, survives: float, loses: float) -> None:
    impact, survival = programs(SERIAL)
    failure = failing(node, 8.0, [SERIAL.nodes.index(node)])
    assert survival.days(failure) == pytest.approx(survives, abs=1e-6)
    money, columns = impact.lost(failure)
    assert (money, columns[impact.matrix.first_lost]) == (
        pytest.approx(3 * loses, abs=1e-6),
        pytest.approx(loses, abs=1e-6),
    )
    row = exposure_static(as_network(SERIAL), [node], 8).rows[0]
    assert (row.tts_days, row.impact) == (
        pytest.approx(survives, abs=1e-6),
        pytest.approx(3 * loses, abs=1e-6),
    )
    assert row.vulnerable == (survives < 8)


def test_the_index_is_the_part_of_the_worst_one() -> None:
    found = exposure_static(as_network(SERIAL), None, 8)
    assert [(row.failure, row.rei) for row in found.rows] == [
        ("V", 1.0),
        ("P", pytest.approx(1 / 3)),
        ("S", 0.0),
    ]


def test_a_plant_limits_all_that_it_makes() -> None:
    """One line for two products, 6 a day together where 8 are asked: with 10 of each there, 2 a day last ten days."""
    both = Plan(
        "XY",
        [],
        {},
        {"X": 10, "Y": 10},
        {"X": 4, "Y": 4},
        {"X": 5, "Y": 1},
        {"line": 6},
        {"X": "line", "Y": "line"},
    )
    impact, survival = programs(both)
    assert survival.days(failing("nothing", 1.0, [])) == pytest.approx(10.0)
    money, columns = impact.lost(failing("nothing", 16.0, []))
    assert columns[impact.matrix.first_lost :].tolist() == pytest.approx([0.0, 12.0])
    assert money == pytest.approx(12.0)


@pytest.mark.shared
def test_all_worked_networks_as_the_paper_writes_them(shared: Path) -> None:
    found = worked(shared)
    assert len({id(plan) for plan, _ in found}) == len(found) == 16
    for plan, scenario in found:
        impact, survival = programs(plan)
        rows = [plan.nodes.index(node) for node in scenario["disrupted"]]
        failure = failing("it", scenario["TTR"], rows)
        money, columns = impact.lost(failure)
        assert money == pytest.approx(scenario["lost_profit_PI"], abs=1e-6)
        lost = dict(zip(impact.static.demands, columns[impact.matrix.first_lost :].tolist(), strict=True))
        assert lost == pytest.approx(scenario["lost_units"], abs=1e-6)
        assert survival.days(failure) == pytest.approx(_days(scenario), abs=1e-6)


@pytest.mark.shared
def test_all_worked_networks_as_tables(shared: Path) -> None:
    grouped: dict[str, list[tuple[Plan, dict[str, Any]]]] = {}
    for plan, scenario in worked(shared):
        grouped.setdefault(repr(plan), []).append((plan, scenario))
    assert len(grouped) == 5
    for scenarios in grouped.values():
        net = as_network(scenarios[0][0])
        hit = [tuple(scenario["disrupted"]) for _, scenario in scenarios]
        table = exposure_static(
            net, hit, {names: scenario["TTR"] for names, (_, scenario) in zip(hit, scenarios, strict=True)}
        )
        for names, (_, scenario) in zip(hit, scenarios, strict=True):
            row = table[" + ".join(names)]
            assert row.impact == pytest.approx(scenario["lost_profit_PI"], abs=1e-6)
            assert row.tts_days == pytest.approx(_days(scenario), abs=1e-6)
            assert row.rei == pytest.approx(scenario["REI"], abs=1e-6)
            assert row.vulnerable == (_days(scenario) < scenario["TTR"])


def _days(scenario: Mapping[str, Any]) -> float:
    return math.inf if scenario["TTS"] is None else float(scenario["TTS"])
