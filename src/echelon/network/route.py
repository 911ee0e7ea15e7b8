"""Where on its way a shipment reaches the ports and canals of its lane."""

from __future__ import annotations

import math
from collections.abc import Sequence

from echelon.network.model import words


def via_days(cell: str, count: int, lead: float) -> list[float]:
    """Days from departure to each of `count` passages, spread evenly over `lead` days where the cell is empty.

    cell   `18; 27`, a number for each passage;  `ValueError` if there are not as many, or one is no number

    >>> via_days("18; 27", 2, 36.0), via_days("", 2, 36.0)
    ([18.0, 27.0], [12.0, 24.0])
    """
    found = [float(word) for word in words(cell)]
    if found and (len(found) != count or not all(math.isfinite(days) for days in found)):
        raise ValueError(cell)
    return found or [lead * (at + 1) / (count + 1) for at in range(count)]


def typical_lead(weights: Sequence[float]) -> float:
    """Mean days of what takes any time at all, from probabilities of 0, 1, 2 … days.

    >>> typical_lead([0.5, 0.0, 0.0, 0.0, 0.5])
    4.0
    """
    moving = math.fsum(weights[1:])
    return math.fsum(days * weight for days, weight in enumerate(weights)) / moving if moving > 0 else 0.0


def days_left(reached: float, weights: Sequence[float]) -> list[int]:
    """Whole days from a passage to arrival by the days of the whole way, 0, 1, 2 …: in proportion, and never more than all.

    reached   days from departure to the passage on a way of typical length

    >>> days_left(18.0, [0.0] * 36 + [1.0])[36], days_left(18.0, [0.0] * 36 + [1.0])[12]
    (18, 6)
    """
    lead = typical_lead(weights)
    part = min(1.0, reached / lead) if lead > 0 else 0.0
    return [days - min(days, math.floor(days * part + 0.5)) for days in range(len(weights))]
