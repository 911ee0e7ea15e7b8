"""Checks of lanes that are expedited."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts
from echelon.network.check.times import mean_leads


def expedited(facts: Facts) -> Iterator[Finding]:
    """Expediting without an emergency point (E365), in half days (E366), not faster (E367), never (E368)."""
    lanes = facts["lane"]
    days, lead = lanes["expedite_days"], mean_leads(lanes)
    given = np.isfinite(days)
    for row in np.flatnonzero(given & facts.moving & ~_has_point(facts)[facts.nodes["lane"][1]]).tolist():
        yield lanes.finding("E365", row, "expedite_days", "needs an `emergency_point` of what it brings, or of all made of it",
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


def _has_point(facts: Facts) -> NDArray[np.bool_]:
    """Whether a node has an emergency point, or what recipes order to need is made into items that all have one. `[node]`"""
    has = np.zeros(facts.size, dtype=bool)
    has[facts.nodes["stock point"][0]] = np.isfinite(facts["stock point"]["emergency_point"])
    made, used = facts.nodes["recipe input"]
    users = np.bincount(used, minlength=facts.size)
    short = np.bincount(used, has[made], facts.size)
    return np.where(facts.stocked, has, (users > 0) & (short == users))
