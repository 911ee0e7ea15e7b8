"""What happened in some replications, as curves by day: all lanes of one world at once, traced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Cause as Breaks, Compiled, compiled
from echelon.disruption.causes import actors
from echelon.disruption.rows import woven
from echelon.disruption.targets import Target
from echelon.network.build import Structure, build
from echelon.network.opening import NOTHING
from echelon.network.rates import rates
from echelon.study.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """One lane, by day `[day, entity]`. Totals since day 0 unless said otherwise, units of the item.

    asked, met, lost [D]   of customers; met holds what was lost too: first come, first served
    heard, shipped, received [F]   orders known to the supplier, less those withdrawn; of the evening what is due, and of that
                    what is aside: taken out of stock and held back
    ordered, started, finished, entered [P]   production orders; finished good or bad; what came into stock from makers
    gone [P] out of stock, and not to anybody: destroyed, withdrawn, too old
    stock, pending of the evening [P]; staged inputs of the evening [G]
    """

    asked: Floats
    met: Floats
    lost: Floats
    heard: Floats
    shipped: Floats
    received: Floats
    due: Floats
    aside: Floats
    ordered: Floats
    started: Floats
    finished: Floats
    entered: Floats
    gone: Floats
    stock: Floats
    pending: Floats
    staged: Floats


EVENING = ("due", "aside", "stock", "pending", "staged")
OF_CUSTOMERS = ("asked", "met", "lost")


class Lab:
    """One replication of a scenario, with any of its disruptions left out, in lanes of one world.

    acting   what each cause does, in the order of the scenario
    under_way [pipe] units under way before day 0, flows first, then recipes
    """

    def __init__(self, scenario: Scenario, replication: int, forced: bool) -> None:
        from echelon.world.gates import gates
        from echelon.world.prepare import prepare
        from echelon.world.start import must_fit, start

        net = scenario.network
        self.scenario, self.replication = scenario, replication
        self.ids = np.array([replication])
        self.acting = self._acting()
        self.gates = gates([], self._largest())
        self.structure: Structure = build(net)
        opening = scenario.opening or NOTHING
        must_fit(net, self.structure, opening)
        self.tables = prepare(net, self.structure, rates(net, self.structure), days=scenario.days, seed=scenario.seed,
                              gates=self.gates, policies=scenario.policies, opening=opening, forced=forced)  # fmt: skip
        self.start = start(net, self.structure, self.tables, opening)
        ring, pipes = np.asarray(self.start.ring), self.tables.pipes
        self.under_way = np.add.reduceat(ring, pipes["base"]) if len(pipes) else np.zeros(0)

    def _acting(self) -> list[Compiled]:
        """What each cause does; of a cascade, what it brings in the presence of the others."""
        scenario, net = self.scenario, self.scenario.network
        found = actors(
            net, scenario.disruptions, days=scenario.days, seed=scenario.seed, replications=self.ids
        )
        return [woven(net, [each for each in found if each.cause == at], scenario.days)
                for at in range(len(scenario.disruptions))]  # fmt: skip

    def _largest(self) -> dict[Target, float]:
        """Factors that no lane exceeds, whichever causes are left out."""
        found: dict[Target, float] = {}
        for each in self.acting:
            found |= {target: found.get(target, 1.0) * most for target, most in each.largest.items()}
        return found

    def compiled(self, causes: Sequence[Breaks]) -> Compiled:
        """What some causes do together in the replication."""
        scenario = self.scenario
        return compiled(
            scenario.network, causes, days=scenario.days, seed=scenario.seed, replications=self.ids
        )

    def without(self, left_out: Sequence[int]) -> list[Breaks]:
        """What breaks in the scenario, but for some."""
        return [each for at, each in enumerate(self.scenario.disruptions) if at not in left_out]

    def factors(self, target: Target) -> list[Floats | None]:
        """What each disruption does to a target alone, day by day; None where it never hits it."""
        days = self.scenario.days
        return [each.factors(target, 1, days)[0] if target in each.targets else None for each in self.acting]

    def courses(self, several: Sequence[Sequence[Breaks]], *, customers_only: bool = False) -> list[Course]:
        """How the replication goes with each of several lists of disruptions."""
        from echelon.world.daily import advance
        from echelon.world.gates import changes, singles
        from echelon.world.run import Job, before
        from echelon.world.state import counts, moves

        days, lanes = self.scenario.days, len(several)
        hit = [(lane, self.compiled(each)) for lane, each in enumerate(several)]
        job = Job(
            self.tables,
            changes([(lane, lane + 1, each.rows) for lane, each in hit], self.gates, days),
            np.full(lanes, self.replication),
            days,
            self.start,
            singles([(lane, each.turns) for lane, each in hit], self.gates, lanes),
        )
        state, kept, moved = before(job, lanes), counts(self.tables, days, lanes), moves(self.tables, lanes)
        ids, acting = job.replications.astype(np.uint32), job.of_block(0, lanes)
        names = OF_CUSTOMERS if customers_only else tuple(Course.__dataclass_fields__)
        curves: dict[str, Any] = {}
        for day in range(days):
            advance(self.tables, acting, state, kept, moved[""], ids, 0, day, day + 1, None)
            today = self._today(state, moved)
            for name in names:
                curves.setdefault(name, np.empty((days, *today[name].shape)))[day] = today[name]
        blank = {name: np.zeros((days, 0, lanes)) for name in Course.__dataclass_fields__}
        if not customers_only:
            opening = np.broadcast_to(np.asarray(self.start.stock)[None, :, None], curves["stock"][:1].shape)
            kept = np.diff(curves["stock"], axis=0, prepend=opening)
            curves["gone"] = np.maximum(curves["gone"] - kept, 0.0)
        summed = {name: each if name in EVENING else np.cumsum(each, axis=0) for name, each in curves.items()}
        return [Course(**{name: np.ascontiguousarray(each[:, :, lane]) for name, each in (blank | summed).items()})
                for lane in range(lanes)]  # fmt: skip

    def _today(self, state: Any, moved: Any) -> dict[str, Any]:
        tables, s = self.tables, self.structure
        finished = moved["done"].copy()
        if state.scrap is not None and len(state.scrap):
            finished[tables.yields.point] += state.scrap
        makers = np.repeat(np.arange(len(s.points)), np.diff(s.output_start))
        entered = moved["done"].copy()
        np.add.at(entered, s.output_point, moved["done"][makers] * s.output_quantity[:, None])
        aside = np.zeros_like(state.due) if state.aside is None else state.aside
        return {
            "asked": state.asked, "met": moved["sold"] + moved["swapped"] + moved["gone"], "lost": moved["gone"],
            "heard": state.ordered[tables.flows["heard"]] - moved["cancelled"], "shipped": moved["shipped"],
            "received": moved["received"], "due": state.due + aside, "aside": aside, "ordered": moved["ordered"],
            "started": moved["started"], "finished": finished, "entered": entered, "stock": state.stock,
            "pending": state.pending, "staged": state.staged, "gone": entered + self._bought(moved) - self._left(moved),
        }  # fmt: skip

    def _bought(self, moved: Any) -> Any:
        """What came into each stock point on flows today. `[P, lane]`"""
        s = self.structure
        into = np.repeat(s.group_point, np.diff(s.flow_start))
        found = np.zeros_like(moved["done"])
        bought = np.flatnonzero(s.recipe_row[into] < 0)
        np.add.at(found, into[bought], moved["received"][bought])
        return found

    def _left(self, moved: Any) -> Any:
        """What left each stock point today, for receivers, customers, or a recipe that draws. `[P, lane]`"""
        tables, s = self.tables, self.structure
        found = moved["issued"] + moved["handed"]
        into = np.repeat(s.group_point, np.diff(s.flow_start))
        drawn = np.flatnonzero(tables.points["draws"][into] == 1)
        np.add.at(found, s.source[drawn], moved["shipped"][drawn])
        if tables.swap is not None:
            for d in np.flatnonzero(tables.demands["swap"] >= 0).tolist():
                found[tables.swap[tables.demands["swap"][d]]["point"]] += moved["used"][d]
        return found


def alone(scenario: Scenario, replication: int) -> Scenario:
    """The question about one replication."""
    return replace(scenario, replications=1, first_replication=replication)
