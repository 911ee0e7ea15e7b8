"""Hold what others of its kind foretell of an event against what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.around import Places, around
from echelon.calibration.foretell import MEMBERS, Outcomes, climatology, fit_foreteller, paths, shapes
from echelon.calibration.outage import BEFORE, limit
from echelon.calibration.past import (
    LEAST_LEVEL,
    LOWEST_LIMIT,
    Exposure,
    Past,
    causes_of,
    features,
    hidden,
    history,
    joined,
    observed,
    others,
)
from echelon.calibration.series import GUARD, WEEKS, Series, Window, ratios
from echelon.core.errors import BadData, Finding
from echelon.study.statistics.scores import crps, pit

Floats = NDArray[np.float64]
QUANTITIES = {"length": "days", "depth": "part of normal", "rebound": "part of normal"}
BAND = (0.1, 0.9)
MOST_LOW = 0.15
"""Part of the days before an event that may be as low as an outage."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """One quantity: what came, the 80 % band, and the same of the baseline (the mix of all others).

    below, upto   part of the ensemble below what came, and of that and what equals it
    open          whether more may have come after the series ends
    """

    quantity: str
    came: float
    median: float
    low: float
    high: float
    base_low: float
    base_high: float
    crps: float
    base_crps: float
    below: float
    upto: float
    open: bool = False

    @property
    def inside(self) -> bool:
        """Whether the band holds what came."""
        return self.low <= self.came <= self.high

    @property
    def wide(self) -> bool:
        """Whether the band is more than twice as wide as the baseline's."""
        return self.high - self.low > 2.0 * (self.base_high - self.base_low)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why it does not count; nothing where it does."""
        return tuple(
            word
            for word, so in (("outside", not self.inside), ("too wide", self.wide), ("not over", self.open))
            if so
        )

    @property
    def hit(self) -> bool:
        """Whether it counts: inside, not too wide, and over."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Validation:
    """A prediction and what came.

    longest    days of the longest of them
    path       ratios that came, from the day `BEFORE` days before the event;  fan  10, 50, 90 % of predicted ones `[3, day]`
    history    past events that the prediction rests on;  kind  whose they are
    """

    event: Window
    past: Past
    foretold: tuple[Foretold, ...]
    members: Outcomes
    fan: Floats
    history: int
    kind: str
    causes: tuple[str, ...]
    longest: int

    @property
    def hit(self) -> bool:
        """Whether every quantity is."""
        return all(each.hit for each in self.foretold)


def outcomes(pasts: Sequence[Past]) -> Outcomes:
    """What past events did, as columns."""
    found = [p.outage for p in pasts]
    return Outcomes(
        *(
            np.array([float(getattr(o, name)) for o in found])
            for name in ("length", "depth", "rebound", "first")
        )
    )


def validate(
    series: Mapping[str, Series],
    where: str,
    event: Window,
    exposures: Sequence[Exposure] = (),
    *,
    severity: tuple[float, ...] | None = None,
    least: float | None = None,
    places: Places | None = None,
    scaled: bool = True,
    seed: int = 1,
    count: int = MEMBERS,
) -> Validation:
    """What the other exposures foretell of an event at a place, held against what came.

    series      by name, the one of `where` among them;  exposures  of any of them, that of the event among them or not
    severity    of the event, where no exposure tells it;  least  level that a place of the history must have
    places      latitude and longitude in degrees, for how severe it was around;  scaled  as in `fit_foreteller`
    raises      BadData: E474, E475 where the days before say too little, E477 where nothing was measured, E478 without a history

    What is left out: every exposure to what struck here in these days, and what cannot be told apart from it.
    """
    past = must_be_seen(series[where], where, event, exposures, severity)
    kept = joined(others(exposures, where, event))
    struck = [*(e for e in exposures if e.causes & past.exposure.causes), past.exposure]
    used = history(hidden(series, struck), kept, least=LEAST_LEVEL if least is None else least)
    if len(used) < 2:
        raise BadData(
            Finding(
                "E478",
                "The history",
                "must hold two events or more that can be measured",
                str(len(used)),
                "Give --history or --train, or leave both out to use the built-in storms",
            )
        )
    x = known_of(used, kept, places)
    here = known_of([past], joined([*kept, *struck]), places)[0]
    return hold(
        past, outcomes(used), x, here, shapes_of(used), seed=seed, count=count, kind="history", scaled=scaled
    )


def known_of(pasts: Sequence[Past], known: Sequence[Exposure], places: Places | None) -> Floats:
    """What was known of each beforehand, with how severe it was around where places are told. `[event, feature]`"""
    exposures = [p.exposure for p in pasts]
    plain = features(exposures, [p.base for p in pasts], known)
    return np.column_stack([plain, around(exposures, known, places)]) if places else plain


