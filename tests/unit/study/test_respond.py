"""Responses edit the network's tables as they say, and refuse what they do not find."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.core.errors import BadScenario
from echelon.network.check import check
from echelon.study.respond import Edit, Response, answered, disruptions_answered, response_of
from echelon.testing.networks import hand_made

NET = hand_made()


def done(verb: str, noun: str, where: dict[str, Any] | None = None, cells: dict[str, Any] | None = None,
         rows: tuple[dict[str, Any], ...] = ()) -> Any:  # fmt: skip
    return answered(NET, [Response("r", (Edit(verb, noun, where or {}, cells or {}, rows),))])


def test_cells_are_set_and_scaled_where_all_holds() -> None:
    more = done(
        "scale", "stock point", {"site": "Izmir Works", "item": ["lamp", "base"]}, {"target_stock": 1.5}
    )
    before, after = NET["stock point"]["target_stock"].tolist(), more["stock point"]["target_stock"].tolist()
    assert [new / old for old, new in zip(before, after, strict=True)] == [1.0, 1.0, 1.5, 1.5, 1.0, 1.0]
    flown = done("set", "lane", {"mode": "sea"}, {"mode": "air", "lead_days": 3, "lead_shape": "constant"})
    assert flown["lane"]["mode"].tolist() == ["air", "road", "air", "road", "air"]
    assert not [finding for finding in check(flown) if finding.level == "error"]


def test_rows_are_added_and_dropped() -> None:
    second = {"from": "Brno Glass", "to": "Lille Depot", "item": "glass", "lead_days": 2}
    assert done("add", "lane", rows=(second,))["lane"]["lead_days"].tolist()[-1] == 2.0
    fewer = done("drop", "demand", {"customer": "hotels"})
    assert fewer["demand"]["customer"].tolist() == ["walk-in"]
    assert len(NET["demand"]) == 2


def test_what_is_off_does_nothing_and_costs_nothing() -> None:
    off = Response("r", (Edit("drop", "demand", {"customer": "hotels"}, {}),), cost=9.0, on=False)
    assert answered(NET, [off]) is NET
    assert off.costs(365) == 0.0


def test_one_after_another() -> None:
    double = Response("r", (Edit("scale", "stock point", {}, {"target_stock": 2.0}),))
    assert answered(NET, [double, double])["stock point"]["target_stock"][0] == 4 * 90


@pytest.mark.parametrize(("edit", "words"), [
    (Edit("set", "stok point", {}, {"x": 1}), "Did you mean `stock point`?"),
    (Edit("set", "stock point", {}, {"target_stok": 1}), "Did you mean `target_stock`?"),
    (Edit("set", "stock point", {"sit": "x"}, {"target_stock": 1}), "Did you mean `site`?"),
    (Edit("set", "stock point", {"site": "Leds Shop"}, {"target_stock": 1}), "Did you mean `Leeds Shop`?"),
    (Edit("scale", "stock point", {}, {"site": 2}), "columns of numbers"),
    (Edit("scale", "stock point", {}, {"target_stock": "two"}), "columns of numbers"),
    (Edit("set", "stock point", {}, {"target_stock": -4}), "E005"),
    (Edit("add", "lane", {}, {}, ({"from": "Brno Glass"},)), "E003"),
    (Edit("drop", "lane", {"mode": "rail"}, {}), "must find a lane"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused(edit: Edit, words: str) -> None:
    with pytest.raises(BadScenario) as caught:
        answered(NET, [Response("r", (edit,))])
    assert words in str(caught.value)


def test_disruptions_are_set_by_name() -> None:
    fires = [{"name": "fire", "lasts": 9}, {"name": "storm", "lasts": 3}]
    quick = Response("r", (Edit("set", "disruption", {"name": "fire"}, {"lasts": 4}),))
    assert disruptions_answered(fires, [quick]) == [
        {"name": "fire", "lasts": 4},
        {"name": "storm", "lasts": 3},
    ]
    assert fires[0]["lasts"] == 9
    for wrong in (
        Edit("set", "disruption", {"name": "fir"}, {"lasts": 4}),
        Edit("drop", "disruption", {"name": "fire"}, {}),
    ):
        with pytest.raises(BadScenario, match="E518"):
            disruptions_answered(fires, [Response("r", (wrong,))])


def test_a_response_is_the_document_that_it_says() -> None:
    said = {"name": "r", "cost": 3.0, "add": [{"noun": "lane", "rows": [{"from": "a"}]}],
            "scale": [{"noun": "stock point", "where": {"site": "x"}, "cells": {"target_stock": 2}}]}  # fmt: skip
    made = response_of(said)
    assert response_of(made.document()) == made
