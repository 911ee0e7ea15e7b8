"""A million stock points: reading them, building their arrays, running a year of them; and how cost grows with size.

    python bench/million.py 1000000            one network, as one JSON document, in a process of its own
    python bench/million.py 10000 --days 30 --replications 64

Seconds are those of the processor, one core. An entity-day is one stock point or flow on one day in one replication.
`bench/run.py --only million` compares with small networks in the same run; `--only curve` goes over sizes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from large import columns, in_memory, written
from measure import DAYS, from_edges, peak_mib, serial
from peers import Limit

from echelon.connect import read_network
from echelon.network.build import build
from echelon.network.check import check
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.testing.walks import job_of
from echelon.world.counted import CUSTOMER
from echelon.world.prepare import prepare
from echelon.world.run import Job, run
from echelon.world.start import start
from echelon.world.tables import no_changes

Row = dict[str, Any]
Result = TypeVar("Result")
MILLION, REPLICATIONS, WIDE = 1_000_000, 16, 256
MUST = {"read_seconds": 20.0, "build_seconds": 20.0, "peak_mib": 12 * 1024.0, "times_small": 4.0}
SIZES = {"points": (1000, 10_000, 100_000), "days": (30, 365, 1000), "replications": (16, 64, 256)}
"""The curve: each of these with the others at 10,000 points, a year and 16 replications."""


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of the processor, and what came of it."""
    begin = time.process_time()
    found = work()
    return time.process_time() - begin, found


def network_of(points: int, folder: Path) -> tuple[Row, Network]:
    """Write a network, read it and check it."""
    written(columns(points), folder, points)
    read, net = timed(lambda: read_network(folder))
    checked, findings = timed(lambda: check(net))
    return {"files_seconds": read, "checks_seconds": checked, "read_seconds": read + checked,
            "findings": len(findings)}, net  # fmt: skip


def arrays_of(net: Network, days: int, replications: int) -> tuple[Row, Job, int]:
    """Network → structure → tables; how many entities there are."""
    structure, s = timed(lambda: build(net))
    money, r = timed(lambda: rates(net, s))
    tables_took, tables = timed(lambda: prepare(net, s, r, days=days, seed=7, gates={}))
    opening, begin = timed(lambda: start(net, s, tables))
    job = Job(tables, no_changes(days), np.arange(replications), days, begin)
    row = {"points": len(s.points), "flows": len(s.flows), "demands": len(s.demands),
           "structure_seconds": structure, "tables_seconds": money + tables_took + opening,
           "build_seconds": structure + money + tables_took + opening}  # fmt: skip
    return row, job, len(s.points) + len(s.flows)


def cost(job: Job, entities: int) -> Row:
    """A run once its kernel is compiled, on one core."""
    run(replace(job, days=1, changes=no_changes(1)))
    took, _ = timed(lambda: run(job))
    return {"days": job.days, "replications": len(job.replications), "run_seconds": took,
            "entity_days": entities * job.days * len(job.replications) / took}  # fmt: skip


def whole(points: int, days: int, replications: int) -> Row:
    """All of one network in this process, and what the memory would allow."""
    with tempfile.TemporaryDirectory() as folder:
        row, net = network_of(points, Path(folder))
    more, job, entities = arrays_of(net, days, replications)
    row |= more | cost(job, entities)
    row |= {"peak_mib": peak_mib()} | roofline(job, entities)  # whose copies are no part of the peak
    return row | {"of_memory": row["entity_days"] / row["memory_entity_days"]}


def alone(points: int, days: int = DAYS, replications: int = REPLICATIONS) -> Row:
    """`whole` in a process of its own, so that its peak of memory is its own."""
    command = [
        sys.executable,
        __file__,
        str(points),
        "--days",
        str(days),
        "--replications",
        str(replications),
    ]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def small(replications: int) -> Iterator[tuple[str, float]]:
    """Entity-days a second of small networks with the same laws; the last is of the same kind."""
    chain, random = serial(10), Limit().network(100, 2)
    for name, net in {"serial 10": from_edges(chain), "random 100": from_edges(random),
                      "1,000 points": in_memory(columns(1000), 1000)}.items():  # fmt: skip
        s, job = job_of(net, DAYS, replications)
        goes = [cost(job, len(s.points) + len(s.flows))["entity_days"] for _ in range(3)]
        yield name, max(goes)


