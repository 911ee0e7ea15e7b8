"""Blocks of lanes: how wide, in which order, and one lane alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import job_of
from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.run import WIDEST, Job, run, run_block, states, width


def job(count: int = 5, points: int = 0, days: int = 12) -> Job:
    return job_of(random_network(3, points) if points else hand_made(), days, count)[1]


def test_small_networks_get_wide_blocks_and_large_ones_narrow() -> None:
    assert width(job()) == WIDEST
    assert 16 <= width(job(points=1500)) <= 32


def test_a_wished_width_is_kept() -> None:
    assert width(job(), 48) == 48


def test_counts_have_a_row_for_every_kpi_day_and_replication() -> None:
    found = run(job(5))
    assert found.daily.shape == (len(KPIS), 12, 5)
    assert found.customer.shape == (len(CUSTOMER), 2, 5)


def test_blocks_cover_all_lanes_in_order() -> None:
    edges: list[tuple[int, int]] = []

    def watched(work: Any, several: Iterable[tuple[int, int]]) -> Any:
        for edge in several:
            edges.append(edge)
            yield work(edge)

    run(job(10), watched, wished=4)
    assert edges == [(0, 4), (4, 8), (8, 10)]


def test_a_block_is_a_slice_of_the_whole() -> None:
    whole, part = run(job(10)), run_block(job(10), 4, 8, until=12).counts
    assert np.array_equal(part.daily, whole.daily[:, :, 4:8])


def test_states_walk_one_lane_to_the_answer_of_the_run() -> None:
    whole = run(job(5))
    shapes = []
    for day, state, counted, _ in states(job(5), 3):
        shapes.append((day, state.stock.shape))
        lane = counted.daily[:, :, 0]
    assert shapes == [(day, (6, 1)) for day in range(12)]
    assert np.array_equal(lane, whole.daily[:, :, 3])


def test_customers_add_up_to_the_days() -> None:
    found = run(job(5))
    np.testing.assert_allclose(found.customer[:4].sum(axis=1), found.daily[:4].sum(axis=1), rtol=1e-12)
