"""Hold what two models foretell of Harvey, Ida and Ian against what came; write tables, pictures and the built-in storms.

usage: python tools/validation.py    (a minute; the diff is to be reviewed)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from itertools import compress
from pathlib import Path

from reference import between, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "background" / "validation.md"
PICTURES = ROOT / "docs" / "pictures"
MEASURED = ROOT / "src" / "echelon" / "calibration" / "storms_measured.py"
SHARED = Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared")) / "data" / "cyport"
START, END = "<!-- validated -->", "<!-- validated: end -->"
BY = ("Wind_speed", "Surge_height", "Rainfall")
NAMED = {
    "harvey": ("Harvey at Houston", "33", ("2017-08-25", "2017-08-31"), "2017228N14314"),
    "ida": ("Ida at New Orleans", "43", ("2021-08-28", "2021-08-31"), "2021239N17281"),
    "ian": ("Ian at Tampa", "126", ("2022-09-27", "2022-09-30"), "2022266N12294"),
}
MODELS = ("first", "second")
sys.path.insert(0, str(ROOT / "src"))

from echelon.app.validating import ValidateSeries, read_exposures, series_of  # noqa: E402
from echelon.calibration.around import Places  # noqa: E402
from echelon.calibration.crossed import Calibration, calibration, cross_validate, figure, strong_quarter  # noqa: E402
from echelon.calibration.past import Exposure, Past, history, joined, others  # noqa: E402
from echelon.calibration.series import Series, Window  # noqa: E402
from echelon.calibration.validate import QUANTITIES, Foretold, Validation, shapes_of, validate  # noqa: E402
from echelon.connect.daily import read_daily, read_places  # noqa: E402
from echelon.report.fan import fan_picture  # noqa: E402

Predicted = dict[str, list[Foretold]]


def data() -> tuple[dict[str, Series], list[Exposure], Places]:
    """Series, exposures, and where ports lie."""
    asked = ValidateSeries(
        str(SHARED / "port_vessel_count.csv"), ("", ""), "", (str(SHARED / "interaction_full.csv"),), BY
    )
    places = read_places(SHARED / "port_resources.csv")
    return series_of(read_daily(asked.file)), read_exposures(asked, ""), places


def rules(model: str, places: Places) -> dict[str, object]:
    """In what the models differ."""
    return {"places": None, "scaled": False} if model == "first" else {"places": places, "scaled": True}


def foretold(name: str) -> dict[str, Validation]:
    """An event by both models."""
    _, row, ends, _ = NAMED[name]
    series, exposures, places = data()
    event = Window(*map(date.fromisoformat, ends))
    return {model: validate(series, row, event, exposures, **rules(model, places)) for model in MODELS}  # type: ignore[arg-type]


def others_of_all() -> tuple[list[Past], list[Exposure]]:
    """Events of none of the three, and all exposures that are left."""
    series, exposures, _ = data()
    for _, _, _, storm in NAMED.values():
        for struck in [e for e in exposures if storm in e.causes]:
            exposures = others(exposures, struck.where, struck.window)
    known = joined(exposures)
    return history(series, known), known


def event_section(name: str, found: dict[str, Validation]) -> str:
    title, second = NAMED[name][0], found["second"]
    head = (
        "",
        "model",
        "what came",
        "80 % band",
        "median",
        "baseline's band",
        "CRPS",
        "baseline's CRPS",
        "level",
        "",
    )
    rows = [quantity_row(model, each.foretold[at]) for at in range(3) for model, each in found.items()]
    days, course = weeks(found)
    hits = " ".join(
        f"The {model} model: {'all three count.' if each.hit else 'a miss, not all three count.'}"
        for model, each in found.items()
    )
    base = second.past.base
    return "\n\n".join(
        (
            f"### {title}",
            f"{base.level:.3g} vessels a day are expected, with a noise of {100 * base.noise:.0f} %. "
            f"{second.history} exposures to other storms. {hits}",
            table(head, rows),
            *(f"![{title}, {model} model](../pictures/{picture(name, model)})" for model in MODELS),
            table(("days after the start", *map(str, days)), course),
        )
    )


def picture(name: str, model: str) -> str:
    return f"{name}.svg" if model == "second" else f"{name}-{model}.svg"


def quantity_row(model: str, each: Foretold) -> tuple[str, ...]:
    def said(value: float) -> str:
        return f"{value:.0f} days" if each.quantity == "length" else f"{100 * value:.0f} %"

    return (
        each.quantity,
        model,
        said(each.came),
        f"{said(each.low)} – {said(each.high)}",
        said(each.median),
        f"{said(each.base_low)} – {said(each.base_high)}",
        f"{each.crps:.3f}",
        f"{each.base_crps:.3f}",
        f"{(each.below + each.upto) / 2:.2f}",
        " and ".join(each.faults) or "counts",
    )


def weeks(found: dict[str, Validation]) -> tuple[list[int], list[tuple[str, ...]]]:
    """Data and prediction every second day."""
    days = list(range(-2, 25, 2))
    rows = [("what came, %", *(f"{100 * found['second'].past.path[day + 3]:.0f}" for day in days))]
    for model, each in found.items():
        for at, level in enumerate(("10 %", "median", "90 %")):
            rows.append((f"{model}, {level}", *(f"{100 * each.fan[at, day + 3]:.0f}" for day in days)))
    return days, rows


def calibration_section() -> str:
    pasts, known = others_of_all()
    _, _, places = data()
    crossed: dict[str, Predicted] = {
        model: cross_validate(pasts, known, **rules(model, places))  # type: ignore[arg-type]
        for model in MODELS
    }
    strong = strong_quarter(pasts)
    figures = " and ".join(f"{figure(each, strong):.3f} ({model})" for model, each in crossed.items())
    long = [p.outage.length >= 3 for p in pasts]
    return "\n\n".join(
        (
            "### All other storms",
            f"Each of {len(pasts)} events predicted from the storms that share no name with it. "
            f"The figure by which models are compared: {figures}.",
            calibration_table(crossed, [True] * len(pasts)),
            "The strong quarter, known beforehand:",
            calibration_table(crossed, strong),
            "The events that turned out to be outages of three days and more. They are picked by what came, "
            "so no forecast covers 80 % of them; "
            "the baseline's CRPS says what knowing the storm is worth:",
            calibration_table(crossed, long),
        )
    )


def calibration_table(crossed: dict[str, Predicted], kept: Sequence[bool]) -> str:
    head = (
        "",
        "model",
        "events",
        "inside the 80 % band",
        "mean width",
        "baseline's",
        "mean CRPS",
        "baseline's",
        "fifths of the prediction that what came fell into",
    )
    rows = [
        calibration_row(model, calibration(name, list(compress(each[name], kept))))
        for name in QUANTITIES
        for model, each in crossed.items()
    ]
    return table(head, rows)


def calibration_row(model: str, each: Calibration) -> tuple[str, ...]:
    fifths = " ".join(f"{100 * part:.0f} %" for part in each.levels)
    return (
        each.quantity,
        model,
        str(each.events),
        f"{100 * each.coverage:.0f} % ({100 * each.low:.0f} – {100 * each.high:.0f})",
        f"{each.width:.3f}",
        f"{each.base_width:.3f}",
        f"{each.crps:.3f}",
        f"{each.base_crps:.3f}",
        fifths,
    )


def sections() -> tuple[str, dict[str, str]]:
    """The text of the results, and the pictures by file name."""
    found = {name: foretold(name) for name in NAMED}
    text = "\n\n".join([*(event_section(name, each) for name, each in found.items()), calibration_section()])
    return text, {
        picture(name, model): fan_picture(each, f"{NAMED[name][0]}, {model} model")
        for name, models in found.items()
        for model, each in models.items()
    }


def measured() -> str:
    """The module of the built-in storms."""
    pasts, _ = others_of_all()
    words = [
        f"{p.exposure.window.days} {100 * p.base.noise:.0f} {p.outage.length} {100 * p.outage.depth:.0f} "
        f"{100 * p.outage.rebound:.0f} {p.outage.first}"
        for p in pasts
    ]
    lines = ["  ".join(words[at : at + 6]) for at in range(0, len(words), 6)]
    drop, rise = shapes_of(pasts)
    tenths = ["".join(f"    {x:.2f},\n" for x in shape) for shape in (drop, rise)]
    return "\n".join(
        (
            '"""What storms did to ports, measured by `tools/validation.py`; do not edit.',
            "",
            'Source: daily vessel counts and exposures of Kuai, C. et al., "U.S. Port Disruptions under Tropical Cyclones"',
            "(CyPort), CC BY 4.0;",
            "AIS from MarineCadastre, storms from IBTrACS. Our measurement of them; Harvey, Ida and Ian are left out.",
            '"""',
            "",
            f"DROP = (\n{tenths[0]})",
            '"""What is missing from the first day of an outage to its last, as a part of its depth, in tenths."""',
            f"RISE = (\n{tenths[1]})",
            '"""What is above normal on the fourteen days after, as a part of its highest mean of three days."""',
            'EVENTS = """',
            *lines,
            '"""',
            '"""Six numbers each: days of exposure, noise %, days of outage, depth %, rebound %, its first day."""',
            "",
        )
    )


def main() -> None:
    assert set(QUANTITIES) == {"length", "depth", "rebound"}
    MEASURED.write_text(measured(), "utf-8")
    made, pictures = sections()
    for name, picture in pictures.items():
        (PICTURES / name).write_text(picture, "utf-8")
    PAGE.write_text(between(PAGE.read_text("utf-8"), (START, END), made), "utf-8")


if __name__ == "__main__":
    main()
