"""The beer game as played on its board, with the best constant levels: Sterman's benchmark of 204.

Receive, fill orders, record, let order slips advance, place an order: timetable `board`. Orders take two weeks to the next
stage and goods two weeks back, brewing takes three; twelve cases on hand and four in every place of the board. Demand is four
a week for four weeks, then eight. A case in stock costs 0.50 a week, one owed 1.00.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from theory import Answer, hold

from echelon.network.model import Network, Settings, network
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.walks import walk

STERMAN = "Sterman, Modeling Managerial Behavior, Mgmt Sci. 35(3), 1989: benchmark costs of the board game"
STAGES = ("retailer", "wholesaler", "distributor", "factory")
LEVELS = (28, 28, 28, 20)
"""S' of the rule: order max(0, 4 + S' - stock + backlog - supply line)."""
WEEKS = 36
TOTAL, PLAYED, BY_STAGE = 204.0, 180.0, (36.0, 44.0, 52.0, 48.0)
"""Cost with the record of the week before the first, of the weeks played, and of these by stage."""


def board() -> Network:
    """The brewery's own supply is a stage of its own that lacks nothing; one week of its three is the slip's way."""
    ends = list(zip((*STAGES[1:], "brewing"), STAGES, strict=True))
    return network(Settings("beer game", timetable="board"), {
        "site": [{"name": name} for name in (*STAGES, "brewing")], "item": [{"name": "x"}],
        "stock point": [*({"site": stage, "item": "x", "target_stock": 4 + level, "initial_stock": 12}
                          for stage, level in zip(STAGES, LEVELS, strict=True)),
                        {"site": "brewing", "item": "x", "target_stock": 1000}],
        "recipe": [{"site": "brewing", "item": "x"}],
        "lane": [{"from": source, "to": to, "item": "x", "lead_days": 2, "opening_transit": "4 4",
                  "order_days": 1 if source == "brewing" else 2, "opening_orders": "4" if source == "brewing" else "4 4"}
                 for source, to in ends],
        "demand": [{"customer": "c", "site": "retailer", "item": "x", "mean_per_day": 7.5, "shape": "trace"}],
        "demand trace": [{"customer": "c", "site": "retailer", "item": "x", "day": week, "quantity": 4 if week < 4 else 8}
                         for week in range(WEEKS)],
    })  # fmt: skip


def played() -> dict[str, Any]:
    """What the board shows, week by week. `[week, stage]`"""
    prepared = prepare_run(Scenario(board(), days=WEEKS, replications=1), forced=True)
    s = prepared.structure
    at = [s.points.index(f"{stage}/x") for stage in STAGES]
    rows: dict[str, list[Any]] = {"inventory": [], "backlog": [], "orders_placed": []}
    for day in walk(prepared.job):
        for name, values in (
            ("inventory", day.state.stock),
            ("backlog", day.state.owed),
            ("orders_placed", day.moved["ordered"]),
        ):
            rows[name].append(values[at, 0].copy())
    return {name: np.array(found) for name, found in rows.items()}


def answers() -> Iterator[Answer]:
    seen = played()
    costs = (0.5 * seen["inventory"] + 1.0 * seen["backlog"]).sum(axis=0)
    for stage, published, cost in zip(STAGES, BY_STAGE, costs, strict=True):
        yield Answer(f"beer game, {stage}", "cost of 36 weeks", published, float(cost), "board by hand")
    yield Answer(
        "beer game", "cost with the record before week 1", TOTAL, float(costs.sum()) + 4 * 12 * 0.5, STERMAN
    )


def test_beer_game() -> None:
    hold(answers(), 5)


@pytest.mark.shared
def test_every_week_of_the_board(shared: Path) -> None:
    case = json.loads((shared / "cases" / "analytic" / "beer_game.json").read_text("utf-8"))
    assert tuple(case["parameters"]["S_prime"]) == LEVELS
    assert case["expected"]["cost_weeks_1_36"]["total"] == PLAYED == sum(BY_STAGE)
    seen = played()
    for name, found in seen.items():
        assert found.tolist() == [week[name] for week in case["expected"]["trace"]]
