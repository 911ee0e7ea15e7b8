"""Running blocks of lanes: the pure function from a question's arrays to counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.daily import advance
from echelon.world.gates import Singles, of_block
from echelon.world.leaves import joined, leaves, of_lanes
from echelon.world.start import Start
from echelon.world.state import Counts, State, counts, moves, opening
from echelon.world.tables import Changes, Tables

NARROWEST, WIDEST = 32, 128
BLOCK_BYTES = 4 * 2**20


class Mind(Protocol):
    """What those who move levers remember of some lanes; cut and joined as a state is."""

    def of_lanes(self, first: int, last: int) -> Mind:
        """A copy of lanes [first, last)."""
        ...

    def joined(self, minds: Sequence[Any]) -> Mind:
        """Blocks side by side, of which it is the first."""
        ...

    def leaves(self) -> dict[str, Any]:
        """Every array by a name of its own."""
        ...


class Mover(Protocol):
    """Moves the levers of a block of lanes in place, each morning."""

    mind: Any

    def morning(self, day: int) -> None:
        """Decide."""
        ...


class Steers(Protocol):
    """Whoever steers a job: the clock only asks it on mornings."""

    def mover(self, state: State, replications: Any, moved: Any, since: Any) -> Mover:
        """What moves the levers of a block: of its state, with what moved yesterday, from what was remembered or None."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A question in arrays: what a block needs to be run anywhere.

    replications [lane] which replication each lane is;  start  what is there before day 0 (`world.start`)
    singles      what changes in single lanes, beside the changes of ranges of them
    steers       who moves levers each morning (see `Steers`), or None
    """

    tables: Tables
    changes: Changes
    replications: Any
    days: int
    start: Start
    singles: Singles | None = None
    steers: Steers | None = None

    def of_block(self, first: int, last: int) -> Changes:
        """What changes in lanes [first, last)."""
        return of_block(self.changes, self.singles, first, last)


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
    """Lanes on the morning of a day, and what they have counted: daily `[kpi, day, lane]` of the days before, customer in all.

    mind   what those who move levers remember, or None
    """

    day: int
    state: State
    counts: Counts
    mind: Mind | None = None


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
    changes = job.of_block(first, last)
    if job.steers is None:
        advance(job.tables, changes, state, kept, np.zeros((0, lanes)), ids, first, day, until, spent)
        return Snapshot(until, state, kept)
    moved = moves(job.tables, lanes)
    mover = job.steers.mover(state, ids, moved, None if since is None else _of_lanes(since.mind, first, last))
    for today in range(day, until):
        mover.morning(today)
        _advance_counting(job.tables, changes, state, kept, moved[""], ids, first, today, spent)
    return Snapshot(until, state, kept, mover.mind)


def _of_lanes(mind: Mind | None, first: int, last: int) -> Mind | None:
    return None if mind is None else mind.of_lanes(first, last)


def _advance_counting(tables: Any, changes: Any, state: State, kept: Counts, moved: Any, ids: Any, first: int, day: int,
                      spent: Any) -> None:  # fmt: skip
    """One day; its ticks are added to those before, for the clock begins to count anew each time."""
    ticks = None if spent is None else np.zeros_like(spent)
    advance(tables, changes, state, kept, moved, ids, first, day, day + 1, ticks)
    if ticks is not None:
        spent[:] += ticks


Edge = tuple[int, int]
Moving = Callable[[int, State], None]
"""(day, state on its morning): moves levers in place."""
Done = TypeVar("Done")


class Mapper(Protocol):
    """Like `map`, perhaps over threads; must keep the order."""

    def __call__(self, work: Callable[[Edge], Done], edges: Iterable[Edge], /) -> Iterator[Done]:
        """What `work` makes of each block's first lane and the one after its last."""
        ...


def run(job: Job, mapper: Mapper = map, wished: int = 0, since: Snapshot | None = None) -> Counts:
    """Counts of all lanes to the end, block by block through `mapper`, from day 0 on or from a snapshot.

    A block's counts are put in their place where it was run: done by one for all, that took as long as a small network's year.
    """
    total = len(job.replications)
    kept = Counts(
        np.empty((len(KPIS), job.days, total)), np.empty((len(CUSTOMER), len(job.tables.demands), total))
    )

    def place(edge: Edge) -> Counts:
        first, last = edge
        counted = run_block(job, first, last, until=job.days, since=since).counts
        if last - first == total:
            return counted
        kept.daily[:, :, first:last] = counted.daily
        kept.customer[:, :, first:last] = counted.customer
        return kept

    *_, counted = mapper(place, _edges(job, wished))
    return counted


def until(job: Job, day: int, mapper: Mapper = map, wished: int = 0) -> Snapshot:
    """All lanes on the morning of a day."""
    blocks = list(mapper(lambda edge: run_block(job, *edge, until=day), _edges(job, wished)))
    daily = np.concatenate([block.counts.daily for block in blocks], axis=2)
    customer = np.concatenate([block.counts.customer for block in blocks], axis=2)
    mind = None if blocks[0].mind is None else blocks[0].mind.joined([block.mind for block in blocks])
    return Snapshot(day, joined([block.state for block in blocks]), Counts(daily, customer), mind)


def _edges(job: Job, wished: int) -> list[Edge]:
    total, step = len(job.replications), width(job, wished)
    return [(first, min(first + step, total)) for first in range(0, total, step)]


def states(
    job: Job, lane: int, lanes: int = 1, moving: Moving | None = None
) -> Iterator[tuple[int, State, Counts, Any]]:
    """One lane alone, or some from it on, traced: after each day, (day, state, counts, moves), the same arrays each time.

    moving   called on each morning, to move levers of these lanes in place (`law.lever.pull`)
    """
    state = before(job, lanes)
    kept = counts(job.tables, job.days, lanes)
    moved = moves(job.tables, lanes)
    ids = np.ascontiguousarray(job.replications[lane : lane + lanes], dtype=np.uint32)
    changes = job.of_block(lane, lane + lanes)
    mover = None if job.steers is None else job.steers.mover(state, ids, moved, None)
    for day in range(job.days):
        if mover:
            mover.morning(day)
        if moving:
            moving(day, state)
        advance(job.tables, changes, state, kept, moved[""], ids, lane, day, day + 1, None)
        yield day, state, kept, moved
