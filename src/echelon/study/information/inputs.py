"""Inputs that are reported, and how far from the truth they may be."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.words import words
from echelon.network.demand import factors
from echelon.network.model import Network
from echelon.study.static.failures import every_site

Floats = NDArray[np.float64]
KINDS = {"ttr": "days until a site works again", "demand": "units a day that a customer asks for",
         "lead": "days from departure to arrival on a lane, by simulation only"}  # fmt: skip
"""Kinds of input, and what each is."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An input whose reported value may be wrong.

    kind       ttr (days until a site works again), demand (mean a day), or, by simulation only, lead (days of a lane)
    name       of the site; or `customer@site/item`; or `from→to:item`, with `@mode` where several modes are
    reported   the value that is said, > 0
    error      [0, 10], relative standard deviation of the truth around it: the truth is the reported value x a lognormal
               factor of mean 1

    >>> Uncertain("ttr", "Kobe", 30.0, 0.5).label
    'ttr of Kobe'
    """

    kind: str
    name: str
    reported: float
    error: float

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.kind} of {self.name}"


def every_input(
    net: Network, *, ttr_days: float = 30.0, ttr_error: float = 0.5, demand_error: float = 0.2
) -> list[Uncertain]:
    """The time to recover of every site and the demand of every customer, all reported with the same relative errors.

    >>> from echelon.testing.networks import hand_made
    >>> [each.label for each in every_input(hand_made())][-1]
    'demand of hotels@Lille Depot/lamp'
    """
    sites = [Uncertain("ttr", name, ttr_days, ttr_error) for name in every_site(net)]
    means = net["demand"]["mean_per_day"] * factors(net, np.mean)
    asked = zip(demand_names(net), means.tolist(), strict=True)
    return [*sites, *(Uncertain("demand", name, mean, demand_error) for name, mean in asked if mean > 0.0)]


def demand_names(net: Network) -> list[str]:
    """`customer@site/item` of each row of the demands."""
    rows = zip(*(net["demand"][name] for name in ("customer", "site", "item")), strict=True)
    return [f"{who}@{site}/{item}" for who, site, item in rows]


def lane_names(net: Network) -> list[str]:
    """`from→to:item` of each row of the lanes, with `@mode` where there are several modes."""
    lanes = net["lane"]
    rows = zip(*(lanes[name].tolist() for name in ("from", "to", "item", "mode")), strict=True)
    plain = [(f"{source}→{to}:{item}", mode) for source, to, item, mode in rows]
    count = Counter(name for name, _ in plain)
    return [f"{name}@{mode}" if count[name] > 1 else name for name, mode in plain]


class Known:
    """What is reported of a network: inputs, the sites that may fail and how often, and their days until they work again.

    of_site [input] the site whose time to recover it is, or -1
    """

    def __init__(
        self,
        inputs: Sequence[Uncertain],
        sites: Sequence[str],
        ttr_days: float,
        per_year: Mapping[str, float],
    ) -> None:
        self.inputs, self.sites = list(inputs), list(sites)
        self.often = np.array([per_year.get(site, 1.0) for site in self.sites])
        ttr = {each.name: each.reported for each in inputs if each.kind == "ttr"}
        self.days = np.array([ttr.get(site, ttr_days) for site in self.sites])
        self.of_site = [self.sites.index(each.name) if each.kind == "ttr" else -1 for each in inputs]

    def days_under(self, factors: Floats) -> Floats:
        """Days until each site works again, with factors on the reported values. `[site]`"""
        days = self.days.copy()
        for factor, site in zip(factors.tolist(), self.of_site, strict=True):
            if site >= 0:
                days[site] *= factor
        return days


def drawn(inputs: Sequence[Uncertain], count: int, seed: int) -> Floats:
    """Truths that the reports leave possible: factors on the reported values, a Latin hypercube. `[draw, input]`

    Numbers go by seed and input: those of one input are the same whatever else is uncertain.

    >>> drawn([Uncertain("ttr", "Kobe", 30.0, 0.5)], 2000, 1).mean().round(2)
    np.float64(1.0)
    """
    from scipy.special import ndtri

    found, draw = np.empty((count, len(inputs))), np.arange(count)
    for at, each in enumerate(inputs):
        order, within = (
            words(key(seed, each.label, why), draw, np.zeros(count)) for why in ("order", "within")
        )
        strata = (np.argsort(np.argsort(order, kind="stable")) + (within + 0.5) / 2.0**32) / count
        spread = math.sqrt(math.log1p(each.error**2))
        found[:, at] = np.exp(spread * ndtri(np.clip(strata, 1e-12, 1.0 - 1e-12)) - 0.5 * spread**2)
    return found


def must_be_inputs(net: Network, inputs: Sequence[Uncertain], *, simulated: bool = False) -> None:
    """`BadScenario` with everything that is wrong with them."""
    found = list(_wrong(net, inputs, simulated))
    if found:
        raise BadScenario(found)


def _wrong(net: Network, inputs: Sequence[Uncertain], simulated: bool) -> Iterator[Finding]:
    known = {"ttr": every_site(net), "demand": demand_names(net), "lead": lane_names(net)}
    if not inputs:
        yield Finding(
            "E560",
            "The uncertain inputs",
            "must be one at least",
            "none",
            "Name sites or customers of the network",
        )
    seen = set[str]()
    for each in inputs:
        if each.kind not in KINDS:
            yield Finding("E561", f"The kind of input `{each.name}`", f"must be one of {', '.join(KINDS)}", f"`{each.kind}`",
                          f"Did you mean `{nearest(each.kind, list(KINDS)) or 'ttr'}`?")  # fmt: skip
        elif each.name not in known[each.kind]:
            close = nearest(each.name, known[each.kind])
            yield Finding("E562", f"The name of a {each.kind}", "must be one of the network's", f"`{each.name}`",
                          f"Did you mean `{close}`?" if close else f"Known: {', '.join(known[each.kind][:5])}")  # fmt: skip
        elif each.kind == "lead" and not simulated:
            yield Finding("E569", f"The {each.label}", "must be asked about by simulation", "static exposure",
                          "Linear programs of exposure know no lead times; simulate, or leave it out")  # fmt: skip
        elif each.label in seen:
            yield Finding("E563", f"The {each.label}", "must be given once", "twice", "Leave one out")
        if not (each.reported > 0.0 and math.isfinite(each.reported) and 0.0 <= each.error <= 10.0):
            yield Finding("E564", f"The {each.label}", "must be above 0, with an error in [0, 10]",
                          f"{each.reported:g} with {each.error:g}", "An error of 0.5 is half the reported value")  # fmt: skip
        seen.add(each.label)
