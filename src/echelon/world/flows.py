"""Lanes, hand-overs and recipes → records of flows and of the pipes that goods are under way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.chance import key
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.lead import lead_weights
from echelon.network.model import Network, words
from echelon.network.rates import Rates
from echelon.world.law.blanket import Blanket
from echelon.world.law.cancel import Cancel
from echelon.world.law.post import Post
from echelon.world.law.sailing import Sailing
from echelon.world.shapes import Aliases
from echelon.world.tables import FLOW, PIPE, records
from echelon.world.timetable import sails_overnight


def rows_of(table: Cancel | Blanket | None, flows: int) -> Any:
    """Row of each flow in the table of a law, or -1. `[F]`"""
    rows = np.full(flows, -1, dtype=np.int64)
    if table is not None:
        rows[table.flow] = np.arange(len(table.flow))
    return rows


def flow_rows(
    net: Network,
    s: Structure,
    r: Rates,
    gates: Mapping[Target, int],
    post: Post | None,
    ways: Mapping[int, object],
) -> tuple[Any, Any]:
    """Records, and the gates that bound what leaves: of its lane, and of passages that it reaches on the day it leaves."""
    capacity = np.full(len(s.flows), np.inf)
    lanes = s.lane_row >= 0
    capacity[lanes] = net["lane"]["capacity_per_day"][s.lane_row[lanes]]
    stated = np.isfinite(capacity)
    capacity[stated] *= _lane_part(s, r)[stated]
    sites = {str(name): row for row, name in enumerate(net["site"]["name"])}
    passed: list[list[int]] = []
    for flow, row in enumerate(s.lane_row.tolist() if gates else []):
        held = row >= 0 and flow not in ways
        via = [sites[name] for name in words(net["lane"]["via"][row])] if held else []
        targets: list[Target] = [("lane", row), *(("site", site) for site in via)]
        passed.append([gates[target] for target in targets if target in gates])
    starts = np.cumsum([0, *map(len, passed)]) if gates else np.zeros(len(s.flows) + 1, dtype=np.int64)
    usual = np.where(np.isfinite(capacity), capacity, r.flow_usual)
    flows = records(FLOW, len(s.flows), share=s.share, capacity=capacity, usual=usual, source=s.source,
                    freight=r.freight, currency=r.currency,
                    gate=starts[:-1], gate_end=starts[1:], heard=np.arange(len(s.flows)), post=-1, route=-1,
                    convoy=-1, sails=-1)  # fmt: skip
    flows["route"][list(ways)] = np.arange(len(ways))
    if post:
        flows["post"][post.flow] = np.arange(len(post.flow))
        flows["heard"][post.flow] = len(s.flows) + np.arange(len(post.flow))
    return flows, np.array([gate for each in passed for gate in each], dtype=np.int64)


def usual_by_departure(flows: Any, sailing: Sailing) -> None:
    """Where no capacity is stated, what usually leaves is that of all days since the last departure."""
    rows = np.flatnonzero((flows["sails"] >= 0) & ~np.isfinite(flows["capacity"]))
    flows["usual"][rows] *= sailing.usual[flows["sails"][rows]]


def _lane_part(s: Structure, r: Rates) -> Any:
    """The part of its lane that a flow is: several recipes may call off the same item over one lane. `[F]`"""
    real = s.lane_row >= 0
    lane = np.where(real, s.lane_row, 0)
    total = np.bincount(lane, np.where(real, r.flow_need, 0.0), minlength=1)[lane]
    flows = np.bincount(lane, real, minlength=1)[lane]
    return np.where(total > 0, r.flow_need / np.where(total > 0, total, 1.0), 1.0 / np.maximum(flows, 1.0))


def lead_times(net: Network, s: Structure, making: Any) -> tuple[list[list[float]], list[str]]:
    """Probabilities of whole days and the stream's name, of each pipe; flows of one lane travel together."""
    seen: dict[tuple[object, ...], list[float]] = {}
    weights, names = [], []
    for noun, rows, ids in (
        ("lane", s.lane_row, s.flows),
        ("recipe", s.recipe_row[making], [s.points[p] for p in making]),
    ):
        table = net[noun]
        columns = [table[f"lead_{name}"] for name in ("shape", "days", "sd_days", "table", "zero_part")]
        for row, name in zip(rows.tolist(), ids, strict=True):
            cell = tuple(column[row] for column in columns) if row >= 0 else ("constant", 0.0, 0.0, "", 0.0)
            if cell not in seen:
                shape, mean, sd, listed, zero = cell
                seen[cell] = lead_weights(
                    str(shape), float(mean), float(sd), str(listed), zero_part=float(zero)
                )
            weights.append(seen[cell])
            names.append(f"{noun}:{name.partition('>')[0] if noun == 'lane' and row >= 0 else name}")
    if sails_overnight(net.settings.timetable):
        weights[: len(s.flows)] = [_from_tomorrow(each) for each in weights[: len(s.flows)]]
    return weights, names


def _from_tomorrow(weights: Sequence[float]) -> list[float]:
    """Probabilities of whole days when what would take none takes one."""
    later = [*weights, 0.0] if len(weights) == 1 else list(weights)
    return [0.0, later[0] + later[1], *later[2:]]


def pipe_rows(weights: Sequence[Sequence[float]], names: Sequence[str], seed: int, pool: Aliases,
           longer: Mapping[int, int], varied: Any) -> Any:  # fmt: skip
    """Records.

    longer   days that a route may take more, by flow;  varied  more flows whose goods are added up by day of arrival
    """
    slots = np.array([len(w) + longer.get(pipe, 0) for pipe, w in enumerate(weights)], dtype=np.int64)
    lead = np.array(
        [len(w) - 1 if w[-1] == 1.0 and pipe not in longer else -1 for pipe, w in enumerate(weights)],
        dtype=np.int64,
    )
    lead[varied] = -1
    pipes = records(PIPE, len(weights), lead=lead, slots=slots, base=np.cumsum(slots) - slots)
    for pipe in np.flatnonzero(lead < 0).tolist():
        pipes["start"][pipe], pipes["shift"][pipe] = pool.add(weights[pipe])
        pipes["key0"][pipe], pipes["key1"][pipe] = key(seed, names[pipe], "lead")
    return pipes
