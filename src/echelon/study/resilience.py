"""How deep a curve of performance falls, how long, and how it comes back: the measures of the literature, on one curve.

A curve holds the performance of each period relative to what was wanted, 1 where nothing is missing; what breaks does so at the
start of period `hit`. Sums are over periods, so that areas are in periods of full performance.

Source: Bruneau et al. 2003 (loss area, triangle), Zobel 2011 (R = 1 - XT/2T*), Henry & Ramirez-Marquez 2012 (part recovered),
Ouyang, Dueñas-Osorio & Min 2012 (area ratio).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FULL = 1e-9
"""What may be missing of full performance and is not told from it."""


@dataclass(frozen=True, slots=True)
class Resilience:
    """One curve, read.

    lowest     least performance;  drop what is missing then
    impact     periods from `hit` to the first one in which something is missing; inf where nothing ever is
    bottom     periods from `hit` to the first of the lowest ones
    recover    periods from `hit` until nothing is missing any more to the end of the curve; inf if never
    area       what is missing, summed;  index 1 less its mean over all periods
    slope      what comes back per period from the last of the lowest ones on; nan where nothing falls or nothing comes back
    """

    lowest: float
    drop: float
    impact: float
    bottom: float
    recover: float
    area: float
    index: float
    slope: float

    @property
    def triangle(self) -> float:
        """Area of the triangle of drop and time to recover: the loss if all broke at once and healed steadily."""
        return 0.5 * self.drop * self.recover

    @property
    def mean_loss(self) -> float:
        """What is missing on average from `hit` to recovery."""
        return self.area / self.recover if self.recover else 0.0

    def zobel(self, longest: float) -> float:
        """Part of what could at worst be lost in `longest` periods that was not, by the triangle.

        >>> round(read_curve([1.0, 0.4, 0.4, 1.0], hit=1).zobel(20.0), 3)
        0.97
        """
        return 1.0 - self.drop * self.recover / (2.0 * longest)


def read_curve(performance: Floats | list[float], hit: int, *, enough: float = 1.0) -> Resilience:
    """The measures of a curve.

    performance  [period], 1 wanted; more than 1 counts as 1
    hit          period at whose start something breaks
    enough       performance that counts as recovered, (0, 1]

    >>> curve = read_curve([1.0, 1.0, 0.5, 0.0, 0.5, 1.0], hit=2)
    >>> curve.area, curve.impact, curve.bottom, curve.recover
    (2.0, 0.0, 1.0, 3.0)
    """
    curve = np.minimum(np.asarray(performance, dtype=np.float64), 1.0)
    after = curve[hit:]
    missing = 1.0 - after
    lowest = float(after.min(initial=1.0))
    if 1.0 - lowest <= FULL:
        return Resilience(1.0, 0.0, math.inf, 0.0, 0.0, 0.0, 1.0, math.nan)
    low = np.flatnonzero(after == lowest)
    short = np.flatnonzero(after < enough - FULL)
    back = float(short[-1] + 1) if len(short) else 0.0
    recover = back if back < len(after) else math.inf
    area = math.fsum(missing.tolist())
    return Resilience(
        lowest=lowest,
        drop=1.0 - lowest,
        impact=float(np.argmax(missing > FULL)),
        bottom=float(low[0]),
        recover=recover,
        area=area,
        index=1.0 - area / len(curve),
        slope=(1.0 - lowest) / (recover - low[-1]) if recover < math.inf else math.nan,
    )


def part_recovered(performance: Floats | list[float], hit: int, period: int) -> float:
    """The part of what was lost at the lowest that is back in a period (Henry & Ramirez-Marquez), 1 where nothing was lost.

    >>> part_recovered([1.0, 0.4, 0.4, 0.85, 1.0], hit=1, period=3)
    0.75
    """
    curve = np.minimum(np.asarray(performance, dtype=np.float64), 1.0)
    lowest = float(curve[hit:].min(initial=1.0))
    return (float(curve[period]) - lowest) / (1.0 - lowest) if lowest < 1.0 else 1.0
