"""Predictions: calibrated on places struck as the model says, sharper than the baseline, and blind to the event itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from echelon.calibration.around import around
from echelon.calibration.crossed import calibration, cross_validate, figure, strong_quarter
from echelon.calibration.foretell import Outcomes, fit_foreteller, paths
from echelon.calibration.outage import BEFORE, measure
from echelon.calibration.past import Exposure, history, joined, others
from echelon.calibration.series import Series, Window
from echelon.calibration.storms import built_in, validate_with_storms
from echelon.calibration.validate import validate
from echelon.core.errors import BadData
from echelon.testing.coasts import FIRST, struck

Coast = tuple[dict[str, Series], list[Exposure]]


def test_on_known_truth_it_covers_and_beats_the_baseline(coast: Coast) -> None:
    series, exposures = coast
    pasts = history(series, exposures)
    assert len(pasts) > 100
    crossed = cross_validate(pasts, exposures, count=400)
    for each in (calibration(name, found) for name, found in crossed.items()):
        assert each.high > 0.8, each
        assert each.low < 0.8 or each.quantity == "length"  # whole days: a band holds what lies on its ends
    length, depth, _ = (calibration(name, found) for name, found in crossed.items())
    assert length.crps < 0.75 * length.base_crps
    assert depth.crps < 0.75 * depth.base_crps
    assert max(length.levels) < 0.35
    strong = strong_quarter(pasts)
    assert 0.2 < np.mean(strong) < 0.3
    assert min(p.exposure.severity[0] for p, so in zip(pasts, strong, strict=True) if so) > 20.0
    assert figure(crossed, strong) < 0.85
    assert figure(crossed, [True] * len(pasts)) == pytest.approx(
        np.mean([each.crps / each.base_crps for each in (calibration(*pair) for pair in crossed.items())])
    )


def test_the_event_itself_does_not_move_its_prediction(coast: Coast) -> None:
    series, exposures = coast
    event = exposures[5]
    first = validate(series, "0", event.window, exposures)
    values = series["0"].values.copy()
    at = series["0"].at(event.window.start)
    values[at : at + 30] *= 0.3
    again = validate(series | {"0": replace(series["0"], values=values)}, "0", event.window, exposures)
    for one, other in zip(first.members, again.members, strict=True):
        assert np.array_equal(one, other)
    assert first.foretold[0].came != again.foretold[0].came


def test_the_same_seed_gives_the_same_prediction_and_another_nearly_the_same(coast: Coast) -> None:
    series, exposures = coast
    one, again, other = (
        validate(series, "1", exposures[50].window, exposures, seed=seed) for seed in (1, 1, 2)
    )
    assert np.array_equal(one.members.depth, again.members.depth)
    assert not np.array_equal(one.members.depth, other.members.depth)
    assert one.foretold[1].crps == pytest.approx(other.foretold[1].crps, rel=0.15)


def test_all_of_a_storm_is_left_out_and_what_is_mixed_with_it() -> None:
    day = struck(1)[1][0].window.start

    def at(cause: str, where: str, start: int) -> Exposure:
        return Exposure(
            frozenset({cause}),
            where,
            Window(day + timedelta(days=start), day + timedelta(days=start + 1)),
            (1.0,),
        )

    ours, elsewhere, soon, far, free = (
        at("a", "x", 0),
        at("a", "y", 3),
        at("b", "x", 20),
        at("b", "x", 60),
        at("c", "z", 2),
    )
    left = others([ours, elsewhere, soon, far, free], "x", ours.window)
    assert left == [far, free]
    together = joined([at("a", "x", 0), at("b", "x", 3), at("c", "x", 40)])
    assert [sorted(e.causes) for e in together] == [["a", "b"], ["c"]]


def test_paths_have_the_outcomes_they_were_made_of() -> None:
    members = Outcomes(
        *(
            np.array(column)
            for column in ([4.0, 0.0, 7.0], [0.9, 0.1, 0.6], [0.3, 0.0, 0.2], [1.0, -1.0, 0.0])
        )
    )
    drop, rise = np.ones(11), np.array([1.0] * 4 + [0.0] * 10)
    made = paths(members, drop, rise, days=40, before=BEFORE, noise=0.0, memory=0.5, seed=1, who="x")
    found = [measure(path, 4, 0.75) for path in made]
    assert [each.length for each in found] == [4, 0, 7]
    assert [each.depth for each in found] == pytest.approx([0.9, 0.0, 0.6])
    assert [each.rebound for each in found] == pytest.approx([0.3, 0.0, 0.2])


def test_moving_follows_what_was_known() -> None:
    chance = np.random.default_rng(2)
    x = chance.uniform(-1.0, 1.0, (400, 1))
    length = np.exp(1.5 + x[:, 0] + 0.1 * chance.standard_normal(400))
    past = Outcomes(np.round(length), 0.5 + 0.2 * x[:, 0], 0.1 * np.ones(400), np.zeros(400))
    model = fit_foreteller(past, x)
    low, high = (model.members(np.array([at]), seed=1, who="x", count=500) for at in (-0.8, 0.8))
    assert np.median(high.length) / np.median(low.length) == pytest.approx(np.exp(1.6), rel=0.3)
    assert high.depth.mean() - low.depth.mean() == pytest.approx(0.32, rel=0.05)


def test_the_scatter_of_the_rebound_follows_what_was_known() -> None:
    chance = np.random.default_rng(3)
    x = chance.uniform(-1.0, 1.0, (400, 1))
    rebound = 0.2 + 0.1 * np.exp(0.7 * x[:, 0]) * chance.standard_normal(400)
    past = Outcomes(np.full(400, 3.0), np.full(400, 0.5), rebound, np.zeros(400))
    for scaled, ratio in ((True, np.exp(0.7 * 1.6)), (False, 1.0)):
        model = fit_foreteller(past, x, scaled=scaled)
        calm, wild = (
            model.members(np.array([at]), seed=1, who="x", count=2000).rebound for at in (-0.8, 0.8)
        )
        assert wild.std() / calm.std() == pytest.approx(ratio, rel=0.25)
        assert wild.mean() - calm.mean() == pytest.approx(0.0, abs=0.04)


def test_what_was_measured_around_stands_for_a_gauge_that_failed() -> None:
    day = Window(FIRST, FIRST + timedelta(days=1))
    winds = {"failed": 0.0, "beside": 30.0, "far": 3.0}
    struck_ = [Exposure(frozenset({"s"}), where, day, (wind,)) for where, wind in winds.items()]
    places = {"failed": (30.0, -90.0), "beside": (30.1, -90.0), "far": (40.0, -74.0)}
    failed, beside, far = around(struck_, struck_, places)[:, 0]
    assert failed == pytest.approx(np.log(31.0) / 2.0, rel=0.02)
    assert beside == pytest.approx(failed, rel=0.02)
    assert far == pytest.approx(np.log(4.0))
    assert around(struck_, struck_, {})[:, 0] == pytest.approx(np.log1p(list(winds.values())))
    other = [Exposure(frozenset({"t"}), "beside", day, (30.0,))]
    assert around(struck_[:1], [*struck_[:1], *other], places)[0, 0] == 0.0


def test_places_are_part_of_what_is_known(coast: Coast) -> None:
    series, exposures = coast
    places = {where: (30.0, -90.0 + 5.0 * at) for at, where in enumerate(series)}
    plain, placed = (validate(series, "0", exposures[5].window, exposures, places=p) for p in (None, places))
    assert plain.foretold[0].came == placed.foretold[0].came
    assert not np.array_equal(plain.members.rebound, placed.members.rebound)


def test_an_outage_that_is_not_over_does_not_count(coast: Coast) -> None:
    series, exposures = coast
    event = next(e for e in exposures if e.where == "0" and e.severity[0] > 20.0)
    cut = series["0"].values[: series["0"].at(event.window.end) + 1]
    found = validate_with_storms({"0": replace(series["0"], values=cut)}, "0", event.window, enough=8)
    assert found.past.outage.open
    assert [("not over" in each.faults) for each in found.foretold] == [True, False, True]
    assert not found.hit


def test_few_events_are_mixed_and_none_is_refused(coast: Coast) -> None:
    series, exposures = coast
    found = validate(series, "0", exposures[3].window, exposures[:8])
    assert found.history == 7
    with pytest.raises(BadData, match="E478"):
        validate(series, "0", exposures[3].window, exposures[2:4])


def test_without_history_the_built_in_storms_are_used(coast: Coast) -> None:
    series, exposures = coast
    event = exposures[9].window
    plain = validate_with_storms({"0": series["0"]}, "0", event, enough=8)
    assert plain.kind == "the built-in storms"
    assert plain.history == len(built_in()[0].length)
    trained = validate_with_storms(
        series, "0", event, [replace(e, severity=()) for e in exposures if e.where == "0"], enough=8
    )
    assert trained.kind == "training windows"
    few = validate_with_storms(series, "0", event, exposures[:3], enough=8)
    assert "3 training windows and" in few.kind


def test_an_event_outside_or_unmeasured_is_refused(coast: Coast) -> None:
    series, exposures = coast
    end = series["0"].last
    with pytest.raises(BadData, match="E477"):
        validate_with_storms(series, "0", Window(end, end + timedelta(days=4)), enough=8)
    values = series["0"].values.copy()
    window = exposures[4].window
    values[series["0"].at(window.start) :][: window.days] = np.nan
    with pytest.raises(BadData, match="E477"):
        validate_with_storms({"0": replace(series["0"], values=values)}, "0", window, enough=8)
    wild = replace(series["0"], values=np.exp(np.random.default_rng(1).standard_normal(len(values))))
    with pytest.raises(BadData, match="E475"):
        validate_with_storms({"0": wild}, "0", window, enough=8)
