"""Stock is divided between claims by the point's rule, claim by claim. Rows are `[lane]`.

proportional  all get the same part of what they claim
priority      the first gets all it claims, the last what is left
fair_share    all get the same quantity, until they have what they claim (max-min fair; Bertsekas & Gallager, Data Networks,
              2nd ed., section 6.5.2)
first_come    what was ordered on the earliest day goes first, over all claims; orders of one day in proportion

Where the item has a quantum, claims are cut to whole quanta, and what the fractions of all grants add up to goes to the
largest of them, one quantum each (largest remainder), equal ones in the order of the claims.

Switched on by stock points whose `allocation` is not in proportion, and by items with a quantum.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.tables import PLENTY

PROPORTIONAL, PRIORITY, DRAWN, FAIR_SHARE, FIRST_COME, PROMISED = range(6)
RULES = {
    "proportional": PROPORTIONAL,
    "priority": PRIORITY,
    "drawn": DRAWN,
    "fair_share": FAIR_SHARE,
    "first_come": FIRST_COME,
    "promised": PROMISED,
}
"""Name in the network's tables → code."""

MEMORY = 28
"""Days whose orders `first_come` tells apart; what is older counts as ordered that many days ago."""


class Ration(NamedTuple):
    """first [F + D] row in `Grants.waiting` of a claim's orders by day, or -1; rows how many there are."""

    first: Any
    rows: int


class Grants(NamedTuple):
    """given, claimed [F + D] today, flows first; waiting [rows] orders not yet served, by the day they were heard."""

    given: Any
    claimed: Any
    waiting: Any


def claims_in_order(net: Network, s: Structure) -> Any:
    """Each point's claims, end to end, by `priority`, then by id: (0, flow) or (1, demand). `[F + D, 2]`

    A hand-over inside a site has priority 0.
    """
    ranks = np.zeros(len(s.flows))
    lanes = s.lane_row >= 0
    ranks[lanes] = net["lane"]["priority"][s.lane_row[lanes]]
    asked = net["demand"]["priority"][s.demand_row]
    claims = [(int(s.source[f]), ranks[f], name, 0, f) for f, name in enumerate(s.flows)]
    claims += [(int(s.demand_point[d]), asked[d], name, 1, d) for d, name in enumerate(s.demands)]
    return np.array([(kind, row) for *_, kind, row in sorted(claims)], dtype=np.int64).reshape(-1, 2)


def ration_table(points: Any, claims: Any, flows: int, *, forced: bool) -> Ration | None:
    """Which claims remember their orders; None where no point grants claims one by one and the law is not `forced`."""
    if not (forced or points["grants"].any()):
        return None
    first = np.full(len(claims), -1, dtype=np.int64)
    for point in points[points["rule"] == FIRST_COME]:
        for kind, row in claims[point["claim"] : point["claim_end"]].tolist():
            first[kind * flows + row] = MEMORY * np.count_nonzero(first >= 0)
    return Ration(first, MEMORY * int(np.count_nonzero(first >= 0)))


@switched
def afresh(table: Any, stock: Any, left: Any) -> None:
    """Offer the next claim all that is there, as the ones before it."""
    for lane in range(left.size):
        left[lane] = max(0.0, stock[lane])


@switched
def whole(table: Any, claimed: Any, left: Any) -> None:
    """A customer who takes no part claims nothing where there is not all of it."""
    for lane in range(claimed.size):
        claimed[lane] = claimed[lane] if claimed[lane] <= left[lane] else 0.0


@switched
def ration(grants: Any, at: Any, claimed: Any, left: Any, given: Any) -> None:
    """Grant one claim, as row `at`, what there is `left`; add it to what is `given`."""
    grant = grants.given[at]
    for lane in range(claimed.size):
        units = min(claimed[lane], left[lane])
        grant[lane] = units
        left[lane] -= units
        given[lane] += units


@switched
def remember(table: Any, grants: Any, c: Any, day: Any, ordered: Any, patient: Any) -> None:
    """Write down what one claim orders today; what is too old joins the oldest day. Who is not `patient` did not wait."""
    if table.first[c] >= 0:
        today, oldest = _day_row(table, c, day), _day_row(table, c, day + 1)
        if patient:
            for lane in range(ordered.size):
                grants.waiting[oldest, lane] += grants.waiting[today, lane]
        else:
            fill(grants.waiting[_day_row(table, c, day + MEMORY - 1)], 0.0)
        copy(grants.waiting[today], ordered)


@switched
def take_off(table: Any, grants: Any, c: Any, day: Any, served: Any) -> None:
    """Take what one claim was served otherwise off its orders, the oldest first. `served` is used up."""
    if table.first[c] >= 0:
        _take_oldest(table, grants, c, day, served)


