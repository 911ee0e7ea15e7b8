"""From acts to levers: authority is enforced here, outside of agents, and nothing else writes levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from echelon.agents.agent import Agent
from echelon.agents.authority import Authority, Grant, Limits, layer_of, limits, settle
from echelon.agents.decision import Act, Bound, Goal, Move
from echelon.agents.message import Message, message
from echelon.agents.mind import Mind, unbounded
from echelon.agents.place import Place
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.world.levers import LEVERS

Said = tuple[Agent, Act]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A move as it was settled: what the lever was in its rows, and what it is, `[n, lane]`.

    over   the moves of the same lever that were settled after it, which stand where they say a number
    """

    agent: Agent
    move: Move
    grant: Grant | None
    old: Any
    new: Any
    over: Sequence[tuple[Agent, Move]] = ()


@dataclass(frozen=True)
class Court:
    """The limits and the authority by which acts are settled."""

    place: Place
    authority: Authority

    @cached_property
    def limits(self) -> Mapping[str, Limits]:
        """Of every lever."""
        return {name: limits(lever, self.place) for name, lever in LEVERS.items()}

    def settle(
        self, said: Sequence[Said], mind: Mind, state: Any, *, told: bool
    ) -> tuple[list[Entry], list[Message]]:
        """Bounds and goals into the mind, moves into the levers; what was settled, if it is to be told, and what waits."""
        ordered = sorted(said, key=lambda each: layer_of(each[0]))
        bound = {
            act.lever for agent, act in ordered if isinstance(act, Bound) and self._bounds(agent, act, mind)
        }
        for _, act in ordered:
            if isinstance(act, Goal):
                self._goal(act, mind)
        moves = [(agent, act) for agent, act in ordered if isinstance(act, Move)]
        entries: list[Entry] = []
        for lever in sorted({act.lever for _, act in moves} | bound):
            mine = [each for each in moves if each[1].lever == lever]
            morning = self._lever(lever, mine, mind, state)
            entries += self._told(lever, mine, morning, state) if told else []
        waiting = [said for agent, act in moves for said in self._beyond(agent, act)]
        return entries, waiting

    def _lever(self, lever: str, moves: Sequence[tuple[Agent, Move]], mind: Mind, state: Any) -> Any:
        """Move one lever; what it was in the morning. `[row, lane]`"""
        self._must_fit(lever, moves)
        now, limit = getattr(state.levers, lever), self.limits[lever]
        neutral, pulled = LEVERS[lever].neutral, getattr(state.pulled, lever)
        morning = now.copy()
        lowest, highest = mind.bounds[lever] if lever in mind.bounds else _unbounded(now.shape)
        for agent, move in moves:
            grant = self.authority.of(agent.kind, agent.layer, lever)
            if grant is not None:
                least, most = self._grants(grant, lever)
                rows, value = np.asarray(move.rows, np.int64), np.ascontiguousarray(move.value, np.float64)
                settle(rows, value, morning, limit.low, limit.high, limit.rate, lowest, highest, least, most, limit.quantum,
                       neutral, now, pulled)  # fmt: skip
        if lever in mind.bounds:
            np.minimum(np.maximum(now, lowest, out=now), highest, out=now)
            np.minimum(np.maximum(now, limit.low[:, None], out=now), limit.high[:, None], out=now)
            pulled[:] = (now != neutral).any(axis=-1)
        return morning

    def _grants(self, grant: Grant, lever: str) -> tuple[Any, Any]:
        if (grant, lever) not in self._known:
            self._known[grant, lever] = _granted(grant, lever, self.limits[lever])
        return self._known[grant, lever]

    @cached_property
    def _known(self) -> dict[tuple[Grant, str], tuple[Any, Any]]:
        return {}

    def _told(self, lever: str, moves: Sequence[tuple[Agent, Move]], morning: Any, state: Any) -> list[Entry]:
        now = getattr(state.levers, lever)
        return [Entry(agent, move, self.authority.of(agent.kind, agent.layer, lever), morning[move.rows], now[move.rows].copy(),
                      moves[at + 1 :]) for at, (agent, move) in enumerate(moves)]  # fmt: skip

    def _bounds(self, agent: Agent, act: Bound, mind: Mind) -> bool:
        """Put a bound into force; True where its agent may set bounds: not operational, or the tower, with a grant."""
        self._must_fit(act.lever, [(agent, Move(act.lever, act.rows, act.low, act.low))])
        above = agent.layer != "operational" or agent.kind == "tower"
        if not above or self.authority.of(agent.kind, agent.layer, act.lever) is None:
            return False
        limit, rows = self.limits[act.lever], np.asarray(act.rows)
        count, lanes = len(limit.low), mind.moved.shape[-1]
        both = mind.bounds.setdefault(act.lever, unbounded(count, lanes))
        low = (
            np.ceil(np.clip(act.low, limit.low[rows, None], limit.high[rows, None]) / limit.quantum)
            * limit.quantum
        )
        high = (
            np.floor(np.clip(act.high, limit.low[rows, None], limit.high[rows, None]) / limit.quantum)
            * limit.quantum
        )
        high = np.maximum(low, high)
        both[0][rows] = np.where(np.isnan(low) | np.isnan(high), both[0][rows], low)
        both[1][rows] = np.where(np.isnan(low) | np.isnan(high), both[1][rows], high)
        return True

    def _goal(self, act: Goal, mind: Mind) -> None:
        rows, lanes = len(self.place.rows(act.noun)), mind.moved.shape[-1]
        goal = mind.goals.setdefault(act.name, np.full((rows, lanes), np.nan))
        goal[act.rows] = np.where(np.isnan(act.value), goal[act.rows], act.value)

    def _beyond(self, agent: Agent, move: Move) -> list[Message]:
        """What goes beyond what the agent may do alone, as a proposal to people."""
        grant = self.authority.of(agent.kind, agent.layer, move.lever)
        if grant is None or not np.isfinite(grant.alone) or agent.kind == "person":
            return []
        reach = grant.alone * self.limits[move.lever].of[move.rows][:, None]
        wished = np.asarray(move.value, dtype=np.float64)
        beyond = np.abs(wished - LEVERS[move.lever].neutral) > reach
        if not beyond.any():
            return []
        said = message("proposal", agent.name, "person", LEVERS[move.lever].noun, move.rows, sent=beyond, days=1,
                       value=wished, reason=move.reason)  # fmt: skip
        return [replace(said, kind=f"proposal {move.lever}")]

    def _must_fit(self, lever: str, moves: Sequence[tuple[Agent, Move]]) -> None:
        """`BadScenario` where an agent names a lever or rows that do not exist."""
        if lever not in LEVERS:
            close = nearest(lever, list(LEVERS))
            raise BadScenario(Finding("E575", "A move", "must name a lever", lever, f"Did you mean `{close}`?" if close else
                                      "See the reference of levers"))  # fmt: skip
        count = len(self.limits[lever].low)
        for agent, move in moves:
            rows, shape = np.asarray(move.rows), np.shape(move.value)
            if (
                len(shape) != 2
                or shape[0] != len(rows)
                or (len(rows) and not 0 <= rows.min() <= rows.max() < count)
            ):
                got = f"{len(rows)} rows and values {shape}, of a lever with {count} rows"
                raise BadScenario(Finding("E576", f"A move of `{lever}` by agent `{agent.name}`",
                                          "must give values [row, lane] for rows that the lever has", got,
                                          "Look rows up in `view.place`"))  # fmt: skip


def _granted(grant: Grant, lever: str, limit: Limits) -> tuple[Any, Any]:
    """Lowest and highest value that a grant allows. `[row]`"""
    neutral, of = LEVERS[lever].neutral, limit.of
    reach = grant.alone * of if np.isfinite(grant.alone) else np.full(len(of), np.inf)
    low = grant.low * of if np.isfinite(grant.low) else np.full(len(of), -np.inf)
    high = grant.high * of if np.isfinite(grant.high) else np.full(len(of), np.inf)
    return np.maximum(low, neutral - reach), np.minimum(high, neutral + reach)


def _unbounded(shape: tuple[int, int]) -> Any:
    """Bounds that bound nothing, read-only; made once for each shape."""
    if shape not in _FREE:
        _FREE[shape] = unbounded(*shape)
    return _FREE[shape]


_FREE: dict[tuple[int, int], Any] = {}
