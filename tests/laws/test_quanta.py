"""Items with a quantum: every quantity is a whole multiple of it every day, and conservation is exact, in every replication."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.network.model import Network
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, Day, job_of, walk
from echelon.testing.whole import in_quanta, with_storage
from echelon.testing.workshop import manufactured
from echelon.world.routes import waiting
from echelon.world.run import Job
from echelon.world.timetable import TIMETABLES

DAYS, LANES = 30, 4
QUANTITIES = ("stock", "on_order", "pending", "owed", "due", "backlog", "staged", "ring", "ordered", "asked")
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
networks = st.builds(lambda seed, points, timetable: in_timetable(random_network(seed, points), seed, timetable),
                     st.integers(0, 10_000), st.sampled_from([3, 12, 30]), st.sampled_from(list(TIMETABLES)))  # fmt: skip


def in_timetable(net: Network, seed: int, timetable: str, quantum: float = 1.0) -> Network:
    timed = replace(net, settings=replace(net.settings, timetable=timetable))
    return with_storage(in_quanta(timed, seed, quantum), seed)


def shaken(net: Network, seed: int) -> list[Close]:
    """Sites, lanes and demands at a factor that cuts everything to fractions."""
    chance = np.random.default_rng(seed)
    found = {}
    for noun in ("site", "site", "lane", "demand"):
        if len(net[noun]):
            start = int(chance.integers(DAYS - 5))
            factor = float(chance.choice([0.0, 0.3, 0.77, 1.9]))
            close = Close((noun, int(chance.integers(len(net[noun])))), start, start + 15, factor, (1, LANES))
            found[close.target] = close
    return list(found.values())


def under_way(job: Job, day: Day) -> Any:
    """Units in each pipe, flows first. `[pipe, lane]`"""
    pipes = job.tables.pipes
    constant = pipes[pipes["lead"] >= 0]
    ring = day.state.ring.copy()
    ring[constant["base"] + (day.day + 1) % constant["slots"]] = 0.0
    return np.add.reduceat(ring, pipes["base"]) if len(pipes) else np.zeros((0, LANES))


made = st.builds(lambda seed, points: in_quanta(manufactured(random_network(seed, points), seed), seed),
                 st.integers(0, 10_000), st.sampled_from([3, 12, 30]))  # fmt: skip


@few
@given(networks | made, st.integers(0, 3))
def test_every_quantity_is_whole_on_every_day(net: Network, seed: int) -> None:
    _, job = job_of(net, DAYS, LANES, seed=seed, closed=shaken(net, seed) if seed else (), forced=True)
    for day in walk(job):
        for name in QUANTITIES:
            rows = getattr(day.state, name)
            assert np.array_equal(rows, np.floor(rows)), (name, day.day)
            assert rows.min(initial=0.0) >= 0.0, (name, day.day)
        for name, rows in day.moved.items():
            assert np.array_equal(rows, np.floor(rows)), (name, day.day)


@few
@given(networks, st.integers(0, 3))
def test_conservation_is_exact(net: Network, seed: int) -> None:
    """Of every item, in every replication: nothing is within a tolerance, all of it is equal."""
    s, job = job_of(net, DAYS, LANES, seed=seed, closed=shaken(net, seed) if seed else (), forced=True)
    items, flows = len(net["item"]), len(s.flows)
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    kept = np.zeros((items, LANES))
    np.add.at(kept, s.item, np.repeat(job.start.stock[:, None], LANES, axis=1))
    asked = np.zeros((len(s.demands), LANES))
    for day in walk(job):
        started = day.moved["started"] * (job.tables.points["makes"] == 1)[:, None]
        np.add.at(kept, s.item, started)
        np.subtract.at(kept, s.group_item, started[s.group_point] * s.quantity[:, None])
        np.subtract.at(kept, s.item[s.demand_point], day.moved["sold"])
        asked += day.state.asked - day.moved["sold"] - day.moved["gone"]
        found, pipes = np.zeros((items, LANES)), under_way(job, day) + day.state.docked.waiting
        np.subtract.at(kept, s.item, day.state.fresh.expired)
        np.add.at(found, s.item, day.state.stock)
        np.add.at(found, s.group_item, day.state.staged)
        np.add.at(found, s.group_item[group], pipes[:flows] + waiting(job.tables.route, day.state, flows))
        np.add.at(found, s.item[s.recipe_row >= 0], pipes[flows:])
        assert np.array_equal(found, kept), day.day
        assert np.array_equal(day.state.backlog, asked), day.day


@pytest.mark.parametrize("quantum", [0.25, 8.0])
def test_any_quantum_that_is_exact(quantum: float) -> None:
    net = in_timetable(hand_made(), 3, "standard", quantum)
    for day in walk(job_of(net, 60, LANES, closed=shaken(net, 5), forced=True)[1]):
        for name in QUANTITIES:
            rows = getattr(day.state, name)
            assert np.array_equal(rows % quantum, np.zeros_like(rows)), (name, day.day)


def test_mean_demand_and_shares_are_kept() -> None:
    """Fractions wait, they do not vanish: the hotels' normal demand, asked in lots of 4."""
    plain, whole = hand_made(), in_timetable(hand_made(), 3, "standard", 4.0)
    found = [
        sum(day.state.asked.sum() for day in walk(job_of(net, 100, LANES, forced=True)[1]))
        for net in (plain, whole)
    ]
    assert abs(found[0] - found[1]) < 2 * LANES * 4.0
