"""The command that says where a run's time and memory go, and how much a question would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Asked, Disrupt, Json, OwnDays, OwnReplications, OwnSeed, Threads, Use
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted, span

if TYPE_CHECKING:
    from echelon.app.profiling import Estimate


def add_to(app: typer.Typer) -> None:
    """Make this a command of an application."""
    app.command(epilog="Example: echelon profile catalog:kestvold --replications 1000 --estimate")(profile)


def kernel(told: Estimate) -> str:
    """What it took to have the kernel with the laws of this network, and what it takes the next time."""
    if told.compiled:
        return f"the clock of these laws was compiled just now, in {span(told.kernel)}; that is done once per machine"
    return f"{span(told.kernel)} to load the clock of these laws, which was compiled before"


def profile(
    network: Asked,
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    replications: OwnReplications = None,
    seed: OwnSeed = None,
    threads: Threads = None,
    only_estimate: Annotated[
        bool, typer.Option("--estimate", help="Only how long and how much it would take.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say how long a question would take on this machine and how much memory, and where they would go."""
    with speaking(as_json) as screen:
        from echelon.app import queries
        from echelon.app.questions import Question
        from echelon.cli.tables import laws_table, memory_table, steps_table
        from echelon.cli.words import size

        question = Question(network, tuple(disrupt or ()), days, replications, seed, use=tuple(use or ()))
        with Waiting("Trying"):
            told, found = queries.profile_run(queries.ProfileRun(question, threads, only_estimate))
        screen.answer(queries.profile_document(told, found))
        screen.show(f"{told.points:,} stock points, {told.flows:,} flows, {counted(told.replications, 'replication')} of "
                    f"{counted(told.days, 'day')}, {told.lanes} at a time on {counted(told.threads, 'thread')}")  # fmt: skip
        screen.show(f"about {span(told.seconds)}, of which {span(told.prepare)} to prepare")
        screen.show(f"beside that {kernel(told)}")
        screen.show(f"about {size(told.bytes)}: {size(told.answer)} of answer, {size(told.tables)} of the network, "
                    f"{size(told.blocks)} at work")  # fmt: skip
        if found:
            screen.show("", steps_table(found.steps), laws_table(found.laws), memory_table(found.memory))
