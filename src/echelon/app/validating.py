"""Hold what the past foretells of an event in a daily series against what came."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.connect.daily import Daily, chosen, read_daily, read_places, read_struck
from echelon.connect.days import days_of
from echelon.core.errors import BadData, Finding

if TYPE_CHECKING:
    from echelon.calibration.past import Exposure
    from echelon.calibration.series import Series, Window
    from echelon.calibration.validate import Validation

FILES = frozenset({"validation.json", "path.csv", "validation.svg"})
OWN = 8
"""Events of one's own from which on the built-in storms are left out."""


@dataclass(frozen=True, slots=True)
class ValidateSeries:
    """What did others of its kind foretell of this event?

    event     first and last day, as text;  row  which series of the file, "" for the only one
    history   files of past events;  by  columns of theirs that were known beforehand
    places    file of latitudes and longitudes, for what was known around; it serves a history with columns by
    train     windows of past events of the same series;  out  folder for the answer, "" to keep nothing
    """

    file: str
    event: tuple[str, str]
    row: str = ""
    history: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    places: str = ""
    train: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    members: int = 4000
    out: str = ""


def validate_series(asked: ValidateSeries) -> Validation:
    """The prediction and its scores; `BadData` with what makes the series, the event or the history unusable."""
    if asked.out:
        free_folder(Path(asked.out), ours=FILES)
    if not 100 <= asked.members <= 1_000_000:
        raise BadData(
            Finding(
                "E473",
                "The members of the ensemble",
                "must be in [100, 1,000,000]",
                str(asked.members),
                "Choose some thousands",
            )
        )
    if asked.places and not (asked.history and asked.by):
        raise BadData(
            Finding(
                "E473",
                "The file of places",
                "must serve a history with columns that were known beforehand",
                "--places without --history and --by",
                "Give all three, or leave --places out",
            )
        )
    daily = read_daily(asked.file)
    where = chosen(daily, asked.row)
    series = series_of(daily)
    event = _window(asked.event, "event")
    exposures = [*read_exposures(asked, where), *_trained(asked, where)]
    found = _validated(asked, series, where, event, exposures)
    if asked.out:
        write_whole_folder(Path(asked.out), iter(files_of(found, where)), ours=FILES, replace=True)
    return found


def series_of(daily: Daily) -> dict[str, Series]:
    """The series of a file by name."""
    from echelon.calibration.series import Series

    return {
        name: Series(name, daily.first, np.array(values))
        for name, values in zip(daily.names, daily.values, strict=True)
    }


def _window(days: tuple[str, str], what: str) -> Window:
    from echelon.calibration.series import Window

    month_first, day_first = days_of(days), days_of([*days, "31/1/2000"])[:2]
    start, end = month_first
    mistaken = None not in (*month_first, *day_first) and month_first != day_first
    if mistaken or not start or not end or start > end:
        raise BadData(
            Finding(
                "E477",
                f"The {what}",
                "must read START..END, two dates in order, the year first where day and month may be mistaken",
                "..".join(days),
                "For example 2017-08-25..2017-08-31",
            )
        )
    return Window(start, end)


def read_exposures(asked: ValidateSeries, where: str) -> list[Exposure]:
    """The past events of all files of history."""
    from echelon.calibration.past import Exposure
    from echelon.calibration.series import Window

    struck = [each for path in asked.history for each in read_struck(path, asked.by)]
    return [
        Exposure(frozenset({each.cause}), each.where or where, Window(each.start, each.end), each.severity)
        for each in struck
    ]


def _trained(asked: ValidateSeries, where: str) -> list[Exposure]:
    from echelon.calibration.past import Exposure

    windows = [_window(days, "training window") for days in asked.train]
    return [Exposure(frozenset({f"{w.start}..{w.end}"}), where, w, (0.0,) * len(asked.by)) for w in windows]


def _validated(
    asked: ValidateSeries, series: dict[str, Series], where: str, event: Window, exposures: list[Exposure]
) -> Validation:
    from echelon.calibration.storms import validate_with_storms
    from echelon.calibration.validate import validate

    if asked.history:
        places = read_places(asked.places) if asked.places else None
        return validate(series, where, event, exposures, places=places, seed=asked.seed, count=asked.members)
    return validate_with_storms(
        series, where, event, exposures, enough=OWN, seed=asked.seed, count=asked.members
    )


def validation_document(found: Validation, where: str) -> dict[str, object]:
    """The answer as JSON values."""
    base, outage = found.past.base, found.past.outage
    return {
        "series": where,
        "event": {
            "start": found.event.start.isoformat(),
            "end": found.event.end.isoformat(),
            "causes": found.causes,
        },
        "baseline": {**asdict(base), "week": list(base.week)},
        "came": {**outage._asdict(), "lasted_at_least": outage.open},
        "history": {"events": found.history, "kind": found.kind},
        "quantities": [
            {**asdict(each), "inside": each.inside, "too_wide": each.wide, "hit": each.hit}
            for each in found.foretold
        ],
        "hit": found.hit,
    }


def files_of(found: Validation, where: str) -> Iterable[tuple[str, list[bytes]]]:
    """The files of a kept validation."""
    from echelon.report.fan import fan_picture

    text = json.dumps(validation_document(found, where), indent=2, default=float) + "\n"
    yield "validation.json", [text.encode()]
    yield "path.csv", [path_csv(found)]
    yield (
        "validation.svg",
        [fan_picture(found, f"{where}, {found.event.start} to {found.event.end}").encode()],
    )


def path_csv(found: Validation) -> bytes:
    """What came and the band, day by day, as parts of what was expected."""
    from echelon.calibration.validate import days_of

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("day", "came", "low", "median", "high"))
    rows: list[tuple[date, float]] = list(
        zip(days_of(found.event, found.past.path), found.past.path.tolist(), strict=True)
    )
    for at, (day, came) in enumerate(rows):
        writer.writerow(
            (day.isoformat(), "" if came != came else f"{came:.4f}", *(f"{x:.4f}" for x in found.fan[:, at]))
        )
    return text.getvalue().encode()
