"""Checks of lanes that are expedited."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts
from echelon.network.check.times import mean_leads


def expedited(facts: Facts) -> Iterator[Finding]:
    """Expediting without an emergency point (E365), in half days (E366), not faster (E367), never (E368), by a route (E369)."""
    lanes, points, target = facts["lane"], facts["stock point"], facts.nodes["lane"][1]
    days, lead = lanes["expedite_days"], mean_leads(lanes)
    point = np.full(facts.size, np.nan)
    point[facts.nodes["stock point"][0]] = points["emergency_point"]
    given = np.isfinite(days)
    for row in np.flatnonzero(given & facts.moving & np.isnan(point[target])).tolist():
        yield lanes.finding("E365", row, "expedite_days", "needs a stock point where the lane ends, with an `emergency_point`",
                            remedy="Say when the receiver is short, or leave it empty")  # fmt: skip
    for row in np.flatnonzero(given & (days != np.floor(days))).tolist():
        yield lanes.finding("E366", row, "expedite_days", "must be a whole number of days",
                            remedy="Round it: the world moves in whole days")  # fmt: skip
    for row in np.flatnonzero(given & (days >= lead)).tolist():
        yield lanes.finding("E367", row, "expedite_days", f"must be below the lead time of {lead[row]:g} days",
                            remedy="Shorten it, or leave it empty")  # fmt: skip
    for row in np.flatnonzero(~given & (lanes["expedite_cost_per_unit"] > 0)).tolist():
        yield lanes.finding("E368", row, "expedite_cost_per_unit", "is given for a lane that is never expedited",
                            remedy="Enter `expedite_days`, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(given & (lanes["via"] != "")).tolist():
        yield lanes.finding("E369", row, "expedite_days", "must be empty on a lane that passes ports or canals",
                            remedy="Goods in a hurry take another way: give them an emergency lane")  # fmt: skip
