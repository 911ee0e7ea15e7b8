"""Disruptions → what they do: for each target of the network, the factor of every day that differs from 1.

What is the same in all replications is a row for all of them; what is drawn is kept as changes, replication by replication.
Causes that overlap on a target multiply; of one cause, the worst counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption.distribution import Distribution
from echelon.disruption.impact import Disruption
from echelon.disruption.recovery import Recovery
from echelon.disruption.spells import Spells
from echelon.disruption.targets import Target, targets
from echelon.network.model import Network

__all__ = ["Actor", "Compiled", "Row", "Target", "Turns", "largest_of", "rows", "woven"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A target (noun, row of its table) and its factor by day. `[days]`"""

    target: Target
    factors: Floats


@dataclass(frozen=True, slots=True)
class Turns:
    """Targets that all turn alike, and their factor from a day on in a lane, by lane and day. `[turn]`

    A lane that is not named does as the row says that holds for all, if there is one.
    """

    targets: tuple[Target, ...]
    lane: NDArray[np.int32]
    day: NDArray[np.int32]
    factor: Floats


@dataclass(frozen=True, slots=True)
class Compiled:
    """What disruptions do in some replications.

    rows      for all lanes;  turns  for single ones
    targets   all that may be hit in any replication, sorted
    """

    rows: tuple[Row, ...]
    turns: tuple[Turns, ...]
    targets: tuple[Target, ...]

    @property
    def largest(self) -> dict[Target, float]:
        """The largest factor of every target on any day, 1 or more."""
        found = dict.fromkeys(self.targets, 1.0)
        for row in self.rows:
            found[row.target] = max(found[row.target], float(row.factors.max(initial=1.0)))
        for each in self.turns:
            most = float(each.factor.max(initial=1.0))
            found |= {target: max(found[target], most) for target in each.targets}
        return found

    def factors(self, target: Target, lanes: int, days: int) -> Floats:
        """The factor of one target, day by day, in all lanes. `[lane, day]`"""
        common = [row.factors for row in self.rows if row.target == target]
        found = np.broadcast_to(common[0] if common else np.ones(days), (lanes, days)).copy()
        for each in self.turns:
            if target in each.targets:
                latest = np.zeros((lanes, days), dtype=np.int64)
                latest[each.lane, each.day] = np.arange(1, len(each.lane) + 1)
                latest = np.maximum.accumulate(latest, axis=1)
                named = np.unique(each.lane)
                found[named] = np.concatenate([[1.0], each.factor])[latest[named]]
        return found


@dataclass(frozen=True, slots=True)
class Actor:
    """One disruption as it acts: what it hits, when in each lane (None: in all alike), of which cause, and whether again."""

    disruption: Disruption
    targets: tuple[Target, ...]
    when: Spells | None
    cause: int
    again: bool = False


def largest_of(several: Iterable[Mapping[Target, float]]) -> dict[Target, float]:
    """The largest that any of several says of each target.

    >>> largest_of([{("lead", 0): 2.0}, {("lead", 0): 3.0, ("site", 1): 1.0}])
    {('lead', 0): 3.0, ('site', 1): 1.0}
    """
    found: dict[Target, float] = {}
    for each in several:
        found |= {target: max(factor, found.get(target, 1.0)) for target, factor in each.items()}
    return found


def rows(net: Network, disruptions: Sequence[Disruption], days: int) -> list[Row]:
    """One row per target hit, sorted by target, of disruptions that do not vary; `BadScenario` with every unknown name."""
    found: list[Finding] = []
    hit = [tuple(targets(net, disruption, found)) for disruption in disruptions]
    if found:
        raise BadScenario(found)
    return _held(net, _fixed(zip(disruptions, hit, strict=True), days))


def _fixed(each: Iterator[tuple[Disruption, tuple[Target, ...]]], days: int) -> dict[Target, Floats]:
    by_target: dict[Target, Floats] = {}
    for disruption, hit in each:
        series = np.array([disruption.factor(day) for day in range(days)])
        for target in hit:
            by_target[target] = by_target.get(target, np.ones(days)) * series
    return by_target


def _held(net: Network, by_target: Mapping[Target, Floats]) -> list[Row]:
    """Rows, with goods on the way held while their lane is closed, where they wait for it to open."""
    held, closes = dict(by_target), net["lane"]["when_lane_closes"]
    for (noun, row), factors in by_target.items():
        if noun == "lane" and closes[row] == "wait" and factors.min() <= 0.0:
            also = held.get(("transit", row), np.ones(len(factors)))
            held["transit", row] = also * np.where(factors <= 0.0, 0.0, 1.0)
    return [Row(target, held[target]) for target in sorted(held)]


