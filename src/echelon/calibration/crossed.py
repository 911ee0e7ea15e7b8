"""How predictions fare over many past events, each from those of other causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.foretell import climatology, fit_foreteller
from echelon.calibration.past import Exposure, Past, features
from echelon.calibration.validate import QUANTITIES, Foretold, outcomes, score
from echelon.study.statistics.scores import coverage_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How predictions of one quantity fared over many events, each from those of other causes.

    coverage   part inside the 80 % band, with the ends of its exact 95 % interval
    width, base_width, crps, base_crps   means
    levels     part of what came that fell into each fifth of its prediction, what equals members spread over them: a fifth
               each where predictions are honest (Czado, Gneiting and Held 2009, Biometrics 65, section 2.1)
    """

    quantity: str
    events: int
    coverage: float
    low: float
    high: float
    width: float
    base_width: float
    base_coverage: float
    crps: float
    base_crps: float
    levels: tuple[float, ...]


def cross_validate(
    pasts: Sequence[Past],
    known: Sequence[Exposure],
    *,
    seed: int = 1,
    count: int = 1000,
    least_length: float = 0.0,
) -> list[Calibration]:
    """Predict each past event from those that share no cause with it.

    known          all exposures, for what is known of causes elsewhere
    least_length   score only those whose outage was so long; they are known afterwards only, so their coverage is no promise
    """
    x = features([p.exposure for p in pasts], [p.base for p in pasts], known)
    past = outcomes(pasts)
    found: dict[str, list[Foretold]] = {name: [] for name in QUANTITIES}
    for at, each in enumerate(pasts):
        if each.outage.length < least_length:
            continue
        rest = np.array([i for i, p in enumerate(pasts) if not p.exposure.causes & each.exposure.causes])
        who = f"{each.exposure.where} {each.exposure.window.start}"
        members = fit_foreteller(past.take(rest), x[rest]).members(x[at], seed=seed, who=who, count=count)
        base = climatology(past.take(rest), seed=seed, who=who, count=count)
        for name in QUANTITIES:
            found[name].append(
                score(name, float(getattr(each.outage, name)), getattr(members, name), getattr(base, name))
            )
    return [_calibration(name, each) for name, each in found.items()]


def _calibration(name: str, found: Sequence[Foretold]) -> Calibration:
    columns = {
        field: np.array([getattr(f, field) for f in found])
        for field in ("low", "high", "came", "base_low", "base_high", "crps", "base_crps", "below", "upto")
    }
    covered = coverage_interval(columns["low"], columns["high"], columns["came"])
    inside = (columns["base_low"] <= columns["came"]) & (columns["came"] <= columns["base_high"])
    edges = np.linspace(0.0, 1.0, 6)[:, None]
    ties = np.maximum(columns["upto"] - columns["below"], 1e-9)
    levels = np.diff(np.clip((edges - columns["below"]) / ties, 0.0, 1.0).mean(axis=1))
    return Calibration(
        name,
        len(found),
        covered.mean,
        covered.low,
        covered.high,
        float(np.mean(columns["high"] - columns["low"])),
        float(np.mean(columns["base_high"] - columns["base_low"])),
        float(inside.mean()),
        float(columns["crps"].mean()),
        float(columns["base_crps"].mean()),
        tuple(float(part) for part in levels),
    )
