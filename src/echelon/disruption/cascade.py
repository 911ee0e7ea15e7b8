"""Rules by which one disruption brings another during the run: a port closed for longer than 5 days, the next one congested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.core.words import happens
from echelon.disruption.distribution import whole_days
from echelon.disruption.grammar import disruption_of
from echelon.disruption.impact import HIGHEST, HOLDS, Disruption, Hit
from echelon.disruption.rows import Actor, woven
from echelon.disruption.spells import Luck, Occurrences, spells
from echelon.disruption.targets import Target
from echelon.network.model import Network, Site


@dataclass(frozen=True, slots=True)
class Cascade:
    """When a factor has been low for long enough, something else breaks.

    when         what is watched, as in `hits`; where it names several, one of them is enough
    at_most      the factor at or below which it counts
    longer_than  [0, inf), days: on the first day after so many in a row that also counts, the rule acts; once in a row of days
    then         disruptions that begin `start` days after that
    probability  [0, 1] that they do, drawn each time
    watches      capacity, or another attribute, or what is held
    start        day before which it does not act; where it has been so for long enough by then, it acts on that day

    >>> full = Disruption("queue", "Shanghai", capacity=0.6, lasts=14)
    >>> Cascade("queue next door", when="Ningbo", longer_than=5, then=full).document()["longer_than"]
    5
    """

    name: str
    when: Hit | Sequence[Hit]
    then: Disruption | Sequence[Disruption]
    at_most: float = 0.0
    longer_than: int = 0
    probability: float = 1.0
    watches: str = field(default="capacity", kw_only=True)
    start: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        several = [self.then] if isinstance(self.then, Disruption | Mapping) else list(self.then)
        then = tuple(disruption_of(each) if isinstance(each, Mapping) else each for each in several)
        object.__setattr__(self, "then", then)
        fits = whole_days(self.longer_than) and whole_days(self.start)
        if not (fits and 0.0 <= self.probability <= 1.0 and self.at_most >= 0.0 and then):
            must = "must act after whole days, with a probability in [0, 1], a factor of 0 or more and something that it does"
            raise BadScenario(
                Finding("E425", f"The cascade `{self.name}`", must, str(self.longer_than), "Mend it")
            )
        if self.watches not in (*HIGHEST, *HOLDS):
            must = f"must be one of {', '.join([*HIGHEST, *HOLDS])}"
            raise BadScenario(
                Finding(
                    "E416", f"What cascade `{self.name}` watches", must, self.watches, "Choose one of them"
                )
            )

    @property
    def effects(self) -> tuple[Disruption, ...]:
        """What it brings."""
        return self.then  # type: ignore[return-value]  # made a tuple when it was made

    @property
    def watched(self) -> Disruption:
        """A disruption of what it watches, to find its targets by; it has no effect."""
        acts: dict[str, Any] = {"hold": self.watches} if self.watches in HOLDS else {self.watches: 1.0}
        hits = [self.when] if isinstance(self.when, str | Site) else list(self.when)
        return Disruption(self.name, hits, lasts=1, **acts)

    def document(self) -> dict[str, object]:
        """Everything that counts for a question's digest."""
        more = {"watches": self.watches, "start": self.start, "probability": self.probability}
        usual = {"watches": "capacity", "start": 0, "probability": 1.0}
        return {
            "name": self.name, "when": sorted(self.watched.targets), "at_most": self.at_most, "longer_than": self.longer_than,
            "then": [each.document() for each in self.effects],
            **{name: value for name, value in more.items() if value != usual[name]},
        }  # fmt: skip


@dataclass(slots=True)
class Rule:
    """A cascade at work: what it watches and hits, and where it has acted so far, `[lane, day]`."""

    cascade: Cascade
    watched: tuple[Target, ...]
    hits: tuple[tuple[Target, ...], ...]
    cause: int
    acted: NDArray[np.bool_]
    looked: NDArray[np.bool_]

    def feeds(self, other: Rule) -> bool:
        """Whether what it brings may set off another."""
        return any(target in other.watched for hit in self.hits for target in hit)

    def actors(self, luck: Luck, days: int) -> Iterator[Actor]:
        """What it has brought so far."""
        lane, day = np.nonzero(self.acted)
        at = Occurrences(lane, day, np.zeros(len(lane), dtype=np.int64))
        for effect, hit in zip(self.cascade.effects, self.hits, strict=True):
            who = f"{self.cascade.name}: {effect.name}"
            for again, when in enumerate(spells(effect, luck, at, days, who)):
                yield Actor(effect, hit, when, self.cause, bool(again))


def rule_of(
    cascade: Cascade,
    watched: Sequence[Target],
    hits: Sequence[Sequence[Target]],
    cause: int,
    shape: tuple[int, int],
) -> Rule:
    """A cascade that has not acted yet; `shape` is lanes and days."""
    mine = tuple(tuple(hit) for hit in hits)
    return Rule(
        cascade, tuple(watched), mine, cause, np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    )


def cascaded(
    net: Network, actors: Sequence[Actor], rules: Sequence[Rule], luck: Luck, days: int
) -> list[Actor]:
    """All that acts once the rules have done what they do.

    A rule looks once all that may set it off has acted; rules in a circle look day after day, in each lane only at the first day
    on which one of them acts, for what comes later may be set off by it.
    """
    left = list(rules)
    while left:
        ready = [rule for rule in left if not any(other.feeds(rule) for other in left)]
        if ready:
            _act(net, [*actors, *_brought(rules, luck, days)], ready, luck, days, first=False)
        else:
            ready = left
            while _act(net, [*actors, *_brought(rules, luck, days)], ready, luck, days, first=True):
                pass  # it ends: a rule looks at each day of a lane once
        left = [rule for rule in left if rule not in ready]
    return [*actors, *_brought(rules, luck, days)]


def _brought(rules: Sequence[Rule], luck: Luck, days: int) -> list[Actor]:
    return [actor for rule in rules for actor in rule.actors(luck, days)]


def _act(
    net: Network, actors: Sequence[Actor], rules: Sequence[Rule], luck: Luck, days: int, *, first: bool
) -> bool:
    """Let rules act where they are set off and have not looked; `first`: only on the first such day of each lane."""
    wanted = {target for rule in rules for target in rule.watched}
    seen = [Actor(each.disruption, mine, each.when, each.cause) for each in actors
            if (mine := tuple(target for target in each.targets if target in wanted))]  # fmt: skip
    lanes = len(luck.replications)
    there = woven(net, seen, days)
    due = [_due(rule, [there.factors(target, lanes, days) for target in rule.watched]) for rule in rules]
    if first:
        earliest = np.logical_or.reduce(due).argmax(axis=1)
        on_it = np.arange(days) == earliest[:, None]
        due = [each & on_it for each in due]
    for rule, each in zip(rules, due, strict=True):
        rule.looked |= each
        lane, day = np.nonzero(each)
        at = Occurrences(lane, day, np.zeros(len(lane), dtype=np.int64))
        yes = happens(luck.words(f"cascade {rule.cascade.name}", "acts", at), rule.cascade.probability)
        rule.acted[lane[yes], day[yes]] = True
    return any(bool(each.any()) for each in due)


def _due(rule: Rule, factors: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Days on which a rule is set off, of those on which it has not looked yet. `[lane, day]`"""
    low = np.logical_or.reduce([each <= rule.cascade.at_most for each in factors])
    days = np.arange(low.shape[1])
    since = np.maximum.accumulate(np.where(low, -1, days), axis=1)
    acts = np.maximum(since + rule.cascade.longer_than + 1, rule.cascade.start)
    return np.asarray(low & (days == acts) & ~rule.looked)
