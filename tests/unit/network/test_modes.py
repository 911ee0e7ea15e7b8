"""Several lanes between the same two sites differ by their mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.disruption import Disruption, rows
from echelon.network.build import build
from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk


def way(*lanes: dict[str, Any]) -> Network:
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}], "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 900}, {"site": "B", "item": "x", "target_stock": 50}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", **lane} for lane in lanes],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 10}],
    })  # fmt: skip


SEA = {"mode": "sea", "lead_days": 9, "share": 0.8, "cost_per_unit": 1}
AIR = {"mode": "air", "lead_days": 2, "share": 0.2, "cost_per_unit": 5}


def test_only_several_modes_are_in_the_id() -> None:
    assert build(way(SEA)).flows == ("A→B:x",)
    assert build(way(SEA, AIR)).flows == ("A→B:x@air", "A→B:x@sea")


def test_each_mode_has_its_share_lead_time_and_cost() -> None:
    days = [(day.moved["shipped"][:, 0].copy(), day.moved["received"][:, 0].copy(), day.counts.daily[8, day.day, 0])
            for day in walk(job_of(way(SEA, AIR), 12, 1, forced=True)[1])]  # fmt: skip
    shipped, received, cost = (np.array(each) for each in zip(*days, strict=True))
    assert np.all(shipped == [2.0, 8.0])
    assert received[:, 0].tolist() == [0.0] * 2 + [2.0] * 10
    assert received[:, 1].tolist() == [0.0] * 9 + [8.0] * 3
    assert np.all(cost == 2 * 5 + 8 * 1)


def test_two_lanes_of_one_mode_are_one_too_many() -> None:
    assert [each.code for each in check(way(SEA, AIR)) if each.level == "error"] == []
    assert "E103" in [each.code for each in check(way(SEA, SEA))]


def test_a_disruption_hits_all_modes_or_one() -> None:
    net = way(SEA, AIR)
    hit = {name: [row.target for row in rows(net, [Disruption("d", name, capacity=0.0, lasts=3)], 9)]
           for name in ("A→B", "A→B:x", "A→B@air", "A->B:x@sea")}  # fmt: skip
    both, air, sea = [("lane", 0), ("lane", 1)], [("lane", 1)], [("lane", 0)]
    assert hit == {"A→B": both, "A→B:x": both, "A→B@air": air, "A->B:x@sea": sea}
