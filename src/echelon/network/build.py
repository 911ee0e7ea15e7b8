"""Tables of names → a structure of indices: what feeds what, in the order in which a day visits it.

Stock points are numbered so that suppliers come before receivers (by level, then by id). A stock point is fed through
*groups*: one per input of its recipe, or one for all lanes that bring its own item. A *flow* belongs to one group: a lane,
or a hand-over inside a site from a stocked component to the recipe that uses it. An input that is not stocked at its site
is ordered to need: the lane then ends at the recipe itself, where goods wait until the set is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadNetwork, Finding
from echelon.network.feeding import Flows, Groups, Pairs, flows_of, groups_of
from echelon.network.ids import plain
from echelon.network.model import Network
from echelon.network.numbering import different, positions, ranges, ranks, starts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Structure:
    """Indices of a network. P points, G groups, F flows, D demands, B by-products.

    point_row [P] row of the stock point table;  recipe_row [P] row of the recipe table or -1
    level [P] longest way from a source;         site [P] row of the site table;  item [P] row of the item table
    group_point, group_item, quantity [G];       group_start [P+1] groups of a point
    source [F] point that ships;                 lane_row [F] row of the lane table, -1 for a hand-over inside a site
    share [F] part of the group's need;          flow_start [G+1] flows of a group
    out_flow [F] flows by source point;          out_start [P+1]
    demand_row, demand_point [D];                demand_start [P+1]
    output_point, output_quantity [B];           output_start [P+1] by-products of a point's recipe, by the point they go to
    """

    points: tuple[str, ...]
    flows: tuple[str, ...]
    demands: tuple[str, ...]
    point_row: Ints
    recipe_row: Ints
    level: Ints
    site: Ints
    item: Ints
    group_point: Ints
    group_item: Ints
    quantity: Floats
    group_start: Ints
    source: Ints
    lane_row: Ints
    share: Floats
    flow_start: Ints
    out_flow: Ints
    out_start: Ints
    demand_row: Ints
    demand_point: Ints
    demand_start: Ints
    output_point: Ints
    output_quantity: Floats
    output_start: Ints

    def target(self, flow: int) -> int:
        """The point that a flow feeds."""
        group = int(np.searchsorted(self.flow_start, flow, side="right")) - 1
        return int(self.group_point[group])


def build(net: Network) -> Structure:
    """The structure of a network that has passed its checks; `BadNetwork` where it has a cycle.

    A million stock points take seconds: names become row numbers first, and all else is done with columns of numbers.
    """
    pairs = Pairs(net)
    groups = groups_of(pairs)
    flows, outputs = flows_of(pairs, groups), _outputs(pairs)
    names = _point_ids(pairs)
    level = _levels(names, groups, flows, outputs)
    order = np.lexsort((*_id_ranks(pairs), level))
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    items = ranks(net["item"]["name"].tolist())[groups.item]
    by_point = np.lexsort((items, place[groups.point]))
    return _arrays(pairs, names, order, place, _ordered(groups, flows, by_point), outputs, level)


class _Outputs(NamedTuple):
    """By-products: row of the point that makes, of the point it goes to, units with one made."""

    maker: Ints
    point: Ints
    units: Floats


def _outputs(pairs: Pairs) -> _Outputs:
    noun = "recipe output"
    maker, point = (pairs.point(pairs.of(noun, "site", item)) for item in ("item", "output"))
    return _Outputs(maker, point, pairs.net[noun]["quantity"])


def _point_ids(pairs: Pairs) -> list[str]:
    """Ids as `ids.point_id` makes them, by row of the stock points."""
    ends = (
        pairs.site_ids[pairs.site("stock point")].tolist(),
        pairs.item_ids[pairs.item("stock point")].tolist(),
    )
    return [f"{site}/{item}" for site, item in zip(*ends, strict=True)]


def _id_ranks(pairs: Pairs) -> tuple[Ints, Ints]:
    """The order of the points' ids, which are `site/item`: by item, after the order by site, as `lexsort` wants it."""
    sites, items = ranks([f"{name}/" for name in pairs.site_ids.tolist()]), ranks(pairs.item_ids.tolist())
    return items[pairs.item("stock point")], sites[pairs.site("stock point")]


