"""How fast the daily clock is beside the machine's limit and beside peers, all in one run.

    python bench/daily.py            eight networks, as lines;  --json  one document;  --only "random 100;kestvold"

An entity-day is one stock point or flow on one day in one replication. The limit (`../shared/limit`) is a vector kernel in C,
float32, one core, with base stock, constant leads and nothing else; it runs on the graph of each network. Echelon runs on it
twice: with the limit's own laws, and with all laws of the data, all KPIs, and lead times drawn for every flow.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from measure import ROOT, SHARED, Edges, contest, from_edges, serial, speed
from peers import Absent, Limit, stockpyl_speed, supplynetpy_speed

from echelon.connect import read_network, read_willems
from echelon.network.build import build
from echelon.network.model import Network, network

CHAINS = (8, 24, 38)
RANDOM = {"random 100": (100, 2), "random 1000": (1000, 3), "random 2000": (2000, 8)}
SPREAD = 0.4
"""Standard deviation of lead times as part of their mean, where every flow draws its own."""
LEAST = {"own laws": 0.30, "all laws": 0.15}
LEAST_LARGE = {"own laws": 0.15, "all laws": 0.10}
LARGE = 1000
"""Stock points above which the second row of what must be reached counts."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A graph, and the network that lies on it with all its laws."""

    name: str
    edges: Edges
    full: Callable[[], Network]


def cases(limit: Limit) -> Iterator[Case]:
    """Real networks as far as their data are there, the embedded one, and those of the limit."""
    if (SHARED / "data" / "willems2008").is_dir():
        for chain in CHAINS:
            yield _real(f"Willems chain {chain}", read_willems(SHARED / "data" / "willems2008", chain))
    yield _real("kestvold", read_network(ROOT / "catalog" / "networks" / "kestvold"))
    for name, edges in {
        "serial 10": serial(10),
        **{name: limit.network(*size) for name, size in RANDOM.items()},
    }.items():
        yield Case(name, edges, lambda edges=edges: from_edges(edges, sd=SPREAD))  # type: ignore[misc]


def _real(name: str, net: Network) -> Case:
    s = build(net)
    target = np.repeat(s.group_point, np.diff(s.flow_start))
    return Case(name, (len(s.points), np.asarray(s.source), target), lambda: drawn(net))


def drawn(net: Network) -> Network:
    """The network with lead times drawn on every lane that takes any time."""
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for lane in rows["lane"]:
        days = float(lane["lead_days"])
        if lane["lead_shape"] == "constant" and days > 0:
            lane |= {"lead_shape": "gamma", "lead_sd_days": SPREAD * days}
    return network(net.settings, rows)


def measured(case: Case, limit: Limit) -> Iterator[Row]:
    """One network with the limit's laws and with all, on one core and on two."""
    least = LEAST_LARGE if case.edges[0] > LARGE else LEAST
    for laws, net in (("own laws", from_edges(case.edges)), ("all laws", case.full())):
        yield {"what": f"{case.name}, {laws}", **contest(net, lambda threads: limit.speed(case.edges, threads=threads)),
               "must": f"ratio_to_limit >= {least[laws]}, two_cores >= 1.8"}  # fmt: skip


def beside_peers() -> Iterator[Row]:
    """Beside stockpyl and SupplyNetPy, on what they can run: they move one replication at a time."""
    for edges, days in ((serial(3), 200), (serial(10), 100)):
        net = from_edges(edges)
        ours = speed(net, replications=1024, days=days)["point_days"]
        for peer, ask in {"stockpyl": stockpyl_speed, "SupplyNetPy": supplynetpy_speed}.items():
            try:
                theirs = ask(edges, days=days)["point_days"]
            except Absent as reason:
                yield {"what": f"serial {edges[0]} beside {peer}", "skipped": str(reason)}
            else:
                yield {"what": f"serial {edges[0]} beside {peer}", "point_days": ours, "peer_point_days": theirs,
                       "ratio_to_peer": ours / theirs}  # fmt: skip


def rows(only: frozenset[str]) -> Iterator[Row]:
    """Everything, or the networks named."""
    try:
        limit = Limit()
        for case in cases(limit):
            if not only or case.name in only:
                yield from measured(case, limit)
    except Absent as reason:
        yield {"what": "beside the limit", "skipped": str(reason)}
    if not only or "peers" in only:
        yield from beside_peers()


def told(row: Mapping[str, Any]) -> str:
    """One row as a line."""
    cells = [f"{name} {_number(value)}" for name, value in row.items() if name not in ("part", "what")]
    return f"{row['what']:32} " + "  ".join(cells)


def _number(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value >= 1e6:
        return f"{value / 1e6:.1f} M"
    return f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument("--only", default="", help="networks, or peers, separated by semicolons")
    chosen = parser.parse_args(arguments)
    only = frozenset(name.strip() for name in chosen.only.split(";") if name.strip())
    found = []
    for row in rows(only):
        found.append(row)
        if not chosen.json:
            print(told(row), flush=True)
    if chosen.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
