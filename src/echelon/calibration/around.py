"""How severe a cause was around a place: one gauge may fail or stand in the lee, its neighbours do not all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.past import Exposure
from echelon.network.check.places import distance_km

Floats = NDArray[np.float64]
Places = Mapping[str, tuple[float, float]]
NEAR_KM = 60.0
"""Chosen with the features of the second model, on other storms than those of the validation."""


def around(events: Sequence[Exposure], known: Sequence[Exposure], places: Places) -> Floats:
    """Mean of ln(1 + s) of each severity over the places that the same causes struck, near ones first. `[event, severity]`

    known    all exposures;  places  latitude and longitude in degrees of those that have them, else a place stands for itself
    The weight of a place falls with its distance as a normal density with a standard deviation of `NEAR_KM`.

    >>> from datetime import date
    >>> from echelon.calibration.series import Window
    >>> day = Window(date(2021, 8, 28), date(2021, 8, 31))
    >>> both = [Exposure(frozenset({"Ida"}), where, day, (wind,)) for where, wind in (("a", 0.0), ("b", 30.0))]
    >>> around(both, both, {"a": (29.9, -90.0), "b": (29.9, -90.1)}).round(1).tolist()
    [[1.7], [1.7]]
    """
    struck: dict[str, list[Exposure]] = {}
    for each in known:
        for cause in each.causes:
            struck.setdefault(cause, []).append(each)
    return np.array([_mean(each, [e for cause in sorted(each.causes) for e in struck.get(cause, ())], places)
                     for each in events])  # fmt: skip


def _mean(here: Exposure, struck: Sequence[Exposure], places: Places) -> Floats:
    near = [e for e in struck if e.where in places]
    if here.where not in places or not near:
        return np.log1p(np.maximum(here.severity, 0.0))
    there = np.array([places[e.where] for e in near]).T
    away = distance_km(*np.array(places[here.where])[:, None], *there)
    weight = np.exp(-0.5 * (away / NEAR_KM) ** 2)
    total = float(weight.sum())
    if not total > 0.0:
        return np.log1p(np.maximum(here.severity, 0.0))
    return np.asarray(weight @ np.log1p(np.maximum([e.severity for e in near], 0.0)) / total)
