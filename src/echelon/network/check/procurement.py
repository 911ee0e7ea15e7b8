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
    """Policies that order up to a target that is not given (E334); where only by-products arrive nothing is ordered."""
    table = facts["stock point"]
    fed = np.isin(
        facts.nodes["stock point"][0], np.concatenate([facts.nodes["lane"][1], facts.nodes["recipe"][0]])
    )
    missing = table.among("policy", *UP_TO) & np.isnan(table["target_stock"]) & fed
    for row in np.flatnonzero(missing).tolist():
        yield table.finding("E334", row, "target_stock", f"must be given for policy {table['policy'][row]}", got="an empty cell",
                            remedy="Enter the position that orders fill up to")  # fmt: skip


def reviews(facts: Facts) -> Iterator[Finding]:
    """Days of reviews, forecasts, orders and ways round that are no whole numbers (E149)."""
    named = (
        ("stock point", ("review_every_days", "review_first_day", "average_days")),
        ("lane", ("order_days", "cancel_days", "blanket_days", "detour_days")),
        ("detour", ("days",)),
    )
    for noun, column in ((noun, column) for noun, columns in named for column in columns):
        table = facts[noun]
        days = table[column]
        for row in np.flatnonzero(np.isfinite(days) & (days != np.floor(days))).tolist():
            yield table.finding("E149", row, column, "must be a whole number of days",
                                remedy="Round it: everything happens once a day at most")  # fmt: skip


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


def emergencies(facts: Facts) -> Iterator[Finding]:
    """Emergency lanes that cannot be (E307), and sourcing cells that are not used (E309)."""
    lanes, points, target = facts["lane"], facts["stock point"], facts.nodes["lane"][1]
    emergency, moving = lanes["emergency"] == "yes", facts.moving
    least = np.full(facts.size, np.nan)
    least[facts.nodes["stock point"][0]] = points["emergency_point"]
    regular = np.bincount(target, moving & ~emergency, facts.size) > 0
    hurries = np.isfinite(lanes["expedite_days"]) & moving
    helped = np.bincount(target, (moving & emergency) | hurries, facts.size) > 0
    made, used = facts.nodes["recipe input"]
    helped[made] |= (np.bincount(target, hurries, facts.size) > 0)[used] & ~facts.stocked[used]
    stocked = facts.stocked[target]
    for row in np.flatnonzero(
        emergency & moving & (~stocked | np.isnan(least[target]) | ~regular[target])
    ).tolist():
        why = (
            "needs a stock point that it brings to: what a recipe orders to need has no position"
            if not stocked[row]
            else "needs an `emergency_point` where it ends"
            if regular[target[row]]
            else "needs a regular lane beside it"
        )
        yield lanes.finding("E307", row, "emergency", why, remedy="Complete it, or make the lane a regular one")  # fmt: skip
    idle = np.isfinite(points["emergency_point"]) & ~helped[facts.nodes["stock point"][0]]
    for row in np.flatnonzero(idle).tolist():
        yield points.finding("E309", row, "emergency_point", "is not used, because no emergency or expedited lane ends there",
                             remedy="Mark a lane as `emergency` or give it `expedite_days`, or leave it empty",
                             level="warning")  # fmt: skip
    ranked = np.zeros(facts.size, dtype=bool)
    ranked[facts.nodes["stock point"][0][points["sourcing"] != "share"]] = True
    unused = np.isfinite(lanes["lot_maximum"]) & moving & stocked & ~ranked[target] & ~emergency
    for row in np.flatnonzero(unused).tolist():
        yield lanes.finding("E309", row, "lot_maximum", "is not used where the receiver's sourcing is by share",
                            remedy="Choose sourcing priority or cheapest, or leave it empty", level="warning")  # fmt: skip


def agreements(facts: Facts) -> Iterator[Finding]:
    """Cancelling and blanket orders of what a recipe orders to need (E308): nobody would order it again, or use it."""
    lanes, to_need = facts["lane"], facts.moving & ~facts.stocked[facts.nodes["lane"][1]]
    for column, given in (
        ("cancel_days", np.isfinite(lanes["cancel_days"])),
        ("blanket_quantity", lanes["blanket_quantity"] > 0),
    ):
        for row in np.flatnonzero(given & to_need).tolist():
            yield lanes.finding("E308", row, column, "must be empty on a lane whose goods are ordered to need by a recipe",
                                remedy="Leave it empty, or hold the item in a stock point there")  # fmt: skip