TOUCHED = {"points": 10, "flows": 9, "demands": 4 + 2 * len(CUSTOMER), "groups": 0}
"""Rows of the state that a day reads from memory or writes to it, where the state is larger than the cache.

A day walks all points twice, first the receivers' orders upstream, then goods downstream; a row is loaded again on the second.
points   upstream `stock`, and `on_order` and `owed` there and back; downstream `stock` and `on_order` there and back, `owed`
flows    upstream `ordered` written, and heard by the sender; downstream `ordered`, and there and back `due`, the slot of the
         ring that arrives and the one that is loaded
demands  `asked` written and read, `backlog` there and back, and its totals there and back
"""
RECORDS = {"points": 2, "flows": 4, "pipes": 2, "demands": 2, "groups": 2}
"""How often a day reads the records of each kind, once for all replications of a block."""


def bytes_a_day(job: Job) -> float:
    """Bytes that a day moves between memory and processor for each replication."""
    tables, lanes = job.tables, len(job.replications)
    rows = sum(count * len(getattr(tables, kind)) for kind, count in TOUCHED.items())
    records = sum(count * getattr(tables, kind).nbytes for kind, count in RECORDS.items())
    return 8.0 * rows + records / lanes


def bandwidth() -> float:
    """Bytes a second that one core reads and writes in copying half a gigabyte, the best of five goes."""
    source, target = np.ones(1 << 26), np.ones(1 << 26)
    return 2 * source.nbytes / min(timed(lambda: np.copyto(target, source))[0] for _ in range(5))


def roofline(job: Job, entities: int) -> Row:
    """What the memory allows: its bandwidth, over the bytes of an entity-day."""
    each, speed = bytes_a_day(job) / entities, bandwidth()
    return {"bytes_per_entity_day": each, "bandwidth": speed, "memory_entity_days": speed / each}


def million() -> Iterator[Row]:
    """A million stock points beside small networks, all in one run.

    The small ones are asked the same question, of as many replications; and, for what a row costs once is then shared by more,
    one of as many as fill their blocks.
    """
    speeds = {each: dict(small(each)) for each in (REPLICATIONS, WIDE)}
    found = alone(MILLION)
    yield {"what": "1,000,000 points", **found}
    for replications, of_small in speeds.items():
        for name, each in of_small.items():
            told = {"must": "times_small <= 4"} if replications == REPLICATIONS else {}
            yield {"what": f"1,000,000 points beside {name}, {replications} replications", "entity_days": found["entity_days"],
                   "small_entity_days": each, "times_small": each / found["entity_days"], **told}  # fmt: skip
    for name in ("read_seconds", "build_seconds", "peak_mib"):
        yield {"what": f"1,000,000 points, {name}", name: found[name], "part_of_limit": found[name] / MUST[name],
               "must": "part_of_limit <= 1"}  # fmt: skip


def curve() -> Iterator[Row]:
    """Cost over entities, days and replications: seconds for a million entity-days, and times as dear as the least."""
    for name, sizes in SIZES.items():
        usual: Mapping[str, int] = {"points": 10_000, "days": DAYS, "replications": REPLICATIONS}
        found = [alone(**{**usual, name: size}) for size in sizes]
        best = max(each["entity_days"] for each in found)
        for size, each in zip(sizes, found, strict=True):
            kept = {
                key: each[key]
                for key in ("read_seconds", "build_seconds", "run_seconds", "entity_days", "peak_mib")
            }
            yield {"what": f"{size:,} {name}", **kept, "times_best": best / each["entity_days"]}


def main() -> None:
    """One network, as one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("points", type=int)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    chosen = parser.parse_args()
    print(json.dumps(whole(chosen.points, chosen.days, chosen.replications)))


if __name__ == "__main__":
    main()
