"""The 38 real supply chains of Willems (2008), one at a time, as networks.

Source: S. P. Willems, Data Set - Real-World Multiechelon Supply Chains Used for Inventory Optimization,
M&SOM 10(1):19-23, 2008, doi 10.1287/msom.1070.0176. Every choice made here is a sentence in `ASSUMPTIONS`
and is explained in docs/guides/import-willems.md.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from echelon.connect.delimited import check_text, records
from echelon.core.errors import BadData, Finding
from echelon.core.table import table_of
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS

CHAINS = range(1, 39)
ROLES = {"Part": "supplier", "Parts": "supplier", "Manuf": "factory", "Trans": "warehouse",
         "Dist": "warehouse", "Retail": "store"}  # fmt: skip
SERVICE_LEVEL = 0.95
GROSS_MARGIN = 0.40
HOLDING_RATE_PER_YEAR = 0.2
CITATION = (
    "Source, to be cited: Willems, S.P. (2008). Data Set - Real-World Multiechelon Supply Chains Used for Inventory "
    "Optimization. Manufacturing & Service Operations Management 10(1):19-23. doi 10.1287/msom.1070.0176."
)
ASSUMPTIONS = (
    CITATION,
    "A stage is a site with one item of the same name and one stock point; its stage time is the lead time of its recipe.",
    "An arc is a lane of zero lead time that carries the upstream stage's item, and a recipe input of quantity 1; "
    "a stage orders its inputs to need and keeps no stock of them.",
    "Times are read as days and demands as units per day; the source names no units.",
    "Money is read as USD; the source names no currency.",
    "A stage time with a published distribution is drawn from it and has its mean, even where the published mean differs; "
    "with a standard deviation alone it is drawn from a gamma distribution; otherwise it is constant.",
    "Daily demand is independent between stages and days, gamma distributed with the published mean and standard deviation; "
    "what stock cannot meet is backordered.",
    "Unit value is the sum of stage costs over all upstream paths, one unit of each input per unit.",
    "Price is unit value / 0.6, an assumed gross margin of 40 percent.",
    "Holding cost is an assumed 20 percent of unit value a year; the stock-out cost of a unit owed for a day is "
    "h x SL / (1 - SL), h the holding cost of a day and SL the stage's service level, so that SL is the newsvendor's choice.",
    "Service level is the published one at demand stages, and 0.95 elsewhere and where none between 0 and 1 is published.",
    "Every stage is decoupled: it quotes no service time and is quoted none. Its target stock is m t + z sqrt(t v + m^2 s^2), "
    "m and v the mean and variance of the daily demand that reaches it, t and s the mean and standard deviation of its time "
    "and z the normal quantile of its service level, rounded up to 6 significant digits.",
    "Nothing limits capacity, no place is known, and freight costs nothing: the source is silent on all three.",
)
AT_ONCE = (
    "Customers want their goods on the day of asking: the published maximum service times are not used, for service is "
    "counted on that day."
)
WAITING = (
    "At a demand stage the published maximum service time shortens t, to no less than 0; service is still counted on the "
    "day of asking, so that such a stage serves late what it makes to order."
)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage as published; times in days, demand in units per day, None where the source has no entry."""

    name: str
    role: str
    cost: float
    time: float
    time_sd: float
    time_table: str
    mean: float | None
    sd: float
    max_service_time: float
    service_level: float


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: stages by name, in file order, and for each its direct suppliers."""

    stages: Mapping[str, Stage]
    suppliers: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    """Stage names, every supplier before those it supplies."""


def read_willems(folder: str | os.PathLike[str], chain: int, *, customers_wait: bool = False) -> Network:
    """Chain 1 to 38 of the Willems (2008) set as a network.

    folder           holds `stages.csv` and `arcs.csv`, and perhaps `chains.csv` for the industry
    customers_wait   lower target stock at demand stages by what the maximum service time allows; the world counts
                     service on the day of asking, so that fill rates then fall (to 0 in chain 8)
    `BadData` if the folder, a column or the chain is missing, or a cell is not what it must be.
    """
    place = Path(folder)
    if not place.is_dir():
        raise BadData(Finding("E021", f"The folder `{folder}`", "must hold the Willems (2008) files",
                              "no such folder", "Give the folder of `stages.csv` and `arcs.csv`"))  # fmt: skip
    if isinstance(chain, bool) or chain not in CHAINS:
        raise BadData(Finding("E038", "The chain", "must be a whole number from 1 to 38", str(chain),
                              "See `chains.csv`"))  # fmt: skip
    read = _chain(place, int(chain))
    demand = _demand(read)
    value = _unit_values(read)
    rows: dict[str, list[dict[str, object]]] = {}
    for stage in read.stages.values():
        stage = stage if customers_wait else replace(stage, max_service_time=0.0)
        for noun, row in _rows(stage, read, demand[stage.name], value[stage.name]):
            rows.setdefault(noun, []).append(row)
    return _network(_settings(place, int(chain), customers_wait), rows)


def target_stock(stage: Stage, mean: float, variance: float) -> float:
    """Order-up-to position of a decoupled stage that meets its service level over its net replenishment time.

    mean, variance   of the daily demand that reaches the stage, unit/day and unit^2/day
    returns          unit, rounded up to 6 significant digits, which also hides the last bits of the machine's library
    Source: Humair & Willems, Optimizing Strategic Safety Stock Placement in General Acyclic Networks, OR 59(3), 2011,
    with all service times 0; random times as in Snyder & Shen, 2nd ed., section 4.3.

    >>> target_stock(Stage("a", "store", 1, 4, 0, "", 10, 3, 0, 0.95), 10.0, 9.0)
    49.8692
    """
    days, time_sd = _time(stage)
    days = max(0.0, days - stage.max_service_time) if stage.mean is not None else days
    spread = math.sqrt(days * variance + mean**2 * time_sd**2)
    exact = mean * days + NormalDist().inv_cdf(stage.service_level) * spread
    return float(_SIX_DIGITS.plus(Decimal(repr(exact)))) if exact > 0 else 0.0


# ---------------------------------------------------------------- reading


def _records(path: Path, chain: int, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of one chain with their lines, streamed."""
    check_text(path)
    with path.open(encoding="utf-8-sig", newline="") as text:
        numbered = records(text, ",")
        _, headings = next(numbered, (1, []))
        if isinstance(headings, csv.Error):
            raise _bad(path.name, 1, "headings", str(headings), "must be names separated by commas")
        if missing := [name for name in needed if name not in headings]:
            raise BadData(Finding("E001", f"The column `{missing[0]}`", f"must be in {path.name}", "no such column",
                                  "Take the files as they were published", path.name, 1))  # fmt: skip
        at = headings.index("chain")
        wanted = str(chain)
        for line, row in numbered:
            if isinstance(row, csv.Error) or 0 < len(row) != len(headings):
                got = str(row) if isinstance(row, csv.Error) else f"{len(row)} cells"
                raise _bad(path.name, line, "row", got, f"must have {len(headings)} cells")
            if row and row[at] == wanted:
                yield line, dict(zip(headings, row, strict=True))


