"""The driver: each morning it wakes who is due, alarmed or spoken to, carries their messages, and settles what they decide.

Agents of a round all see the same morning and the messages of the round before, so that neither their order nor that of messages
matters. An agent that wakes in some replications only changes nothing in the others: the driver sees to it, so that a replication
decides alone as in the crowd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from echelon.agents import seeing
from echelon.agents.agent import Agent, alarm_of, listens
from echelon.agents.authority import standard
from echelon.agents.decision import Act, Bound, Goal, Move
from echelon.agents.message import Message, delivered, to
from echelon.agents.mind import Mind
from echelon.agents.place import Place
from echelon.agents.seeing import Watch
from echelon.agents.settling import Court, Entry, Said
from echelon.agents.steering import Steering
from echelon.agents.view import View
from echelon.world.levers import LEVERS

Log = Callable[[int, Sequence[Entry], Mapping[str, Mapping[str, Any]]], None]
"""Called each morning with the day, the moves that were settled, and agents' memories after them."""


@dataclass(frozen=True)
class Steers:
    """The agents of a question over its network: what a `world.run.Job` is steered by."""

    steering: Steering
    place: Place
    watch: Watch
    log: Log | None = field(default=None, compare=False)

    @cached_property
    def court(self) -> Court:
        """By which acts are settled."""
        return Court(self.place, self.steering.authority or standard())

    @cached_property
    def listened(self) -> tuple[str, ...]:
        """Rows that some agent wants reports of."""
        if self.steering.report_days < 0:
            return ()
        return tuple(sorted({name for agent in self.steering.awake for name in listens(agent)}))

    def mover(self, state: Any, replications: Any, moved: Mapping[str, Any], since: Mind | None) -> Mover:
        """What moves the levers of a block of lanes, from the beginning or from what was remembered."""
        lanes = state.stock.shape[1]
        if since is None:
            memories = {each.name: dict(each.begin(self.place, lanes)) for each in self.steering.awake}
            since = Mind(memories, {}, {}, [], {}, moved[""])
        else:
            moved[""][:] = since.moved
            since.moved = moved[""]
        shown = {name: seeing.shown(getattr(state.levers, name)) for name in LEVERS}
        everybody = np.ones(lanes, dtype=bool)
        return Mover(self, since, state, replications, seeing.own(self.place, state, moved), shown, everybody)


@dataclass(slots=True)
class Mover:
    """Decides for a block of lanes, morning after morning; `mind` is what it remembers.

    own, levers   what is shown of the state: the same arrays every day, made once (that took half of a morning)
    everybody     [lane] all true
    """

    steers: Steers
    mind: Mind
    state: Any
    replications: Any
    own: Mapping[str, Any]
    levers: Mapping[str, Any]
    everybody: Any

    def morning(self, day: int) -> None:
        """Let agents decide, and move the levers of the state in place."""
        steers, mind = self.steers, self.mind
        view = self._view(day)
        inbox = sorted((said for when, said in mind.mail if when <= day), key=lambda each: each.head)
        mind.mail = [each for each in mind.mail if each[0] > day]
        said: list[Said] = []
        for turn in range(steers.steering.rounds):
            acts = self._round(view if turn == 0 else replace(view, round=turn), inbox)
            said += [each for each in acts if not isinstance(each[1], Message)]
            inbox = self._post(
                [replace(act, day=day, round=turn) for _, act in acts if isinstance(act, Message)], day
            )
            if not inbox:
                break
        mind.mail += [(day + 1, each) for each in inbox]
        entries, waiting = (
            steers.court.settle(said, mind, self.state, told=steers.log is not None) if said else ([], [])
        )
        mind.mail += [
            (day + each.days, replace(each, day=day, round=steers.steering.rounds)) for each in waiting
        ]
        if steers.log is not None:
            steers.log(day, entries, mind.memories)

    def _view(self, day: int) -> View:
        steers, mind, state = self.steers, self.mind, self.state
        own = {**self.own, **seeing.worked_out(steers.place, state)}
        mind.reports = seeing.reported(mind.reports, steers.listened, own, steers.steering.report_days)
        return View(
            day, steers.place, own,
            reports={name: seeing.shown(ring[-1]) for name, ring in mind.reports.items()},
            signals=seeing.signals(steers.watch, state.gate),
            announced=steers.watch.known(day),
            levers=self.levers,
            bounds={name: (seeing.shown(both[0]), seeing.shown(both[1])) for name, both in mind.bounds.items()},
            goals={name: seeing.shown(goal) for name, goal in mind.goals.items()},
            lanes=state.stock.shape[1], replications=self.replications, awake=self.everybody, logged=steers.log is not None,
        )  # fmt: skip

    def _round(self, view: View, inbox: Sequence[Message]) -> list[Said]:
        """What everybody who wakes in one round does."""
        found: list[Said] = []
        for agent in self.steers.steering.awake:
            mine = to(agent.name, agent.kind, inbox) if inbox else ()
            memory = self.mind.memories[agent.name]
            seen = replace(view, messages=mine) if mine else view
            awake = self._awake(agent, seen, memory)
            if awake is self.everybody or awake.any():
                whole = awake is self.everybody or bool(awake.all())
                acts, after = agent.decide(seen if whole else replace(seen, awake=awake), memory)
                found += [(agent, act if whole else _only(act, awake)) for act in acts]
                self.mind.memories[agent.name] = dict(after) if whole else {
                    name: np.where(awake, array, memory[name]) for name, array in after.items()
                }  # fmt: skip
        return found

    def _awake(self, agent: Agent, view: View, memory: Mapping[str, Any]) -> Any:
        """In which lanes an agent wakes in this round. `[lane]`"""
        if view.round == 0 and view.day % agent.every == 0:
            return self.everybody
        awake = np.zeros(view.lanes, dtype=bool)
        for said in view.messages:
            awake |= said.sent.any(axis=0)
        alarm = alarm_of(agent)
        if view.round == 0 and alarm is not None:
            awake |= alarm(view, memory)
        return awake

    def _post(self, messages: Sequence[Message], day: int) -> list[Message]:
        """Send messages on their way: those that arrive in the next round; the others are kept for their day."""
        steering = self.steers.steering
        arriving = delivered(
            messages, faults=steering.faults, seed=self.steers.place.seed, replications=self.replications
        )
        self.mind.mail += [(day + each.days, each) for each in arriving if each.days > 0]
        return [each for each in arriving if each.days <= 0 and each.sent.any()]


def _only(act: Act, awake: Any) -> Act:
    """An act that leaves lanes alone in which its agent did not wake."""
    if isinstance(act, Move):
        return replace(act, value=np.where(awake, act.value, np.nan))
    if isinstance(act, Bound):
        return replace(act, low=np.where(awake, act.low, np.nan), high=np.where(awake, act.high, np.nan))
    if isinstance(act, Goal):
        return replace(act, value=np.where(awake, act.value, np.nan))
    return replace(act, sent=act.sent & awake)
