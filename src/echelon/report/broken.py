"""What breaks, as it is drawn: the sites and lanes it hits, when, and what is left of them day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Cascade, Disruption, Hazard, compiled
from echelon.disruption.distribution import Distribution, usual_days
from echelon.disruption.entry import Entry
from echelon.disruption.targets import ROWS_OF, Target, targets
from echelon.network.model import Network
from echelon.report.words import counted
from echelon.study.scenario import Scenario

Document = dict[str, object]
Floats = NDArray[np.float64]
MOST_DRAWN = 12
MOST_PLACES = 40
MOST_LANES = 400
"""Replications of which the spread of factors is drawn."""
NAMED_BY = {"site": ("name",), "lane": ("from", "to"), "demand": ("customer",), "resource": ("site", "name"),
            "recipe": ("site", "item"), "item": ("name",), "stock point": ("site", "item")}  # fmt: skip
JOINED_BY = {"lane": "→", "resource": "/", "recipe": "/", "stock point": "/"}


def broken_document(
    scenario: Scenario, typical: int, *, by_chance: bool, entries: Mapping[str, Entry] | None = None
) -> list[Document]:
    """Each disruption, hazard and cascade: what it does to what, and the factor on the first place it hits.

    typical     the replication whose course is drawn where things come by chance, counted from the scenario's first
    entries     of what breaks, by name, the entry of the catalogue that it comes from
    """
    net, first = scenario.network, scenario.first_replication
    some = sorted({*range(first, first + min(scenario.replications, MOST_LANES)), first + typical})
    lane = some.index(first + typical)
    asked = [(cause, effect) for cause in scenario.disruptions for effect in _effects(cause)][:MOST_DRAWN]
    hit = compiled(
        net, scenario.disruptions, days=scenario.days, seed=scenario.seed, replications=np.array(some)
    )
    found = []
    for cause, effect in asked:
        reached = targets(net, effect, [])
        factors = hit.factors(reached[0], len(some), scenario.days)
        line = factors[lane] if by_chance else np.median(factors, axis=0)
        names = places(net, reached)
        found.append({
            "name": effect.name, "cause": cause.name, "kind": kind_of(cause), "attribute": effect.attribute.replace("_", " "),
            "factor": round(effect.strength, 4), "asked": list(effect.targets), "count": len(names),
            "places": names[:MOST_PLACES], "when": when(cause, effect), "curve_of": names[0], "curve": _curve(line, factors),
            "entry": entry_document(entries[cause.name]) if entries and cause.name in entries else None,
        })  # fmt: skip
    return found


def entry_document(entry: Entry) -> Document:
    """What an entry of the catalogue rests on: its sources, and why its other figures are what they are."""
    helps = {each.name: each.help for each in entry.parameters}
    return {
        "key": entry.key, "version": entry.version,
        "sources": [{"says": each.says, "publication": each.publication, "year": each.year} for each in entry.sources],
        "assumed": [f"{helps.get(name, name)}: {why}" for name, why in (entry.assumed or {}).items()],
    }  # fmt: skip


def lanes_hit(scenario: Scenario) -> NDArray[np.bool_]:
    """Lanes that anything which breaks acts on themselves, for the map. `[lane]`"""
    hit = np.zeros(len(scenario.network["lane"]), dtype=bool)
    for cause in scenario.disruptions:
        for effect in _effects(cause):
            hit[_lane_rows(scenario.network, effect)] = True
    return hit


def hit_lanes(net: Network, effect: Disruption, most: int) -> list[list[str]]:
    """From and to of the lanes that an effect acts on themselves, each once; none where they are more than `most`."""
    lane = net["lane"]
    ends = dict.fromkeys((str(lane["from"][row]), str(lane["to"][row])) for row in _lane_rows(net, effect))
    return [list(each) for each in ends] if len(ends) <= most else []


def _lane_rows(net: Network, effect: Disruption) -> list[int]:
    return [row for noun, row in targets(net, effect, []) if ROWS_OF[noun] == "lane"]


def _effects(cause: Disruption | Hazard | Cascade) -> Sequence[Disruption]:
    return [cause] if isinstance(cause, Disruption) else cause.effects


def kind_of(cause: Disruption | Hazard | Cascade) -> str:
    """What sort of cause it is, in a word."""
    return {Disruption: "disruption", Hazard: "hazard", Cascade: "cascade"}[type(cause)]


def when(cause: Disruption | Hazard | Cascade, effect: Disruption) -> str:
    """When it strikes, in words.

    >>> fire = Disruption("fire", "Kobe", capacity=0.0, start=60, lasts="gamma(mean=14, sd=7)")
    >>> when(fire, fire)
    'from day 60 for about 14 days (gamma(mean=14, sd=7))'
    """
    said = effect.document()
    drawn = f" ({said['lasts']})" if isinstance(effect.full, Distribution) else ""
    usual = usual_days(effect.full)
    lasts = f"for {'about ' if drawn else ''}{counted(usual, 'day')}{drawn}"
    if isinstance(cause, Hazard):
        return f"{cause.document()['occurs']}, {lasts}"
    if isinstance(cause, Cascade):
        watched = " and ".join(cause.watched.targets)
        return f"when {watched} is at {cause.at_most:g} or less for more than {counted(cause.longer_than, 'day')}, {lasts}"
    known = f", known {counted(effect.announced, 'day')} before" if "announced" in said else ""
    return f"from day {effect.start} {lasts}{known}"


def places(net: Network, hit: Sequence[Target]) -> list[str]:
    """Names of what targets are rows of, each once."""
    found: dict[str, None] = {}
    for noun, row in hit:
        kind = ROWS_OF[noun]
        cells = (str(net[kind][column][row]) for column in NAMED_BY[kind])
        found[JOINED_BY.get(kind, " ").join(cells)] = None
    return list(found)


def hit_sites(net: Network, effect: Disruption) -> list[str]:
    """Sites that an effect acts on themselves, for the map."""
    sites = net["site"]["name"]
    return [str(sites[row]) for noun, row in targets(net, effect, []) if ROWS_OF[noun] == "site"]


def _curve(line: Floats, factors: Floats) -> Document:
    low, high = (np.quantile(factors, part, axis=0) for part in (0.05, 0.95))
    return {
        name: np.round(values, 3).tolist() for name, values in (("line", line), ("low", low), ("high", high))
    }
