"""An opening from a file of separated values: `what,id,day,quantity`, as `network.opening.OPENING` says."""

from __future__ import annotations

import os
from pathlib import Path

from echelon.connect.delimited import read_delimited
from echelon.connect.grid import table_from
from echelon.core.errors import BadData
from echelon.network.opening import OPENING, Opening, opening_from


def read_opening(path: str | os.PathLike[str]) -> Opening:
    """What is on hand, owed, ordered and under way before day 0; `BadData` with every error of the file."""
    table, found = table_from(OPENING, read_delimited(Path(path)))
    odd = [
        table.finding("E228", row, "day", "must be a whole day", remedy="Round it: the clock moves by days")
        for row, day in enumerate(table["day"].tolist())
        if day % 1 != 0
    ]
    if errors := [finding for finding in (*found, *odd) if finding.level == "error"]:
        raise BadData(errors)
    return opening_from(table)
