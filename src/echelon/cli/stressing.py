"""`echelon stress`: what it costs to lose each site, by simulation or by linear programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Days, Disrupt, Json, Net, Replications, Report, Seed, Threads, named, typed
from echelon.cli.screen import Screen, speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

if TYPE_CHECKING:
    from echelon.app.commands import MakeStress
    from echelon.app.statics import MakeStatic
    from echelon.study.exposure import Exposure


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon stress nets/chain8 --sites Part_0004,Part_0005 --out out/stress")(
        stress
    )


def stress(
    network: Net,
    sites: Annotated[
        str, typer.Option(metavar="A,B", help="Only these: sites, lanes Kobe->Riga, places such as region:Asia.")
    ] = "",
    disrupt: Disrupt = None,
    start: Annotated[int, typer.Option(help="Day on which each outage begins.")] = 60,
    lasts: Annotated[int, typer.Option(help="How many days it lasts.")] = 30,
    heals: Annotated[str, typer.Option(metavar="SHAPE:DAYS", help="How it heals after that, such as linear:14.")] = "",
    capacity: Annotated[float, typer.Option(help="Part of its capacity that is left, 0 to 1.")] = 0.0,
    days: Days = 365,
    replications: Replications = 50,
    seed: Seed = 1,
    threads: Threads = None,
    out: Annotated[str, typer.Option(help="Folder for exposure.csv and report.html.")] = "",
    report: Report = "",
    most: Annotated[int, typer.Option("--top", help="Rows to print, 0 for all.")] = 25,
    static: Annotated[
        bool, typer.Option("--static", help="By linear programs instead of simulation: the best answer to each.")
    ] = False,
    ttr: Annotated[float, typer.Option(metavar="DAYS", help="With --static: days until a site works again.")] = 30.0,
    pairs: Annotated[int, typer.Option(min=0, help="With --static: so many of the worst pairs as well.")] = 0,
    stranded: Annotated[
        bool, typer.Option("--stranded", help="With --static: the stock of a site that is down stays there.")
    ] = False,
    against: Annotated[
        bool, typer.Option("--against-static", help="Hold time-to-survive against the static model's, with reasons.")
    ] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Let every site fail in turn, or what is named, and rank them by what their loss costs."""
    if static and report:
        raise typer.BadParameter("it is of what was simulated; leave out --static", param_hint="--report")
    with speaking(as_json) as screen:
        if static:
            from echelon.app.statics import MakeStatic

            _by_programs(
                screen,
                MakeStatic(network, named(sites), tuple(disrupt or ()), ttr, pairs, stranded, out),
                most,
            )
            return
        from echelon.app.commands import MakeStress
        from echelon.app.questions import Question

        question = Question(network, tuple(disrupt or ()), days, replications, seed)
        _by_simulation(screen, MakeStress(question, named(sites), start, lasts, heals, capacity, out, threads, typed(), against,
                                          report), most)  # fmt: skip


def _by_simulation(screen: Screen, wanted: MakeStress, most: int) -> None:
    """Let them fail, and print the ranking."""
    from echelon.app import commands, documents
    from echelon.cli.tables import aftermath_table, exposure_table, held_table

    with Waiting("Letting it fail") as progress:
        found = commands.make_stress(wanted, progress)
    screen.answer({**documents.exposure_document(found), "out": wanted.out or None})
    screen.show(_asked(found, wanted), exposure_table(found, most), aftermath_table(found, most))
    _say_rest(screen, len(found.rows), most)
    if found.held:
        screen.show(
            "", "On a mean day, from the same morning, until anybody goes short:", held_table(found, most)
        )
    if wanted.out:
        screen.show(
            *(f"Wrote {path}" for path in commands.written(wanted.out, sorted(commands.STRESS_FILES)))
        )
    if wanted.report:
        screen.show(f"Wrote {wanted.report}")


def _asked(found: Exposure, wanted: MakeStress) -> str:
    every = "" if wanted.sites or wanted.question.disrupt else "site "
    size = f"{counted(found.replications, 'replication')} of {counted(found.days, 'day')}, seed {found.seed}"
    return f"{found.network.name}: each {every}{found.terms}, {size}"


def _by_programs(screen: Screen, wanted: MakeStatic, most: int) -> None:
    """Solve, and print the ranking, and the worst pairs where they are wanted."""
    from echelon.app import commands, documents, statics
    from echelon.cli.tables import static_table

    with Waiting("Solving"):
        alone, worst = statics.make_static(wanted)
    both = None if worst is None else documents.static_document(worst)
    screen.answer(
        {**documents.static_document(alone), "pairs": both and both["failures"], "out": wanted.out or None}
    )
    vulnerable = sum(row.vulnerable for row in alone.rows)
    screen.show(f"{alone.network.name}: each of {counted(len(alone), 'failure')} alone for {wanted.ttr_days:g} days, answered as "
                f"well as can be; {vulnerable} survive less long than that", static_table(alone, most))  # fmt: skip
    _say_rest(screen, len(alone), most)
    if worst is not None:
        screen.show(f"The worst {counted(len(worst), 'pair')} of them", static_table(worst, most))
    if alone.undisturbed > 0.0:
        screen.show(
            f"With nothing down {alone.undisturbed:,.0f} {alone.currency} are lost, which each row holds."
        )
    if wanted.out:
        names = [statics.TABLE, *([] if worst is None else [statics.PAIRS])]
        screen.show(*(f"Wrote {path}" for path in commands.written(wanted.out, names)))


def _say_rest(screen: Screen, count: int, most: int) -> None:
    if 0 < most < count:
        screen.show(f"… and {counted(count - most, 'more failure')}; --top 0 prints all.")
