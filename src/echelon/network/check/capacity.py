"""Checks of capacity: hours that are said and used, and limits below what customers will draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.calendar import on_weekdays
from echelon.network.check.facts import Facts, Floats
from echelon.network.check.graph import drawn
from echelon.network.check.times import best_factor, mean_factor
from echelon.network.demand import YEAR, growth

Names = NDArray[Any]
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
    most = table["capacity_per_day"] * on_best_day(facts, table["calendar"])
    for row in np.flatnonzero(least > most * SLACK).tolist():
        yield table.finding("E270", row, "batch_size", f"must let a batch start within the capacity of {most[row]:g} a day",
                            got=f"{least[row]:g}", remedy="Raise the capacity, or make the batch smaller")  # fmt: skip
    resources = facts["resource"]
    pairs = zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)
    longest = resources["hours_per_day"] + resources["overtime_hours_per_day"]
    longest = longest * on_best_day(facts, resources["calendar"])
    hours = dict(zip(pairs, longest.tolist(), strict=True))
    time = least * np.nan_to_num(table["hours_per_unit"])
    for row, pair in enumerate(zip(table["site"].tolist(), table["resource"].tolist(), strict=True)):
        if all(pair) and time[row] > hours.get(pair, np.inf) * SLACK:
            yield table.finding("E271", row, "batch_size", f"takes more than the {hours[pair]:g} hours a day of its resource",
                                got=f"{time[row]:g} hours", remedy="A batch starts within one day: give the resource more hours, "
                                "or make the batch smaller")  # fmt: skip


def set_ups(facts: Facts) -> Iterator[Finding]:
    """Change-overs of what is not made there (E276) or of nothing (E279), and set-ups that nothing uses (E277)."""
    table, recipes, resources = facts["changeover"], facts["recipe"], facts["resource"]
    users = set(zip(*(recipes[name].tolist() for name in ("site", "resource", "item")), strict=True))
    how = resources["sequencing"].tolist()
    campaigns = {
        pair for pair, each in zip(_places(resources, "name"), how, strict=True) if each == "campaign"
    }
    for row, pair in enumerate(_places(table)):
        for end in ("from", "to"):
            if table[end][row] and (*pair, table[end][row]) not in users:
                yield table.finding("E276", row, end, f"must be made on `{pair[1]}`",
                                    remedy="Name the resource in its recipe, or remove the line")  # fmt: skip
        if table["from"][row] == table["to"][row]:
            yield table.finding(
                "E279", row, "to", "must be another item than `from`", remedy="Remove the line"
            )
        if pair not in campaigns:
            yield table.finding("E277", row, "hours", "is not used: the resource's sequencing is not `campaign`",
                                remedy="Choose campaign for the resource, or remove the line", level="warning")  # fmt: skip
    for row, name in ((row, name) for row in range(len(recipes)) for name in ("setup_hours", "setup_cost")):
        if recipes[name][row] > 0 and (recipes["site"][row], recipes["resource"][row]) not in campaigns:
            yield recipes.finding("E277", row, name, "is not used: no resource makes it in campaigns",
                                  remedy="Choose campaign for its resource, or leave it empty", level="warning")  # fmt: skip


def overtime(facts: Facts) -> Iterator[Finding]:
    """Overtime that costs something and is never worked (E364)."""
    table = facts["resource"]
    for row in np.flatnonzero(
        (table["overtime_cost_per_hour"] > 0) & (table["overtime_hours_per_day"] == 0)
    ).tolist():
        yield table.finding("E364", row, "overtime_cost_per_hour", "is given without hours of overtime",
                            remedy="Enter `overtime_hours_per_day`, or leave it empty", level="warning")  # fmt: skip


def small_parts(facts: Facts) -> Iterator[Finding]:
    """Batches that a part of a shared resource's hours may never make whole (E278)."""
    table, resources = facts["recipe"], facts["resource"]
    users = Counter(_places(table))
    time = np.maximum(table["batch_size"], table["batch_minimum"]) * np.nan_to_num(table["hours_per_unit"])
    hours = resources["hours_per_day"] * np.where(resources["sequencing"] == "shared", 1.0, np.inf)
    stated = dict(zip(_places(resources, "name"), hours.tolist(), strict=True))
    for row, pair in enumerate(_places(table)):
        if pair[1] and users[pair] > 1 and time[row] * users[pair] > stated.get(pair, np.inf) * SLACK:
            yield table.finding("E278", row, "batch_size", "may never get a batch's hours: they are shared in proportion",
                                remedy="Choose sequencing priority or campaign for the resource", level="warning")  # fmt: skip


def _places(table: Table, resource: str = "resource") -> list[tuple[str, str]]:
    """The site and resource of each row."""
    return list(zip(table["site"].tolist(), table[resource].tolist(), strict=True))


