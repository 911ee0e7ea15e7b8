"""The agent that follows plans, over a small network and its clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import echelon
from echelon.agents.plan.library import library_of
from echelon.agents.plan.planner import Planner
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.world.run import run as run_lanes


def shop() -> echelon.Network:
    return echelon.build_network(echelon.Settings("shop"), {
        "site": [{"name": name} for name in ("Mill", "Works", "Shop")], "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": "Shop", "item": "drill", "target_stock": 60},
                        *({"site": site, "item": "drill", "target_stock": 200} for site in ("Mill", "Works"))],
        "recipe": [{"site": site, "item": "drill", "lead_days": 1} for site in ("Mill", "Works")],
        "lane": [{"from": "Mill", "to": "Shop", "item": "drill", "lead_days": 4, "share": 0.8},
                 {"from": "Works", "to": "Shop", "item": "drill", "lead_days": 4, "share": 0.2}],
        "demand": [{"customer": "town", "site": "Shop", "item": "drill", "mean_per_day": 10, "unmet": "lost",
                    "price": 60.0}]})  # fmt: skip


def planner(noun: str, kind: str, plan: dict[str, Any], **more: Any) -> Planner:
    return Planner(library_of({"name": kind, "kind": kind, "noun": noun, "plan": [plan], **more}))


def lost(*agents: Planner, announced: int = 0, hits: str = "Mill→Shop", lanes: int = 0) -> Any:
    closed = echelon.Disruption("closed", hits=[hits], capacity=0.0, start=40, lasts=20, announced=announced)
    asked = Scenario(shop(), disruptions=[closed], days=100, replications=4, agents=agents)
    return run_lanes(prepare_run(asked, forced=True).job, map, lanes).customer


UP = {
    "name": "stock up",
    "when": "announced_in < 20",
    "until": "announced_in > 900",
    "do": {"extra_stock": "demand * announced_days"},
}
AWAY = {
    "name": "ask the others",
    "when": "down > 0.7",
    "if": "other_down < 0.3",
    "until": "down < 0.2",
    "do": {"source_weight": "0"},
}


def sold(customer: Any) -> float:
    """Units delivered to customers."""
    return float(customer[1].sum())


def test_stock_is_raised_ahead_of_what_is_announced_and_customers_gain() -> None:
    alone = lost(announced=15)
    keeper = lost(planner("stock point", "inventory", UP), announced=15)
    assert sold(keeper) > sold(alone)
    assert (lost(planner("stock point", "inventory", UP)) == lost()).all(), (
        "what is not announced moves nobody"
    )


def test_the_other_source_is_asked_while_a_lane_is_closed() -> None:
    alone, agile = lost(), lost(planner("flow", "procurement", AWAY))
    assert sold(agile) > sold(alone)


def test_answers_do_not_depend_on_the_width_of_blocks() -> None:
    agents = (planner("stock point", "inventory", UP), planner("flow", "procurement", AWAY))
    assert np.array_equal(lost(*agents, announced=15, lanes=1), lost(*agents, announced=15, lanes=4))


def test_a_library_is_part_of_the_question() -> None:
    asked = Scenario(shop(), days=30, agents=[planner("stock point", "inventory", UP)])
    other = replace(asked, agents=[planner("stock point", "inventory", {**UP, "when": "announced_in < 21"})])
    assert asked.question("") != other.question("")


@pytest.mark.parametrize("noun", ["stock point", "flow", "demand", "resource"])
def test_every_noun_can_be_seen(noun: str) -> None:
    lever, kind = {"stock point": ("extra_stock", "inventory"), "flow": ("source_weight", "procurement"),
                   "demand": ("allotment", "sales"), "resource": ("overtime", "manufacturing")}[noun]  # fmt: skip
    calm = {"name": "never", "when": "0", "until": "1", "do": {lever: "1"}}
    assert (lost(planner(noun, kind, calm)) == lost()).all()
