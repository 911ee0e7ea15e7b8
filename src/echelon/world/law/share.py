"""What is short is shared between claims, by one of four rules. Rows are `[lane]`.

proportional  all get the same part of what they claim
priority      the first gets all it claims, the last what is left
fair_share    all get the same quantity, until they have what they claim (max-min fair; Bertsekas & Gallager, Data Networks,
              2nd ed., section 6.5.2)
first_come    what was ordered on the earliest day goes first, over all claims; orders of one day in proportion (`law.ages`)

Stock, hours of resources, what a site can handle and what a lane can carry are all shared so. Claims are rows of `want`, in any
unit, and `members` lists them in the order of their priority.
"""

from __future__ import annotations

from typing import Any

from echelon.core.lanes import add_to, copy, fill, law, step
from echelon.world.law.ages import by_age

PROPORTIONAL, PRIORITY, FAIR_SHARE, FIRST_COME = range(4)
RULES = {
    "proportional": PROPORTIONAL,
    "priority": PRIORITY,
    "fair_share": FAIR_SHARE,
    "first_come": FIRST_COME,
}
"""Name in the network's tables → code."""


@step
def share(
    rule: Any, members: Any, first: Any, last: Any, want: Any, given: Any, ages: Any, queue: Any, day: Any, goods: Any,
    total: Any, level: Any, rest: Any,
) -> None:  # fmt: skip
    """Divide `goods` between the claims of some members, into `given`; `rest` gets what nobody claims.

    members   rows of `want` and `given`, of which those from `first` to `last` claim;  ages, queue  of `law.ages`, by row
    total, level   rows to work in
    """
    fill(total, 0.0)
    for at in range(first, last):
        add_to(total, want[members[at]])
    if _short(total, goods):
        if rule == FIRST_COME:
            copy(level, total)
            by_age(ages, queue, members, first, last, want, given, day, goods, level, rest)
        else:
            if rule == FAIR_SHARE:
                _find_level(members, first, last, want, goods, level, rest)
            for at in range(first, last):
                _by_rule(rule, want[members[at]], given[members[at]], goods, total, level)
    copy(rest, goods)
    for at in range(first, last):
        _bound(want[members[at]], given[members[at]], goods, total, rest)


@law
def _short(total: Any, goods: Any) -> Any:
    """Whether any lane has less than all claims together; lanes are counted, which becomes vector code and `or` does not."""
    found = 0
    for lane in range(total.size):
        found += 1 if goods[lane] < total[lane] else 0
    return found > 0


@law
def _by_rule(rule: Any, want: Any, given: Any, goods: Any, total: Any, level: Any) -> None:
    """What one claim should get of goods that are short; by priority all of it, as far as there is any left."""
    if rule == PRIORITY:
        copy(given, want)
    elif rule == FAIR_SHARE:
        for lane in range(given.size):
            given[lane] = min(want[lane], level[lane])
    else:
        for lane in range(given.size):
            part = goods[lane] / total[lane] if goods[lane] < total[lane] else 1.0
            given[lane] = want[lane] * part


@law
def _bound(want: Any, given: Any, goods: Any, total: Any, rest: Any) -> None:
    """Give one claim all of it where nothing is short, else what it should get, never more than the rest."""
    for lane in range(given.size):
        units = want[lane] if total[lane] <= goods[lane] else given[lane]
        given[lane] = min(units, rest[lane])
        rest[lane] -= given[lane]


@law
def _find_level(members: Any, first: Any, last: Any, want: Any, goods: Any, level: Any, used: Any) -> None:
    """Find the level up to which all claims can be filled: raised until nothing is left, at most once for each claim."""
    count = last - first
    for lane in range(level.size):
        level[lane] = goods[lane] / count
    for _ in range(1, count):
        if not _raise_level(members, first, last, want, goods, level, used):
            break


@law
def _raise_level(members: Any, first: Any, last: Any, want: Any, goods: Any, level: Any, used: Any) -> Any:
    """Spread what claims below the level leave over those above it, and say whether that raised any; `used` is overwritten."""
    copy(used, goods)
    for at in range(first, last):
        claimed = want[members[at]]
        for lane in range(used.size):
            used[lane] -= min(claimed[lane], level[lane])
    rose = 0
    for lane in range(used.size):
        above = 0.0
        for at in range(first, last):
            above += 1.0 if want[members[at], lane] > level[lane] else 0.0
        more = max(0.0, used[lane]) / above if above > 0.0 else 0.0
        rose += 1 if more > 0.0 else 0
        level[lane] += more
    return rose > 0
