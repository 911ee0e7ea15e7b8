"""Running blocks of lanes: the pure function from a question's arrays to counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.daily import advance
from echelon.world.state import Counts, State, counts, moves, opening
from echelon.world.tables import Changes, Tables

WIDEST = 128
BLOCK_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Job:
    """A question in arrays: what a block needs to be run anywhere.

    stock [P] on hand before day 0; replications [lane] which replication each lane is
    start  what is ordered and under way before day 0 (`world.start`)
    """

    tables: Tables
    changes: Changes
    stock: Any
    replications: Any
    days: int
    start: Any


def width(job: Job, wished: int = 0) -> int:
    """Lanes in a block: 128, fewer where the state would leave the cache; results do not depend on it.

    Not below 32, because each row's fixed cost then weighs more than the cache (Willems' chain 38: 84 million entity-days a
    second with 32 lanes, 46 with 16), but for networks that are mostly goods scattered under way by drawn lead times
    (1000 points with gamma leads: 43 with 32 lanes, 75 with 16).
    """
    if wished:
        return wished
    state = opening(job.tables, job.stock, job.changes.gates, 1, job.start)
    rows = sum(len(part) for part in state if part is not None)
    pipes = job.tables.pipes
    narrowest = 16 if 2 * pipes["slots"][pipes["lead"] < 0].sum() > rows else 32
    fitting = WIDEST
    while fitting > narrowest and rows * 8 * fitting > BLOCK_BYTES:
        fitting //= 2
    return fitting


def run_block(job: Job, first: int, last: int) -> Counts:
    """Counts of lanes [first, last) over the whole horizon."""
    lanes = last - first
    state = opening(job.tables, job.stock, job.changes.gates, lanes, job.start)
    kept = counts(job.tables, job.days, lanes)
    ids = np.ascontiguousarray(job.replications[first:last], dtype=np.uint32)
    advance(job.tables, job.changes, state, kept, np.zeros((0, lanes)), ids, first, 0, job.days)
    return kept


Mapper = Callable[[Callable[[tuple[int, int]], Counts], Iterable[tuple[int, int]]], Iterator[Counts]]
"""Like `map`, perhaps over threads; must keep the order."""


def run(job: Job, mapper: Mapper = map, wished: int = 0) -> Counts:
    """Counts of all lanes, block by block through `mapper`."""
    total, step = len(job.replications), width(job, wished)
    edges = [(first, min(first + step, total)) for first in range(0, total, step)]
    daily = np.empty((len(KPIS), job.days, total))
    customer = np.empty((len(CUSTOMER), len(job.tables.demands), total))
    for (first, last), block in zip(edges, mapper(lambda edge: run_block(job, *edge), edges), strict=True):
        daily[:, :, first:last] = block.daily
        customer[:, :, first:last] = block.customer
    return Counts(daily, customer)


def states(job: Job, lane: int) -> Iterator[tuple[int, State, Counts, Any]]:
    """One lane alone, traced: after each day, (day, state, counts, moves), the same arrays each time."""
    state = opening(job.tables, job.stock, job.changes.gates, 1, job.start)
    kept = counts(job.tables, job.days, 1)
    moved = moves(job.tables, 1)
    ids = np.ascontiguousarray(job.replications[lane : lane + 1], dtype=np.uint32)
    for day in range(job.days):
        advance(job.tables, job.changes, state, kept, moved[""], ids, lane, day, day + 1)
        yield day, state, kept, moved
