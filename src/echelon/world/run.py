"""Running blocks of lanes: the pure function from a question's arrays to counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.daily import advance
from echelon.world.leaves import joined, leaves, of_lanes
from echelon.world.start import Start
from echelon.world.state import Counts, State, counts, moves, opening
from echelon.world.tables import Changes, Tables

NARROWEST, WIDEST = 32, 128
BLOCK_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Job:
    """A question in arrays: what a block needs to be run anywhere.

    replications [lane] which replication each lane is;  start  what is there before day 0 (`world.start`)
    """

    tables: Tables
    changes: Changes
    replications: Any
    days: int
    start: Start


def before(job: Job, lanes: int) -> State:
    """So many lanes before day 0."""
    return opening(job.tables, job.start, job.changes.gates, lanes)


def width(job: Job, wished: int = 0) -> int:
    """Lanes in a block: 128, fewer where the state would leave the cache; results do not depend on it.

    Not below 32, because each row's fixed cost then weighs more than the cache (random 2000 of the bench with drawn leads: 21
    million entity-days a second with 16 lanes, 28 with 32, 29 with 64).
    """
    if wished:
        return wished
    rows = sum(len(array) for array in leaves(before(job, 1)).values() if array.ndim == 2)
    fitting = WIDEST
    while fitting > NARROWEST and rows * 8 * fitting > BLOCK_BYTES:
        fitting //= 2
    return fitting


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Lanes on the morning of a day, and what they have counted: daily `[kpi, day, lane]` of the days before, customer in all."""

    day: int
    state: State
    counts: Counts


def run_block(
    job: Job, first: int, last: int, *, until: int, since: Snapshot | None = None, spent: Any = None
) -> Snapshot:
    """Lanes [first, last) of a job on the morning of day `until`, from day 0 on or from a snapshot of all lanes.

    spent   None, or gets the ticks of each step (`daily.advance`)
    """
    lanes = last - first
    kept = counts(job.tables, until, lanes)
    if since is None:
        state, day = before(job, lanes), 0
    else:
        state, day = of_lanes(since.state, first, last), since.day
        kept.daily[:, :day] = since.counts.daily[..., first:last]
        kept.customer[:] = since.counts.customer[..., first:last]
    ids = np.ascontiguousarray(job.replications[first:last], dtype=np.uint32)
    advance(job.tables, job.changes, state, kept, np.zeros((0, lanes)), ids, first, day, until, spent)
    return Snapshot(until, state, kept)


Edge = tuple[int, int]
Mapper = Callable[[Callable[[Edge], Snapshot], Iterable[Edge]], Iterator[Snapshot]]
"""Like `map`, perhaps over threads; must keep the order."""


def run(job: Job, mapper: Mapper = map, wished: int = 0, since: Snapshot | None = None) -> Counts:
    """Counts of all lanes to the end, block by block through `mapper`, from day 0 on or from a snapshot."""
    total = len(job.replications)
    daily = np.empty((len(KPIS), job.days, total))
    customer = np.empty((len(CUSTOMER), len(job.tables.demands), total))
    for (first, last), block in _blocks(job, job.days, mapper, wished, since):
        daily[:, :, first:last] = block.counts.daily
        customer[:, :, first:last] = block.counts.customer
    return Counts(daily, customer)


def until(job: Job, day: int, mapper: Mapper = map, wished: int = 0) -> Snapshot:
    """All lanes on the morning of a day."""
    blocks = [block for _, block in _blocks(job, day, mapper, wished, None)]
    daily = np.concatenate([block.counts.daily for block in blocks], axis=2)
    customer = np.concatenate([block.counts.customer for block in blocks], axis=2)
    return Snapshot(day, joined([block.state for block in blocks]), Counts(daily, customer))


def _blocks(
    job: Job, day: int, mapper: Mapper, wished: int, since: Snapshot | None
) -> Iterator[tuple[Edge, Snapshot]]:
    total, step = len(job.replications), width(job, wished)
    edges = [(first, min(first + step, total)) for first in range(0, total, step)]
    work = partial(_work, job, day, since)
    return zip(edges, mapper(work, edges), strict=True)


def _work(job: Job, day: int, since: Snapshot | None, edge: Edge) -> Snapshot:
    return run_block(job, *edge, until=day, since=since)


def states(job: Job, lane: int) -> Iterator[tuple[int, State, Counts, Any]]:
    """One lane alone, traced: after each day, (day, state, counts, moves), the same arrays each time."""
    state = before(job, 1)
    kept = counts(job.tables, job.days, 1)
    moved = moves(job.tables, 1)
    ids = np.ascontiguousarray(job.replications[lane : lane + 1], dtype=np.uint32)
    for day in range(job.days):
        advance(job.tables, job.changes, state, kept, moved[""], ids, lane, day, day + 1, None)
        yield day, state, kept, moved
