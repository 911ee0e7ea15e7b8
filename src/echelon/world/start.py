"""What is on hand, owed, ordered and under way before day 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from echelon.core.errors import BadScenario, Finding
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.opening import NOTHING, Opening, findings, input_ids, ordered
from echelon.world.points import opening_stock
from echelon.world.tables import Tables


class Start(NamedTuple):
    """Rows of the state before day 0, as `State` has them; late [D] what customers wait for who want delivery on a later day."""

    stock: Any
    on_order: Any
    pending: Any
    owed: Any
    due: Any
    backlog: Any
    staged: Any
    ring: Any
    post: Any
    late: Any


def before(net: Network, s: Structure) -> list[tuple[int, list[float], list[float]]]:
    """Each flow of a lane with opening orders or transit: what reaches its sender, and what arrives, on day 0, 1, 2 …

    Of several recipes that call over one lane, the first has all of it.
    """
    lanes, found, seen = net["lane"], [], set[int]()
    said = ~(lanes.among("opening_orders", "") & lanes.among("opening_transit", ""))
    for f in np.flatnonzero((s.lane_row >= 0) & said[s.lane_row]).tolist() if said.any() else ():
        row = int(s.lane_row[f])
        if row not in seen:
            seen.add(row)
            found.append((f, numbers(lanes["opening_orders"][row]), numbers(lanes["opening_transit"][row])))
    return found


def numbers(cell: object) -> list[float]:
    """The numbers of a cell that holds several.

    >>> numbers("5 0 2.5")
    [5.0, 0.0, 2.5]
    """
    return [float(word) for word in str(cell).split()]


def must_fit(net: Network, s: Structure, opening: Opening) -> None:
    """`BadScenario` with every row of an opening that the network has no place for."""
    if found := list(findings(opening, net, s)):
        raise BadScenario(found)


def longer_pipes(
    net: Network, s: Structure, weights: Sequence[Sequence[float]], opening: Opening
) -> dict[int, int]:
    """Pipe → days by which goods of an opening arrive later than anything that leaves on day 0 or later would.

    weights   probabilities of whole days of each pipe, flows first, then recipes
    """
    if not opening.rows:
        return {}
    number = {name: at for at, name in enumerate(s.flows)}
    making = [s.points[p] for p in np.flatnonzero(s.recipe_row >= 0).tolist()]
    number |= {name: len(s.flows) + at for at, name in enumerate(making)}
    found = {}
    for name, days in (opening.of("transit") | opening.of("making")).items():
        each = weights[number[name]]
        longest = len(each) - 1 - (each[-1] == 1.0)
        if max(days) > longest:
            found[number[name]] = max(days) - longest
    return found


def start(net: Network, s: Structure, tables: Tables, opening: Opening = NOTHING) -> Start:
    """The opening of a network: what its tables say, and in the place of its stock, and beside the rest, what `opening` does."""
    posted = 0 if tables.post is None else int(tables.post.slots.sum())
    p, f, g, d = (len(each) for each in (s.points, s.flows, s.quantity, s.demands))
    rows: Any = [np.zeros(count) for count in (p, p, p, f, d, g, int(tables.pipes["slots"].sum()), posted, d)]
    found = Start(opening_stock(net, s), *rows)
    if opening.rows:
        _from_outside(net, s, tables, found, opening)
    for flow, orders, transit in before(net, s):
        _post(tables, found, flow, dict(enumerate(orders)), s.flows[flow])
        _load(tables.pipes[flow], found, dict(enumerate(transit)))
        point = s.target(flow)
        if s.recipe_row[point] < 0:
            for units in (*orders, *transit):
                found.on_order[point] += units
    return found


def _from_outside(net: Network, s: Structure, tables: Tables, found: Start, opening: Opening) -> None:
    point, flow, demand = (
        {name: at for at, name in enumerate(names)} for names in (s.points, s.flows, s.demands)
    )
    staged = {name: g for g, name in input_ids(net, s).items()}
    for what, rows in {
        "stock": point,
        "pending": point,
        "due": flow,
        "backlog": demand,
        "staged": staged,
    }.items():
        for name, days in opening.of(what).items():
            getattr(found, what)[rows[name]] = sum(days.values())
    for name, days in opening.of("posted").items():
        _post(tables, found, flow[name], days, name)
    for what, rows in {"transit": flow, "making": point}.items():
        for name, days in opening.of(what).items():
            pipe = rows[name] if what == "transit" else int(tables.points["pipe"][rows[name]])
            _load(tables.pipes[pipe], found, days)
    bought = {name: s.points[s.target(f)] for name, f in flow.items() if s.recipe_row[s.target(f)] < 0}
    for name, units in ordered(opening, bought).items():
        found.on_order[point[name]] = units
    _owe(s, found)
    found.late[:] = np.where(net["demand"]["due_days"][s.demand_row] > 0, found.backlog, 0.0)


def _post(tables: Tables, found: Start, f: int, days: Mapping[int, float], name: str) -> None:
    """Put orders on their way to the sender."""
    at = int(tables.flows["post"][f])
    slots = int(tables.post.slots[at]) if at >= 0 else 0
    for day, units in days.items():
        if day >= slots:
            must = (
                f"must reach its sender before day {slots}"
                if slots
                else "must be of orders that travel for days"
            )
            remedy = "Name it `due` where its sender has it"
            raise BadScenario(
                Finding("E228", f"The posted of `{name}` in the opening", must, f"day {day}", remedy)
            )
        found.post[tables.post.base[at] + day % slots] += units


def _load(pipe: Any, found: Start, days: Mapping[int, float]) -> None:
    """Put goods under way into the slots of their days of arrival."""
    for day, units in days.items():
        found.ring[pipe["base"] + (day + (pipe["lead"] >= 0)) % pipe["slots"]] += units


def _owe(s: Structure, found: Start) -> None:
    """What each point owes: to its receivers, then to its customers."""
    for p in np.flatnonzero(np.diff(s.out_start) + np.diff(s.demand_start)).tolist():
        for f in s.out_flow[s.out_start[p] : s.out_start[p + 1]].tolist():
            found.owed[p] += found.due[f]
        for d in range(s.demand_start[p], s.demand_start[p + 1]):
            found.owed[p] += found.backlog[d]
