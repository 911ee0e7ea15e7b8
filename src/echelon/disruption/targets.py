"""What a disruption hits: typed text → the places it names → targets of its attribute.

A place is named by itself (a site, a lane `from→to`, a customer, an item, a stock point `site/item`) or by a prefix, see
`PREFIXES`. A target is (noun, row): rows of the tables of `ROWS_OF`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import Finding, nearest
from echelon.disruption import footprint
from echelon.disruption.impact import HOLDS, Disruption
from echelon.network.model import Network, words
from echelon.network.schema import MODES

Target = tuple[str, int]
Mask = NDArray[np.bool_]
ROWS_OF = {"site": "site", "lane": "lane", "demand": "demand", "ordering": "site", "dispatch": "lane", "transit": "lane",
           "receiving": "lane", "resource": "resource", "recipe": "recipe", "lead": "lane", "making": "recipe",
           "freight": "lane", "price": "item", "stock": "stock point", "way": "lane"}  # fmt: skip
"""Nouns of targets, and the table that their rows are of."""


class Place(NamedTuple):
    """What a name stands for: rows of one kind. `mask` is over rows of the table `kind`; systems are sites' computers."""

    kind: str
    mask: Mask


def _sites(column: str) -> Callable[[Network, str], Place]:
    return lambda net, name: Place("site", net["site"].among(column, name))


def _line(net: Network, name: str) -> Place:
    """The resource `site/resource`, or where there is none the recipe `site/item`."""
    found = _pair(net, "resource", ("site", "name"), name)
    return (
        Place("resource", found)
        if found.any()
        else Place("recipe", _pair(net, "recipe", ("site", "item"), name))
    )


def _pair(net: Network, noun: str, columns: tuple[str, str], name: str) -> Mask:
    """Rows whose two cells, joined by `/`, are the name: names may hold a `/` themselves."""
    table = net[noun]
    if not len(table):
        return np.zeros(0, dtype=bool)
    left, right = (table[column] for column in columns)
    return np.array([f"{a}/{b}" == name for a, b in zip(left, right, strict=True)], dtype=bool)


def _export(net: Network, text: str) -> Place:
    """Lanes over a border: `ITEM:FROM>TO`, item and countries by name or `*` for any."""
    item, colon, ends = text.rpartition(":")
    source, arrow, to = (part.strip() for part in ends.partition(">"))
    if not colon or not arrow:
        raise ValueError(text)
    lanes, country = (
        net["lane"],
        dict(zip(net["site"]["name"].tolist(), net["site"]["country"].tolist(), strict=True)),
    )
    there = [
        (country.get(a, ""), country.get(b, "")) for a, b in zip(lanes["from"], lanes["to"], strict=True)
    ]
    border = [a != b and source in ("*", a) and to in ("*", b) for a, b in there]
    return Place(
        "lane", np.array(border, dtype=bool) & ((lanes["item"] == item.strip()) | (item.strip() == "*"))
    )


def _workforce(net: Network, name: str) -> Place:
    """Sites of that region, country or name where people make or handle goods: all but canals."""
    site = net["site"]
    there = site.among("region", name) | site.among("country", name) | site.among("name", name)
    return Place("site", there & ~site.among("role", "canal"))


def _systems(net: Network, name: str) -> Place:
    """The information system of sites, named as sites are, by prefix or by themselves."""
    found = place(net, name)
    if found is None or found.kind != "site":
        raise KeyError(name)
    return Place("system", found.mask)


def _away(direction: str) -> Callable[[Network, str], Place]:
    return lambda net, cell: Place("site", footprint.away(net, cell, direction))


PREFIXES: dict[str, tuple[str, Callable[[Network, str], Place]]] = {
    "site": ("NAME: a site", _sites("name")),
    "line": ("SITE/RESOURCE or SITE/ITEM: hours of a resource, or what a recipe can make", _line),
    "mode": (
        "NAME: all lanes of that mode",
        lambda net, name: Place("lane", net["lane"].among("mode", name)),
    ),
    "firm": ("NAME: all sites of a firm", _sites("firm")),
    "region": ("NAME: all sites of a region", _sites("region")),
    "country": ("CODE: all sites of a country", _sites("country")),
    "item": (
        "NAME: an item, wherever it is",
        lambda net, name: Place("item", net["item"].among("name", name)),
    ),
    "customer": (
        "NAME: what a customer asks",
        lambda net, name: Place("demand", net["demand"].among("customer", name)),
    ),
    "workforce": ("REGION, COUNTRY or SITE: those who make and handle goods there", _workforce),
    "systems": ("SITE, firm:NAME, …: decisions stop, goods move on", _systems),
    "export": ("ITEM:FROM>TO: lanes of an item from a country to another, `*` for any", _export),
    "near": ("LAT,LON,KM: sites around a point", lambda net, cell: Place("site", footprint.near(net, cell))),
    "within": (
        "LAT,LON;LAT,LON;…: sites in a polygon",
        lambda net, cell: Place("site", footprint.within(net, cell)),
    ),
    "upstream": ("SITE<=N: a site and its suppliers at most N lanes away", _away(footprint.UPSTREAM)),
    "downstream": ("SITE<=N: a site and whom it supplies at most N lanes away", _away(footprint.DOWNSTREAM)),
    "network": ("SITE<=N: sites at most N lanes away, either way", _away(footprint.NETWORK)),
}
"""Prefixes of hits, `region:Asia`: what stands after the colon, and the place it stands for."""


