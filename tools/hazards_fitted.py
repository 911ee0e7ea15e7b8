"""Fit hazards and repair times to the shared data and write their tables into docs/background/hazards-fitted.md.

usage: python tools/hazards_fitted.py    (some minutes; the diff is to be reviewed)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from reference import between, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "background" / "hazards-fitted.md"
SHARED = Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared")) / "data"
START, END = "<!-- fitted -->", "<!-- fitted: end -->"
sys.path.insert(0, str(ROOT / "src"))

from echelon.app.fitting import FitRecords, Fits, GroupFit, fit_records  # noqa: E402
from echelon.calibration.rates import Rate, fit_rate  # noqa: E402

RATES = ("what", "events", "rate a year", "95 % interval", "variance / mean", "trend a year")
DURATIONS = (
    "what",
    "n",
    "as a disruption reads it, in days",
    "mean, days",
    "95 % interval",
    "90 %",
    "KS p",
    "AD p",
    "QQ",
)
OUTAGES = SHARED / "us_power_outages" / "us_major_power_outages_2000_2016.csv"
DISASTERS = SHARED / "noaa_billion_dollar" / "events-US-1980-2024-Q4.csv"
PORTS = SHARED / "cyport" / "interaction_full.csv"


def requests(test: bool) -> dict[str, FitRecords]:
    """What is asked of each file."""
    return {
        "ports": FitRecords(str(PORTS), "day_of_recover", "PORT_ID", "start_date", years=(2015, 2023),
                            where=("max_impact>0.2",), test=test),
        "outages": FitRecords(str(OUTAGES), "OUTAGE.DURATION", "CAUSE.CATEGORY", "YEAR", unit="minutes",
                               years=(2000, 2015), test=test),
        "disasters": FitRecords(str(DISASTERS), "", "Disaster", "Begin Date", "End Date", years=(1980, 2024), skip=2, test=test),
    }  # fmt: skip


def sections(test: bool = True) -> Iterator[tuple[str, str]]:
    """Name and text of each part of the page; without `test` the last three columns of durations are left out."""
    asked = requests(test)
    ports = fit_records(asked["ports"])
    yield "Ports under tropical cyclones, 2015 to 2023", ports_section(ports, test)
    for name, heading in (("outages", "Major power outages in the United States, 2000 to 2016"),
                          ("disasters", "Disasters of a billion dollars and more, United States, 1980 to 2024")):  # fmt: skip
        found = fit_records(asked[name])
        extra = [("one state, severe weather", states())] if name == "outages" else []
        rows = [rate_row(g.name, g.rate, g) for g in found.groups if g.rate] + [
            rate_row(*each) for each in extra
        ]
        yield heading, "\n\n".join((table(RATES, rows), durations(found.groups, test)))


def ports_section(found: Fits, test: bool) -> str:
    """All ports together, one port among the others, and those with the most."""
    every, *ports = found.groups
    rates = [rate_row("all ports", every.rate, every), rate_row("one port", found.between)]
    hit = sorted(ports, key=lambda g: -(g.rate.events if g.rate else 0))[:5]
    rates += [rate_row(f"port {g.name}", g.rate) for g in hit]
    return "\n\n".join((table(RATES, rates), durations([every], test)))


def states() -> Rate:
    """Outages by severe weather a state and year, over the states that had any outage at all."""
    found = fit_records(FitRecords(str(OUTAGES), "", "POSTAL.CODE", "YEAR", years=(2000, 2015), test=False,
                                   where=("CAUSE.CATEGORY=severe weather",)))  # fmt: skip
    return fit_rate([g.rate.events for g in found.groups[1:] if g.rate], 16.0)


def rate_row(name: str, rate: Rate | None, group: GroupFit | None = None) -> tuple[str, ...]:
    assert rate
    low, high = rate.wide
    trend = group.trend if group else None
    moved = ""
    if trend:
        growth, *ends = (f"{100 * (x - 1):+.1f}" for x in (trend.growth, trend.low, trend.high))
        moved = f"{growth} % ({' to '.join(ends)}); now {trend.now:.3g}"
    return (
        name,
        f"{rate.events:,}",
        f"{rate.per_year:.3g}",
        f"{low:.3g} – {high:.3g}",
        f"{rate.dispersion:.2f}",
        moved,
    )


def durations(groups: list[GroupFit] | tuple[GroupFit, ...], test: bool) -> str:
    head = DURATIONS if test else DURATIONS[:6]
    return table(head, [duration_row(g)[: len(head)] for g in groups if g.durations])


def duration_row(g: GroupFit) -> tuple[str, ...]:
    best, good = g.durations[0], g.goodness
    low, high = best.mean_interval
    told = (f"{good.ks_p:.3f}", f"{good.ad_p:.3f}", f"{100 * good.qq:.0f} %") if good else ()
    return (
        g.name,
        f"{best.n:,}",
        f"`{best.text}`",
        f"{best.mean:.3g}",
        f"{low:.3g} – {high:.3g}",
        f"{best.quantile(0.9):.3g}",
        *told,
    )


def main() -> None:
    made = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections())
    PAGE.write_text(between(PAGE.read_text("utf-8"), (START, END), made), "utf-8")


if __name__ == "__main__":
    main()
