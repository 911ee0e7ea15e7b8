"""Time to survive by simulation held against that of the static model, and why they differ.

Both are asked of the network on a mean day (`steady`), from the same morning of a calm run: the static model has what is on hand,
what waits for recipes, and all that is bound for a stock point. What fails stays down, and its stock with it. Days are whole:
the simulation counts days on which all demand is met on time, the static model survives t days, which are floor(t) whole ones.
The static model answers with perfect foresight and at once, so the simulation cannot survive longer.

A difference is explained by taking one thing away at a time: lead times (what starts or leaves from then on takes no time),
goods under way (the static model without them), and the policy (the static model in which every flow and make keeps to its
usual share of the demand). What closes most of the gap is named first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Disruption, compiled, step
from echelon.network.model import Network
from echelon.study.exposure.failures import Terms, Wanted, failures_of
from echelon.study.exposure.held import CALM, FAR, LEADS, POLICY, SEVERAL, UNDER_WAY, Held, Part, whole
from echelon.study.exposure.lab import Lab
from echelon.study.exposure.shortages import DUST, first_day
from echelon.study.exposure.steady import steady
from echelon.study.static.convert import Asked, asked
from echelon.study.static.failures import Places, failure_of
from echelon.study.static.matrix import matrix_of
from echelon.study.static.model import Failure, Static
from echelon.study.static.program import Survival, steady as undisturbed
from echelon.world.counted import DELIVERED, DEMANDED, ON_TIME

if TYPE_CHECKING:
    from echelon.world.run import Mapper

Floats = NDArray[np.float64]


def against_static(net: Network, failures: Sequence[Wanted] = (), *, start: int = 60, days: int = 365, capacity: float = 0.0,
                   forced: bool = False, mapper: Mapper = map) -> tuple[Held, ...]:  # fmt: skip
    """Every failure by simulation and by the static model, those first that differ most.

    failures   as in `stress`, of capacity; each stays as it is at its worst to the end of the horizon
    forced     compile every law in, so that many networks share one kernel
    """
    mean = steady(net)
    wanted = [(name, _lasting(each, days))
              for name, each in failures_of(mean, failures, Terms(start, 1, capacity, step()), days)]  # fmt: skip
    starts = sorted({each.start for _, each in wanted})
    lab = Lab(
        mean,
        [each for _, each in wanted] + [_at_once(mean, at, days) for at in starts],
        days,
        1,
        1,
        forced=forced,
    )
    found: list[Held] = []
    for instant, at in zip(lab.failures[len(wanted) :], starts, strict=True):
        found += _Bench(lab, at, mapper).held(
            [(name, each) for name, each in wanted if each.start == at], instant
        )
    return tuple(sorted(found, key=lambda held: (-held.gap, held.failure)))


def _lasting(failure: Disruption, days: int) -> Disruption:
    """The failure at its worst, for good."""
    if failure.attribute != "capacity" or failure.varies:
        got = "one that varies" if failure.varies else f"`{failure.attribute}`"
        raise BadScenario(Finding("E531", f"What `{failure.name}` acts on", "must be capacity, without chance", got,
                                  "Hold only such failures against static exposure"))  # fmt: skip
    return replace(failure, lasts=days - failure.start, heals=step(), ramp=0)


def _at_once(net: Network, start: int, days: int) -> Disruption:
    """What starts or leaves from a day on takes no time."""
    sites = [str(name) for name in net["site"]["name"]]
    having = [
        name for name in sites if name in {*net["lane"]["from"].tolist(), *net["recipe"]["site"].tolist()}
    ]
    return Disruption("no lead times", having or sites, lead_time=0.0, start=start, lasts=days - start)


class _Bench:
    """One morning: its state for the static models, and what is simulated from there on."""

    def __init__(self, lab: Lab, start: int, mapper: Mapper) -> None:
        self.lab, self.start, self.mapper = lab, start, mapper
        self.within = lab.days - start
        (self.calm,) = self._served([[]])
        self.asked = asked(lab.net)
        self.places = Places(self.asked, stranded=True)
        on_hand, bound = _stocks(lab, start, self.asked)
        self.best = _survival(bound)
        self.without = _survival(on_hand)
        self.usual = _survival(_as_usual(bound, self.asked))

    def _served(self, several: Sequence[Sequence[Disruption]]) -> list[float]:
        """Days from the morning on for which all that is asked is delivered, in each of several cases.

        On time as well: what is delivered of an old backlog is not what is asked today.
        """
        from echelon.world.run import run

        lab, alone = self.lab, np.arange(1)
        hit = [compiled(lab.net, each, days=lab.days, seed=1, replications=alone) for each in several]
        daily = run(lab.job(hit, 1), self.mapper).daily[:, self.start :]
        short = daily[DEMANDED] - np.minimum(daily[DELIVERED], daily[ON_TIME])
        usual = np.maximum(1.0, daily[DEMANDED].mean(axis=0))
        return [float(days) for days in first_day(short > DUST * usual)]

    def held(self, failures: Sequence[tuple[str, Disruption]], instant: Disruption) -> list[Held]:
        """All failures of this morning, and why they differ."""
        static = [failure_of(self.places, each, float(self.within)) for _, each in failures]
        served = self._served([[each] for _, each in failures])
        found = [Held(name, self.best.days(down), days, self.within, "", ())
                 for (name, _), down, days in zip(failures, static, served, strict=True)]  # fmt: skip
        far = [
            at
            for at, each in enumerate(found)
            if each.gap > FAR * whole(each.static_days, self.within) + 1e-9
        ]
        soon = self._served([[failures[at][1], instant] for at in far]) if far else []
        for at, days in zip(far, soon, strict=True):
            found[at] = self._explained(found[at], static[at], days)
        return found

    def _explained(self, held: Held, static: Failure, instantly: float) -> Held:
        """Why the simulation survives less; `instantly` days with no lead times."""
        within = float(self.within)
        if self.calm <= held.dynamic_days < within:
            return replace(held, reason=CALM)
        best = whole(held.static_days, self.within)
        closed = {
            LEADS: min(instantly, within) - min(held.dynamic_days, within),
            UNDER_WAY: best - whole(self.without.days(static), self.within),
            POLICY: best - whole(self.usual.days(static), self.within),
        }
        parts = [Part(reason, min(days, held.gap)) for reason, days in closed.items() if days >= 1.0]
        parts.sort(key=lambda part: (-part.days, list(closed).index(part.reason)))
        return replace(held, reason=parts[0].reason if parts else SEVERAL, parts=tuple(parts))


def _survival(static: Static) -> Survival:
    matrix = matrix_of(static)
    return Survival(static, matrix, undisturbed(static, matrix))


def _stocks(lab: Lab, start: int, question: Asked) -> tuple[Static, Static]:
    """The static model on a morning of the calm run: with what is on hand, and with all that is bound for a point as well."""
    from echelon.world.history import under_way
    from echelon.world.routes import waiting
    from echelon.world.run import states

    job, s, static = lab.job([], 1), lab.structure, question.static
    stock, staged = static.stock, np.zeros(len(s.quantity))
    way = np.zeros(len(job.tables.pipes))
    held = np.zeros(len(s.flows))
    for day, state, _, _ in states(job, 0):
        if day == start - 1:
            stock, staged = state.stock[:, 0].copy(), state.staged[:, 0].copy()
            way, held = under_way(job, state, day), waiting(job.tables.route, state, len(s.flows))[:, 0]
            way = way if state.docked is None else way + state.docked.waiting[:, 0]
            break
    needs = np.flatnonzero(s.recipe_row[s.group_point] >= 0)
    on_hand = replace(static, stock=stock, need_stock=staged[needs]) if start else static
    if not start:
        return on_hand, on_hand
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    came = np.bincount(group, weights=way[: len(s.flows)] + held, minlength=len(s.quantity))
    made = np.flatnonzero(s.recipe_row >= 0)
    bound, waits = stock.copy(), staged + np.where(s.recipe_row[s.group_point] >= 0, came, 0.0)
    np.add.at(bound, s.group_point, np.where(s.recipe_row[s.group_point] >= 0, 0.0, came))
    np.add.at(bound, made, way[len(s.flows) :])
    return on_hand, replace(static, stock=bound, need_stock=waits[needs])


def _as_usual(static: Static, question: Asked) -> Static:
    """Every flow and make at most as on a mean day: shares stay, and nobody makes more than is asked of him."""
    r = question.rates
    usual = np.concatenate([
        r.need[static.make_point] / static.made, r.flow_need, np.full(len(static.demands), math.inf)
    ])  # fmt: skip
    return replace(static, capacity=np.minimum(static.capacity, usual))
