"""Where agents are: the names and the fixed numbers of rows, and whose rows they are. The same for all replications."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.model import Network

if TYPE_CHECKING:
    from echelon.network.rates import Rates
    from echelon.world.tables import Tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Place:
    """A network as agents look rows up in it. P stock points, F flows, D demands, R resources, S sites.

    days, seed   of the question
    """

    network: Network
    structure: Structure
    rates: Rates
    tables: Tables
    days: int
    seed: int

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Names of sites. `[S]`"""
        return tuple(map(str, self.network["site"]["name"]))

    @property
    def points(self) -> tuple[str, ...]:
        """Ids of stock points, `site/item`; suppliers come before receivers. `[P]`"""
        return self.structure.points

    @property
    def flows(self) -> tuple[str, ...]:
        """Ids of flows: lanes, and hand-overs inside a site. `[F]`"""
        return self.structure.flows

    @property
    def demands(self) -> tuple[str, ...]:
        """Ids of demands, `customer@site/item`. `[D]`"""
        return self.structure.demands

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """Names of resources, `site/resource`. `[R]`"""
        table = self.network["resource"]
        return tuple(f"{site}/{name}" for site, name in zip(table["site"], table["name"], strict=True))

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Ids of all who claim stock: flows, then demands. `[F + D]`"""
        return (*self.flows, *self.demands)

    @property
    def source(self) -> Ints:
        """The point that a flow leaves. `[F]`"""
        return self.structure.source

    @cached_property
    def target(self) -> Ints:
        """The point that a flow feeds. `[F]`"""
        return np.repeat(self.structure.group_point, np.diff(self.structure.flow_start))

    @cached_property
    def buyer(self) -> Ints:
        """The point that a flow feeds where it buys, -1 where a recipe takes what comes. `[F]`"""
        return np.where(self.makes[self.target], -1, self.target)

    @cached_property
    def cover_days(self) -> Floats:
        """Mean days until what a point orders is there: of its recipe, or of its slowest lane. `[P]`"""
        days, bought = self.make_days.copy(), self.buyer >= 0
        np.maximum.at(days, self.buyer[bought], self.lead[bought])
        return days

    @cached_property
    def heard(self) -> Any:
        """Rows of `State.ordered` with what senders hear of flows, None where these are the flows' own rows. `[F]`"""
        rows = self.tables.flows["heard"]
        return None if np.array_equal(rows, np.arange(len(rows))) else rows

    @cached_property
    def gated(self) -> list[tuple[Any, Any]]:
        """Points whose site, and whose line, may be hit, with the rows of their gates."""
        points = self.tables.points
        hit = [(np.flatnonzero(points[name] >= 0), name) for name in ("gate", "line")]
        return [(rows, points[name][rows]) for rows, name in hit if len(rows)]

    @property
    def demand_point(self) -> Ints:
        """The point that a customer asks. `[D]`"""
        return self.structure.demand_point

    @property
    def site(self) -> Ints:
        """Row of the site of a stock point. `[P]`"""
        return self.structure.site

    def rows(self, noun: str) -> tuple[str, ...]:
        """Names of the rows of a noun of levers: `stock point`, `recipe point`, `flow`, `claim`, `demand` or `resource`."""
        return {"stock point": self.points, "recipe point": self.points, "flow": self.flows, "claim": self.claims,
                "demand": self.demands, "resource": self.resources}[noun]  # fmt: skip

    def site_of(self, noun: str, *, ordering: bool = False) -> Ints:
        """Row of the site that decides on each row of a noun: of a flow the site that ships, or, `ordering`, that orders."""
        if noun in ("stock point", "recipe point"):
            return self.site
        if noun == "flow":
            return self.site[self.target if ordering else self.source]
        if noun == "claim":
            return np.concatenate([self.site[self.source], self.site[self.demand_point]])
        if noun == "demand":
            return self.site[self.demand_point]
        number = {name: at for at, name in enumerate(self.sites)}
        return np.array([number[str(name)] for name in self.network["resource"]["site"]], dtype=np.int64)

    @cached_property
    def target_stock(self) -> Floats:
        """Order-up-to level, unit. `[P]`"""
        return np.asarray(self.tables.points["target"], dtype=np.float64)

    @cached_property
    def mean_demand(self) -> Floats:
        """What a customer asks on a mean day, unit. `[D]`"""
        return np.asarray(self.tables.demands["mean"], dtype=np.float64)

    @property
    def need(self) -> Floats:
        """What leaves a point on a mean day, unit: its customers' and all that it feeds. `[P]`"""
        return self.rates.need

    @property
    def flow_need(self) -> Floats:
        """What passes a flow on a mean day, unit. `[F]`"""
        return self.rates.flow_need

    @property
    def value(self) -> Floats:
        """Worth of a unit, in the network's currency. `[P]`"""
        return self.rates.value

    @property
    def holding(self) -> Floats:
        """Cost of a unit in stock and day, in the network's currency. `[P]`"""
        return self.rates.holding

    @property
    def margin(self) -> Floats:
        """What a unit sold earns: price - value on day 0. `[D]`"""
        return self.rates.margin

    @cached_property
    def makes(self) -> NDArray[np.bool_]:
        """Whether a point is fed by a recipe. `[P]`"""
        return self.structure.recipe_row >= 0

    @cached_property
    def lead(self) -> Floats:
        """Mean days that a shipment over a flow takes. `[F]`"""
        return self._leads[: len(self.flows)]

    @cached_property
    def make_days(self) -> Floats:
        """Mean days that a recipe takes, 0 where none feeds the point. `[P]`"""
        found = np.zeros(len(self.points))
        found[np.flatnonzero(self.makes)] = self._leads[len(self.flows) :]
        return found

    @cached_property
    def _leads(self) -> Floats:
        from echelon.world.flows import lead_times

        leads = lead_times(self.network, self.structure, np.flatnonzero(self.makes))
        means = [float(np.dot(weights, np.arange(len(weights)))) for weights in leads.kinds]
        return np.array(means)[leads.of] if len(means) else np.zeros(len(leads))
