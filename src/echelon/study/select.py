"""Which of several scenarios is best, such as responses to one disruption, with a probability that the choice is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.many import Run, run
from echelon.study.measure import MEASURES, Units
from echelon.study.scenario import Scenario
from echelon.study.selection import Chosen, Draw, kim_nelson, ocba

AT_ONCE = 50
"""Replications asked for at once: lanes share the work of a day."""
PROCEDURES = ("kn", "ocba")
"""KN: the choice is right with a promised probability; OCBA: the likeliest choice within a budget."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The best of several scenarios by one measure.

    means, counts   by scenario: of the measure, and replications that were used; those dropped early have fewer
    promised        probability of a right choice: of KN as promised, 0 where it had to stop before; of OCBA as seen
    units           what measures are in
    """

    scenarios: tuple[Scenario, ...]
    measure: str
    number: int
    means: tuple[float, ...]
    counts: tuple[int, ...]
    promised: float
    units: Units

    @property
    def best(self) -> Scenario:
        """The scenario that was chosen."""
        return self.scenarios[self.number]


def select(scenarios: Sequence[Scenario], *, indifference: float = 0.0, measure: str = "net", confidence: float = 0.95,
           first: int = 20, most: int = 10_000, procedure: str = "kn",
           ask: Callable[[Scenario], Run] = run) -> Selection:  # fmt: skip
    """The scenario with the best mean; all share their luck. What responses cost is taken off `net`.

    indifference   (0, inf), unit of the measure: differences below it do not matter; of KN only
    measure        a name in `MEASURES`, the high or the low one wins as it says
    first, most    replications of each at the beginning; never exceeded, by KN of each, by OCBA of all together
    procedure      a name in `PROCEDURES`
    ask            answers a scenario
    raises         `BadScenario` where fewer than two, or of other days, seeds or currencies, or of what cannot be asked
    """
    found = [*_apart(scenarios), *_wrong(measure, indifference, procedure),
             *_sizes(len(scenarios), confidence, (first, most), procedure)]  # fmt: skip
    if found:
        raise BadScenario(found)
    sign, units = 1.0 if MEASURES[measure].better == "high" else -1.0, set[Units]()

    def draw(alternative: int, number: int, count: int) -> np.ndarray:
        scenario = scenarios[alternative]
        number += scenario.first_replication
        run = ask(replace(scenario, first_replication=number, replications=count))
        units.add(run.units)
        return sign * (run.measure(measure) - (scenario.cost if measure == "net" else 0.0))

    chosen = _chosen(
        draw,
        len(scenarios),
        procedure,
        indifference=indifference,
        confidence=confidence,
        first=first,
        most=most,
    )
    means = tuple(sign * mean for mean in chosen.means)
    return Selection(
        tuple(scenarios), measure, chosen.best, means, chosen.counts, chosen.promised, max(units)
    )


def _chosen(draw: Draw, count: int, procedure: str, *, indifference: float, confidence: float, first: int,
            most: int) -> Chosen:  # fmt: skip
    if procedure == "kn":
        return kim_nelson(
            draw,
            count,
            indifference=indifference,
            confidence=confidence,
            first=first,
            most=most,
            batch=AT_ONCE,
        )
    return ocba(draw, count, budget=most, confidence=confidence, first=first)


def _apart(scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    """What keeps scenarios from being compared."""
    if len(scenarios) < 2:
        yield Finding("E463", "The scenarios to choose from", "must be two or more", str(len(scenarios)),
                      "Add another one, such as the calm one")  # fmt: skip
    told = {
        name: [getattr(each, name) for each in scenarios] for name in ("days", "seed", "first_replication")
    }
    told["currency"] = [each.network.settings.currency for each in scenarios]
    for name, got in told.items():
        if len(set(got)) > 1:
            yield Finding("E464", f"The `{name}` of scenarios to choose from", "must be the same", ", ".join(map(str, got)),
                          "Give all of them the same")  # fmt: skip


def _wrong(measure: str, indifference: float, procedure: str) -> Iterator[Finding]:
    """What cannot be chosen by."""
    if measure not in MEASURES:
        close = nearest(measure, list(MEASURES))
        yield Finding("E462", "The measure to choose by", f"must be one of {', '.join(MEASURES)}", measure,
                      f"Did you mean `{close}`?" if close else "Choose one of them")  # fmt: skip
    if procedure not in PROCEDURES:
        yield Finding("E467", "The procedure to choose by", f"must be one of {', '.join(PROCEDURES)}", procedure,
                      "Take kn for a promise, ocba for a budget")  # fmt: skip
    if procedure == "kn" and not indifference > 0.0:
        yield Finding("E465", "The difference that does not matter", "must be above 0", f"{indifference:g}",
                      "Say how much better the best must be for a wrong choice to hurt")  # fmt: skip


def _sizes(count: int, confidence: float, looks: tuple[int, int], procedure: str) -> Iterator[Finding]:
    """Numbers of replications and a probability that no choice can be made by."""
    chance = 1.0 / max(2, count)
    if not chance < confidence < 1.0:
        yield Finding("E468", "The probability of a right choice", f"must be above {chance:.3g}, as by chance, and below 1",
                      f"{confidence:g}", "Ask for 0.95")  # fmt: skip
    first, most = looks
    least = first if procedure == "kn" else first * max(2, count)
    if first < 2 or most < least:
        yield Finding("E469", "The replications of a choice", f"must begin with 2 or more, and be {least} at most or more",
                      f"{first} and {most}", "Begin with 20 of each, and allow for some thousands")  # fmt: skip
