"""Commands that stop a run, go on with it, and branch it."""

from __future__ import annotations

from typing import Annotated

import typer

from echelon.cli.options import Asked, Disrupt, Json, Opening, OwnDays, OwnReplications, OwnSeed, Threads, Use
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

State = Annotated[str, typer.Argument(metavar="STATE", help="Folder that `echelon pause` wrote.")]
OfState = Annotated[
    str,
    typer.Argument(
        metavar="[NET]", help="Its network, where it is no longer where it was.", show_default=False
    ),
]


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon pause catalog:kestvold --day 120 --out out/may")(pause)
    app.command(epilog="Example: echelon resume out/may --out out/year")(resume)
    app.command(
        epilog='Example: echelon branch out/may --disrupt "Reno DC:0.0@130+20" --disrupt "Suez Canal:0.0@125+6"'
    )(branch)


def pause(
    network: Asked,
    day: Annotated[int, typer.Option(help="Stop on the morning of this day.")],
    out: Annotated[str, typer.Option(help="Folder for the state; replaces an older state there.")],
    disrupt: Disrupt = None,
    use: Use = None,
    foresee: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", help="A disruption that it will be branched into; may be given several times."
        ),
    ] = None,
    days: OwnDays = None,
    replications: OwnReplications = None,
    seed: OwnSeed = None,
    opening: Opening = "",
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Run a network up to the morning of a day, and keep its state: to go on with, or to branch."""
    with speaking(as_json) as screen:
        from echelon.app import moments
        from echelon.app.questions import Question

        question = Question(
            network, tuple(disrupt or ()), days, replications, seed, opening, tuple(use or ())
        )
        wanted = moments.PauseRun(question, day, out, tuple(foresee or ()), threads)
        with Waiting("Simulating") as progress:
            found = moments.pause_run(wanted, progress)
        moment, asked = found.moment, found.moment.scenario
        screen.answer({"network": asked.network.name, "day": day, "question": moment.question,
                       "state": found.digest, "out": out})  # fmt: skip
        screen.show(f"{asked.network.name}: stopped on the morning of day {day} of {asked.days}, "
                    f"{counted(asked.replications, 'replication')}, seed {asked.seed}")  # fmt: skip
        screen.show(f"question {moment.question[:16]}  state {found.digest[:16]}", f"Kept in {out}.")


def resume(
    state: State,
    network: OfState = "",
    out: Annotated[str, typer.Option(help="Folder to keep the run in; replaces an older run there.")] = "",
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Go on from a state to the end: the answer is that of the run that was never stopped."""
    with speaking(as_json) as screen:
        from echelon.app import kept, moments
        from echelon.cli.tables import run_table

        with Waiting("Simulating") as progress:
            found = moments.resume_run(moments.ResumeRun(state, network, out, threads), progress)
        screen.answer({**kept.run_document(found, network or state), "out": out or None})
        screen.show(run_table(found), f"question {found.question[:16]}  answer {found.answer[:16]}")
        if out:
            screen.show(f"Kept in {out}.")


def branch(
    state: State,
    disrupt: Annotated[
        list[str],
        typer.Option(
            "--disrupt",
            metavar="TEXT",
            help="A branch of its own: NAME[.demand]:FACTOR@START+DAYS[~HEALING].",
        ),
    ],
    network: OfState = "",
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Go on from a state as it is, and with each disruption in turn; print what each changes."""
    with speaking(as_json) as screen:
        from echelon.app import moments
        from echelon.app.documents import branches_document
        from echelon.cli.tables import branches_table

        with Waiting("Branching"):
            found = moments.branch_run(moments.BranchRun(state, tuple(disrupt), network, threads))
        screen.answer(branches_document(found))
        screen.show(branches_table(found), "* the interval of its difference to going on does not hold 0")
