"""A run that is stopped, gone on with and branched."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from echelon.core.errors import BadScenario, Unavailable
from echelon.disruption import Disruption, linear
from echelon.network.model import Network
from echelon.study import many, moments
from echelon.study.many import Run, run
from echelon.study.moments import branch, pause, resume
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made, random_network

DAYS, REPLICATIONS = 50, 6


@pytest.fixture(autouse=True)
def one_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every law compiled in, so that all these questions share one kernel; no byte of an answer depends on it."""
    forced = partial(many.prepare_run, forced=True)
    for module in (many, moments):
        monkeypatch.setattr(module, "prepare_run", forced)


def asked(net: Network, *disruptions: Disruption) -> Scenario:
    return Scenario(net, disruptions, days=DAYS, replications=REPLICATIONS, seed=3)


def same(one: Run, other: Run) -> None:
    assert one.answers == other.answers
    assert one.question == other.question
    assert one.daily.tobytes() == other.daily.tobytes()
    assert one.customer.tobytes() == other.customer.tobytes()


FIRE = Disruption("fire", hits="Izmir Works", capacity=0.0, start=10, lasts=5, heals=linear(days=8))
CANAL = Disruption("canal", hits="Suez", capacity=0.0, start=25, lasts=10)
SURGE = Disruption("surge", hits="lamp", demand=1.5, start=30, lasts=10)
STRIKE = Disruption("strike", hits="Izmir Works", hold="dispatch", start=28, lasts=6)


@pytest.mark.parametrize("day", [0, 12, DAYS])
def test_going_on_gives_the_run_that_was_never_stopped(day: int) -> None:
    scenario = asked(hand_made(), FIRE, CANAL)
    same(resume(pause(scenario, day)), run(scenario))


@pytest.mark.parametrize("foreseen", [(CANAL, SURGE, STRIKE), (), (CANAL,)], ids=["all", "none", "one"])
def test_a_branch_is_the_run_with_that_disruption(foreseen: tuple[Disruption, ...]) -> None:
    """Also where it was not foreseen, and where two causes meet."""
    net = hand_made()
    moment = pause(asked(net, FIRE), 20, foreseen=foreseen)
    what_ifs = [(), CANAL, SURGE, (CANAL, STRIKE)]
    wanted = [(), (CANAL,), (SURGE,), (CANAL, STRIKE)]
    before = moment.digest
    for found, more in zip(branch(moment, what_ifs), wanted, strict=True):
        same(found, run(asked(net, FIRE, *more)))
    assert moment.digest == before
    same(resume(moment), run(asked(net, FIRE)))


def test_branches_are_named_by_what_happens_in_them() -> None:
    moment = pause(asked(hand_made()), 20)
    assert [each.scenario.name for each in branch(moment, [(), CANAL, (CANAL, SURGE)])] == [
        "nothing more",
        "canal",
        "canal + surge",
    ]
    assert [each.scenario.name for each in branch(moment, {"worst": [CANAL, SURGE]})] == ["worst"]


def test_a_branch_cannot_change_the_past() -> None:
    moment = pause(asked(hand_made()), 26)
    with pytest.raises(BadScenario, match=r"`canal` must be in \[26, 50\). Got 25.*E226"):
        list(branch(moment, [SURGE, CANAL]))
    with pytest.raises(BadScenario, match="E217"):
        list(branch(moment, [Disruption("x", hits="Nowhere", capacity=0.0, start=30, lasts=3)]))


@pytest.mark.parametrize("day", [-1, DAYS + 1, 12.0, "12"])
def test_a_moment_lies_within_the_horizon(day: Any) -> None:
    with pytest.raises(BadScenario, match="E227"):
        pause(asked(hand_made()), day)


def test_a_state_that_does_not_fit_is_refused_before_the_work() -> None:
    with pytest.raises(Unavailable, match=r"must fit into 0.0 GB. Got .* GB. Ask for fewer replications"):
        pause(asked(hand_made()), 20, room=1000.0)


def test_its_digest_tells_moments_apart() -> None:
    scenario = asked(random_network(5, 12))
    assert pause(scenario, 9).digest == pause(scenario, 9).digest
    assert pause(scenario, 9).digest != pause(scenario, 10).digest
    others = replace(scenario, seed=4), replace(scenario, first_replication=6)
    assert len({pause(each, 0).digest for each in (scenario, *others)}) == 3, (
        "nothing happened, other luck to come"
    )
    assert repr(pause(scenario, 9)).startswith("Moment('random 5', day 9 of 50, 6 replications, ")
