"""Arguments and options that several commands share."""

from __future__ import annotations

import shlex
import sys
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for machines.")]
Net = Annotated[
    str, typer.Argument(metavar="NET", help="A folder of CSV files, an .xlsx workbook, or catalog:NAME.")
]
Asked = Annotated[
    str,
    typer.Argument(
        metavar="NET", help="A network, or a scenario document (.toml); of both also catalog:NAME."
    ),
]
Disrupt = Annotated[
    list[str] | None,
    typer.Option(
        "--disrupt",
        metavar="TEXT",
        help="NAME[.demand]:FACTOR@START+DAYS[~HEALING]; may be given several times.",
    ),
]
Use = Annotated[
    list[str] | None,
    typer.Option(
        "--use",
        metavar="TEXT",
        help="Of the catalogue: ENTRY [at PLACE] [from DAY] [with NAME=VALUE, …]; may be given several times.",
    ),
]
Calm = Annotated[bool, typer.Option("--calm", help="With nothing disrupted, the luck and all else the same.")]
OwnDays = Annotated[
    int | None, typer.Option("--days", help="Days to simulate; as the scenario says, else 365.")
]
OwnReplications = Annotated[
    int | None,
    typer.Option(
        "--replications", help="How many times, each with its own luck; as the scenario says, else 100."
    ),
]
OwnSeed = Annotated[
    int | None,
    typer.Option("--seed", help="The same seed gives the same luck; as the scenario says, else 1."),
]
Days = Annotated[int, typer.Option(help="Days to simulate.")]
Replications = Annotated[int, typer.Option(help="How many times, each with its own luck.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same luck.")]
Opening = Annotated[
    str,
    typer.Option(
        metavar="PLACE",
        help="What is on hand, owed and under way before day 0: CSV of what, id, day, quantity, or the folder of a pause.",
    ),
]
Report = Annotated[
    str,
    typer.Option(metavar="FILE", help="Write a page that opens from disk; it replaces an older page there."),
]
Threads = Annotated[
    int | None, typer.Option(help="Threads; one per processor where left out. Never changes an answer.")
]
Precision = Annotated[
    str,
    typer.Option(
        metavar="PART", help="Add replications until a mean is known to this part of itself: 1% or 0.01."
    ),
]
PrecisionOf = Annotated[str, typer.Option(metavar="MEASURE", help="The measure whose mean that is.")]
AtMost = Annotated[int, typer.Option(help="Replications that --precision never exceeds.")]
WarmUp = Annotated[
    bool,
    typer.Option(
        "--warm-up", help="Leave out the days that tell of how the run was started, found by MSER-5."
    ),
]


def named(text: str) -> tuple[str, ...]:
    """Names separated by commas.

    >>> named("Kobe, Riga,")
    ('Kobe', 'Riga')
    """
    return tuple(name for each in text.split(",") if (name := each.strip()))


def typed() -> str:
    """What the user typed, to be typed again."""
    return shlex.join(["echelon", *sys.argv[1:]])
