"""Checks of what customers accept: waiting, later days, other items, parts of an order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts


def patience(facts: Facts) -> Iterator[Finding]:
    """Customers of whom `unmet` says that none waits and `patience` that all do (E370)."""
    demands = facts["demand"]
    for row in np.flatnonzero((demands["unmet"] == "lost") & (demands["patience"] == 1.0)).tolist():
        yield demands.finding("E370", row, "patience", "says that all wait, and `unmet` that all is lost",
                              remedy="Choose unmet backorder, or lower the part that waits", level="warning")  # fmt: skip
