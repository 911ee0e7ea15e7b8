"""What a year may lose: the command `risk` and its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Asked, Disrupt, Json, Opening, OwnDays, OwnSeed, Report, Threads, Use, typed
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted, money, number

if TYPE_CHECKING:
    from rich.table import Table

    from echelon.study.risk import Risk, Value


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(
        epilog="Example: echelon risk catalog:kestvold --hazards hazards.toml --replications 1000 --out out/risk"
    )(risk)


def risk(
    network: Asked,
    hazards: Annotated[str, typer.Option(metavar="FILE", help="TOML with [[hazard]], [[disruption]] and [[cascade]].")] = "",
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    replications: Annotated[int | None, typer.Option(help="Years to live through; as the scenario says, else 1000.")] = None,
    seed: OwnSeed = None,
    opening: Opening = "",
    factor: Annotated[float, typer.Option(help="Make Poisson hazards so many times as frequent, years weighed for it.")] = 1.0,
    parts: Annotated[bool, typer.Option("--parts/--no-parts", help="Leave out each hazard, cause and site in turn.")] = True,
    response: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME", help="Worth of a response of the document; `all` for each.")
    ] = None,
    threads: Threads = None,
    out: Annotated[str, typer.Option(help="Folder for exceedance.csv and contributions.csv.")] = "",
    report: Report = "",
    most: Annotated[int, typer.Option("--top", help="Rows of each kind to print, 0 for all.")] = 10,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say what a year may lose to hazards, how likely, and through what."""
    with speaking(as_json) as screen:
        from echelon.app import risks
        from echelon.app.commands import written
        from echelon.app.questions import Question

        question = Question(
            network, tuple(disrupt or ()), days, replications, seed, opening, tuple(use or ())
        )
        wanted = risks.MakeRisk(
            question, hazards, factor, parts, tuple(response or ()), out, threads, report, typed()
        )
        with Waiting("Living through years") as progress:
            found = risks.make_risk(wanted, progress)
        screen.answer({**risks.risk_document(found), "out": out or None})
        asked = found.scenario
        size = (
            f"{counted(asked.replications, 'replication')} of {counted(asked.days, 'day')}, seed {asked.seed}"
        )
        screen.show(f"{asked.network.name}: {size}{_weighed(found)}", measures_table(found))
        if found.contributions:
            screen.show("Through what, all else with the same luck:", parts_table(found, most))
        if found.values:
            screen.show("What it is worth, over the horizon:", values_table(found))
        screen.note(*risks.cautions(found))
        if out:
            screen.show(*(f"Wrote {path}" for path in written(out, sorted(risks.FILES))))
        if report:
            screen.show(f"Wrote {report}")


def _weighed(risk: Risk) -> str:
    if risk.factor == 1.0:
        return ""
    return f", hazards {risk.factor:g} times as frequent ({number(risk.measured.effective)} years effective)"


def measures_table(risk: Risk) -> Table:
    """Expected loss, value at risk, the mean beyond it, and what is exceeded once in some years."""
    from echelon.cli.tables import table

    currency = risk.scenario.network.settings.currency
    rows = [("expected loss of a year", money(risk.expected, currency))]
    for tail in risk.tails:
        rows.append(
            (f"exceeded in {1.0 - tail.level:.3g} of years (VaR {tail.level:.4g})", money(tail.var, currency))
        )
        rows.append((f"mean of those years (CVaR {tail.level:.4g})", money(tail.cvar, currency)))
    return table(("", "loss (95 %)"), rows, right=("loss (95 %)",))


def parts_table(risk: Risk, most: int = 0) -> Table:
    """What would not be lost without each thing, of the expected loss and of CVaR; a kind sums to the whole."""
    from echelon.cli.tables import table

    currency = risk.scenario.network.settings.currency
    heads = (
        "",
        "without it",
        "expected loss less (95 %)",
        *(f"CVaR {level:.4g} less" for level in risk.levels),
    )
    rows: list[tuple[object, ...]] = []
    for kind in dict.fromkeys(each.kind for each in risk.contributions):
        named = [each for each in risk.of(kind) if each.name != "together"]
        shown = [
            *(named[:most] if most else named),
            *(each for each in risk.of(kind) if each.name == "together"),
        ]
        rows += [
            (each.kind, each.name, money(each.expected, currency), *map(number, each.cvar)) for each in shown
        ]
    return table(heads, rows, right=heads[2:])


def values_table(risk: Risk) -> Table:
    """What mitigations save and cost, and what each unit of money saves."""
    from echelon.cli.tables import table

    currency = risk.scenario.network.settings.currency
    heads = ("", "costs", "expected loss less (95 %)", *(f"CVaR {level:.4g} less (95 %)" for level in risk.levels),
             f"saved per {currency}", "net (95 %)")  # fmt: skip
    rows = []
    for each in risk.values:
        tails = (money(tail, currency) for tail in each.tail_saved)
        rows.append((each.name, number(each.costs.mean), money(each.saved, currency), *tails, _per(each),
                     money(each.net, currency)))  # fmt: skip
    return table(heads, rows, right=heads[1:])


def _per(value: Value) -> str:
    """What each unit of money saves; a mitigation may cost less than nothing, where it helps in calm years too."""
    if value.costs.mean <= 0.0:
        return "costs nothing"
    mean, low, high = map(number, value.per_money)
    return f"{mean} ({low} – {high})"
