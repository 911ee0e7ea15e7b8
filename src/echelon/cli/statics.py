"""Static exposure on the terminal: `echelon stress NET --static`."""

from __future__ import annotations

from echelon.cli.screen import speaking
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted


def tell_static(network: str, sites: str, ttr: float, *, pairs: int, stranded: bool, out: str, most: int,
                as_json: bool) -> None:  # fmt: skip
    """Print the ranking, and the worst pairs where they are wanted.

    sites   names separated by commas, "" for all;  ttr  days;  most  rows to print, 0 for all
    """
    with speaking(as_json) as screen:
        from echelon.app import commands, documents, statics
        from echelon.cli.tables import static_table

        named = tuple(name.strip() for name in sites.split(",") if name.strip())
        with Waiting("Solving"):
            alone, worst = statics.make_static(statics.MakeStatic(network, named, ttr, pairs, stranded, out))
        both = documents.static_document(worst) if worst else None
        screen.answer(
            {**documents.static_document(alone), "pairs": both and both["failures"], "out": out or None}
        )
        vulnerable = sum(row.vulnerable for row in alone.rows)
        screen.show(f"{alone.network.name}: each of {counted(len(alone), 'failure')} alone for {ttr:g} days, answered as "
                    f"well as can be; {vulnerable} survive less long than that", static_table(alone, most))  # fmt: skip
        if 0 < most < len(alone):
            screen.show(f"… and {counted(len(alone) - most, 'more failure')}; --top 0 prints all.")
        if worst:
            screen.show(f"The worst {counted(len(worst), 'pair')} of them", static_table(worst, most))
        if alone.undisturbed:
            screen.show(
                f"With nothing down {alone.undisturbed:,.0f} {alone.currency} are lost, which each row holds."
            )
        if out:
            names = [statics.TABLE, *([statics.PAIRS] if worst else [])]
            screen.show(*(f"Wrote {path}" for path in commands.written(out, names)))
