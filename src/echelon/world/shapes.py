"""How demand varies, as the fields of its record, and the tables that the fields point into, equal ones once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.quantile import (
    KNOTS,
    Floats,
    alias_table,
    gamma_table,
    lognormal_table,
    normal_table,
    poisson_weights,
)
from echelon.core.whole import (
    MOST_ORDERS,
    compound_poisson_weights,
    negative_binomial_weights,
    order_size_weights,
)
from echelon.network.demand import order_size
from echelon.world.law.demand import ALIAS, ALWAYS, CONSTANT, QUANTILE
from echelon.world.law.forecast import FORECAST

MANY = 1e6
"""Poisson demand above this mean is drawn as normal: the skewness left out is below 0.001."""
LONGEST_ALIAS = 2**17
"""A negative binomial spread wider than this is drawn as gamma: what is not whole is below a thousandth of the spread."""
LONGEST_COMPOUND = 2**14
"""Compound demand wider than this is counted in steps of 2, 4, 8 … pieces, so that its table takes less than a second."""

Row = Mapping[str, Any]


class Aliases:
    """Alias tables laid end to end."""

    def __init__(self) -> None:
        self.seen: dict[tuple[float, ...], tuple[int, int]] = {}
        self.limits: list[Any] = [np.zeros(0, dtype=np.uint32)]
        self.others: list[Any] = [np.zeros(0, dtype=np.uint32)]
        self.size = 0

    def add(self, weights: Sequence[float]) -> tuple[int, int]:
        """Where the table of these weights starts, and its shift."""
        known = tuple(weights)
        if known not in self.seen:
            table = alias_table(weights)
            self.seen[known] = (self.size, table.shift)
            self.limits.append(table.limits)
            self.others.append(table.others)
            self.size += len(table.limits)
        return self.seen[known]


class Quantiles:
    """Quantile tables `[row, knot]` by distribution and coefficient of variation (0: the standard normal)."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, float], int] = {}

    def add(self, name: str, cv: float = 0.0) -> int:
        """Row of the table of `normal`, `gamma` or `lognormal`."""
        return self.seen.setdefault((name, cv), len(self.seen))

    def array(self) -> Any:
        """All tables."""
        makers: dict[str, Callable[[float], Floats]] = {"gamma": gamma_table, "lognormal": lognormal_table}
        rows = [normal_table() if name == "normal" else makers[name](cv) for name, cv in self.seen]
        return np.array(rows) if rows else np.zeros((0, KNOTS))


class Seasons:
    """Rows of factors or listed quantities by day; row 0 is all 1."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.rows: list[Any] = [np.ones(days)]
        self.seen: dict[object, int] = {}

    def add(self, name: object, make: Callable[[], Any]) -> int:
        """Row of that name, made where it is new."""
        if name not in self.seen:
            self.seen[name] = len(self.rows)
            self.rows.append(make())
        return self.seen[name]

    def array(self) -> Any:
        """All rows `[row, day]`."""
        return np.ascontiguousarray(self.rows)


def shape_fields(row: Row, quantiles: Quantiles, pool: Aliases) -> dict[str, float]:
    """The record's fields that say how a demand varies; `row` is one of the demand table.

    Mean and spread of a day with demand are those of the table divided by the active part, and as they stand.
    """
    shape, part = str(row["shape"]), float(row["active_part"])
    usual = {"mean": float(row["mean_per_day"]), "active": ALWAYS}
    if shape == "trace":
        return {**usual, "mean": 1.0, "kind": CONSTANT, "loc": 1.0}
    if shape == "forecast" and row["sd_per_day"] > 0:
        updates = int(row["forecast_days"])
        return {**usual, "kind": FORECAST, "updates": updates, "table": quantiles.add("normal"),
                "scale": float(row["sd_per_day"]) / math.sqrt(updates)}  # fmt: skip
    mean = usual["mean"] if part == 1.0 else usual["mean"] / part
    if part < 1.0 and shape != "forecast":
        usual["active"] = round(part * ALWAYS)
    return usual | _active(shape, mean, row, quantiles, pool)


def _active(shape: str, mean: float, row: Row, quantiles: Quantiles, pool: Aliases) -> dict[str, float]:
    """Fields of a day with demand."""
    sd = float(row["sd_per_day"])
    if mean > 0 and shape == "poisson":
        if mean > MANY:
            return {"kind": QUANTILE, "loc": mean, "scale": mean**0.5, "table": quantiles.add("normal")}
        return _pieces(*poisson_weights(mean), pool)
    if mean > 0 and shape == "compound_poisson":
        return _compound(mean, row, quantiles, pool)
    if mean > 0 and sd > 0 and shape == "negative_binomial":
        if 24.0 * sd + 32.0 * sd * sd / mean > LONGEST_ALIAS:
            return {"kind": QUANTILE, "scale": mean, "table": quantiles.add("gamma", sd / mean)}
        return _pieces(*negative_binomial_weights(mean, max(mean, sd * sd)), pool)
    if sd > 0 and shape == "normal":
        return {"kind": QUANTILE, "loc": mean, "scale": sd, "table": quantiles.add("normal")}
    if mean > 0 and sd > 0 and shape in ("gamma", "lognormal"):
        return {"kind": QUANTILE, "scale": mean, "table": quantiles.add(shape, sd / mean)}
    return {"kind": CONSTANT, "loc": mean}


def _pieces(first: int, weights: Sequence[float], pool: Aliases, step: float = 1.0) -> dict[str, float]:
    start, shift = pool.add(weights)
    return {"kind": ALIAS, "start": start, "shift": shift, "loc": first * step, "scale": step}


def _compound(mean: float, row: Row, quantiles: Quantiles, pool: Aliases) -> dict[str, float]:
    """A table of sums of orders; gamma where there are so many that their sum is nearly normal."""
    orders = float(row["orders_per_day"]) / float(row["active_part"])
    size, spread = order_size(mean, orders, float(row["order_size_sd"]))
    sd = math.sqrt(orders * (spread + size * size))
    if orders > MOST_ORDERS:
        return {"kind": QUANTILE, "scale": mean, "table": quantiles.add("gamma", sd / mean)}
    step = 1.0
    while (mean + 12.0 * sd + 80.0 * spread / size + 2.0 * size) / step > LONGEST_COMPOUND:
        step *= 2.0
    least = 1 if step == 1.0 else 0
    fraction = size / step % 1.0
    possible = max(spread / step**2, fraction * (1.0 - fraction))
    sizes = order_size_weights(size / step, possible, least=least)
    return _pieces(*compound_poisson_weights(orders, sizes), pool, step)
