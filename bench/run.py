"""Measure speed against peers and the machine's limit, all in one run: `make bench`, or `python bench/run.py --json`.

Frequent: `--only start,policy`. Targeted: any of the parts named in `PARTS`. Whole: those of `SHORT` (five minutes). At the end
the ratios are set against those kept in `ratios.json`, and what got slower is said; `--keep` keeps those of this run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import daily
import million
import static
from measure import DAYS, SHARED, first_runs, from_edges, largest, own_policy, serial
from peers import Absent

from echelon.connect import read_willems

Row = Mapping[str, Any]
KEPT = Path(__file__).parent / "ratios.json"
RATIOS = ("ratio_to_limit", "ratio_to_peer", "speed_ratio", "two_cores")
"""What is kept of a row, for both sides of a ratio were measured in one run."""
SLOWER = 0.8
"""Below this part of what was kept, something got slower; machines are noisy."""


def start() -> Iterator[Row]:
    """How long until a first run ends: in the process that compiles the kernels, and in the next one."""
    yield {"what": "first run", **first_runs(), "must": "second_process < 2"}


def large() -> Iterator[Row]:
    """The largest chain, 100 replications of a year on two threads."""
    if (SHARED / "data" / "willems2008").is_dir():
        net = read_willems(SHARED / "data" / "willems2008", 38)
        yield {"what": f"Willems chain 38, {DAYS} days, 100 replications, two threads", **largest(net),
               "must": "seconds <= 10, peak_mib < 2048"}  # fmt: skip


def policy() -> Iterator[Row]:
    """A user's policy beside the built-in one that says the same."""
    for name, edges in (("serial 10", serial(10)), ("serial 100", serial(100))):
        yield {"what": f"{name}, base stock as a user's function", **own_policy(from_edges(edges)),
               "must": "speed_ratio >= 0.9, same_bytes"}  # fmt: skip


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": start,
    "large": large,
    "policy": policy,
    "daily": lambda: daily.rows(frozenset()),
    "million": million.million,
    "curve": million.curve,
    "static": static.static,
}
SHORT = "start,large,policy,daily"
"""What is measured where nothing is chosen: the others take half an hour and some gigabytes."""


def rows_of(part: str) -> Iterator[Row]:
    try:
        for row in PARTS[part]():
            yield {"part": part, **row}
    except Absent as reason:
        yield {"part": part, "what": "skipped", "reason": str(reason)}


def ratios(rows: Sequence[Row]) -> dict[str, float]:
    """The ratios of a run by what they are of."""
    return {f"{row['what']}: {name}": float(row[name]) for row in rows for name in RATIOS if name in row}


def kept() -> dict[str, float]:
    """The ratios of an earlier run."""
    return dict(json.loads(KEPT.read_text("utf-8"))) if KEPT.exists() else {}


def slower(rows: Sequence[Row]) -> Iterator[str]:
    """What got slower than what was kept."""
    for name, was in kept().items():
        now = ratios(rows).get(name, was)
        if now < SLOWER * was:
            yield f"SLOWER  {name} was {was:.3g}, is {now:.3g}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument("--only", default=SHORT, help="parts, separated by commas")
    parser.add_argument(
        "--keep", action="store_true", help="keep the ratios of this run to compare later ones with"
    )
    chosen = parser.parse_args(arguments)
    rows = []
    for part in chosen.only.split(","):
        for row in rows_of(part):
            rows.append(row)
            if not chosen.json:
                print(f"{row['part']:7} {daily.told(row)}", flush=True)
    if chosen.json:
        print(json.dumps(rows, indent=1))
    for line in slower(rows):
        print(line, file=sys.stderr)
    if chosen.keep:
        KEPT.write_text(json.dumps(kept() | ratios(rows), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
