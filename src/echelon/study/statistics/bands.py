"""What replications spread over, told by their quantiles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics.quantiles import nearest_rank

Floats = NDArray[np.float64]
BANDS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def bands(series: Floats) -> dict[str, Floats]:
    """5, 25, 50, 75 and 95 % quantiles over replications of `[day, replication]`.

    >>> [float(band[0]) for band in bands(np.arange(101.0)[None, :]).values()]
    [5.0, 25.0, 50.0, 75.0, 95.0]
    """
    found = np.quantile(series, list(BANDS.values()), axis=1)
    return dict(zip(BANDS, found, strict=True))


class Spread(NamedTuple):
    """Median and 90 % range over replications; inf where it does not happen within the horizon."""

    median: float
    low: float
    high: float


def spread(values: Floats) -> Spread:
    """Median, 5 % and 95 % by nearest rank, so that inf may occur.

    >>> spread(np.array([3.0, 1.0, np.inf]))
    Spread(median=3.0, low=1.0, high=inf)
    """
    ordered = np.sort(values)
    return Spread(*(float(ordered[nearest_rank(len(ordered), p) - 1]) for p in (0.5, 0.05, 0.95)))
