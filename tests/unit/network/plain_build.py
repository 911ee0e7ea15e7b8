"""The plain twin of `echelon.network.build.build`: one loop over rows, with names, as one would write it first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.ids import called_id, demand_id, input_id, lane_id, modes_apart, point_id
from echelon.network.model import Network

Ints = NDArray[np.int64]


def plain_build(net: Network) -> Structure:
    """The same structure, one row after another."""
    points = net["stock point"]
    pairs = list(zip(points["site"].tolist(), points["item"].tolist(), strict=True))
    at = {pair: row for row, pair in enumerate(pairs)}
    groups = _groups(net, pairs, at)
    outputs = _outputs(net, at)
    level = _levels(len(pairs), groups, outputs)
    ids = [point_id(*pair) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda row: (level[row], ids[row]))
    place = np.empty(len(pairs), dtype=np.int64)
    place[order] = np.arange(len(pairs))
    groups.sort(key=lambda group: (place[group.point], group.item))
    return _arrays(net, pairs, order, place, groups, outputs, level)


@dataclass(slots=True)
class _Group:
    point: int
    item: str
    quantity: float
    flows: list[tuple[str, int, int, float]]
    """(id, source row, lane row, share)"""


_Output = tuple[int, int, float]
"""A by-product: the point that makes, the point it goes to, units with one made."""


def _groups(net: Network, pairs: list[tuple[str, str]], at: dict[tuple[str, str], int]) -> list[_Group]:
    lanes = net["lane"]
    into: dict[tuple[str, str], list[int]] = {}
    for row, pair in enumerate(zip(lanes["to"].tolist(), lanes["item"].tolist(), strict=True)):
        into.setdefault(pair, []).append(row)
    groups = [
        _Group(at[pair], pair[1], 1.0, _lane_flows(net, rows, at, "")) for pair, rows in into.items() if pair in at
    ]  # fmt: skip
    inputs = net["recipe input"]
    for row in range(len(inputs)):
        site, item, needed = (str(inputs[name][row]) for name in ("site", "item", "input"))
        if (site, needed) in at:
            flows = [(input_id(site, needed, item), at[site, needed], -1, 1.0)]
        else:
            flows = _lane_flows(net, into.get((site, needed), []), at, item)
        groups.append(_Group(at[site, item], needed, float(inputs["quantity"][row]), flows))
    return groups


def _lane_flows(
    net: Network, rows: list[int], at: dict[tuple[str, str], int], output: str
) -> list[tuple[str, int, int, float]]:
    lanes = net["lane"]
    shares = np.where(lanes["emergency"][rows] == "yes", 0.0, lanes["share"][rows])
    missing = np.isnan(shares)
    rest = max(0.0, 1.0 - math.fsum(shares[~missing].tolist()))
    shares = np.where(missing, rest / max(1, int(missing.sum())), shares)
    ends = [(str(lanes["from"][row]), str(lanes["to"][row]), str(lanes["item"][row])) for row in rows]
    modes = modes_apart(ends, [str(lanes["mode"][row]) for row in rows])
    flows = []
    for row, share, mode in zip(rows, shares.tolist(), modes, strict=True):
        source, item = str(lanes["from"][row]), str(lanes["item"][row])
        name = lane_id(source, str(lanes["to"][row]), item, mode)
        name = called_id(name, output) if output else name
        flows.append((name, at[source, item], row, share))
    return sorted(flows)


def _outputs(net: Network, at: dict[tuple[str, str], int]) -> list[_Output]:
    table = net["recipe output"]
    columns = (table[name].tolist() for name in ("site", "item", "output", "quantity"))
    return [
        (at[site, item], at[site, output], units) for site, item, output, units in zip(*columns, strict=True)
    ]


def _levels(count: int, groups: list[_Group], outputs: list[_Output]) -> Ints:
    """Longest way from a source, by going over all edges until nothing changes; a network of tests has no cycle."""
    edges = [(flow[1], group.point) for group in groups for flow in group.flows]
    edges += [output[:2] for output in outputs]
    level = np.zeros(count, dtype=np.int64)
    for _ in range(count):
        for source, target in edges:
            level[target] = max(level[target], level[source] + 1)
    return level


def _starts(owners: Sequence[int] | Ints, count: int) -> Ints:
    """Where each owner's run starts in a list sorted by owner. `[count + 1]`"""
    return np.searchsorted(np.asarray(owners, dtype=np.int64), np.arange(count + 1)).astype(np.int64)


def _arrays(net: Network, pairs: list[tuple[str, str]], order: list[int], place: Ints, groups: list[_Group],
            outputs: list[_Output], level: Ints) -> Structure:  # fmt: skip
    sites = {str(name): row for row, name in enumerate(net["site"]["name"])}
    items = {str(name): row for row, name in enumerate(net["item"]["name"])}
    recipes = {
        pair: row for row, pair in enumerate(zip(net["recipe"]["site"], net["recipe"]["item"], strict=True))
    }
    demand = net["demand"]
    named = [
        demand_id(c, s, i) for c, s, i in zip(demand["customer"], demand["site"], demand["item"], strict=True)
    ]
    at = {pair: row for row, pair in enumerate(pairs)}
    where = [int(place[at[s, i]]) for s, i in zip(demand["site"], demand["item"], strict=True)]
    asked = sorted(range(len(named)), key=lambda row: (where[row], named[row]))
    group_point = [int(place[group.point]) for group in groups]
    flows = [flow for group in groups for flow in group.flows]
    besides = sorted((int(place[maker]), int(place[point]), units) for maker, point, units in outputs)
    source = np.array([place[flow[1]] for flow in flows], dtype=np.int64)
    out_flow = np.argsort(source, kind="stable")
    count = len(pairs)
    return Structure(
        points=tuple(point_id(*pairs[row]) for row in order),
        flows=tuple(flow[0] for flow in flows),
        demands=tuple(named[row] for row in asked),
        point_row=np.array(order, dtype=np.int64),
        recipe_row=np.array([recipes.get(pairs[row], -1) for row in order], dtype=np.int64),
        level=level[order],
        site=np.array([sites[pairs[row][0]] for row in order], dtype=np.int64),
        item=np.array([items[pairs[row][1]] for row in order], dtype=np.int64),
        group_point=np.array(group_point, dtype=np.int64),
        group_item=np.array([items[group.item] for group in groups], dtype=np.int64),
        quantity=np.array([group.quantity for group in groups], dtype=np.float64),
        group_start=_starts(group_point, count),
        source=source,
        lane_row=np.array([flow[2] for flow in flows], dtype=np.int64),
        share=np.array([flow[3] for flow in flows], dtype=np.float64),
        flow_start=np.concatenate([[0], np.cumsum([len(group.flows) for group in groups])]).astype(np.int64),
        out_flow=out_flow.astype(np.int64),
        out_start=_starts(source[out_flow], count),
        demand_row=np.array(asked, dtype=np.int64),
        demand_point=np.array([where[row] for row in asked], dtype=np.int64),
        demand_start=_starts([where[row] for row in asked], count),
        output_point=np.array([point for _, point, _ in besides], dtype=np.int64),
        output_quantity=np.array([units for *_, units in besides], dtype=np.float64),
        output_start=_starts([maker for maker, *_ in besides], count),
    )  # fmt: skip