def _chain(folder: Path, number: int) -> Chain:
    needed = ("chain", "stage", "classification", "stage_cost", "stage_time", "stage_time_sd",
              "stage_time_dist", "avg_demand", "sd_demand", "max_service_time", "service_level")  # fmt: skip
    stages: dict[str, Stage] = {}
    for line, row in _records(folder / "stages.csv", number, needed):
        stage = _stage(row, line)
        if stage.name in stages:
            raise _bad("stages.csv", line, "stage", stage.name, "must be there once")
        stages[stage.name] = stage
    if not stages:
        raise BadData(Finding("E038", f"Chain {number}", "must be in stages.csv", "no stages",
                              "Is the file whole?", "stages.csv"))  # fmt: skip
    suppliers: dict[str, list[str]] = {name: [] for name in stages}
    for line, row in _records(folder / "arcs.csv", number, ("chain", "from_stage", "to_stage")):
        source, to = row["from_stage"], row["to_stage"]
        for column, name in (("from_stage", source), ("to_stage", to)):
            if name not in stages:
                raise _bad("arcs.csv", line, column, name, "must be a stage of the chain")
        if source in suppliers[to]:
            raise _bad("arcs.csv", line, "from_stage", source, f"must supply `{to}` once")
        suppliers[to].append(source)
    fixed = {name: tuple(listed) for name, listed in suppliers.items()}
    return Chain(stages, fixed, _upstream_first(fixed))


