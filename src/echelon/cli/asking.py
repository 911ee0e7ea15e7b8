"""Commands that ask one question: a network or a scenario document, and what is typed beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import (
    Asked,
    AtMost,
    Calm,
    Disrupt,
    Json,
    Opening,
    OwnDays,
    OwnReplications,
    OwnSeed,
    Precision,
    PrecisionOf,
    Threads,
    Use,
    WarmUp,
    typed,
)
from echelon.cli.screen import Screen, speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted, number

if TYPE_CHECKING:
    from echelon.app.trusted import Trust
    from echelon.study.many import Run


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(
        epilog='Example: echelon run catalog:kestvold --use "port-strike at Ningbo Port from 90" --out out/hit'
    )(run)


def run(
    network: Asked,
    disrupt: Disrupt = None,
    use: Use = None,
    calm: Calm = False,
    days: OwnDays = None,
    replications: OwnReplications = None,
    seed: OwnSeed = None,
    opening: Opening = "",
    threads: Threads = None,
    out: Annotated[str, typer.Option(help="Folder to keep the run in; replaces an older run there.")] = "",
    report: Annotated[bool, typer.Option("--report", help="Write report.html beside it.")] = False,
    precision: Precision = "",
    precision_of: PrecisionOf = "net",
    at_most: AtMost = 10_000,
    warm_up: WarmUp = False,
    as_json: Json = False,
) -> None:
    """Simulate a network, many times, as it is or disrupted; or answer a scenario document."""
    if report and not out:
        raise typer.BadParameter("it is written beside the run; give --out as well", param_hint="--report")
    with speaking(as_json) as screen:
        from echelon.app import commands, kept, trusted
        from echelon.app.questions import Question, parse_precise

        question = Question(
            network, tuple(disrupt or ()), days, replications, seed, opening, tuple(use or ()), calm
        )
        wish = parse_precise(precision, precision_of, at_most) if precision else None
        with Waiting("Simulating") as progress:
            wanted = commands.MakeRun(question, out, report, threads, typed(), wish)
            found = commands.make_run(wanted, progress)
        trust = trusted.trust(found, wish, warm_up)
        screen.answer(
            {**kept.run_document(found, found.scenario.source), **trust.document, "out": out or None}
        )
        _show(screen, found, trust)
        if out:
            screen.show(f"Kept in {out}: {', '.join(sorted(commands.run_files(report)))}")


def _show(screen: Screen, found: Run, trust: Trust) -> None:
    from echelon.cli.tables import run_table, verdicts_table
    from echelon.study.judge import judge

    asked = found.scenario
    hit = "; ".join(disruption.name for disruption in asked.disruptions) or "nothing disrupted"
    size = f"{counted(asked.days, 'day')}, {counted(asked.replications, 'replication')}, seed {asked.seed}"
    screen.show(f"{asked.network.name}: {size}, {hit}", run_table(found, trust.after), *trust.said)
    if done := [response.name for response in asked.responses if response.on]:
        screen.show(
            f"Done about it: {'; '.join(done)}, for {number(asked.cost)} {asked.network.settings.currency}"
        )
    if verdicts := judge(found):
        screen.show(verdicts_table(found, verdicts))
    screen.show(f"question {found.question[:16]}  answer {found.answer[:16]}")