@switched
def give_up(table: Any, grants: Any, c: Any, day: Any, gone: Any) -> None:
    """Take what one claim has lost off what it ordered on a day."""
    if table.first[c] >= 0:
        waiting = grants.waiting[_day_row(table, c, day)]
        for lane in range(gone.size):
            waiting[lane] = max(0.0, waiting[lane] - gone[lane])


@law
def _day_row(table: Any, c: Any, day: Any) -> Any:
    """The row of what a claim ordered on a day."""
    return np.uintp(table.first[c] + day % MEMORY)


@switched
def divide(
    table: Any, tables: Any, grants: Any, i: Any, day: Any, goods: Any, total: Any, level: Any, rest: Any
) -> None:
    """Divide `goods` of a point between its claims, by its rule; `goods` gets what is given. The other rows are overwritten."""
    point, flows = tables.points[i], tables.flows.size
    fill(total, 0.0)
    for at in range(point.claim, point.claim_end):
        add_to(total, grants.claimed[claim_row(tables.claims, at, flows)])
    if point.rule == FIRST_COME:
        _by_age(table, tables, grants, i, day, goods, level, rest)
    else:
        if point.rule == FAIR_SHARE:
            _find_level(tables, grants, i, goods, level, rest)
        for at in range(point.claim, point.claim_end):
            c = claim_row(tables.claims, at, flows)
            _by_rule(point.rule, grants.claimed[c], grants.given[c], goods, total, level)
    copy(rest, goods)
    for at in range(point.claim, point.claim_end):
        c = claim_row(tables.claims, at, flows)
        _bound(grants.claimed[c], grants.given[c], goods, total, rest)
    if point.quantum > 0.0:
        _largest_remainder(tables, grants, i, goods, total, level, rest)
    fill(goods, 0.0)
    for at in range(point.claim, point.claim_end):
        c = claim_row(tables.claims, at, flows)
        add_to(goods, grants.given[c])
        if point.rule == FIRST_COME:
            _forget(table, grants, c, day, rest)


@law
def claim_row(claims: Any, at: Any, flows: Any) -> Any:
    """The row of `Grants` of a claim: flows first, then demands."""
    return claims[at, 0] * flows + claims[at, 1]


@law
def _by_rule(rule: Any, claimed: Any, given: Any, goods: Any, total: Any, level: Any) -> None:
    """What one claim should get of goods that are short; by priority all of it, as far as there is any left."""
    if rule == PRIORITY:
        copy(given, claimed)
    elif rule == FAIR_SHARE:
        for lane in range(given.size):
            given[lane] = min(claimed[lane], level[lane])
    else:
        for lane in range(given.size):
            part = goods[lane] / total[lane] if goods[lane] < total[lane] else 1.0
            given[lane] = claimed[lane] * part


@law
def _bound(claimed: Any, given: Any, goods: Any, total: Any, rest: Any) -> None:
    """Give one claim all of it where nothing is short, else what it should get, never more than the rest."""
    for lane in range(given.size):
        units = claimed[lane] if total[lane] <= goods[lane] else given[lane]
        given[lane] = min(units, rest[lane])
        rest[lane] -= given[lane]


@law
def _find_level(tables: Any, grants: Any, i: Any, goods: Any, level: Any, used: Any) -> None:
    """Find the level up to which all claims can be filled: raised until nothing is left, at most once for each claim."""
    point, flows = tables.points[i], tables.flows.size
    count = point.claim_end - point.claim
    for lane in range(level.size):
        level[lane] = goods[lane] / count
    for _ in range(1, count):
        _raise_level(tables, grants, point, flows, goods, level, used)


@law
def _raise_level(tables: Any, grants: Any, point: Any, flows: Any, goods: Any, level: Any, used: Any) -> None:
    """Spread what claims below the level leave over those above it. `used` is overwritten."""
    copy(used, goods)
    for at in range(point.claim, point.claim_end):
        claimed = grants.claimed[claim_row(tables.claims, at, flows)]
        for lane in range(used.size):
            used[lane] -= min(claimed[lane], level[lane])
    for lane in range(used.size):
        above = 0.0
        for at in range(point.claim, point.claim_end):
            above += 1.0 if grants.claimed[claim_row(tables.claims, at, flows), lane] > level[lane] else 0.0
        level[lane] += max(0.0, used[lane]) / above if above > 0.0 else 0.0


