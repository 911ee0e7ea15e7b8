"""Demands → records, and factors by day of the seasons they follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from echelon.core.chance import key
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.demand import daily_quantities, growth, patience, replayed
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.network.totals import totals
from echelon.world.gates import gate_rows
from echelon.world.law.due import due_days
from echelon.world.shapes import Aliases, Quantiles, Seasons, shape_fields
from echelon.world.tables import DEMAND, records


def demand_rows(net: Network, s: Structure, r: Rates, seed: int, gates: Mapping[Target, int], quantiles: Quantiles,
             pool: Aliases, seasons: Seasons) -> Any:  # fmt: skip
    """Records of all demands; their shapes, luck and seasons go into what they share with others."""
    table, rows = net["demand"], s.demand_row
    demands = records(
        DEMAND,
        len(rows),
        lost=(patience(table)[rows] == 0.0) & (due_days(net, s) == 0),
        waits=np.where(due_days(net, s) > 0, 1.0, patience(table)[rows]),
        due=due_days(net, s),
        swap=-1,
        whole=table["partial"][rows] == "no",
        gate=gate_rows(gates, "demand", rows),
        price=r.price,
        currency=r.price_currency,
        value=r.value[s.demand_point],
        weight=totals(net, s, r).weights,
        stockout=r.stockout,
        penalty_currency=r.penalty_currency,
    )
    season = Season(net, seasons)
    for at, number in enumerate(rows.tolist()):
        row = {name: table[name][number] for name in table.schema.names}
        fields = shape_fields(row, quantiles, pool) | {"calendar": season.of(row)}
        for name, value in fields.items():
            demands[name][at] = value
        demands["key0"][at], demands["key1"][at] = key(seed, f"demand:{s.demands[at]}", "quantity")
    return demands


class Season:
    """Rows of factors by day of the demands: calendar x growth, times the listed quantity where that is the shape."""

    def __init__(self, net: Network, seasons: Seasons) -> None:
        self.start, self.seasons = net.settings.start, seasons
        self.calendars = {row["name"]: row for row in net.rows("calendar")}
        self.listed = daily_quantities(net["demand trace"])

    def of(self, row: Mapping[str, Any]) -> int:
        """Row of a demand's factors; row 0 where they are all 1."""
        named, trend = str(row["calendar"]), float(row["trend_per_year"])
        who = (row["customer"], row["site"], row["item"]) if row["shape"] == "trace" else None
        if who is None and not named and trend == 0.0:
            return 0
        return self.seasons.add((named, trend, who), lambda: self._made(row, named, trend, who))

    def named(self, calendar: str) -> int:
        """Row of a calendar's factors; row 0 where none is named."""
        return self.of({"calendar": calendar, "trend_per_year": 0.0, "shape": ""})

    def _made(self, row: Mapping[str, Any], named: str, trend: float, who: Any) -> Any:
        days = self.seasons.days
        found = calendar_days(self.calendars[named], self.start, days) if named else np.ones(days)
        if trend != 0.0:
            found = found * growth(trend, days)
        if who is not None:
            found = found * replayed(self.listed[who], days, repeat=row["repeat"] == "yes")
        return found
