"""One replication on the terminal: a table, CSV, JSON, or events a line each."""

from __future__ import annotations

import csv
import json
import sys

from echelon.app.queries import TraceReplication, traced_events, traced_rows
from echelon.cli.screen import Screen
from echelon.cli.tables import mapping_table
from echelon.cli.waiting import Waiting
from echelon.cli.words import counted

MOST_ROWS = 60


def tell(screen: Screen, asked: TraceReplication, *, events: bool, as_csv: bool) -> None:
    """Print what is asked in the form that is wanted."""
    if events:
        told = traced_events(asked)
        if screen.as_json:
            screen.answer(list(told))
            return
        for event in told:
            sys.stdout.write(json.dumps(event, allow_nan=False) + "\n")
        return
    with Waiting("Tracing"):
        rows = list(traced_rows(asked))
    screen.answer({"replication": asked.replication, "table": asked.table, "rows": rows})
    if as_csv and not screen.as_json:
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else ["day"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return
    numbers = [name for name in rows[0] if name not in ("point", "flow", "demand")] if rows else []
    shown = [
        {name: f"{x:,.1f}" if isinstance(x, float) else x for name, x in row.items()}
        for row in rows[:MOST_ROWS]
    ]
    screen.show(mapping_table(shown, right=numbers))
    if len(rows) > MOST_ROWS:
        screen.show(
            f"… and {counted(len(rows) - MOST_ROWS, 'more row')}; --csv or --json gives all, --only picks some."
        )
