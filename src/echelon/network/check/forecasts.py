"""Checks of what stock points expect: policies with a forecast, and demand that remembers the day before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts

NEEDS = {
    "moving_average": "average_days",
    "smoothing": "smoothing_weight",
    "autoregressive": "forecast_correlation",
}
"""Forecast → the column that says how."""
DEFAULTS = {"forecast": "mean", "forecast_of": "orders", "cover_days": 0.0, "gap_days": 1.0}


def forecasts(facts: Facts) -> Iterator[Finding]:
    """Forecasts without their parameter (E127), and columns of forecasts that nothing uses (E128)."""
    table = facts["stock point"]
    adaptive = table["policy"] == "adaptive_base_stock"
    for forecast, column in NEEDS.items():
        used = adaptive & (table["forecast"] == forecast)
        for row in np.flatnonzero(used & np.isnan(table[column])).tolist():
            yield table.finding("E127", row, column, f"must be given for forecast {forecast}", got="an empty cell",
                                remedy="Enter it, or choose another forecast")  # fmt: skip
        for row in np.flatnonzero(~used & np.isfinite(table[column])).tolist():
            yield table.finding("E128", row, column, f"is used by policy adaptive_base_stock with forecast {forecast} only",
                                remedy="Choose these, or leave it empty", level="warning")  # fmt: skip
    for column, default in DEFAULTS.items():
        for row in np.flatnonzero(~adaptive & (table[column] != default)).tolist():
            yield table.finding("E128", row, column, "is used by policy adaptive_base_stock only",
                                remedy="Choose that policy, or leave it empty", level="warning")  # fmt: skip


def correlations(facts: Facts) -> Iterator[Finding]:
    """Correlated demand of another shape than normal (E129)."""
    table = facts["demand"]
    for row in np.flatnonzero((table["correlation"] != 0) & (table["shape"] != "normal")).tolist():
        yield table.finding("E129", row, "correlation", f"needs shape normal, not {table['shape'][row]}",
                            remedy="Choose shape normal, or leave it empty")  # fmt: skip
