"""Stages that hold stock and promise service times, the flows between them, and what may be asked of both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding, nearest

LONGEST = 3650
"""Most whole days that one stage or flow may take."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place that holds stock and promises a service time.

    days       whole day, [0, 3650], from having all inputs to stock
    cost       money per unit held and unit of time, [0, inf)
    mean, sd   unit/day, of what customers ask here; 0 and 0 where none ask
    z          multiple of the spread that promises cover, [0, inf)
    promise    whole day, longest service time it may promise; None: 0 where customers ask, elsewhere any
    inbound    whole day, service time of its source outside the network
    """

    name: str
    days: int
    cost: float = 0.0
    mean: float = 0.0
    sd: float = 0.0
    z: float = 1.645
    promise: int | None = None
    inbound: int = 0


@dataclass(frozen=True, slots=True)
class Arc:
    """A flow between stages: units of the source's goods in one unit of the target's, and whole days under way."""

    source: str
    target: str
    quantity: float = 1.0
    days: int = 0


def upstream_first(stages: Sequence[Stage], arcs: Sequence[Arc], pooling: float = 2.0) -> list[Stage]:
    """The stages, every source before its targets; `BadScenario` with all that is wrong (E260).

    >>> [stage.name for stage in upstream_first([Stage("shop", 1), Stage("depot", 2)], [Arc("depot", "shop")])]
    ['depot', 'shop']
    """
    found = [*_findings(stages, arcs), *_exponent(pooling)]
    if found:
        raise BadScenario(found)
    known = {stage.name: stage for stage in stages}
    waiting = dict.fromkeys(known, 0)
    for arc in arcs:
        waiting[arc.target] += 1
    order = [name for name, count in waiting.items() if not count]
    receivers: dict[str, list[str]] = {}
    for arc in arcs:
        receivers.setdefault(arc.source, []).append(arc.target)
    for name in order:  # grows while it is walked
        for target in receivers.get(name, ()):
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    if len(order) < len(known):
        stuck = next(name for name, count in waiting.items() if count)
        raise BadScenario(
            _wrong(f"The stage `{stuck}`", "must not supply itself", "a circle of flows", "Cut one of them")
        )
    return [known[name] for name in order]


def _findings(stages: Sequence[Stage], arcs: Sequence[Arc]) -> Iterator[Finding]:
    names = [stage.name for stage in stages]
    for name in sorted(
        {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
    ):
        yield _wrong(f"The stage `{name}`", "must be given once", "", "Give every stage a name of its own")
    for stage in stages:
        whole = {
            "days": stage.days,
            "inbound": stage.inbound,
            "promise": 0 if stage.promise is None else stage.promise,
        }
        amounts = {"cost": stage.cost, "mean": stage.mean, "sd": stage.sd, "z": stage.z}
        yield from _out_of_bounds(f"stage `{stage.name}`", whole, amounts)
    known = dict.fromkeys(names)
    for arc in arcs:
        yield from _out_of_bounds(
            f"flow `{arc.source}→{arc.target}`", {"days": arc.days}, {"quantity": arc.quantity}
        )
        for name in (name for name in (arc.source, arc.target) if name not in known):
            close = nearest(name, names)
            yield _wrong(f"The stage `{name}` of flow `{arc.source}→{arc.target}`", "must be given", "",
                         f"Did you mean `{close}`?" if close else "Add it to the stages")  # fmt: skip


def _out_of_bounds(what: str, whole: Mapping[str, object], amounts: Mapping[str, float]) -> Iterator[Finding]:
    for name, days in whole.items():
        if not isinstance(days, int) or not 0 <= days <= LONGEST:
            yield _wrong(
                f"The `{name}` of {what}",
                f"must be a whole number in [0, {LONGEST}]",
                f"{days:g}",
                "Count whole days",
            )
    for name, amount in amounts.items():
        if not 0 <= amount < math.inf:
            yield _wrong(
                f"The `{name}` of {what}", "must be in [0, inf)", f"{amount:g}", "Enter a finite number"
            )


def _exponent(pooling: float) -> Iterator[Finding]:
    if not 1 <= pooling < math.inf:
        yield _wrong(
            "The exponent `pooling`",
            "must be in [1, inf)",
            f"{pooling:g}",
            "Take 2 where receivers are independent",
        )


def _wrong(what: str, must: str, got: str, remedy: str) -> Finding:
    return Finding("E260", what, must, got, remedy)
