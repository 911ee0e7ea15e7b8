"""Commands that hold data and parameters together: fit them, and see what they foretell of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Json, Seed
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import number
from echelon.core.errors import BadData, Finding

if TYPE_CHECKING:
    from rich.table import Table

    from echelon.app.fitting import Fits, GroupFit
    from echelon.calibration.validate import Foretold, Validation


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon fit outages.csv --column days --group cause --date start")(fit)
    app.command(epilog="Example: echelon validate ships.csv --event 2017-08-25..2017-08-31")(validate)


def span_of(text: str, what: str) -> tuple[str, str]:
    """Both ends of FIRST..LAST; `BadData` where it has none."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not dots or not first or not last:
        raise BadData(
            Finding("E473", f"The {what}", "must read FIRST..LAST", f"`{text}`", "Put two dots between them")
        )
    return first, last


def years_of(text: str) -> tuple[int, int] | None:
    """First and last year of `1980..2024`, or None of nothing."""
    if not text:
        return None
    ends = span_of(text, "years")
    if not all(end.isdecimal() and len(end) == 4 for end in ends):
        raise BadData(
            Finding("E473", "The years", "must read FIRST..LAST", f"`{text}`", "For example 1980..2024")
        )
    return int(ends[0]), int(ends[1])


def fit(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Records, separated by commas, semicolons or tabs.")
    ],
    column: Annotated[str, typer.Option(help="Column of durations.")] = "",
    group: Annotated[str, typer.Option(help="Column to fit by, each of its values on its own.")] = "",
    date: Annotated[str, typer.Option(help="Column of first days; gives rates a year.")] = "",
    until: Annotated[
        str, typer.Option(help="Column of last days; durations are then the days from --date on.")
    ] = "",
    unit: Annotated[str, typer.Option(help="Unit of the durations: minutes, hours, days, weeks.")] = "days",
    ended: Annotated[str, typer.Option(help="Column that says yes where the end was seen.")] = "",
    years: Annotated[
        str, typer.Option(metavar="A..B", help="Years that the record covers, if not those of its dates.")
    ] = "",
    where: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Only rows such as loss>0.2; may be repeated.")
    ] = None,
    skip: Annotated[int, typer.Option(help="Lines before the headings.")] = 0,
    test: Annotated[
        bool, typer.Option("--test/--no-test", help="Test how well the best family fits; takes a while.")
    ] = True,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Fit rates and durations to records, with intervals and goodness of fit, as text that disruptions read."""
    with speaking(as_json) as screen:
        from echelon.app.fitting import FitRecords, fit_records, fits_document

        asked = FitRecords(
            file,
            column,
            group,
            date,
            until,
            unit,
            ended,
            years_of(years),
            tuple(where or ()),
            skip,
            seed,
            test,
        )
        with Waiting("Fitting"):
            found = fit_records(asked)
        screen.answer(fits_document(found))
        if found.years:
            screen.show(f"Events a year, {found.years[0]} to {found.years[1]}:", rates_table(found))
        if any(group.durations for group in found.groups):
            screen.show("Days that they last; the family with the smallest AIC:", durations_table(found))
        screen.note(*(f"{g.name}: no durations fitted. {g.why}" for g in found.groups if g.why))


def rates_table(found: Fits) -> Table:
    """Rates with their intervals, scatter and trend."""
    from echelon.cli.tables import table

    head = ("group", "events", "a year", "95 % interval", "variance / mean", "trend a year", "p")
    return table(head, [_rate_row(g) for g in found.groups if g.rate], right=head[1:])


def _rate_row(g: GroupFit) -> tuple[str, ...]:
    rate, trend = g.rate, g.trend
    if not rate:
        return (g.name,)
    low, high = rate.wide
    said = ("–", "–")
    if trend:
        growth, *ends = (f"{100 * (x - 1):+.1f}" for x in (trend.growth, trend.low, trend.high))
        said = (f"{growth} % ({' – '.join(ends)})", f"{trend.p:.3f}")
    return (
        g.name,
        f"{rate.events:,}",
        number(rate.per_year),
        f"{number(low)} – {number(high)}",
        f"{rate.dispersion:.2f}",
        *said,
    )


def durations_table(found: Fits) -> Table:
    """The best family of each group, with intervals and how well it fits."""
    from echelon.cli.tables import table

    head = (
        "group",
        "n",
        "as a disruption reads it",
        "mean",
        "95 % interval",
        "median",
        "90 %",
        "KS p",
        "AD p",
        "QQ",
    )
    return table(head, [_duration_row(g) for g in found.groups if g.durations], right=("n", *head[3:]))


def _duration_row(g: GroupFit) -> tuple[str, ...]:
    best, good = g.durations[0], g.goodness
    low, high = best.mean_interval
    told = (
        [f"{x:.3f}" if x == x else "–" for x in (good.ks_p, good.ad_p)] + [f"{100 * good.qq:.0f} %"]
        if good
        else ["–"] * 3
    )
    return (
        g.name,
        f"{best.n:,}",
        best.text,
        number(best.mean),
        f"{number(low)} – {number(high)}",
        number(best.quantile(0.5)),
        number(best.quantile(0.9)),
        *told,
    )


def validate(
    series: Annotated[
        str, typer.Argument(metavar="SERIES", help="Dates and values by day; or a row for each place.")
    ],
    event: Annotated[str, typer.Option(metavar="START..END", help="First and last day of what happened.")],
    row: Annotated[str, typer.Option(help="Which series of the file, where it has several.")] = "",
    history: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Past events: start, end, perhaps place and cause."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(metavar="A,B", help="Columns of the history that were known beforehand, such as wind."),
    ] = "",
    places: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Latitude and longitude of places: what was known around counts too.",
        ),
    ] = "",
    train: Annotated[
        list[str] | None,
        typer.Option(metavar="START..END", help="A past event of this series; may be repeated."),
    ] = None,
    members: Annotated[int, typer.Option(help="Size of the ensemble.")] = 4000,
    out: Annotated[
        str, typer.Option(help="Folder for figures, paths and a picture; replaces an older answer there.")
    ] = "",
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Foretell an event in a daily series from others of its kind: days, depth, rebound; and hold that against what came."""
    with speaking(as_json) as screen:
        from echelon.app.validating import ValidateSeries, validate_series, validation_document

        asked = ValidateSeries(
            series,
            span_of(event, "event"),
            row,
            tuple(history or ()),
            tuple(name.strip() for name in by.split(",") if name.strip()),
            places,
            tuple(span_of(text, "training window") for text in train or ()),
            seed,
            members,
            out,
        )
        with Waiting("Foretelling"):
            found = validate_series(asked)
        where = found.past.exposure.where
        screen.answer({**validation_document(found, where), "out": out or None})
        screen.show(*sentences(found), foretold_table(found))
        screen.show("Every quantity counts." if found.hit else "A miss: not every quantity counts.")
        if out:
            screen.show(f"Kept in {out}.")


