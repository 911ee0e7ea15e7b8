"""Lanes, hand-overs and recipes → records of flows and of the pipes that goods are under way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from echelon.core.keys import keys
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.lead import lead_weights
from echelon.network.model import Network, words
from echelon.network.numbering import alike, first_seen
from echelon.network.rates import Rates
from echelon.world.gates import gate_rows
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
                    convoy=-1, sails=-1, dear=gate_rows(gates, "freight", s.lane_row))  # fmt: skip
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


@dataclass(frozen=True)
class Leads(Sequence[Sequence[float]]):
    """Probabilities of whole days by pipe, equal ones once: `kinds`, and the kind `of` each pipe."""

    kinds: Sequence[Sequence[float]]
    of: Any

    @overload
    def __getitem__(self, pipe: int) -> Sequence[float]: ...
    @overload
    def __getitem__(self, pipe: slice) -> Leads: ...
    def __getitem__(self, pipe: int | slice) -> Sequence[float] | Leads:
        if isinstance(pipe, slice):
            return Leads(self.kinds, self.of[pipe])
        return self.kinds[self.of[pipe]]

    def __len__(self) -> int:
        return len(self.of)

    @property
    def days(self) -> Any:
        """Slots of each pipe: one more than its longest lead time in days. `[pipe]`"""
        return np.array([len(each) for each in self.kinds], dtype=np.int64)[self.of]

    @property
    def constant(self) -> Any:
        """Whether each pipe always takes the same time. `[pipe]`"""
        return np.array([each[-1] == 1.0 for each in self.kinds], dtype=bool)[self.of]


HANDED_OVER = lead_weights("constant", 0.0, 0.0, "")


def lead_times(net: Network, s: Structure, making: Any) -> Leads:
    """Probabilities of whole days of each pipe, flows first, then recipes of the points that are `making`."""
    lanes, of_lane = _kinds(net, "lane")
    recipes, of_recipe = _kinds(net, "recipe")
    kinds = [HANDED_OVER, *lanes]
    if sails_overnight(net.settings.timetable):
        kinds = [_from_tomorrow(each) for each in kinds]
    of_flow = np.zeros(len(s.flows), dtype=np.int64)
    moved = s.lane_row >= 0
    of_flow[moved] = 1 + of_lane[s.lane_row[moved]]
    made = len(kinds) + of_recipe[s.recipe_row[making]]
    return Leads([*kinds, *recipes], np.concatenate([of_flow, made]))


def _kinds(net: Network, noun: str) -> tuple[list[list[float]], Any]:
    """Probabilities of the different lead times of a noun, and which of them each row has."""
    table, names = net[noun], [f"lead_{name}" for name in ("shape", "days", "sd_days", "table", "zero_part")]
    rows, kind = alike(table, names)
    cells = zip(*(table[name][rows].tolist() for name in names), strict=True)
    return [
        lead_weights(shape, mean, sd, listed, zero_part=zero) for shape, mean, sd, listed, zero in cells
    ], kind


def _from_tomorrow(weights: Sequence[float]) -> list[float]:
    """Probabilities of whole days when what would take none takes one."""
    later = [*weights, 0.0] if len(weights) == 1 else list(weights)
    return [0.0, later[0] + later[1], *later[2:]]


def stream(s: Structure, making: Any, pipe: int) -> str:
    """Who draws the lead times of a pipe; flows of one lane travel together."""
    if pipe >= len(s.flows):
        return f"recipe:{s.points[making[pipe - len(s.flows)]]}"
    name = s.flows[pipe]
    return f"lane:{name.partition('>')[0] if s.lane_row[pipe] >= 0 else name}"


def pipe_rows(
    s: Structure, leads: Leads, seed: int, pool: Aliases, longer: Mapping[int, int], varied: Any
) -> Any:
    """Records.

    longer   days that a route may take more, by flow;  varied  more flows whose goods are added up by day of arrival
    """
    more, slots = list(longer), leads.days
    lead = np.where(leads.constant, slots - 1, -1)
    slots[more] += np.array(list(longer.values()), dtype=np.int64)
    lead[more] = -1
    lead[varied] = -1
    pipes = records(PIPE, len(leads), lead=lead, slots=slots, base=np.cumsum(slots) - slots, gate=-1)
    drawn, making = np.flatnonzero(lead < 0), np.flatnonzero(s.recipe_row >= 0)
    for kind in first_seen(leads.of[drawn]).tolist():
        mine = drawn[leads.of[drawn] == kind]
        pipes["start"][mine], pipes["shift"][mine] = pool.add(leads.kinds[kind])
    who = [stream(s, making, pipe) for pipe in drawn.tolist()]
    pipes["key0"][drawn], pipes["key1"][drawn] = keys(seed, who, "lead")
    return pipes
