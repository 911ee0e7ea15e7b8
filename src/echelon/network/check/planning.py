"""Checks of material requirements planning: horizons, frozen zones and lead times."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts

CELLS = ("horizon_days", "frozen_days", "planned_lead_days")


def plans(facts: Facts) -> Iterator[Finding]:
    """Days of a plan that are not whole (E360), plans that are frozen to their end (E361), and cells not used (E363)."""
    table = facts["stock point"]
    planning = table["policy"] == "mrp"
    for name in CELLS:
        days, column = table[name], table.schema.column(name)
        default = float(str(column.default))
        given = ~((days == default) | (np.isnan(days) & np.isnan(default)))
        for row in np.flatnonzero(planning & np.isfinite(days) & (days != np.floor(days))).tolist():
            yield table.finding(
                "E360",
                row,
                name,
                "must be a whole number of days",
                remedy="Round it: a plan has one line a day",
            )
        for row in np.flatnonzero(~planning & given).tolist():
            yield table.finding("E363", row, name, f"is not used by policy `{table['policy'][row]}`",
                                remedy="Choose policy mrp, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(planning & (table["frozen_days"] >= table["horizon_days"])).tolist():
        yield table.finding("E361", row, "frozen_days", f"must be below the {table['horizon_days'][row]:g} days of the horizon",
                            remedy="Shorten it: nothing would ever be planned anew")  # fmt: skip


def drawing(facts: Facts) -> Iterator[Finding]:
    """Planning where the recipe draws its inputs out of stores (E362): what is on order are then inputs, not goods."""
    points, inputs = facts["stock point"], facts["recipe input"]
    if not (points.among("policy", "mrp").any() and points.among("allocation", "drawn").any()):
        return
    keys = list(zip(points["site"].tolist(), points["item"].tolist(), strict=True))
    stores = {key for key, rule in zip(keys, points["allocation"].tolist(), strict=True) if rule == "drawn"}
    lines = zip(*(inputs[name].tolist() for name in ("site", "item", "input")), strict=True)
    draws = {(site, item) for site, item, needed in lines if (site, needed) in stores}
    for row, key in enumerate(keys):
        if points["policy"][row] == "mrp" and key in draws:
            yield points.finding("E362", row, "policy", "must not be mrp where the recipe draws its inputs out of stores",
                                 remedy="Choose another policy, or another allocation for the stores")  # fmt: skip
