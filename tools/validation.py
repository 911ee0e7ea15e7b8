"""Hold the prediction of Harvey and Ida against what came; write tables, pictures and the built-in storms.

usage: python tools/validation.py    (a minute; the diff is to be reviewed)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
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
}
sys.path.insert(0, str(ROOT / "src"))

from echelon.app.validating import ValidateSeries, read_exposures, series_of, validate_series  # noqa: E402
from echelon.calibration.crossed import Calibration, cross_validate  # noqa: E402
from echelon.calibration.past import Exposure, Past, history, joined, others  # noqa: E402
from echelon.calibration.validate import QUANTITIES, Foretold, Validation, shapes_of  # noqa: E402
from echelon.connect.daily import read_daily  # noqa: E402
from echelon.report.fan import fan_picture  # noqa: E402


def asked(name: str) -> ValidateSeries:
    _, row, event, _ = NAMED[name]
    return ValidateSeries(
        str(SHARED / "port_vessel_count.csv"), event, row, (str(SHARED / "interaction_full.csv"),), BY
    )


def others_of_both() -> tuple[list[Past], list[Exposure]]:
    """Events of neither Harvey nor Ida, and all exposures that are left."""
    wanted = asked("harvey")
    series, exposures = series_of(read_daily(wanted.file)), read_exposures(wanted, "33")
    for _, _, _, storm in NAMED.values():
        for struck in [e for e in exposures if storm in e.causes]:
            exposures = others(exposures, struck.where, struck.window)
    known = joined(exposures)
    return history(series, known), known


def event_section(name: str, found: Validation) -> str:
    title = NAMED[name][0]
    head = ("", "what came", "80 % band", "median", "baseline's band", "CRPS", "baseline's CRPS", "level", "")
    base = found.past.base
    rows = [quantity_row(each) for each in found.foretold]
    course = weeks(found)
    return "\n\n".join(
        (
            f"### {title}",
            f"{base.level:.3g} vessels a day are expected, with a noise of {100 * base.noise:.0f} %. "
            f"{found.history} exposures to other storms. "
            f"{'All three inside.' if found.hit else 'A miss: not all three count.'}",
            table(head, rows),
            f"![{title}: what came and what was foretold](../pictures/{name}.svg)",
            table(("days after the start", *(str(day) for day in course[0])), course[1]),
        )
    )


def quantity_row(each: Foretold) -> tuple[str, ...]:
    def said(value: float) -> str:
        return f"{value:.0f} days" if each.quantity == "length" else f"{100 * value:.0f} %"

    return (
        each.quantity,
        said(each.came),
        f"{said(each.low)} – {said(each.high)}",
        said(each.median),
        f"{said(each.base_low)} – {said(each.base_high)}",
        f"{each.crps:.3f}",
        f"{each.base_crps:.3f}",
        f"{(each.below + each.upto) / 2:.2f}",
        " and ".join(each.faults) or "counts",
    )


def weeks(found: Validation) -> tuple[list[int], list[tuple[str, ...]]]:
    """Data and prediction every second day."""
    days = list(range(-2, 25, 2))
    rows = [
        ("what came, %", *(f"{100 * found.past.path[day + 3]:.0f}" for day in days)),
        ("foretold, 10 %", *(f"{100 * found.fan[0, day + 3]:.0f}" for day in days)),
        ("median", *(f"{100 * found.fan[1, day + 3]:.0f}" for day in days)),
        ("90 %", *(f"{100 * found.fan[2, day + 3]:.0f}" for day in days)),
    ]
    return days, rows


def calibration_section(pasts: Sequence[Past], known: Sequence[Exposure]) -> str:
    head = (
        "",
        "events",
        "inside the 80 % band",
        "mean width",
        "baseline's",
        "mean CRPS",
        "baseline's",
        "fifths of the prediction that what came fell into",
    )
    every = table(head, [calibration_row(each) for each in cross_validate(pasts, known)])
    long = table(head, [calibration_row(each) for each in cross_validate(pasts, known, least_length=3)])
    return "\n\n".join(
        (
            "### All other storms",
            f"Each of {len(pasts)} events predicted from the storms that share no name with it:",
            every,
            "Of these, the events that turned out to be outages of three days and more. They are picked by what came, "
            "so no forecast covers 80 % of them; "
            "the baseline's CRPS says what knowing the storm is worth:",
            long,
        )
    )


def calibration_row(each: Calibration) -> tuple[str, ...]:
    fifths = " ".join(f"{100 * part:.0f} %" for part in each.levels)
    return (
        each.quantity,
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
    found = {name: validate_series(asked(name)) for name in NAMED}
    text = "\n\n".join(
        [*(event_section(name, each) for name, each in found.items()), calibration_section(*others_of_both())]
    )
    return text, {f"{name}.svg": fan_picture(each, NAMED[name][0]) for name, each in found.items()}


def measured() -> str:
    """The module of the built-in storms."""
    pasts, _ = others_of_both()
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
            "AIS from MarineCadastre, storms from IBTrACS. Our measurement of them; Harvey and Ida are left out.",
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
