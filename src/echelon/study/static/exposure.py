"""Static exposure: what each failure costs at least, and how long everybody is served, if all answer it as well as can be.

Source: Simchi-Levi, Schmidt, Wei and others, Identifying risks and mitigating disruptions in the automotive supply chain,
Interfaces 45(5), 2015. See docs/background/static-exposure.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from echelon.network.model import Network
from echelon.network.opening import NOTHING, Opening
from echelon.study.static.convert import Asked, asked
from echelon.study.static.failures import Days, Places, Wanted, every_site, failures_of
from echelon.study.static.matrix import matrix_of
from echelon.study.static.model import Failure, Floats
from echelon.study.static.pairs import worst_of
from echelon.study.static.phases import lost_in_phases
from echelon.study.static.program import DUST, Impact, Survival, loss_of, steady


@dataclass(frozen=True, slots=True)
class Lost:
    """Units of one item that one customer does not get."""

    customer: str
    site: str
    item: str
    units: float


@dataclass(frozen=True, slots=True)
class StaticRow:
    """One failure.

    ttr_days   time to recover that was asked about; tts_days time to survive, inf where nobody ever goes short
    impact     money lost at least within `ttr_days` (PI);  rei  [0, 1], its part of the largest one asked about
    lost       what customers do not get, by customer and item, the most money first
    vulnerable whether it survives less long than it takes to recover
    """

    failure: str
    ttr_days: float
    tts_days: float
    impact: float
    rei: float
    lost: tuple[Lost, ...]
    vulnerable: bool

    @property
    def lost_units(self) -> dict[str, float]:
        """Units lost by item."""
        found: dict[str, float] = {}
        for each in self.lost:
            found[each.item] = found.get(each.item, 0.0) + each.units
        return found


@dataclass(frozen=True)
class StaticExposure:
    """All failures asked about, the worst first.

    undisturbed   money that the network loses with nothing down, in the longest window asked about; each impact holds its own
    """

    network: Network
    rows: tuple[StaticRow, ...]
    undisturbed: float

    @property
    def currency(self) -> str:
        """Of `impact`."""
        return self.network.settings.currency

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, failure: str) -> StaticRow:
        return {row.failure: row for row in self.rows}[failure]

    def __repr__(self) -> str:
        head = f"{'failure':<32}{'TTR':>8}{'TTS':>10}{f'lost, {self.currency}':>16}{'REI':>8}"
        return "\n".join([head, *(f"{r.failure:<32}{r.ttr_days:>8g}{r.tts_days:>10,.1f}{r.impact:>16,.0f}{r.rei:>8.3f}"
                                  + ("  vulnerable" if r.vulnerable else "") for r in self.rows)])  # fmt: skip

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(r.failure)}</td><td>{r.ttr_days:g}</td><td>{r.tts_days:,.1f}</td><td>{r.impact:,.0f}</td>"
            f"<td>{r.rei:.3f}</td><td>{'yes' if r.vulnerable else ''}</td></tr>"
            for r in self.rows
        )
        names = (
            "failure",
            "recovers in days",
            "survives days",
            f"lost, {escape(self.currency)}",
            "REI",
            "vulnerable",
        )
        return f"<table><tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>{cells}</table>"


def exposure_static(net: Network, failures: Sequence[Wanted] | None = None, ttr_days: Days = 30.0, *,
                    pairs: int = 0, opening: Opening = NOTHING, stranded: bool = False) -> StaticExposure:  # fmt: skip
    """Rank failures by the least money that they cost while something is down, by linear programs, without simulation.

    failures   names of sites, lanes `Kobe→Rotterdam` or groups `region:Asia`, tuples of names that fail together, or disruptions
               of capacity; every
               site in turn where left out
    ttr_days   (0, inf) days until what fails works again: one number, or by name or tuple. A disruption brings its own, what
               is distributed by its mean
    pairs      this many of the worst pairs of the failures, instead of each alone; both are down for the longer of their days,
               and what heals counts by its mean
    opening    stock when the failure begins, and what is bound for a site, instead of what the network's tables say
    stranded   whether the stock of a site that is down stays there; it leaves where left out, as in the paper
    raises     BadScenario with every unknown name or length, Unavailable where a program has no answer

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}, {"name": "Riga"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30},
    ...                     {"site": "Riga", "item": "drill", "target_stock": 50}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "capacity_per_day": 12}],
    ...     "lane": [{"from": "Kobe", "to": "Riga", "item": "drill", "lead_days": 9}],
    ...     "demand": [{"customer": "All", "site": "Riga", "item": "drill", "mean_per_day": 10, "price": 55.0}]})
    >>> found = echelon.exposure_static(shop, ["Kobe", "Riga"], ttr_days=10)
    >>> [(row.failure, row.impact, row.tts_days, row.vulnerable) for row in found.rows]
    [('Riga', 750.0, 5.0, True), ('Kobe', 300.0, 8.0, True)]
    """
    question = asked(net, opening)
    places = Places(question, stranded=stranded)
    wanted = failures_of(places, every_site(net) if failures is None else failures, ttr_days)
    matrix = matrix_of(question.static)
    plan = steady(question.static, matrix)
    impact, survival = Impact(question.static, matrix, plan), Survival(question.static, matrix, plan)
    return _measured(question, impact, survival, worst_of(impact, wanted, pairs) if pairs else wanted)


def _measured(
    question: Asked, impact: Impact, survival: Survival, failures: Sequence[Failure]
) -> StaticExposure:
    """The table of some failures of a network."""
    found: list[tuple[Failure, float, float, Floats]] = []
    for failure in sorted(failures, key=lambda each: each.days):
        loss, lost = _lost_in(impact, failure)
        found.append((failure, loss, survival.days(failure), lost))
    longest = max((each.days for each in failures), default=1.0)
    worst = max((loss for _, loss, _, _ in found), default=0.0)
    rows = [_row(question, *each, worst) for each in found]
    ranked = sorted(rows, key=lambda row: (-row.impact, row.tts_days, row.failure))
    return StaticExposure(question.net, tuple(ranked), impact.lost_anyway(longest))


def _lost_in(impact: Impact, failure: Failure) -> tuple[float, Floats]:
    """Money, and units of each demand."""
    if failure.phases:
        money, units = lost_in_phases(impact.static, failure.phases)
        return loss_of(impact.static, float(money.sum()), failure.days), units
    loss, columns = impact.lost(failure)
    return loss, columns[impact.matrix.first_lost :]


def _row(
    question: Asked, failure: Failure, loss: float, survive: float, lost: Floats, worst: float
) -> StaticRow:
    return StaticRow(
        failure=failure.name,
        ttr_days=failure.days,
        tts_days=survive,
        impact=loss,
        rei=min(1.0, loss / worst) if worst > 0.0 else 0.0,
        lost=_lost(question, lost, failure.days),
        vulnerable=survive < failure.days * (1.0 - DUST),
    )


def _lost(question: Asked, units: Floats, days: float) -> tuple[Lost, ...]:
    s, static = question.structure, question.static
    demand = question.net["demand"]
    rows = np.flatnonzero(units > DUST * np.maximum(1.0, static.rate * days))
    found = []
    for at in sorted(rows.tolist(), key=lambda d: (-units[d] * static.margin[d], static.demands[d])):
        row = int(s.demand_row[at])
        customer, site, item = (str(demand[name][row]) for name in ("customer", "site", "item"))
        found.append(Lost(customer, site, item, float(units[at])))
    return tuple(found)
