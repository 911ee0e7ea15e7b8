"""`echelon why`: what agents believed, wanted and decided at a site on a day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Disrupt, Json, Opening, OwnDays, OwnSeed, Use
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

if TYPE_CHECKING:
    from rich.table import Table

    from echelon.agents.explain import Reasons


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon why out/run --replication 17 --day 63 --site Venlo")(why)


def why(
    network: Annotated[str, typer.Argument(metavar="NET", help="A scenario document (.toml) with agents, or a run's folder.")],
    day: Annotated[int, typer.Option(help="The day, counted from 0.")],
    site: Annotated[str, typer.Option(help="The site whose agents are asked.")],
    replication: Annotated[int, typer.Option(help="Which one, counted from 0.")] = 0,
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    seed: OwnSeed = None,
    opening: Opening = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say what agents believed, wanted and decided at a site on a day, by running that replication again alone."""
    with speaking(as_json) as screen:
        from echelon.app import deciding
        from echelon.app.questions import Question

        question = Question(network, tuple(disrupt or ()), days, None, seed, opening, tuple(use or ()))
        with Waiting("Asking"):
            found = deciding.find_reasons(deciding.FindReasons(question, day, site, replication))
        screen.answer(found.document())
        screen.show(f"{site}, morning of day {day} of replication {replication}: "
                    f"{counted(len(found.decisions), 'decision')}.")  # fmt: skip
        for table in _tables(found):
            screen.show(table)
        screen.show(*(each.sentence for each in found.decisions))


def _tables(found: Reasons) -> list[Table]:
    from echelon.cli.tables import table

    thoughts = [
        (each.agent, each.kind, each.name, each.where, f"{each.value:,.4g}") for each in found.thoughts
    ]
    rows = [(each.agent, each.lever, each.where, f"{each.old:,.4g}", f"{each.wished:,.4g}", f"{each.new:,.4g}",
             each.lost_to or each.authority, "; ".join(f"{name} {score:,.4g}" for name, score in each.alternatives.items()))
            for each in found.decisions]  # fmt: skip
    made = []
    if thoughts:
        made.append(table(("agent", "what", "of", "where", "value"), thoughts, right=("value",)))
    if rows:
        head = ("agent", "lever", "where", "was", "wanted", "is", "by which right", "alternatives")
        made.append(table(head, rows, right=("was", "wanted", "is")))
    return made