def place(net: Network, name: str) -> Place | None:
    """The place of a name, None where the network has none; `ValueError`, `KeyError` where a prefix's rest cannot be read."""
    sites = np.asarray(net["site"]["name"] == name, dtype=bool)
    if sites.any():
        return Place("site", sites)
    prefix, colon, rest = name.partition(":")
    if colon and prefix.strip() in PREFIXES:
        if not rest.strip():
            return None
        found = PREFIXES[prefix.strip()][1](net, rest.strip())
        return found if found.mask.any() else None
    found = Place("lane", _on_lane(net, name))
    return found if found.mask.any() else None


def _on_lane(net: Network, name: str) -> Mask:
    """The lanes `from→to`, of one item with `:item`, of one mode with `@mode` at the end."""
    rest, at, mode = name.rpartition("@")
    name, mode = (rest, mode.strip()) if at and mode.strip() in MODES else (name, "")
    ends, _, item = name.replace("->", "→").partition(":")
    source, arrow, to = (part.strip() for part in ends.partition("→"))
    lanes = net["lane"]
    if not arrow or not len(lanes):
        return np.zeros(len(lanes), dtype=bool)
    on_lane = (lanes["from"] == source) & (lanes["to"] == to) & ((lanes["item"] == item.strip()) | (not item))
    return np.asarray(on_lane & ((lanes["mode"] == mode) | (not mode)), dtype=bool)


def targets(net: Network, disruption: Disruption, found: list[Finding]) -> list[Target]:
    """Every target of a disruption, once, in the order of its hits; what is wrong with names goes to `found`."""
    hit: dict[Target, None] = {}
    for name in disruption.targets:
        try:
            places = _places(net, disruption.attribute, name)
        except (ValueError, KeyError):
            places = []
        reached = [target for each in places for target in _reached(net, disruption.attribute, each)]
        if not reached:
            found.append(_unknown(net, disruption, name))
        hit.update(dict.fromkeys(reached))
    return list(hit)


def _places(net: Network, attribute: str, name: str) -> list[Place]:
    """What a name stands for, for that attribute: of demand all that it names, of goods also stock points and items."""
    demand = net["demand"]
    if attribute == "demand" and name.partition(":")[0] not in PREFIXES:
        return [
            Place(
                "demand",
                demand.among("customer", name) | demand.among("site", name) | demand.among("item", name),
            )
        ]
    first = place(net, name)
    if first is not None:
        return [first]
    if attribute in ("stock", "withdraws", "price"):
        return [Place("stock point", _pair(net, "stock point", ("site", "item"), name)),
                Place("item", net["item"].among("name", name))]  # fmt: skip
    return []


def _reached(net: Network, attribute: str, at: Place) -> Iterable[Target]:
    """The targets of an attribute at a place, none where such a place has no such attribute."""
    if attribute == "capacity" and at.kind == "system":
        return _rows("ordering", at.mask)
    if attribute in HOLDS:
        return _held(net, attribute, at)
    return [target for noun, mask in REACHES[attribute](net, at) for target in _rows(noun, mask)]


Reached = Sequence[tuple[str, Mask]]


def _capacity(net: Network, at: Place) -> Reached:
    if at.kind == "item":
        return [("lane", _lanes_of(net, at))]
    return [(at.kind, at.mask)] if at.kind in ("site", "lane", "resource", "recipe") else []


def _demand(net: Network, at: Place) -> Reached:
    if at.kind in ("site", "item"):
        return [("demand", net["demand"].among(at.kind, *_names(net, at)))]
    return [("demand", at.mask)] if at.kind == "demand" else []


def _lead_time(net: Network, at: Place) -> Reached:
    recipes = net["recipe"]
    if at.kind == "resource":
        lines = net["resource"]
        pairs = set(zip(lines["site"][at.mask], lines["name"][at.mask], strict=True))
        users = [pair in pairs for pair in zip(recipes["site"], recipes["resource"], strict=True)]
        return [("making", np.array(users, dtype=bool))]
    made: list[tuple[str, Mask]] = []
    if at.kind in ("site", "recipe"):
        made = [("making", at.mask if at.kind == "recipe" else recipes.among("site", *_names(net, at)))]
    return [*made, ("lead", _lanes_of(net, at))]


def _stock(net: Network, at: Place) -> Reached:
    if at.kind in ("site", "item"):
        return [("stock", net["stock point"].among(at.kind, *_names(net, at)))]
    return [("stock", at.mask)] if at.kind == "stock point" else []


