"""Which reports to verify: a network, a table of what is uncertain in it, and the answer as a document."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from echelon.app import catalogue
from echelon.app.runs import must_be_sound
from echelon.app.wiring import load_kernels
from echelon.connect.records import number_of, read_records
from echelon.core.errors import BadData, Finding

if TYPE_CHECKING:
    from echelon.network.model import Network
    from echelon.study.information import Information, Uncertain

COLUMNS = ("kind", "name", "reported", "error")


@dataclass(frozen=True, slots=True)
class VerifyReports:
    """Which reports are worth verifying before so many sites are protected?

    inputs     file of kind, name, reported, error; "" for every site and customer, with these errors
    simulate  losses by simulation, lead times included, and not by linear programs
    protect, count, draws   as `study.information.verify`
    """

    network: str
    inputs: str = ""
    protect: int = 3
    count: int = 3
    ttr_days: float = 30.0
    ttr_error: float = 0.5
    demand_error: float = 0.2
    draws: int = 400
    seed: int = 1
    simulate: bool = False


def verify_reports(asked: VerifyReports) -> Information:
    """The answer; `BadData` where the file cannot be read, else as `study.information.verify`."""
    from echelon.study.information import Simulation, verify

    net = catalogue.open_network(asked.network)
    must_be_sound(net)
    if asked.simulate:
        load_kernels()
    inputs = read_inputs(asked.inputs) if asked.inputs else _every(net, asked)
    return verify(net, inputs, protect=asked.protect, count=asked.count, draws=asked.draws, ttr_days=asked.ttr_days,
                  seed=asked.seed, simulation=Simulation(seed=asked.seed) if asked.simulate else None)  # fmt: skip


def _every(net: Network, asked: VerifyReports) -> list[Uncertain]:
    from echelon.study.information import every_input

    return every_input(
        net, ttr_days=asked.ttr_days, ttr_error=asked.ttr_error, demand_error=asked.demand_error
    )


def read_inputs(file: str) -> list[Uncertain]:
    """Uncertain inputs from a table; `BadData` with every cell that is no number (E568)."""
    from echelon.study.information import Uncertain

    told = read_records(file)
    kinds, names, *numbers = (told.column(name) for name in COLUMNS)
    found, inputs = [], []
    for line, kind, name, *cells in zip(told.lines, kinds, names, *numbers, strict=True):
        values = [_number(cell) for cell in cells]
        for column, cell, value in zip(COLUMNS[2:], cells, values, strict=True):
            if not math.isfinite(value):
                found.append(Finding("E568", f"The `{column}` of {kind} `{name}`", "must be a number", f"`{cell}`",
                                     "Give the reported value, and its relative error", file, line))  # fmt: skip
        inputs.append(Uncertain(kind.strip(), name.strip(), *values))
    if found:
        raise BadData(found)
    return inputs


def _number(cell: str) -> float:
    try:
        return number_of(cell)
    except ValueError:
        return math.nan


def information_document(found: Information) -> dict[str, Any]:
    """The answer as JSON values."""
    return {
        "network": found.network.name, "currency": found.network.settings.currency, "draws": found.draws,
        "protect": list(found.chosen), "regret": found.regret, "changes": found.changes, "first_changes": found.first_changes,
        "kendall_tau": dict(zip(("low", "median", "high"), found.tau, strict=True)),
        "inputs": [{**asdict(row.input), "rank": row.rank, "worth_alone": row.alone, "regret_left": row.left}
                   for row in found.rows],
    }  # fmt: skip
