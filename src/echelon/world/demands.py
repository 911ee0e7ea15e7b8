"""Demands → records, and factors by day of the seasons they follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from echelon.core.coded import Coded
from echelon.core.keys import keys
from echelon.core.table import Table
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.network.calendar import calendar_days
from echelon.network.demand import daily_quantities, growth, patience, replayed
from echelon.network.model import Network
from echelon.network.numbering import first_seen
from echelon.network.rates import Rates
from echelon.network.totals import totals
from echelon.world.gates import gate_rows
from echelon.world.law.demand import ALWAYS, CONSTANT, QUANTILE
from echelon.world.law.due import due_days
from echelon.world.shapes import Aliases, Quantiles, Seasons, shape_fields
from echelon.world.tables import DEMAND, records

SHAPING = (
    "shape",
    "mean_per_day",
    "sd_per_day",
    "active_part",
    "orders_per_day",
    "order_size_sd",
    "forecast_days",
)
SEASONAL = ("calendar", "trend_per_year", "shape", "customer", "site", "item", "repeat")


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
        whole=table.among("partial", "no")[rows],
        gate=gate_rows(gates, "demand", rows),
        price=r.price,
        currency=r.price_currency,
        value=r.value[s.demand_point],
        weight=totals(net, s, r).weights,
        stockout=r.stockout,
        penalty_currency=r.penalty_currency,
    )
    _shape(demands, table, rows, Season(net, seasons), (quantiles, pool))
    who = (f"demand:{name}" for name in s.demands)
    demands["key0"], demands["key1"] = keys(seed, who, "quantity")
    return demands


def _shape(demands: Any, table: Table, rows: Any, season: Season, shared: tuple[Quantiles, Aliases]) -> None:
    """Say in the records how demands vary. Constant and normal ones, of which there may be a million, all together."""
    mean, sd, part = (table[name][rows] for name in ("mean_per_day", "sd_per_day", "active_part"))
    normal, plain = table.among("shape", "normal")[rows] & (sd > 0.0), table.among("shape", "constant")[rows]
    demands["mean"], demands["active"] = mean, np.where(part < 1.0, np.rint(part * ALWAYS), ALWAYS)
    demands["kind"] = np.where(normal, QUANTILE, CONSTANT)
    demands["loc"], demands["scale"] = np.where(normal | plain, mean / part, 0.0), np.where(normal, sd, 0.0)
    first_normal = normal & (np.cumsum(normal) == 1)
    for at in np.flatnonzero(first_normal | ~(normal | plain)).tolist():
        row = {name: table[name][rows[at]] for name in SHAPING}
        for name, value in shape_fields(row, *shared).items():
            demands[name][at] = value
    if normal.any():
        demands["table"][normal] = shared[0].add("normal")
    moving = (table["trend_per_year"] != 0.0) | ~table.among("calendar", "") | table.among("shape", "trace")
    for at in np.flatnonzero(moving[rows]).tolist():
        demands["calendar"][at] = season.of({name: table[name][rows[at]] for name in SEASONAL})


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

    def rows(self, calendars: Coded, rows: Any) -> Any:
        """Rows of a calendar's factors, as `named`, of some rows of a column."""
        known = {at: self.named(calendars.names[at]) for at in first_seen(calendars.at[rows]).tolist()}
        found = np.array([known.get(at, 0) for at in range(len(calendars.names))], dtype=np.int64)
        return found[calendars.at[rows]]

    def _made(self, row: Mapping[str, Any], named: str, trend: float, who: Any) -> Any:
        days = self.seasons.days
        found = calendar_days(self.calendars[named], self.start, days) if named else np.ones(days)
        if trend != 0.0:
            found = found * growth(trend, days)
        if who is not None:
            found = found * replayed(self.listed[who], days, repeat=row["repeat"] == "yes")
        return found
