"""Disruptions → rows: for each target of the network, the factor of every day that differs from 1.

Causes that overlap on a target multiply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.disruption.impact import Disruption
from echelon.network.model import Network
from echelon.network.schema import MODES

Target = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A target (noun, row of its table) and its factor by day. `[days]`"""

    target: Target
    factors: NDArray[np.float64]


def rows(net: Network, disruptions: Sequence[Disruption], days: int) -> list[Row]:
    """One row per target hit, sorted by target; `BadScenario` with every unknown name."""
    found: list[Finding] = []
    by_target: dict[Target, NDArray[np.float64]] = {}
    for disruption in disruptions:
        series = np.array([disruption.factor(day) for day in range(days)])
        for target in _targets(net, disruption, found):
            by_target[target] = by_target.get(target, np.ones(days)) * series
    if found:
        raise BadScenario(found)
    _hold_what_waits(net, by_target)
    return [Row(target, by_target[target]) for target in sorted(by_target)]


def _hold_what_waits(net: Network, by_target: dict[Target, NDArray[np.float64]]) -> None:
    """Hold goods on the way while their lane is closed, where they wait for it to open."""
    closes = net["lane"]["when_lane_closes"]
    for (noun, row), factors in list(by_target.items()):
        if noun == "lane" and closes[row] == "wait" and factors.min() <= 0.0:
            held = by_target.get(("transit", row), np.ones(len(factors)))
            by_target["transit", row] = held * np.where(factors <= 0.0, 0.0, 1.0)


def _targets(net: Network, disruption: Disruption, found: list[Finding]) -> Iterable[Target]:
    """Every target of a disruption, once; names that nothing has go to `found`."""
    resolve = _asked if disruption.attribute == "demand" else _places
    if disruption.hold is not None:
        resolve = partial(_held, disruption.hold)
    hit: dict[Target, None] = {}
    for name in disruption.targets:
        targets = resolve(net, name)
        if not targets:
            found.append(_unknown(net, disruption, name))
        hit.update(dict.fromkeys(targets))
    return hit


def _places(net: Network, name: str) -> list[Target]:
    """The site of that name, or the lanes `from→to` (of one item with `:item`, of one mode with `@mode` at the end)."""
    sites = np.flatnonzero(net["site"]["name"] == name)
    if len(sites):
        return [("site", int(sites[0]))]
    rest, at, mode = name.rpartition("@")
    name, mode = (rest, mode.strip()) if at and mode.strip() in MODES else (name, "")
    ends, _, item = name.replace("->", "→").partition(":")
    source, arrow, to = (part.strip() for part in ends.partition("→"))
    if not arrow:
        return []
    lanes = net["lane"]
    on_lane = (lanes["from"] == source) & (lanes["to"] == to) & ((lanes["item"] == item.strip()) | (not item))
    on_lane &= (lanes["mode"] == mode) | (not mode)
    return [("lane", int(row)) for row in np.flatnonzero(on_lane)]


def _held(what: str, net: Network, name: str) -> list[Target]:
    """What waits at a place: a site's orders, what leaves it, what is on its way to it or arrives there; or one lane's."""
    found: list[Target] = []
    for noun, row in _places(net, name):
        if what == "ordering":
            found += [(what, row)] if noun == "site" else []
        elif noun == "lane":
            found.append((what, row))
        else:
            ends = net["lane"]["from" if what == "dispatch" else "to"]
            found += [(what, int(lane)) for lane in np.flatnonzero(ends == name)]
    return found


def _asked(net: Network, name: str) -> list[Target]:
    """All demand of the customer, site or item of that name."""
    demand = net["demand"]
    asked = (demand["customer"] == name) | (demand["site"] == name) | (demand["item"] == name)
    return [("demand", int(row)) for row in np.flatnonzero(asked)]


def _unknown(net: Network, disruption: Disruption, name: str) -> Finding:
    if disruption.attribute == "demand":
        kind = "a customer, site or item that is asked for"
        known = [str(c) for column in ("customer", "site", "item") for c in net["demand"][column]]
    else:
        kind = "a site or a lane `from→to`"
        known = [str(site) for site in net["site"]["name"]]
    close = nearest(name, sorted(set(known)))
    remedy = f"Did you mean `{close}`?" if close else f"See the tables of network `{net.name}` for names"
    return Finding(
        "E217",
        f"What disruption `{disruption.name}` hits",
        f"must be {kind} of the network",
        f"`{name}`",
        remedy,
    )
