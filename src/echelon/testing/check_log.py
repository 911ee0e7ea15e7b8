"""The contract of every event log: what `append` and `read` promise, threads included. For our logs and for others'.

Each promise is a function that takes an empty log and raises `AssertionError` with the promise that was broken.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from echelon.core.errors import Conflict
from echelon.network.events import INVENTORY_CHANGED, INVENTORY_SNAPSHOT, Event
from echelon.store.log import Condition, Log, Query

WRITERS, ROUNDS = 8, 25


def check_log(make_log: Callable[[], Log]) -> None:
    """Hold a log to every promise, a fresh one for each; `AssertionError` names the first that is broken.

    >>> from echelon.store import MemoryLog
    >>> check_log(MemoryLog)
    """
    for promise in PROMISES:
        promise(make_log())


def entry(
    name: object, subject: str = "Kobe/drill", qty: float = 1.0, kind: str = INVENTORY_CHANGED
) -> Event:
    """A small event whose id is the name."""
    return Event(
        str(name),
        kind,
        "urn:twin:src:test:wms:",
        subject,
        "2026-01-01T00:00:00+00:00",
        {"qty": qty, "reason": "COUNT"},
    )


def order_is_kept(log: Log) -> None:
    """Positions are 1, 2, 3 … over all appends, and reading gives events in that order."""
    assert log.append([]) == (), "An append of nothing must give no positions"
    assert list(log.read()) == [], "A new log must be empty"
    _equal(log.append([entry(1), entry(2)]), (1, 2), "The first positions")
    _equal(log.append(iter([entry(3)])), (3,), "The next position")
    _equal(list(log.read()), [(at, entry(at)) for at in (1, 2, 3)], "What is read")


def queries_choose(log: Log) -> None:
    """A query chooses by type and by subject; `after` and `limit` cut what it chooses."""
    log.append([entry(1), entry(2, "Kobe/saw"), entry(3, kind=INVENTORY_SNAPSHOT), entry(4, "Kobe/saw")])
    chosen = {
        Query(): [1, 2, 3, 4],
        Query(subjects=("Kobe/saw",)): [2, 4],
        Query(subjects=("Kobe/saw", "Kobe/drill")): [1, 2, 3, 4],
        Query(types=(INVENTORY_SNAPSHOT,)): [3],
        Query(types=(INVENTORY_SNAPSHOT,), subjects=("Kobe/saw",)): [],
    }
    for query, positions in chosen.items():
        _equal(_positions(log, query), positions, f"Positions of {query}")
        _equal(_positions(log, query, 2), [at for at in positions if at > 2], f"Positions after 2 of {query}")
        _equal(_positions(log, query, 0, 1), positions[:1], f"The first position of {query}")
    _equal(_positions(log, Query(), 9), [], "Positions after the end")
    _equal(_positions(log, Query(), 0, 0), [], "No positions at all")


def repeating_changes_nothing(log: Log) -> None:
    """The same event again keeps its position, in one batch or in another, beside new ones or alone."""
    _equal(log.append([entry(1), entry(1), entry(2)]), (1, 1, 2), "Positions of a batch with one event twice")
    _equal(log.append([entry(2), entry(3), entry(1)]), (2, 3, 1), "Positions of known and new events")
    _equal(len(list(log.read())), 3, "The length of the log")


def one_id_one_body(log: Log) -> None:
    """Another event under a known id is refused, and with it its whole batch."""
    log.append([entry(1)])
    other = (
        entry(1, qty=2.0),
        entry(1, "Kobe/saw"),
        replace(entry(1), classifier="PLANNED"),
        replace(entry(1), time=""),
    )
    for body in other:
        _refused(log, [entry(2), body], None, "An id with another body")
    _refused(log, [entry(2), entry(2, qty=2.0)], None, "Two bodies of one id in a batch")
    _equal(list(log.read()), [(1, entry(1))], "The log after refusals")


def conditions_hold(log: Log) -> None:
    """An append is refused where something that its condition matches was appended since; a repeat is not."""
    drill = Query(subjects=("Kobe/drill",))
    log.append([entry(1)], Condition(drill, 0))
    log.append([entry(2, "Kobe/saw")], Condition(Query(subjects=("Kobe/saw",)), 0))
    _refused(log, [entry(3)], Condition(drill, 0), "A condition that no longer holds")
    _refused(log, [entry(3)], Condition(), "The condition that the log is empty")
    _equal(log.append([entry(3)], Condition(drill, 1)), (3,), "The position under a condition that holds")
    _equal(log.append([entry(3)], Condition(drill, 1)), (3,), "The position of an append that is repeated")
    _refused(
        log, [entry(3), entry(4)], Condition(drill, 1), "A repeat with something new, against its condition"
    )
    _equal(len(list(log.read())), 3, "The length of the log after refusals")


def reading_stands_still(log: Log) -> None:
    """What is appended while somebody reads is not in what they asked for."""
    log.append([entry(1), entry(2)])
    asked = log.read()
    log.append([entry(3)])
    _equal([at for at, _ in asked], [1, 2], "Positions that were asked for before an append")


def threads_append(log: Log) -> None:
    """Many writers at once lose nothing, and leave no gap, no double and no mixed batch."""

    def write(writer: int) -> None:
        for at in range(ROUNDS):
            log.append([entry(f"{writer}.{at}.{part}") for part in range(3)] + [entry(f"shared {at}")])
            seen = [position for position, _ in log.read()]
            assert seen == list(range(1, len(seen) + 1)), (
                "A reader beside writers must find positions without gaps"
            )

    _together(write)
    held = list(log.read())
    _equal([at for at, _ in held], list(range(1, len(held) + 1)), "Positions after concurrent appends")
    names = [event.id for _, event in held]
    _equal(len(set(names)), len(names), "The number of distinct ids")
    _equal(len(names), WRITERS * ROUNDS * 3 + ROUNDS, "The number of events")
    for writer in range(WRITERS):
        first = [names.index(f"{writer}.{at}.0") for at in range(ROUNDS)]
        assert first == sorted(first), "One writer's appends must stay in its order"
        for at, start in enumerate(first):
            _equal(
                names[start : start + 3], [f"{writer}.{at}.{part}" for part in range(3)], "A batch in the log"
            )


def one_thread_wins(log: Log) -> None:
    """Of writers that decide on the same position, one appends and the others are told."""
    drill = Query(subjects=("Kobe/drill",))

    def count_up(writer: int) -> int:
        done = 0
        while done < ROUNDS:
            seen = list(log.read(drill))
            qty = seen[-1][1].data["qty"] if seen else 0.0
            assert isinstance(qty, float)
            try:
                log.append(
                    [entry(f"{writer}.{done}", qty=qty + 1.0)], Condition(drill, seen[-1][0] if seen else 0)
                )
            except Conflict:
                continue
            done += 1
        return done

    _together(count_up)
    counted = [event.data["qty"] for _, event in log.read(drill)]
    _equal(counted, [float(at + 1) for at in range(WRITERS * ROUNDS)], "What writers counted up together")


PROMISES: tuple[Callable[[Log], None], ...] = (
    order_is_kept,
    queries_choose,
    repeating_changes_nothing,
    one_id_one_body,
    conditions_hold,
    reading_stands_still,
    threads_append,
    one_thread_wins,
)
"""What every log promises; one test each."""


def _positions(log: Log, query: Query, after: int = 0, limit: int | None = None) -> list[int]:
    return [at for at, _ in log.read(query, after, limit)]


def _equal(found: object, expected: object, what: str) -> None:
    assert found == expected, f"{what} must be {expected}, got {found}"


def _refused(log: Log, events: list[Event], condition: Condition | None, what: str) -> None:
    try:
        log.append(events, condition)
    except Conflict:
        return
    raise AssertionError(f"{what} must raise Conflict")


def _together(work: Callable[[int], object]) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(work, writer) for writer in range(WRITERS)]:
            done.result()
