"""Two runs with the same luck, set against each other."""

import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption
from echelon.study.compare import compare
from echelon.study.many import run
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made


@pytest.fixture(scope="module")
def ask():
    return Scenario(hand_made(), days=40, replications=12, seed=3)


def test_a_run_does_not_differ_from_itself(ask):
    found = compare(run(ask), run(ask))
    assert all(row.difference == (0.0, 0.0, 0.0) for row in found.rows)


def test_pairing_narrows_the_interval(ask):
    site = str(ask.network["demand"]["site"][0])
    hit = Scenario(ask.network, [Disruption("shut", site, capacity=0.0, start=10, lasts=10)], 40, 12, 3)
    row = compare(run(ask), run(hit))["fill_rate"]
    assert row.difference.mean < 0
    assert (
        row.difference.high - row.difference.low
        < row.first.high - row.first.low + row.second.high - row.second.low
    )


def test_runs_that_do_not_pair_are_refused_with_every_reason(ask):
    other = Scenario(ask.network, days=41, replications=12, seed=4)
    with pytest.raises(BadScenario) as caught:
        compare(run(ask), run(other))
    assert {"`seed`", "`days`"} <= {
        word for finding in caught.value.findings for word in finding.what.split()
    }


def test_the_table_is_there_for_terminals_and_notebooks(ask):
    found = compare(run(ask), run(ask))
    assert "Filled on time" in repr(found)
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"replications": 0},
        {"days": 2**24},
        {"first_replication": -1},
        {"seed": "x"},
        {"days": 1.5},
    ],
)
def test_questions_that_cannot_be_asked_are_refused(wrong):
    with pytest.raises(BadScenario):
        Scenario(hand_made(), **wrong)


def test_the_question_does_not_depend_on_how_often_it_is_asked(ask):
    more = Scenario(ask.network, days=40, replications=99, seed=3)
    assert ask.question("laws") == more.question("laws")
    assert ask.question("laws") != ask.question("other laws")
    assert ask.question("laws") != Scenario(ask.network, days=40, replications=12, seed=4).question("laws")
