"""Hazards: what each occurrence does, severities that go together, common causes."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest, spearmanr

from echelon.core.errors import BadScenario
from echelon.disruption import Cause, Disruption, Hazard, cause_of, compiled, phases
from echelon.disruption.copula import correlated, factor
from echelon.disruption.hazard import Chance, process_of
from echelon.disruption.hazard.processes import document
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made

DAYS, LANES = 200, 400
PORT, WORKS = ("site", 5), ("site", 2)


def told(
    causes: list[Cause], *, lanes: int = LANES, first: int = 0
) -> dict[tuple[str, int], NDArray[np.float64]]:
    hit = compiled(hand_made(), causes, days=DAYS, seed=3, replications=np.arange(first, first + lanes))
    return {target: hit.factors(target, lanes, DAYS) for target in hit.targets}


def port(**more: object) -> Disruption:
    return Disruption("port", "Suez", **({"capacity": 0.0, "lasts": 3} | more))  # type: ignore[arg-type]


def works(**more: object) -> Disruption:
    return Disruption("works", "Izmir Works", **({"capacity": 0.5, "lasts": 2, "start": 4} | more))  # type: ignore[arg-type]


def test_every_occurrence_brings_every_effect_at_its_own_start() -> None:
    found = told([Hazard("storm", "dates(20; 90)", [port(), works()])], lanes=2)
    down = [np.flatnonzero(found[target][1] < 1.0).tolist() for target in (PORT, WORKS)]
    assert down == [[20, 21, 22, 90, 91, 92], [24, 25, 94, 95]]


def test_occurrences_are_those_of_the_process() -> None:
    hazard = Hazard("storm", "poisson(per_year=12)", [port(lasts=1)])
    found = told([hazard])[PORT]
    when = hazard.events(Chance(3, "storm", np.arange(LANES), datetime.date(2026, 1, 1)), DAYS)
    expected = np.ones((LANES, DAYS))
    expected[when.lane, when.day] = 0.0
    assert (found == expected).all()
    part = 1.0 - np.exp(-12 / 365.25)
    assert (expected == 0.0).mean() == pytest.approx(part, abs=3 * np.sqrt(part / (LANES * DAYS)))


def test_of_occurrences_that_overlap_the_worst_counts_and_nothing_is_lost_twice() -> None:
    found = told([Hazard("storm", "dates(20; 21; 21)", [port(capacity=0.5)])], lanes=1)[PORT]
    assert found[0, 19:26].tolist() == [1.0, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0]


def test_two_hazards_multiply_unless_they_have_one_cause() -> None:
    one, other = (Hazard(name, "dates(20)", [port(capacity=0.5)]) for name in ("wind", "flood"))
    assert told([one, other], lanes=1)[PORT][0, 20] == 0.25
    same = [Hazard(name, "dates(20)", [port(capacity=0.5)], cause="storm") for name in ("wind", "flood")]
    assert told(list(same), lanes=1)[PORT][0, 20] == 0.5


def test_hazards_of_one_cause_occur_together() -> None:
    wind = Hazard("wind", "poisson(per_year=6)", [port(lasts=1)], cause="storm")
    flood = Hazard("flood", "poisson(per_year=6)", [works(lasts=1, start=0)], cause="storm")
    found = told([wind, flood])
    assert ((found[PORT] < 1.0) == (found[WORKS] < 1.0)).all()
    apart = told([wind, Hazard("flood", "poisson(per_year=6)", [works(lasts=1, start=0)])])
    assert ((apart[PORT] < 1.0) != (apart[WORKS] < 1.0)).any()


def test_one_quantile_of_severity_holds_for_all_effects() -> None:
    both = [port(capacity="uniform(0, 1)", lasts=1), works(capacity="uniform(0, 0.5)", lasts=1, start=0)]
    found = told([Hazard("storm", "dates(9)", both)])
    assert found[WORKS][:, 9] * 2.0 == pytest.approx(found[PORT][:, 9], abs=1e-5)
    assert found[PORT][:, 9].std() > 0.2


def test_severity_is_a_part_of_the_loss() -> None:
    found = told([Hazard("storm", "dates(9)", [port(capacity=0.2)], severity=0.5)], lanes=1)[PORT]
    assert found[0, 9] == pytest.approx(0.6)
    drawn = told([Hazard("storm", "dates(9)", [port()], severity="beta(mean=0.3, sd=0.1)")])[PORT][:, 9]
    assert 1.0 - drawn.mean() == pytest.approx(0.3, abs=3 * 0.1 / np.sqrt(LANES))


def test_what_is_down_lasts_as_long_as_it_is_down() -> None:
    """The mean part of days down is down / (up + down), from day 0 on."""
    found = told([Hazard("line", "markov(up=30, down=10)", [works(capacity=0.0, start=0)])], lanes=4000)[
        WORKS
    ]
    parts = (found == 0.0).mean(axis=0)
    assert parts.mean() == pytest.approx(0.25, abs=0.01)
    assert parts[0] == pytest.approx(0.25, abs=0.025)
    assert parts[-1] == pytest.approx(0.25, abs=0.025)


def test_a_replication_is_the_same_in_the_crowd_and_alone() -> None:
    causes: list[Cause] = [
        Hazard("storm", "hawkes(per_year=9, again=0.5, within=9)",
               [port(capacity="uniform(0, 1)", lasts="gamma(mean=5, sd=3)"), works(capacity="uniform(0, 1)")],
               correlation=[[1, 0.6], [0.6, 1]])]  # fmt: skip
    crowd = told(causes)
    for first, lanes in ((0, 1), (13, 4)):
        alone = told(causes, first=first, lanes=lanes)
        assert all((alone[target] == crowd[target][first : first + lanes]).all() for target in crowd)


def test_nothing_occurs_before_its_start() -> None:
    found = told([Hazard("storm", "poisson(per_year=40)", [port(lasts=1)], start=100)])[PORT]
    assert (found[:, :100] == 1.0).all()
    always = told([Hazard("storm", "poisson(per_year=40)", [port(lasts=1)])])[PORT]
    assert (found[:, 100:] == always[:, 100:]).all()


RANKS = [[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]]


def test_ranks_are_correlated_as_asked_over_a_hundred_thousand_draws() -> None:
    chance = np.random.default_rng(4)
    words = [chance.integers(0, 2**32, 100_000, dtype=np.uint32) for _ in range(3)]
    found = correlated(tuple(map(tuple, RANKS)), words)
    sampled = spearmanr(np.array(found, dtype=np.float64).T).statistic
    assert np.abs(sampled - RANKS).max() < 0.03
    for each in found:
        assert kstest(each / 2.0**32, "uniform").pvalue > 1e-3


def test_ranks_of_effects_are_correlated_as_asked_over_a_hundred_thousand_occurrences() -> None:
    effects = [Disruption(f"e{at}", "Suez", capacity="beta(mean=0.4, sd=0.2)", lasts=1) for at in range(3)]
    hazard = Hazard("storm", "poisson(per_year=365.25)", effects, correlation=RANKS)
    found = hazard.occurrences(Chance(1, "storm", np.arange(600), datetime.date(2026, 1, 1)), 200)
    assert len(found[0].lane) > 100_000
    factors = [each.force.factors(at.severity) for each, at in zip(effects, found, strict=True)]  # type: ignore[union-attr, arg-type]
    assert np.abs(spearmanr(np.array(factors).T).statistic - RANKS).max() < 0.03


def test_correlations_that_none_can_have_are_refused_with_the_nearest() -> None:
    impossible = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    with pytest.raises(BadScenario, match="E422") as caught:
        Hazard("storm", "poisson(per_year=1)", [port()] * 3, correlation=impossible)
    near = caught.value.findings[0].remedy.rpartition(" is ")[2]
    rows = tuple(tuple(float(cell) for cell in row.split()) for row in near.split(";"))
    assert factor(rows) is not None
    assert 0.0 < np.abs(np.array(rows) - impossible).max() < 0.7


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"correlation": [[1, 0.5], [0.4, 1]]}, "E421"),
        ({"correlation": [[1, 0.5]]}, "E421"),
        ({"effects": []}, "E423"),
        ({"severity": 1.5}, "E424"),
        ({"occurs": "poison(per_year=2)"}, "E420"),
        ({"occurs": "poisson(rate=2)"}, "E420"),
        ({"occurs": "poisson(per_year=-2)"}, "E420"),
        ({"occurs": "renewal(gap=gamma(mean=0.1, sd=1))"}, "E420"),
        ({"occurs": "hawkes(per_year=2, again=1.5, within=3)"}, "E420"),
        ({"occurs": "seasonal(per_year=2, months=1 2 3)"}, "E420"),
        ({"occurs": "dates(2026-13-01)"}, "E420"),
        ({"occurs": "history(when=2005-08-29, first=2006)"}, "E420"),
        ({"occurs": "often"}, "E420"),
        ({"occurs": "seasonal(per_year=2, months=1 1 1 1 1 nan 1 1 1 1 1 1)"}, "E420"),
        ({"occurs": "seasonal(per_year=2, months=1 1 1 1 1 inf 1 1 1 1 1 1)"}, "E420"),
        ({"start": 1.5}, "E214"),
        ({"start": -1}, "E214"),
        ({"colour": "red"}, "E417"),
        ({"effects": [{"name": "x", "hits": "Suez", "capcity": 0.0}]}, "E417"),
    ],
)
def test_impossible_hazards_are_refused(said: dict[str, object], code: str) -> None:
    usual = {"name": "storm", "occurs": "poisson(per_year=2)", "effects": [port(), works()]}
    with pytest.raises(BadScenario, match=code):
        cause_of(usual | said)


@pytest.mark.parametrize(
    "text", ["poisson(per_year=2.5)", "seasonal(per_year=3, months=0 0 0 0 0 1 2 4 5 3 1 0)", "markov(up=300, down=14)",
             "renewal(gap=gamma(mean=90, sd=30))", "hawkes(per_year=2, again=0.4, within=20)",
             "dates(2026-08-25; 40, since=2026-01-01)",
             "history(when=2005-08-29; 2017-08-25, first=2000, last=2025)"],
)  # fmt: skip
def test_its_document_is_read_back(text: str) -> None:
    process = process_of(text)
    assert process_of(document(process)) == process
    hazard = Hazard(
        "x",
        text,
        [port(lasts="gamma(mean=5, sd=2)"), works()],
        "uniform(0.2, 0.8)",
        cause="y",
        correlation=[[1, 0.5], [0.5, 1]],
    )
    assert cause_of(hazard.document()).document() == hazard.document()


def test_a_question_knows_its_hazards() -> None:
    one, other = (
        Scenario(hand_made(), [Hazard("storm", f"poisson(per_year={rate})", [port()])]) for rate in (1, 2)
    )
    assert one.question("") != other.question("")


def test_phases_are_told_of_every_occurrence() -> None:
    hazard = Hazard(
        "storm", "dates(20; 90)", [port(announced=30, ramp=2, heals={"shape": "linear", "days": 5})]
    )
    (found, again) = phases(hand_made(), [hazard], days=DAYS, seed=3, replications=np.array([7]))
    assert again.again
    assert len(again.struck) == 0
    assert [column.tolist() for column in found[2:]] == [[7, 7], [0, 60], [20, 90], [25, 95], [30, 100]]
