"""How fast Echelon's kernels run: networks to measure on, and clocks around them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import kernels  # noqa: F401 - before any clock is imported
import numpy as np

from echelon.network.build import Structure
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of
from echelon.world.run import Job, run, width

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared"))
DAYS = 365
Edges = tuple[int, Any, Any]
"""Number of points; source and target of every flow."""


def from_edges(edges: Edges, *, sd: float = 0.0) -> Network:
    """The network that the limit kernel simulates: base stock 400, leads of 1 to 7 days, demand N(50, 10) at every end.

    sd  standard deviation of lead times as part of their mean; 0 for constant ones
    """
    count, source, target = edges
    lead = np.random.default_rng(0).integers(1, 8, len(source)).tolist()
    name = [f"n{at:05d}" for at in range(count)]
    ways = list(zip(source.tolist(), target.tolist(), lead, strict=True))
    spread = [{"lead_shape": "gamma", "lead_sd_days": sd * days} if sd else {} for days in lead]
    return network(Settings("limit"), {
        "site": [{"name": each} for each in name],
        "item": [{"name": each, "unit_value": 1} for each in name],
        "stock point": [{"site": each, "item": each, "target_stock": 400} for each in name],
        "recipe": [{"site": each, "item": each} for each in name],
        "recipe input": [{"site": name[b], "item": name[b], "input": name[a]} for a, b, _ in ways],
        "lane": [{"from": name[a], "to": name[b], "item": name[a], "lead_days": days, **more}
                 for (a, b, days), more in zip(ways, spread, strict=True)],
        "demand": [{"customer": "c", "site": name[at], "item": name[at], "mean_per_day": 50, "shape": "normal", "sd_per_day": 10,
                    "price": 2, "stockout_cost": 1} for at in sorted(set(range(count)) - set(source.tolist()))],
    })  # fmt: skip


def serial(count: int) -> Edges:
    """A chain; point 0 is the source."""
    return count, np.arange(count - 1), np.arange(1, count)


def in_threads(threads: int) -> Callable[..., Iterator[Any]]:
    """A `map` over threads that keeps the order."""

    def mapper(work: Callable[[Any], Any], edges: Any) -> Iterator[Any]:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(work, edges)

    return mapper


def seconds(work: Callable[[], object], *, least: float = 1.0) -> float:
    """The best of as many goes as fit into `least` seconds, at least two after a first one that is not counted."""
    work()
    goes: list[float] = []
    while len(goes) < 2 or sum(goes) < least:
        goes.append(_once(work))
    return min(goes)


def speed(net: Network, *, replications: int, days: int = DAYS) -> Mapping[str, float]:
    """Stock-point-days per second on one core."""
    s, job = job_of(net, days, replications)
    points = len(s.points) * days * replications
    return {"points": len(s.points), "flows": len(s.flows), "point_days": points / seconds(lambda: run(job))}


def contest(net: Network, limit: Callable[[int], float], *, rounds: int = 7) -> Mapping[str, float]:
    """Entity-days (of stock points and flows) per second on one core and on two threads, and those of a limit, by turns.

    limit   its speed on so many threads; on two it tells what a second core of this machine gives

    Other work disturbs a shared machine for seconds at a time, and all three alike: ratios are medians over rounds. A go is an
    even number of blocks of replications, over as many days as take about half a second.
    """
    s, job = _even_blocks(net)
    moved = (len(s.points) + len(s.flows)) * job.days * len(job.replications)
    run(job, in_threads(2))
    goes = [_round(job, limit, moved) for _ in range(rounds)]
    theirs, one, two, theirs_2 = (np.array(each) for each in zip(*goes, strict=True))
    return {"points": len(s.points), "flows": len(s.flows), "days": job.days, "replications": len(job.replications),
            "entity_days": one.max(), "entity_days_2": two.max(), "limit_entity_days": theirs.max(),
            "ratio_to_limit": float(np.median(one / theirs)), "two_cores": float(np.median(two / one)),
            "limit_two_cores": float(np.median(theirs_2 / theirs))}  # fmt: skip


def _round(job: Job, limit: Callable[[int], float], moved: int) -> tuple[float, float, float, float]:
    """Speeds of the limit, before and after in the mean; of one thread and of two, as commands run them; of the limit on two."""
    before, one, two = (
        limit(1),
        moved / _once(lambda: run(job)),
        moved / _once(lambda: run(job, in_threads(2))),
    )
    theirs = limit(2)
    return (before + limit(1)) / 2, one, two, theirs


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _even_blocks(
    net: Network, *, wanted: float = 3e7, least: int = 8, most: int = 32
) -> tuple[Structure, Job]:
    """A job of an even number of blocks that makes the wanted entity-days: of a year, or, of the fewest, of 20 days and more."""
    block = width(job_of(net, 1, 1)[1])
    size = sum(len(net[noun]) for noun in ("stock point", "lane", "recipe"))
    blocks = int(min(most, max(least, 2 * round(wanted / (size * DAYS * block) / 2))))
    return job_of(net, int(min(DAYS, max(20, wanted / (size * block * blocks)))), block * blocks)


def own_policy(net: Network) -> Mapping[str, float]:
    """Base stock built in, and the same as a user's function; the ratio of their speeds, taken in turn."""
    jobs = job_of(net, DAYS, 512)[1], job_of(net, DAYS, 512, policies={"*": users_base_stock})[1]
    same = run(jobs[0]).daily.tobytes() == run(jobs[1]).daily.tobytes()
    rounds = [[seconds(partial(run, job), least=0.3) for job in jobs] for _ in range(5)]
    built_in, own = (min(times) for times in zip(*rounds, strict=True))
    return {
        "built_in_seconds": built_in,
        "own_seconds": own,
        "speed_ratio": built_in / own,
        "same_bytes": same,
    }


def users_base_stock(position: float, target: float, reorder: float, lot: float) -> float:
    return max(0.0, target - position)


def largest(net: Network) -> Mapping[str, float]:
    """100 replications of a year on two threads: seconds after compilation, and the most memory this process ever had."""
    s, job = job_of(net, DAYS, 100)
    took = seconds(lambda: run(job, in_threads(2)), least=0.0)
    start = time.process_time()
    run(job, in_threads(2))
    return {"points": len(s.points), "flows": len(s.flows), "seconds": took,
            "cpu_seconds_of_both": time.process_time() - start, "peak_mib": peak_mib()}  # fmt: skip


def peak_mib() -> float:
    """Most memory resident in this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


FIRST = """
import time; start = time.perf_counter()
from echelon.testing.networks import hand_made
from echelon.testing.walks import job_of
from echelon.world.run import run
job = job_of(hand_made(), 10, 16)[1]
ready = time.perf_counter()
run(job)
print(ready - start, time.perf_counter() - start)
"""


def first_runs() -> Mapping[str, float]:
    """Seconds from start to the end of a first run, in a process that compiles and in one that finds all compiled."""
    with tempfile.TemporaryDirectory() as folder:
        times = [_timed_process(folder) for _ in range(2)]
    (_, first), (prepared, second) = times
    return {"first_process": first, "second_process": second, "of_it_prepared": prepared}


def _timed_process(folder: str) -> tuple[float, float]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
    start = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", FIRST], env=environment, capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - start
    return float(told.stdout.split()[0]), whole