def woven(net: Network, actors: Sequence[Actor], days: int) -> Compiled:
    """What actors do together."""
    fixed = _fixed(((each.disruption, each.targets) for each in actors if each.when is None), days)
    drawn: dict[Target, list[int]] = {}
    for at, actor in enumerate(actors):
        for target in actor.targets if actor.when is not None else ():
            drawn.setdefault(target, []).append(at)
    found = tuple(_held(net, fixed))
    base = {row.target: row.factors for row in found}
    turns = tuple(_turns(net, actors, drawn, (fixed, base), days))
    hit = {target for actor in actors for target in actor.targets}
    hit |= {target for each in turns for target in each.targets} | set(base)
    return Compiled(found, turns, tuple(sorted(hit)))


Signature = tuple[tuple[int, ...], tuple[int, ...], bytes, bytes]


def _turns(net: Network, actors: Sequence[Actor], drawn: Mapping[Target, list[int]],
           known: tuple[Mapping[Target, Floats], Mapping[Target, Floats]], days: int) -> Iterator[Turns]:  # fmt: skip
    """Of all targets that the same actors hit in the same way, one set of turns."""
    fixed, base = known
    calm, alike = np.ones(days), dict[Signature, list[Target]]()
    shut = _shutting(net, actors, drawn)
    for target in sorted({*drawn, *shut}):
        own = fixed.get(target, calm)
        first = fixed.get(("lane", target[1]), calm) if target in shut else own
        signature = (
            tuple(shut.get(target, ())),
            tuple(drawn.get(target, ())),
            first.tobytes(),
            own.tobytes(),
        )
        alike.setdefault(signature, []).append(target)
    for (closing, acting, _, _), hit in alike.items():
        own = fixed.get(hit[0], calm)
        staged = [*((0, actors[at]) for at in closing), *((1, actors[at]) for at in acting)]
        before = fixed.get(("lane", hit[0][1]), calm) if closing else own
        yield _woven(hit, staged, (before, own if closing else calm[:0], base.get(hit[0], calm)))


def _shutting(
    net: Network, actors: Sequence[Actor], drawn: Mapping[Target, list[int]]
) -> dict[Target, list[int]]:
    """Goods that wait on lanes that may shut in some replication, and who may shut them."""
    closes = net["lane"]["when_lane_closes"]
    return {("transit", row): mine for (noun, row), mine in drawn.items() if noun == "lane" and closes[row] == "wait"
            and any(_may_shut(actors[at].disruption) for at in mine)}  # fmt: skip


def _may_shut(disruption: Disruption) -> bool:
    force = disruption.force
    return (force.ends[0] if isinstance(force, Distribution) else force) <= 0.0


def _woven(
    hit: Sequence[Target], staged: Sequence[tuple[int, Actor]], series: tuple[Floats, Floats, Floats]
) -> Turns:
    from echelon.disruption.weave import weave

    days = len(series[0])
    strands, recovered = _strands(staged)
    room = np.ones(days), np.empty(days)
    none = np.zeros(0, dtype=np.int32)
    count = weave(strands, recovered, *series, *room, none, none, np.zeros(0))
    lane, day, factor = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32), np.empty(count)
    if count:
        weave(strands, recovered, *series, *room, lane, day, factor)
    return Turns(tuple(hit), lane, day, factor)


def _strands(staged: Sequence[tuple[int, Actor]]) -> tuple[object, Floats]:
    """The spells of actors by lane, stage and cause, and the parts that those who heal have back."""
    from echelon.disruption.weave import Strands

    parts: list[float] = []
    where: dict[tuple[Recovery, int], int] = {}
    columns: list[tuple[NDArray[Any], ...]] = []
    for stage, actor in sorted(staged, key=lambda each: (each[0], each[1].cause)):
        when = actor.when
        if when is not None:
            back = np.zeros(len(when.lane), dtype=np.int64)
            for heal in np.unique(when.heal).tolist():
                back[when.heal == heal] = _parts(parts, where, actor.disruption.heals, heal)
            alike = (np.full(len(back), each, dtype=np.int64) for each in (stage, actor.cause))
            columns.append(
                (when.lane, *alike, when.start, when.ramp, when.full, when.heal, back, when.strength)
            )
    joined = [np.concatenate(column) for column in zip(*columns, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return Strands(*(np.ascontiguousarray(column[order]) for column in joined)), np.array([*parts, 1.0])


def _parts(parts: list[float], where: dict[tuple[Recovery, int], int], heals: Recovery, days: int) -> int:
    """Where the parts recovered in so many days stand in the list, put there if they do not yet."""
    if (heals, days) not in where:
        where[heals, days] = len(parts)
        parts += [heals.part(day, days) for day in range(days)]
    return where[heals, days]
