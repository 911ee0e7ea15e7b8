"""A production line, or a single recipe, that is disrupted: worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk

DAYS = 20


def plant(*, recipe: dict[str, Any] | None = None, **resource: Any) -> Network:
    """Items x and y are made at A, 8 a day of each, on lines of their own of 10 hours, an hour a unit."""
    return network(Settings("plant"), {
        "site": [{"name": "A"}],
        "item": [{"name": "x"}, {"name": "y"}],
        "stock point": [{"site": "A", "item": name, "target_stock": 100} for name in "xy"],
        "resource": [{"site": "A", "name": f"line {name}", "hours_per_day": 10, **resource} for name in "xy"],
        "recipe": [{"site": "A", "item": name, "resource": f"line {name}", "hours_per_unit": 1, **(recipe or {})}
                   for name in "xy"],
        "demand": [{"customer": "c", "site": "A", "item": name, "mean_per_day": 8} for name in "xy"],
    })  # fmt: skip


def started(net: Network, *closes: Close) -> Any:
    """By day, of x and y, in lane 1; lane 0 must feel nothing. `[day, item]`"""
    s, job = job_of(net, DAYS, 2, closed=closes, forced=True)
    order = [s.points.index(f"A/{name}") for name in "xy"]
    found = np.array([day.moved["started"][order].copy() for day in walk(job)])
    assert np.array_equal(found[..., 0], [[8.0, 8.0]] * DAYS)
    return found[..., 1]


def hit(noun: str, factor: float, row: int = 0) -> Close:
    return Close((noun, row), 10, 12, factor, (1, 2))


def caught_up(lost: float) -> list[float]:
    """8 a day, so many missing in two days, and 10 a day after that until they are made up."""
    days = [8.0] * 10 + [8.0 - lost / 2] * 2
    while len(days) < DAYS:
        more = min(2.0, lost)
        days.append(8.0 + more)
        lost -= more
    return days


@pytest.mark.parametrize(("factor", "lost"), [(0.5, 6.0), (0.0, 16.0), (1.5, 0.0)])
def test_hours_of_one_line_of_a_site(factor: float, lost: float) -> None:
    found = started(plant(), hit("resource", factor))
    assert found[:, 0].tolist() == caught_up(lost)
    assert found[:, 1].tolist() == [8.0] * DAYS


def test_a_line_and_its_site_multiply() -> None:
    found = started(plant(), hit("resource", 0.5), hit("site", 0.5))
    assert found[10:12].tolist() == [[2.5, 5.0]] * 2


def test_overtime_of_a_line_shrinks_with_it() -> None:
    found = started(plant(overtime_hours_per_day=2, overtime_cost_per_hour=1), hit("resource", 0.5))
    assert found[10:12, 0].tolist() == [6.0] * 2


@pytest.mark.parametrize(
    "capacity",
    [{"capacity_per_day": 10, "resource": ""}, {"resource": ""}, {}, {"capacity_per_day": 10}],
    ids=str,
)
@pytest.mark.parametrize("factor", [0.5, 0.0])
def test_a_recipe_makes_a_part_of_its_capacity_or_of_what_is_usual(
    capacity: dict[str, Any], factor: float
) -> None:
    """Usual on a busy day are 8 x 1.25."""
    found = started(plant(recipe=capacity), hit("recipe", factor))
    assert found[10:12].tolist() == [[10.0 * factor, 8.0]] * 2
    assert found.sum(axis=0).tolist() == [8.0 * DAYS] * 2


@pytest.mark.parametrize("sequencing", ["shared", "priority", "fair_share", "first_come", "campaign"])
def test_hours_that_a_closed_recipe_cannot_use_go_to_the_others(sequencing: str) -> None:
    """16 hours are wanted and there are 16: on days 10 and 11 x is closed; on day 11 y has nothing more to make."""
    net = plant()
    cells = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    cells["resource"] = [{"site": "A", "name": "line", "hours_per_day": 16, "sequencing": sequencing}]
    for row in cells["recipe"]:
        row["resource"] = "line"
    cells["stock point"][1] |= {"initial_stock": 90}
    job = job_of(
        network(net.settings, cells), DAYS, 2, closed=[Close(("recipe", 0), 0, 1, 0.0, (1, 2))], forced=True
    )[1]
    found = np.array([day.moved["started"].copy() for day in walk(job)])
    assert found[0, :, 1].tolist() == [0.0, 16.0]
