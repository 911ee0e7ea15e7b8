"""Where time and memory go, and what a question would take."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import echelon
from echelon.app import profiling
from echelon.app.profiling import estimate, profile
from echelon.core.clock import ROWS
from echelon.network.model import Network, network
from echelon.testing.every_law import with_laws
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import job_of
from echelon.world.daily import LAW, SPENT
from echelon.world.run import Job, run_block

SWITCHED = {"adapt", "cancel", "costs", "correlate", "dock", "echelon", "expedite", "handle", "hold", "patience", "post",
            "ration", "requirements", "review", "scrap", "shelf", "sourcing", "swap"}  # fmt: skip
"""Laws that only some networks use."""


def with_some_laws() -> Network:
    """The hand-made network, where orders travel and cost, and stock goes by priority."""
    net = hand_made()
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for lane in rows["lane"]:
        lane |= {"order_days": 2, "order_cost": 3}
    for point in rows["stock point"]:
        point["allocation"] = "priority"
    return network(net.settings, rows)


def counted(job: Job, days: int) -> tuple[Any, dict[str, int], dict[str, int]]:
    """Ticks of steps, and of them of laws `[step, 2]`; law → ticks; law → calls."""
    spent = np.zeros(SPENT, dtype=np.int64)
    plain, timed = run_block(job, 0, 8, until=days), run_block(job, 0, 8, until=days, spent=spent)
    assert plain.counts.daily.tobytes() == timed.counts.daily.tobytes()
    ticks, calls = (
        dict(zip(ROWS, part.tolist(), strict=True)) for part in spent[LAW:-1].reshape(2, len(ROWS))
    )
    return spent[:LAW].reshape(-1, 2), ticks, calls


@pytest.mark.drill
def test_ticks_of_laws_add_up_to_what_steps_spend_on_them_and_counting_changes_no_byte() -> None:
    job = job_of(with_some_laws(), 30, 8)[1]
    of_steps, ticks, calls = counted(job, 30)
    assert (of_steps[[0, 1, 2, 4, 5, 8], 0] > 0).all(), "ask, hear, review, arrive, serve, value"
    assert sum(ticks.values()) == of_steps[:, 1].sum()
    assert {law for law, count in calls.items() if count} >= {"costs", "post", "ration", "transport"}
    assert not any(calls[law] for law in SWITCHED - {"costs", "post", "ration"})
    assert calls["post"] == 30 * 2 * sum(job.tables.flows["post"] >= 0), "ordered and heard, every day"


@pytest.mark.drill
def test_every_law_is_counted() -> None:
    job = job_of(with_laws(random_network(12, 40), 12), 20, 8, forced=True)[1]
    of_steps, ticks, calls = counted(job, 20)
    assert sum(ticks.values()) == of_steps[:, 1].sum()
    assert {law for law, count in calls.items() if count} >= SWITCHED
    assert calls["adapt"] >= 20 * len(job.tables.points), "asked of every point on every day, and by itself"


def test_parts_add_up_and_memory_is_that_of_the_state() -> None:
    found = profile(echelon.Scenario(hand_made(), days=40, replications=8), threads=1)
    parts = [each.part for each in found.steps]
    assert sum(parts) == pytest.approx(1.0)
    assert parts == sorted(parts, reverse=True)
    assert (
        0.1 < sum(each.part for each in found.laws) == pytest.approx(sum(each.laws for each in found.steps))
    )
    assert {each.name for each in found.laws} >= {"demand", "procurement", "transport"}
    assert all(each.calls and each.what.endswith(".") for each in found.laws)
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


@pytest.mark.parametrize(("count", "threads", "seconds"), [
    (100, 2, 100), (129, 1, 128 + 1), (129, 2, 128), (300, 2, 128 + 44), (400, 2, 2 * 128), (256, 2, 128),
])  # fmt: skip
def test_a_last_block_of_few_replications_takes_no_whole_blocks_time(
    count: int, threads: int, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiling, "_probe", lambda _job, lanes, _at_once: (float(lanes), 1))
    told = estimate(echelon.Scenario(hand_made(), days=40, replications=count), threads=threads)
    assert told.seconds - told.prepare == pytest.approx(seconds)


def networks(root: Path) -> dict[str, Network]:
    return {"kestvold": echelon.read_network(root / "catalog" / "networks" / "kestvold"),
            **{f"random {size}": random_network(size, size) for size in (40, 100, 200, 300)}}  # fmt: skip


@pytest.mark.drill
def test_estimates_are_right_within_a_factor_of_one_and_a_half(root: Path) -> None:
    """Of questions that take some tenths of a second and more; told and run by turns, for the machine may be busy."""
    found = {}
    for name, net in networks(root).items():
        asked = echelon.Scenario(net, days=365, replications=1000)
        estimate(asked)  # what is loaded once is loaded
        told, took = [], []
        for _ in range(5):
            told.append(estimate(asked).seconds)
            start = time.perf_counter()
            echelon.run(asked)
            took.append(time.perf_counter() - start)
        found[name] = sorted(told)[2] / sorted(took)[2]
    print(found)
    assert all(1 / 1.5 < ratio < 1.5 for ratio in found.values()), found
