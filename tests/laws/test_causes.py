"""Planted causes: the first cause named is the one that was planted, and without it the shortage is gone."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from echelon.study.causes import causes
from echelon.testing.planted import planted

FIRST_OF_THE_TEST = 10_000
"""Seeds from here on were not looked at while causes were built; those below 1,000 were."""


class Named(NamedTuple):
    """One world: whether the first cause is the planted one, by proof and by the trace alone, and what it removes."""

    right: bool
    traced: bool
    removed: float


def named(seed: int) -> Named:
    world = planted(seed)
    found = causes(
        world.scenario, customer=world.customer, item=world.item, day=world.day, forced=True
    ).causes
    if not found:
        return Named(False, False, 0.0)
    traced = max(found, key=lambda each: each.share)
    return Named(
        found[0].disruption == world.cause, traced.disruption == world.cause, found[0].removed or 0.0
    )


def test_a_few_planted_causes_are_named() -> None:
    found = [named(seed) for seed in range(4)]
    assert all(each.right and each.traced for each in found)
    assert min(each.removed for each in found) >= 0.8


def test_worlds_are_what_they_say() -> None:
    world = planted(1)
    assert 3 <= len(world.scenario.disruptions) <= 6
    assert world.cause in {each.name for each in world.scenario.disruptions}
    assert planted(1).scenario.question("") == world.scenario.question("")


@pytest.mark.drill
def test_fifty_planted_causes(capsys: pytest.CaptureFixture[str]) -> None:
    found = [named(seed) for seed in range(FIRST_OF_THE_TEST, FIRST_OF_THE_TEST + 50)]
    right, traced, removed = (sum(column) for column in zip(
        *((each.right, each.traced, each.removed >= 0.8) for each in found), strict=True))  # fmt: skip
    with capsys.disabled():
        print(
            f"\nfirst cause right {right} of 50, by the trace alone {traced}; removes 80 % or more in {removed}"
        )
    assert right >= 45
    assert traced >= 45
    assert removed >= 45
