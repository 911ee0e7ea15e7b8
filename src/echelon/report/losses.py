"""What may be lost: the exceedance curve with its band, the mean, value at risk and the mean beyond it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.study.statistics import Interval
from echelon.study.statistics.exceedance import Exceedance, exceedance
from echelon.study.statistics.tail import Tail, tail

Document = dict[str, object]
Floats = NDArray[np.float64]
LEVELS = (0.95,)
MOST_POINTS = 160
RAREST = 40


def estimate(found: Interval, digits: int = 6) -> Document:
    """A mean and its ends, rounded, as the page reads them; None where a number is not finite."""
    return {
        name: round(value, digits) if math.isfinite(value) else None
        for name, value in found._asdict().items()
    }


def losses_document(losses: Floats, unit: str, days: int) -> Document:
    """The figure of losses against the calm run, replication by replication. `[replication]`"""
    curve = exceedance(losses)
    return risk_document(
        curve, curve.expected, [tail(losses, level) for level in LEVELS], (unit, days, len(losses))
    )


def risk_document(
    curve: Exceedance, expected: Interval, tails: Sequence[Tail], asked: tuple[str, int, int]
) -> Document:
    """The figure of a distribution of losses that was measured; asked is its unit, its days, its replications."""
    unit, days, replications = asked
    kept = shown(len(curve.loss))
    return {
        "unit": unit, "days": days, "replications": replications, "expected": estimate(expected, 0),
        "tails": [{"level": each.level, "var": estimate(each.var, 0), "cvar": estimate(each.cvar, 0),
                   "needed": each.replications_needed} for each in tails],
        "curve": {"loss": np.round(curve.loss[kept], 0).tolist(),
                  **{name: np.round(getattr(curve, name)[kept], 5).tolist()
                     for name in ("probability", "low", "high")}},
    }  # fmt: skip


def shown(count: int) -> NDArray[np.int64]:
    """Which of so many points of a curve are drawn: all of the rarest, a part of the others.

    >>> len(shown(10)), len(shown(100_000)) <= MOST_POINTS + RAREST
    (10, True)
    """
    common = np.linspace(0, max(0, count - 1), min(count, MOST_POINTS)).round().astype(np.int64)
    return np.unique(np.concatenate([common, np.arange(max(0, count - RAREST), count)]))
