"""Every event log keeps its promises; logs that break one are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from echelon.network.events import Event
from echelon.store import Condition, Log, MemoryLog, Query
from echelon.store.log import EVERYTHING
from echelon.testing.check_log import PROMISES, check_log

LOGS: dict[str, Callable[[], Log]] = {"memory": MemoryLog}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("name", LOGS)
def test_promise(name: str, promise: Callable[[Log], None]) -> None:
    promise(LOGS[name]())


class Forgetful(MemoryLog):
    """Does not look at conditions."""

    def append(self, events: Iterable[Event], condition: Condition | None = None) -> tuple[int, ...]:
        return super().append(events)


class Doubling(MemoryLog):
    """Does not know an event again."""

    def _new(self, batch: list[Event]) -> dict[str, Event]:
        return {event.id: event for event in batch}


class Trusting(MemoryLog):
    """Takes another body under a known id for the same event."""

    def _new(self, batch: list[Event]) -> dict[str, Event]:
        return {event.id: event for event in batch if event.id not in self._positions}


class Halving(MemoryLog):
    """Appends a batch in two goes."""

    def append(self, events: Iterable[Event], condition: Condition | None = None) -> tuple[int, ...]:
        batch = list(events)
        return super().append(batch[:1], condition) + super().append(batch[1:], condition)


class Live(MemoryLog):
    """Goes on reading what is appended meanwhile."""

    def read(
        self, query: Query = EVERYTHING, after: int = 0, limit: int | None = None
    ) -> Iterator[tuple[int, Event]]:
        for position in range(after + 1, 10**9):
            if position > len(self._events) or limit == 0:
                return
            if query.matches(self._events[position - 1]):
                limit = None if limit is None else limit - 1
                yield position, self._events[position - 1]


class FromZero(MemoryLog):
    """Counts positions from 0."""

    def append(self, events: Iterable[Event], condition: Condition | None = None) -> tuple[int, ...]:
        return tuple(position - 1 for position in super().append(events, condition))


@pytest.mark.parametrize("make_log", [Forgetful, Doubling, Trusting, Halving, Live, FromZero])
def test_a_log_that_breaks_a_promise_is_caught(make_log: Callable[[], Log]) -> None:
    with pytest.raises((AssertionError, RuntimeError)):
        check_log(make_log)