def _stage(row: Mapping[str, str], line: int) -> Stage:
    def number(column: str) -> float | None:
        text = row[column].strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise _bad("stages.csv", line, column, text, "must be a number of at least 0")
        return value

    role = ROLES.get(row["classification"].strip())
    if role is None:
        raise _bad("stages.csv", line, "classification", row["classification"],
                   f"must be one of {', '.join(ROLES)}")  # fmt: skip
    level = number("service_level") or SERVICE_LEVEL
    return Stage(
        name=row["stage"].strip(),
        role=role,
        cost=number("stage_cost") or 0.0,
        time=number("stage_time") or 0.0,
        time_sd=number("stage_time_sd") or 0.0,
        time_table=_whole_table(row["stage_time_dist"].strip(), line),
        mean=number("avg_demand"),
        sd=number("sd_demand") or 0.0,
        max_service_time=number("max_service_time") or 0.0,
        service_level=level if level < 1 else SERVICE_LEVEL,
    )


def _whole_table(text: str, line: int) -> str:
    """A time distribution as published, its probabilities scaled to sum to 1 where they do not.

    >>> _whole_table("20:0.5;25:0.5", 2), _whole_table("1:1;5:3", 2)
    ('20:0.5;25:0.5', '1:0.25;5:0.75')
    """
    if not text:
        return ""
    try:
        pairs = _pairs(text)
    except ValueError:
        pairs = []
    total = math.fsum(chance for _, chance in pairs)
    if (
        not pairs
        or total <= 0
        or any(not (0 <= days < math.inf and 0 <= chance < math.inf) for days, chance in pairs)
    ):
        raise _bad("stages.csv", line, "stage_time_dist", text,
                   "must be times and probabilities such as `2:0.7;5:0.3`")  # fmt: skip
    if abs(total - 1) <= 1e-9:
        return text
    return ";".join(f"{days:g}:{chance / total:.12g}" for days, chance in pairs)


def _pairs(table: str) -> list[tuple[float, float]]:
    return [(float(days), float(chance)) for days,
            chance in (pair.split(":") for pair in table.split(";") if pair)]  # fmt: skip


def _bad(file: str, line: int, column: str, got: str, must: str) -> BadData:
    return BadData(Finding("E038", f"The `{column}`", must, f"`{got}`",
                           "Take the files as they were published", file, line))  # fmt: skip


