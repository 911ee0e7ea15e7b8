"""When orders were placed: what waits is told apart by the day of its order, and the earliest goes first. Rows are `[lane]`.

Who is served in order waits in a queue. A queue keeps what was ordered on each of the last `MEMORY` days, and how much waits
now: the newest of it is what was ordered today, as far as that still waits, then yesterday's, and so on. What is older than
the memory counts as ordered on its first day. Nothing has to be taken off a queue when it is served or given up by the oldest.

Switched on by stock points whose `allocation`, by sites whose `handling_rule`, and by resources whose `sequencing` is first_come.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched

MEMORY = 28
"""Days whose orders are told apart; what is older counts as ordered that many days ago."""


class Ages(NamedTuple):
    """ordered [queue x MEMORY] by day; waits, newer [queue] now, and of it what was ordered after the day that is looked at."""

    ordered: Any
    waits: Any
    newer: Any


def queues(*chosen: Any) -> tuple[int, list[Any]]:
    """How many queues there are, and of each list the number of the queue of who is chosen, -1 for the others.

    >>> queues(np.array([False, True]), np.array([True, False, True]))
    (3, [array([-1,  0]), array([ 1, -1,  2])])
    """
    every = np.concatenate(chosen)
    number = np.where(every, np.cumsum(every) - 1, -1).astype(np.int64)
    return int(np.count_nonzero(every)), np.split(number, np.cumsum([len(each) for each in chosen])[:-1])


def no_ages(table: Any, lanes: int) -> Ages | None:
    """Nothing ordered before day 0; None where there are no queues."""
    if table is None:
        return None
    return Ages(*(np.zeros((len(table) * rows, lanes)) for rows in (MEMORY, 1, 1)))


@law
def row_of(q: Any, day: Any) -> Any:
    """The row of what was ordered on a day."""
    return np.uintp(q * MEMORY + day % MEMORY)


@switched
def remember(ages: Any, q: Any, day: Any, ordered: Any, weight: Any) -> None:
    """Write down what is ordered today, in units x weight; q -1 is no queue."""
    if q >= 0:
        today = ages.ordered[row_of(q, day)]
        for lane in range(ordered.size):
            today[lane] = ordered[lane] * weight


@switched
def expect_none(ages: Any, q: Any, day: Any) -> None:
    """Until something is ordered on that day, nothing is."""
    if q >= 0:
        fill(ages.ordered[row_of(q, day)], 0.0)


@switched
def give_up(ages: Any, q: Any, day: Any, gone: Any) -> None:
    """Take what is lost off what was ordered on a day."""
    if q >= 0:
        ordered = ages.ordered[row_of(q, day)]
        for lane in range(gone.size):
            ordered[lane] = max(0.0, ordered[lane] - gone[lane])


@switched
def line_up(ages: Any, q: Any, pending: Any, weight: Any) -> None:
    """Say how much waits in a queue now."""
    if q >= 0:
        waits = ages.waits[q]
        for lane in range(pending.size):
            waits[lane] = pending[lane] * weight


@switched
def move_up(ages: Any, q: Any, served: Any, weight: Any) -> None:
    """Leave what is served at the head of a queue out of what waits."""
    if q >= 0:
        waits = ages.waits[q]
        for lane in range(served.size):
            waits[lane] = max(0.0, waits[lane] - served[lane] * weight)


@switched
def by_age(
    ages: Any, queue: Any, members: Any, first: Any, last: Any, want: Any, given: Any, day: Any, goods: Any,
    upto: Any, before: Any,
) -> None:  # fmt: skip
    """Give to all claims what they ordered on the earliest day, then on the next, in proportion where goods run out.

    upto   what all claim, overwritten;  before  a row to work in

    Days are looked at from today back to the one on which goods run out. Of a claim, what was ordered up to a day is what waits
    less what is newer.
    """
    for at in range(first, last):
        fill(ages.newer[queue[members[at]]], 0.0)
    _settle(goods, upto, upto)
    for back in range(MEMORY):
        oldest = 0.0 if back == MEMORY - 1 else 1.0
        fill(before, 0.0)
        for at in range(first, last):
            m = members[at]
            q = queue[m]
            _add_older(
                want[m],
                ages.waits[q],
                ages.newer[q],
                ages.ordered[row_of(q, day + MEMORY - back)],
                oldest,
                before,
            )
        for at in range(first, last):
            m = members[at]
            q = queue[m]
            _give_of_day(want[m], given[m], ages.waits[q], ages.newer[q], ages.ordered[row_of(q, day + MEMORY - back)], oldest,
                         goods, upto, before)  # fmt: skip
        if not _settle(goods, before, upto):
            break


@law
def _settle(goods: Any, before: Any, upto: Any) -> Any:
    """Mark lanes as settled (-1) in which goods last for all `before` a day; say whether any is left."""
    left = 0
    for lane in range(goods.size):
        upto[lane] = -1.0 if upto[lane] < 0.0 or before[lane] <= goods[lane] else before[lane]
        left += 1 if upto[lane] >= 0.0 else 0
    return left > 0


@law
def _add_older(want: Any, waits: Any, newer: Any, ordered: Any, oldest: Any, before: Any) -> None:
    """Add what one claim ordered before a day; where `oldest` is 0 there is no day before it."""
    for lane in range(before.size):
        before[lane] += oldest * min(want[lane], max(0.0, waits[lane] - (newer[lane] + ordered[lane])))


@law
def _give_of_day(
    want: Any,
    given: Any,
    waits: Any,
    newer: Any,
    ordered: Any,
    oldest: Any,
    goods: Any,
    upto: Any,
    before: Any,
) -> None:
    """Where goods run out on this day: give one claim all that is older, and of the day its part."""
    for lane in range(goods.size):
        up = min(want[lane], max(0.0, waits[lane] - newer[lane]))
        newer[lane] += ordered[lane]
        older = oldest * min(want[lane], max(0.0, waits[lane] - newer[lane]))
        today = upto[lane] >= 0.0 and before[lane] <= goods[lane]
        part = (goods[lane] - before[lane]) / (upto[lane] - before[lane])
        given[lane] = older + (up - older) * part if today else given[lane]
