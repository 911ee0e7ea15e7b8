"""The whole store in two verbs: `append(events, condition)` and `read(query, after)`.

The condition of an append is itself a query: nothing that it matches may have been appended since its author last looked.
So writers need no locks and no version numbers on entities. Source: `eventsourcing`, dynamic consistency boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from echelon.core.errors import Conflict, Finding
from echelon.network.events import Event


@dataclass(frozen=True, slots=True)
class Query:
    """Which events: of any of these types, about any of these subjects; empty means all.

    >>> Query(subjects=("Kobe/drill",)).matches(Event("1", "twin.alert.issued.v1", "s", "a", "", {"kind": "new"}))
    False
    """

    types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    def matches(self, event: Event) -> bool:
        """Is the event one of these?"""
        return (not self.types or event.type in self.types) and (
            not self.subjects or event.subject in self.subjects
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """Nothing that matches `query` stands in the log after position `after`."""

    query: Query = Query()
    after: int = 0


EVERYTHING = Query()


class Log(Protocol):
    """A log of events. Positions are 1, 2, 3 … in the order of appending, without gaps."""

    def append(self, events: Iterable[Event], condition: Condition | None = None) -> tuple[int, ...]:
        """Append all of the events or none, and give the position of each.

        An event that the log already holds keeps its position; so an append may be repeated when its answer was lost.
        `Conflict` where the log holds another event of the same id, or where something new would be appended against the
        condition.
        """

    def read(
        self, query: Query = ..., after: int = 0, limit: int | None = None
    ) -> Iterator[tuple[int, Event]]:
        """Events that match, with their positions, in order: those after a position, at most so many.

        The answer is the log of the moment of asking: what is appended later is not in it.
        """


def two_bodies(event: Event) -> Conflict:
    """The refusal of a second event of one id."""
    return Conflict(Finding("E501", f"The event `{event.id}`", "must be the one that the log holds under its id", event.type,
                            "Give the new event an id of its own, or retract the old one"))  # fmt: skip


def overtaken(condition: Condition, position: int) -> Conflict:
    """The refusal of an append that was decided on what is no longer so."""
    must = f"must find nothing that matches its condition after position {condition.after}"
    got = f"an event at position {position}"
    return Conflict(Finding("E502", "The append", must, got, "Read the log again and decide anew"))
