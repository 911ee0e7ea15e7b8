"""The contract of every agent: what a pure function of view and memory promises. Ours and users'.

Each promise is a function that takes an agent and a network, and raises `AssertionError` with the promise that was broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from echelon.agents.agent import KINDS, LAYERS, Agent, code_document
from echelon.agents.authority import standard
from echelon.agents.decision import Bound, Goal, Move
from echelon.agents.message import Message
from echelon.agents.view import View
from echelon.core.digest import digest
from echelon.core.errors import EchelonError
from echelon.network.model import Network
from echelon.study.many import Prepared, prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made
from echelon.world.levers import LEVERS

DAYS, LANES = 40, 6


def check_agent(agent: Agent, network: Network | None = None) -> None:
    """Hold an agent to every promise, over some weeks of a network; `AssertionError` names the first that is broken.

    network   by default a small one made by hand

    >>> from echelon.agents.kinds import StockKeeper
    >>> from echelon.testing import check_agent
    >>> check_agent(StockKeeper())
    """
    net = network or hand_made()
    for promise in PROMISES:
        promise(agent, net)


def has_a_document(agent: Agent, net: Network) -> None:
    """What it is can be written down, the same twice, and names a kind, a layer and a cadence that are known."""
    assert digest(code_document(agent)) == digest(code_document(agent)), (
        f"{agent.name} must be the same document twice"
    )
    assert agent.kind in KINDS, f"{agent.name} must be of a kind in {KINDS}: {agent.kind}"
    assert agent.layer in LAYERS, f"{agent.name} must be of a layer in {LAYERS}: {agent.layer}"
    assert agent.every >= 1, f"{agent.name} must wake every so many whole days: {agent.every}"


def is_pure(agent: Agent, net: Network) -> None:
    """The same view and memory give the same acts and memory, twice; and nothing that it is given is changed."""
    for view, memory in _mornings(agent, net):
        before = _bytes(memory)
        first, second = _decided(agent, view, memory), _decided(agent, view, memory)
        assert first == second, f"{agent.name} must decide the same twice on day {view.day}"
        assert _bytes(memory) == before, (
            f"{agent.name} must not change the memory that it is given, on day {view.day}"
        )


def fits(agent: Agent, net: Network) -> None:
    """Moves name levers and rows that exist, with a value and a reason for each lane; memory keeps its names and forms."""
    for view, memory in _mornings(agent, net):
        acts, after = agent.decide(view, memory)
        forms = {name: np.shape(array) for name, array in memory.items()}
        kept = {name: np.shape(array) for name, array in after.items()}
        assert kept == forms, (
            f"{agent.name} must remember arrays of the same names and forms: {forms}, then {kept}"
        )
        for act in acts:
            if isinstance(act, Move | Bound):
                assert act.lever in LEVERS, f"{agent.name} must move levers that exist: {act.lever}"
                rows, count = np.asarray(act.rows), len(view.place.rows(LEVERS[act.lever].noun))
                shape = (len(rows), view.lanes)
                for value in (act.value, act.reason) if isinstance(act, Move) else (act.low, act.high):
                    assert np.shape(value) == shape, (
                        f"{agent.name} must give {act.lever} as {shape}: {np.shape(value)}"
                    )
                assert not len(rows) or 0 <= rows.min() <= rows.max() < count, (
                    f"{agent.name} must move rows of {act.lever}"
                )


def is_within_authority(agent: Agent, net: Network) -> None:
    """It moves only what its kind or layer may move: what it may not is a wish that never comes true."""
    table = standard()
    for view, memory in _mornings(agent, net):
        for act in agent.decide(view, memory)[0]:
            if isinstance(act, Move):
                allowed = table.of(agent.kind, agent.layer, act.lever)
                assert allowed is not None, f"{agent.name}, of kind {agent.kind}, may not move {act.lever}"


def is_alone_as_in_the_crowd(agent: Agent, net: Network) -> None:
    """A replication has the same answer whatever others are decided beside it."""
    from echelon.world.run import run

    prepared = _prepared(agent, net)
    whole = run(prepared.job)
    parts = run(prepared.job, wished=1)
    assert np.array_equal(whole.daily, parts.daily), (
        f"{agent.name} must decide a replication alone as in the crowd"
    )


PROMISES: tuple[Callable[[Agent, Network], None], ...] = (
    has_a_document, is_pure, fits, is_within_authority, is_alone_as_in_the_crowd,
)  # fmt: skip


def _prepared(agent: Agent, net: Network) -> Prepared:
    asked = Scenario(net, days=DAYS, replications=LANES, seed=5, agents=[agent])
    return prepare_run(asked, forced=True)


class _Listening:
    """An agent that notes what it is shown."""

    def __init__(self, agent: Agent, seen: list[tuple[View, Mapping[str, Any]]]) -> None:
        self.agent, self.seen = agent, seen
        self.name, self.kind, self.layer, self.every = agent.name, agent.kind, agent.layer, agent.every

    def __getattr__(self, name: str) -> Any:
        return getattr(self.agent, name)

    def decide(self, view: View, memory: Mapping[str, Any]) -> Any:
        self.seen.append((view, memory))
        return self.agent.decide(view, memory)


def _mornings(agent: Agent, net: Network) -> Iterator[tuple[View, Mapping[str, Any]]]:
    """What an agent sees and remembers, morning after morning, while a run goes on as it decides."""
    from echelon.world import run as running

    prepared, seen = _prepared(agent, net), list[tuple[View, Mapping[str, Any]]]()
    steers: Any = prepared.job.steers
    listening: Any = _Listening(agent, seen)
    object.__setattr__(steering := replace(steers.steering), "agents", (listening,))
    job = replace(prepared.job, steers=replace(steers, steering=steering))
    try:
        for _ in running.states(job, 0, LANES):
            yield from seen
            seen.clear()
    except EchelonError as error:
        raise AssertionError(f"{agent.name}: {error}") from error


def _decided(agent: Agent, view: View, memory: Mapping[str, Any]) -> list[object]:
    acts, after = agent.decide(view, memory)
    return [*map(_act, acts), _bytes(after)]


def _act(act: object) -> object:
    if isinstance(act, Move):
        return (
            act.lever,
            _raw(act.rows),
            _raw(act.value),
            _raw(act.reason),
            _bytes(act.evidence),
            _bytes(act.alternatives),
        )
    if isinstance(act, Bound):
        return act.lever, _raw(act.rows), _raw(act.low), _raw(act.high)
    if isinstance(act, Goal):
        return act.name, act.noun, _raw(act.rows), _raw(act.value)
    assert isinstance(act, Message), (
        f"what an agent does must be a move, a bound, a goal or a message: {act!r}"
    )
    return act.head, _bytes(act.numbers), _raw(act.sent)


def _raw(array: Any) -> bytes:
    return np.ascontiguousarray(array).tobytes()


def _bytes(arrays: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: _raw(array) for name, array in arrays.items()}
