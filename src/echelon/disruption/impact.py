"""What breaks: a factor on an attribute of sites, lanes, items or demand, for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from echelon.core.errors import BadScenario, Finding
from echelon.disruption.distribution import (
    Distribution,
    day_or_days,
    factor_or_factors,
    said,
    usual_days,
    whole_days,
)
from echelon.disruption.recovery import Recovery, Relapse, step
from echelon.network.model import Site

Hit = str | Site
Days = int | str | Distribution
Factor = float | str | Distribution | None
MAX_FACTOR = 1000.0
HOLDS = ("ordering", "dispatch", "transit", "receiving")
"""What can be made to wait."""
HIGHEST = {"capacity": 1.0, "demand": MAX_FACTOR, "lead_time": MAX_FACTOR, "freight": MAX_FACTOR, "price": MAX_FACTOR,
           "stock": 1.0, "withdraws": 1.0}  # fmt: skip
"""Attributes that take a factor, and the largest."""
AT_ONCE = ("stock", "withdraws")
"""What strikes once, on its first day."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """One cause and what it does. Exactly one of capacity … hold is given.

    name         how people call it; its luck goes by it
    hits         a site; a lane `Kobe→Rotterdam` (`->` will do; `:item` for one item); for demand a customer, site or item;
                 or `line:Kobe/Press`, `mode:sea`, `firm:…`, `region:…` and the like (see `targets`); or several of these
    capacity     factor [0, 1] on what sites make and ship, on hours of lines, and on what passes lanes, ports and canals
    demand       factor [0, 1000] on what customers ask
    lead_time    factor [0, 1000] on how long what is started or leaves takes
    freight      factor [0, 1000] on the cost of transport;  price  factor [0, 1000] on what an item costs
    stock        part [0, 1] of the stock on hand that remains;  withdraws  the same of goods under way too: a recall. At once
    hold         what waits, with nothing lost: ordering, dispatch, transit or receiving
    start        day on which it begins; announced so many days before;  ramp  days before full force, each a step further
    lasts        days in full force;  heals  what comes after;  relapse  whether it then comes again
    restart_fails  probability [0, 1) that at the end of `lasts` it goes on for another draw of `lasts`, again and again

    Factors and days may be distributions, `lasts="lognormal(mean=20, sd=15)"`: drawn for each replication, by seed and name.

    >>> from echelon.disruption import linear
    >>> Disruption("fire", hits="Kobe", capacity=0.0, start=60, lasts=30, heals=linear(days=10)).factor(65)
    0.0
    """

    name: str
    hits: Hit | Sequence[Hit]
    capacity: Factor = None
    demand: Factor = None
    start: int = 0
    lasts: Days = 0
    heals: Recovery = field(default_factory=step)
    hold: str | None = None
    lead_time: Factor = field(default=None, kw_only=True)
    freight: Factor = field(default=None, kw_only=True)
    price: Factor = field(default=None, kw_only=True)
    stock: Factor = field(default=None, kw_only=True)
    withdraws: Factor = field(default=None, kw_only=True)
    ramp: int = field(default=0, kw_only=True)
    announced: int = field(default=0, kw_only=True)
    restart_fails: float = field(default=0.0, kw_only=True)
    relapse: Relapse | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        self._typed()
        found = list(self._findings())
        if found:
            raise BadScenario(found)

    def _typed(self) -> None:
        """Text of distributions, and mappings, become what they stand for; what strikes at once lasts its day."""
        for name in HIGHEST:
            object.__setattr__(self, name, factor_or_factors(getattr(self, name)))
        object.__setattr__(self, "lasts", day_or_days(self.lasts))
        for name, kind in (("relapse", Relapse), ("heals", Recovery)):
            given: object = getattr(self, name)
            if isinstance(given, Mapping):
                object.__setattr__(self, name, kind(**given))
        if self.lasts == 0 and any(getattr(self, name) is not None for name in AT_ONCE):
            object.__setattr__(self, "lasts", 1)

    def _findings(self) -> Iterator[Finding]:
        what = f"of disruption `{self.name}`"
        given = [name for name in (*HIGHEST, "hold") if getattr(self, name) is not None]
        if len(given) != 1:
            yield Finding("E212", f"One of {', '.join(f'`{name}`' for name in HIGHEST)} and `hold` {what}", "must be given",
                          ", ".join(given), "Give exactly one of them")  # fmt: skip
            return
        if self.hold is not None and self.hold not in HOLDS:
            yield Finding(
                "E218",
                f"The `hold` {what}",
                f"must be one of {', '.join(HOLDS)}",
                self.hold,
                "Choose one of them",
            )
            return
        yield from self._out_of_bounds(what)
        if not self.targets:
            yield Finding("E418", f"The `hits` {what}", "must name a place", "none", "Name what breaks")
        if not (whole_days(self.start) and (isinstance(self.full, Distribution) or whole_days(self.full))):
            yield Finding("E214", f"The `start` and `lasts` {what}", "must be in [0, inf)",
                          f"{self.start} and {self.lasts}", "Count whole days from day 0 of the run")  # fmt: skip
        if self.full == 0 and self.heals.days == 0 and self.ramp == 0:
            yield Finding("E215", f"The length {what}", "must be in [1, inf)", "0 days",
                          "Give `lasts` or a recovery that takes days")  # fmt: skip

    def _out_of_bounds(self, what: str) -> Iterator[Finding]:
        high, force = HIGHEST.get(self.attribute, 1.0), self.force
        low, most = force.ends if isinstance(force, Distribution) else (force, force)
        if not (low >= 0.0 and most <= high):
            got = (
                f"{said(force)}, from {low:g} to {most:g}"
                if isinstance(force, Distribution)
                else f"{force:g}"
            )
            yield Finding("E213", f"The `{self.attribute}` {what}", f"must be in [0, {high:g}]", got,
                          "A factor: 0 stops it, 1 changes nothing")  # fmt: skip
        if not (whole_days(self.ramp) and whole_days(self.announced) and 0.0 <= self.restart_fails < 1.0):
            got = f"{self.ramp}, {self.announced} and {self.restart_fails:g}"
            yield Finding("E414", f"The `ramp`, `announced` and `restart_fails` {what}",
                          "must be whole days and a probability in [0, 1)", got, "Mend them")  # fmt: skip
        gradual = self.ramp or self.restart_fails or self.relapse or self.heals.days != 0 or self.lasts != 1
        if self.attribute in AT_ONCE and gradual:
            yield Finding("E415", f"The `{self.attribute}` {what}", "must strike at once", "a length, ramp, recovery or relapse",
                          "Leave these out; several such disruptions take several parts")  # fmt: skip

    @property
    def attribute(self) -> str:
        """What it acts on: "capacity", "demand", …, or what it holds."""
        if self.hold is not None:
            return self.hold
        return next((name for name in HIGHEST if getattr(self, name) is not None), "capacity")

    @property
    def force(self) -> float | Distribution:
        """The factor in full force, as given."""
        factor: float | Distribution = 0.0 if self.hold is not None else getattr(self, self.attribute)
        return factor if isinstance(factor, Distribution) else float(factor)

    @property
    def full(self) -> int | Distribution:
        """Days in full force, as given."""
        return self.lasts  # type: ignore[return-value]  # text was read when it was made

    @property
    def strength(self) -> float:
        """The factor in full force; of a distribution its mean."""
        return self.force.mean if isinstance(self.force, Distribution) else self.force

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of what it hits."""
        several = [self.hits] if isinstance(self.hits, str | Site) else list(self.hits)
        return tuple(hit if isinstance(hit, str) else hit.name for hit in several)

    @property
    def varies(self) -> bool:
        """Whether it differs from one replication to another."""
        drawn = any(isinstance(each, Distribution) for each in (self.force, self.lasts, self.heals.days))
        return drawn or self.restart_fails > 0.0 or self.relapse is not None

    @property
    def ends(self) -> int:
        """First day after full force; of distributed days, by their mean."""
        return self.start + self.ramp + usual_days(self.full)

    @property
    def healed(self) -> int:
        """First day on which nothing of it is left, but for a relapse; of distributed days, by their mean."""
        return self.ends + usual_days(self.heals.days)

    def factor(self, day: int) -> float:
        """The factor on one day: on a ramp, `strength` while it lasts, then back to 1 as it heals."""
        if day < self.start or day >= self.healed:
            return 1.0
        return self.strength + (1.0 - self.strength) * self.spared(day - self.start)

    def spared(self, day: int) -> float:
        """The part of what it strikes that is not lost `day` days after it began, in [0, 1]."""
        if day < self.ramp:
            return 1.0 - (day + 1) / (self.ramp + 1)
        day -= self.ends - self.start
        return self.heals.recovered(day) if day >= 0 else 0.0

    def document(self) -> dict[str, object]:
        """Everything that counts for a question's digest."""
        return {
            "name": self.name, "hits": sorted(self.targets), "attribute": self.attribute, "factor": said(self.force),
            "start": self.start, "lasts": said(self.full), "heals": self.heals.document(),
            **{name: getattr(self, name) for name in ("ramp", "announced", "restart_fails") if getattr(self, name)},
            **({"relapse": self.relapse.document()} if self.relapse else {}),
        }  # fmt: skip