def on_mean_day(facts: Facts, names: Names) -> Floats:
    """[row]: what the calendars of that name multiply by on average, 1 where there is none."""
    cells = zip(*(facts["calendar"][name].tolist() for name in ("name", "months", "weekdays")), strict=True)
    return _by_name({name: mean_factor(*parts) for name, *parts in cells}, names)


def on_best_day(facts: Facts, names: Names) -> Floats:
    """[row]: what the calendars of that name multiply by on their best day, 1 where there is none."""
    cells = zip(
        *(facts["calendar"][name].tolist() for name in ("name", "months", "weekdays", "dates")), strict=True
    )
    return _by_name({name: best_factor(*parts) for name, *parts in cells}, names)


def _by_name(factors: Mapping[str, float], names: Names) -> Floats:
    return np.array([factors.get(name, 1.0) for name in names.tolist()], dtype=np.float64)


def mean_asked(facts: Facts) -> Floats:
    """[demand row]: units a day that a customer asks on average."""
    demands = facts.own("demand")
    trends, trend = np.unique(np.nan_to_num(demands["trend_per_year"]), return_inverse=True)
    factor = on_mean_day(facts, demands["calendar"])
    factor *= np.array([float(np.mean(growth(each, YEAR))) for each in trends.tolist()])[trend]
    return np.asarray(np.nan_to_num(demands["mean_per_day"]) * factor * facts.sound["demand"])


def mean_need(facts: Facts) -> Floats:
    """[node]: units a day that customers draw there on average, shares and recipes followed upstream."""
    asked = np.bincount(facts.nodes["demand"][0], mean_asked(facts), facts.size).astype(np.float64)
    return drawn(facts.edges, facts.levels, asked)


def limits(facts: Facts) -> Iterator[Finding]:
    """Lanes (E182), recipes (E183) and resources (E184) that cannot keep up with mean demand."""
    lanes, recipes = facts["lane"], facts["recipe"]
    if not (np.isfinite(lanes["capacity_per_day"]).any() or np.isfinite(recipes["capacity_per_day"]).any()
            or len(facts["resource"])):  # fmt: skip
        return
    with np.errstate(all="ignore"):
        need = mean_need(facts)
        moved = need[facts.nodes["lane"][1]] * facts.splits
        made = (need * facts.per_good)[facts.nodes["recipe"][0]]
        short_lanes = facts.moving & (
            moved > facts.own("lane")["capacity_per_day"] * _departing(facts) * SLACK
        )
        starts = facts.own("recipe")["capacity_per_day"] * on_mean_day(facts, recipes["calendar"])
        short_recipes = facts.sound["recipe"] & (made > starts * SLACK)
    for row in np.flatnonzero(short_lanes).tolist():
        yield lanes.finding("E182", row, "capacity_per_day", f"is below the mean need of {moved[row]:.4g} a day",
                            remedy="The backlog will grow; check the unit, or the shares", level="warning")  # fmt: skip
    for row in np.flatnonzero(short_recipes).tolist():
        yield recipes.finding("E183", row, "capacity_per_day", f"is below the mean need of {made[row]:.4g} a day",
                              remedy="The backlog will grow; check the unit", level="warning")  # fmt: skip
    yield from _busy(facts, made)


def _departing(facts: Facts) -> Floats:
    """[lane row]: departures a day, each with the part of the capacity that its calendar gives; 1 where that cannot be read."""
    calendars = facts["calendar"]
    parts = np.ones(len(facts["lane"]))
    for row in np.flatnonzero(facts["lane"]["departs"] != "").tolist():
        cell = facts["lane"]["departs"][row]
        at = facts.known["calendar"].get(cell)
        try:
            months, weekdays = (
                ("", on_weekdays(cell))
                if at is None
                else (calendars["months"][at], calendars["weekdays"][at])
            )
            parts[row] = mean_factor(months, weekdays)
        except ValueError:
            continue
    return parts  # fmt: skip


def _busy(facts: Facts, made: Floats) -> Iterator[Finding]:
    recipes, resources = facts.own("recipe"), facts["resource"]
    load: dict[tuple[str, str], float] = {}
    time = np.nan_to_num(made) * np.nan_to_num(recipes["hours_per_unit"])
    users = zip(recipes["site"].tolist(), recipes["resource"].tolist(), strict=True)
    for pair, hour in zip(users, time.tolist(), strict=True):
        load[pair] = load.get(pair, 0.0) + hour
    factor = on_mean_day(facts, resources["calendar"])
    for row, pair in enumerate(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)):
        worked = load.get(pair, 0.0)
        longest = resources["hours_per_day"][row] + resources["overtime_hours_per_day"][row]
        if all(pair) and worked > longest * factor[row] * SLACK:
            yield resources.finding("E184", row, "hours_per_day", f"is below the mean need of {worked:.4g} hours a day",
                                    remedy="The backlog will grow; check the hours per unit", level="warning")  # fmt: skip
