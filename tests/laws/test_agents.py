"""What holds whoever decides: neutral levers change nothing, alone as in the crowd, paused as in one go, no bound is broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from echelon.agents.authority import limits
from echelon.agents.kinds.stock_keeper import StockKeeper
from echelon.agents.message import Faults
from echelon.agents.steering import Steering
from echelon.study.many import Prepared, prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.adversaries import WAYS, Adversary
from echelon.testing.gossip import Gossip
from echelon.testing.networks import hand_made
from echelon.world.leaves import leaves
from echelon.world.levers import LEVERS
from echelon.world.run import Job, Snapshot, run, run_block, states, until

DAYS, LANES = 60, 5


def prepared(*agents: Any, terms: Steering | None = None, lanes: int = LANES) -> Prepared:
    steering = replace(terms, agents=tuple(agents)) if terms is not None else tuple(agents)
    asked = Scenario(hand_made(), days=DAYS, replications=lanes, seed=7, agents=steering)
    return prepare_run(asked, forced=True)


GOSSIPS = (Gossip("ann"), Gossip("bob", every=2, layer="operational"), Gossip("cy", every=5))
FAULTY = Steering((), faults=Faults(0.2, 0.2, 2, 0.2), report_days=2)
CROWDS = {"keeper": ((StockKeeper(),), None), "gossip": (GOSSIPS, None), "faulty": (GOSSIPS, FAULTY),
          "adversary": ((Adversary(way="random"), StockKeeper()), None)}  # fmt: skip


def test_agents_that_do_nothing_change_no_byte() -> None:
    calm = prepare_run(Scenario(hand_made(), days=DAYS, replications=LANES, seed=7), forced=True)
    same = run(prepared(Adversary(way="nan")).job)
    assert np.array_equal(run(calm.job).daily, same.daily)


@pytest.mark.parametrize("crowd", CROWDS)
def test_alone_as_in_the_crowd(crowd: str) -> None:
    agents, terms = CROWDS[crowd]
    job = prepared(*agents, terms=terms).job
    whole = run(job)
    for width in (1, 2):
        assert np.array_equal(whole.daily, run(job, wished=width).daily)


@pytest.mark.parametrize("crowd", CROWDS)
def test_paused_as_in_one_go(crowd: str) -> None:
    """Whatever the blocks before and after the pause, with mail under way."""
    agents, terms = CROWDS[crowd]
    job = prepared(*agents, terms=terms).job
    whole = run(job)
    for width in (2, LANES):
        snapshot = until(job, 31, wished=width)
        assert np.array_equal(whole.daily, run(job, wished=3, since=snapshot).daily)


@pytest.mark.parametrize("crowd", CROWDS)
def test_told_as_counted(crowd: str) -> None:
    """A replication that is traced decides as it did among the others."""
    agents, terms = CROWDS[crowd]
    job = prepared(*agents, terms=terms).job
    whole = run(job).daily[:, :, 3]
    *_, (_, _, counts, _) = states(job, 3)
    assert np.array_equal(whole, counts.daily[:, :, 0])


def test_the_order_of_agents_and_messages_does_not_matter() -> None:
    forth, back = prepared(*GOSSIPS, terms=FAULTY), prepared(*GOSSIPS[::-1], terms=FAULTY)
    assert np.array_equal(run(forth.job).daily, run(back.job).daily)


def within(job: Job, lanes: int = LANES, *, by_rate: bool = True) -> int:
    """How many levers were wished for, of which none was outside its bounds or moved faster than its rate.

    by_rate   but where bounds are set, which nothing breaks: levers are then within them at once
    """
    place: Any = job.steers.place  # type: ignore[union-attr]
    known = {name: limits(lever, place) for name, lever in LEVERS.items()}
    before: dict[str, Any] = {
        name: np.full((len(known[name].low), lanes), LEVERS[name].neutral) for name in LEVERS
    }
    asked = 0
    for _, state, _, _ in states(job, 0, lanes):
        for name, limit in known.items():
            now = getattr(state.levers, name)
            asked += now.size
            assert np.isfinite(now).all()
            assert (now >= limit.low[:, None]).all()
            assert (now <= limit.high[:, None]).all()
            if by_rate and name != "extra_order":
                assert (
                    np.abs(now - before[name]) <= limit.rate[:, None] * (1.0 + 1e-12) + limit.quantum
                ).all()
            before[name] = now.copy()
        for name, array in leaves(state).items():
            if name in ("stock", "backlog", "due", "ring", "pending"):
                assert (array >= -1e-6).all(), name
    return asked


@pytest.mark.parametrize("way", WAYS)
def test_no_adversary_breaks_a_bound(way: str) -> None:
    assert within(prepared(Adversary(way=way)).job, by_rate=way != "random") > 10_000


@pytest.mark.drill
def test_a_million_decisions_of_adversaries() -> None:
    asked = 0
    for way in WAYS:
        lanes = 64
        asked += within(prepared(Adversary(way=way), lanes=lanes).job, lanes, by_rate=way != "random")
    assert asked >= 1_000_000


def held(moment: Snapshot) -> dict[str, bytes]:
    """Every byte of a moment: state and minds."""
    assert moment.mind is not None
    return {name: array.tobytes() for name, array in {**leaves(moment.state), **moment.mind.leaves()}.items()}


def test_tried_and_undone_byte_for_byte() -> None:
    """A plan is tried in a branch: what the moment holds is as before."""
    job = prepared(StockKeeper(), *GOSSIPS).job
    moment = until(job, 20)
    before = held(moment)
    run_block(job, 0, LANES, until=DAYS, since=moment)
    assert held(moment) == before
