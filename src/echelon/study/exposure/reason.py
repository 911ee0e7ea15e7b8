"""Why a failure matters, in one sentence, from the structure alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Disruption
from echelon.disruption.targets import place
from echelon.network.model import Network, words


def reason(net: Network, disruption: Disruption) -> str:
    """Why what a disruption hits matters.

    >>> from echelon.testing.networks import hand_made
    >>> reason(hand_made(), Disruption("strike", "Suez", capacity=0.0, lasts=9))
    '1 lane passes it'
    """
    names = disruption.targets
    if len(names) > 1:
        return f"Hits {_listed(names)}"
    found = place(net, names[0])
    if found is None or disruption.attribute == "demand":
        return ""
    rows = np.flatnonzero(found.mask).tolist()
    if found.kind in ("site", "system"):
        sites = [str(net["site"]["name"][row]) for row in rows]
        return of_site(net, sites[0]) if len(sites) == 1 else f"Hits {_listed(sites)}"
    return _of_lanes(net, rows) if found.kind == "lane" else ""


def _of_lanes(net: Network, rows: Sequence[int]) -> str:
    lane = net["lane"]
    item, to = lane["item"], lane["to"]
    alone = [row for row in rows if int(((to == to[row]) & (item == item[row])).sum()) == 1]
    if not alone:
        return f"One of several ways of {_unlike(item[rows])}"
    return f"The only way of {_unlike(item[alone])} to {_unlike(to[alone])}"


def _unlike(names: NDArray[np.object_]) -> str:
    return _listed(list(dict.fromkeys(map(str, names))))


def of_site(net: Network, name: str) -> str:
    """Why a site matters."""
    lanes = net["lane"]
    passing = sum(name in words(via) for via in lanes["via"])
    if passing:
        return "1 lane passes it" if passing == 1 else f"{passing} lanes pass it"
    sources: dict[str, list[str]] = {}
    for site, item in zip(net["recipe"]["site"], net["recipe"]["item"], strict=True):
        sources.setdefault(str(item), []).append(str(site))
    mine = [item for item, makers in sources.items() if name in makers]
    alone = [item for item in mine if sources[item] == [name]]
    if alone:
        return f"The only source of {_listed(alone)}"
    if mine:
        return f"One of {max(len(sources[item]) for item in mine)} sources of {_listed(mine)}"
    pairs = zip(net["demand"]["customer"], net["demand"]["site"], strict=True)
    served = sorted({str(customer) for customer, site in pairs if site == name})
    if served:
        return f"Serves {_listed(served)}"
    feeds = net.site(name).feeds
    return f"Supplies {_listed(list(feeds))}" if feeds else "Nothing depends on it"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
