"""Lead times as probabilities of whole days."""

from __future__ import annotations

from echelon.core.quantile import gamma_whole, whole_mix
from echelon.core.whole import lognormal_whole, normal_whole

SPREADS = {"normal": normal_whole, "gamma": gamma_whole, "lognormal": lognormal_whole}
"""Shapes given by mean and standard deviation."""


def lead_table(cell: str) -> tuple[list[float], list[float]]:
    """Days and probabilities of a `lead_table` cell; `ValueError` if it is not of the form `2:0.7;5:0.3`.

    >>> lead_table("2:0.7;5:0.3")
    ([2.0, 5.0], [0.7, 0.3])
    """
    pairs = [part.split(":") for part in cell.split(";") if part.strip()]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError(cell)
    return [float(days) for days, _ in pairs], [float(probability) for _, probability in pairs]


def observed(cell: str) -> list[float]:
    """Days in a `lead_table` cell of shape empirical; `ValueError` if there are none or one is no number.

    >>> observed("3 4 4 7 12")
    [3.0, 4.0, 4.0, 7.0, 12.0]
    """
    days = [float(word) for word in cell.split()]
    if not days:
        raise ValueError(cell)
    return days


def lead_weights(shape: str, mean: float, sd: float, table: str, *, zero_part: float = 0.0) -> list[float]:
    """Probabilities of 0, 1, 2 … days; one weight of 1 at the end for a whole constant.

    mean, sd    days, of what is not put to 0 by `zero_part`
    zero_part   [0, 1], part of shipments that take 0 days whatever the shape

    >>> lead_weights("constant", 2.5, 0.0, "")
    [0.0, 0.0, 0.5, 0.5]
    >>> lead_weights("empirical", 0.0, 0.0, "1 1 3 3", zero_part=0.5)
    [0.5, 0.25, 0.0, 0.25]
    """
    weights = _usual(shape, mean, sd, table)
    if zero_part == 0.0:
        return weights
    if zero_part == 1.0:
        return [1.0]
    weights = [(1.0 - zero_part) * weight for weight in weights]
    return [weights[0] + zero_part, *weights[1:]]


def _usual(shape: str, mean: float, sd: float, table: str) -> list[float]:
    if shape in SPREADS and sd > 0 and mean > 0:
        return SPREADS[shape](mean, sd)
    if shape == "table" and table:
        return whole_mix(*lead_table(table))
    if shape == "empirical" and table:
        days = observed(table)
        return [weight / len(days) for weight in whole_mix(days, [1.0] * len(days))]
    return whole_mix([mean], [1.0])
