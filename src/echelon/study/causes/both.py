"""Two courses of one replication, hit and calm, with the structure that names their entities: what is read off them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from echelon.disruption.targets import Target
from echelon.network.model import Network, words
from echelon.study.causes.links import DUST
from echelon.study.causes.record import Course, Lab

Floats = NDArray[np.float64]


class Both:
    """The disrupted course, the calm one, and who feeds whom."""

    def __init__(self, lab: Lab, hit: Course, calm: Course) -> None:
        self.lab, self.hit, self.calm = lab, hit, calm
        self.net: Network = lab.scenario.network
        self.s = lab.structure
        self.group_of = np.repeat(np.arange(len(self.s.quantity)), np.diff(self.s.flow_start))
        self.draws = lab.tables.points["draws"]
        self._demand, self._entered = cache(self._demanded), cache(self._brought)
        self._ordered, self._gone = cache(self._orders), cache(self._destroyed)

    def point_name(self, p: int) -> tuple[str, str]:
        """Site and item of a stock point."""
        return str(self.net["site"]["name"][self.s.site[p]]), str(self.net["item"]["name"][self.s.item[p]])

    def lane_name(self, f: int) -> str:
        """`from→to` of a flow."""
        return f"{self.point_name(int(self.s.source[f]))[0]}→{self.point_name(self.s.target(f))[0]}"

    def _demanded(self, p: int) -> tuple[Floats, Floats]:
        """All that was asked of a point, less what was lost, hit and calm. `[day]`"""
        ds = slice(int(self.s.demand_start[p]), int(self.s.demand_start[p + 1]))
        out = self._out(p)
        hit, calm = (each.asked[:, ds].sum(axis=1) - each.lost[:, ds].sum(axis=1) + each.heard[:, out].sum(axis=1)
                     for each in (self.hit, self.calm))  # fmt: skip
        return hit, calm

    def _brought(self, p: int) -> tuple[Floats, Floats]:
        """All that came into a point's stock, hit and calm. `[day]`"""
        flows = [f for g in self._groups(p) for f in self._flows(g)] if self.s.recipe_row[p] < 0 else []
        hit, calm = (
            each.entered[:, p] + each.received[:, flows].sum(axis=1) for each in (self.hit, self.calm)
        )
        return hit, calm

    def _destroyed(self, p: int) -> Floats:
        """Stock of a point that went to nobody, beyond the calm course. `[day]`"""
        return self.hit.gone[:, p] - self.calm.gone[:, p]

    def _orders(self, p: int) -> tuple[Floats, Floats]:
        """All that a point had ordered and its suppliers knew of, hit and calm. `[day]`"""
        if self.s.recipe_row[p] >= 0:
            return self.hit.ordered[:, p], self.calm.ordered[:, p]
        flows = [f for g in self._groups(p) for f in self._flows(g)]
        return self.hit.heard[:, flows].sum(axis=1), self.calm.heard[:, flows].sum(axis=1)

    def _order_day(self, p: int, day: int) -> int:
        """The day by which the calm course had ordered all that it had received by `day`; -1 where that was before day 0."""
        beyond = float(self._entered(p)[1][day]) - float(self.lab.start.on_order[p]) - DUST
        if beyond <= 0.0:
            return -1
        reached = np.flatnonzero(self._ordered(p)[1][: day + 1] >= beyond)
        return int(reached[0]) if len(reached) else day

    @staticmethod
    def _more(curves: tuple[Floats, Floats], day: int) -> float:
        """How much more the first curve has by a day than the second."""
        return float(curves[0][day] - curves[1][day]) if day >= 0 else 0.0

    def _since_then(self, name: str, at: int, after: int, day: int) -> float:
        more = getattr(self.hit, name)[:, at] - getattr(self.calm, name)[:, at]
        return float(more[day] - (more[after] if after >= 0 else 0.0))

    def _lag(self, name: str, at: int, day: int) -> float:
        return float(getattr(self.calm, name)[day, at] - getattr(self.hit, name)[day, at])

    def _sets(self, p: int) -> Floats:
        """Sets of each input of a recipe that were at hand in the evening, plenty where it has none. `[day, input]`"""
        columns = [np.full(self.lab.scenario.days, np.inf)]
        for g in self._groups(p):
            stores = [int(self.s.source[f]) for f in self._flows(g)]
            units = self.hit.stock[:, stores].sum(axis=1) if self.draws[p] else self.hit.staged[:, g]
            columns.append(units / self.s.quantity[g])
        return np.column_stack(columns[1:] or columns)

    def _empty_since(self, p: int, day: int) -> int:
        """First day of the spell without stock that holds a day, or the day itself."""
        low = 0.02 * max(float(self.calm.stock[:, p].max()), DUST)
        first = day
        while first > 0 and self.hit.stock[first - 1, p] <= low:
            first -= 1
        return first

    @staticmethod
    def _since(lag: Floats, day: int) -> int:
        """The last day up to which nothing lagged before it did on `day`; -1 if it always did."""
        level = np.flatnonzero(lag[: day + 1] <= DUST + 1e-3 * abs(lag[day]))
        return int(level[-1]) if len(level) else -1

    def _sent_day(self, pipe: int, sent: Floats, arrived: float, day: int) -> int:
        """The day by which all was sent that had arrived by `day`, first in, first out; -1 where it left before day 0."""
        beyond = arrived - float(self.lab.under_way[pipe]) - DUST
        if beyond <= 0.0:
            return -1
        reached = np.flatnonzero(sent[: day + 1] >= beyond)
        return int(reached[0]) if len(reached) else day

    @staticmethod
    def _late(sent: Floats, arrived: float, day: int) -> float:
        return float((sent[day] if day >= 0 else 0.0) - arrived)

    # ------------------------------------------------------------ structure

    def _groups(self, p: int) -> range:
        return range(int(self.s.group_start[p]), int(self.s.group_start[p + 1]))

    def _flows(self, g: int) -> range:
        return range(int(self.s.flow_start[g]), int(self.s.flow_start[g + 1]))

    def _out(self, p: int) -> list[int]:
        return [int(f) for f in self.s.out_flow[self.s.out_start[p] : self.s.out_start[p + 1]]]

    def _besides(self, p: int) -> list[tuple[int, float]]:
        """Points whose recipes give this one's item beside their own, and units of it."""
        makers = np.repeat(np.arange(len(self.s.points)), np.diff(self.s.output_start))
        at = np.flatnonzero(self.s.output_point == p)
        return [(int(makers[b]), float(self.s.output_quantity[b])) for b in at]

    def _item(self, f: int) -> str:
        return str(self.net["item"]["name"][self.s.group_item[self.group_of[f]]])

    def _site(self, p: int) -> list[Target]:
        return [("site", int(self.s.site[p]))]

    def _lane_gates(self, f: int, *nouns: str) -> list[Target]:
        row = int(self.s.lane_row[f])
        return [(noun, row) for noun in nouns] if row >= 0 else []

    def _way(self, f: int) -> list[Target]:
        """All that can hold, delay or lose what is on a flow."""
        found = self._lane_gates(f, "lead", "transit", "receiving", "way", "lane")
        row = int(self.s.lane_row[f])
        if row >= 0:
            names = self.net["site"]["name"]
            found += [
                ("site", int(np.flatnonzero(names == each)[0]))
                for each in words(self.net["lane"]["via"][row])
            ]
        return found

    def _maker_gates(self, p: int) -> list[Target]:
        row, recipes, lines = int(self.s.recipe_row[p]), self.net["recipe"], self.net["resource"]
        found = [*self._site(p), ("recipe", row)]
        if len(lines) and recipes["resource"][row]:
            mine = (lines["site"] == recipes["site"][row]) & (lines["name"] == recipes["resource"][row])
            found += [("resource", int(at)) for at in np.flatnonzero(mine)]
        return found

    def _target_name(self, target: Target) -> tuple[str, str]:
        """Where a target is, and of which item it is."""
        noun, row = target
        if noun in ("stock", "making"):
            table = self.net["stock point" if noun == "stock" else "recipe"]
            return str(table["site"][row]), str(table["item"][row])
        if noun == "way":
            lane = self.net["lane"]
            return f"{lane['from'][row]}→{lane['to'][row]}", str(lane["item"][row])
        return str(self.net["site"]["name"][row]), ""
