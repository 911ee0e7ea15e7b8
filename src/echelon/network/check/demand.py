"""Checks of how demand varies: spread, orders, forecasts, and quantities listed by day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.check.facts import Bools, Facts
from echelon.network.demand import SPREAD, Key, daily_quantities, order_size

SAME = 0.05
"""How far, as a part, a stated mean may be from that of its trace."""
HUGE = 1e15
"""Above this a float has no fraction to look at."""
READ_BY = {
    "active_part": (1.0, {"constant", "normal", "gamma", "lognormal", "poisson", "negative_binomial", "compound_poisson"}),
    "orders_per_day": (0.0, {"compound_poisson"}),
    "order_size_sd": (math.nan, {"compound_poisson"}),
    "forecast_days": (1.0, {"forecast"}),
    "repeat": ("no", {"trace"}),
}  # fmt: skip
"""Column → its value where nothing is said, and the shapes that read it."""


def shapes(facts: Facts) -> Iterator[Finding]:
    """Spread that is ignored (E136), missing (E137) or absurd (E138), means of zero (E139), other columns ignored (E148)."""
    table = facts["demand"]
    mean, sd, shape = table["mean_per_day"], table["sd_per_day"], table["shape"]
    spread = table.among("shape", *SPREAD)
    for row in np.flatnonzero(~spread & (sd > 0)).tolist():
        yield table.finding("E136", row, "sd_per_day", f"is not used by shape `{shape[row]}`",
                            remedy="Choose a shape with a spread, such as normal or gamma, or leave it empty",
                            level="warning")  # fmt: skip
    for row in np.flatnonzero(spread & (sd == 0) & (mean > 0) & (shape != "negative_binomial")).tolist():
        yield table.finding("E137", row, "sd_per_day", f"is zero, so shape `{shape[row]}` does not vary",
                            remedy="Give the standard deviation, or choose shape constant", level="warning")  # fmt: skip
    for row in np.flatnonzero(spread & (sd > 10 * mean / table["active_part"])).tolist():
        yield table.finding("E138", row, "sd_per_day", f"is more than ten times the mean of {mean[row]:g}",
                            remedy="Check that both are per day", level="warning")  # fmt: skip
    for row in np.flatnonzero(mean == 0).tolist():
        yield table.finding("E139", row, "mean_per_day", "is zero, so nothing is ever asked for",
                            remedy="Remove the row if that is meant", level="note")  # fmt: skip
    for column, (silent, readers) in READ_BY.items():
        for row in np.flatnonzero(_said(table[column], silent) & ~table.among("shape", *readers)).tolist():
            yield table.finding("E148", row, column, f"is not used by shape `{shape[row]}`",
                                remedy=f"Leave it empty, or choose shape {' or '.join(sorted(readers))}",
                                level="warning")  # fmt: skip


def _said(values: Any, silent: Any) -> Bools:
    return np.asarray(np.isfinite(values) if silent != silent else values != silent, dtype=bool)


def pieces(facts: Facts) -> Iterator[Finding]:
    """Whole quantities that cannot vary so: negative binomial (E196), orders (E197) and their sizes (E198)."""
    table = facts.own("demand")
    mean = table["mean_per_day"] / table["active_part"]
    narrow = (table["shape"] == "negative_binomial") & (mean > 0) & ~(table["sd_per_day"] ** 2 > mean)
    for row in np.flatnonzero(narrow).tolist():
        yield table.finding("E196", row, "sd_per_day", f"must be above {math.sqrt(mean[row]):.4g}, the root of the mean of a day "
                            "with demand, for shape negative_binomial",
                            remedy="Choose shape poisson, whose spread is that root, or normal")  # fmt: skip
    for row in np.flatnonzero((table["shape"] == "compound_poisson") & (table["mean_per_day"] > 0)).tolist():
        yield from _orders(table, row)


def _orders(table: Table, row: int) -> Iterator[Finding]:
    orders, mean = float(table["orders_per_day"][row]), float(table["mean_per_day"][row])
    if not (0 < orders <= mean and mean / orders < HUGE):
        yield table.finding("E197", row, "orders_per_day", f"must be above 0 and at most the mean of {mean:g} a day, "
                            "for shape compound_poisson: an order has 1 unit or more",
                            remedy="Enter how many orders come on a mean day")  # fmt: skip
        return
    size, spread = order_size(mean, orders, float(table["order_size_sd"][row]))
    part = size - (math.ceil(size) - 1)
    least = math.sqrt(part * (1 - part))
    if math.sqrt(spread) < least - 1e-9:
        yield table.finding("E198", row, "order_size_sd", f"must be at least {least:.4g}: whole sizes of mean {size:g} vary so",
                            remedy="Leave it empty for geometric sizes, or correct the number of orders")  # fmt: skip
    elif size == 1 and spread > 0:
        yield table.finding("E198", row, "order_size_sd", "must be 0 where every order has 1 unit",
                            remedy="Choose shape poisson, or correct the number of orders")  # fmt: skip


def forecasts(facts: Facts) -> Iterator[Finding]:
    """Days of a forecast that are not whole (E310)."""
    table = facts["demand"]
    for row in np.flatnonzero(
        np.isfinite(table["forecast_days"]) & (table["forecast_days"] % 1 != 0)
    ).tolist():
        yield table.finding("E310", row, "forecast_days", "must be whole days",
                            remedy="Forecasts get better once a day; round it")  # fmt: skip


def prices(facts: Facts) -> Iterator[Finding]:
    """Demand that goes with a price of nothing (E580)."""
    table = facts["demand"]
    for row in np.flatnonzero((table["elasticity"] > 0) & (table["price"] == 0)).tolist():
        yield table.finding("E580", row, "elasticity", "is of no use where the price is 0",
                            remedy="Enter the price, or leave it empty for `unit_value`", level="warning")  # fmt: skip


def traces(facts: Facts) -> Iterator[Finding]:
    """Listed quantities of no demand (E185), of another shape (E186), missing (E187), of part of a day (E188), of another
    mean than stated (E189).
    """  # fmt: skip
    demands, table = facts["demand"], facts["demand trace"]
    shape_of = dict(zip(_keys(demands), demands["shape"].tolist(), strict=True)) if len(table) else {}
    for row, key in enumerate(_keys(table)):
        if key not in shape_of:
            yield table.finding("E185", row, "customer", "must name with site and item a row of demands.csv",
                                got=f"`{'→'.join(key)}`", remedy="Correct the names, or add the demand")  # fmt: skip
        elif shape_of[key] != "trace":
            yield table.finding("E186", row, "", f"is not used by a demand of shape `{shape_of[key]}`",
                                remedy="Give the demand shape trace, or remove the row", level="warning")  # fmt: skip
    for row in np.flatnonzero(np.isfinite(table["day"]) & (table["day"] % 1 != 0)).tolist():
        yield table.finding("E188", row, "day", "must be a whole day", remedy="Day 0 is the network's first")
    listed = daily_quantities(facts.own("demand trace"))
    traced = np.flatnonzero(demands.among("shape", "trace"))
    for row, key in zip(traced.tolist(), _keys(demands, traced), strict=True):
        yield from _traced(facts.own("demand"), row, listed.get(key))


def _keys(table: Table, rows: Any = slice(None)) -> list[Key]:
    return list(zip(*(table[name][rows].tolist() for name in ("customer", "site", "item")), strict=True))


def _traced(table: Table, row: int, quantities: Any) -> Iterator[Finding]:
    if quantities is None:
        yield table.finding("E187", row, "shape", "must have quantities in demand_traces.csv", got="none of this demand",
                            remedy="List them by day, or choose another shape")  # fmt: skip
        return
    mean, said = float(np.mean(quantities)), float(table["mean_per_day"][row])
    if abs(said - mean) > SAME * max(said, mean):
        yield table.finding("E189", row, "mean_per_day", f"is not the mean of its trace, {mean:.4g} a day",
                            remedy="Checks and disruptions go by it: enter the trace's, days without demand counted",
                            level="warning")  # fmt: skip
