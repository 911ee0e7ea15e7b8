"""Checks of stores that recipes draw from, and of what is ordered and under way before day 0."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts


def stores(facts: Facts) -> Iterator[Finding]:
    """Stores that feed other than recipes of their site (E330), and recipes with only some inputs in stores (E331)."""
    points, inputs = facts["stock point"], facts["recipe input"]
    drawn = points.among("allocation", "drawn")
    if not drawn.any():
        return
    held = {pair: row for row, pair in enumerate(zip(points["site"], points["item"], strict=True))}
    asked = set(zip(facts["demand"]["site"], facts["demand"]["item"], strict=True))
    asked |= set(zip(facts["lane"]["from"], facts["lane"]["item"], strict=True))
    for row in np.flatnonzero(drawn).tolist():
        if (points["site"][row], points["item"][row]) in asked:
            yield points.finding("E330", row, "allocation", "must feed recipes of its site only", got="a lane or a customer",
                                 remedy="Choose another allocation, or serve them from a stock point of their own")  # fmt: skip
    ways: dict[tuple[str, str], set[bool]] = {}
    for site, item, needed in zip(inputs["site"], inputs["item"], inputs["input"], strict=True):
        store = held.get((site, needed))
        ways.setdefault((site, item), set()).add(store is not None and bool(drawn[store]))
    for row, pair in enumerate(zip(facts["recipe"]["site"], facts["recipe"]["item"], strict=True)):
        if len(ways.get(pair, ())) > 1:
            yield facts["recipe"].finding("E331", row, "", "must draw all its inputs from stores, or none", got="some",
                                          remedy="Give every input a stock point whose allocation is drawn")  # fmt: skip


def unordered(facts: Facts) -> Iterator[Finding]:
    """Recipes that start what nobody ordered, on a resource whose hours go to orders (E335): they would start nothing."""
    recipes = facts["recipe"]
    for row in np.flatnonzero((recipes["starts"] == "complete") & (recipes["resource"] != "")).tolist():
        yield recipes.finding("E335", row, "starts", "must be `ordered` on a shared resource, whose hours go to orders",
                              remedy="Order what is to be made, or give the recipe a `capacity_per_day` of its own")  # fmt: skip


def passed_on(facts: Facts) -> Iterator[Finding]:
    """Points that pass on what is asked on a day, and do not look every day (E336): the other days would be forgotten."""
    points = facts["stock point"]
    rare = (
        (points["review"] != "daily") | (points["review_every_days"] > 1) | (points["review_calendar"] != "")
    )
    for row in np.flatnonzero((points["policy"] == "to_order") & rare).tolist():
        yield points.finding("E336", row, "policy", "must be reviewed every day where it is `to_order`",
                             remedy="Leave the columns of reviews empty, or choose base_stock with a target of 0")  # fmt: skip


def openings(facts: Facts) -> Iterator[Finding]:
    """Openings that are no numbers (E332), or more days of them than an order or a shipment takes (E333)."""
    lanes = facts["lane"]
    for column, days in (("opening_orders", "order_days"), ("opening_transit", "lead_days")):
        for row in np.flatnonzero(lanes[column] != "").tolist():
            cell, most = str(lanes[column][row]), lanes[days][row]
            if not _amounts(cell):
                yield lanes.finding("E332", row, column, "must be numbers in [0, inf), separated by blanks",
                                    remedy="Enter what reaches its end on day 0, then on day 1 …")  # fmt: skip
            elif len(cell.split()) > most or lanes["lead_shape"][row] != "constant":
                yield lanes.finding("E333", row, column, f"must hold at most as many days as its constant `{days}` of {most:g}",
                                    got=f"{len(cell.split())}", remedy="Leave out what is already there")  # fmt: skip


def _amounts(cell: str) -> bool:
    try:
        return all(0.0 <= float(word) < math.inf for word in cell.split())
    except ValueError:
        return False
