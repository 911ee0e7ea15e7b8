"""A network's world, day by day, in all lanes at once: what tests of laws look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.disruption.rows import Target
from echelon.network.build import Structure, build
from echelon.network.model import Network
from echelon.network.opening import NOTHING, Opening
from echelon.network.rates import rates
from echelon.study.scenario import Policy
from echelon.world.daily import advance
from echelon.world.gates import Gates
from echelon.world.prepare import NO_POLICIES, prepare
from echelon.world.run import Job, Moving, before
from echelon.world.start import start
from echelon.world.state import Counts, State, counts, moves
from echelon.world.tables import Changes, no_changes


@dataclass(frozen=True, slots=True)
class Close:
    """A target at a factor from one day until another, in lanes [lanes[0], lanes[1])."""

    target: Target
    start: int
    end: int
    factor: float = 0.0
    lanes: tuple[int, int] = (0, 2**31)


@dataclass(slots=True)
class Day:
    """What a day ended with. Arrays `[entity, lane]`, the same ones every day: copy what is to be kept."""

    day: int
    state: State
    counts: Counts
    moved: Mapping[str, Any]


def job_of(net: Network, days: int, replications: int | Sequence[int] = 8, *, seed: int = 7,
           closed: Sequence[Close] = (), policies: Mapping[str, Policy] = NO_POLICIES,
           opening: Opening = NOTHING, levers: bool = False, forced: bool = False) -> tuple[Structure, Job]:  # fmt: skip
    """A network's structure and what its blocks need.

    replications  how many (0, 1, 2 …), or which
    closed        what is disrupted, and when;  policies  a user's own, by stock point or `*`
    opening       what is there before day 0, where the network does not say so
    levers        somebody may move them (`world.law.lever`)
    forced        compile every law in, so that many networks share one kernel

    >>> from echelon.testing.networks import hand_made
    >>> job_of(hand_made(), 30)[1].days
    30
    """
    s = build(net)
    largest: dict[Target, float] = {}
    for each in closed:
        largest[each.target] = max(each.factor, largest.get(each.target, 1.0))
    gates = Gates({target: row for row, target in enumerate(sorted(largest))}, largest)
    tables = prepare(
        net,
        s,
        rates(net, s),
        days=days,
        seed=seed,
        gates=gates,
        policies=policies,
        opening=opening,
        levers=levers,
        forced=forced,
    )
    chosen = np.arange(replications) if isinstance(replications, int) else np.array(replications)
    return s, Job(tables, changes_of(closed, gates, days), chosen, days, start(net, s, tables, opening))  # fmt: skip


def changes_of(closed: Sequence[Close], gates: Mapping[Target, int], days: int) -> Changes:
    """The days on which factors change, sorted by day."""
    if not closed:
        return no_changes(days)
    rows = [(each.start, each.factor, each) for each in closed] + [(each.end, 1.0, each) for each in closed]
    rows = sorted((row for row in rows if row[0] < days), key=lambda row: row[0])
    day, gate, first, last = (
        np.array(column, dtype=np.int64)
        for column in ([row[0] for row in rows], [gates[row[2].target] for row in rows],
                       [row[2].lanes[0] for row in rows], [row[2].lanes[1] for row in rows])
    )  # fmt: skip
    start = np.searchsorted(day, np.arange(days + 1)).astype(np.int64)
    return Changes(start, gate, first, last, np.array([row[1] for row in rows]), len(gates))


def walk(job: Job, moving: Moving | None = None) -> Iterator[Day]:
    """Every day of a run, traced in all its lanes, with levers moved every morning.

    >>> from echelon.testing.networks import hand_made
    >>> [each.state.stock.shape for each in walk(job_of(hand_made(), 2, 4)[1])]
    [(6, 4), (6, 4)]
    """
    lanes = len(job.replications)
    state = before(job, lanes)
    kept, moved = counts(job.tables, job.days, lanes), moves(job.tables, lanes)
    ids = np.ascontiguousarray(job.replications, dtype=np.uint32)
    changes = job.of_block(0, lanes)
    for day in range(job.days):
        if moving:
            moving(day, state)
        advance(job.tables, changes, state, kept, moved[""], ids, 0, day, day + 1, None)
        yield Day(day, state, kept, moved)
