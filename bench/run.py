"""Measure speed against peers and the machine's limit, all in one run: `make bench`, or `python bench/run.py --json`.

Frequent: `--only start,limit`. Targeted: any of the parts named in `PARTS`. Whole: all of them (about three minutes).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from measure import DAYS, ROOT, SHARED, first_runs, fitting, from_edges, largest, own_policy, serial, speed
from peers import Absent, Limit, stockpyl_speed

from echelon.connect import read_network, read_willems
from echelon.network.model import Network

Row = Mapping[str, Any]
CHAINS = (8, 24, 38)


def start() -> Iterator[Row]:
    """How long until a first run ends: in the process that compiles the kernels, and in the next one."""
    yield {"what": "first run", **first_runs(), "must": "second_process < 2"}


def networks() -> Iterator[Row]:
    """Echelon alone, on real and made networks."""
    for name, net in _named():
        yield {"what": name, **speed(net, replications=fitting(net))}


def _named() -> Iterator[tuple[str, Network]]:
    for folder in sorted((ROOT / "catalog" / "networks").iterdir()):
        yield folder.name, read_network(folder)
    for chain in _chains():
        yield f"Willems chain {chain}", _willems(chain)
    yield "serial 10", from_edges(serial(10))


def _chains() -> tuple[int, ...]:
    return CHAINS if (SHARED / "data" / "willems2008").is_dir() else ()


def _willems(chain: int) -> Network:
    return read_willems(SHARED / "data" / "willems2008", chain)


def large() -> Iterator[Row]:
    """The largest chain, 100 replications of a year on two threads."""
    for chain in _chains()[-1:]:
        yield {"what": f"Willems chain {chain}, {DAYS} days, 100 replications, two threads", **largest(_willems(chain)),
               "must": "seconds <= 10, peak_mib < 2048"}  # fmt: skip


def limit() -> Iterator[Row]:
    """Beside a hand-written vector kernel in C (float32, constant leads), on its networks; then with random leads."""
    peer = Limit()
    for name, edges in {
        "serial 10": serial(10),
        "random 100": peer.network(100, 2),
        "random 1000": peer.network(1000, 3),
    }.items():
        theirs = peer.speed(edges)["entity_days"]
        for leads, sd in (("constant", 0.0), ("gamma", 0.4)):
            net = from_edges(edges, sd=sd)
            ours = speed(net, replications=fitting(net))
            yield {"what": f"{name}, {leads} leads", **ours, "limit_entity_days": theirs,
                   "ratio_to_limit": ours["entity_days"] / theirs}  # fmt: skip


def stockpyl() -> Iterator[Row]:
    """Beside stockpyl, on networks that both can run."""
    for name, edges, days in (("serial 3", serial(3), 200), ("serial 10", serial(10), 100)):
        theirs = stockpyl_speed(edges, days=days)
        net = from_edges(edges)
        ours = speed(net, replications=1024, days=days)
        yield {"what": name, **ours, "stockpyl_point_days": theirs["point_days"],
               "ratio_to_stockpyl": ours["point_days"] / theirs["point_days"]}  # fmt: skip


def policy() -> Iterator[Row]:
    """A user's policy beside the built-in one that says the same."""
    for name, edges in (("serial 10", serial(10)), ("serial 100", serial(100))):
        yield {"what": f"{name}, base stock as a user's function", **own_policy(from_edges(edges)),
               "must": "speed_ratio >= 0.9, same_bytes"}  # fmt: skip


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": start,
    "large": large,
    "networks": networks,
    "policy": policy,
    "stockpyl": stockpyl,
    "limit": limit,
}


def rows_of(part: str) -> Iterator[Row]:
    try:
        for row in PARTS[part]():
            yield {"part": part, **row}
    except Absent as reason:
        yield {"part": part, "what": "skipped", "reason": str(reason)}


def told(row: Row) -> str:
    """One row as a line."""
    cells = [f"{name} {_number(value)}" for name, value in row.items() if name not in ("part", "what")]
    return f"{row['part']:9} {row['what']:34} " + "  ".join(cells)


def _number(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value >= 1e6:
        return f"{value / 1e6:.1f} M"
    return f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    chosen = parser.parse_args(arguments)
    rows = []
    for part in chosen.only.split(","):
        for row in rows_of(part):
            rows.append(row)
            if not chosen.json:
                print(told(row), flush=True)
    if chosen.json:
        print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
