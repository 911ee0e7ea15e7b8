"""Inputs that are reported, and how far from the truth they may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.network.demand import factors
from echelon.network.model import Network
from echelon.study.static.failures import every_site

Floats = NDArray[np.float64]
KINDS = {"ttr": "days until a site works again", "demand": "units a day that a customer asks for"}
"""Kinds of input, and what each is."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An input whose reported value may be wrong.

    kind       ttr (days until a site works again) or demand (mean a day)
    name       of the site; or `customer@site/item`
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


def drawn(inputs: Sequence[Uncertain], count: int, seed: int) -> Floats:
    """Truths that the reports leave possible: factors on the reported values, a Latin hypercube. `[draw, input]`

    >>> drawn([Uncertain("ttr", "Kobe", 30.0, 0.5)], 2000, 1).mean().round(2)
    np.float64(1.0)
    """
    from scipy.special import ndtri

    chance = np.random.default_rng(seed)
    found = np.empty((count, len(inputs)))
    for at, each in enumerate(inputs):
        strata = (chance.permutation(count) + chance.random(count)) / count
        spread = math.sqrt(math.log1p(each.error**2))
        found[:, at] = np.exp(spread * ndtri(np.clip(strata, 1e-12, 1.0 - 1e-12)) - 0.5 * spread**2)
    return found


def must_be_inputs(net: Network, inputs: Sequence[Uncertain]) -> None:
    """`BadScenario` with everything that is wrong with them."""
    found = list(_wrong(net, inputs))
    if found:
        raise BadScenario(found)


def _wrong(net: Network, inputs: Sequence[Uncertain]) -> Iterator[Finding]:
    known = {"ttr": every_site(net), "demand": demand_names(net)}
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
        elif each.label in seen:
            yield Finding("E563", f"The {each.label}", "must be given once", "twice", "Leave one out")
        if not (each.reported > 0.0 and math.isfinite(each.reported) and 0.0 <= each.error <= 10.0):
            yield Finding("E564", f"The {each.label}", "must be above 0, with an error in [0, 10]",
                          f"{each.reported:g} with {each.error:g}", "An error of 0.5 is half the reported value")  # fmt: skip
        seen.add(each.label)
