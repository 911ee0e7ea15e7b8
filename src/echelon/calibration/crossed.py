"""How predictions fare over many past events, each from those of other causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.around import Places
from echelon.calibration.foretell import climatology, fit_foreteller
from echelon.calibration.past import Exposure, Past
from echelon.calibration.validate import QUANTITIES, Foretold, known_of, outcomes, score
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
    places: Places | None = None,
    scaled: bool = True,
    seed: int = 1,
    count: int = 1000,
) -> dict[str, list[Foretold]]:
    """Predict each past event from those that share no cause with it. `{quantity: [event]}`

    known   all exposures, for what is known of causes elsewhere;  places, scaled  as in `validate`
    """
    x = known_of(pasts, known, places)
    past = outcomes(pasts)
    found: dict[str, list[Foretold]] = {name: [] for name in QUANTITIES}
    for at, each in enumerate(pasts):
        rest = np.array([i for i, p in enumerate(pasts) if not p.exposure.causes & each.exposure.causes])
        who = f"{each.exposure.where} {each.exposure.window.start}"
        model = fit_foreteller(past.take(rest), x[rest], scaled=scaled)
        members = model.members(x[at], seed=seed, who=who, count=count)
        base = climatology(past.take(rest), seed=seed, who=who, count=count)
        for name in QUANTITIES:
            found[name].append(
                score(name, float(getattr(each.outage, name)), getattr(members, name), getattr(base, name))
            )
    return found


def strong_quarter(pasts: Sequence[Past]) -> list[bool]:
    """Whether each is of the quarter with the greatest sum of ranks of days of exposure and of severities: known beforehand."""
    columns = np.array([(p.exposure.window.days, *p.exposure.severity) for p in pasts], dtype=np.float64)
    below = (columns[None, :, :] < columns[:, None, :]).sum(axis=1)
    equal = (columns[None, :, :] == columns[:, None, :]).sum(axis=1)
    ranks = (below + equal / 2.0).sum(axis=1)
    return [bool(strong) for strong in ranks >= np.quantile(ranks, 0.75)]


def figure(found: Mapping[str, Sequence[Foretold]], strong: Sequence[bool]) -> float:
    """CRPS over that of the baseline, mean over quantities, of all events and of the strong ones: what models are compared by."""
    groups = (range(len(strong)), [at for at, so in enumerate(strong) if so])
    return float(np.mean([sum(each[at].crps for at in group) / sum(each[at].base_crps for at in group)
                          for each in found.values() for group in groups]))  # fmt: skip


def calibration(name: str, found: Sequence[Foretold]) -> Calibration:
    """How predictions of one quantity fared."""
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