def must_be_seen(
    series: Series,
    where: str,
    event: Window,
    exposures: Sequence[Exposure] = (),
    severity: tuple[float, ...] | None = None,
) -> Past:
    """What the event did; `BadData` where that cannot be said."""
    causes = causes_of(exposures, where, event)
    found = joined(e for e in exposures if e.causes & causes and e.where == where)
    if severity is None:
        width = len(exposures[0].severity) if exposures else 0
        severity = (
            tuple(max(each) for each in zip(*(e.severity for e in found), strict=True)) or (0.0,) * width
        )
    start, end = series.at(event.start), series.at(event.end)
    inside = series.values[max(start, 0) : max(end + 1, 0)]
    if event.days < 1 or start < 0 or end >= len(series.values) or not np.any(np.isfinite(inside)):
        raise BadData(
            Finding(
                "E477",
                "The event",
                f"must lie within the series, {series.first} to {series.last}, and have measured days",
                f"{event.start}..{event.end}",
                "Give a window START..END of days that the series holds",
            )
        )
    past = observed(series, Exposure(causes, where, event, severity))
    _must_be_steady(series, past)
    return past


def _must_be_steady(series: Series, past: Past) -> None:
    """E475 where an outage would not be seen, or has no depth."""
    event, below = past.exposure.window, limit(past.base.noise)
    before = ratios(series, event, past.base, before=GUARD + 7 * WEEKS, after=-GUARD - 1)
    low = float(np.mean(before[np.isfinite(before)] < below))
    wrong = ("must be steady enough to show an outage", "Add up more of its kind, or whole regions")
    said = None
    if below < LOWEST_LIMIT:
        said = (*wrong, f"a noise of {100 * past.base.noise:.0f} % a day")
    elif low > MOST_LOW:
        said = (*wrong, f"{100 * low:.0f} % of the days before as low as an outage")
    elif np.nanmin(past.path) < 0.0:
        said = (
            "must be 0 or above around the event, for an outage is a part of normal",
            "Take a quantity that cannot be negative, or one side of a balance",
            "values below 0",
        )
    if said:
        raise BadData(Finding("E475", f"The series `{series.name}`", said[0], said[2], said[1]))


def shapes_of(pasts: Sequence[Past]) -> tuple[Floats, Floats]:
    """The mean course of those that had an outage."""
    hit = [p for p in pasts if p.outage.length]
    return shapes(
        [np.nan_to_num(p.path, nan=1.0) for p in hit],
        [(p.outage.first, p.outage.last, p.outage.depth) for p in hit],
        BEFORE,
    )


def hold(
    past: Past,
    others_: Outcomes,
    x: Floats,
    here: Floats,
    course: tuple[Floats, Floats],
    *,
    seed: int,
    count: int,
    kind: str,
    scaled: bool = True,
) -> Validation:
    """Predict from past outcomes and features, and score. x `[event, feature]`, the first of which is ln(days)"""
    who = f"{past.exposure.where} {past.exposure.window.start}"
    members = fit_foreteller(others_, x, scaled=scaled).members(here, seed=seed, who=who, count=count)
    base = climatology(others_, seed=seed, who=who, count=count)
    foretold = tuple(
        score(name, float(getattr(past.outage, name)), getattr(members, name), getattr(base, name))
        for name in QUANTITIES
    )
    drawn = paths(
        members,
        *course,
        days=len(past.path) - BEFORE,
        before=BEFORE,
        noise=past.base.noise,
        memory=past.base.memory,
        seed=seed,
        who=who,
    )
    if past.outage.open:
        foretold = tuple(replace(each, open=each.quantity != "depth") for each in foretold)
    fan = np.quantile(drawn, [0.1, 0.5, 0.9], axis=0)
    return Validation(
        past.exposure.window,
        past,
        foretold,
        members,
        fan,
        len(others_.length),
        kind,
        tuple(sorted(past.exposure.causes)),
        round(float(np.exp(x[:, 0].max()))),
    )


def score(name: str, came: float, members: Floats, base: Floats) -> Foretold:
    """One quantity of an ensemble and of the baseline against what came. `[member]`"""
    low, middle, high = ranked(members, (BAND[0], 0.5, BAND[1]))
    base_low, base_high = ranked(base, BAND)
    middle_level, ties = pit(members, came), float(np.mean(members == came))
    return Foretold(
        name,
        came,
        middle,
        low,
        high,
        base_low,
        base_high,
        crps(members, came),
        crps(base, came),
        middle_level - ties / 2.0,
        middle_level + ties / 2.0,
    )


def ranked(members: Floats, levels: Sequence[float]) -> list[float]:
    """Quantiles by nearest rank."""
    return [float(x) for x in np.quantile(members, levels, method="inverted_cdf")]


def days_of(event: Window, path: Floats) -> list[date]:
    """The days that a path stands for."""
    first = event.start.toordinal() - BEFORE
    return [date.fromordinal(first + at) for at in range(len(path))]
