"""One failure by simulation and by the static model, and what makes the difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from echelon.study.exposure.shortages import DUST

FAR = 0.2
"""Part of the static time by which the simulation may be shorter without a reason."""
LEADS, UNDER_WAY, POLICY, CALM, SEVERAL = "lead time", "stock in transit", "policy", "calm", "several"
SAID = {
    LEADS: "other sources need their lead time before they help",
    UNDER_WAY: "goods under way or held up count as stock, but do not come when they are needed",
    POLICY: "shares and targets stay as they are, nobody asks more of those who could give it",
    CALM: "customers go short without any failure too",
    SEVERAL: "no single one of lead times, goods under way and policy makes it, only together",
}
"""What each reason means."""


class Part(NamedTuple):
    """Days of the difference that go when one thing is taken away; of several, parts may overlap and need not add up."""

    reason: str
    days: float


@dataclass(frozen=True, slots=True)
class Held:
    """One failure by both.

    static_days    time to survive by the static model, inf where it never goes short
    dynamic_days   whole days by simulation on which all demand is met; inf where that is to the end of the horizon
    within         days that were simulated after the failure
    reason         what explains most of the difference, "" where it is small;  parts  all that explains some, the most first
    """

    failure: str
    static_days: float
    dynamic_days: float
    within: int
    reason: str
    parts: tuple[Part, ...]

    @property
    def gap(self) -> float:
        """Whole days that the simulation survives less, of those that were simulated."""
        return whole(self.static_days, self.within) - min(self.dynamic_days, float(self.within))

    def __str__(self) -> str:
        times = f"{self.failure} survives {_days(self.dynamic_days, self.within)} by simulation"
        against = f"{_days(self.static_days, self.within)} at best"
        if not self.reason:
            return f"{times}, {against}."
        parts = "; ".join(f"{part.reason} {part.days:g}" for part in self.parts)
        of = f" (days explained: {parts})" if parts else ""
        return f"{times}, {against}: {SAID[self.reason]}{of}."


def _days(days: float, within: int) -> str:
    return f"{math.floor(days + DUST):g} days" if days < within else f"all {within} days"


def whole(days: float, within: int) -> float:
    """Whole days of a time, of those within a horizon."""
    return float(min(math.floor(min(days, float(within)) + 1e-6), within))
