"""Checks of capacity: hours that are said and used, and limits below what customers will draw."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts, Floats
from echelon.network.check.graph import drawn
from echelon.network.check.times import mean_factor
from echelon.network.demand import YEAR, growth

SLACK = 1.000001
"""Rounding is no shortage."""


def hours(facts: Facts) -> Iterator[Finding]:
    """Recipes with a resource and no hours (E180), or hours and no resource (E181)."""
    table = facts["recipe"]
    named, time = table["resource"] != "", table["hours_per_unit"]
    for row in np.flatnonzero(named & (time == 0)).tolist():
        yield table.finding("E180", row, "hours_per_unit", "is zero, so the resource limits nothing",
                            remedy="Enter the hours for one unit, or leave the resource empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(~named & (time > 0)).tolist():
        yield table.finding("E181", row, "hours_per_unit", "is given without a resource",
                            remedy="Name the resource, or leave the hours empty", level="warning")  # fmt: skip


def batches(facts: Facts) -> Iterator[Finding]:
    """Batches that a day's capacity (E270) or a day's hours (E271) never let start."""
    table = facts["recipe"]
    least = np.maximum(table["batch_size"], table["batch_minimum"])
    for row in np.flatnonzero(least > table["capacity_per_day"] * SLACK).tolist():
        most = table["capacity_per_day"][row]
        yield table.finding("E270", row, "batch_size", f"must let a batch start within the capacity of {most:g} a day",
                            got=f"{least[row]:g}", remedy="Raise the capacity, or make the batch smaller")  # fmt: skip
    resources = facts["resource"]
    pairs = zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)
    hours = dict(zip(pairs, resources["hours_per_day"].tolist(), strict=True))
    time = least * np.nan_to_num(table["hours_per_unit"])
    for row, pair in enumerate(zip(table["site"].tolist(), table["resource"].tolist(), strict=True)):
        if all(pair) and time[row] > hours.get(pair, np.inf) * SLACK:
            yield table.finding("E271", row, "batch_size", f"takes more than the {hours[pair]:g} hours a day of its resource",
                                got=f"{time[row]:g} hours", remedy="A batch starts within one day: give the resource more hours, "
                                "or make the batch smaller")  # fmt: skip


def mean_need(facts: Facts) -> Floats:
    """[node]: units a day that customers draw there on average, shares and recipes followed upstream."""
    demands = facts.own("demand")
    cells = zip(*(facts["calendar"][name].tolist() for name in ("name", "months", "weekdays")), strict=True)
    season = {name: mean_factor(months, weekdays) for name, months, weekdays in cells}
    factor = np.array([season.get(name, 1.0) for name in demands["calendar"].tolist()])
    factor *= [
        float(np.mean(growth(trend, YEAR))) for trend in np.nan_to_num(demands["trend_per_year"]).tolist()
    ]
    wanted = np.nan_to_num(demands["mean_per_day"]) * factor * facts.sound["demand"]
    asked = np.bincount(facts.nodes["demand"][0], wanted, facts.size).astype(np.float64)
    return drawn(facts.edges, facts.order, asked)


def limits(facts: Facts) -> Iterator[Finding]:
    """Lanes (E182), recipes (E183) and resources (E184) that cannot keep up with mean demand."""
    lanes, recipes = facts["lane"], facts["recipe"]
    if not (np.isfinite(lanes["capacity_per_day"]).any() or np.isfinite(recipes["capacity_per_day"]).any()
            or len(facts["resource"])):  # fmt: skip
        return
    with np.errstate(all="ignore"):
        need = mean_need(facts)
        moved = need[facts.nodes["lane"][1]] * facts.splits
        made = need[facts.nodes["recipe"][0]]
        short_lanes = facts.moving & (moved > facts.own("lane")["capacity_per_day"] * SLACK)
        short_recipes = facts.sound["recipe"] & (made > facts.own("recipe")["capacity_per_day"] * SLACK)
    for row in np.flatnonzero(short_lanes).tolist():
        yield lanes.finding("E182", row, "capacity_per_day", f"is below the mean need of {moved[row]:.4g} a day",
                            remedy="The backlog will grow; check the unit, or the shares", level="warning")  # fmt: skip
    for row in np.flatnonzero(short_recipes).tolist():
        yield recipes.finding("E183", row, "capacity_per_day", f"is below the mean need of {made[row]:.4g} a day",
                              remedy="The backlog will grow; check the unit", level="warning")  # fmt: skip
    yield from _busy(facts, made)


def _busy(facts: Facts, made: Floats) -> Iterator[Finding]:
    recipes, resources, calendars = facts.own("recipe"), facts["resource"], facts["calendar"]
    load: dict[tuple[str, str], float] = {}
    time = np.nan_to_num(made) * np.nan_to_num(recipes["hours_per_unit"])
    users = zip(recipes["site"].tolist(), recipes["resource"].tolist(), strict=True)
    for pair, hour in zip(users, time.tolist(), strict=True):
        load[pair] = load.get(pair, 0.0) + hour
    for row, pair in enumerate(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)):
        at = facts.known["calendar"].get(resources["calendar"][row])
        factor = 1.0 if at is None else mean_factor(calendars["months"][at], calendars["weekdays"][at])
        worked = load.get(pair, 0.0)
        if all(pair) and worked > resources["hours_per_day"][row] * factor * SLACK:
            yield resources.finding("E184", row, "hours_per_day", f"is below the mean need of {worked:.4g} hours a day",
                                    remedy="The backlog will grow; check the hours per unit", level="warning")  # fmt: skip
