"""`echelon select`: which response is best, with the probability that the choice is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from echelon.cli.options import Asked, Disrupt, Json, OwnDays, OwnSeed, Threads, Use
from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import number, quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from echelon.app.responses import SelectResponse
    from echelon.study.select import Selection


def add_to(app: typer.Typer) -> None:
    """Make these commands of an application."""
    app.command(epilog="Example: echelon select out/strike.toml --indifference 5000")(select)


def select(
    network: Asked,
    among: Annotated[
        list[str] | None, typer.Option("--among", metavar="NAME", help="A response of the document; all where left out.")
    ] = None,
    indifference: Annotated[float, typer.Option(help="What does not matter, in the measure's unit: KN must know it.")] = 0.0,
    measure: Annotated[
        str, typer.Option("--of", metavar="MEASURE", help="What to choose by; of net, costs of responses are taken off.")
    ] = "net",
    procedure: Annotated[
        str, typer.Option("--by", help="kn: right as often as promised; ocba: the likeliest within a budget.")
    ] = "kn",
    confidence: Annotated[float, typer.Option(help="Probability of a right choice to promise or to reach.")] = 0.95,
    most: Annotated[int, typer.Option("--at-most", help="Replications never exceeded: of each by kn, of all by ocba.")] = 10_000,
    replications: Annotated[int | None, typer.Option(help="How many of each to begin with; 20 where left out.")] = None,
    disrupt: Disrupt = None,
    use: Use = None,
    days: OwnDays = None,
    seed: OwnSeed = None,
    threads: Threads = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Choose the best of the responses of a scenario document, each alone, or none of them."""
    with speaking(as_json) as screen:
        from echelon.app import responses
        from echelon.app.questions import Question

        question = Question(network, tuple(disrupt or ()), days, replications, seed, use=tuple(use or ()))
        wanted = responses.SelectResponse(question, tuple(among or responses.ALL), indifference, measure, procedure,
                                          confidence, most, threads)  # fmt: skip
        with Waiting("Choosing"):
            names, found = responses.select_response(wanted)
        screen.answer(responses.selection_document(names, found))
        screen.show(_said(names[found.number], found, wanted), _table(names, found))


def _said(best: str, found: Selection, wanted: SelectResponse) -> str:
    """What was chosen, and how sure that is."""
    from echelon.study.measure import MEASURES

    measure = MEASURES[found.measure]
    label = measure.label_in(found.units)
    unit = "" if measure.unit == "share" else f" {measure.unit_in(found.units)}"
    if wanted.procedure == "ocba":
        sure = f"with probability {found.promised:.1%}, as far as was seen"
    elif found.promised:
        sure = (f"right with probability {found.promised:.0%} where it is better than all others by "
                f"{quantity(wanted.indifference, measure.unit, signed=True).removeprefix('+')}{unit} or more")  # fmt: skip
    else:
        sure = f"but {wanted.most:,} replications did not suffice for a promise: allow more, or a larger --indifference"
    return f"Best by {label}: {best}, {sure}"


def _table(names: Sequence[str], found: Selection) -> Table:
    from echelon.cli.tables import table
    from echelon.study.measure import MEASURES

    measure, currency = MEASURES[found.measure], found.units.currency
    unit = "" if measure.unit == "share" else f", {measure.unit_in(found.units)}"
    heads = ("", "replications", f"{measure.label_in(found.units)}{unit}", f"costs, {currency}", "")
    told = zip(names, found.counts, found.means, found.scenarios, strict=True)
    rows = [(name, f"{count:,}", quantity(mean, measure.unit), number(scenario.cost), "best" if at == found.number else "")
            for at, (name, count, mean, scenario) in enumerate(told)]  # fmt: skip
    return table(heads, rows, right=heads[1:4])
