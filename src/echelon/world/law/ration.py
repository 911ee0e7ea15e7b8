"""Stock is divided between claims by the point's rule, claim by claim. Rows are `[lane]`.

Rules are those of `law.share`; stores whose recipes draw have one of their own (`law.draw`), and where all are promised what
is there claims are granted one after another. Where the item has a quantum, claims are cut to whole quanta, and what the
fractions of all grants add up to goes to the largest of them, one quantum each (largest remainder), equal ones in the order of
the claims.

Switched on by stock points whose `allocation` is not in proportion, by items with a quantum, and where what leaves is handled.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, copy, fill, law, switched
from echelon.network.build import Structure
from echelon.network.ids import plain
from echelon.network.model import Network
from echelon.network.numbering import in_order, ranks
from echelon.network.rates import of_lanes
from echelon.world.law import share as shared
from echelon.world.law.share import share
from echelon.world.tables import PLENTY

DRAWN, PROMISED = 4, 5
RULES = {**shared.RULES, "drawn": DRAWN, "promised": PROMISED}
"""Name in the network's tables → code."""


class Ration(NamedTuple):
    """row [F + D] of `Grants` of each claim in the order of `Tables.claims`; queue [F + D] of each row's orders, or -1."""

    row: Any
    queue: Any


class Grants(NamedTuple):
    """given, claimed [F + D] today, flows first."""

    given: Any
    claimed: Any


def claims_in_order(net: Network, s: Structure) -> Any:
    """Each point's claims, end to end, by `priority`, then by id: (0, flow) or (1, demand). `[F + D, 2]`

    A hand-over inside a site has priority 0.
    """
    flows = len(s.flows)
    point = np.concatenate([s.source, s.demand_point])
    priority = np.concatenate([of_lanes(s, net["lane"]["priority"]), net["demand"]["priority"][s.demand_row]])
    order = in_order(
        [point, priority, *_id_ranks(net, s)], lambda at: s.flows[at] if at < flows else s.demands[at - flows]
    )
    return np.column_stack([order >= flows, np.where(order < flows, order, order - flows)]).astype(np.int64)


def _id_ranks(net: Network, s: Structure) -> tuple[Any, Any]:
    """How the ids of one point's claims are ordered by the name they begin with, and by the one that follows. `[F + D]`"""
    sites, items = ([plain(name) for name in net[noun]["name"].tolist()] for noun in ("site", "item"))
    who, lanes = net["demand"].coded("customer"), s.lane_row >= 0
    heads = ranks(
        [f"{site}{mark}" for mark in ":→" for site in sites] + [f"{plain(name)}@" for name in who.names]
    )
    tails = ranks([*items, *(f"{site}:" for site in sites)])
    target = np.repeat(s.group_point, np.diff(s.flow_start))
    sender = s.site[s.source] + np.where(lanes, len(sites), 0)
    receiver = np.where(lanes, len(items) + s.site[target], s.item[target])
    asking = heads[2 * len(sites) + who.at[s.demand_row]]
    return np.concatenate([heads[sender], asking]), np.concatenate([tails[receiver], np.zeros_like(asking)])


def first_come(points: Any, row: Any) -> Any:
    """Which claims are served by the day of their orders. `[F + D]`

    row   as in `Ration`
    """
    found = np.zeros(len(row), dtype=bool)
    for point in points[points["rule"] == shared.FIRST_COME]:
        found[row[point["claim"] : point["claim_end"]]] = True
    return found


def ration_table(points: Any, row: Any, queue: Any, *, forced: bool) -> Ration | None:
    """The table; None where no point grants claims one by one and the law is not `forced`."""
    return Ration(row, queue) if forced or points["grants"].any() else None


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
def divide(
    table: Any, tables: Any, state: Any, i: Any, day: Any, goods: Any, total: Any, level: Any, rest: Any
) -> None:
    """Divide `goods` of a point between its claims, by its rule; `goods` gets what is given. The other rows are overwritten."""
    point, grants = tables.points[i], state.grants
    share(point.rule, table.row, point.claim, point.claim_end, grants.claimed, grants.given, state.ages, table.queue, day, goods,
          total, level, rest)  # fmt: skip
    if point.quantum > 0.0:
        _largest_remainder(table.row, grants, point, goods, total, level, rest)
    fill(goods, 0.0)
    for at in range(point.claim, point.claim_end):
        add_to(goods, grants.given[table.row[at]])


@law
def _largest_remainder(
    row: Any, grants: Any, point: Any, goods: Any, total: Any, best: Any, rest: Any
) -> None:
    """Cut grants to whole quanta, and give what that leaves to the largest fractions, one quantum each."""
    for lane in range(rest.size):
        rest[lane] = min(goods[lane], total[lane])
    for at in range(point.claim, point.claim_end):
        c = row[at]
        _whole_part(grants.claimed[c], grants.given[c], rest, point.quantum)
    for _ in range(point.claim, point.claim_end):
        if not _some_left(rest, point.quantum):
            break
        fill(best, 0.0)
        for at in range(point.claim, point.claim_end):
            fraction = grants.claimed[row[at]]
            for lane in range(best.size):
                best[lane] = max(best[lane], fraction[lane])
        for at in range(point.claim, point.claim_end):
            c = row[at]
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


@switched
def grant_flow(grants: Any, at: Any, goods: Any, part: Any) -> None:
    """Write the grant of the flow at row `at` into `goods`, all of which goes."""
    copy(goods, grants.given[at])
    fill(part, 1.0)


@switched
def grant_customer(grants: Any, at: Any, sold: Any) -> None:
    """Write the grant at row `at` into `sold`."""
    copy(sold, grants.given[at])
