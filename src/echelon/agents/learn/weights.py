"""What CMA-ES needs to know of a dimension and a population: weights of recombination, and how fast each thing is learned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rates:
    """The defaults of the tutorial, table 1.

    weights   [rank], the best first; positive ones sum to 1, the rest are negative (active CMA)
    mu        how many are positive;  effective  variance-effective selection mass of those
    c_sigma, damping   of the step size;  c_path, c_one, c_mu   of the covariance
    expected  mean length of a standard normal vector
    Source: Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772, equations (49) to (58).
    """

    weights: Floats
    mu: int
    effective: float
    c_sigma: float
    damping: float
    c_path: float
    c_one: float
    c_mu: float
    expected: float


def population(dimension: int) -> int:
    """How many points a generation has by default. Equation (48).

    >>> population(10)
    10
    """
    return 4 + math.floor(3.0 * math.log(dimension))


def rates(n: int, size: int) -> Rates:
    """The rates of a dimension n >= 1 and a generation of `size` >= 3 points.

    >>> r = rates(10, 10)
    >>> r.mu, round(r.effective, 2), round(float(r.weights[:r.mu].sum()), 12)
    (5, 3.17, 1.0)
    """
    raw = math.log((size + 1) / 2.0) - np.log(np.arange(1, size + 1))
    mu = size // 2
    effective = _mass(raw[:mu])
    c_sigma = (effective + 2.0) / (n + effective + 5.0)
    damping = 1.0 + 2.0 * max(0.0, math.sqrt((effective - 1.0) / (n + 1.0)) - 1.0) + c_sigma
    c_path = (4.0 + effective / n) / (n + 4.0 + 2.0 * effective / n)
    c_one = 2.0 / ((n + 1.3) ** 2 + effective)
    c_mu = min(1.0 - c_one, 2.0 * (0.25 + effective + 1.0 / effective - 2.0) / ((n + 2.0) ** 2 + effective))
    bounds = (
        1.0 + c_one / c_mu,
        1.0 + 2.0 * _mass(raw[mu:]) / (effective + 2.0),
        (1.0 - c_one - c_mu) / (n * c_mu),
    )
    weights = np.where(
        raw >= 0.0, raw / raw[raw > 0.0].sum(), min(bounds) * raw / np.abs(raw[raw < 0.0]).sum()
    )
    expected = math.sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n))
    return Rates(weights, mu, effective, c_sigma, damping, c_path, c_one, c_mu, expected)


def _mass(weights: Floats) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())
