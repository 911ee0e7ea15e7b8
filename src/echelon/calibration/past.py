"""Events of the past: where and when, how severe, and what they did to the series of the place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.outage import AFTER, BEFORE, Outage, limit, measure
from echelon.calibration.series import Baseline, Series, Window, baseline, ratios
from echelon.core.errors import EchelonError

Floats = NDArray[np.float64]
LEAST_LEVEL = 5.0
"""Below so many a day in a count, one ship more or less looks like an outage: such places are left out of a history."""
LOWEST_LIMIT = 0.2
"""Noisier series show no outage that chance would not."""
TOGETHER = 3
"""Days between two events at one place that are measured as one."""
APART = 30
"""Days after an event in which another's outage cannot be told from its own."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """That something struck a place.

    causes     names of storms, or whatever struck; several where they came together
    where      name of the series
    severity   numbers that were known of it beforehand, such as wind, surge and rain; higher is worse; all exposures have as many
    """

    causes: frozenset[str]
    where: str
    window: Window
    severity: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """An exposure and what it did.

    path   ratios to what was expected, from BEFORE days ahead of its start
    """

    exposure: Exposure
    base: Baseline
    outage: Outage
    path: Floats


def joined(exposures: Iterable[Exposure]) -> list[Exposure]:
    """Exposures of one place that come within `TOGETHER` days of each other as one: all causes, the worst of each severity."""
    found: list[Exposure] = []
    for each in sorted(exposures, key=lambda e: (e.where, e.window.start, e.window.end, sorted(e.causes))):
        last = found[-1] if found else None
        if last and last.where == each.where and (each.window.start - last.window.end).days <= TOGETHER:
            window = Window(last.window.start, max(last.window.end, each.window.end))
            worst = tuple(map(max, last.severity, each.severity))
            found[-1] = replace(last, causes=last.causes | each.causes, window=window, severity=worst)
        else:
            found.append(each)
    return found


def others(exposures: Sequence[Exposure], where: str, event: Window) -> list[Exposure]:
    """Exposures that say nothing of an event: all of its causes are left out wherever they struck, and so is what came
    so soon before or after one of them, at the same place, that their outages cannot be told apart.
    """
    causes = causes_of(exposures, where, event)
    struck = [e for e in exposures if e.causes & causes]
    struck.append(Exposure(causes, where, event))
    apart = timedelta(days=APART)

    def mixed(e: Exposure, with_: Exposure) -> bool:
        return (e.where == with_.where and e.window.start <= with_.window.end + apart
                and with_.window.start <= e.window.end + apart)  # fmt: skip

    return [e for e in exposures if not e.causes & causes and not any(mixed(e, each) for each in struck)]


def hidden(series: Mapping[str, Series], struck: Iterable[Exposure]) -> dict[str, Series]:
    """The series without what came with some exposures and after them, so that it is not part of what is expected of others."""
    found = dict(series)
    for each in struck:
        if each.where in found:
            one = found[each.where]
            values = one.values.copy()
            start, end = one.at(each.window.start) - BEFORE, one.at(each.window.end) + APART
            values[max(start, 0) : max(end + 1, 0)] = np.nan
            found[each.where] = replace(one, values=values)
    return found


def causes_of(exposures: Iterable[Exposure], where: str, event: Window) -> frozenset[str]:
    """What struck a place in a window, by the exposures that overlap it."""
    return frozenset[str]().union(*(e.causes for e in exposures if e.where == where
                                    and e.window.start <= event.end and event.start <= e.window.end))  # fmt: skip


def observed(series: Series, exposure: Exposure) -> Past:
    """What an exposure did to its series; `BadData` where the days before say too little."""
    base = baseline(series, exposure.window)
    after = max(AFTER, exposure.window.days + 30)
    after = max(
        min(after, len(series.values) - 1 - series.at(exposure.window.start)), exposure.window.days - 1
    )
    path = ratios(series, exposure.window, base, before=BEFORE, after=after)
    return Past(exposure, base, measure(path, exposure.window.days, limit(base.noise)), path)


def history(
    series: Mapping[str, Series], exposures: Iterable[Exposure], *, least: float = LEAST_LEVEL
) -> list[Past]:
    """What can be measured of exposures; those at places too small, too noisy or without days before are left out."""
    found = []
    for each in exposures:
        if each.where in series:
            try:
                past = observed(series[each.where], each)
            except EchelonError:
                continue
            if past.base.level >= least and limit(past.base.noise) >= LOWEST_LIMIT and not past.outage.open:
                found.append(past)
    return found


def features(pasts: Sequence[Exposure], bases: Sequence[Baseline], known: Sequence[Exposure]) -> Floats:
    """What was known of each event beforehand. `[event, feature]`

    Days of the exposure, level and noise of the series; of each severity ln(1 + s), here and the worst that the same causes
    had anywhere; how many places they struck.

    known   all exposures, at places with or without a series, for what the causes did elsewhere
    """
    worst: dict[str, tuple[float, ...]] = {}
    places: dict[str, int] = {}
    for each in known:
        for cause in each.causes:
            worst[cause] = tuple(map(max, worst.get(cause, each.severity), each.severity))
            places[cause] = places.get(cause, 0) + 1
    rows = []
    for each, base in zip(pasts, bases, strict=True):
        row = [math.log(each.window.days), math.log(base.level), base.noise]
        if each.severity:
            there = [worst.get(cause, each.severity) for cause in sorted(each.causes)] or [each.severity]
            row += [math.log1p(max(s, 0.0)) for s in each.severity]
            row += [math.log1p(max(*s, 0.0)) for s in zip(*there, strict=True)]
            row.append(math.log(max((places.get(cause, 1) for cause in each.causes), default=1)))
        rows.append(row)
    return np.array(rows, dtype=np.float64)
