"""What breaks in a planted world: a disruption large enough to be felt, and others that are real but should not be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from echelon.disruption import Disruption
from echelon.network.model import Network, words

Cells = dict[str, object]


@dataclass(frozen=True)
class Places:
    """Names of what can break: sites by whether they lie upstream of a customer, with lanes, ports, points and demands."""

    sites: list[str]
    lanes: list[str]
    ports: list[str]
    points: list[str]
    customers: list[str]


def upstream(net: Network, site: str, item: str) -> tuple[Places, Places]:
    """Places that feed a stock point, itself among them, and all others."""
    points, lanes = {(site, item)}, set[int]()
    table, inputs = net["lane"], net["recipe input"]
    while True:
        before = len(points) + len(lanes)
        for at in range(len(table)):
            if (str(table["to"][at]), str(table["item"][at])) in points:
                lanes.add(at)
                points.add((str(table["from"][at]), str(table["item"][at])))
        for at in range(len(inputs)):
            if (str(inputs["site"][at]), str(inputs["item"][at])) in points:
                points.add((str(inputs["site"][at]), str(inputs["input"][at])))
        if len(points) + len(lanes) == before:
            break
    return _places(net, points, lanes, True), _places(net, points, lanes, False)


def _places(net: Network, points: set[tuple[str, str]], lanes: set[int], inside: bool) -> Places:
    table, sites = net["lane"], {site for site, _ in points}
    mine = [at for at in range(len(table)) if (at in lanes) == inside]
    passed = {name for at in lanes for name in words(table["via"][at])}
    ports = [
        str(name)
        for name, role in zip(net["site"]["name"], net["site"]["role"], strict=True)
        if role == "port"
    ]
    demand = list(zip(*(map(str, net["demand"][name]) for name in ("customer", "site", "item")), strict=True))
    every = list(zip(map(str, net["stock point"]["site"]), map(str, net["stock point"]["item"]), strict=True))
    return Places(
        sorted({site for site, _ in every if (site in sites) == inside}),
        sorted({f"{table['from'][at]}→{table['to'][at]}:{table['item'][at]}" for at in mine}),
        [port for port in ports if (port in passed) == inside],
        [f"{a}/{b}" for a, b in every if ((a, b) in points) == inside],
        [who for who, at, what in demand if ((at, what) in points) == inside],
    )


Chance = np.random.Generator


def _one(chance: Chance, names: Sequence[str]) -> str:
    return names[int(chance.integers(len(names)))]


def _closed(chance: Chance, places: Places, part: float) -> Cells:
    kinds = [kind for kind in (places.sites, places.sites, places.lanes, places.ports) if kind]
    return {"hits": _one(chance, kinds[int(chance.integers(len(kinds)))]), "capacity": part}


def _line(chance: Chance, places: Places, part: float) -> Cells:
    made = [point for point in places.points if point.startswith(("Factory", "Supplier"))]
    made = [point for point in made if not (point.startswith("Factory") and "/part" in point)]
    return {"hits": f"line:{_one(chance, made)}", "capacity": part} if made else _closed(chance, places, part)


def _slow(chance: Chance, places: Places, part: float) -> Cells:
    return {"hits": _one(chance, [*places.lanes, *places.sites]), "lead_time": 1.0 + 4.0 * (1.0 - part)}


def _held(chance: Chance, places: Places, part: float) -> Cells:
    what = ("ordering", "dispatch", "transit", "receiving")[int(chance.integers(4))]
    if part > 0.0:  # holds know no parts
        return _closed(chance, places, part)
    return {
        "hits": _one(chance, places.sites if what == "ordering" or not places.lanes else places.lanes),
        "hold": what,
    }


def _burnt(chance: Chance, places: Places, part: float) -> Cells:
    return {"hits": _one(chance, places.points), "stock": part}


def _surge(chance: Chance, places: Places, part: float) -> Cells:
    return {"hits": _one(chance, places.customers), "demand": 1.0 + 2.0 * (1.0 - part)}


KINDS: tuple[Callable[[Chance, Places, float], Cells], ...] = (
    _closed,
    _closed,
    _line,
    _slow,
    _held,
    _burnt,
    _surge,
)
"""Kinds of what breaks, given the part that is left of it."""


def large(chance: Chance, places: Places, start: int) -> Cells:
    """What a network feels: nearly nothing is left, for weeks."""
    cells = KINDS[int(chance.integers(len(KINDS)))](chance, places, float(chance.choice([0.0, 0.0, 0.2])))
    return cells | _when(start, cells, int(chance.integers(14, 46)))


def decoy(chance: Chance, near: Places, far: Places, start: int, days: int) -> Cells:
    """Another disruption, drawn likewise: upstream but short or weak, large but elsewhere, or large but long before or after."""
    kind = int(chance.integers(4))
    around = max(1, start + int(chance.integers(-15, 16)))
    make = KINDS[int(chance.integers(len(KINDS)))]
    if kind == 0:
        cells = make(chance, near, 0.0)
        return cells | _when(around, cells, int(chance.integers(1, 4)))
    if kind == 1:
        cells = make(chance, near, 0.9)
        return cells | _when(around, cells, int(chance.integers(10, 41)))
    if kind == 2 and far.sites and far.points and far.customers:
        cells = make(chance, far, 0.0)
        return cells | _when(around, cells, int(chance.integers(10, 41)))
    cells = make(chance, near, 0.0)
    early = chance.random() < 0.5
    return cells | _when(int(chance.integers(2, 12)) if early else min(days - 5, start + int(chance.integers(60, 80))), cells,
                         int(chance.integers(4, 9)) if early else int(chance.integers(10, 31)))  # fmt: skip


def _when(start: int, cells: Cells, lasts: int) -> Cells:
    return {"start": start, "lasts": 1 if "stock" in cells else lasts}


def named(cells: Sequence[Cells]) -> list[Disruption]:
    """Disruptions whose names say nothing about which is which."""
    return [Disruption(name=f"event {at + 1}", **each) for at, each in enumerate(cells)]  # type: ignore[arg-type]
