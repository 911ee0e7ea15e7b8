"""How fast agents decide: a rule of six inputs with its reason code, built in and from outside the package, on one core.

usage: python bench/agents.py [--json]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from echelon.app.wiring import load_kernels

load_kernels()

from echelon.agents.kinds.stock_keeper import cover  # noqa: E402
from echelon.agents.rule import Rule, rule  # noqa: E402

ROWS, LANES, GOES, CALLS = 175, 64, 15, 200


@rule
def outside(
    demand: float, lead: float, usual_demand: float, usual_lead: float, extra: float, wobble: float
) -> tuple[float, int]:
    """The same, word for word, in a file of a user's."""
    usual = usual_demand * (usual_lead + 1.0)
    wished = max(0.0, demand * (lead + 1.0) - usual)
    if abs(wished - extra) <= wobble * usual:
        return extra, 0
    if wished < extra:
        return wished, 2
    of_lead, of_demand = usual_demand * (lead - usual_lead), (demand - usual_demand) * (usual_lead + 1.0)
    return wished, 7 if of_lead > of_demand else 5


def inputs(count: int) -> list[Any]:
    """Numbers of every case, all `[row, lane]`: the slowest form."""
    spread = np.random.default_rng(7)
    return [spread.uniform(0.5, 20.0, (ROWS, LANES)) for _ in range(count)]


def per_second(decide: Rule) -> float:
    """Decisions a second on this core, the best of some goes."""
    given, out = inputs(len(decide.inputs)), np.empty((ROWS, LANES))
    why = np.empty(out.shape, dtype=np.int64)
    decide.over(*given, out=out, why=why)
    return (
        ROWS
        * LANES
        * CALLS
        / min(_seconds(lambda: decide.over(*given, out=out, why=why)) for _ in range(GOES))
    )


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    built_in, own = per_second(cover), per_second(outside)
    if "--json" in sys.argv:
        print(json.dumps({"slowest_rule_per_s": built_in, "own_rule_ratio": own / built_in}))
        return
    print(
        f"{built_in / 1e6:8,.0f} million decisions a second: {cover.__name__}, {len(cover.inputs)} inputs and a reason code"
    )
    print(f"{own / 1e6:8,.0f} million: the same from outside the package, {own / built_in:.2f} of it")


if __name__ == "__main__":
    main()
