"""Why: what agents believed, wanted and intended at one site on one day, and what they decided, with alternatives.

Nothing of it is stored: the replication is run again with a log, to that day, and decides as it did among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from echelon.agents.agent import Agent, reasons
from echelon.agents.authority import Grant, Limits
from echelon.agents.decision import Decision, Move, because
from echelon.agents.place import Place
from echelon.agents.settling import Entry
from echelon.agents.steer import Steers
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.world.levers import LEVERS
from echelon.world.run import Job, states

KINDS_OF_THOUGHT = ("belief", "goal", "intention")


@dataclass(frozen=True, slots=True)
class Thought:
    """One number that an agent holds about a row: a belief, a goal or an intention."""

    agent: str
    kind: str
    name: str
    where: str
    value: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why agents did what they did at a site on a day of a replication."""

    day: int
    replication: int
    site: str
    thoughts: tuple[Thought, ...]
    decisions: tuple[Decision, ...]

    def document(self) -> dict[str, Any]:
        """The same as JSON values; what is no finite number is None."""

        def finite(value: float) -> float | None:
            return value if np.isfinite(value) else None

        return {
            "day": self.day, "replication": self.replication, "site": self.site,
            "thoughts": [{"agent": each.agent, "kind": each.kind, "name": each.name, "where": each.where,
                          "value": finite(each.value)} for each in self.thoughts],
            "decisions": [{
                "agent": each.agent, "lever": each.lever, "where": each.where, "old": finite(each.old),
                "wished": finite(each.wished), "new": finite(each.new), "reason": each.reason, "because": each.because,
                "evidence": {name: finite(value) for name, value in each.evidence.items()},
                "alternatives": {name: finite(value) for name, value in each.alternatives.items()},
                "authority": each.authority, "lost_to": each.lost_to, "said": each.sentence,
            } for each in self.decisions],
        }  # fmt: skip


def explain(job: Job, *, day: int, site: str, replication: int) -> Reasons:
    """Run the only replication of a job to the end of a day, and say what was thought and decided at a site on its morning.

    raises   BadScenario for a site that does not exist or a day outside the horizon, and where nobody decides
    """
    steers = job.steers
    if not isinstance(steers, Steers):
        raise BadScenario(Finding("E579", "The agents of a question", "must be some, for their reasons to be told", "none",
                                  "Name agents in the scenario"))  # fmt: skip
    row = _site(steers.place, site)
    if not 0 <= day < job.days:
        raise BadScenario(Finding("E579", "The day of a decision", f"must be in [0, {job.days - 1}]", str(day),
                                  "Days are counted from 0"))  # fmt: skip
    found: list[Reasons] = []

    def log(today: int, entries: Sequence[Entry], memories: Mapping[str, Mapping[str, Any]]) -> None:
        if today == day:
            thoughts = tuple(_thoughts(steers.place, memories, row))
            decided = tuple(
                each for entry in entries for each in _decisions(steers, entry, day, replication, row)
            )
            found.append(Reasons(day, replication, site, thoughts, decided))

    told = replace(job, steers=replace(steers, log=log))
    for today, _, _, _ in states(told, 0):
        if today >= day:
            break
    return found[0]


def _site(place: Place, site: str) -> int:
    if site not in place.sites:
        close = nearest(site, list(place.sites))
        raise BadScenario(Finding("E201", f"The site `{site}`", f"must be one of network `{place.network.name}`", "",
                                  f"Did you mean `{close}`?" if close else "See sites.csv for the names"))  # fmt: skip
    return place.sites.index(site)


def _thoughts(place: Place, memories: Mapping[str, Mapping[str, Any]], site: int) -> Iterator[Thought]:
    for agent, memory in sorted(memories.items()):
        for name, array in sorted(memory.items()):
            kind, _, what = name.partition(".")
            noun = _noun(place, len(array)) if kind in KINDS_OF_THOUGHT and np.ndim(array) == 2 else None
            if noun is not None:
                names = place.rows(noun)
                for row in _rows_at(place, noun, site).tolist():
                    yield Thought(agent, kind, what, names[row], float(array[row, 0]))


def _noun(place: Place, rows: int) -> str | None:
    """The noun that has so many rows: memories are shown where it is plain what they are of."""
    return next(
        (noun for noun in ("stock point", "flow", "demand", "resource") if len(place.rows(noun)) == rows),
        None,
    )


def _rows_at(place: Place, noun: str, site: int) -> Any:
    """Rows of a noun that a site decides on, or, of flows, that it orders over."""
    mine = place.site_of(noun) == site
    return np.flatnonzero(mine | (place.site_of(noun, ordering=True) == site))


def _decisions(steers: Steers, entry: Entry, day: int, replication: int, site: int) -> Iterator[Decision]:
    move, noun = entry.move, LEVERS[entry.move.lever].noun
    names, here = steers.place.rows(noun), set(_rows_at(steers.place, noun, site).tolist())
    for at, row in enumerate(np.asarray(move.rows).tolist()):
        wished = float(np.asarray(move.value)[at, 0])
        if row in here and not np.isnan(wished):
            old, new, code = (
                float(entry.old[at, 0]),
                float(entry.new[at, 0]),
                int(np.asarray(move.reason)[at, 0]),
            )
            yield Decision(
                day, replication, entry.agent.name, move.lever, names[row], old, wished, new, code,
                because(code, reasons(entry.agent)), _picked(move.evidence, at), _picked(move.alternatives, at),
                _by_right(entry.agent, entry.grant, steers.court.limits[move.lever], row, move.lever, (old, wished, new)),
                _winner(entry.over, row),
            )  # fmt: skip


def _picked(arrays: Mapping[str, Any], at: int) -> dict[str, float]:
    return {name: float(np.asarray(array)[at, 0]) for name, array in arrays.items()}


def _winner(over: Sequence[tuple[Agent, Move]], row: int) -> str:
    """Whose move of the row stands instead, "" where it is this one."""
    for agent, move in reversed(over):
        at = np.flatnonzero(np.asarray(move.rows) == row)
        if len(at) and not np.isnan(np.asarray(move.value)[at[-1], 0]):
            return agent.name
    return ""


def _by_right(
    agent: Agent, grant: Grant | None, limit: Limits, row: int, lever: str, moved: tuple[float, float, float]
) -> str:
    """By which right it was moved, and what bounded it."""
    old, wished, new = moved
    if grant is None:
        return f"{agent.kind} may not move {lever}"
    right = f"{agent.kind} may move {lever}"
    if abs(wished - new) <= limit.quantum:
        return right
    if np.isfinite(grant.alone) and abs(wished - LEVERS[lever].neutral) > grant.alone * float(limit.of[row]):
        return f"{right} so far alone; a person must approve more"
    if abs(new - old) >= float(limit.rate[row]) - limit.quantum:
        return f"{right}, at its rate limit"
    return f"{right}, at its bound"
