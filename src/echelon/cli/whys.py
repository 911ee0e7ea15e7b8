"""`echelon causes`: why an order was short or late, and what was still short without the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Disrupt, Json, Opening, OwnDays, OwnSeed, Report, Threads, Use, typed
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

if TYPE_CHECKING:
    from rich.table import Table

    from echelon.study.causes import Causes


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog='Example: echelon causes catalog:kestvold-demo --customer "Germany" --day 130')(causes)


def causes(
    network: Annotated[str, typer.Argument(metavar="NET", help="A network, a scenario document (.toml), or a run's folder.")],
    customer: Annotated[str, typer.Option(help="Whose orders; everybody's where left out.")] = "",
    day: Annotated[int | None, typer.Option(help="The day on which it was asked for; every day where left out.")] = None,
    item: Annotated[str, typer.Option(help="Of what; all items where left out.")] = "",
    replication: Annotated[int, typer.Option(help="Which one, counted from 0.")] = 0,
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    seed: OwnSeed = None,
    opening: Opening = "",
    prove: Annotated[bool, typer.Option("--prove/--no-prove", help="Run it again without each cause.")] = True,
    threads: Threads = None,
    report: Report = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say why an order was short or late, back to the disruption it began with, and prove it by running without."""
    with speaking(as_json) as screen:
        from echelon.app import whys
        from echelon.app.questions import Question

        question = Question(network, tuple(disrupt or ()), days, None, seed, opening, tuple(use or ()))
        with Waiting("Tracing"):
            found = whys.find_causes(
                whys.FindCauses(question, customer, item, day, replication, prove, report, threads, typed())
            )
        screen.answer(whys.causes_document(found))
        screen.show(found.sentence)
        if found.orders:
            much = f"{found.missing:,.0f} units not there when due, {found.calm:,.0f} with nothing disrupted"
            short = f"{counted(len(found.orders), 'order')} short in replication {replication}"
            screen.show(f"{short}: {much}", _table(found))
        if report:
            screen.show(f"Wrote {report}")


def _table(found: Causes) -> Table:
    from echelon.cli.tables import table

    rows = [(each.disruption, f"{each.share:.0%}", "" if each.removed is None else f"{each.removed:.0%}", each.sentence)
            for each in found.causes]  # fmt: skip
    if found.unexplained >= 0.01:
        rows.append(("none by name", f"{found.unexplained:.0%}", "", ""))
    if found.together is not None and len(found.causes) > 1:
        rows.append(("all of them", "", f"{found.together:.0%}", ""))
    return table(("cause", "share", "gone without it", "how"), rows, right=("share", "gone without it"))
