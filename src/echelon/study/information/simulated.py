"""What the loss of each site costs by simulation, under each draw of the uncertain inputs: lead times matter here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Compiled, Disruption
from echelon.network.demand import factors as season
from echelon.network.model import Network
from echelon.study.exposure.lab import Lab
from echelon.study.information.inputs import Known, demand_names, lane_names
from echelon.study.measure import net_of, summed
from echelon.study.respond import Edit, Response, answered

Floats = NDArray[np.float64]
CALM = Compiled((), (), ())


@dataclass(frozen=True, slots=True)
class Simulation:
    """How losses are simulated: each site shut from a day on for its time to recover, against the calm run.

    days          of the horizon;  start  day on which each site shuts;  replications, seed  of every draw alike
    forced        compile every law in, so that many networks share one kernel
    """

    days: int = 180
    start: int = 60
    replications: int = 4
    seed: int = 1
    forced: bool = False


class SimulatedLosses:
    """A network simulated again and again with other times to recover, lead times and demand; as `losses.Losses`."""

    def __init__(self, net: Network, known: Known, how: Simulation) -> None:
        self.net, self.known, self.how = net, known, how
        self.sites, self.inputs = known.sites, known.inputs
        own = np.array(known.of_site)[:, None] == np.arange(len(self.sites))
        self.acts = own | np.array([each.kind != "ttr" for each in self.inputs])[:, None]

    def under(self, factors: Floats) -> Floats:
        """Money a year that each site's failures cost, with factors on the reported values. `[draw, site]`"""
        return np.asarray(np.array([self._of(row) for row in factors]) * self.known.often)

    def _of(self, factors: Floats) -> Floats:
        from echelon.world.run import run

        how, days = self.how, np.maximum(1, np.rint(self.known.days_under(factors))).astype(int).tolist()
        failures = [Disruption(f"loss of {site}", site, capacity=0.0, start=how.start, lasts=each)
                    for site, each in zip(self.sites, days, strict=True)]  # fmt: skip
        net = answered(self.net, [Response("truth", tuple(self._edits(factors)))])
        lab = Lab(net, failures, how.days, how.replications, how.seed, forced=how.forced)
        counted = run(lab.job([CALM, *lab.hit], how.replications))
        money = summed(net_of(counted.daily)).reshape(len(failures) + 1, how.replications).mean(axis=1)
        return np.asarray(money[0] - money[1:])

    def _edits(self, factors: Floats) -> Iterator[Edit]:
        means = self.net["demand"]["mean_per_day"] * season(self.net, np.mean)
        lanes, demands = lane_names(self.net), demand_names(self.net)
        for each, factor in zip(self.inputs, factors.tolist(), strict=True):
            if each.kind == "lead":
                row = lanes.index(each.name)
                times = factor * each.reported / float(self.net["lane"]["lead_days"][row])
                yield Edit(
                    "scale",
                    "lane",
                    _key(self.net, "lane", row, ("from", "to", "item", "mode")),
                    {"lead_days": times},
                )
            elif each.kind == "demand":
                row = demands.index(each.name)
                times = factor * each.reported / float(means[row])
                where = _key(self.net, "demand", row, ("customer", "site", "item"))
                yield Edit("scale", "demand", where, {"mean_per_day": times, "sd_per_day": times})


def _key(net: Network, noun: str, row: int, columns: Sequence[str]) -> dict[str, str]:
    return {column: str(net[noun][column][row]) for column in columns}
