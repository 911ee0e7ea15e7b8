"""Environments pass the conformance tests of their libraries, and are the world that studies run."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.wrappers.vector import RecordEpisodeStatistics
from pettingzoo.test import parallel_api_test, parallel_seed_test

from echelon import Disruption, Hazard, Scenario
from echelon.agents.env.episodes import Question
from echelon.agents.env.parallel import NetworkParallelEnv
from echelon.agents.env.play import Play
from echelon.agents.env.single import NetworkEnv
from echelon.agents.env.vector import NetworkVectorEnv
from echelon.core.errors import BadScenario
from echelon.network.model import Settings, network
from echelon.study.many import prepare_run
from echelon.study.measure import MEASURES
from echelon.testing.networks import hand_made
from echelon.world.levers import LEVERS
from echelon.world.run import run

DAYS = 25
ASK = Question(hand_made(), days=DAYS, seed=7, forced=True)
STRIKE = Hazard("strike", "poisson(per_year=40)", [Disruption("shut", "Izmir Works", capacity=0.0, lasts=4)])
SHAKEN = Question(hand_made(), [STRIKE], days=DAYS, seed=7, forced=True)
EVERY = tuple(LEVERS)
SMALL = network(Settings("small"), {
    "site": [{"name": "Kobe"}, {"name": "Riga"}],
    "item": [{"name": "drill", "unit_value": 40}],
    "stock point": [{"site": site, "item": "drill", "target_stock": 30} for site in ("Kobe", "Riga")],
    "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    "lane": [{"from": "Kobe", "to": "Riga", "item": "drill", "lead_days": 3}],
    "demand": [{"customer": "walk-in", "site": "Riga", "item": "drill", "mean_per_day": 5, "price": 60}],
})  # fmt: skip


def test_gymnasium_finds_nothing_wrong() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        check_env(NetworkEnv(SHAKEN), skip_render_check=True)
        check_env(NetworkEnv(ASK, levers=EVERY), skip_render_check=True)


@pytest.mark.parametrize("lanes", [0, 3])
def test_pettingzoo_finds_nothing_wrong(lanes: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        parallel_api_test(NetworkParallelEnv(SHAKEN, lanes), num_cycles=2 * DAYS)
        parallel_seed_test(lambda: NetworkParallelEnv(SHAKEN, lanes, levers=EVERY), num_cycles=2 * DAYS)


def test_a_lane_is_a_replication_alone_whatever_the_blocks() -> None:
    """Random moves of every lever: lane 2 of five, in one block or three on two threads, is the single environment seeded so."""
    alone, crowd = NetworkEnv(SHAKEN, levers=EVERY), NetworkVectorEnv(SHAKEN, 5, levers=EVERY)
    with ThreadPoolExecutor(2) as pool:
        split = NetworkVectorEnv(SHAKEN, 5, levers=EVERY, blocks=3, mapped=pool.map)
        seen = [alone.reset(seed=42)[0], crowd.reset(seed=40)[0][2], split.reset(seed=40)[0][2]]
        chance = np.random.default_rng(1)
        for _ in range(DAYS):
            assert seen[0].tobytes() == seen[1].tobytes() == seen[2].tobytes()
            actions = chance.uniform(-1.2, 1.2, crowd.action_space.shape).astype(np.float32)
            one, many, parts = alone.step(actions[2]), crowd.step(actions), split.step(actions)
            seen = [one[0], many[0][2], parts[0][2]]
            assert one[1] == many[1][2] == parts[1][2]
    assert one[3]
    assert many[3].all()


def test_doing_nothing_is_the_world_without_agents() -> None:
    """Neutral levers: what is earned is a study's margin less costs of the same replications."""
    env = NetworkVectorEnv(SHAKEN, 6)
    env.reset(seed=0)
    earned = sum(env.step(np.zeros(env.action_space.shape))[1] for _ in range(DAYS))
    asked = Scenario(SHAKEN.network, SHAKEN.causes, days=DAYS, replications=6, seed=7)
    net = MEASURES["net"].of(run(prepare_run(asked, forced=True).job).daily)
    np.testing.assert_allclose(earned, net, rtol=1e-12)


def test_after_the_last_day_the_next_replications_begin() -> None:
    env, other = (NetworkVectorEnv(ASK, 4) for _ in range(2))
    counted = RecordEpisodeStatistics(env)
    counted.reset(seed=0)
    still = np.zeros(env.action_space.shape)
    for _ in range(DAYS):
        *_, over, info = counted.step(still)
    assert over.all()
    assert info["episode"]["l"].tolist() == [DAYS] * 4
    seen, earned, ended, over, _ = counted.step(still + 1.0)
    assert not earned.any()
    assert not (ended | over).any()
    assert seen.tobytes() == other.reset(seed=4)[0].tobytes()
    assert env.reset()[0].tobytes() == other.reset(seed=[8, 9, 10, 11])[0].tobytes()


def test_a_site_sees_and_moves_its_own_rows_only() -> None:
    env = NetworkParallelEnv(ASK)
    seen, _ = env.reset(seed=1)
    assert set(env.agents) == {"Osaka Glass", "Brno Glass", "Izmir Works", "Lille Depot", "Leeds Shop"}
    names = env.play.senses.names[env.play.senses.part["Leeds Shop"]]
    assert all("Leeds Shop" in name for name in names)
    assert seen["Leeds Shop"][names.index("stock Leeds Shop/lamp")] == 1.0
    env.step({"Leeds Shop": np.ones(1, np.float32)})
    moved = env.play.blocks[0][2].levers.extra_stock[:, 0]
    assert (
        moved[env.play.episodes.place.points.index("Leeds Shop/lamp")] == 25.0
    )  # the rate: one target a day
    assert np.count_nonzero(moved) == 1


def test_levers_keep_bounds_and_rates_whatever_is_done() -> None:
    play = Play(ASK, 3, EVERY)
    play.begin(np.arange(3))
    chance = np.random.default_rng(2)
    before: Any = None
    for _ in range(DAYS):
        wild = chance.choice([np.nan, np.inf, -np.inf, 1e30, -1.0, 0.3], (3, len(play.handles.names)))
        play.step(wild)
        levers = play.blocks[0][2].levers
        for handle in play.handles.each:
            rows = getattr(levers, handle.lever.name)
            assert (rows >= handle.low[:, None]).all()
            assert (rows <= handle.high[:, None]).all()
            if before is not None and handle.lever.name != "extra_order":
                assert (np.abs(rows - before[handle.lever.name]) <= handle.rate[:, None] * (1 + 1e-12)).all()
        before = {
            handle.lever.name: getattr(levers, handle.lever.name).copy() for handle in play.handles.each
        }


def test_unknown_levers_are_refused() -> None:
    with pytest.raises(BadScenario, match="Did you mean `extra_stock`"):
        NetworkEnv(ASK, levers=["extra_stok"])
    with pytest.raises(BadScenario, match="E594"):
        NetworkEnv(ASK, levers=[])


def test_levers_compile_without_the_laws_that_a_network_does_not_use() -> None:
    """A network without quanta and the rest has a kernel of its own, with levers and little else."""
    env = NetworkEnv(Question(SMALL, days=3), levers=EVERY)
    env.reset(seed=1)
    assert np.isfinite(env.step(np.full(env.action_space.shape, -1.0))[1])
