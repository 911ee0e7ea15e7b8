"""States taken apart and put together, stopped and gone on with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from echelon.testing.every_law import with_laws
from echelon.testing.networks import random_network
from echelon.testing.walks import Close, job_of
from echelon.world.leaves import filled, joined, leaves, of_lanes
from echelon.world.run import Job, run, run_block, until
from echelon.world.state import State, opening
from echelon.world.timetable import TIMETABLES

DAYS, LANES = 60, 10


def shaken(seed: int, timetable: str = "standard") -> Job:
    """Every law somewhere, and everything that can be closed closed at some time, in some lanes."""
    net = with_laws(random_network(seed, 20), seed)
    net = replace(net, settings=replace(net.settings, timetable=timetable))
    chance = np.random.default_rng(seed)
    targets = [("site", row) for row in range(len(net["site"]))]
    targets += [
        (noun, row)
        for noun in ("lane", "transit", "dispatch", "receiving")
        for row in range(len(net["lane"]))
    ]
    closed = [Close(target, int(start), int(start) + 9, float(chance.choice([0.0, 0.5])), (2, 7))
              for target, start in zip(targets, chance.integers(0, DAYS, len(targets)), strict=True)]  # fmt: skip
    return job_of(net, DAYS, LANES, closed=closed, forced=True)[1]


def same(one: State, other: State) -> None:
    first, second = leaves(one), leaves(other)
    assert list(first) == list(second)
    for name, array in first.items():
        assert array.tobytes() == second[name].tobytes(), name


def test_every_array_is_a_leaf_and_comes_back() -> None:
    state = opening(*_opened(shaken(0)))
    found = leaves(state)
    assert {"stock", "voyage.units", "setups.now", "fresh.expired"} <= set(found)
    same(filled(state, found), state)
    assert all(array.ndim == 2 or array.dtype == np.int64 for array in found.values())


def _opened(job: Job) -> tuple[Any, ...]:
    return job.tables, job.start, job.changes.gates, LANES


def test_a_copy_of_lanes_shares_nothing() -> None:
    state = run_block(shaken(1), 0, LANES, until=5).state
    part = of_lanes(state, 2, 5)
    before = state.stock.copy()
    part.stock[:] = -1.0
    assert np.array_equal(state.stock, before)
    assert part.stock.shape[1] == 3


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("day", [0, 1, 23, DAYS])
def test_going_on_is_never_having_stopped(timetable: str, day: int) -> None:
    job = shaken(2, timetable)
    whole = run(job)
    stopped = until(job, day, wished=4)
    before = {name: array.copy() for name, array in leaves(stopped.state).items()}
    for width in (3, LANES):
        onward = run(job, wished=width, since=stopped)
        assert onward.daily.tobytes() == whole.daily.tobytes()
        assert onward.customer.tobytes() == whole.customer.tobytes()
    assert all(before[name].tobytes() == array.tobytes() for name, array in leaves(stopped.state).items())


def test_a_state_does_not_depend_on_the_blocks_it_came_from() -> None:
    job = shaken(3)
    wide, narrow = until(job, 30), until(job, 30, wished=1)
    assert wide.counts.daily.tobytes() == narrow.counts.daily.tobytes()
    same(wide.state, narrow.state)
    same(joined([of_lanes(wide.state, 0, 4), of_lanes(wide.state, 4, LANES)]), wide.state)


@pytest.mark.parametrize(("change", "said"), [
    (lambda found: found.pop("stock"), "no array stock"),
    (lambda found: found.update(more=found["stock"]), "an unknown array more"),
    (lambda found: found.update(due=found["due"][1:]), "array due of float64"),
    (lambda found: found.update(due=found["due"][:, 1:]), "arrays of 9 and 10 replications"),
    (lambda found: found.update(due=found["due"].astype(np.float32)), "array due of float32"),
])  # fmt: skip
def test_arrays_of_another_form_are_refused(change: Any, said: str) -> None:
    state = opening(*_opened(shaken(0)))
    found = leaves(state)
    change(found)
    with pytest.raises(ValueError, match=said):
        filled(state, found)
