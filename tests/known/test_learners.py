"""Learners reach what is known: test functions, regret bounds, exactly solved decision problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from echelon.agents.learn import bandit, cmaes, q
from echelon.agents.learn.luck import Luck
from echelon.agents.learn.mdp import Problem, value_iteration
from echelon.agents.learn.search import Search, minimise
from echelon.agents.learn.space import Parameter, Space


def sphere(points: Any) -> Any:
    return (points**2).sum(axis=1)


def ellipsoid(points: Any) -> Any:
    n = points.shape[1]
    return (points**2 * 10.0 ** (6.0 * np.arange(n) / (n - 1))).sum(axis=1)


def rosenbrock(points: Any) -> Any:
    before, after = points[:, :-1], points[:, 1:]
    return (100.0 * (after - before**2) ** 2 + (before - 1.0) ** 2).sum(axis=1)


def evaluations(function: Callable[[Any], Any], begin: float, seed: int) -> int:
    """Until a value below 1e-9 is met in ten dimensions."""
    cloud, luck, done = cmaes.begin(np.full(10, begin), 0.5), Luck(seed, "test"), 0
    while done < 20_000:
        points = cmaes.ask(cloud, luck)
        values = function(points)
        done += len(values)
        if values.min() < 1e-9:
            break
        cloud = cmaes.tell(cloud, points, values)
    return done


@pytest.mark.parametrize(
    ("function", "begin", "usual"), [(sphere, 1.0, 1500), (ellipsoid, 1.0, 4400), (rosenbrock, 0.0, 5200)]
)
def test_cmaes_converges_as_fast_as_is_known(
    function: Callable[[Any], Any], begin: float, usual: int
) -> None:
    """Active CMA-ES in ten dimensions to 1e-9, by its author's code: about 1500, 4400 and 5200 evaluations."""
    median = float(np.median([evaluations(function, begin, seed) for seed in range(3)]))
    assert 0.75 * usual < median < 1.25 * usual


def test_cmaes_learns_the_shape() -> None:
    """The covariance becomes the inverse Hessian: a condition of a million."""
    cloud, luck = cmaes.begin(np.full(5, 1.0), 0.5), Luck(3, "shape")
    for _ in range(250):
        points = cmaes.ask(cloud, luck)
        cloud = cmaes.tell(cloud, points, ellipsoid(points))
    assert 2e5 < (cloud.lengths[-1] / cloud.lengths[0]) ** 2 < 5e6


def test_cmaes_does_not_mind_the_axes() -> None:
    """The same problem turned takes as long: invariance under rotation."""
    turn, _ = np.linalg.qr(Luck(1, "turn").normal("", 0, 10, np.arange(10)))
    plain = [evaluations(ellipsoid, 1.0, seed) for seed in range(2)]
    turned = [evaluations(lambda points: ellipsoid(points @ turn), 1.0, seed) for seed in range(2)]
    assert np.mean(turned) == pytest.approx(np.mean(plain), rel=0.2)


BOX = Space(tuple(Parameter(f"x{at}", 1.0 if at < 2 else -5.0, 5.0, 4.0) for at in range(6)))


@pytest.mark.parametrize(("method", "within"), [("cmaes", 1e-9), ("cross_entropy", 5e-3)])
def test_the_best_may_lie_on_bounds(method: str, within: float) -> None:
    """Two coordinates may not go below 1: the best is there, worth 2; cross-entropy comes near it slowly."""
    found = minimise(sphere, BOX, Search(method, seed=2, budget=6000))
    assert found.worth == pytest.approx(2.0, abs=within)
    assert found.values[:2] == pytest.approx((1.0, 1.0), abs=within)
    assert all(low.low <= value <= low.high for low, value in zip(BOX.parameters, found.values, strict=True))


def test_restarts_leave_a_wrong_valley() -> None:
    """Rastrigin's function in two dimensions has 11^2 valleys; greater populations find the lowest (IPOP)."""

    def rastrigin(points: Any) -> Any:
        return (10.0 + points**2 - 10.0 * np.cos(2.0 * np.pi * points)).sum(axis=1)

    wide = Space(tuple(Parameter(f"x{at}", -5.0, 5.0, 3.9) for at in range(2)))
    once = [minimise(rastrigin, wide, Search(seed=seed, budget=6000)).worth for seed in range(3)]
    again = [minimise(rastrigin, wide, Search(seed=seed, budget=6000, restarts=6)).worth for seed in range(3)]
    assert max(again) < 1e-6 < max(once)


ARMS = np.array([0.5, 0.6, 0.8])


def regrets(days: int, lanes: int, choose: Callable[[Any, int, Any], Any]) -> Any:
    """Mean regret over lanes after each day, rewards 0 or 1. `[day]`"""
    belief, luck, ids = bandit.no_successes(len(ARMS), lanes), Luck(11, "world"), np.arange(lanes)
    lost = np.zeros(days)
    for day in range(days):
        arms = choose(belief, day, ids)
        success = (luck.uniform("won", day, 1, ids)[0] < ARMS[arms]).astype(float)
        belief = bandit.succeeded(belief, arms, success)
        lost[day] = (ARMS.max() - ARMS[arms]).mean()
    return np.cumsum(lost)


