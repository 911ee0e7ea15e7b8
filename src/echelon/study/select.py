"""Which of several scenarios is best, such as responses to one disruption, with the promised probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.many import Run, run
from echelon.study.measure import MEASURES
from echelon.study.scenario import Scenario
from echelon.study.selection import Chosen, kim_nelson

AT_ONCE = 50
"""Replications asked for at once: lanes share the work of a day."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The best of several scenarios by one measure.

    means, counts   by scenario: of the measure, and replications that were used; those dropped early have fewer
    promised        probability of a right choice, 0 where it had to stop before
    """

    scenarios: tuple[Scenario, ...]
    measure: str
    number: int
    means: tuple[float, ...]
    counts: tuple[int, ...]
    promised: float

    @property
    def best(self) -> Scenario:
        """The scenario that was chosen."""
        return self.scenarios[self.number]


def select(scenarios: Sequence[Scenario], *, indifference: float, measure: str = "net", confidence: float = 0.95,
           first: int = 20, most: int = 10_000, ask: Callable[[Scenario], Run] = run) -> Selection:  # fmt: skip
    """The scenario with the best mean, by the procedure KN: all share their luck, and who falls behind is dropped.

    indifference   (0, inf), unit of the measure: differences below it do not matter
    measure        a name in `MEASURES`, the high or the low one wins as it says
    first, most    replications before anything is dropped, and never exceeded
    ask            answers a scenario
    raises         `BadScenario` where fewer than two, or of other days or seeds, or of an unknown measure
    """
    _must_pair(scenarios, measure, indifference)
    sign = 1.0 if MEASURES[measure].better == "high" else -1.0

    def draw(alternative: int, number: int, count: int) -> np.ndarray:
        scenario = scenarios[alternative]
        number += scenario.first_replication
        return sign * ask(replace(scenario, first_replication=number, replications=count)).measure(measure)

    found: Chosen = kim_nelson(draw, len(scenarios), indifference=indifference, confidence=confidence, first=first,
                               most=most, batch=AT_ONCE)  # fmt: skip
    means = tuple(sign * mean for mean in found.means)
    return Selection(tuple(scenarios), measure, found.best, means, found.counts, found.promised)


def _must_pair(scenarios: Sequence[Scenario], measure: str, indifference: float) -> None:
    found = []
    if len(scenarios) < 2:
        found.append(Finding("E463", "The scenarios to choose from", "must be two or more", str(len(scenarios)),
                             "Add another one, such as the calm one"))  # fmt: skip
    for name in ("days", "seed", "first_replication"):
        got = [getattr(each, name) for each in scenarios]
        if len(set(got)) > 1:
            found.append(Finding("E464", f"The `{name}` of scenarios to choose from", "must be the same",
                                 ", ".join(map(str, got)), "Give all of them the same"))  # fmt: skip
    if measure not in MEASURES:
        close = nearest(measure, list(MEASURES))
        found.append(Finding("E462", "The measure to choose by", f"must be one of {', '.join(MEASURES)}", measure,
                             f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip
    if not indifference > 0.0:
        found.append(Finding("E465", "The difference that does not matter", "must be above 0", f"{indifference:g}",
                             "Say how much better the best must be for a wrong choice to hurt"))  # fmt: skip
    if found:
        raise BadScenario(found)
