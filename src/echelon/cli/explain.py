"""`echelon explain`: the house explains itself."""

from __future__ import annotations

from typing import Annotated

import typer

from echelon.cli.screen import speaking

app = typer.Typer(
    help="Explain the order of the day, the checks and the columns of files.", no_args_is_help=True
)
PAGE = 120  # columns of a page in a file or pipe
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for machines.")]


@app.command(epilog="Example: echelon explain timetable")
def timetable(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A timetable, as network.toml names it.")
    ] = "standard",
    as_json: Json = False,
) -> None:
    """Print the order of the day: what happens when, and which events tell it."""
    with speaking(as_json) as screen:
        from echelon.app.queries import ExplainTimetable, explain_timetable
        from echelon.cli.tables import table

        found = explain_timetable(ExplainTimetable(name))
        screen.answer({"timetable": name, "steps": found})
        rows = [(at, row["step"], row["over"], row["what happens"]) for at, row in enumerate(found, 1)]
        screen.show(
            f"The order of the day `{name}`:", table(("", "step", "over", "what happens"), rows, right=("",))
        )


@app.command(epilog="Example: echelon explain checks")
def checks(as_json: Json = False) -> None:
    """Print every code that `echelon check` can find."""
    with speaking(as_json) as screen:
        from echelon.app.queries import explain_checks
        from echelon.cli.tables import mapping_table

        found = explain_checks()
        screen.answer(found)
        screen.show(mapping_table(found), wide=PAGE)


@app.command(epilog='Example: echelon explain schema "stock point"')
def schema(
    noun: Annotated[
        str, typer.Argument(metavar="[NOUN]", help="A noun or its file, such as lane or lanes.csv.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Print the columns of a noun's file, or of all of them: unit, bounds, what an empty cell means."""
    with speaking(as_json) as screen:
        from dataclasses import asdict

        from echelon.app.queries import ExplainSchema, explain_schema
        from echelon.cli.tables import mapping_table

        found = explain_schema(ExplainSchema(noun))
        screen.answer([asdict(each) for each in found])
        for each in found:
            screen.show(mapping_table(each.columns, title=f"{each.file}: {each.meaning}"), "", wide=PAGE)
