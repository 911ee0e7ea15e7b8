"""What breaks: a factor on an attribute of sites, lanes or demand, for a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from echelon.core.errors import BadScenario, Finding
from echelon.disruption.recovery import Recovery, linear, step
from echelon.network.model import Site

Hit = str | Site
MAX_FACTOR = 1000.0
HOLDS = ("ordering", "dispatch", "transit", "receiving")
"""What can be made to wait."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """One cause and what it does.

    name       how people call it
    hits       a site; a lane `Kobe→Rotterdam` (`->` will do; `:item` for one item); for demand a customer, site or item;
               or several of these
    capacity   factor [0, 1] on what sites make and ship, and on what passes lanes, ports and canals
    demand     factor [0, 1000] on what customers ask
    hold       what waits, with nothing lost: ordering, dispatch, transit or receiving; give one of the three
    start      day on which it begins; lasts days in full force; heals what comes after

    >>> Disruption("fire", hits="Kobe", capacity=0.0, start=60, lasts=30, heals=linear(days=10)).factor(65)
    0.0
    """

    name: str
    hits: Hit | Sequence[Hit]
    capacity: float | None = None
    demand: float | None = None
    start: int = 0
    lasts: int = 0
    heals: Recovery = field(default_factory=step)
    hold: str | None = None

    def __post_init__(self) -> None:
        found = list(self._findings())
        if found:
            raise BadScenario(found)

    def _findings(self) -> Sequence[Finding]:
        what = f"of disruption `{self.name}`"
        if sum(given is not None for given in (self.capacity, self.demand, self.hold)) != 1:
            return [
                Finding(
                    "E212",
                    f"One of `capacity`, `demand` and `hold` {what}",
                    "must be given",
                    "",
                    "Give exactly one of them",
                )
            ]
        if self.hold is not None and self.hold not in HOLDS:
            return [
                Finding(
                    "E218",
                    f"The `hold` {what}",
                    f"must be one of {', '.join(HOLDS)}",
                    self.hold,
                    "Choose one of them",
                )
            ]
        high = 1.0 if self.demand is None else MAX_FACTOR
        found = []
        if not 0.0 <= self.strength <= high:
            found.append(Finding("E213", f"The `{self.attribute}` {what}", f"must be in [0, {high:g}]", f"{self.strength:g}",
                                 "A factor: 0 stops it, 1 changes nothing"))  # fmt: skip
        if self.start < 0 or self.lasts < 0:
            found.append(Finding("E214", f"The `start` and `lasts` {what}", "must be in [0, inf)",
                                 f"{self.start} and {self.lasts}", "Count whole days from day 0 of the run"))  # fmt: skip
        if self.lasts + self.heals.days == 0:
            found.append(Finding("E215", f"The length {what}", "must be in [1, inf)", "0 days",
                                 "Give `lasts` or a recovery that takes days"))  # fmt: skip
        return found

    @property
    def attribute(self) -> str:
        """What it acts on: "capacity", "demand", or what it holds."""
        if self.hold is not None:
            return self.hold
        return "demand" if self.demand is not None else "capacity"

    @property
    def strength(self) -> float:
        """The factor in full force."""
        return float(self.demand if self.demand is not None else self.capacity or 0.0)

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of what it hits."""
        several = [self.hits] if isinstance(self.hits, str | Site) else list(self.hits)
        return tuple(hit if isinstance(hit, str) else hit.name for hit in several)

    @property
    def healed(self) -> int:
        """First day on which nothing of it is left."""
        return self.start + self.lasts + self.heals.days

    def factor(self, day: int) -> float:
        """The factor on one day: `strength` while it lasts, then back to 1 as it heals."""
        if day < self.start or day >= self.healed:
            return 1.0
        back = self.heals.recovered(day - self.start - self.lasts) if day >= self.start + self.lasts else 0.0
        return self.strength + (1.0 - self.strength) * back

    def document(self) -> dict[str, object]:
        """Everything that counts for a question's digest."""
        return {
            "name": self.name, "hits": sorted(self.targets), "attribute": self.attribute, "factor": self.strength,
            "start": self.start, "lasts": self.lasts, "heals": {"shape": self.heals.shape, "days": self.heals.days},
        }  # fmt: skip


GRAMMAR = "NAME[.demand|.ordering|.dispatch|.transit|.receiving]:FACTOR@START+DAYS[~HEALING]"
_PATTERN = re.compile(
    r"(?P<hits>.+?)(\.(?P<what>demand|ordering|dispatch|transit|receiving))?:(?P<factor>[0-9.]+)@(?P<start>\d{1,9})\+(?P<lasts>\d{1,9})(~(?P<heals>\d{1,9}))?"
)


def acting(attribute: str, factor: float) -> dict[str, Any]:
    """What a disruption does, as arguments: a factor on an attribute, or that something is held.

    >>> acting("capacity", 0.5), acting("transit", 0.0)
    ({'capacity': 0.5}, {'hold': 'transit'})
    """
    return {"hold": attribute} if attribute in HOLDS else {attribute: factor}


def parse_disruption(text: str) -> Disruption:
    """A disruption in one line: name, factor, first day, days, and days of linear healing.

    >>> parse_disruption("Part_0004:0.0@60+30").healed
    90
    >>> parse_disruption("Germany.demand:1.5@10+20~5").attribute, parse_disruption("Kobe.transit:0@10+20").attribute
    ('demand', 'transit')
    """
    match = _PATTERN.fullmatch(text.strip())
    if not match or match["factor"].count(".") > 1 or match["factor"] == ".":
        raise BadScenario(Finding("E216", "A disruption", f"must read {GRAMMAR}", f"`{text}`",
                                  "`Kobe:0.0@60+30~10` is nothing from day 60 for 30 days, healed 10 days later"))  # fmt: skip
    heals = linear(int(match["heals"])) if match["heals"] else step()
    factor = float(match["factor"])
    kind = acting(match["what"] or "capacity", factor)
    return Disruption(
        text.strip(), match["hits"], start=int(match["start"]), lasts=int(match["lasts"]), heals=heals, **kind
    )