def test_thompson_sampling_keeps_its_bound() -> None:
    """Kaufmann and others (2012), theorem 1: the regret grows as log T times the sum of gap / divergence (Lai & Robbins)."""
    mine = Luck(5, "source")
    regret = regrets(1000, 100, lambda belief, day, ids: bandit.choose(belief, mine, day, ids))
    best = ARMS.max()
    divergence = ARMS[:2] * np.log(ARMS[:2] / best) + (1 - ARMS[:2]) * np.log((1 - ARMS[:2]) / (1 - best))
    rate = ((best - ARMS[:2]) / divergence).sum()
    assert regret[999] < rate * np.log(1000.0) * 1.5
    assert (regret[999] - regret[249]) / np.log(4.0) == pytest.approx(rate, rel=0.5)
    assert regret[999] < 0.12 * 1000 * (best - ARMS.mean())


def test_normal_gamma_finds_the_best_mean() -> None:
    """Rewards of unknown spread: after a while nearly all lanes take the best arm; a lane alone does what it did in the crowd."""
    means, spreads = np.array([1.0, 1.5, 0.0]), np.array([0.5, 1.0, 3.0])

    def play(ids: Any) -> Any:
        belief, mine, world = bandit.no_rewards(3, len(ids)), Luck(5, "mode"), Luck(6, "world")
        for day in range(250):
            arms = bandit.choose(belief, mine, day, ids)
            reward = means[arms] + spreads[arms] * world.normal("reward", day, 1, ids)[0]
            belief = bandit.rewarded(belief, arms, reward)
        return arms, belief

    arms, belief = play(np.arange(100))
    assert (arms == 1).mean() > 0.9
    assert belief.mean[1].mean() == pytest.approx(1.5, abs=0.1)
    alone, beliefs = play(np.arange(17, 18))
    assert alone[0] == arms[17]
    assert [part[:, 0].tobytes() for part in beliefs] == [part[:, 17].tobytes() for part in belief]


def shop(most: int = 3) -> Problem:
    """A shop that orders one, two or none a day, sells one with chance 0.7, and pays 0.2 a piece and day: lost sales."""
    chance, reward = np.zeros((most + 1, 3, most + 1)), np.zeros((most + 1, 3))
    for stock in range(most + 1):
        for order in range(3):
            there = min(most, stock + order)
            cost = 0.2 * there + (0.4 if order else 0.0) + 0.3 * order
            sold = min(1, there)
            chance[stock, order, there - sold] += 0.7
            chance[stock, order, there] += 0.3
            reward[stock, order] = 0.7 * sold * 1.5 - cost
    return Problem(chance, reward, 0.9)


def walk(problem: Problem, states: Any, actions: Any, luck: Luck, day: int) -> Any:
    """The states after a day. `[lane]`"""
    uniform = luck.uniform("then", day, 1, np.arange(len(states)))[0]
    return (np.cumsum(problem.chance[states, actions], axis=1) < uniform[:, None]).sum(axis=1)


def loses(exact: Any, actions: Any) -> float:
    """The most that a first action loses of what the best one is worth; two of them are nearly as good as each other."""
    return float((exact.max(axis=1) - exact[np.arange(len(exact)), actions]).max())


def test_a_table_learns_the_exact_worth() -> None:
    problem, lanes = shop(), 256
    exact = value_iteration(problem)
    table, states, luck = q.no_table(4, 3), np.arange(lanes) % 4, Luck(3, "q")
    for day in range(1200):
        actions = q.curious(table.worth[states], 0.5, luck, (day, np.arange(lanes)))
        then = walk(problem, states, actions, luck, day)
        seen = q.Seen(problem.reward[states, actions], then, np.ones(lanes), problem.discount)
        table, states = q.tell_table(table, states, actions, seen), then
    assert np.abs(table.worth - exact).max() < 0.1
    assert loses(exact, q.greedy(table.worth)) < 0.05


def test_weights_of_one_feature_a_state_learn_the_exact_worth() -> None:
    problem, lanes = shop(), 256
    exact = value_iteration(problem)
    linear, states, luck, one = q.no_weights(3, 4), np.arange(lanes) % 4, Luck(3, "q"), np.eye(4)
    for day in range(1500):
        features = one[:, states]
        actions = q.curious(q.worth_of(linear, features), 0.8, luck, (day, np.arange(lanes)))
        then = walk(problem, states, actions, luck, day)
        seen = q.Seen(problem.reward[states, actions], one[:, then], np.ones(lanes), problem.discount)
        linear, states = q.tell_linear(linear, features, actions, seen, step=8.0), then
    worth = linear.weights.T
    assert np.abs(worth - exact).max() < 0.2
    assert loses(exact, q.greedy(worth)) < 0.05
