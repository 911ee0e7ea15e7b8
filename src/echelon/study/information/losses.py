"""What the loss of each site costs at least, by linear programs, under each draw of the uncertain inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from echelon.network.model import Network
from echelon.study.information.inputs import Known, demand_names
from echelon.study.static.convert import asked
from echelon.study.static.failures import Places, failures_of
from echelon.study.static.matrix import matrix_of
from echelon.study.static.program import Impact, steady

Floats = NDArray[np.float64]


class Losses:
    """The static model of a network, asked again and again with other times to recover and other demand.

    acts [input, site]   whether an input can change the loss of a site at all
    """

    def __init__(self, net: Network, known: Known) -> None:
        self.known, self.sites, self.inputs = known, known.sites, known.inputs
        self.question = asked(net)
        self.failures = failures_of(Places(self.question), self.sites, 1.0)
        demands = demand_names(net)
        rows = [demands[int(row)] for row in self.question.structure.demand_row]
        self.of_demand = [rows.index(each.name) if each.kind == "demand" else -1 for each in self.inputs]
        self.rate = self.question.static.rate.copy()
        for each, row in zip(self.inputs, self.of_demand, strict=True):
            if row >= 0:
                self.rate[row] = each.reported
        own = np.array(known.of_site)[:, None] == np.arange(len(self.sites))
        self.acts = own | np.array([each.kind == "demand" for each in self.inputs])[:, None]

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
        return np.asarray(found * self.known.often)

    def _impact(self, factors: Floats) -> Impact:
        rate = self.rate.copy()
        for factor, row in zip(factors.tolist(), self.of_demand, strict=True):
            if row >= 0:
                rate[row] *= factor
        static = replace(self.question.static, rate=rate)
        matrix = matrix_of(static)
        return Impact(static, matrix, steady(static, matrix))

    def _of(self, impact: Impact, factors: Floats) -> Floats:
        days = self.known.days_under(factors)
        found = np.empty(len(days))
        for at in np.argsort(days, kind="stable").tolist():
            found[at] = impact.lost(replace(self.failures[at], days=float(days[at])))[0]
        return found
