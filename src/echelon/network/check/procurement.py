"""Checks of procurement: targets, reviews and cards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts

REORDERING = ("s_S", "min_max", "R_Q", "R_nQ")
"""Policies with a reorder point."""
UP_TO = ("base_stock", "s_S", "min_max", "echelon_base_stock")
"""Policies that order up to a target, which must be given."""


def targets(facts: Facts) -> Iterator[Finding]:
    """Policies that order up to a target that is not given (E148)."""
    table = facts["stock point"]
    missing = np.isin(table["policy"].astype(str), UP_TO) & np.isnan(table["target_stock"])
    for row in np.flatnonzero(missing).tolist():
        yield table.finding("E148", row, "target_stock", f"must be given for policy {table['policy'][row]}", got="an empty cell",
                            remedy="Enter the position that orders fill up to")  # fmt: skip


def reviews(facts: Facts) -> Iterator[Finding]:
    """Review days that are no whole numbers (E149)."""
    table = facts["stock point"]
    for column in ("review_every_days", "review_first_day"):
        days = table[column]
        for row in np.flatnonzero(np.isfinite(days) & (days != np.floor(days))).tolist():
            yield table.finding("E149", row, column, "must be a whole number of days",
                                remedy="Round it: stock is reviewed at most once a day")  # fmt: skip


def cards(facts: Facts) -> Iterator[Finding]:
    """Kanban without its cards (E300), and cards that the policy does not use (E306)."""
    table = facts["stock point"]
    kanban = table["policy"] == "kanban"
    for column in ("cards", "card_size"):
        for row in np.flatnonzero(kanban & np.isnan(table[column])).tolist():
            yield table.finding("E300", row, column, "must be given for policy kanban", got="an empty cell",
                                remedy="Enter how many cards there are, and how much one stands for")  # fmt: skip
        for row in np.flatnonzero(~kanban & np.isfinite(table[column])).tolist():
            yield table.finding("E306", row, column, f"is not used by policy `{table['policy'][row]}`",
                                remedy="Choose policy kanban, or leave it empty", level="warning")  # fmt: skip
