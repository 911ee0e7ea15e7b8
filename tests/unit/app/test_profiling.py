"""Where time and memory go, and what a question would take."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

import echelon
from echelon.app.profiling import estimate, profile
from echelon.network.model import Network
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import job_of
from echelon.world.run import run_block
from echelon.world.timetable import STEPS


def test_counting_ticks_changes_no_byte() -> None:
    job = job_of(hand_made(), 30, 8)[1]
    spent = np.zeros(len(STEPS) + 3, dtype=np.int64)
    plain, timed = run_block(job, 0, 8, until=30), run_block(job, 0, 8, until=30, spent=spent)
    assert plain.counts.daily.tobytes() == timed.counts.daily.tobytes()
    assert (spent[[0, 1, 2, 4, 5, 8]] > 0).all(), "ask, hear, review, arrive, serve, value"
    assert (spent >= 0).all()


def test_parts_add_up_and_memory_is_that_of_the_state() -> None:
    found = profile(echelon.Scenario(hand_made(), days=40, replications=8), threads=1)
    assert sum(part for _, _, part in found.steps) == pytest.approx(1.0)
    assert [part for _, _, part in found.steps] == sorted((part for _, _, part in found.steps), reverse=True)
    sizes = dict(found.memory)
    assert sizes["stock"] == 6 * 8 * 8
    told = found.estimate
    assert (told.points, told.lanes, told.threads, told.days) == (6, 8, 1, 40)
    assert told.blocks >= sum(sizes.values())
    assert 0 < told.prepare < told.seconds


def test_twice_the_replications_are_twice_the_answer() -> None:
    few, many = (
        estimate(echelon.Scenario(hand_made(), days=40, replications=count), threads=1)
        for count in (100, 200)
    )
    assert many.answer == 2 * few.answer
    assert many.tables == few.tables


def networks(root: Path) -> dict[str, Network]:
    return {"kestvold": echelon.read_network(root / "catalog" / "networks" / "kestvold"),
            **{f"random {size}": random_network(size, size) for size in (40, 100, 200, 300)}}  # fmt: skip


@pytest.mark.drill
def test_estimates_are_right_within_a_factor_of_one_and_a_half(root: Path) -> None:
    """Of questions that take some tenths of a second and more."""
    for name, net in networks(root).items():
        asked = echelon.Scenario(net, days=365, replications=1000)
        estimate(asked)  # what is loaded once is loaded
        told, goes = estimate(asked), []
        for _ in range(3):
            start = time.perf_counter()
            echelon.run(asked)
            goes.append(time.perf_counter() - start)
        assert 1 / 1.5 < told.seconds / sorted(goes)[1] < 1.5, (name, told.seconds, goes)
