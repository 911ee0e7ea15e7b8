"""What the loss of each site costs at least, by linear programs, under each draw of the uncertain inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from echelon.network.model import Network
from echelon.study.information.inputs import Uncertain, demand_names
from echelon.study.static.convert import asked
from echelon.study.static.failures import Places, failures_of
from echelon.study.static.matrix import matrix_of
from echelon.study.static.program import Impact, steady

Floats = NDArray[np.float64]


class Losses:
    """The static model of a network, asked again and again with other times to recover and other demand.

    sites      that may fail;  per_year  how often each does
    acts [input, site]   whether an input can change the loss of a site at all
    """

    def __init__(self, net: Network, inputs: Sequence[Uncertain], sites: Sequence[str], ttr_days: float,
                 per_year: Mapping[str, float]) -> None:  # fmt: skip
        self.inputs, self.sites = inputs, list(sites)
        self.question = asked(net)
        self.failures = failures_of(Places(self.question), self.sites, 1.0)
        self.often = np.array([per_year.get(site, 1.0) for site in self.sites])
        ttr = {each.name: each.reported for each in inputs if each.kind == "ttr"}
        self.days = np.array([ttr.get(site, ttr_days) for site in self.sites])
        demands = demand_names(net)
        rows = [demands[int(row)] for row in self.question.structure.demand_row]
        self.of_site = [
            self.sites.index(each.name) if each.kind == "ttr" and each.name in self.sites else -1
            for each in inputs
        ]
        self.of_demand = [rows.index(each.name) if each.kind == "demand" else -1 for each in inputs]
        self.rate = self.question.static.rate.copy()
        for each, row in zip(inputs, self.of_demand, strict=True):
            if row >= 0:
                self.rate[row] = each.reported
        kinds = np.array([each.kind == "demand" for each in inputs])
        self.acts = kinds[:, None] | (np.array(self.of_site)[:, None] == np.arange(len(self.sites)))

    def under(self, factors: Floats) -> Floats:
        """Money a year that each site's failures cost, with factors on the reported values. `[draw, site]`"""
        by_demand: dict[bytes, list[int]] = {}
        varying = [at for at, row in enumerate(self.of_demand) if row >= 0]
        for at, row in enumerate(factors):
            by_demand.setdefault(row[varying].tobytes(), []).append(at)
        found = np.empty((len(factors), len(self.sites)))
        for draws in by_demand.values():
            impact = self._impact(factors[draws[0]])
            for at in draws:
                found[at] = self._of(impact, factors[at])
        return np.asarray(found * self.often)

    def _impact(self, factors: Floats) -> Impact:
        rate = self.rate.copy()
        for factor, row in zip(factors.tolist(), self.of_demand, strict=True):
            if row >= 0:
                rate[row] *= factor
        static = replace(self.question.static, rate=rate)
        matrix = matrix_of(static)
        return Impact(static, matrix, steady(static, matrix))

    def _of(self, impact: Impact, factors: Floats) -> Floats:
        days = self.days.copy()
        for factor, site in zip(factors.tolist(), self.of_site, strict=True):
            if site >= 0:
                days[site] *= factor
        found = np.empty(len(days))
        for at in np.argsort(days, kind="stable").tolist():
            found[at] = impact.lost(replace(self.failures[at], days=float(days[at])))[0]
        return found