@law
def _by_age(
    table: Any, tables: Any, grants: Any, i: Any, day: Any, goods: Any, level: Any, rest: Any
) -> None:
    """Give to all claims what they ordered on the earliest day, then on the next, in proportion where goods run out."""
    point, flows = tables.points[i], tables.flows.size
    for at in range(point.claim, point.claim_end):
        fill(grants.given[claim_row(tables.claims, at, flows)], 0.0)
    copy(rest, goods)
    for ahead in range(1, MEMORY + 1):
        fill(level, 0.0)
        for at in range(point.claim, point.claim_end):
            c = claim_row(tables.claims, at, flows)
            _of_a_day(table, grants, c, day + ahead, ahead == MEMORY, rest, level, 0)
        for at in range(point.claim, point.claim_end):
            c = claim_row(tables.claims, at, flows)
            _of_a_day(table, grants, c, day + ahead, ahead == MEMORY, rest, level, 1)
        for lane in range(rest.size):
            rest[lane] = max(0.0, rest[lane] - level[lane])


@law
def _of_a_day(
    table: Any, grants: Any, c: Any, day: Any, last: Any, rest: Any, level: Any, gives: Any
) -> None:
    """Add what one claim ordered on a day to `level`, or give its part of it; all that is left counts as the last day's."""
    waiting, claimed, given = grants.waiting[_day_row(table, c, day)], grants.claimed[c], grants.given[c]
    for lane in range(level.size):
        units = claimed[lane] - given[lane]
        units = units if last else min(waiting[lane], units)
        if gives == 0:
            level[lane] += units
        else:
            given[lane] += units * (rest[lane] / level[lane]) if rest[lane] < level[lane] else units


@law
def _largest_remainder(
    tables: Any, grants: Any, i: Any, goods: Any, total: Any, best: Any, rest: Any
) -> None:
    """Cut grants to whole quanta, and give what that leaves to the largest fractions, one quantum each."""
    point, flows = tables.points[i], tables.flows.size
    for lane in range(rest.size):
        rest[lane] = min(goods[lane], total[lane])
    for at in range(point.claim, point.claim_end):
        c = claim_row(tables.claims, at, flows)
        _whole_part(grants.claimed[c], grants.given[c], rest, point.quantum)
    for _ in range(point.claim, point.claim_end):
        if not _some_left(rest, point.quantum):
            break
        fill(best, 0.0)
        for at in range(point.claim, point.claim_end):
            fraction = grants.claimed[claim_row(tables.claims, at, flows)]
            for lane in range(best.size):
                best[lane] = max(best[lane], fraction[lane])
        for at in range(point.claim, point.claim_end):
            c = claim_row(tables.claims, at, flows)
            _one_quantum(grants.claimed[c], grants.given[c], best, rest, point.quantum)


@law
def _whole_part(fraction: Any, given: Any, rest: Any, quantum: Any) -> None:
    """Split a grant into whole quanta, within the rest, and a fraction, which takes the place of the claim."""
    for lane in range(given.size):
        units = min(rest[lane], np.floor(given[lane] / quantum) * quantum)
        fraction[lane] = given[lane] - units
        given[lane] = units
        rest[lane] -= units


@law
def _some_left(rest: Any, quantum: Any) -> Any:
    """Whether a quantum is left in any lane."""
    found = False
    for lane in range(rest.size):
        found = found or rest[lane] >= quantum
    return found


@law
def _one_quantum(fraction: Any, given: Any, best: Any, rest: Any, quantum: Any) -> None:
    """One quantum for the largest fraction, if one is left; then none is the `best` any more."""
    for lane in range(given.size):
        wins = rest[lane] >= quantum and fraction[lane] > 0.0 and fraction[lane] >= best[lane]
        given[lane] += quantum if wins else 0.0
        rest[lane] -= quantum if wins else 0.0
        fraction[lane] = 0.0 if wins else fraction[lane]
        best[lane] = PLENTY if wins else best[lane]


@law
def _forget(table: Any, grants: Any, c: Any, day: Any, served: Any) -> None:
    """Take what a claim was given off its orders, the oldest first."""
    copy(served, grants.given[c])
    _take_oldest(table, grants, c, day, served)


@law
def _take_oldest(table: Any, grants: Any, c: Any, day: Any, served: Any) -> None:
    for ahead in range(1, MEMORY + 1):
        waiting = grants.waiting[_day_row(table, c, day + ahead)]
        for lane in range(served.size):
            units = min(waiting[lane], served[lane])
            waiting[lane] -= units
            served[lane] -= units


@switched
def grant_flow(grants: Any, at: Any, goods: Any, part: Any) -> None:
    """Write the grant of the flow at row `at` into `goods`, all of which goes."""
    copy(goods, grants.given[at])
    fill(part, 1.0)


@switched
def grant_customer(grants: Any, at: Any, sold: Any) -> None:
    """Write the grant at row `at` into `sold`."""
    copy(sold, grants.given[at])
