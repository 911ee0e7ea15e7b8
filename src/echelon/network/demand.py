"""What customers ask: mean and variance of a day by shape, growth, and quantities listed by day."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.quantile import LONGEST
from echelon.core.table import Table
from echelon.network.calendar import calendar_days
from echelon.network.model import Network

Floats = NDArray[np.float64]
Key = tuple[str, str, str]
"""Customer, site and item."""

SPREAD = frozenset({"normal", "gamma", "lognormal", "negative_binomial", "forecast"})
"""Shapes that read `sd_per_day`."""
USUAL = SPREAD - {"forecast"}
VARYING = ("shape", "mean_per_day", "sd_per_day", "active_part", "orders_per_day", "order_size_sd")
YEAR = 364
"""Whole weeks, so that each weekday counts the same."""


def patience(demands: Table) -> Floats:
    """Part of what is unmet that waits, of every row of a demand table: `patience`, or what `unmet` says. `[row]`"""
    given = demands["patience"]
    return np.where(np.isnan(given), demands["unmet"] != "lost", given)


def growth(part_per_year: float, days: int) -> Floats:
    """What a trend multiplies the mean by, in a straight line from 1 on day 0, never below 0. `[day]`

    >>> growth(-0.5, 1000)[[0, 365, 730, 999]].tolist()
    [1.0, 0.5, 0.0, 0.0]
    """
    return np.maximum(0.0, 1.0 + part_per_year * (np.arange(days) / 365.0))


def order_size(mean_per_day: float, orders_per_day: float, sd: float) -> tuple[float, float]:
    """Mean and variance of one order of shape compound_poisson; geometric from 1 on where `sd` is NaN.

    >>> order_size(6.0, 2.0, float("nan"))
    (3.0, 6.0)
    """
    mean = mean_per_day / orders_per_day
    return mean, mean * max(mean - 1.0, 0.0) if math.isnan(sd) else sd * sd


def variance(row: Mapping[str, Any]) -> float:
    """Variance of a day's demand of a row of the table, before its season and growth, in unit^2.

    With m the mean over all days, a the active part and s^2 the variance on a day with demand: a s^2 + m^2 (1 - a) / a.
    A trace varies as its quantities say: 0 here.

    >>> shop = {"mean_per_day": 2.0, "sd_per_day": 3.0, "active_part": 0.5}
    >>> variance({"shape": "gamma", **shop}), variance({"shape": "constant", **shop})
    (8.5, 4.0)
    """
    shape, mean, part = str(row["shape"]), float(row["mean_per_day"]), float(row["active_part"])
    if shape in ("trace", "forecast"):
        return float(row["sd_per_day"]) ** 2 if shape == "forecast" else 0.0
    return part * _active_variance(shape, mean / part, row) + mean * mean * (1.0 - part) / part


def _active_variance(shape: str, mean: float, row: Mapping[str, Any]) -> float:
    if shape == "poisson":
        return mean
    if shape == "compound_poisson" and row["orders_per_day"] > 0 and mean > 0:
        orders = float(row["orders_per_day"]) / float(row["active_part"])
        size, spread = order_size(mean, orders, float(row["order_size_sd"]))
        return orders * (spread + size * size)
    return float(row["sd_per_day"]) ** 2 if shape in SPREAD else 0.0


def variances(net: Network) -> Floats:
    """`variance` of every row of the demand table, of a trace that of its days. `[row]`"""
    table = net["demand"]
    shape, mean, sd, part = (table[name] for name in ("shape", "mean_per_day", "sd_per_day", "active_part"))
    usual = np.isin(shape.astype(str), [*USUAL, "constant", "poisson"])
    # `**` of floats, as in `variance`: what NumPy multiplies may differ in the last bit.
    squared = np.array([each**2 for each in sd.tolist()])
    active = np.where(shape == "constant", 0.0, np.where(shape == "poisson", mean / part, squared))
    found = part * active + mean * mean * (1.0 - part) / part
    for row in np.flatnonzero(~usual).tolist():
        found[row] = variance({name: table[name][row] for name in VARYING})
    traces = daily_quantities(net["demand trace"])
    keys = zip(*(table[name].tolist() for name in table.schema.key), strict=True)
    for row, key in enumerate(keys) if traces else ():
        if shape[row] == "trace" and key in traces:
            found[row] = float(np.var(traces[key]))
    return found


def factors(net: Network, over_year: Callable[[Floats], Any]) -> Floats:
    """What calendar and growth multiply the mean by, over the first year: `np.mean`, or `np.max` for its busiest day. `[row]`"""
    calendars = {
        str(row["name"]): calendar_days(row, net.settings.start, YEAR) for row in net.rows("calendar")
    }
    table, usual = net["demand"], np.ones(YEAR)
    named, (trends, trend) = table.coded("calendar"), np.unique(table["trend_per_year"], return_inverse=True)
    found = np.zeros((len(named.names), len(trends)))
    for at in np.unique(named.at * len(trends) + trend).tolist():
        name, slope = named.names[at // len(trends)], float(trends[at % len(trends)])
        days = calendars.get(name, usual)
        found.flat[at] = float(over_year(days * growth(slope, YEAR) if slope else days))
    return np.asarray(found[named.at, trend])


def daily_quantities(table: Table) -> dict[Key, Floats]:
    """Of a demand trace table: quantities of each day until the last listed one, by demand; days between not listed are 0."""
    found: dict[Key, dict[int, float]] = {}
    names = (table[name].tolist() for name in ("customer", "site", "item"))
    days, quantities = table["day"].tolist(), table["quantity"].tolist()
    for customer, site, item, day, quantity in zip(*names, days, quantities, strict=True):
        if 0 <= day <= LONGEST:
            found.setdefault((customer, site, item), {})[int(day)] = quantity
    return {key: _filled(days) for key, days in found.items()}


def _filled(quantities: Mapping[int, float]) -> Floats:
    whole = np.zeros(max(quantities) + 1)
    for day, quantity in quantities.items():
        whole[day] = quantity
    return whole


def replayed(quantities: Floats, days: int, *, repeat: bool) -> Floats:
    """Listed quantities as those of a run's days: after the last nothing, or from the first again. `[day]`

    >>> replayed(np.array([1.0, 2.0]), 5, repeat=True).tolist()
    [1.0, 2.0, 1.0, 2.0, 1.0]
    >>> replayed(np.array([1.0, 2.0]), 3, repeat=False).tolist()
    [1.0, 2.0, 0.0]
    """
    if repeat:
        return np.asarray(np.resize(quantities, days), dtype=np.float64)
    return np.concatenate([quantities, np.zeros(max(0, days - len(quantities)))])[:days]
