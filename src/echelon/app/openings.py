"""Openings of runs: a file of rows, or the folder of a run that was paused."""

from __future__ import annotations

import os
from pathlib import Path

from echelon.connect.opening import read_opening as read_rows
from echelon.core.errors import BadData, Finding
from echelon.network.opening import Opening


def read_opening(place: str | os.PathLike[str]) -> Opening:
    """What is on hand, owed, ordered and under way before day 0: a CSV file, or the folder of a pause, of its first replication.

    raises   BadData with every error of the file, or where the folder holds no state
    """
    return _of_state(Path(place)) if Path(place).is_dir() else read_rows(place)


def _of_state(folder: Path) -> Opening:
    from echelon.app.moments import open_state
    from echelon.world.carried import carried

    moment = open_state(str(folder))[0].moment
    net, prepared = moment.scenario.network, moment.prepared
    lanes = net["lane"]
    if not (lanes.among("opening_orders", "") & lanes.among("opening_transit", "")).all():
        must = "must have no `opening_orders` or `opening_transit`"
        raise BadData(Finding("E229", f"The network of the state `{folder}`", must, "some",
                              "They would come in again: leave them out, and pause the run again"))  # fmt: skip
    return carried(net, prepared.structure, prepared.job.tables, moment.snapshot.state, moment.day)
