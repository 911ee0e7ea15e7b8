"""`echelon verify`: which reported inputs to verify before sites are chosen to be protected."""

from __future__ import annotations

from typing import Annotated

import typer

from echelon.cli.options import Json, Net, Seed
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon verify nets/chain8 --ttr-error 0.6 --protect 3 --count 5")(verify)


def verify(
    network: Net,
    inputs: Annotated[str, typer.Option(metavar="FILE", help="CSV of kind (ttr, demand, lead), name, reported, error.")] = "",
    protect: Annotated[int, typer.Option(help="How many sites are to be protected.")] = 3,
    count: Annotated[int, typer.Option(help="How many inputs can be verified.")] = 3,
    ttr: Annotated[float, typer.Option("--ttr", help="Days until a site works again, where no file says it.")] = 30.0,
    ttr_error: Annotated[float, typer.Option(help="Relative error of those days, where no file says it.")] = 0.5,
    demand_error: Annotated[float, typer.Option(help="Relative error of mean demand, where no file says it.")] = 0.2,
    draws: Annotated[int, typer.Option(help="Truths that are tried.")] = 400,
    seed: Seed = 1,
    simulate: Annotated[bool, typer.Option("--simulate", help="Losses by simulation, for lead times; slower.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say which reported times to recover and demands to verify first, and how far the ranking of sites may be wrong."""
    with speaking(as_json) as screen:
        from echelon.app import verifying
        from echelon.cli.tables import table

        asked = verifying.VerifyReports(
            network, inputs, protect, count, ttr, ttr_error, demand_error, draws, seed, simulate
        )
        with Waiting("Solving"):
            found = verifying.verify_reports(asked)
        screen.answer(verifying.information_document(found))
        currency = found.network.settings.currency
        low, median, high = found.tau
        rows = [(row.rank or "", row.input.label, f"{row.input.reported:,.4g}", f"{row.input.error:.0%}", f"{row.alone:,.0f}",
                 f"{row.left:,.0f}") for row in found.rows if row.rank or row.alone > 0.0]  # fmt: skip
        right = ("", "reported", "error", f"worth alone, {currency} a year", "regret left")
        worst = found.first_changes
        worse = f"on average {found.regret:,.0f} {currency} a year worse than the best choice"
        other = f"Another choice is best with probability {found.changes:.0%}, another site is worst with {worst:.0%}"
        screen.show(f"Protect {', '.join(found.chosen)}: {worse}.",
                    f"{other}; Kendall's tau of the ranking is {median:.2f} ({low:.2f} to {high:.2f}).",
                    table((right[0], "verify", *right[1:]), rows, right=right))  # fmt: skip