def _upstream_first(suppliers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Stages, each after all its suppliers; `BadData` if some supply themselves."""
    waiting = {name: len(listed) for name, listed in suppliers.items()}
    customers: dict[str, list[str]] = {name: [] for name in suppliers}
    for to, listed in suppliers.items():
        for source in listed:
            customers[source].append(to)
    order = [name for name, count in waiting.items() if not count]
    for name in order:  # grows while it is walked
        for to in customers[name]:
            waiting[to] -= 1
            if not waiting[to]:
                order.append(to)
    if len(order) < len(suppliers):
        stuck = next(name for name, count in waiting.items() if count)
        raise BadData(Finding("E038", f"The stage `{stuck}`", "must not supply itself", "a cycle of arcs",
                              "Take the files as they were published", "arcs.csv"))  # fmt: skip
    return tuple(order)


# ---------------------------------------------------------------- working out


def _demand(chain: Chain) -> dict[str, tuple[float, float]]:
    """Mean and variance of the daily demand that reaches each stage.

    A stage that reaches a customer on k paths sees k units for each unit asked, so k^2 of its variance.
    """
    asked = [stage for stage in chain.stages.values() if stage.mean is not None]
    means = np.array([stage.mean for stage in asked], dtype=np.float64)
    variances = np.array([stage.sd**2 for stage in asked])
    paths: dict[str, NDArray[np.float64]] = {name: np.zeros(len(asked)) for name in chain.stages}
    for column, stage in enumerate(asked):
        paths[stage.name][column] = 1.0
    for name in reversed(chain.order):
        for source in chain.suppliers[name]:
            paths[source] += paths[name]
    return {name: (math.fsum(k * means), math.fsum(k**2 * variances)) for name, k in paths.items()}


def _unit_values(chain: Chain) -> dict[str, float]:
    """Cost of one unit at each stage: its own and that of every input, to 9 decimals (binary dust cut off)."""
    values: dict[str, float] = {}
    for name in chain.order:
        values[name] = chain.stages[name].cost + math.fsum(values[source] for source in chain.suppliers[name])
    return {name: round(value, 9) for name, value in values.items()}


def _time(stage: Stage) -> tuple[float, float]:
    """Mean and standard deviation of a stage's time as it will be drawn, in days."""
    if not stage.time_table:
        return stage.time, stage.time_sd if stage.time else 0.0
    pairs = _pairs(stage.time_table)
    mean = math.fsum(days * chance for days, chance in pairs)
    return mean, math.sqrt(math.fsum(chance * (days - mean) ** 2 for days, chance in pairs))


def _rows(
    stage: Stage, chain: Chain, demand: tuple[float, float], value: float
) -> Iterator[tuple[str, dict[str, object]]]:
    """Every row a stage makes, with its noun."""
    here = {"site": stage.name, "item": stage.name}
    yield "site", {"name": stage.name, "role": stage.role}
    yield "item", {"name": stage.name, "unit_value": value}
    yield "stock point", here | {"target_stock": target_stock(stage, *demand)}
    yield "recipe", here | _lead(stage)
    for source in chain.suppliers[stage.name]:
        yield "lane", {"from": source, "to": stage.name, "item": source, "lead_days": 0}
        yield "recipe input", here | {"input": source, "quantity": 1}
    if stage.mean is not None:
        yield "demand", {"customer": stage.name} | here | _asked(stage, value)


def _lead(stage: Stage) -> dict[str, object]:
    mean, sd = _time(stage)
    if stage.time_table:
        return {"lead_days": round(mean, 9), "lead_shape": "table", "lead_table": stage.time_table}
    return {"lead_days": mean, "lead_shape": "gamma", "lead_sd_days": sd} if sd else {"lead_days": mean}


def _asked(stage: Stage, value: float) -> dict[str, object]:
    holding = value * HOLDING_RATE_PER_YEAR / 365
    odds = stage.service_level / (1 - stage.service_level)
    shape: dict[str, object] = {"shape": "gamma", "sd_per_day": stage.sd} if stage.mean and stage.sd else {}
    money = {"price": round(value / (1 - GROSS_MARGIN), 9), "stockout_cost": round(holding * odds, 9)}
    return {"mean_per_day": stage.mean, "unmet": "backorder"} | shape | money


def _settings(folder: Path, number: int, waiting: bool) -> Settings:
    industry = ""
    if (folder / "chains.csv").is_file():
        for _, row in _records(folder / "chains.csv", number, ("chain", "sic_code", "sic_description")):
            industry = f" Industry: {row['sic_description']} (SIC {row['sic_code']})."
    sentences = (*ASSUMPTIONS, WAITING if waiting else AT_ONCE)
    described = f"Chain {number} of 38 real, anonymised supply chains published by Willems (2008).{industry}"
    return Settings(f"willems-{number}", described, "USD", holding_rate_per_year=HOLDING_RATE_PER_YEAR,
                    assumptions=sentences)  # fmt: skip


def _network(settings: Settings, rows: Mapping[str, list[dict[str, object]]]) -> Network:
    typed = {schema.noun: table_of(schema, rows.get(schema.noun, ())) for schema in NOUNS}
    findings = tuple(finding for _, found in typed.values() for finding in found)
    return Network(settings, {noun: table for noun, (table, _) in typed.items()}, findings)
