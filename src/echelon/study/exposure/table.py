"""What failures do, as data: one row each, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from echelon.disruption import Disruption
from echelon.disruption.recovery import Recovery
from echelon.network.model import Network
from echelon.study.exposure.held import Held
from echelon.study.exposure.orders import Bullwhip
from echelon.study.statistics import Interval, Spread


class AtRisk(NamedTuple):
    """Money lost against the calm run over the horizon: mean with its interval, and median with 5 and 95 % of replications."""

    mean: Interval
    range: Spread


@dataclass(frozen=True, slots=True)
class FailureExposure:
    """What one failure does.

    failure        the name of what fails, or of the disruption;  disruption  what was asked
    exposure       margin less costs lost over the horizon, mean with interval;  range  median, 5 and 95 % of it
    margin, revenue   of goods delivered, lost over the horizon
    first_less, survive, recover   days from the failure until customers get any less, visibly less, and until service is back;
                   inf where it does not happen within the horizon
    tail           days from the physical recovery until customers' backlog is as in the calm run
    area           days of demand not served on time (loss area);  lowest  service of the worst week, part of the calm one's
    overshoot      most stock above calm in a week after the physical recovery, part of the calm run's mean
    bullwhip       by echelon, from a few traced replications; empty where demand does not vary
    service_lost   points of the fill rate over the horizon, [0, 100], of quantities in the ranking's unit
    customers      those who lose more than 1 % of what they ask on time, most hurt first
    reason         one sentence for planners
    """

    failure: str
    disruption: Disruption
    exposure: Interval
    range: Spread
    margin: AtRisk
    revenue: AtRisk
    first_less: Spread
    survive: Spread
    recover: Spread
    tail: Spread
    area: Interval
    lowest: Interval
    overshoot: Interval
    bullwhip: tuple[Bullwhip, ...]
    service_lost: float
    customers: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Exposure:
    """All failures, the worst first; unit of totals of all customers, whose part is service.

    start, lasts, capacity, heals   of failures asked for by name; disruptions have their own
    held   each failure against the static model, if that was asked
    """

    network: Network
    rows: tuple[FailureExposure, ...]
    start: int
    lasts: int
    capacity: float
    heals: Recovery
    days: int
    replications: int
    seed: int
    unit: str
    held: tuple[Held, ...] = ()

    def __getitem__(self, failure: str) -> FailureExposure:
        return next(row for row in self.rows if row.failure == failure)

    @property
    def own(self) -> int:
        """How many failures are disruptions with terms of their own."""
        return sum(row.disruption.name == row.failure for row in self.rows)

    @property
    def terms(self) -> str:
        """What was asked of those named, in words: "shut from day 60 for 30 days"."""
        if self.rows and self.own == len(self.rows):
            return "disrupted as it says"
        left = "shut" if self.capacity == 0.0 else f"at {self.capacity:.0%}"
        days = self.heals.days
        back = f", back over {days} days ({self.heals.shape})" if days != 0 else ""
        more = f"; {self.own} with terms of their own" if self.own else ""
        return (
            f"{left} from day {self.start} for {self.lasts} day{'' if self.lasts == 1 else 's'}{back}{more}"
        )

    def __repr__(self) -> str:
        head = f"{'failure':<32}{'exposure':>14}{'survives':>10}{'recovers':>10}{'tail':>8}{'area':>8}"
        return "\n".join([head, *(f"{r.failure:<32}{r.exposure.mean:>14,.0f}{r.survive.median:>10.0f}{r.recover.median:>10.0f}"
                                  f"{r.tail.median:>8.0f}{r.area.mean:>8.1f}" for r in self.rows)])  # fmt: skip

    def _repr_html_(self) -> str:
        currency = self.network.settings.currency
        cells = "".join(
            f"<tr><td>{escape(r.failure)}</td><td>{r.exposure.mean:,.0f}</td>"
            f"<td>{r.exposure.low:,.0f} – {r.exposure.high:,.0f}</td>"
            f"<td>{r.survive.median:g}</td><td>{r.recover.median:g}</td><td>{r.tail.median:g}</td><td>{r.area.mean:.1f}</td>"
            f"<td>{escape(r.reason)}</td></tr>"
            for r in self.rows
        )
        names = ("failure", f"loss, {escape(currency)}", "95 %", "felt after days", "back after days", "tail, days",
                 "days of demand lost", "why")  # fmt: skip
        return f"<table><tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>{cells}</table>"