def _ordered(groups: Groups, flows: Flows, order: Ints) -> tuple[Groups, Flows]:
    """Groups in a new order, and their flows after them."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    group = place[flows.group]
    after = np.argsort(group, kind="stable")
    names = [flows.name[at] for at in after.tolist()]
    moved = Flows(names, group[after], flows.source[after], flows.lane[after], flows.share[after])
    return Groups(groups.point[order], groups.item[order], groups.quantity[order]), moved


def _levels(names: list[str], groups: Groups, flows: Flows, outputs: _Outputs) -> Ints:
    """Longest way from a source, by removing points in waves; a by-product comes after what it is a by-product of."""
    count = len(names)
    source = np.concatenate([flows.source, outputs.maker])
    target = np.concatenate([groups.point[flows.group], outputs.point])
    by_source = np.argsort(source, kind="stable")
    start = starts(source[by_source], count)
    waiting = np.bincount(target, minlength=count)
    level = np.zeros(count, dtype=np.int64)
    wave, done, depth = np.flatnonzero(waiting == 0), 0, 0
    while len(wave):
        level[wave] = depth
        done += len(wave)
        edges = by_source[ranges(start[wave], start[wave + 1])]
        np.subtract.at(waiting, target[edges], 1)
        touched = different(target[edges])
        wave, depth = touched[waiting[touched] == 0], depth + 1
    if done < count:
        stuck = ", ".join(names[row] for row in np.flatnonzero(waiting > 0)[:5])
        raise BadNetwork(
            Finding("E110", "The flows", "must not form a cycle", stuck, "Remove one lane of the cycle")
        )
    return level


def _arrays(pairs: Pairs, names: list[str], order: Ints, place: Ints, fed: tuple[Groups, Flows], outputs: _Outputs,
            level: Ints) -> Structure:  # fmt: skip
    (groups, flows), count = fed, len(names)
    source, owner = place[flows.source], place[groups.point]
    out_flow = np.argsort(source, kind="stable")
    demands, asked, where = _demands(pairs, place, names)
    besides = np.lexsort((outputs.units, place[outputs.point], place[outputs.maker]))
    return Structure(
        points=tuple(map(names.__getitem__, order.tolist())),
        flows=tuple(flows.name),
        demands=tuple(demands),
        point_row=order,
        recipe_row=positions(pairs.of("recipe"), pairs.points[order]),
        level=level[order],
        site=pairs.site("stock point")[order],
        item=pairs.item("stock point")[order],
        group_point=owner,
        group_item=groups.item,
        quantity=groups.quantity,
        group_start=starts(owner, count),
        source=source,
        lane_row=flows.lane,
        share=flows.share,
        flow_start=starts(flows.group, len(owner)),
        out_flow=out_flow,
        out_start=starts(source[out_flow], count),
        demand_row=asked,
        demand_point=where[asked],
        demand_start=starts(where[asked], count),
        output_point=place[outputs.point][besides],
        output_quantity=outputs.units[besides],
        output_start=starts(place[outputs.maker][besides], count),
    )


def _demands(pairs: Pairs, place: Ints, names: list[str]) -> tuple[list[str], Ints, Ints]:
    """Ids of the demands in order, their rows in order, and the place of the point of each row."""
    point, who = pairs.point(pairs.of("demand")), pairs.net["demand"].coded("customer")
    asking = [f"{plain(name)}@" for name in who.names]
    order = np.lexsort((ranks(asking)[who.at], place[point]))
    cells = zip(who.at[order].tolist(), point[order].tolist(), strict=True)
    return [asking[customer] + names[row] for customer, row in cells], order, place[point]
