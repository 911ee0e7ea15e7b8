"""The phases of what breaks, in days of the run: warning, impact, survival, recovery, tail."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Disruption, phases
from echelon.disruption.causes import Phases
from echelon.study.scenario import Scenario
from echelon.study.statistics import Spread, spread

Document = dict[str, object]
Floats = NDArray[np.float64]
Span = tuple[float, float]
MOST_MARKED = 12
"""Occurrences that a picture can hold."""


class Course(NamedTuple):
    """First and last days of all that breaks, by replication; inf where nothing does. `[replication]`

    spells   the disruptions one by one, with the number of their replication;  first  number of the first replication
    """

    spells: tuple[Phases, ...]
    first: int
    warned: Floats
    struck: Floats
    healing: Floats
    healed: Floats

    @property
    def struck_once(self) -> int:
        """The first day on which anything strikes in any replication; 0 where nothing does."""
        day = float(self.struck.min())
        return int(day) if math.isfinite(day) else 0


def course(scenario: Scenario) -> Course:
    """When all that a scenario breaks warns, strikes, heals and is over, in each of its replications."""
    count, first = scenario.replications, scenario.first_replication
    spells = phases(scenario.network, scenario.disruptions, days=scenario.days, seed=scenario.seed,
                    replications=np.arange(first, first + count))  # fmt: skip
    ends = [np.full(count, math.inf) for _ in range(2)] + [np.full(count, -math.inf) for _ in range(2)]
    for each in spells:
        seen = each.struck < scenario.days
        at = each.replication[seen] - first
        for keep, better, days in zip(ends, (np.minimum, np.minimum, np.maximum, np.maximum),
                                      (each.warned, each.struck, each.healing, each.healed), strict=True):  # fmt: skip
            better.at(keep, at, days[seen].astype(np.float64))
    warned, struck, healing, healed = (np.where(np.isinf(each), math.inf, each) for each in ends)
    return Course(tuple(spells), first, warned, struck, healing, healed)


def dated(scenario: Scenario) -> bool:
    """Whether all that breaks has its day, rather than coming by chance or by what other things do."""
    return all(isinstance(cause, Disruption) for cause in scenario.disruptions)


def usual(found: Course, survive: Floats, back: Spread, horizon: int) -> list[Document]:
    """Phases of what breaks once in every replication: medians, with 90 % of replications.

    survive   days from the impact until the first customer feels it `[replication]`;  back  day on which service is back
    """
    warned, struck, healing, healed = (spread(each) for each in found[2:])
    felt = spread(found.struck + survive)
    edges = (("warning", warned, struck), ("survival", struck, felt), ("impact", struck, healing),
             ("recovery", healing, healed), ("tail", healed, back))  # fmt: skip
    return [_phase(name, first, last, horizon) for name, first, last in edges
            if _shown(first, last, horizon, name)]  # fmt: skip


def _shown(first: Spread, last: Spread, horizon: int, name: str) -> bool:
    if name == "survival" and last.median >= horizon:
        return False
    return min(last.median, horizon) > first.median


def _phase(name: str, first: Spread, last: Spread, horizon: int) -> Document:
    said: Document = {"name": name, "from": _day(first.median, horizon), "to": _day(last.median, horizon)}
    for key, found in (("from", first), ("to", last)):
        low, high = _day(found.low, horizon), _day(found.high, horizon)
        if low < high:
            said |= {f"{key}_low": low, f"{key}_high": high}
    return said


def _day(day: float, horizon: int) -> int:
    return int(min(day, horizon))


def of_one(found: Course, lane: int, felt: float, back: float, horizon: int) -> list[Document]:
    """Phases of all that occurs in one replication, what overlaps joined."""
    mine = [(each, np.flatnonzero(each.replication == found.first + lane)) for each in found.spells]
    struck = [s for each, at in mine for s in _spans(each.struck[at], each.healing[at])]
    healing = [s for each, at in mine for s in _spans(each.healing[at], each.healed[at])]
    warned = [s for each, at in mine for s in _spans(each.warned[at], each.struck[at])]
    impact = joined(struck)
    recovery = without(joined(healing), impact)
    first, last = float(found.struck[lane]), float(found.healed[lane])
    named = [
        *(("warning", span) for span in without(joined(warned), impact)),
        ("survival", (first, felt if felt < horizon else first)),
        *(("impact", span) for span in impact),
        *(("recovery", span) for span in recovery),
        ("tail", (last, back)),
    ]
    shown = [
        {"name": name, "from": _day(a, horizon), "to": _day(b, horizon)}
        for name, (a, b) in named
        if min(b, horizon) > a
    ]
    return shown[: 3 * MOST_MARKED]


def _spans(first: NDArray[np.int64], last: NDArray[np.int64]) -> Iterable[Span]:
    return ((float(a), float(b)) for a, b in zip(first, last, strict=True) if b > a)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of days that overlap or touch made one, in order.

    >>> joined([(5.0, 9.0), (1.0, 3.0), (3.0, 4.0), (8.0, 12.0)])
    [(1.0, 4.0), (5.0, 12.0)]
    """
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(spans: Sequence[Span], gone: Sequence[Span]) -> list[Span]:
    """What is left of spans where others, joined and in order, are taken out.

    >>> without([(1.0, 10.0)], [(0.0, 2.0), (4.0, 5.0)])
    [(2.0, 4.0), (5.0, 10.0)]
    """
    left = list(spans)
    for first, last in gone:
        left = [
            part for a, b in left for part in ((a, min(b, first)), (max(a, last), b)) if part[1] > part[0]
        ]
    return left
