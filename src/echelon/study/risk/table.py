"""What a year may lose, and through what, as data."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from echelon.study.risk.measures import Measured
from echelon.study.scenario import Scenario
from echelon.study.statistics import Exceedance, Interval, Tail


@dataclass(frozen=True, slots=True)
class Contribution:
    """What would not be lost without one thing, all else with the same luck.

    kind      hazard, common cause, site, or together: what is lost only, or once, because several meet
    expected  of the expected annual loss, with its interval
    cvar      of the mean beyond the value at risk, by level: the mean of what it adds in just those years (Euler allocation)
    """

    kind: str
    name: str
    expected: Interval
    cvar: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What one mitigation is worth over the horizon.

    costs      its cost and what it changes of the calm year's margin less costs, such as holding of a buffer
    saved      expected annual loss that it takes away;  tail_saved  the same of the mean beyond the value at risk, by level
    per_money  saved by each unit of money that it costs, its interval with it;  net  saved less costs, in money
    """

    name: str
    costs: Interval
    saved: Interval
    tail_saved: tuple[Interval, ...]
    per_money: Interval
    net: Interval


@dataclass(frozen=True)
class Risk:
    """The answer of `risk`.

    factor         how many times as frequent hazards were made, 1 for as they are
    contributions  hazards, common causes and sites, each kind the largest first; hazards and sites are followed by what is lost
                   together, so that the kind sums to the whole
    values         of mitigations, the best first
    """

    scenario: Scenario
    factor: float
    measured: Measured
    contributions: tuple[Contribution, ...]
    values: tuple[Value, ...]

    @property
    def expected(self) -> Interval:
        """Expected annual loss."""
        return self.measured.expected

    @property
    def tails(self) -> tuple[Tail, ...]:
        """Value at risk and the mean beyond it."""
        return self.measured.tails

    @property
    def curve(self) -> Exceedance:
        """How likely a loss is to be exceeded."""
        return self.measured.curve

    @property
    def levels(self) -> tuple[float, ...]:
        """Of the tails."""
        return tuple(each.level for each in self.tails)

    def of(self, kind: str) -> tuple[Contribution, ...]:
        """Contributions of one kind, what is lost together included."""
        return tuple(each for each in self.contributions if each.kind == kind)

    def __repr__(self) -> str:
        lines = [f"expected {self.expected.mean:,.0f} ({self.expected.low:,.0f} – {self.expected.high:,.0f})"]
        lines += [
            f"VaR {each.level:.0%} {each.var.mean:,.0f}, CVaR {each.cvar.mean:,.0f}" for each in self.tails
        ]
        lines += [f"  {each.kind} {each.name}: {each.expected.mean:,.0f}" for each in self.contributions]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(each.kind)}</td><td>{escape(each.name)}</td><td>{each.expected.mean:,.0f}</td></tr>"
            for each in self.contributions
        )
        return f"<p>{escape(repr(self).splitlines()[0])}</p><table>{cells}</table>"
