"""CMA-ES: search by a normal cloud that learns the shape of the hills, one generation at a time.

`begin` a cloud, `ask` it for points, `tell` it what they are worth; small is good. A cloud is data: kept, it goes on.
Source: Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772 (2023), appendix A; bounds: `learn.bounds`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.luck import Luck
from echelon.agents.learn.weights import Rates, population, rates

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where a search stands.

    mean [n], sigma step size, covariance [n, n], path_sigma and path_c [n] evolution paths, generation told so far
    axes [n, n], lengths [n]   eigenvectors of the covariance in columns, and square roots of its eigenvalues
    """

    mean: Floats
    sigma: float
    size: int
    covariance: Floats
    path_sigma: Floats
    path_c: Floats
    axes: Floats
    lengths: Floats
    generation: int = 0

    @property
    def spread(self) -> Floats:
        """Standard deviation along each coordinate. `[n]`"""
        return np.asarray(self.sigma * np.sqrt(np.diag(self.covariance)))


def begin(mean: Floats, sigma: float, size: int = 0) -> Cloud:
    """A round cloud about a point; sigma > 0; size of a generation, 3 or more, 0 for the default.

    >>> begin(np.zeros(10), 0.3).size
    10
    """
    n = len(mean)
    still, round_ = np.zeros(n), np.eye(n)
    return Cloud(
        np.array(mean, dtype=np.float64),
        sigma,
        size or population(n),
        round_,
        still,
        still,
        round_,
        np.ones(n),
    )


def ask(cloud: Cloud, luck: Luck) -> Floats:
    """The next generation. `[point, n]`"""
    z = luck.normal("cma", cloud.generation, len(cloud.mean), np.arange(cloud.size))
    return np.asarray(cloud.mean + cloud.sigma * (cloud.axes @ (cloud.lengths[:, None] * z)).T)


def tell(cloud: Cloud, points: Floats, values: Floats) -> Cloud:
    """What the generation taught: values `[point]`, the smallest the best; those that are NaN count as worst."""
    r = rates(len(cloud.mean), cloud.size)
    order = np.argsort(values, kind="stable")  # NaN last
    steps = (points[order] - cloud.mean) / cloud.sigma
    move = r.weights[: r.mu] @ steps[: r.mu]
    path_sigma = _path(cloud.path_sigma, _whiten(cloud, move), r.c_sigma, r.effective)
    length = float(np.linalg.norm(path_sigma))
    keeps = _keeps(length, cloud.generation + 1, r, len(move))
    path_c = _path(cloud.path_c, keeps * move, r.c_path, r.effective)
    covariance = _learn(cloud, steps, path_c, keeps, r)
    # At most e-fold a generation, so that one lucky path cannot throw the cloud out of float range.
    sigma = cloud.sigma * math.exp(min(1.0, r.c_sigma / r.damping * (length / r.expected - 1.0)))
    told = replace(cloud, mean=cloud.mean + cloud.sigma * move, sigma=sigma, covariance=covariance, path_sigma=path_sigma,
                   path_c=path_c, generation=cloud.generation + 1)  # fmt: skip
    return _decomposed(told)


def _path(path: Floats, step: Floats, rate: float, effective: float) -> Floats:
    """Equations (43) and (45)."""
    return np.asarray((1.0 - rate) * path + math.sqrt(rate * (2.0 - rate) * effective) * step)


def _whiten(cloud: Cloud, step: Floats) -> Floats:
    """C^(-1/2) times a step."""
    return np.asarray(cloud.axes @ ((cloud.axes.T @ step) / cloud.lengths))


def _keeps(length: float, generation: int, r: Rates, n: int) -> float:
    """h_sigma: 0 stalls the path of the covariance while the step size grows too fast."""
    settled = length / math.sqrt(1.0 - (1.0 - r.c_sigma) ** (2 * generation))
    return 1.0 if settled < (1.4 + 2.0 / (n + 1.0)) * r.expected else 0.0


def _learn(cloud: Cloud, steps: Floats, path_c: Floats, keeps: float, r: Rates) -> Floats:
    """The covariance with its updates of rank one and mu, negative weights shortened. Equations (46) and (47)."""
    n = len(path_c)
    lengths = ((steps @ cloud.axes / cloud.lengths) ** 2).sum(axis=1)
    weights = np.where(r.weights >= 0.0, r.weights, r.weights * n / np.maximum(lengths, 1e-300))
    stays = 1.0 + r.c_one * (1.0 - keeps) * r.c_path * (2.0 - r.c_path) - r.c_one - r.c_mu * r.weights.sum()
    return np.asarray(stays * cloud.covariance + r.c_one * np.outer(path_c, path_c)
                      + r.c_mu * (steps.T * weights) @ steps)  # fmt: skip


def _decomposed(cloud: Cloud) -> Cloud:
    """Axes of the covariance, made symmetric; rounding may not make an axis shorter than 1e-7 of the longest."""
    covariance = (cloud.covariance + cloud.covariance.T) / 2.0
    values, axes = np.linalg.eigh(covariance)
    floor = max(values[-1] * 1e-14, 1e-300)
    if values[0] < floor:
        values = np.maximum(values, floor)
        covariance = (axes * values) @ axes.T
    return replace(cloud, covariance=covariance, axes=axes, lengths=np.sqrt(values))
