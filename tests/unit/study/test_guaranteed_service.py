"""A network's tables as stages, and its target stocks from them; what the world makes of the promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.network.model import Network, Settings, network
from echelon.study.guaranteed_service import SAYS, guaranteed_service, stages_of, with_guaranteed_service
from echelon.study.stages import Arc
from echelon.testing.walks import job_of, walk

Row = dict[str, Any]


def lamps(*, policy: str = "base_stock", sd: float = 6.0) -> Network:
    """Glass and bases for a factory that keeps a stock of bases; a shop sells the lamps."""
    return network(Settings("lamps", holding_rate_per_year=0.365, assumptions=("Nobody sells such lamps.",)), {
        "site": [{"name": name} for name in ("Brno", "Pune", "Izmir", "Leeds")],
        "item": [{"name": "glass", "unit_value": 2}, {"name": "base", "unit_value": 5}, {"name": "lamp", "unit_value": 40}],
        "stock point": [
            {"site": "Brno", "item": "glass", "target_stock": 1},
            {"site": "Pune", "item": "base", "target_stock": 1},
            {"site": "Izmir", "item": "base", "target_stock": 1},
            {"site": "Izmir", "item": "lamp", "target_stock": 1, "holding_cost_per_day": 0.1},
            {"site": "Leeds", "item": "lamp", "target_stock": 1, "policy": policy, "reorder_point": 0},
        ],
        "recipe": [
            {"site": "Brno", "item": "glass", "lead_days": 6},
            {"site": "Pune", "item": "base", "lead_days": 9},
            {"site": "Izmir", "item": "lamp", "lead_days": 2},
        ],
        "recipe input": [{"site": "Izmir", "item": "lamp", "input": "glass", "quantity": 3},
                         {"site": "Izmir", "item": "lamp", "input": "base"}],
        "lane": [
            {"from": "Brno", "to": "Izmir", "item": "glass", "lead_days": 3},
            {"from": "Pune", "to": "Izmir", "item": "base", "lead_days": 4.5},
            {"from": "Izmir", "to": "Leeds", "item": "lamp", "lead_days": 5},
        ],
        "demand": [
            {"customer": "web", "site": "Leeds", "item": "lamp", "mean_per_day": 20, "shape": "normal", "sd_per_day": sd},
            {"customer": "fair", "site": "Leeds", "item": "lamp", "mean_per_day": 16, "shape": "poisson", "calendar": "weekly"},
        ],
        "calendar": [{"name": "weekly", "weekdays": "2 0 0 0 0 0 1.5"}],
    })  # fmt: skip


def test_stock_points_become_stages() -> None:
    stages, arcs = stages_of(lamps(), service_days={"Leeds/lamp": 2})
    shop = next(stage for stage in stages if stage.name == "Leeds/lamp")
    assert shop.mean == pytest.approx(20 + 16 * 0.5)
    assert shop.sd**2 == pytest.approx(36 + 16 * 0.25)
    assert shop.z == pytest.approx(1.6448536)
    assert {(stage.name, stage.days, stage.promise) for stage in stages} == {
        ("Brno/glass", 6, None), ("Pune/base", 9, None), ("Izmir/base", 0, None), ("Izmir/lamp", 2, None), ("Leeds/lamp", 0, 2),
    }  # fmt: skip
    assert {stage.name: round(stage.cost, 9) for stage in stages}["Izmir/lamp"] == 0.1
    assert set(arcs) == {
        Arc("Brno/glass", "Izmir/lamp", 3.0, 3), Arc("Pune/base", "Izmir/base", 1.0, 5),
        Arc("Izmir/base", "Izmir/lamp", 1.0, 0), Arc("Izmir/lamp", "Leeds/lamp", 1.0, 5),
    }  # fmt: skip


def test_targets_are_set_and_nothing_else() -> None:
    net = lamps()
    new = with_guaranteed_service(net)
    assert net["stock point"]["target_stock"].tolist() == [1.0] * 5
    placed = guaranteed_service(net)
    for row in new.rows("stock point"):
        held = placed[f"{row['site']}/{row['item']}"]
        assert held.base_stock <= row["target_stock"] <= held.base_stock * (1 + 1e-5)
    assert new.settings.assumptions[0] == "Nobody sells such lamps."
    assert with_guaranteed_service(new).digest == new.digest
    assert all(new[noun] is net[noun] for noun in net.tables if noun != "stock point")


def test_the_sentence_says_what_was_promised() -> None:
    said = with_guaranteed_service(
        lamps(), service_days={"Leeds/lamp": 3}, service_level=0.9
    ).settings.assumptions[-1]
    assert said == f"{SAYS}: service level 0.9, 0/3 days promised to customers, capacity not looked at."


def test_what_it_does_not_know_is_refused() -> None:
    with pytest.raises(BadScenario) as told:
        guaranteed_service(lamps(policy="s_S"), service_level=1.0, service_days={"Leeds/lamps": 1})
    assert [finding.code for finding in told.value.findings] == ["E260", "E260", "E262"]
    assert "Did you mean `Leeds/lamp`?" in str(told.value)


def test_promises_are_kept_while_demand_stays_within_its_bounds() -> None:
    """Each stage has one receiver, so that every promise binds: no lane whose demand keeps the bounds is ever short."""
    rows = {noun: list(lamps().rows(noun)) for noun in lamps().tables}
    net = with_guaranteed_service(
        network(lamps().settings, {**rows, "demand": rows["demand"][:1]}), service_level=0.99
    )
    placed = guaranteed_service(net, service_level=0.99)
    assert any(held.outbound > 0 for held in placed.stages)
    days, lanes = 60, 512
    s, job = job_of(net, days, lanes)
    shop = s.points.index("Leeds/lamp")
    asked, owed = np.zeros((days, lanes)), np.zeros((days, lanes))
    for day in walk(job):
        asked[day.day], owed[day.day] = day.state.asked[0], day.state.owed[shop]
    total = np.vstack([np.zeros(lanes), asked.cumsum(axis=0)])
    kept = np.ones(lanes, dtype=bool)
    for held in placed.stages:
        unit = 3 if held.name == "Brno/glass" else 1
        window = total[held.net :] - total[: days + 1 - held.net]
        kept &= (unit * window <= held.base_stock).all(axis=0)
    assert 20 < kept.sum() < lanes
    assert owed[:, kept].max() <= 1e-9
    assert owed[:, ~kept].max() > 1
