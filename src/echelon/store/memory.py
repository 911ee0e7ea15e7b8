"""A log in memory: for tests, for traces and for trying things out. Gone when the process ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock

from echelon.network.events import Event
from echelon.store.log import EVERYTHING, Condition, Query, overtaken, two_bodies


class MemoryLog:
    """A `Log` in a list; any number of threads may append and read.

    >>> log = MemoryLog()
    >>> log.append([Event("1", "twin.alert.issued.v1", "s", "a", "", {"kind": "new"})])
    (1,)
    >>> [position for position, _ in log.read()]
    [1]
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._positions: dict[str, int] = {}
        self._lock = Lock()

    def append(self, events: Iterable[Event], condition: Condition | None = None) -> tuple[int, ...]:
        """Append all of the events or none, and give the position of each; `Conflict` as `Log` says."""
        batch = list(events)
        with self._lock:
            new = self._new(batch)
            if new and condition is not None:
                self._hold(condition)
            for event in new.values():
                self._events.append(event)
                self._positions[event.id] = len(self._events)
            return tuple(self._positions[event.id] for event in batch)

    def read(
        self, query: Query = EVERYTHING, after: int = 0, limit: int | None = None
    ) -> Iterator[tuple[int, Event]]:
        """Events that match, with their positions, after a position, at most so many."""
        return self._matching(query, after, len(self._events), limit)

    def _matching(
        self, query: Query, after: int, last: int, limit: int | None
    ) -> Iterator[tuple[int, Event]]:
        left = last if limit is None else limit
        for position in range(max(after, 0) + 1, last + 1):
            if left <= 0:
                return
            event = self._events[position - 1]  # The list only grows, so no lock is needed.
            if query.matches(event):
                left -= 1
                yield position, event

    def _new(self, batch: list[Event]) -> dict[str, Event]:
        """Events of the batch that the log does not hold, by id."""
        new: dict[str, Event] = {}
        for event in batch:
            at = self._positions.get(event.id)
            if (known := new.get(event.id) if at is None else self._events[at - 1]) is None:
                new[event.id] = event
            elif known != event:
                raise two_bodies(event)
        return new

    def _hold(self, condition: Condition) -> None:
        for position, _ in self.read(condition.query, condition.after, 1):
            raise overtaken(condition, position)
