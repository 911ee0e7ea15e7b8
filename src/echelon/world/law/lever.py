"""What agents have moved: levers, by which they steer the clock (`world.levers`). Rows are `[lane]`.

A flag `[row]` says where a lever is not neutral in some lane, so that rows nobody touches cost nothing. Lanes that are in
neutral get the same bytes as without: each law multiplies by 1, or subtracts 0. Switched on by questions with agents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import fill, law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.procurement import in_lots
from echelon.world.law.quanta import DUST
from echelon.world.levers import LEVERS
from echelon.world.tables import PLENTY


class Levers(NamedTuple):
    """One row per place, as `levers.LEVERS` says: stock points [P], flows [F], claims [F + D], resources [R], demands [D].

    Of `State.levers` they are `[row, lane]` and what is wished; of `State.pulled` they are flags `[row]`.
    """

    extra_stock: Any
    extra_order: Any
    source_weight: Any
    allotment: Any
    overtime: Any
    expedite: Any
    run_rate: Any
    release: Any
    divert: Any
    price: Any
    substitute: Any


class Reach(NamedTuple):
    """What levers act on and no other table says.

    most [F] units of one order, as the lane's `lot_maximum`
    """

    most: Any


def reach_table(net: Network, s: Structure, *, levers: bool, forced: bool) -> Reach | None:
    """The table; None where the question has no `levers` and the law is not `forced`."""
    if not (levers or forced):
        return None
    lanes = s.lane_row >= 0
    most = np.full(len(s.flows), np.inf)
    most[lanes] = net["lane"]["lot_maximum"][s.lane_row[lanes]]
    return Reach(most)


def in_neutral(
    reach: Reach | None, sizes: Mapping[str, int], lanes: int
) -> tuple[Levers | None, Levers | None]:
    """Levers as they are before anybody moves them, and their flags.

    sizes   how many rows a noun has
    """
    if reach is None:
        return None, None
    rows = {name: sizes[lever.noun] for name, lever in LEVERS.items()}
    return (
        Levers(**{name: np.full((count, lanes), LEVERS[name].neutral) for name, count in rows.items()}),
        Levers(**{name: np.zeros(count, dtype=np.int64) for name, count in rows.items()}),
    )


def pull(state: Any, name: str, rows: Any, values: Any) -> None:
    """Move some rows of a lever, in place, for the days that come.

    rows   numbers of rows, or a slice;  values  `[row, lane]`, or what is spread over that

    >>> from echelon.testing.networks import hand_made
    >>> from echelon.testing.walks import job_of
    >>> from echelon.world.run import before
    >>> state = before(job_of(hand_made(), 1, levers=True)[1], 2)
    >>> pull(state, "release", [1], [[0.5, 1.0]])
    >>> state.levers.release[1].tolist(), state.pulled.release.tolist()[:3]
    ([0.5, 1.0], [0, 1, 0])
    """
    here = getattr(state.levers, name)
    here[rows] = values
    getattr(state.pulled, name)[rows] = (here[rows] != LEVERS[name].neutral).any(axis=-1)


@law
def is_aimed(pulled: Any, i: Any) -> Any:
    """Whether a point aims at another stock than its policy does, anywhere."""
    if pulled is None:
        return False
    return pulled.extra_stock[i] != 0


@law
def is_cut(pulled: Any, f: Any) -> Any:
    """Whether anything is held back from a flow, anywhere."""
    if pulled is None:
        return False
    return pulled.allotment[f] != 0 or pulled.release[f] != 0


@law
def is_rationed(pulled: Any, c: Any) -> Any:
    """Whether anything of a claim (flows first, then demands) is cut, anywhere."""
    if pulled is None:
        return False
    return pulled.allotment[c] != 0


@switched
def see_less(levers: Any, i: Any, stock: Any, seen: Any) -> None:
    """Write what one point's policy is to take for its `stock`."""
    extra = levers.extra_stock[i]
    for lane in range(seen.size):
        seen[lane] = stock[lane] - extra[lane]


@switched
def less_extra(levers: Any, pulled: Any, i: Any, seen: Any) -> None:
    """Take what one point aims at beyond its policy off what that sees."""
    if pulled.extra_stock[i] != 0:
        extra = levers.extra_stock[i]
        for lane in range(seen.size):
            seen[lane] -= extra[lane]


@switched
def cut_claim(levers: Any, pulled: Any, c: Any, claimed: Any) -> None:
    """Cut what one claim (flows first, then demands) may be served today."""
    if pulled.allotment[c] != 0:
        part = levers.allotment[c]
        for lane in range(claimed.size):
            claimed[lane] *= part[lane]


