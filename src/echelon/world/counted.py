"""What a run counts, by row: nothing here is compiled, so that what is read from disk needs no compiler."""

from __future__ import annotations

from echelon.network.fold.state import CUSTOMER as CUSTOMER, KPIS as KPIS

(
    DEMANDED,
    ON_TIME,
    DELIVERED,
    LOST,
    BACKLOG,
    STOCK_VALUE,
    HOLDING,
    STOCKOUT,
    TRANSPORT,
    MARGIN,
    REVENUE,
    ORDERING,
    PRODUCTION,
    TRANSIT_HOLDING,
    OVERTIME,
    EXPEDITE,
    DISPOSAL,
    PRODUCTION_CO2,
    TRANSPORT_CO2,
    LINES,
    IN_FULL,
) = range(len(KPIS))
"""Rows of `Counts.daily`, as in `KPIS`."""