def sentences(found: Validation) -> list[str]:
    """What was expected, what came, and what the prediction rests on."""
    base, outage = found.past.base, found.past.outage
    trend = f", a trend of {base.slope:+.3g} a day" if base.slope else ""
    weekly = "" if min(base.week) == max(base.week) else ", a weekly pattern"
    said = [
        f"Expected on {found.event.start}: {number(base.level)} a day{trend}{weekly}, "
        f"noise {100 * base.noise:.0f} %, from {base.days} days.",
        f"Foretold from {found.history} past events: {found.kind}.",
    ]
    if found.event.days > found.longest:
        said.append(
            f"The event has {found.event.days} days, no past one more than {found.longest}: little can be foretold of it."
        )
    if not outage.length:
        said.append("No outage came: no day was low enough for one.")
    if outage.open:
        said.append("The series ends before the outage does: it lasted longer than its length says.")
    return said


def foretold_table(found: Validation) -> Table:
    """What came beside the band and the baseline."""
    from echelon.cli.tables import table

    head = ("", "came", "80 % band", "baseline's band", "CRPS", "baseline's", "")
    return table(head, [_foretold_row(each) for each in found.foretold], right=head[1:6])


def _foretold_row(each: Foretold) -> tuple[str, ...]:
    def said(value: float) -> str:
        return f"{value:.0f} d" if each.quantity == "length" else f"{100 * value:.0f} %"

    return (
        each.quantity,
        said(each.came),
        f"{said(each.low)} – {said(each.high)}",
        f"{said(each.base_low)} – {said(each.base_high)}",
        f"{each.crps:.3f}",
        f"{each.base_crps:.3f}",
        ", ".join(each.faults) or "counts",
    )
