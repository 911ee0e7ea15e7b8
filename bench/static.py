"""Static exposure of the car maker's 1,700 sites on one core: every site alone, and the worst hundred pairs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from automotive import automotive

from echelon.study.static.convert import asked
from echelon.study.static.failures import Places, every_site, failures_of
from echelon.study.static.matrix import matrix_of
from echelon.study.static.pairs import worst_pairs
from echelon.study.static.program import Impact, Survival, steady

Row = Mapping[str, Any]
TTR_DAYS, PAIRS = 28.0, 100


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What work gives, and the seconds it took by the clock and by the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, {
        "seconds": time.perf_counter() - clock,
        "processor_seconds": time.process_time() - processor,
    }


def static() -> Iterator[Row]:
    """Sweeps, each from a network that is read to the last answer, and pairs."""
    net = automotive()

    def programs() -> tuple[Impact, Survival, Any]:
        question = asked(net)
        matrix = matrix_of(question.static)
        plan = steady(question.static, matrix)
        failures = failures_of(Places(question), every_site(net), TTR_DAYS)
        return Impact(question.static, matrix, plan), Survival(question.static, matrix, plan), failures

    (impact, survival, failures), took = timed(programs)
    named = f"car maker, {len(failures)} sites"
    yield {"what": f"{named}: model, undisturbed plan and failures", **took}
    lost, took = timed(lambda: [impact.lost(each)[0] for each in failures])
    yield {
        "what": f"{named}: time-to-recover sweep",
        **took,
        "hurt": sum(each > 0 for each in lost),
        "must": "seconds < 5",
    }
    days, took = timed(lambda: [survival.days(each) for each in failures])
    vulnerable = sum(each < TTR_DAYS for each in days)
    yield {
        "what": f"{named}: time-to-survive sweep",
        **took,
        "vulnerable": vulnerable,
        "must": "seconds < 30",
    }
    solved = impact.answered
    found, took = timed(lambda: worst_pairs(impact, failures, PAIRS))
    yield {
        "what": f"{named}: worst {len(found)} pairs",
        **took,
        "solved": impact.answered - solved,
        "must": "seconds < 600",
    }
