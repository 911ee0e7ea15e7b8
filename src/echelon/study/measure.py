"""KPIs: one function of a run's daily columns each. To add one, add a line to `MEASURES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.world.state import (
    BACKLOG,
    DELIVERED,
    DEMANDED,
    HOLDING,
    LOST,
    MARGIN,
    ON_TIME,
    STOCK_VALUE,
    STOCKOUT,
    TRANSPORT,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI: its names, and how it is read off daily columns `[kpi, day, replication]`.

    of       → [replication];  by_day → [day, replication]
    better   "high" or "low"
    unit     `{currency}` stands for the network's
    """

    name: str
    label: str
    unit: str
    better: str
    of: Callable[[Floats], Floats]
    by_day: Callable[[Floats], Floats]

    def unit_in(self, currency: str) -> str:
        """The unit with the network's currency in it."""
        return self.unit.replace("{currency}", currency)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """The part that `top` is of `bottom`, 1 where nothing was asked."""
    return np.asarray(np.divide(top, bottom, out=np.ones_like(top), where=bottom > 0))


def summed(series: Floats) -> Floats:
    """Sum over days `[day, replication]` in their order, so that the bytes do not depend on memory layout."""
    total = np.zeros(series.shape[-1])
    for row in series:
        total += row
    return total


def over_days(daily: Floats, kpi: int) -> Floats:
    """A column summed over days. `[replication]`"""
    return summed(daily[kpi])


def net_of(daily: Floats) -> Floats:
    """Margin less holding, stock-out and transport cost, by day."""
    return np.asarray(daily[MARGIN] - daily[HOLDING] - daily[STOCKOUT] - daily[TRANSPORT])


def _sum(name: str, label: str, unit: str, better: str, kpi: int) -> Measure:
    return Measure(name, label, unit, better, lambda daily: over_days(daily, kpi), lambda daily: daily[kpi])


def _mean(name: str, label: str, unit: str, better: str, kpi: int) -> Measure:
    return Measure(
        name,
        label,
        unit,
        better,
        lambda daily: over_days(daily, kpi) / daily.shape[1],
        lambda daily: daily[kpi],
    )


def _net(daily: Floats) -> Floats:
    kinds = [over_days(daily, kpi) for kpi in (MARGIN, HOLDING, STOCKOUT, TRANSPORT)]
    return kinds[0] - kinds[1] - kinds[2] - kinds[3]


MEASURES: dict[str, Measure] = {measure.name: measure for measure in (
    Measure("fill_rate", "Filled on the day asked", "share", "high",
            lambda daily: ratio(over_days(daily, ON_TIME), over_days(daily, DEMANDED)),
            lambda daily: ratio(daily[ON_TIME], daily[DEMANDED])),
    Measure("delivered", "Delivered at all", "share", "high",
            lambda daily: ratio(over_days(daily, DELIVERED), over_days(daily, DEMANDED)),
            lambda daily: ratio(daily[DELIVERED], daily[DEMANDED])),
    _mean("backlog", "Backlog of customers, mean", "unit", "low", BACKLOG),
    _sum("lost", "Lost sales", "unit", "low", LOST),
    _mean("stock_value", "Stock value, mean", "{currency}", "low", STOCK_VALUE),
    _sum("holding", "Holding cost", "{currency}", "low", HOLDING),
    _sum("stockout", "Stock-out cost", "{currency}", "low", STOCKOUT),
    _sum("transport", "Transport cost", "{currency}", "low", TRANSPORT),
    _sum("margin", "Margin of goods delivered", "{currency}", "high", MARGIN),
    Measure("net", "Margin less costs", "{currency}", "high", _net, net_of),
)}  # fmt: skip
