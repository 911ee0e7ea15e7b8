"""The command `echelon`: every command parses, asks a use case of `app`, and prints."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from echelon.cli import (
    asking,
    calibrating,
    catalog,
    deciding,
    explain,
    moments,
    profile,
    risking,
    selecting,
    stressing,
    sweeping,
    verifying,
    whys,
)
from echelon.cli.options import Asked, Disrupt, Json, Net, OwnDays, OwnSeed, Report, Threads, Use, typed
from echelon.cli.screen import STOPPED, UNREAD, close_streams, open_streams, speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

app = typer.Typer(
    name="echelon",
    help="A digital twin of multi-echelon supply networks: what a disruption does, why, and what to do about it.",
    epilog="Begin with: echelon demo --out out/demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
imports = typer.Typer(help="Turn published data sets into networks of your own.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(explain.app, name="explain")
asking.add_to(app)
stressing.add_to(app)
selecting.add_to(app)
sweeping.add_to(app)
catalog.add_to(app)
moments.add_to(app)
profile.add_to(app)
calibrating.add_to(app)
risking.add_to(app)
whys.add_to(app)
deciding.add_to(app)
verifying.add_to(app)


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from echelon.app.wiring import package_version

        with speaking():
            print(f"echelon {package_version()}")
        raise typer.Exit()


@imports.callback()
def _imports() -> None:
    """Turn published data sets into networks of your own."""


@imports.command(
    "willems", epilog="Example: echelon import willems data/willems2008 --chain 8 --out nets/chain8"
)
def import_willems(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Holds stages.csv and arcs.csv.")],
    chain: Annotated[int, typer.Option(help="Number of the chain, 1 to 38.")],
    out: Annotated[str, typer.Option(help="Folder for the network, or a path that ends in .xlsx.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a network that lies there.")] = False,
    as_json: Json = False,
) -> None:
    """Read one of the 38 real supply chains of Willems (2008) as a network."""
    with speaking(as_json) as screen:
        from echelon.app import commands, documents

        with Waiting("Reading"):
            net = commands.import_willems(commands.ImportWillems(folder, chain, out, replace))
        screen.answer({**documents.network_document(net), "out": out})
        screen.show(f"Wrote {net.name} to {out}: {commands.counted(net)}.")
        screen.show(
            f"What was assumed on the way stands in network.toml: {len(net.settings.assumptions)} sentences."
        )


@app.command(epilog="Example: echelon check catalog:kestvold")
def check(network: Net, as_json: Json = False) -> None:
    """Find everything that is wrong or doubtful in a network. Exit status 1 if it cannot be run."""
    with speaking(as_json) as screen:
        from echelon.app import commands, documents, queries
        from echelon.cli.tables import findings_table

        with Waiting("Checking"):
            found = queries.check_network(queries.CheckNetwork(network))
        screen.answer({"network": documents.network_document(found.network), "sound": found.sound,
                       "findings": documents.findings_document(found.findings)})  # fmt: skip
        if found.findings:
            screen.show(findings_table(found.findings))
        levels = [finding.level for finding in found.findings]
        said = ", ".join(
            counted(levels.count(level), level) for level in ("error", "warning", "note") if level in levels
        )
        screen.show(
            f"{found.network.name}: {commands.counted(found.network)}. {said or 'Nothing to report'}."
        )
        if not found.sound:
            raise typer.Exit(1)


@app.command(epilog="Example: echelon compare out/hit out/second-source --report out/beside.html")
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="Folder of a run.")],
    others: Annotated[
        list[str],
        typer.Argument(
            metavar="B [C [D]]", help="Folders of other runs with the same seed, days and replications."
        ),
    ],
    report: Report = "",
    as_json: Json = False,
) -> None:
    """Compare runs that were kept: paired differences from A with their intervals."""
    with speaking(as_json) as screen:
        from echelon.app import commands, documents, queries
        from echelon.cli.tables import comparison_table

        wanted = commands.CompareRuns((first, *others), report, typed())
        with Waiting("Comparing"):
            found = commands.compare_runs(wanted)
        told = []
        for pair, name in zip(found, wanted.names[1:], strict=True):
            warned = queries.cautions(pair.first, pair.second)
            told.append({**documents.comparison_document(pair), "cautions": warned})
            screen.show(comparison_table(pair, wanted.names[0], name), "* the interval does not hold 0")
            screen.note(*warned)
        screen.answer(told[0] if len(told) == 1 else {"comparisons": told})
        if report:
            screen.show(f"Wrote {report}")


@app.command(
    epilog="Example: echelon trace catalog:kestvold --replication 3 --days 30 --only Venlo --csv > venlo.csv"
)
def trace(
    network: Asked,
    replication: Annotated[int, typer.Option(help="Which one, counted from 0.")] = 0,
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    seed: OwnSeed = None,
    what: Annotated[str, typer.Option("--table", help="points, flows or demands.")] = "points",
    only: Annotated[str, typer.Option(metavar="TEXT", help="Only rows or events that name this.")] = "",
    events: Annotated[
        bool, typer.Option("--events", help="Events instead, one JSON document a line.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Tell one replication in full: stock, orders and shipments day by day, or as events."""
    with speaking(as_json) as screen:
        from echelon.app import queries
        from echelon.app.questions import Question
        from echelon.cli.telling import tell

        question = Question(network, tuple(disrupt or ()), days, 1, seed, use=tuple(use or ()))
        tell(
            screen, queries.TraceReplication(question, replication, what, only), events=events, as_csv=as_csv
        )


@app.command(epilog="Example: echelon demo --out out/demo")
def demo(
    out: Annotated[str, typer.Option(help="Folder for report.html and exposure.csv.")] = "out/demo",
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Do the main job on the embedded network: a calm year, a disrupted one, a ranking, a report."""
    with speaking(as_json) as screen:
        from echelon.app import commands, documents
        from echelon.cli.tables import comparison_table, exposure_table

        wanted = commands.Demonstrate(out, threads=threads, command=typed())
        with Waiting("Simulating") as progress:
            found = commands.demonstrate(
                wanted, progress, lambda what, took: screen.show(f"{took:5.1f} s  {what}")
            )
        screen.answer({"comparison": documents.comparison_document(found.comparison),
                       "exposure": documents.exposure_document(found.exposure), "report": found.page.as_posix()})  # fmt: skip
        screen.show("", found.told.description, comparison_table(found.comparison, "calm", "disrupted"))
        ranked = found.exposure
        said = f"What it costs to lose a site for {counted(ranked.lasts, 'day')}, the worst 15 of {len(ranked.rows)}:"
        screen.show("* the interval does not hold 0", "", said, exposure_table(ranked, 15))
        screen.show(f"The report: {found.page.as_posix()}")


def main() -> None:
    """Run the command line and leave at once, also while a kernel is still running in a thread."""
    open_streams()
    try:
        app(prog_name="echelon")
        status: object = 0
    except SystemExit as end:
        status = end.code
    except KeyboardInterrupt:
        status = STOPPED
    if not close_streams():
        status = status or UNREAD
    if status == STOPPED:
        os._exit(STOPPED)
    sys.exit(status if isinstance(status, int) else 1)