@switched
def cut_whole(levers: Any, pulled: Any, c: Any, claimed: Any) -> None:
    """The same of a customer who takes no part: all of it, or nothing."""
    if pulled.allotment[c] != 0:
        part = levers.allotment[c]
        for lane in range(claimed.size):
            claimed[lane] = claimed[lane] if part[lane] >= 1.0 else 0.0


@switched
def hold_back(levers: Any, pulled: Any, f: Any, goods: Any) -> None:
    """Cut what could leave on one flow to what does."""
    if pulled.release[f] != 0:
        part = levers.release[f]
        for lane in range(goods.size):
            goods[lane] *= part[lane]


@switched
def wait_aside(levers: Any, pulled: Any, f: Any, goods: Any, aside: Any, most: Any) -> None:
    """Write the most that may leave on one flow, of `goods` and of what was set aside before, of which only a part does."""
    if pulled.release[f] != 0:
        part = levers.release[f]
        for lane in range(most.size):
            most[lane] = goods[lane] + aside[lane] * part[lane]


@switched
def let_out_aside(levers: Any, pulled: Any, f: Any, most: Any, goods: Any) -> None:
    """Bound what leaves by that."""
    if pulled.release[f] != 0:
        for lane in range(goods.size):
            goods[lane] = min(goods[lane], most[lane])


@switched
def cut_want(levers: Any, pulled: Any, c: Any, first: Any, second: Any, want: Any) -> None:
    """Cut the claim, two rows together, out of what is wanted of a pool."""
    if pulled.allotment[c] != 0:
        part = levers.allotment[c]
        for lane in range(want.size):
            want[lane] = max(0.0, want[lane] - (first[lane] + second[lane]) * (1.0 - part[lane]))


@switched
def cut_stores(levers: Any, pulled: Any, store: Any, i: Any, allowed: Any) -> None:
    """Cut what recipes may take of one store today."""
    for at in range(store.first[i], store.last[i]):
        cut_claim(levers, pulled, store.flow[at], allowed[at])
        hold_back(levers, pulled, store.flow[at], allowed[at])


@switched
def order_more(levers: Any, tables: Any, state: Any, i: Any, g: Any) -> None:
    """Add to today's orders of one group what is ordered beside its policy, once; it does not take a position above its maximum.

    A recipe that draws takes what it needs: nothing more is ordered of its stores.
    """
    point, group, pulled = tables.points[i], tables.groups[g], state.pulled.extra_order
    some = 0
    for f in range(group.flow, group.flow_end):
        some += pulled[f]
    if some > 0:
        room, ordered = state.scratch[1], state.ordered
        fill(room, PLENTY)
        if point.makes == 0:
            fill(room, point.most)
            within_position(tables.review, state, i, room)
        for f in range(group.flow, group.flow_end):
            less(room, ordered[f])
        for f in range(group.flow, group.flow_end):
            if pulled[f] != 0:
                extra = levers.extra_order[f]
                if point.draws:
                    fill(extra, 0.0)
                bring_to_lots(point, group.quantum, extra)
                fit_lots(point, group.quantum, tables.reach.most[f], room, ordered[f], extra)
                for lane in range(extra.size):
                    ordered[f, lane] += extra[lane]
                    room[lane] -= extra[lane]
                fill(extra, 0.0)
                pulled[f] = 0


@switched
def within_position(review: Any, state: Any, i: Any, room: Any) -> None:
    """Bound `room` by what takes one point's position to its maximum."""
    stock, on_order, owed, most = state.stock[i], state.on_order[i], state.owed[i], review.most[i]
    for lane in range(room.size):
        room[lane] = min(room[lane], most - (stock[lane] + on_order[lane] - owed[lane]))


@law
def less(room: Any, units: Any) -> None:
    """Take what is ordered off the room for more."""
    for lane in range(room.size):
        room[lane] -= units[lane]


@law
def bring_to_lots(point: Any, quantum: Any, extra: Any) -> None:
    """Round what is ordered beside the policy up as what it orders: lots where the point buys, and whole quanta."""
    if point.makes == 0 and point.lots:
        in_lots(point, extra)
    if quantum > 0.0:
        for lane in range(extra.size):
            extra[lane] = np.ceil(extra[lane] / quantum - DUST) * quantum


@law
def fit_lots(point: Any, quantum: Any, most: Any, room: Any, ordered: Any, extra: Any) -> None:
    """Bound it by its room and by the largest order of the lane, in whole lots and quanta, or nothing where less is not sold."""
    multiple = 0.0 if point.makes else point.multiple
    least = 0.0 if point.makes else point.least
    for lane in range(extra.size):
        units = min(extra[lane], min(room[lane], most - ordered[lane]))
        units = multiple * np.floor(units / multiple + DUST) if multiple > 0.0 else units
        units = quantum * np.floor(units / quantum + DUST) if quantum > 0.0 else units
        extra[lane] = units if units > 0.0 and units >= least * (1.0 - DUST) else 0.0
