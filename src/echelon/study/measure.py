"""KPIs: one function of a run's daily columns each. To add one, add a line to `MEASURES`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.world.counted import (
    BACKLOG,
    DELIVERED,
    DEMANDED,
    DISPOSAL,
    EXPEDITE,
    HOLDING,
    IN_FULL,
    LINES,
    LOST,
    MARGIN,
    ON_TIME,
    ORDERING,
    OVERTIME,
    PRODUCTION,
    PRODUCTION_CO2,
    REVENUE,
    STOCK_VALUE,
    STOCKOUT,
    TRANSIT_HOLDING,
    TRANSPORT,
    TRANSPORT_CO2,
)

COSTS = (HOLDING, STOCKOUT, TRANSPORT, ORDERING, PRODUCTION, TRANSIT_HOLDING, OVERTIME, EXPEDITE, DISPOSAL)
"""Rows of daily columns that `net` takes off the margin, in this order."""

Floats = NDArray[np.float64]


class Units(NamedTuple):
    """What the sums of a run are in: money, and totals of all customers, which are money too where they are weighed by worth."""

    currency: str
    total: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI: its names, and how it is read off daily columns `[kpi, day, replication]`.

    of       → [replication];  by_day → [day, replication]
    better   "high" or "low"
    unit     `{currency}` stands for the network's, `{total}` for the unit of totals of all customers
    rare     shown only where it is not 0, because few networks have it
    weighed  a share of such a total
    """

    name: str
    label: str
    unit: str
    better: str
    of: Callable[[Floats], Floats]
    by_day: Callable[[Floats], Floats]
    rare: bool = False
    weighed: bool = False

    def unit_in(self, units: Units) -> str:
        """The unit of a run with those.

        >>> MEASURES["lost"].unit_in(Units("EUR", "kg")), MEASURES["net"].unit_in(Units("EUR", "kg"))
        ('kg', 'EUR')
        """
        return self.unit.format_map(units._asdict())

    def label_in(self, units: Units) -> str:
        """The label, which says of a share that it is one of money.

        >>> [MEASURES["fill_rate"].label_in(Units("EUR", total)) for total in ("kg", "EUR")]
        ['Filled on time', 'Filled on time, by value']
        """
        return f"{self.label}, by value" if self.weighed and units.total == units.currency else self.label


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
    """Margin less all costs, by day."""
    return _less([daily[kpi] for kpi in (MARGIN, *COSTS)])


def _sum(name: str, label: str, unit: str, better: str, kpi: int, *, rare: bool = False) -> Measure:
    return Measure(
        name, label, unit, better, lambda daily: over_days(daily, kpi), lambda daily: daily[kpi], rare
    )


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
    return _less([over_days(daily, kpi) for kpi in (MARGIN, *COSTS)])


def _less(kinds: Sequence[Floats]) -> Floats:
    """The first less all others, in their order."""
    left = kinds[0].copy()
    for cost in kinds[1:]:
        left -= cost
    return left


MEASURES: dict[str, Measure] = {measure.name: measure for measure in (
    Measure("fill_rate", "Filled on time", "share", "high",
            lambda daily: ratio(over_days(daily, ON_TIME), over_days(daily, DEMANDED)),
            lambda daily: ratio(daily[ON_TIME], daily[DEMANDED]), weighed=True),
    Measure("delivered", "Delivered at all", "share", "high",
            lambda daily: ratio(over_days(daily, DELIVERED), over_days(daily, DEMANDED)),
            lambda daily: ratio(daily[DELIVERED], daily[DEMANDED]), weighed=True),
    Measure("otif", "Order lines on time in full", "share", "high",
            lambda daily: ratio(over_days(daily, IN_FULL), over_days(daily, LINES)),
            lambda daily: ratio(daily[IN_FULL], daily[LINES])),
    _mean("backlog", "Backlog of customers, mean", "{total}", "low", BACKLOG),
    _sum("lost", "Lost sales", "{total}", "low", LOST),
    _mean("stock_value", "Stock value, mean", "{currency}", "low", STOCK_VALUE),
    _sum("holding", "Holding cost", "{currency}", "low", HOLDING),
    _sum("stockout", "Stock-out cost", "{currency}", "low", STOCKOUT),
    _sum("transport", "Transport cost", "{currency}", "low", TRANSPORT),
    _sum("ordering", "Ordering cost", "{currency}", "low", ORDERING, rare=True),
    _sum("production", "Production cost", "{currency}", "low", PRODUCTION, rare=True),
    _sum("transit_holding", "Holding cost of goods under way", "{currency}", "low", TRANSIT_HOLDING, rare=True),
    _sum("overtime", "Overtime cost", "{currency}", "low", OVERTIME, rare=True),
    _sum("expedite", "Expediting cost", "{currency}", "low", EXPEDITE, rare=True),
    _sum("disposal", "Disposal cost", "{currency}", "low", DISPOSAL, rare=True),
    Measure("co2", "CO2 of production and transport", "kg", "low",
            lambda daily: over_days(daily, PRODUCTION_CO2) + over_days(daily, TRANSPORT_CO2),
            lambda daily: np.asarray(daily[PRODUCTION_CO2] + daily[TRANSPORT_CO2]), rare=True),
    _sum("revenue", "Revenue of goods delivered", "{currency}", "high", REVENUE),
    _sum("margin", "Margin of goods delivered", "{currency}", "high", MARGIN),
    Measure("net", "Margin less costs", "{currency}", "high", _net, net_of),
)}  # fmt: skip


def shown_measures(*runs: Floats) -> list[Measure]:
    """The measures to show of runs' daily columns: all, but rare ones only where some run's is not 0."""
    return [measure for measure in MEASURES.values()
            if not measure.rare or any(bool(np.any(measure.by_day(daily))) for daily in runs)]  # fmt: skip
