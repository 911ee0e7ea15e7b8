"""Links of chains of causes, and sums of the ways that lead to disruptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

DUST = 1e-6
LEAST = 1e-3
"""Part of a place's lag below which a branch is not followed."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain of causes, from the customer's order upstream.

    what     short, blocked, on the way, not sent, not made, asked more, gone, not ordered, set off (by a cascade), or disrupted
    where    the stock point, lane, customer or disruption;  item  what was missing
    first, last   days on which it was so; last -1 where it lasted to the end of the horizon
    units    missing there on day `last`, or of a disruption its share of the order's missing units
    calm     the number that the calm course had where this one had `units` less: units received, sent or started by then
    """

    what: str
    where: str
    item: str
    first: int
    last: int
    units: float
    calm: float = 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """The part of a lag that leads to one disruption, and the heaviest chain to it. root -1: to none that has a name."""

    part: float
    links: tuple[Link, ...]


Ways = Mapping[int, Way]
Key = tuple[str | int, ...]
NOBODY = -1
UNKNOWN: Ways = {NOBODY: Way(1.0, ())}
Branch = tuple[float, Callable[[], Ways]]


def shared(branches: Sequence[Branch]) -> Ways:
    """Branches share by their units; of all ways to one disruption the heaviest chain is kept."""
    total = sum(units for units, _ in branches if units > DUST)
    found: dict[int, Way] = {}
    for units, follow in branches:
        if units <= max(DUST, LEAST * total):
            continue
        for root, way in follow().items():
            part = way.part * units / total
            known = found.get(root)
            heavier = known is None or part > known.part
            found[root] = Way(
                part + (known.part if known else 0.0),
                way.links if heavier or known is None else known.links,
            )
    return found or UNKNOWN
