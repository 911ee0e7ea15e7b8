"""Time under way and time in work are stretched while a lane, or a recipe, is disrupted. Rows are `[lane]`.

What leaves, or is started, on such a day takes its own days x the factor, rounded half up to whole days; what is expedited, the
expedited days x the factor. Goods already on their way are not touched, and what goes on after a wait at a port draws the usual
time. What would take 0 days always does. Beyond the last day of the run arrivals are not told apart: they are put off no further.
Switched on, pipe by pipe, by disruptions of `lead` and `making`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from echelon.core.lanes import law
from echelon.disruption.rows import Target
from echelon.network.build import Structure
from echelon.world.gates import largest

STRETCHED = ("lead", "making")
"""Nouns of targets: lanes, and recipes."""


def stretched(
    s: Structure, leads: Sequence[Sequence[float]], gates: Mapping[Target, int], days: int
) -> dict[int, int]:
    """Pipe → days that the largest factor of the run adds to its longest time, of pipes that may be stretched or shortened.

    leads   probabilities of whole days of each pipe, flows first, then recipes
    """
    found: dict[int, int] = {}
    for pipe, target in _targets(s, gates):
        longest = len(leads[pipe]) - 1
        if longest > 0:
            most = math.floor(longest * largest(gates, target) + 0.5)
            found[pipe] = max(0, min(most, max(longest, days)) - longest)
    return found


def _targets(s: Structure, gates: Mapping[Target, int]) -> list[tuple[int, Target]]:
    """Pipes that are hit, each with its target."""
    if not any(noun in STRETCHED for noun, _ in gates):
        return []
    recipes = s.recipe_row[s.recipe_row >= 0]
    of: list[Target] = [("lead", row) for row in s.lane_row.tolist()]
    of += [("making", row) for row in recipes.tolist()]
    return [(pipe, target) for pipe, target in enumerate(of) if target in gates]


def stretch_rows(
    s: Structure, pipes: Any, found: Mapping[int, int], leads: Sequence[Sequence[float]],
    gates: Mapping[Target, int], *, overnight: bool,
) -> None:  # fmt: skip
    """Say in the records of pipes who stretches them, and the least and most days that this may come to.

    overnight   what leaves arrives tomorrow at the earliest, by the order of the day
    """
    for pipe, target in _targets(s, gates):
        if pipe in found:
            pipes["gate"][pipe] = gates[target]
            pipes["least"][pipe] = overnight and pipe < len(s.flows)
            pipes["longest"][pipe] = len(leads[pipe]) - 1 + found[pipe]


@law
def stretch(pipe: Any, gate: Any, shut: Any, taken: Any) -> None:
    """Stretch the days `taken` of what leaves through a pipe today, where it is disrupted."""
    if pipe.gate >= 0 and shut[pipe.gate] != 0:
        factor, least, longest = gate[pipe.gate], float(pipe.least), float(pipe.longest)
        for lane in range(taken.size):
            days = np.floor(taken[lane] * factor[lane] + 0.5)
            taken[lane] = max(least, min(days, longest))
