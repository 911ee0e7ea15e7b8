"""What fails: names and disruptions → columns and limits of the static model that can do less for a time.

A site that is down makes and receives nothing; what it has in stock still leaves, as in the paper, unless it is `stranded`.
A port or canal that is down lets nothing pass on lanes that name it in `via`, but for those that go round. A lane carries
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from echelon.core.errors import BadScenario, EchelonError, Finding
from echelon.disruption.impact import Disruption
from echelon.disruption.rows import Row, rows
from echelon.network.model import Network, words
from echelon.network.numbering import rows_by_name
from echelon.study.static.convert import Asked
from echelon.study.static.model import Failure, Floats

Names = str | Sequence[str]
Wanted = Names | Disruption
"""What can be asked for: a name, several that fail together, or a disruption with its own length and healing."""
Days = float | Mapping[Names, float]
MOVED = frozenset({"lane", "dispatch", "transit", "receiving"})
"""Nouns of targets that are rows of the lane table."""
KNOWN = MOVED | {"site", "recipe", "resource"}
"""Nouns of targets that the model knows."""


class Places:
    """Which columns and limits each part of a network has."""

    def __init__(self, asked: Asked, *, stranded: bool = False) -> None:
        self.asked, self.stranded = asked, stranded

    @cached_property
    def _points(self) -> dict[int, list[int]]:
        return _gathered(self.asked.structure.site.tolist())

    @cached_property
    def _flows(self) -> dict[int, list[int]]:
        return _gathered(self.asked.structure.lane_row.tolist())

    @cached_property
    def _into(self) -> dict[int, list[int]]:
        return _gathered(self.asked.static.flow_point.tolist())

    @cached_property
    def _passing(self) -> dict[int, list[int]]:
        """Lanes that wait or lose goods where a site that they pass is closed."""
        net, found = self.asked.net, dict[int, list[int]]()
        site, lane = rows_by_name(net["site"]), net["lane"]
        stops = ~lane.among("when_closed", "reroute") & ~lane.among("via", "")
        for row in np.flatnonzero(stops).tolist():
            for name in words(lane["via"][row]):
                found.setdefault(site[name], []).append(row)
        return found

    @cached_property
    def _recipes(self) -> dict[int, int]:
        return {int(row): at for at, row in enumerate(self.asked.structure.recipe_row.tolist()) if row >= 0}

    @cached_property
    def _lines(self) -> dict[int, list[int]]:
        """Resources of each site."""
        table, site = self.asked.net["resource"], rows_by_name(self.asked.net["site"])
        return _gathered([site[str(name)] for name in table["site"]])

    def hit(self, noun: str, row: int) -> Iterator[tuple[int, int]]:
        """Pairs (column, -1) or (-1, limit) of what a target stands for; none for what the model does not know."""
        if noun == "site":
            yield from self._site(row)
        elif noun in MOVED:
            yield from self._lane(row)
        elif noun == "recipe" and row in self._recipes:
            yield int(self.asked.make_of[self._recipes[row]]), -1
        elif noun == "resource" and row in self.asked.line:
            yield -1, self.asked.line[row]

    def _lane(self, row: int) -> Iterator[tuple[int, int]]:
        static = self.asked.static
        if row in self.asked.lane:
            yield -1, self.asked.lane[row]
        else:
            yield from ((static.first_flow + flow, -1) for flow in self._flows.get(row, ()))

    def _site(self, row: int) -> Iterator[tuple[int, int]]:
        asked, static = self.asked, self.asked.static
        for point in self._points.get(row, ()):
            if asked.make_of[point] >= 0:
                yield int(asked.make_of[point]), -1
            elif point in asked.brought:
                yield -1, asked.brought[point]
            else:
                yield from ((static.first_flow + flow, -1) for flow in self._into.get(point, ()))
            if self.stranded:
                yield from self._leaving(point)
        for line in self._lines.get(row, ()):
            if line in asked.line:
                yield -1, asked.line[line]
        if self.stranded and row in asked.hands:
            yield -1, asked.hands[row]
        for lane in self._passing.get(row, ()):
            yield from self._lane(lane)

    def _leaving(self, point: int) -> Iterator[tuple[int, int]]:
        s, static = self.asked.structure, self.asked.static
        for flow in s.out_flow[s.out_start[point] : s.out_start[point + 1]].tolist():
            yield static.first_flow + int(flow), -1
        yield from (
            (static.first_demand + d, -1) for d in range(s.demand_start[point], s.demand_start[point + 1])
        )


def _gathered(owners: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, owner in enumerate(owners):
        found.setdefault(owner, []).append(at)
    return found


def failures_of(places: Places, wanted: Sequence[Wanted], ttr_days: Days) -> list[Failure]:
    """Each failure with its columns; `BadScenario` with everything that is wrong with any of them.

    ttr_days   days until what fails works again: one number, or by name; of several that fail together the longest of theirs.
               A disruption brings its own
    """
    found: list[Finding] = []
    made = []
    for each in wanted:
        try:
            made.append(failure_of(places, each, ttr_days))
        except EchelonError as wrong:
            found += wrong.findings
    if found:
        raise BadScenario(list(dict.fromkeys(found)))
    return made


def failure_of(places: Places, wanted: Wanted, ttr_days: Days) -> Failure:
    """One failure with its columns."""
    net = places.asked.net
    if isinstance(wanted, Disruption):
        days = max(1, wanted.healed - wanted.start)
        targets = rows(net, [wanted], wanted.start + days)
        return _failure(
            places, wanted.name, float(days), [Row(r.target, r.factors[wanted.start :]) for r in targets]
        )
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    days_off = recover_days(names, ttr_days)
    called = " + ".join(names)
    targets = rows(net, [Disruption(called, hits=names, capacity=0.0, lasts=1)], 1)
    return _failure(places, called, days_off, targets)


def recover_days(names: Sequence[str], ttr_days: Days) -> float:
    """How long names are down together; `BadScenario` where that is not known (E481) or no length (E482).

    >>> recover_days(["Kobe", "Riga"], {"Kobe": 10, "Riga": 14, "Oslo": 3})
    14.0
    """
    if isinstance(ttr_days, Mapping):
        key = tuple(names)
        given = [ttr_days[key]] if key in ttr_days else [ttr_days[name] for name in names if name in ttr_days]
        if not given:
            said = ", ".join(f"`{name}`" for name in names)
            raise BadScenario(Finding("E481", f"The time to recover of {said}", "must be given", "",
                                      "Add it to `ttr_days`, or give one number for all"))  # fmt: skip
        days = max(map(float, given))
    else:
        days = float(ttr_days)
    if not (days > 0.0 and math.isfinite(days)):
        raise BadScenario(Finding("E482", "The time to recover", "must be in (0, inf) days", f"{days:g}",
                                  "Count the days from the failure until it works again"))  # fmt: skip
    return days


def _failure(places: Places, name: str, days: float, targets: Sequence[Row]) -> Failure:
    """Where targets meet on a column, the one that leaves it least counts."""
    columns: dict[int, tuple[float, float]] = {}
    limits: dict[int, tuple[float, float]] = {}
    for target in targets:
        if target.target[0] not in KNOWN:
            raise BadScenario(_unknown(name, target.target[0]))
        least = float(target.factors.min())
        able = float(np.minimum(target.factors, 1.0).mean()) * days
        for column, limit in places.hit(*target.target) if least < 1.0 else ():
            kept, at = (columns, column) if column >= 0 else (limits, limit)
            before = kept.get(at, (math.inf, math.inf))
            kept[at] = min(before[0], able), min(before[1], least)
    return Failure(name, days, *_arrays(columns), *_arrays(limits), _phases(places, name, targets))


def _phases(places: Places, name: str, targets: Sequence[Row]) -> tuple[Failure, ...]:
    """Runs of days on which no factor changes; none where there is only one."""
    factors = np.array([target.factors for target in targets])
    changes = np.flatnonzero((np.diff(factors, axis=1) != 0.0).any(axis=0)) + 1
    if not len(changes):
        return ()
    ends = [0, *changes.tolist(), factors.shape[1]]
    return tuple(
        _failure(
            places,
            name,
            float(last - first),
            [Row(each.target, each.factors[first:last]) for each in targets],
        )
        for first, last in pairwise(ends)
    )


def _arrays(found: Mapping[int, tuple[float, float]]) -> tuple[np.ndarray, Floats, Floats]:
    rows = sorted(found)
    return (
        np.array(rows, dtype=np.int64),
        np.array([found[row][0] for row in rows]),
        np.array([found[row][1] for row in rows]),
    )


def _unknown(name: str, noun: str) -> Finding:
    return Finding("E483", f"What `{name}` acts on", "must be a capacity that static exposure knows", f"`{noun}`",
                   "Use `echelon stress` without --static, or a disruption of capacity")  # fmt: skip


def every_site(net: Network) -> list[str]:
    """All sites, in file order."""
    return [str(name) for name in net["site"]["name"]]
