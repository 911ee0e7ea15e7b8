"""Ways round closed places: which there are, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.network.check import check
from echelon.network.detours import listed, ways_round
from echelon.network.model import Network, Settings, network


def way(*rows: dict[str, Any], **lane: Any) -> Network:
    """A lane from A to B over P and Q."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}, *({"name": name, "role": "canal"} for name in "PQR")],
        "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 50}, {"site": "B", "item": "x", "target_stock": 50}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 10, "via": "P; Q", "when_closed": "reroute",
                  "detour_days": 9, "detour_cost_per_unit": 1} | lane],
        "detour": [{"from": "A", "to": "B", "item": "x", "days": 4} | row for row in rows],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def test_ways_are_tried_by_rank_and_only_where_they_lead_round() -> None:
    net = way(
        {"rank": 2, "days": 7},
        {"rank": 1, "days": 5, "via": "R", "at": "P"},
        {"rank": 3, "days": 2, "at": "Q"},
    )
    found = listed(net)
    assert [way.days for way in ways_round(net, found, 0, "P")] == [5, 7]
    assert [way.days for way in ways_round(net, found, 0, "Q")] == [7, 2]
    assert ways_round(net, found, 0, "P")[0].via == ("R",)


def test_where_none_is_listed_there_is_the_way_of_the_lane() -> None:
    net = way({"at": "P"})
    (own,) = ways_round(net, listed(net), 0, "Q")
    assert (own.days, own.cost, own.via) == (9, 1.0, ())


@pytest.mark.parametrize(("row", "lane", "code"), [
    ({"to": "P"}, {}, "E450"),
    ({"at": "R"}, {}, "E451"),
    ({}, {"when_closed": "wait", "detour_days": "", "detour_cost_per_unit": ""}, "E452"),
    ({"days": 1.5}, {}, "E149"),
    ({"via": "Nowhere"}, {}, "E101"),
    ({"item": "y"}, {}, "E101"),
])  # fmt: skip
def test_what_is_wrong_with_a_way_round(row: dict[str, Any], lane: dict[str, Any], code: str) -> None:
    assert code in {finding.code for finding in check(way(row, **lane))}


def test_a_lane_whose_ways_are_listed_needs_no_days_of_its_own() -> None:
    assert "E346" in {finding.code for finding in check(way(detour_days=0))}
    assert "E346" not in {finding.code for finding in check(way({}, detour_days=0))}
