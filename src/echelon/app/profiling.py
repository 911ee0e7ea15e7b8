"""Where a run's time and memory go, and how much of both a question would take, before it is asked.

A block of replications is run for as many days as take some tenths of a second, on as many threads as the run would have, and
so is a last block of fewer where it comes alone; the rest is multiplication. What a run needs once, its preparation, is
measured; so is how long it takes to have the kernel, which is told apart.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from echelon.app.runs import must_be_sound
from echelon.app.settings import threads as threads_wished
from echelon.app.wiring import load_kernels

if TYPE_CHECKING:
    from echelon.study.many import Prepared
    from echelon.study.scenario import Scenario
    from echelon.world.run import Job

LEAST, GOES = 0.15, 3
"""Seconds that a probe takes at least, unless the whole horizon takes less; so many of them, of which the middle one counts."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question would take on this machine.

    seconds    from the arrays on, in all; prepare of them, once; on so many threads
    points, flows, replications, days, lanes   size of the question; replications that are moved together
    kernel, compiled   seconds that loading the kernel took, or compiling it, which is done once per machine for each set of laws
    answer, tables, blocks   bytes of the columns that are kept, of the network's arrays, of what is being worked on at one time
    """

    seconds: float
    prepare: float
    threads: int
    points: int
    flows: int
    replications: int
    days: int
    lanes: int
    kernel: float
    compiled: bool
    answer: int
    tables: int
    blocks: int

    @property
    def bytes(self) -> int:
        """All memory, beside what the program itself takes."""
        return self.answer + self.tables + self.blocks


@dataclass(frozen=True, slots=True)
class Spent:
    """What a step of the day or a law takes: parts of all time.

    laws   of it what laws take; of a law all of it, without others that it calls
    calls  how often a law was called in the trial
    """

    name: str
    what: str
    part: float
    laws: float
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """Where time and memory go.

    steps    of the day, which share all the time; the largest first
    laws     which share what the steps spend on laws; finding rows and handing them to laws is in no row
    memory   array or law, bytes of it in one block of replications; the largest first
    """

    estimate: Estimate
    steps: tuple[Spent, ...]
    laws: tuple[Spent, ...]
    memory: tuple[tuple[str, int], ...]


def estimate(scenario: Scenario, *, threads: int | None = None) -> Estimate:
    """How long a question would take, and how much memory, kernels being compiled; errors as `run`."""
    return _estimate(scenario, threads_wished(threads))[0]


def profile(scenario: Scenario, *, threads: int | None = None) -> Profile:
    """Where the time and memory of a question go; errors as `run`."""
    found, prepared, days = _estimate(scenario, threads_wished(threads))
    spent = _ticks(prepared.job, found.lanes, days)
    return Profile(found, _steps(spent), _laws(spent), _memory(prepared.job, found.lanes))


def _estimate(scenario: Scenario, count: int) -> tuple[Estimate, Prepared, int]:
    must_be_sound(scenario.network)
    start = time.perf_counter()
    load_kernels()
    from echelon.study.many import prepare_run
    from echelon.world.run import width

    kernel, start = time.perf_counter() - start, time.perf_counter()
    prepared = prepare_run(scenario)
    took = time.perf_counter() - start
    job = prepared.job
    lanes = min(width(job), scenario.replications)
    full, rest = divmod(scenario.replications, lanes)
    blocks = full + (rest > 0)
    at_once = min(count, blocks)
    loading, compiled = _load(job)
    block, days = _probe(job, lanes, at_once)
    last = (
        _probe(job, rest, 1)[0] if rest and full % at_once == 0 else 0.0
    )  # else it is done beside the others
    whole = took + block * math.ceil(full / at_once) + last
    answer, tables, of_block = _bytes(scenario, job, lanes)
    found = Estimate(whole, took, at_once, len(prepared.structure.points), len(prepared.structure.flows),
                     scenario.replications, scenario.days, lanes, kernel + loading, compiled, answer, tables,
                     of_block * min(blocks, 2 * at_once + 1))  # fmt: skip
    return found, prepared, days


def _load(job: Job) -> tuple[float, bool]:
    """Seconds until the kernel of these laws is there, and whether it had to be compiled."""
    from echelon.world.daily import advance
    from echelon.world.run import run_block

    def misses() -> int:
        return sum(advance.stats.cache_misses.values())  # type: ignore[attr-defined]

    before, start = misses(), time.perf_counter()
    run_block(job, 0, 1, until=0)
    return time.perf_counter() - start, misses() > before


def _probe(job: Job, lanes: int, at_once: int) -> tuple[float, int]:
    """Seconds that a block takes to the end, each thread having one, and days that were tried.

    What a block takes once, to be laid out, is told from what each day takes; of some goes the middle one counts.
    """
    from echelon.world.run import run_block

    with ThreadPoolExecutor(at_once) as pool:

        def go(days: int) -> float:
            start = time.perf_counter()
            list(pool.map(lambda _: run_block(job, 0, lanes, until=days), range(at_once)))
            return time.perf_counter() - start

        def middle(days: int) -> float:
            return sorted(go(days) for _ in range(GOES))[GOES // 2]

        once, days = middle(0), 1
        while (seconds := go(days)) - once < LEAST and days < job.days:
            days = min(job.days, max(2 * days, math.ceil(1.2 * LEAST / seconds * days) if days > 8 else 0))
        return once + max(0.0, middle(days) - once) / days * job.days, days


def _bytes(scenario: Scenario, job: Job, lanes: int) -> tuple[int, int, int]:
    """Of the answer, of the tables, and of one block with what it counts."""
    from echelon.world.counted import CUSTOMER, KPIS

    counted = 8 * (len(KPIS) * scenario.days + len(CUSTOMER) * len(job.tables.demands))
    tables = sum(array.nbytes for array in _arrays(job.tables))
    state = sum(size for _, size in _memory(job, lanes))
    return counted * scenario.replications, tables, state + counted * lanes


def _arrays(part: Any) -> list[Any]:
    if isinstance(part, tuple):
        return [array for each in part for array in _arrays(each)]
    return [part] if isinstance(part, np.ndarray) else []


def _memory(job: Job, lanes: int) -> tuple[tuple[str, int], ...]:
    from echelon.world.leaves import leaves
    from echelon.world.run import before

    sizes: dict[str, int] = {}
    for name, array in leaves(before(job, 1)).items():
        law = name.partition(".")[0]
        sizes[law] = sizes.get(law, 0) + array.nbytes * (lanes if array.ndim == 2 else 1)
    return tuple(sorted(sizes.items(), key=lambda each: (-each[1], each[0])))


def _ticks(job: Job, lanes: int, days: int) -> Any:
    """What one block spends, as `daily.advance` counts it, on one thread."""
    from echelon.world.daily import SPENT
    from echelon.world.run import run_block

    spent = np.zeros(SPENT, dtype=np.int64)
    run_block(job, 0, lanes, until=0, spent=spent)
    run_block(job, 0, lanes, until=days, spent=spent)
    return spent


def _steps(spent: Any) -> tuple[Spent, ...]:
    from echelon.world.daily import EVENING, MORNING
    from echelon.world.timetable import DISRUPT, STEPS

    told = {code: (step.name, step.what) for code, step in enumerate(STEPS)}
    told |= {
        MORNING: ("morning", DISRUPT.what),
        EVENING: ("evening", "What is held on its way arrives later."),
    }
    whole = _whole(spent)
    return _largest(
        Spent(name, what, spent[2 * code] / whole, spent[2 * code + 1] / whole)
        for code, (name, what) in told.items()
    )


def _laws(spent: Any) -> tuple[Spent, ...]:
    from echelon.core.clock import ROWS

    whole = _whole(spent)
    return _largest(
        Spent(law, _what(law), spent[row] / whole, spent[row] / whole, int(spent[row + len(ROWS)]))
        for law, row in ROWS.items()
    )


def _whole(spent: Any) -> int:
    from echelon.world.daily import LAW

    return max(1, int(spent[:LAW:2].sum()))


def _largest(rows: Iterable[Spent]) -> tuple[Spent, ...]:
    return tuple(sorted((each for each in rows if each.part), key=lambda each: -each.part))


def _what(law: str) -> str:
    """The first sentence of a law's own file."""
    told = " ".join((import_module(f"echelon.world.law.{law}").__doc__ or "").split())
    return told.partition(". ")[0].rstrip(".") + "."
