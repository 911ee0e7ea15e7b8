"""Commands that ask one scenario many times over, and begin a scenario of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Asked, Disrupt, Json, OwnDays, OwnReplications, OwnSeed, Threads, Use
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted, quantity

if TYPE_CHECKING:
    from rich.table import Table

    from echelon.study.measure import Measure, Units
    from echelon.study.sweep import Answer, Sweep


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(
        epilog='Example: echelon sweep strike.toml --over "use.0.with.lasts=5,10,20" --out out/sweep'
    )(sweep)
    app.command(epilog="Example: echelon new port-closure strike.toml")(new)


def sweep(
    network: Asked,
    over: Annotated[
        list[str],
        typer.Option(
            "--over",
            metavar="PATH=VALUES",
            help="A field and its values A,B,C or range LOW..HIGH; may be given several times.",
        ),
    ],
    design: Annotated[str, typer.Option(help="full (all combinations), lhs or sobol.")] = "full",
    points: Annotated[int, typer.Option(help="Points of lhs and sobol; of full, levels of each range.")] = 0,
    design_seed: Annotated[int, typer.Option(help="Of lhs and sobol: the same gives the same points.")] = 1,
    against: Annotated[str, typer.Option(help="first or calm: what differences are to.")] = "first",
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    replications: OwnReplications = None,
    seed: OwnSeed = None,
    threads: Threads = None,
    out: Annotated[
        str, typer.Option(help="Folder for sweep.csv and sweep.json; replaces an older sweep there.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Answer a scenario at many values of its fields, with the same luck: grids, Latin hypercubes, Sobol sequences."""
    with speaking(as_json) as screen:
        from echelon.app import sweeps
        from echelon.app.questions import Question
        from echelon.study.design import parse_factor

        question = Question(network, tuple(disrupt or ()), days, replications, seed, use=tuple(use or ()))
        factors = [parse_factor(each) for each in over]
        wanted = sweeps.SweepScenario(
            sweeps.base_of(question), factors, design, points, against, design_seed, out, threads
        )
        with Waiting("Sweeping") as progress:
            found = sweeps.make_sweep(wanted, progress)
        screen.answer({**sweeps.sweep_document(found), "out": out or None})
        asked = found.scenario
        other = "the first" if against == "first" else "the same with nothing disrupted"
        screen.show(f"{asked.network.name}: {counted(len(found), 'point')} of {counted(asked.days, 'day')}, "
                    f"{counted(asked.replications, 'replication')}, seed {asked.seed}; differences to {other}",
                    sweep_table(found))  # fmt: skip
        if out:
            screen.show(f"Kept in {out}: {', '.join(sorted(sweeps.SWEEP_FILES))}")


SHOWN = ("fill_rate", "backlog", "net")
"""Measures that the table of a sweep shows; the files hold all."""


def sweep_table(found: Sweep) -> Table:
    """A row per point: its values, the measures with their differences, what success says."""
    from echelon.cli.tables import table

    shown = [measure for measure in found.measures if measure.name in SHOWN]
    paths = [factor.path for factor in found.factors]
    labels = [_labelled(measure, found.units) for measure in shown]
    rows = [
        (*(_said(value) for value in each.values.values()), *(_cell(each, measure.name, measure.unit) for measure in shown),
         *(verdict.verdict for verdict in each.verdicts))
        for each in found.answers
    ]  # fmt: skip
    return table((*paths, *labels, *found.criteria), rows, right=(*paths, *labels))


def _labelled(measure: Measure, units: Units) -> str:
    unit = "" if measure.unit == "share" else f", {measure.unit_in(units)}"
    return f"{measure.label_in(units)}{unit}"


def _said(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _cell(answer: Answer, name: str, unit: str) -> str:
    said = quantity(answer.kpis[name].mean, unit)
    if name not in answer.differences:
        return said
    difference = answer.differences[name]
    return (
        f"{said} ({quantity(difference.mean, unit, signed=True)}{'*' if difference.excludes_zero() else ''})"
    )


def new(
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="A scenario of the catalogue, such as port-closure.")
    ],
    out: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that lies there.")] = False,
    as_json: Json = False,
) -> None:
    """Begin a scenario document: copy one of the catalogue, to fill in."""
    with speaking(as_json) as screen:
        from echelon.app.scenarios import new_scenario

        new_scenario(template, out, replace=replace)
        screen.answer({"template": template, "out": out})
        screen.show(f"Wrote {out}. Fill it in, then: echelon run {out}")