def _withdrawn(net: Network, at: Place) -> Reached:
    if at.kind != "stock point":
        return [*_stock(net, at), ("way", _lanes_of(net, at))] if at.kind in ("site", "item") else []
    points, lanes = net["stock point"], net["lane"]
    pairs = set(zip(points["site"][at.mask], points["item"][at.mask], strict=True))
    left = [pair in pairs for pair in zip(lanes["from"], lanes["item"], strict=True)]
    return [("stock", at.mask), ("way", np.array(left, dtype=bool))]


REACHES: dict[str, Callable[[Network, Place], Reached]] = {
    "capacity": _capacity,
    "demand": _demand,
    "lead_time": _lead_time,
    "freight": lambda net, at: [("freight", _lanes_of(net, at))],
    "price": lambda net, at: [("price", at.mask)] if at.kind == "item" else [],
    "stock": _stock,
    "withdraws": _withdrawn,
}
"""What each attribute reaches at a place: nouns of targets and their rows."""


def _names(net: Network, at: Place) -> list[str]:
    return [str(name) for name in net[at.kind]["name"][at.mask]]


def _lanes_of(net: Network, at: Place) -> Mask:
    """Lanes at a place: those that leave a site or pass it, carry an item, or are the place."""
    lanes = net["lane"]
    if at.kind == "lane":
        return at.mask
    if at.kind == "item":
        return lanes.among("item", *_names(net, at))
    if at.kind != "site":
        return np.zeros(len(lanes), dtype=bool)
    here = set(_names(net, at))
    via = lanes.coded("via")
    passing = np.array([any(name in here for name in words(cell)) for cell in via.names], dtype=bool)
    return np.asarray(lanes.among("from", *here) | passing[via.at])


def _held(net: Network, what: str, at: Place) -> list[Target]:
    """What waits at a place: a site's orders, what leaves it, what is on its way to it or arrives there; or one lane's."""
    if what == "ordering":
        return _rows(what, at.mask) if at.kind in ("site", "system") else []
    if at.kind == "site":
        ends = net["lane"].among("from" if what == "dispatch" else "to", *_names(net, at))
        return _rows(what, ends)
    return _rows(what, _lanes_of(net, at))


def _rows(noun: str, mask: Mask) -> list[Target]:
    return [(noun, int(row)) for row in np.flatnonzero(mask)]


KINDS = {"demand": "a customer, site or item that is asked for", "price": "an item", "stock": "a site, item or stock point "
         "`site/item`", "withdraws": "an item, a site or a stock point `site/item`"}  # fmt: skip


def _unknown(net: Network, disruption: Disruption, name: str) -> Finding:
    """The name, what it must be, and the nearest that is."""
    attribute = disruption.attribute
    prefix, colon, _ = name.partition(":")
    kind = KINDS.get(attribute, "a site or a lane `from→to`")
    if colon and prefix in PREFIXES:
        kind = f"`{prefix}:{PREFIXES[prefix][0].partition(': ')[0]}` of"
    close = _close(net, attribute, name)
    remedy = f"Did you mean `{close}`?" if close else f"See the tables of network `{net.name}` for names"
    must = (
        f"must be {kind} of the network"
        if not kind.endswith(" of")
        else f"must be {kind} the network, with a {attribute}"
    )
    return Finding("E217", f"What disruption `{disruption.name}` hits", must, f"`{name}`", remedy)


def _close(net: Network, attribute: str, name: str) -> str:
    sites, demand = [str(site) for site in net["site"]["name"]], net["demand"]
    if attribute == "demand":
        plain = [str(c) for column in ("customer", "site", "item") for c in demand[column]]
    else:
        plain = [
            *sites,
            *(map(str, net["item"]["name"]) if attribute in ("price", "stock", "withdraws") else ()),
        ]
    named = _prefixed(net)
    exact = [each for each in named if each.partition(":")[2] == name]
    alike = [each for each in named if each.partition(":")[0] == name.partition(":")[0]]
    return exact[0] if exact else nearest(name, alike if alike and ":" in name else sorted(set(plain)))


def _prefixed(net: Network) -> list[str]:
    """Every name with a prefix that stands in a column."""
    site = net["site"]
    columns = [("site", site, "name"), ("firm", site, "firm"), ("region", site, "region"), ("country", site, "country"),
               ("mode", net["lane"], "mode"), ("item", net["item"], "name"), ("customer", net["demand"], "customer"),
               ("workforce", site, "region"), ("workforce", site, "name"), ("systems", site, "name")]  # fmt: skip
    found = [
        f"{prefix}:{name}" for prefix, table, column in columns for name in table.coded(column).names if name
    ]
    for noun, other in (("resource", "name"), ("recipe", "item")):
        found += [f"line:{a}/{b}" for a, b in zip(net[noun]["site"], net[noun][other], strict=True)]
    return list(dict.fromkeys(found))
