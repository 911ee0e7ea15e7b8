"""Rules by which one disruption brings another, in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from echelon.core.errors import BadScenario
from echelon.disruption import Cascade, Cause, Disruption, Hazard, cause_of, compiled
from echelon.testing.networks import hand_made

DAYS, LANES = 120, 200
SITES = {"Osaka Glass": 0, "Brno Glass": 1, "Izmir Works": 2, "Lille Depot": 3, "Leeds Shop": 4, "Suez": 5}


def told(causes: list[Cause], *, lanes: int = LANES, first: int = 0) -> dict[str, NDArray[np.float64]]:
    hit = compiled(hand_made(), causes, days=DAYS, seed=3, replications=np.arange(first, first + lanes))
    return {name: hit.factors(("site", row), lanes, DAYS) for name, row in SITES.items()}


def closed(lasts: object = 9, start: int = 10) -> Disruption:
    return Disruption("closed", "Suez", capacity=0.0, start=start, lasts=lasts)  # type: ignore[arg-type]


def busy(site: str = "Lille Depot", **more: object) -> Disruption:
    return Disruption(f"busy {site}", site, **({"capacity": 0.6, "lasts": 4} | more))  # type: ignore[arg-type]


def test_it_acts_on_the_first_day_after_so_many() -> None:
    found = told([closed(lasts=6), Cascade("next", "Suez", busy(), longer_than=5)], lanes=1)
    assert np.flatnonzero(found["Lille Depot"][0] == 0.6).tolist() == [15, 16, 17, 18]


def test_what_lasts_just_so_long_is_not_longer() -> None:
    found = told([closed(lasts=5), Cascade("next", "Suez", busy(), longer_than=5)])
    assert (found["Lille Depot"] == 1.0).all()


def test_only_the_replications_that_are_down_long_enough_have_it() -> None:
    found = told([closed("table(3:1; 8:1)"), Cascade("next", "Suez", busy(start=2), longer_than=5)])
    long = (found["Suez"] == 0.0).sum(axis=1) == 8
    assert 0 < long.sum() < LANES
    assert ((found["Lille Depot"][:, 17] == 0.6) == long).all()


def test_it_acts_once_in_every_spell() -> None:
    storm = Hazard("storm", "dates(10; 12; 40)", [closed(lasts=8, start=0)])
    found = told([storm, Cascade("next", "Suez", busy(lasts=1), longer_than=5)], lanes=1)
    assert np.flatnonzero(found["Lille Depot"][0] < 1.0).tolist() == [15, 45]


def test_a_factor_above_the_limit_does_not_set_it_off() -> None:
    half = Disruption("half", "Suez", capacity=0.5, start=10, lasts=9)
    assert (told([half, Cascade("next", "Suez", busy())])["Lille Depot"] == 1.0).all()
    assert (told([half, Cascade("next", "Suez", busy(), at_most=0.5)])["Lille Depot"][:, 10] == 0.6).all()


def test_it_acts_with_its_probability_alone_as_in_the_crowd() -> None:
    causes: list[Cause] = [closed(), Cascade("next", "Suez", busy(), longer_than=2, probability=0.3)]
    found = told(causes, lanes=4000)["Lille Depot"]
    acted = found[:, 12] == 0.6
    assert acted.mean() == pytest.approx(0.3, abs=3 * np.sqrt(0.21 / 4000))
    assert (told(causes, first=1234, lanes=5)["Lille Depot"] == found[1234:1239]).all()


def test_rules_set_each_other_off_whatever_their_order() -> None:
    rules: list[Cause] = [
        Cascade("third", "Leeds Shop", busy("Brno Glass", capacity=0.1, lasts=2), longer_than=1),
        Cascade(
            "second", "Lille Depot", busy("Leeds Shop", capacity=0.0, lasts=3), at_most=0.6, longer_than=2
        ),
        Cascade("first", "Suez", busy(), longer_than=5),
    ]
    for chain in (rules, rules[::-1]):
        found = told([closed(), *chain], lanes=1)
        days = [
            np.flatnonzero(found[name][0] < 1.0).tolist()
            for name in ("Lille Depot", "Leeds Shop", "Brno Glass")
        ]
        assert days == [[15, 16, 17, 18], [17, 18, 19], [18, 19]]


def test_rules_in_a_circle_come_to_an_end() -> None:
    circle: list[Cause] = [
        Cascade("there", "Suez", busy("Lille Depot", capacity=0.0, lasts=3, start=2), longer_than=1),
        Cascade(
            "back", "Lille Depot", Disruption("again", "Suez", capacity=0.0, lasts=3, start=2), longer_than=1
        ),
    ]
    found = told([closed(lasts=3), *circle], lanes=3)
    down = [np.flatnonzero(found[name][2] == 0.0)[:6].tolist() for name in ("Suez", "Lille Depot")]
    assert down == [[10, 11, 12, 16, 17, 18], [13, 14, 15, 19, 20, 21]]
    own = told(
        [
            closed(lasts=3),
            Cascade("self", "Suez", Disruption("longer", "Suez", capacity=0.0, lasts=9), longer_than=2),
        ],
        lanes=1,
    )
    assert np.flatnonzero(own["Suez"][0] == 0.0).tolist() == list(range(10, 21)), "one spell, once"


def test_one_of_several_that_are_watched_is_enough() -> None:
    found = told([closed(), Cascade("next", ["Osaka Glass", "country:EG"], busy())], lanes=1)
    assert found["Lille Depot"][0, 10] == 0.6


@pytest.mark.parametrize(("start", "acts"), [(9, [12]), (12, [12]), (13, [13]), (18, [18]), (19, [])])
def test_it_does_not_act_before_its_start_but_then_if_it_is_time(start: int, acts: list[int]) -> None:
    """Suez is closed from day 10 to 18: for longer than 2 days from day 12 on."""
    found = told([closed(), Cascade("next", "Suez", busy(lasts=1), longer_than=2, start=start)], lanes=1)
    assert np.flatnonzero(found["Lille Depot"][0] < 1.0).tolist() == acts


def test_rules_that_feed_each_other_do_so_to_the_end() -> None:
    """Suez for a day, Lille the next, Suez again: more than a hundred times."""
    there = Cascade("there", "Suez", Disruption("l", "Lille Depot", capacity=0.0, start=1, lasts=1))
    back = Cascade("back", "Lille Depot", Disruption("s", "Suez", capacity=0.0, start=1, lasts=1))
    found = told([closed(lasts=1), there, back], lanes=2)
    assert np.flatnonzero(found["Suez"][1] == 0.0).tolist() == list(range(10, DAYS, 2))
    assert np.flatnonzero(found["Lille Depot"][1] == 0.0).tolist() == list(range(11, DAYS, 2))


def test_its_document_is_read_back() -> None:
    rule = Cascade("next", ["Suez"], [busy()], 0.1, 5, 0.5, watches="capacity", start=3)
    assert cause_of(rule.document()).document() == rule.document()
    assert cause_of(
        {
            "name": "next",
            "when": "Suez",
            "longer_than": 5,
            "then": {"name": "b", "hits": "Lille Depot", "capacity": 0.6, "lasts": 2},
        }
    )


def test_wrong_rules_are_refused() -> None:
    for wrong in ({"longer_than": -1}, {"longer_than": 1.5}, {"longer_than": float("nan")}, {"start": 0.5}):
        with pytest.raises(BadScenario, match="E425"):
            Cascade("next", "Suez", busy(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(BadScenario, match="E416"):
        Cascade("next", "Suez", busy(), watches="colour")
    with pytest.raises(BadScenario, match="Did you mean `Suez`"):
        told([Cascade("next", "Suze", busy())])
