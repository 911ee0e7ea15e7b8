"""What fails: names → disruptions on the same terms; disruptions keep their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, EchelonError, Finding
from echelon.disruption import Compiled, Disruption, Recovery, reached
from echelon.network.model import Network

Wanted = str | Disruption
"""The name of a site, lane `Kobe→Riga` or place such as `region:Asia`; or a disruption with its own terms."""


class Terms(NamedTuple):
    """How what is named fails: from a day on, for some days, at a part of its capacity, healing as it says."""

    start: int
    lasts: int
    capacity: float
    heals: Recovery


def failures_of(
    net: Network, wanted: Sequence[Wanted], terms: Terms, days: int
) -> list[tuple[str, Disruption]]:
    """Each failure with what it is called; every site where nothing is wanted; `BadScenario` where one begins too late."""
    _must_begin([terms.start, *(each.start for each in wanted if isinstance(each, Disruption))], days)
    names = list(wanted) or [str(name) for name in net["site"]["name"]]
    found: list[Finding] = []
    made = []
    for each in names:
        try:
            made.append(_failure(each, terms))
            reached(net, [made[-1][1]])
        except EchelonError as wrong:
            found += wrong.findings
    if found:
        raise BadScenario(list(dict.fromkeys(found)))
    return made


def _failure(wanted: Wanted, terms: Terms) -> tuple[str, Disruption]:
    if isinstance(wanted, Disruption):
        return wanted.name, wanted
    start, lasts, capacity, heals = terms
    return wanted, Disruption(f"loss of {wanted}", wanted, capacity, start=start, lasts=lasts, heals=heals)


def _must_begin(starts: Sequence[int], days: int) -> None:
    must, remedy = f"must be in [0, {max(0, days - 1)}]", "Let it begin within the days that are simulated"
    if found := [Finding("E305", "The `start` of an outage", must, str(start), remedy) for start in dict.fromkeys(starts)
                 if not 0 <= start < days]:  # fmt: skip
        raise BadScenario(found)


def healed(hit: Compiled, start: int, lanes: int, days: int) -> NDArray[np.int64]:
    """First day from `start` on that finds everything as it was again, for good; `days` where none does. `[lane]`"""
    disturbed = np.zeros((lanes, days), dtype=bool)
    for target in hit.targets:
        disturbed |= hit.factors(target, lanes, days) != 1.0
    last = days - disturbed[:, ::-1].argmax(axis=1)
    return np.where(disturbed.any(axis=1), last, start)
