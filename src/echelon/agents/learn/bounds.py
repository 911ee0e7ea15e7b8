"""Bounds for a search by a normal cloud: points outside are judged at the nearest point inside, and pay for the way.

The weights of the penalty follow the spread of the values, so that no scale has to be given.
Source: Hansen, Niederberger, Guzzella, Koumoutsakos, A Method for Handling Uncertainty in Evolutionary Optimization, IEEE
Trans. Evol. Comput. 13(1) (2009), appendix A.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.cmaes import Cloud

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fence:
    """Weights of the penalty `[n]`, 0 until the mean has left the box [0, 1]^n once; spreads of values seen lately."""

    weights: Floats
    spreads: tuple[float, ...] = ()


def penalised(fence: Fence, cloud: Cloud, points: Floats, values: Floats) -> tuple[Fence, Floats]:
    """The fence after a generation, and values with what the way outside costs. `[point]`

    points   [point, n] as asked;  values  [point] of the nearest points inside
    """
    fence = _reweighed(fence, cloud, values)
    scale = np.log(np.maximum(np.diag(cloud.covariance), 1e-300))
    ease = np.exp(0.9 * (scale - scale.mean()))
    way = (np.clip(points, 0.0, 1.0) - points) ** 2
    return fence, np.asarray(values + (way * (fence.weights / ease)).mean(axis=1))


def _reweighed(fence: Fence, cloud: Cloud, values: Floats) -> Fence:
    n, variance = len(cloud.mean), cloud.spread**2
    spreads = (*fence.spreads, _range(values) / max(float(variance.mean()), 1e-300))
    spreads = spreads[-(20 + 3 * n // cloud.size) :]
    weights, outside = fence.weights, np.abs(cloud.mean - np.clip(cloud.mean, 0.0, 1.0))
    if not weights.any():
        if not outside.any():
            return Fence(weights, spreads)
        weights = np.full(n, 2.0 * float(np.median(spreads)))
    mass = cloud.size / 4.0  # near the effective mass of the default weights
    far = outside > 3.0 * np.sqrt(variance) * max(1.0, math.sqrt(n) / mass)
    return Fence(np.where(far, weights * 1.1 ** min(1.0, mass / (10.0 * n)), weights), spreads)


def _range(values: Floats) -> float:
    """The interquartile range of finite values, above 0."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 1.0
    low, high = np.quantile(finite, [0.25, 0.75])
    return max(float(high - low), 1e-300)
