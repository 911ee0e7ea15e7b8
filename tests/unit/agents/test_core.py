"""Rules, messages, authority and reasons: tiny stories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from echelon.agents.authority import Authority, Grant, standard
from echelon.agents.decision import Bound, Goal, Move
from echelon.agents.explain import explain
from echelon.agents.kinds import agent_of
from echelon.agents.kinds.stock_keeper import StockKeeper, cover
from echelon.agents.message import Faults, delivered, message
from echelon.agents.rule import rule
from echelon.agents.settling import Court
from echelon.agents.steering import Steering
from echelon.core.errors import BadScenario
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.gossip import Gossip
from echelon.testing.networks import hand_made
from echelon.world.run import before


@rule
def outside(stock: float, wanted: float) -> tuple[float, int]:
    return (wanted - stock, 1) if stock < wanted else (0.0, 1000)


@pytest.mark.parametrize(
    "wanted", [5.0, np.array([5.0, 7.0]), np.array([[5.0], [7.0]]), np.array([[5.0, 1.0], [7.0, 2.0]])]
)
def test_a_rule_over_lanes_is_the_plain_function(wanted: Any) -> None:
    stock = np.array([[3.0, 9.0], [7.0, 1.0]])
    value, why = outside.over(stock, wanted)
    whole = np.broadcast_to(wanted[:, None] if np.ndim(wanted) == 1 else wanted, stock.shape)
    for at in np.ndindex(stock.shape):
        assert (value[at], why[at]) == outside(float(stock[at]), float(whole[at]))


def test_a_rule_says_what_does_not_fit() -> None:
    with pytest.raises(BadScenario, match="E570"):
        outside.over(np.ones((2, 2)))
    with pytest.raises(BadScenario, match="E570"):
        outside.over(np.ones((2, 2)), np.ones((3, 2)))


def test_an_edit_of_a_rule_is_another_rule() -> None:
    assert outside.digest != cover.digest
    assert outside.digest == rule(outside.function).digest


def test_messages_are_lost_late_and_doubled_by_lane_alone() -> None:
    said = replace(message("word", "a", "b", "flow", [4, 9], units=np.ones((2, 200))), day=3, round=1)
    faults, lanes = Faults(0.3, 0.2, 2, 0.1), np.arange(200)
    parts = delivered([said], faults=faults, seed=7, replications=lanes)
    share = sum(each.sent.sum() for each in parts) / 400
    assert 0.65 < share < 0.9
    alone = delivered([said.of_lanes(17, 18)], faults=faults, seed=7, replications=lanes[17:18])
    for days in (0, 2):
        crowd = sum(each.sent[:, 17].astype(int) for each in parts if each.days == days)
        single = sum(
            (each.sent[:, 0].astype(int) for each in alone if each.days == days), np.zeros(2, dtype=int)
        )
        assert np.array_equal(crowd, single)


def court(authority: Authority | None = None) -> tuple[Court, Any, Any]:
    agents = [StockKeeper()]
    prepared = prepare_run(Scenario(hand_made(), days=5, replications=2, seed=7, agents=agents), forced=True)
    steers: Any = prepared.job.steers
    state = before(prepared.job, 2)
    moved = {
        name: np.zeros((1, 2))
        for name in ("", "ordered", "started", "done", "shipped", "received", "sold", "gone")
    }
    mover = steers.mover(state, np.arange(2), moved, None)
    return Court(steers.place, authority or standard()), mover.mind, state


def move(value: float, lever: str = "extra_stock") -> Move:
    return Move(lever, [0], np.full((1, 2), value), np.zeros((1, 2)))


def test_the_higher_layer_stands_and_the_loser_is_told() -> None:
    judge, mind, state = court()
    low, high = StockKeeper("low"), StockKeeper("high", layer="tactical")
    entries, _ = judge.settle([(high, move(9.0)), (low, move(3.0))], mind, state, told=True)
    assert state.levers.extra_stock[0].tolist() == [9.0, 9.0]
    assert state.pulled.extra_stock[0] == 1
    assert {each.agent.name: [agent.name for agent, _ in each.over] for each in entries} == {
        "low": ["high"],
        "high": [],
    }


def test_bounds_go_down_and_are_never_broken() -> None:
    judge, mind, state = court()
    boss, clerk = Gossip("boss"), StockKeeper("clerk")
    both = np.full((1, 2), 2.0), np.full((1, 2), 4.0)
    judge.settle([(boss, Bound("extra_stock", [0], *both)), (clerk, move(50.0))], mind, state, told=False)
    assert state.levers.extra_stock[0].tolist() == [4.0, 4.0]
    judge.settle(
        [(clerk, Bound("extra_stock", [0], *both[::-1])), (clerk, move(-9.0))], mind, state, told=False
    )
    assert state.levers.extra_stock[0].tolist() == [2.0, 2.0]
    judge.settle([(boss, Goal("service", "stock point", [0], np.full((1, 2), 0.9)))], mind, state, told=False)
    assert mind.goals["service"][0].tolist() == [0.9, 0.9]


def test_beyond_what_one_may_alone_a_proposal_waits() -> None:
    judge, mind, state = court(Authority({("inventory", "extra_stock"): Grant(alone=0.05)}))
    _, waiting = judge.settle(
        [(StockKeeper(), move(40.0)), (StockKeeper("b"), move(0.5, "price"))], mind, state, told=False
    )
    reach = 0.05 * float(judge.limits["extra_stock"].of[0])
    assert state.levers.extra_stock[0, 0] == pytest.approx(reach)
    assert state.levers.price[0, 0] == 1.0
    assert [(each.kind, each.receiver, each.numbers["value"][0, 0]) for each in waiting] == [
        ("proposal extra_stock", "person", 40.0)
    ]


@pytest.mark.parametrize(("wrong", "code"), [(Move("extra_stok", [0], np.ones((1, 2)), 0), "E575"),
                                             (Move("price", [99], np.ones((1, 2)), 0), "E576"),
                                             (Move("price", [0], np.ones(2), 0), "E576")])  # fmt: skip
def test_moves_that_do_not_fit_are_findings(wrong: Move, code: str) -> None:
    judge, mind, state = court()
    with pytest.raises(BadScenario, match=code):
        judge.settle([(StockKeeper(), wrong)], mind, state, told=False)


def test_reasons_of_a_site_on_a_day() -> None:
    asked = Scenario(hand_made(), days=30, replications=1, seed=7, agents=[StockKeeper(wobble=0.0)])
    job = prepare_run(asked, forced=True).job
    found = explain(job, day=12, site="Izmir Works", replication=0)
    assert {each.kind for each in found.thoughts} == {"belief"}
    assert all(each.where.startswith("Izmir Works/") for each in found.decisions)
    first = found.decisions[0]
    assert first.evidence["lead_days"] > 0.0
    assert set(first.alternatives) == {"leave it", "take it back"}
    assert found.document()["decisions"][0]["said"] == first.sentence
    for wrong in ({"day": 30, "site": "Izmir Works"}, {"day": 3, "site": "Izmir"}):
        with pytest.raises(BadScenario):
            explain(job, replication=0, **wrong)  # type: ignore[arg-type]


def test_a_layer_is_switched_off_by_one_word() -> None:
    asked = Scenario(hand_made(), days=3, agents=Steering((StockKeeper(),), off=("operational",)))
    assert not asked.agents
    assert asked.question("") == replace(asked, agents=()).question("")


def test_documents_make_the_agents_again() -> None:
    said = Steering(
        (StockKeeper(every=3),),
        rounds=2,
        authority=Authority({("inventory", "extra_stock"): Grant(high=1.0)}),
    ).said()
    assert agent_of(said["agents"][0]) == StockKeeper(every=3)  # type: ignore[index]
    assert said["steering"] == {"rounds": 2, "authority": [["inventory", "extra_stock", None, 1.0, None]]}
