"""What is shared day by day by those who go through it: hands of sites, and lanes over which several recipes call off."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.network.build import Structure
from echelon.network.model import Network, words
from echelon.world.law.handle import Handling
from echelon.world.law.share import FIRST_COME, PROPORTIONAL, RULES


class Pool(NamedTuple):
    """What is shared. flow: one of the lane's flows, or -1; claims: rows of all claims that go through it, in order."""

    capacity: float
    calendar: int
    rule: int
    gate: int
    flow: int
    claims: list[int]


def handling_table(
    net: Network, s: Structure, claims: Any, gates: Any, *, points: Any, calendars: Any, forced: bool
) -> Handling | None:
    """Who shares which pool; None where there is none and the law is not `forced`. No claim has a queue as yet.

    claims      as `law.ration.claims_in_order`;  gates   row of each site's factor, or -1 `[site row]`
    points      records;  calendars   the run's (`demands.Season`)
    """
    pools = [*_lanes(net, s, points), *_sites(net, s, claims, gates, calendars)]
    if not (forced or pools):
        return None
    claim = np.array([at for pool in pools for at in pool.claims], dtype=np.int64)
    ends = np.cumsum([0, *(len(pool.claims) for pool in pools)])
    source = np.concatenate([s.source, s.demand_point]).astype(np.int64)
    flows = len(s.flows)

    def each(what: str, kind: Any = np.int64) -> Any:
        return np.array([getattr(pool, what) for pool in pools], dtype=kind)

    return Handling(
        capacity=each("capacity", np.float64),
        calendar=each("calendar"),
        rule=each("rule"),
        gate=each("gate"),
        lane=each("flow"),
        first=ends[:-1],
        last=ends[1:],
        flow=np.where(claim < flows, claim, -1),
        demand=np.where(claim >= flows, claim - flows, -1),
        source=source[claim],
        claim=claim,
        queue=np.full(len(claim), -1, dtype=np.int64),
        member=np.arange(len(claim)),
        of=np.searchsorted(np.sort(claim, kind="stable"), np.arange(len(source) + 1)),
        row=np.argsort(claim, kind="stable"),
    )


def _lanes(net: Network, s: Structure, points: Any) -> list[Pool]:
    """Lanes that carry so much a day for several flows, by the rule of the point that sends."""
    capacity, found = net["lane"]["capacity_per_day"], []
    over: dict[int, list[int]] = {}
    for flow in (
        np.flatnonzero((s.lane_row >= 0) & np.isfinite(capacity[s.lane_row])).tolist()
        if len(capacity)
        else ()
    ):
        over.setdefault(int(s.lane_row[flow]), []).append(flow)
    for lane, flows in over.items():
        if len(flows) > 1:
            rule = int(points["rule"][s.source[flows[0]]])
            flows.sort(key=lambda flow: s.flows[flow])
            found.append(
                Pool(capacity[lane], 0, rule if rule <= FIRST_COME else PROPORTIONAL, -1, flows[0], flows)
            )
    return found


def _sites(net: Network, s: Structure, claims: Any, gates: Any, calendars: Any) -> list[Pool]:
    """Sites that handle so much a day: those that lanes pass, then the others.

    What is disrupted on the way is felt by goods that reach it (`law.passage`), and does not keep the sender from sending.
    """
    sites = net["site"]
    limited = np.flatnonzero(np.isfinite(sites["handling_per_day"])).tolist()
    if not limited:
        return []
    on_the_way = {name for via in net["lane"]["via"] for name in words(via)}
    limited.sort(key=lambda site: str(sites["name"][site]) not in on_the_way)
    through: dict[int, list[tuple[tuple[float, str], int]]] = {site: [] for site in limited}
    for kind, row in claims.tolist():
        for site in _sites_passed(net, s, kind, row).intersection(limited):
            through[site].append((_rank(net, s, kind, row), kind * len(s.flows) + row))
    return [
        Pool(
            capacity=float(sites["handling_per_day"][site]),
            calendar=calendars.named(str(sites["handling_calendar"][site])),
            rule=RULES[str(sites["handling_rule"][site])],
            gate=-1 if str(sites["name"][site]) in on_the_way else int(gates[site]),
            flow=-1,
            claims=[claim for _, claim in sorted(through[site], key=lambda each: each[0])],
        )
        for site in limited
    ]


def handled_points(table: Handling | None, points: int) -> Any:
    """Whether something that leaves a point goes through a pool. `[P]`"""
    found = np.zeros(points, dtype=bool)
    if table is not None:
        found[table.source] = True
    return found


def pooled(table: Handling | None, flows: int) -> Any:
    """Whether a flow shares the capacity of its lane with others. `[F]`"""
    return np.zeros(flows, dtype=bool) if table is None else _through(table, table.lane >= 0, flows)


def by_day(table: Handling | None, claims: int) -> Any:
    """Which claims some pool serves by the day of their orders. `[F + D]`"""
    return (
        np.zeros(claims, dtype=bool) if table is None else _through(table, table.rule == FIRST_COME, claims)
    )


def _through(table: Handling, chosen: Any, claims: int) -> Any:
    """Which claims go through one of the chosen pools."""
    found = np.zeros(claims, dtype=bool)
    for pool in np.flatnonzero(chosen).tolist():
        found[table.claim[table.first[pool] : table.last[pool]]] = True
    return found


def _sites_passed(net: Network, s: Structure, kind: int, row: int) -> set[int]:
    """Rows of the sites that a flow or a customer's goods pass, the one they leave included; none for a hand-over inside one."""
    if kind == 1:
        return {int(s.site[s.demand_point[row]])}
    lane = int(s.lane_row[row])
    if lane < 0:
        return set()
    rows = {str(name): at for at, name in enumerate(net["site"]["name"])}
    return {int(s.site[s.source[row]]), *(rows[name] for name in words(net["lane"]["via"][lane]))}


def _rank(net: Network, s: Structure, kind: int, row: int) -> tuple[float, str]:
    if kind == 1:
        return float(net["demand"]["priority"][s.demand_row[row]]), s.demands[row]
    lane = int(s.lane_row[row])
    return (float(net["lane"]["priority"][lane]) if lane >= 0 else 0.0), s.flows[row]
