"""All that can break in a question: disruptions, hazards and cascades, compiled together; and their phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption.cascade import Cascade, cascaded, rule_of
from echelon.disruption.grammar import disruption_of, made_of, unknown_field
from echelon.disruption.hazard import Chance, Hazard
from echelon.disruption.impact import Disruption
from echelon.disruption.rows import Actor, Compiled, woven
from echelon.disruption.spells import Luck, once, spells
from echelon.disruption.targets import Target, targets
from echelon.network.model import Network

Ints = NDArray[np.int64]
Cause = Disruption | Hazard | Cascade


def effects_of(causes: Sequence[Cause]) -> list[Disruption]:
    """Every disruption that is told, those of hazards and cascades included, as if each occurred on day 0."""
    return [
        each for cause in causes for each in ([cause] if isinstance(cause, Disruption) else cause.effects)
    ]


def reached(net: Network, causes: Sequence[Cause]) -> list[tuple[Target, ...]]:
    """What each cause hits; `BadScenario` with every unknown name of all of them."""
    found: list[Finding] = []
    hit = [
        {target for each in effects_of([cause]) for target in targets(net, each, found)} for cause in causes
    ]
    for cause in causes:
        if isinstance(cause, Cascade):
            targets(net, cause.watched, found)
    if found:
        raise BadScenario(found)
    return [tuple(sorted(each)) for each in hit]


def compiled(
    net: Network, causes: Sequence[Cause], *, days: int, seed: int, replications: NDArray[np.int64]
) -> Compiled:
    """What causes do in some replications, over some days; `BadScenario` with every unknown name.

    replications   their numbers: what a replication meets depends on no other. `[lane]`
    """
    return woven(net, actors(net, causes, days=days, seed=seed, replications=replications), days)


def actors(
    net: Network, causes: Sequence[Cause], *, days: int, seed: int, replications: NDArray[np.int64]
) -> list[Actor]:
    """Every disruption as it acts in some replications, what cascades bring included; arguments as of `compiled`."""
    reached(net, causes)
    luck = Luck(seed, np.asarray(replications, dtype=np.int64))
    number: dict[str, int] = {}
    found: list[Actor] = []
    rules = []
    for at, cause in enumerate(causes):
        hit = [targets(net, each, []) for each in effects_of([cause])]
        if isinstance(cause, Disruption):
            found += _alone(cause, hit[0], luck, days, at)
        elif isinstance(cause, Hazard):
            found += _recurring(net, cause, hit, luck, days, number.setdefault(cause.who, at))
        else:
            rules.append(
                rule_of(cause, targets(net, cause.watched, []), hit, at, (len(luck.replications), days))
            )
    return cascaded(net, found, rules, luck, days)


def _alone(disruption: Disruption, hit: Sequence[Target], luck: Luck, days: int, cause: int) -> list[Actor]:
    if not disruption.varies:
        return [Actor(disruption, tuple(hit), None, cause)]
    both = spells(disruption, luck, once(len(luck.replications)), days)
    return [Actor(disruption, tuple(hit), when, cause, bool(again)) for again, when in enumerate(both)]


def _recurring(
    net: Network, hazard: Hazard, hit: Sequence[Sequence[Target]], luck: Luck, days: int, cause: int
) -> list[Actor]:
    chance = Chance(luck.seed, hazard.who, luck.replications, net.settings.start)
    found = []
    for effect, mine, at in zip(hazard.effects, hit, hazard.occurrences(chance, days), strict=True):
        both = spells(effect, luck, at, days, f"{hazard.who}: {effect.name}")
        found += [Actor(effect, tuple(mine), when, cause, bool(again)) for again, when in enumerate(both)]
    return found


class Phases(NamedTuple):
    """The phases of one disruption, by replication. `[spell]`

    name          of the disruption;  again  whether it is a relapse
    replication   its number
    warned        first day of the warning (`announced` days before, not before day 0);  struck  first day of the impact
    healing       first day of the recovery;  healed  first day on which nothing of it is left
    """

    name: str
    again: bool
    replication: Ints
    warned: Ints
    struck: Ints
    healing: Ints
    healed: Ints


def phases(
    net: Network, causes: Sequence[Cause], *, days: int, seed: int, replications: NDArray[np.int64]
) -> list[Phases]:
    """When each disruption warns, strikes, heals and is over, in each replication; days after the horizon included.

    >>> from echelon.testing.networks import hand_made
    >>> fire = Disruption("fire", "Suez", capacity=0.0, start=9, lasts=4, announced=2)
    >>> found, = phases(hand_made(), [fire], days=60, seed=1, replications=np.arange(1))
    >>> found.warned.tolist(), found.struck.tolist(), found.healing.tolist(), found.healed.tolist()
    ([7], [9], [13], [13])
    """
    luck, told = Luck(seed, np.asarray(replications, dtype=np.int64)), []
    for actor in actors(net, causes, days=days, seed=seed, replications=replications):
        when = actor.when or spells(actor.disruption, luck, once(len(luck.replications)), days)[0]
        warned = np.maximum(0, when.start - (0 if actor.again else actor.disruption.announced))
        healing = when.start + when.ramp + when.full
        told.append(
            Phases(
                actor.disruption.name,
                actor.again,
                luck.replications[when.lane],
                warned,
                when.start,
                healing,
                when.ends,
            )
        )
    return told


HAZARD_FIELDS = ("name", "occurs", "effects", "severity", "cause", "correlation", "start")
CASCADE_FIELDS = ("name", "when", "then", "at_most", "longer_than", "probability", "watches", "start")


def cause_of(said: Mapping[str, Any]) -> Cause:
    """A disruption, a hazard (it has `occurs`) or a cascade (it has `then`) as a document says it; else `BadScenario`.

    >>> cause_of({"name": "storm", "occurs": "poisson(per_year=2)",
    ...     "effects": [{"name": "port", "hits": "Suez", "capacity": 0.0, "lasts": 3}]}).effects[0].strength
    0.0
    """
    if "occurs" not in said and "then" not in said:
        return disruption_of(said)
    kind: type[Hazard] | type[Cascade]
    known: Sequence[str]
    kind, known = (Hazard, HAZARD_FIELDS) if "occurs" in said else (Cascade, CASCADE_FIELDS)
    what = f"of {kind.__name__.lower()} `{said.get('name', '')}`"
    if found := [unknown_field(what, name, known) for name in said if name not in known]:
        raise BadScenario(found)
    return made_of(what, known, lambda: kind(**said))


def distinct(causes: Sequence[Cause]) -> list[Cause]:
    """The causes with a name of its own for each, for luck goes by names.

    >>> [each.name for each in distinct([Disruption("fire", "Kobe", capacity=0.0, lasts=9)] * 2)]
    ['fire', 'fire (2)']
    """
    names: set[str] = set()
    found = []
    for each in causes:
        name, again = each.name, 1
        while name in names:
            again += 1
            name = f"{each.name} ({again})"
        names.add(name)
        found.append(each if again == 1 else replace(each, name=name))
    return found
