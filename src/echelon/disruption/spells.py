"""When a disruption acts in each replication: its days and factor, drawn by address where they are not fixed.

The address of a draw is (seed, name of the disruption, what for), replication, and the day of the occurrence: for a disruption
of its own day 0, wherever it starts, so that moving it keeps its luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.core.words import Words, happens, words
from echelon.disruption.distribution import Distribution
from echelon.disruption.impact import Disruption

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TRIES = 256
"""Most draws at one address: a restart that fails so often does not succeed within any horizon."""


@dataclass(frozen=True, slots=True)
class Luck:
    """Where a run's numbers come from: its seed, and which replication each lane is. `[lane]`"""

    seed: int
    replications: NDArray[np.int64]

    def words(self, who: str, why: str, at: Occurrences, n: int = 0) -> Words:
        """A random word for each occurrence. `[occurrence]`"""
        found = np.empty(len(at.lane), dtype=np.uint32)
        for nth in np.unique(at.nth).tolist():
            mine = np.flatnonzero(at.nth == nth)
            address = key(self.seed, f"disruption:{who}", f"{why} {nth}" if nth else why)
            found[mine] = words(address, self.replications[at.lane[mine]], at.day[mine], n)
        return found


class Occurrences(NamedTuple):
    """Something that strikes on a day, in lanes. `[occurrence]`

    lane, day   where and when;  nth  which of those of that day in that lane, 0 for the first
    severity    random word by which factors are drawn, None where each disruption draws its own
    part        part of the loss, 1 as it is told;  length  days in full force, -1 as it is told
    """

    lane: Ints
    day: Ints
    nth: Ints
    severity: Words | None = None
    part: Floats | None = None
    length: Ints | None = None

    def some(self, chosen: NDArray[np.bool_] | Ints) -> Occurrences:
        """Those that are chosen."""
        return Occurrences(*(None if each is None else each[chosen] for each in self))  # type: ignore[arg-type]


def once(lanes: int) -> Occurrences:
    """What occurs in every lane, counted from day 0."""
    none = np.zeros(lanes, dtype=np.int64)
    return Occurrences(np.arange(lanes), none, none)


class Spells(NamedTuple):
    """Times in which a disruption acts. `[spell]`

    lane        where;  start  first day;  ramp, full, heal  days before, in and after full force
    strength    factor in full force
    """

    lane: Ints
    start: Ints
    ramp: Ints
    full: Ints
    heal: Ints
    strength: Floats

    @property
    def ends(self) -> Ints:
        """First day on which nothing of it is left."""
        return np.asarray(self.start + self.ramp + self.full + self.heal)


def spells(
    disruption: Disruption, luck: Luck, at: Occurrences, days: int, who: str = ""
) -> tuple[Spells, Spells]:
    """The spells of a disruption where it occurs, and its relapses; those that begin within the horizon.

    who   whose luck it has, where it is not its own
    """
    who = who or disruption.name
    at = at.some(at.day + disruption.start < days)
    start = at.day + disruption.start
    ramp = np.full(len(start), disruption.ramp, dtype=np.int64)
    full = _full(disruption, luck, at, start + ramp, (days, who))
    heal = _days(disruption.heals.days, luck, who, "heals", at)
    found = Spells(at.lane, start, ramp, full, heal, _strength(disruption, luck, at, who))
    return found, _relapses(disruption, luck, at, found, (days, who))


def _days(days: int | Distribution, luck: Luck, who: str, why: str, at: Occurrences, n: int = 0) -> Ints:
    if isinstance(days, Distribution):
        return days.days(luck.words(who, why, at, n))
    return np.full(len(at.lane), days, dtype=np.int64)


def _strength(disruption: Disruption, luck: Luck, at: Occurrences, who: str) -> Floats:
    force = disruption.force
    if isinstance(force, Distribution):
        word = luck.words(who, "severity", at) if at.severity is None else at.severity
        found = force.factors(word)
    else:
        found = np.full(len(at.lane), force)
    return found if at.part is None else 1.0 - at.part * (1.0 - found)


def _full(disruption: Disruption, luck: Luck, at: Occurrences, since: Ints, of: tuple[int, str]) -> Ints:
    """Days in full force: as drawn, and again for every restart that fails, until the horizon is passed."""
    (days, name), lasts = of, disruption.full
    found = _days(lasts, luck, name, "lasts", at)
    if at.length is not None:
        found = np.where(at.length >= 0, at.length, found)
    going = np.arange(len(found))
    for again in range(1, TRIES if disruption.restart_fails else 1):
        going = going[since[going] + found[going] < days]
        mine = at.some(going)
        going = going[happens(luck.words(name, "restart", mine, again), disruption.restart_fails)]
        if not len(going):
            break
        found[going] += _days(lasts, luck, name, "lasts", at.some(going), again)
    return found


def _relapses(
    disruption: Disruption, luck: Luck, at: Occurrences, first: Spells, of: tuple[int, str]
) -> Spells:
    (days, who), relapse = of, disruption.relapse
    if relapse is None:
        return Spells(*(column[:0] for column in first))  # type: ignore[arg-type]
    start = first.ends + relapse.after
    comes = happens(luck.words(who, "relapse", at), relapse.probability) & (start < days)
    lasts = _days(relapse.lasts, luck, who, "relapse lasts", at)[comes]
    none = np.zeros(len(lasts), dtype=np.int64)
    strength = 1.0 - relapse.share * (1.0 - first.strength[comes])
    return Spells(first.lane[comes], start[comes], none, lasts, none, strength)
