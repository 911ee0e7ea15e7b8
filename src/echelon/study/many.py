"""Scenario → Run: the network in arrays, its lanes through a mapper, the answer with its digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from echelon.core.digest import array_digest, digest
from echelon.disruption.causes import compiled
from echelon.disruption.rows import largest_of
from echelon.disruption.targets import Target
from echelon.network.build import Structure, build
from echelon.network.opening import NOTHING
from echelon.network.rates import Rates, rates
from echelon.network.totals import totals
from echelon.study.measure import MEASURES, Measure, Units, shown_measures
from echelon.study.scenario import Scenario
from echelon.study.statistics import Interval, bands, mean_interval

if TYPE_CHECKING:
    from echelon.agents.steer import Steers
    from echelon.world.run import Job, Mapper
    from echelon.world.state import Counts
    from echelon.world.tables import Tables

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """An answer.

    daily      [kpi, day, replication], see `world.state.KPIS`
    customer   [total, demand, replication], see `world.state.CUSTOMER`; demands names the second axis
    unit       of totals of all customers: of measure, or the network's currency where they are weighed by worth
    question   digest of what was asked; laws digest of the law sources
    """

    scenario: Scenario
    daily: Floats
    customer: Floats
    demands: tuple[str, ...]
    unit: str
    question: str
    laws: str

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """One digest per replication, over all it counted."""
        daily, customer = np.moveaxis(self.daily, -1, 0), np.moveaxis(self.customer, -1, 0)
        return tuple(array_digest(parts) for parts in zip(daily, customer, strict=True))

    @cached_property
    def answer(self) -> str:
        """The digest of the run: over its replications' digests in order."""
        return digest(list(self.answers))

    @property
    def units(self) -> Units:
        """What its measures are in."""
        return Units(self.scenario.network.settings.currency, self.unit)

    def measure(self, name: str) -> Floats:
        """One number per replication of a measure in `MEASURES`. `[replication]`"""
        return MEASURES[name].of(self.daily)

    def kpis(self, confidence: float = 0.95, after: int = 0) -> dict[str, Interval]:
        """Mean over replications and its confidence interval, by measure, of the days from day `after` on."""
        daily = self.daily[:, after:]
        return {name: mean_interval(measure.of(daily), confidence) for name, measure in MEASURES.items()}

    def fan(self, name: str) -> dict[str, Floats]:
        """5, 25, 50, 75 and 95 % of replications by day, of a measure that has daily values. `[day]`"""
        return bands(self.series(name))

    def series(self, name: str) -> Floats:
        """Daily values `[day, replication]` of a measure."""
        return MEASURES[name].by_day(self.daily)

    def rows(self, after: int = 0) -> list[tuple[Measure, Interval]]:
        """What `print` and notebooks show: every measure, rare ones where they are not 0, from day `after` on."""
        shown = shown_measures(self.daily)
        kpis = self.kpis(after=after)
        return [(measure, kpis[measure.name]) for measure in shown]

    def __repr__(self) -> str:
        net = self.scenario.network
        head = f"Run({net.name!r}, {self.scenario.days} days, {self.daily.shape[-1]} replications)"
        lines = (
            f"  {m.label_in(self.units):<28}{i.mean:>16,.4g} {m.unit_in(self.units)}" for m, i in self.rows()
        )
        return "\n".join([head, *lines])

    def _repr_html_(self) -> str:
        net = self.scenario.network
        cells = "".join(
            f"<tr><td>{m.label_in(self.units)}</td><td>{i.mean:,.4g}</td><td>{i.low:,.4g} – {i.high:,.4g}</td>"
            f"<td>{escape(m.unit_in(self.units))}</td></tr>"
            for m, i in self.rows()
        )
        return (
            f"<table><tr><th>{escape(net.name)}</th><th>mean</th><th>95 %</th><th></th></tr>{cells}</table>"
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario in arrays, with the structure that names them; gates numbers the targets that are hit."""

    structure: Structure
    rates: Rates
    job: Job
    gates: Mapping[Target, int]


def prepare_run(
    scenario: Scenario,
    *,
    targets: Mapping[Target, float] = MappingProxyType({}),
    levers: bool = False,
    forced: bool = False,
) -> Prepared:
    """The arrays of a scenario; `BadScenario` where a disruption hits nothing known.

    targets  what else may be disrupted, with the largest factor of each: it gets its rows, which change no byte of an answer
    levers   somebody may move them (`world.levers`)
    forced   compile every law in, used or not, so that many networks share one kernel
    """
    from echelon.world.gates import changes, gates, singles
    from echelon.world.prepare import prepare
    from echelon.world.run import Job
    from echelon.world.start import must_fit, start

    net, count = scenario.network, scenario.replications
    ids = np.arange(scenario.first_replication, scenario.first_replication + count)
    hit = compiled(net, scenario.disruptions, days=scenario.days, seed=scenario.seed, replications=ids)
    numbered = gates([], largest_of([hit.largest, targets]))
    structure = build(net)
    opening = scenario.opening or NOTHING
    must_fit(net, structure, opening)
    money = rates(net, structure)
    tables = prepare(net, structure, money, days=scenario.days, seed=scenario.seed, gates=numbered,
                     policies=scenario.policies, opening=opening,
                     levers=levers or bool(scenario.agents), forced=forced)  # fmt: skip
    job = Job(
        tables,
        changes([(0, count, hit.rows)], numbered, scenario.days),
        ids,
        scenario.days,
        start(net, structure, tables, opening),
        singles([(0, hit.turns)], numbered, count),
        steers_of(scenario, structure, money, tables, numbered),
    )
    return Prepared(structure, money, job, numbered)


def steers_of(
    scenario: Scenario, s: Structure, money: Rates, tables: Tables, numbered: Mapping[Target, int]
) -> Steers | None:
    """Who moves the levers of a scenario's job; None where it has no agents.

    numbered   rows of what may be disrupted
    """
    if not scenario.agents:
        return None
    from echelon.agents.place import Place
    from echelon.agents.seeing import watch
    from echelon.agents.steer import Steers
    from echelon.agents.steering import steering_of

    net = scenario.network
    place = Place(net, s, money, tables, scenario.days, scenario.seed)
    return Steers(steering_of(scenario.agents), place, watch(net, scenario.disruptions, numbered))


def run(scenario: Scenario, *, laws: str = "", mapper: Mapper = map, lanes: int = 0) -> Run:
    """Answer a question.

    laws     digest of the law sources, for the question's digest
    mapper   like `map`, perhaps over threads; lanes wished in a block (0: chosen); neither changes a byte
    """
    from echelon.world.run import run as run_lanes

    prepared = prepare_run(scenario)
    counted = run_lanes(prepared.job, mapper, lanes)
    return run_of(scenario, prepared, counted, laws)


def run_of(scenario: Scenario, prepared: Prepared, counted: Counts, laws: str) -> Run:
    """What was counted, as the answer to its question."""
    s = prepared.structure
    unit = totals(scenario.network, s, prepared.rates).unit
    return Run(scenario, counted.daily, counted.customer, s.demands, unit, scenario.question(laws), laws)
