"""As many replications as a wished precision takes: more are added until a measure's mean is known well enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.many import Run
from echelon.study.measure import MEASURES
from echelon.study.scenario import Scenario
from echelon.study.statistics import Precision, Stopping
from echelon.study.statistics.stopping import FEWEST

MOST = 10_000
"""Replications that are never exceeded, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Precise:
    """A wish: to know the mean of a measure to a part of itself, with 95 % confidence.

    relative   (0, 1), such as 0.01
    of         a name in `MEASURES`;  most [2, inf), replications that are never exceeded
    """

    relative: float
    of: str = "net"
    most: int = MOST

    def __post_init__(self) -> None:
        Stopping(self.relative, most=self.most)
        if self.of not in MEASURES:
            close = nearest(self.of, list(MEASURES))
            raise BadScenario(Finding("E462", "The measure to know precisely", f"must be one of {', '.join(MEASURES)}", self.of,
                                      f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip

    def rule(self, first: int) -> Stopping:
        """When to stop, looking first after so many replications."""
        return Stopping(self.relative, fewest=first, most=self.most)


def run_precisely(scenario: Scenario, wish: Precise, ask: Callable[[Scenario], Run]) -> Run:
    """Ask for the scenario's replications, 30 at least, and for more until the wish is met or its most is reached.

    ask     answers a scenario; what it gives must not depend on how replications are cut into runs
    returns the very answer of a run asked for that many replications at once
    """
    first = min(max(scenario.replications, FEWEST), wish.most)
    rule = wish.rule(first)
    parts = [ask(replace(scenario, replications=first))]
    values = parts[0].measure(wish.of)
    while more := rule.more(rule.look(values)):
        follow = scenario.first_replication + len(values)
        parts.append(ask(replace(scenario, first_replication=follow, replications=more)))
        values = np.concatenate([values, parts[-1].measure(wish.of)])
    return joined(parts)


def reached(run: Run, wish: Precise) -> Precision:
    """How precisely a run knows what was wished."""
    count = run.scenario.replications
    return wish.rule(count).look(run.measure(wish.of))


def joined(parts: Sequence[Run]) -> Run:
    """Runs of one question whose replications follow each other, as one."""
    if len(parts) == 1:
        return parts[0]
    scenario = replace(parts[0].scenario, replications=sum(part.scenario.replications for part in parts))
    daily, customer = (
        np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in ("daily", "customer")
    )
    return replace(parts[0], scenario=scenario, daily=daily, customer=customer)
