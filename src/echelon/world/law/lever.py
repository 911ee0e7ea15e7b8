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
from echelon.world.law.manufacturing import capacity_on, within
from echelon.world.law.procurement import in_lots
from echelon.world.law.quanta import DUST
from echelon.world.levers import LEVERS
from echelon.world.tables import PLENTY

OUT = -1e300
"""Of a source that is left out: less than any lacks of its quanta."""


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

    most [F] units of one order, as the lane's `lot_maximum`; elasticity [D] part of what is asked that goes with a price higher
    by the whole of it
    """

    most: Any
    elasticity: Any


def reach_table(net: Network, s: Structure, *, levers: bool, forced: bool) -> Reach | None:
    """The table; None where the question has no `levers` and the law is not `forced`."""
    if not (levers or forced):
        return None
    lanes = s.lane_row >= 0
    most = np.full(len(s.flows), np.inf)
    most[lanes] = net["lane"]["lot_maximum"][s.lane_row[lanes]]
    return Reach(most, net["demand"]["elasticity"][s.demand_row])


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


@law
def is_weighed(pulled: Any, group: Any) -> Any:
    """Whether the sources of a group are weighed otherwise than by their shares, anywhere."""
    if pulled is None:
        return False
    found = False
    for f in range(group.flow, group.flow_end):
        found = found or pulled.source_weight[f] != 0
    return found


@law
def is_priced(pulled: Any, d: Any) -> Any:
    """Whether a customer pays another price, anywhere."""
    if pulled is None:
        return False
    return pulled.price[d] != 0


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


@switched
def find_ratio(levers: Any, tables: Any, group: Any, ranked: Any, ratio: Any) -> None:
    """Write what weighed shares of the regular sources of a group are multiplied by, so that they sum to what shares do.

    0 where no regular source has any weight: then weights do not count. Where sources are `ranked` all have one share.
    """
    whole = 0.0
    fill(ratio, 0.0)
    for f in range(group.flow, group.flow_end):
        if is_regular(tables.sourcing, f):
            share, weight = 1.0 if ranked else tables.flows[f].share, levers.source_weight[f]
            whole += share
            for lane in range(ratio.size):
                ratio[lane] += share * weight[lane]
    for lane in range(ratio.size):
        ratio[lane] = whole / ratio[lane] if ratio[lane] > 0.0 else 0.0


@law
def is_regular(sourcing: Any, f: Any) -> Any:
    """Whether a source is asked in calm times too."""
    if sourcing is None:
        return True
    return sourcing.emergency[f] == 0


@switched
def weigh(levers: Any, f: Any, ratio: Any, ordered: Any) -> None:
    """Turn what one source is asked by its share into what it is asked by its weight too."""
    weight = levers.source_weight[f]
    for lane in range(ordered.size):
        ordered[lane] = ordered[lane] * (weight[lane] * ratio[lane]) if ratio[lane] > 0.0 else ordered[lane]


@switched
def leave_out(levers: Any, f: Any, ratio: Any, could: Any) -> None:
    """A source of no weight is asked for nothing."""
    weight = levers.source_weight[f]
    for lane in range(could.size):
        could[lane] = 0.0 if weight[lane] <= 0.0 and ratio[lane] > 0.0 else could[lane]


@switched
def give_rest(levers: Any, f: Any, ratio: Any, left: Any, ordered: Any) -> None:
    """What is left to order, because the last source was left out, is asked of one that is not."""
    weight = levers.source_weight[f]
    for lane in range(left.size):
        units = left[lane] if weight[lane] > 0.0 or ratio[lane] <= 0.0 else 0.0
        ordered[lane] += units
        left[lane] -= units


@switched
def give_rest_in_place(
    levers: Any, f: Any, ratio: Any, ranks: Any, place: Any, left: Any, ordered: Any
) -> None:
    """The same where the source has this place today."""
    weight = levers.source_weight[f]
    for lane in range(left.size):
        asked = ranks[lane] == place and (weight[lane] > 0.0 or ratio[lane] <= 0.0)
        units = left[lane] if asked else 0.0
        ordered[lane] += units
        left[lane] -= units


@switched
def put_by(levers: Any, rests: Any, f: Any, ratio: Any) -> None:
    """A source that is left out gets none of the quanta that are split; what it lacked is forgotten."""
    if rests is not None:
        weight, rest = levers.source_weight[f], rests.split[f]
        for lane in range(ratio.size):
            rest[lane] = OUT if weight[lane] <= 0.0 and ratio[lane] > 0.0 else rest[lane]


@switched
def put_back(levers: Any, rests: Any, f: Any) -> None:
    """Take it back among those that split."""
    if rests is not None:
        rest = rests.split[f]
        for lane in range(rest.size):
            rest[lane] = 0.0 if rest[lane] <= OUT else rest[lane]


@switched
def work_longer(levers: Any, pulled: Any, r: Any, extra: Any) -> None:
    """Allow one resource more or less overtime than it has."""
    if pulled.overtime[r] != 0:
        factor = levers.overtime[r]
        for lane in range(extra.size):
            extra[lane] *= factor[lane]


@switched
def overrule(levers: Any, pulled: Any, f: Any, hurried: Any) -> None:
    """Expedite all that leaves on one flow, or nothing, whatever its receiver has."""
    if pulled.expedite[f] != 0:
        choice = levers.expedite[f]
        for lane in range(hurried.size):
            always = 1.0 if choice[lane] > 0.0 else 0.0
            hurried[lane] = always if choice[lane] != 0.0 else hurried[lane]


@switched
def run_within(levers: Any, pulled: Any, season: Any, point: Any, i: Any, day: Any, goods: Any) -> None:
    """Bound what one recipe starts to a part of its capacity, or of what is usual on a busy day where none is stated."""
    if pulled.run_rate[i] != 0:
        most = capacity_on(season, point, day)
        within(goods, levers.run_rate[i], most if most < PLENTY else point.usual)


@switched
def ask_by_price(levers: Any, pulled: Any, reach: Any, d: Any, asked: Any) -> None:
    """A customer asks less at a higher price, and more at a lower one."""
    if pulled.price[d] != 0:
        price, elasticity = levers.price[d], reach.elasticity[d]
        for lane in range(asked.size):
            asked[lane] *= max(0.0, 1.0 - elasticity * (price[lane] - 1.0))


@switched
def earn_at(levers: Any, d: Any, sold: Any, price: Any, value: Any, margin: Any, revenue: Any) -> None:
    """Count what was paid at today's price for goods that are worth `value` a unit."""
    factor = levers.price[d]
    for lane in range(sold.size):
        paid = price * factor[lane]
        margin[lane] += sold[lane] * (paid - value)
        revenue[lane] += sold[lane] * paid


@switched
def give_none(levers: Any, pulled: Any, d: Any, free: Any) -> None:
    """Nothing else is free for a customer who is given no substitutes."""
    if pulled.substitute[d] != 0:
        given = levers.substitute[d]
        for lane in range(free.size):
            free[lane] = free[lane] if given[lane] > 0.0 else 0.0
