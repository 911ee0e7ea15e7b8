"""Every site down in turn: what its loss would cost, when it is felt, when service is back.

All failures run side by side as lanes of one world, replication r of each with the luck of calm replication r. Exposure is
the loss of margin less costs against the calm run. A day is *short* when customers get less on time than in the calm run,
by more than 1 % of a mean day's demand (of its value, where their units cannot be added); time-to-survive is counted from
the failure to the first short day, time-to-recover to the day after the last one that begins a short week (a mean of seven
days, over replications), never if that is within the last week of the run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Disruption, compiled
from echelon.disruption.rows import largest_of
from echelon.network.build import build
from echelon.network.model import Network, words
from echelon.network.rates import rates
from echelon.network.totals import of_each, totals
from echelon.study.measure import net_of, over_days, ratio, summed
from echelon.study.scenario import Scenario
from echelon.study.statistics import Interval, Spread, mean_interval, spread
from echelon.world.counted import DEMANDED, ON_TIME

if TYPE_CHECKING:
    from echelon.world.run import Job, Mapper

Floats = NDArray[np.float64]
SHORT = 0.01
SMOOTH = 7
PARTS = 10
LANES_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class SiteExposure:
    """What losing one site does.

    exposure       money lost over the horizon, mean with interval
    survive, recover   days from the failure; inf where it does not happen within the horizon
    service_lost   points of the fill rate over the horizon, [0, 100], of quantities in the ranking's unit
    customers      those who lose more than 1 % of what they ask on time, most hurt first
    reason         one sentence for planners
    """

    site: str
    exposure: Interval
    survive: Spread
    recover: Spread
    service_lost: float
    customers: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Exposure:
    """All sites, the worst first; unit of totals of all customers, whose part is service."""

    network: Network
    rows: tuple[SiteExposure, ...]
    start: int
    lasts: int
    days: int
    replications: int
    seed: int
    unit: str

    def __repr__(self) -> str:
        head = f"{'site':<32}{'exposure':>14}{'survives':>10}{'recovers':>10}"
        return "\n".join([head, *(f"{r.site:<32}{r.exposure.mean:>14,.0f}{r.survive.median:>10.0f}{r.recover.median:>10.0f}"
                                  for r in self.rows)])  # fmt: skip

    def _repr_html_(self) -> str:
        currency = self.network.settings.currency
        cells = "".join(
            f"<tr><td>{escape(r.site)}</td><td>{r.exposure.mean:,.0f}</td><td>{r.exposure.low:,.0f} – {r.exposure.high:,.0f}</td>"
            f"<td>{r.survive.median:g}</td><td>{r.recover.median:g}</td><td>{escape(r.reason)}</td></tr>"
            for r in self.rows
        )
        names = "site", f"loss, {escape(currency)}", "95 %", "felt after days", "back after days", "why"
        return f"<table><tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>{cells}</table>"


def stress(net: Network, *, sites: Sequence[str] = (), start: int = 60, lasts: int = 30, days: int = 365, replications: int = 50,
           seed: int = 1, mapper: Mapper = map) -> Exposure:  # fmt: skip
    """Shut every site (or those named) in turn and rank them.

    start, lasts   first day and length of the outage, at capacity 0
    """
    _must_start(start, days)
    names = list(sites) or [str(name) for name in net["site"]["name"]]
    failures = [
        Disruption(f"loss of {name}", net.site(name).name, capacity=0.0, start=start, lasts=lasts)
        for name in names
    ]
    Scenario(net, failures, days, replications, seed)  # refuses what cannot be asked
    lab = _Lab(net, failures, days, replications, seed)
    at_once = max(1, LANES_AT_ONCE // replications)
    found = []
    for first in range(0, len(names), at_once):
        found += lab.measure(failures[first : first + at_once], start, mapper)
    ranked = sorted(found, key=lambda row: (-row.exposure.mean, row.site))
    unit = totals(net, lab.structure, lab.rates).unit
    return Exposure(net, tuple(ranked), start, lasts, days, replications, seed, unit)


def _must_start(start: int, days: int) -> None:
    if not 0 <= start < days:
        raise BadScenario(Finding("E305", "The `start` of an outage", f"must be in [0, {max(0, days - 1)}]", str(start),
                                  "Let it begin within the days that are simulated"))  # fmt: skip


class _Lab:
    """The arrays shared by all failures, and the calm run they are measured against."""

    def __init__(
        self, net: Network, failures: Sequence[Disruption], days: int, replications: int, seed: int
    ) -> None:
        from echelon.world.gates import gates
        from echelon.world.prepare import prepare

        self.net, self.days, self.replications = net, days, replications
        alike = np.arange(replications)
        self.hit = {
            failure.name: compiled(net, [failure], days=days, seed=seed, replications=alike)
            for failure in failures
        }
        self.gates = gates([], largest_of(found.largest for found in self.hit.values()))
        self.structure = build(net)
        self.rates = rates(net, self.structure)
        self.customer = net["demand"]["customer"][self.structure.demand_row]
        self.weights = of_each(net, self.structure, self.rates, self.customer)
        self.tables = prepare(net, self.structure, self.rates, days=days, seed=seed, gates=self.gates)
        self.calm: tuple[Floats, Floats] | None = None

    def job(self, failures: Sequence[Disruption]) -> Job:
        """Lanes of all failures after each other, each with all replications."""
        from echelon.world.gates import changes, singles
        from echelon.world.run import Job
        from echelon.world.start import start

        count = self.replications
        hit = [(at * count, self.hit[failure.name]) for at, failure in enumerate(failures)]
        ids = np.tile(np.arange(count), max(1, len(failures)))
        return Job(
            self.tables,
            changes([(first, first + count, each.rows) for first, each in hit], self.gates, self.days),
            ids,
            self.days,
            start(self.net, self.structure, self.tables),
            singles([(first, each.turns) for first, each in hit], self.gates, len(ids)),
        )

    def measure(self, failures: Sequence[Disruption], start: int, mapper: Mapper) -> list[SiteExposure]:
        """What each of some failures does."""
        from echelon.world.run import run

        if self.calm is None:
            self.calm = run(self.job([]), mapper)
        counted = run(self.job(failures), mapper)
        parts = [slice(at * self.replications, (at + 1) * self.replications) for at in range(len(failures))]
        return [
            self.site(
                failure.targets[0], self.calm, (counted.daily[..., part], counted.customer[..., part]), start
            )
            for failure, part in zip(failures, parts, strict=True)
        ]

    def site(
        self, name: str, calm: tuple[Floats, Floats], hit: tuple[Floats, Floats], start: int
    ) -> SiteExposure:
        """What the loss of one site does, calm and hit by columns of days and of customers."""
        loss = summed(net_of(calm[0])) - summed(net_of(hit[0]))
        survive, recover = shortages(calm[0], hit[0], start)
        service = [
            ratio(over_days(daily, ON_TIME), over_days(daily, DEMANDED)).mean() for daily in (calm[0], hit[0])
        ]
        return SiteExposure(
            site=name,
            exposure=mean_interval(loss),
            survive=spread(survive),
            recover=spread(recover),
            service_lost=100.0 * float(service[0] - service[1]),
            customers=hurt(self.customer, self.weights, calm[1], hit[1]),
            reason=reason(self.net, name),
        )


def shortages(calm: Floats, hit: Floats, start: int) -> tuple[Floats, Floats]:
    """Days from `start` until the first short day `[replication]`, and until service is back for good `[part]`; inf if never.

    calm, hit   daily columns [kpi, day, replication]
    Recovery is judged on the mean over replications, each time without a tenth of them: two runs with the same luck may
    stay out of step for good (a reorder point is met on another day) although service is what it was.
    """
    missing = (calm[ON_TIME] - hit[ON_TIME])[start:]
    limit = np.maximum(SHORT * over_days(calm, DEMANDED) / calm.shape[1], 1e-9)
    short = missing > limit
    survive = np.where(short.any(axis=0), short.argmax(axis=0).astype(np.float64), math.inf)
    tenths = np.arange(missing.shape[1]) % PARTS
    kept = (
        [tenths != part for part in range(min(PARTS, missing.shape[1]))]
        if missing.shape[1] > 1
        else [tenths == 0]
    )
    means = np.stack([missing[:, keep].mean(axis=1) for keep in kept], axis=1)
    limits = np.array([limit[keep].mean() for keep in kept])
    return survive, _recover(means, limits)


def _recover(missing: Floats, limit: Floats) -> Floats:
    """Day after the last one that begins a short week; 0 where none does, inf where that is in the last week. `[column]`"""
    days = len(missing)
    window = np.cumsum(np.vstack([np.zeros((1, missing.shape[1])), missing]), axis=0)
    reach = np.minimum(np.arange(days) + SMOOTH, days)
    short = (window[reach] - window[:-1]) / SMOOTH > limit
    last = days - 1 - short[::-1].argmax(axis=0)
    back = np.where(last + SMOOTH < days, last + 1.0, math.inf)
    return np.where(short.any(axis=0), back, 0.0)


def hurt(customer: NDArray[Any], weights: Floats, calm: Floats, hit: Floats) -> tuple[str, ...]:
    """Customers who lose more than 1 % of their fill rate, most hurt first.

    customer, weights   who asks, and what a unit counts in the total of one customer [demand]
    calm, hit           columns [total, demand, replication]
    """
    weight, lost = weights[:, None], {}
    for name in dict.fromkeys(customer.tolist()):
        mine = customer == name
        asked, before, after = (
            float((units[mine] * weight[mine]).sum()) for units in (calm[0], calm[1], hit[1])
        )
        lost[str(name)] = (before - after) / asked if asked else 0.0
    return tuple(
        sorted((name for name, part in lost.items() if part > 0.01), key=lambda name: (-lost[name], name))
    )


def reason(net: Network, name: str) -> str:
    """Why a site matters, in one sentence, from the structure alone."""
    lanes = net["lane"]
    passing = sum(name in words(via) for via in lanes["via"])
    if passing:
        return "1 lane passes it" if passing == 1 else f"{passing} lanes pass it"
    sources: dict[str, list[str]] = {}
    for site, item in zip(net["recipe"]["site"], net["recipe"]["item"], strict=True):
        sources.setdefault(str(item), []).append(str(site))
    mine = [item for item, makers in sources.items() if name in makers]
    alone = [item for item in mine if sources[item] == [name]]
    if alone:
        return f"The only source of {_listed(alone)}"
    if mine:
        return f"One of {max(len(sources[item]) for item in mine)} sources of {_listed(mine)}"
    served = sorted(
        {
            str(c)
            for c, site in zip(net["demand"]["customer"], net["demand"]["site"], strict=True)
            if site == name
        }
    )
    if served:
        return f"Serves {_listed(served)}"
    feeds = net.site(name).feeds
    return f"Supplies {_listed(list(feeds))}" if feeds else "Nothing depends on it"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
