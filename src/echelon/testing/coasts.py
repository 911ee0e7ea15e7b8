"""Synthetic coasts: daily series of places that storms strike as a known law says, to hold predictions against."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from echelon.calibration.past import Exposure
from echelon.calibration.series import Series, Window

FIRST = date(2015, 1, 1)


def struck(
    seed: int, storms: int = 60, places: int = 3, noise: float = 0.05
) -> tuple[dict[str, Series], list[Exposure]]:
    """Places with a storm every seventy days, whose wind says whether there is an outage and how long it is.

    >>> series, exposures = struck(1, storms=6)
    >>> len(series), len(exposures)
    (3, 6)
    """
    chance = np.random.default_rng(seed)
    series, exposures = {}, []
    for place in range(places):
        values = 50.0 * (1.0 + noise * chance.standard_normal(70 * storms // places + 200))
        for storm in range(storms // places):
            start, wind = 100 + 70 * storm + int(chance.integers(0, 10)), float(chance.uniform(5.0, 30.0))
            if wind > 12.0:
                days = max(1, round(float(chance.gamma(12.0, wind / 60.0))))
                values[start : start + days] *= 0.15 + 0.1 * chance.random()
                values[start + days : start + days + 5] *= 1.3
            window = Window(FIRST + timedelta(days=start), FIRST + timedelta(days=start + 1))
            exposures.append(Exposure(frozenset({f"{place} {storm}"}), str(place), window, (wind,)))
        series[str(place)] = Series(str(place), FIRST, values)
    return series, exposures
