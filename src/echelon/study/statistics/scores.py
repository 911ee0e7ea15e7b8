"""How good a forecast in probabilities was: scores (lower is better), and whether its bands hold what they promise."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.exceedance import clopper_pearson
from echelon.study.statistics.interval import Interval

Floats = NDArray[np.float64]


def crps(members: Floats, observed: float, *, fair: bool = False) -> float:
    """Continuous ranked probability score of an ensemble, in the unit of what is forecast. `[member]`

    fair   of the distribution the members were drawn from, so that ensembles of other sizes compare; 2 members or more
    Sources: Gneiting & Raftery, J. Am. Stat. Assoc. 102 (2007), equation (21); Ferro, Q. J. R. Meteorol. Soc. 140 (2014).

    >>> crps(np.array([1.0, 2.0, 3.0, 4.0]), 2.5), round(crps(np.array([1.0, 2.0, 3.0, 4.0]), 2.5, fair=True), 6)
    (0.375, 0.166667)
    """
    ordered, count = np.sort(members), len(members)
    error = math.fsum(np.abs(ordered - observed).tolist()) / count
    weights = 2.0 * np.arange(1, count + 1) - count - 1.0
    apart = math.fsum((weights * ordered).tolist())  # half the sum of |x - y| over ordered pairs
    return error - apart / (count * (count - 1) if fair else count * count)


def crps_normal(mean: float, deviation: float, observed: float) -> float:
    """Continuous ranked probability score of a normal forecast. deviation (0, inf)

    >>> round(crps_normal(0.0, 1.0, 0.0), 6)
    0.233695
    """
    z = (observed - mean) / deviation
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return deviation * (z * math.erf(z / math.sqrt(2.0)) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def energy_score(members: Floats, observed: Floats) -> float:
    """The same for several quantities at once: distance to what came, less half the distance among members.

    members    `[member, quantity]`;  observed `[quantity]`
    Source: Gneiting & Raftery (2007), equation (22).

    >>> round(energy_score(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0.5, 0.5])), 6)
    0.28033
    """
    count = len(members)
    error = math.fsum(np.sqrt(((members - observed) ** 2).sum(axis=1)).tolist()) / count
    apart = math.fsum(
        math.fsum(np.sqrt(((members[first + 1 :] - one) ** 2).sum(axis=1)).tolist())
        for first, one in enumerate(members)
    )
    return error - apart / (count * count)


def pinball(predicted: float, observed: float, quantile: float) -> float:
    """The loss that a predicted quantile makes small on average. quantile (0, 1)

    >>> pinball(8.0, 10.0, 0.9)
    1.8
    """
    return max(quantile * (observed - predicted), (quantile - 1.0) * (observed - predicted))


def pit(members: Floats, observed: float) -> float:
    """The part of an ensemble below what came, members equal to it counted half: even over [0, 1] if the forecast is honest.

    >>> pit(np.array([1.0, 2.0, 2.0, 5.0]), 2.0)
    0.5
    """
    below = int(np.count_nonzero(members < observed))
    return (below + 0.5 * int(np.count_nonzero(members == observed))) / len(members)


def coverage_interval(low: Floats, high: Floats, observed: Floats, confidence: float = 0.95) -> Interval:
    """The part of what came that lay in its band, with the exact interval of that part. `[forecast]` each

    >>> coverage_interval(np.zeros(4), np.ones(4), np.array([0.5, 0.1, 2.0, 0.9])).mean
    0.75
    """
    inside = int(np.count_nonzero((low <= observed) & (observed <= high)))
    ends = clopper_pearson(np.array([inside]), len(observed), confidence)
    return Interval(inside / len(observed), *(float(end[0]) for end in ends))


def conformal_rank(count: int, miss: float) -> int | None:
    """Rank, from 1, of the past error that bounds the next one with probability 1 - miss at least; None where too few.

    Source: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World (split conformal prediction).

    >>> conformal_rank(100, 0.1), conformal_rank(18, 0.05)
    (91, None)
    """
    rank = math.ceil((count + 1) * (1.0 - miss) - 1e-9)
    return rank if rank <= count else None
