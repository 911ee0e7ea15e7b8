"""All failures run side by side as lanes of one world, replication r of each with the luck of calm replication r.

Exposure is the loss of margin less costs against the calm run. A day is *short* when customers get less on time than in the
calm run, by more than 1 % of a mean day's demand (of its value, where their units cannot be added); time-to-survive is counted
from the failure to the first short day, time-to-recover to the day after the last one that begins a short week (a mean of seven
days, over replications), never if that is within the last week of the run. A few replications are traced for their orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Compiled, Disruption, Recovery, Turns, compiled, step
from echelon.network.build import build
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.network.totals import of_each, totals
from echelon.study.exposure import orders
from echelon.study.exposure.failures import Terms, Wanted, failures_of, healed
from echelon.study.exposure.orders import Orders
from echelon.study.exposure.reason import reason
from echelon.study.exposure.service import curves
from echelon.study.exposure.shortages import first_less, hurt, shortages
from echelon.study.exposure.table import AtRisk, Exposure, FailureExposure
from echelon.study.exposure.tail import backlog_days, overshoot
from echelon.study.measure import net_of, over_days, ratio, summed
from echelon.study.scenario import Scenario
from echelon.study.statistics import mean_interval, spread
from echelon.world.counted import DEMANDED, MARGIN, ON_TIME, REVENUE

if TYPE_CHECKING:
    from echelon.world.run import Job, Mapper

Floats = NDArray[np.float64]
LANES_AT_ONCE = 4096
TRACED = 3
"""Replications of each failure whose orders are read, as many as there are at most."""


class _Seen(NamedTuple):
    """Daily columns, totals of customers, and orders of those lanes that are traced."""

    daily: Floats
    customer: Floats
    orders: Orders


def stress(net: Network, failures: Sequence[Wanted] = (), *, start: int = 60, lasts: int = 30, heals: Recovery | None = None,
           capacity: float = 0.0, days: int = 365, replications: int = 50, seed: int = 1,
           mapper: Mapper = map) -> Exposure:  # fmt: skip
    """Let failures happen in turn, each alone, and rank them by what they cost.

    failures   names of sites, lanes `Kobe→Riga` or places such as `region:Asia`, or disruptions; every site where left out
    start, lasts, heals, capacity   first day and length of what is named, its recovery, and the part [0, 1] that is left of it
    """
    terms = Terms(start, lasts, capacity, step() if heals is None else heals)
    wanted = failures_of(net, failures, terms, days)
    Scenario(
        net, [disruption for _, disruption in wanted], days, replications, seed
    )  # refuses what cannot be asked
    lab = Lab(net, [disruption for _, disruption in wanted], days, replications, seed)
    at_once = max(1, LANES_AT_ONCE // replications)
    found: list[FailureExposure] = []
    for first in range(0, len(wanted), at_once):
        some = range(first, min(first + at_once, len(wanted)))
        found += [
            lab.exposure(wanted[at][0], at, seen)
            for at, seen in zip(some, lab.seen(some, mapper), strict=True)
        ]
    ranked = sorted(found, key=lambda row: (-row.exposure.mean, row.failure))
    unit = totals(net, lab.structure, lab.rates).unit
    return Exposure(net, tuple(ranked), start, lasts, capacity, terms.heals, days, replications, seed, unit)


class Lab:
    """The arrays shared by all failures, and the calm run they are measured against."""

    def __init__(self, net: Network, failures: Sequence[Disruption], days: int, replications: int, seed: int, *,
                 forced: bool = False) -> None:  # fmt: skip
        from echelon.world.gates import gates
        from echelon.world.prepare import prepare

        self.net, self.failures, self.days, self.replications = net, failures, days, replications
        ids = np.arange(replications)
        self.hit = [compiled(net, [failure], days=days, seed=seed, replications=ids) for failure in failures]
        self.gates = gates([], {target for found in self.hit for target in found.targets})
        self.structure = build(net)
        self.rates = rates(net, self.structure)
        self.customer = net["demand"]["customer"][self.structure.demand_row]
        self.weights = of_each(net, self.structure, self.rates, self.customer)
        self.tables = prepare(
            net, self.structure, self.rates, days=days, seed=seed, gates=self.gates, forced=forced
        )
        self.calm: _Seen | None = None

    def job(self, several: Sequence[Compiled], count: int) -> Job:
        """Lanes of all failures after each other, each with the first `count` replications; calm ones where there are none."""
        from echelon.world.gates import changes, singles
        from echelon.world.run import Job
        from echelon.world.start import start

        hit = [(at * count, each) for at, each in enumerate(several)]
        ids = np.tile(np.arange(count), max(1, len(several)))
        return Job(
            self.tables,
            changes([(first, first + count, each.rows) for first, each in hit], self.gates, self.days),
            ids,
            self.days,
            start(self.net, self.structure, self.tables),
            singles([(first, each.turns) for first, each in hit], self.gates, len(ids)),
        )

    def run(self, several: Sequence[Compiled], mapper: Mapper) -> list[_Seen]:
        """What some failures show, one after another; the calm run where there are none."""
        from echelon.world.run import run

        count, few = self.replications, min(TRACED, self.replications)
        counted = run(self.job(several, count), mapper)
        traced = orders.traced(
            self.job([_first(each, few) for each in several], few), self.structure, self.rates, mapper
        )
        return [
            _Seen(
                counted.daily[..., at * count : (at + 1) * count],
                counted.customer[..., at * count : (at + 1) * count],
                orders.some(traced, slice(at * few, (at + 1) * few)),
            )
            for at in range(max(1, len(several)))
        ]

    def seen(self, some: Sequence[int], mapper: Mapper) -> list[_Seen]:
        """What some failures show, after the calm run."""
        if self.calm is None:
            (self.calm,) = self.run([], mapper)
        return self.run([self.hit[at] for at in some], mapper)

    def exposure(self, name: str, at: int, hit: _Seen) -> FailureExposure:
        """What one failure does."""
        failure, calm = self.failures[at], self.calm
        if calm is None:
            raise ValueError("the calm run comes first")
        before, after, start = calm.daily, hit.daily, failure.start
        well = healed(self.hit[at], start, self.replications, self.days)
        loss = summed(net_of(before)) - summed(net_of(after))
        survive, recover = shortages(before, after, start)
        read = curves(before, after, start)
        service = [
            ratio(over_days(daily, ON_TIME), over_days(daily, DEMANDED)).mean() for daily in (before, after)
        ]
        return FailureExposure(
            failure=name,
            disruption=failure,
            exposure=mean_interval(loss),
            range=spread(loss),
            margin=_at_risk(before, after, MARGIN),
            revenue=_at_risk(before, after, REVENUE),
            first_less=spread(first_less(before, after, start)),
            survive=spread(survive),
            recover=spread(recover),
            tail=spread(backlog_days(before, after, well)),
            area=mean_interval(np.array([curve.area for curve in read])),
            lowest=mean_interval(np.array([curve.lowest for curve in read])),
            overshoot=mean_interval(overshoot(before, after, well)),
            bullwhip=orders.bullwhip(calm.orders, hit.orders, start),
            service_lost=100.0 * float(service[0] - service[1]),
            customers=hurt(self.customer, self.weights, calm.customer, hit.customer),
            reason=reason(self.net, failure),
        )


def _at_risk(calm: Floats, hit: Floats, kpi: int) -> AtRisk:
    lost = over_days(calm, kpi) - over_days(hit, kpi)
    return AtRisk(mean_interval(lost), spread(lost))


def _first(hit: Compiled, lanes: int) -> Compiled:
    """What is done in the first lanes."""
    return replace(hit, turns=tuple(_turns(each, lanes) for each in hit.turns))


def _turns(turns: Turns, lanes: int) -> Turns:
    mine = turns.lane < lanes
    return replace(turns, lane=turns.lane[mine], day=turns.day[mine], factor=turns.factor[mine])
