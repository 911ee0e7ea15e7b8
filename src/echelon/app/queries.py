"""Questions that leave nothing behind: one dataclass and one short function each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from echelon.app import catalogue
from echelon.core.errors import BadData, BadScenario, Finding, nearest
from echelon.core.table import REQUIRED, Column, Schema

if TYPE_CHECKING:
    from echelon.app.profiling import Estimate, Profile
    from echelon.app.questions import Question
    from echelon.app.traces import Trace
    from echelon.network.model import Network
    from echelon.study.many import Run

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class CheckNetwork:
    """What is wrong or doubtful in a network?"""

    network: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A network with everything the checks find in it."""

    network: Network
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether it can be run: no finding is an error."""
        return all(finding.level != "error" for finding in self.findings)


def check_network(asked: CheckNetwork) -> Checked:
    """Every finding at once; `BadData` where nothing usable can be read."""
    from echelon.network.check import check

    net = catalogue.open_network(asked.network)
    return Checked(net, check(net))


def cautions(first: Run, second: Run) -> list[str]:
    """Why a difference between two runs may come from something else than their disruptions."""
    found = []
    if first.question == second.question:
        found.append("Both runs answer the same question.")
    if first.laws != second.laws:
        found.append("The runs were made by different versions of the world's laws.")
    if first.scenario.network.name != second.scenario.network.name:
        found.append(
            f"The runs are of different networks: {first.scenario.network.name} and {second.scenario.network.name}."
        )
    return found


@dataclass(frozen=True, slots=True)
class TraceReplication:
    """What happened in one replication, day by day?

    table   points, flows or demands;  only  text that a row's name or an event must hold, "" for all
    """

    question: Question
    replication: int = 0
    table: str = "points"
    only: str = ""


TABLES = ("points", "flows", "demands")


def traced_rows(asked: TraceReplication) -> Iterator[Row]:
    """The rows of one table, days first; `BadScenario` for an unknown table or replication."""
    from echelon.world.history import rows

    if asked.table not in TABLES:
        close = nearest(asked.table, TABLES)
        raise BadScenario(Finding("E316", "The table of a trace", f"must be one of {', '.join(TABLES)}", asked.table,
                                  f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip
    found = rows(getattr(_traced(asked).history(), asked.table))
    name = asked.table.removesuffix("s")
    return (row for row in found if asked.only in str(row[name]))


def traced_events(asked: TraceReplication) -> Iterator[Row]:
    """Events in order, as CloudEvents."""
    from echelon.network.events import to_cloudevent

    for event in _traced(asked).events():
        document = to_cloudevent(event)
        if not asked.only or asked.only in str(document):
            yield document


def _traced(asked: TraceReplication) -> Trace:
    from echelon.app.traces import trace

    return trace(asked.question.ask(), asked.replication)


# ---------------------------------------------------------------- the house explains itself


@dataclass(frozen=True, slots=True)
class ExplainTimetable:
    """What happens in which order on a day?"""

    name: str = "standard"


@dataclass(frozen=True, slots=True)
class ExplainSchema:
    """Which columns does a noun have? All nouns where none is named."""

    noun: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A noun with its file; key: the columns that name a row."""

    noun: str
    file: str
    key: tuple[str, ...]
    meaning: str
    columns: list[Row]


def explain_timetable(asked: ExplainTimetable) -> list[Row]:
    """The steps of a day in order; `BadScenario` for an unknown name."""
    from echelon.world.timetable import timetable

    return [{"step": step.name, "over": walk, "what happens": step.what, "laws": list(step.laws), "events": list(step.says)}
            for walk, step in timetable(asked.name)]  # fmt: skip


def explain_checks() -> list[Row]:
    """Every code that the checks can find."""
    from echelon.network.check.catalogue import CODES

    return [{"code": code, "level": level, "meaning": meaning} for code, (level, meaning) in CODES.items()]


def explain_schema(asked: ExplainSchema) -> list[Explained]:
    """Each noun with its file and columns; `BadData` for an unknown noun, which may also be named by its file."""
    from echelon.network.schema import NOUNS, SETTINGS

    schemas = [SETTINGS, *NOUNS]
    wanted = asked.noun.strip().lower().replace("_", " ")
    named = [
        s
        for s in schemas
        if wanted in ("", s.noun, f"{s.noun}s", s.file.replace("_", " "), s.file.partition(".")[0])
    ]
    if not named:
        close = nearest(wanted, [schema.noun for schema in schemas])
        remedy = (
            f"Did you mean `{close}`?" if close else f"Known: {', '.join(schema.noun for schema in schemas)}"
        )
        raise BadData(Finding("E315", f"The noun `{asked.noun}`", "must be one of the schema", "", remedy))
    return [_schema(schema) for schema in named]


def _schema(schema: Schema) -> Explained:
    return Explained(
        schema.noun, schema.file, schema.key, schema.help, [_column(column) for column in schema.columns]
    )


def _column(column: Column) -> Row:
    """A column in words: what a cell may hold, and what an empty one means."""
    number = column.kind == "number"
    bounds = (
        column.bounds.removeprefix("must be ") if number and column.bounds != "must be in (-inf, inf)" else ""
    )
    value = {"choice": ", ".join(column.choices), "number": ", ".join(filter(None, (column.unit, bounds))),
             "name": f"name of a {column.refers}" if column.refers else "name", "text": "text"}[column.kind]  # fmt: skip
    empty = {"nan": "worked out", "inf": "no limit", "": "nothing"}.get(
        str(column.default), str(column.default)
    )
    return {"column": column.name, "value": value, "empty": "must be given" if column.default is REQUIRED else empty,
            "meaning": column.help}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProfileRun:
    """How long would a question take, and where would its time and memory go?"""

    question: Question
    threads: int | None = None
    only_estimate: bool = False


def profile_run(asked: ProfileRun) -> tuple[Estimate, Profile | None]:
    """What it would take, and where it would go, if that is asked; errors as `run`."""
    from echelon.app.profiling import estimate, profile

    scenario = asked.question.ask()
    if asked.only_estimate:
        return estimate(scenario, threads=asked.threads), None
    found = profile(scenario, threads=asked.threads)
    return found.estimate, found


def profile_document(told: Estimate, found: Profile | None) -> Row:
    """The same as JSON values."""
    steps, laws = (found.steps, found.laws) if found else ((), ())
    return {
        **asdict(told),
        "bytes": told.bytes,
        "steps": [
            {"step": each.name, "what": each.what, "part": each.part, "of_laws": each.laws} for each in steps
        ],
        "laws": [
            {"law": each.name, "what": each.what, "part": each.part, "calls": each.calls} for each in laws
        ],
        "bytes_of_a_block": dict(found.memory) if found else {},
    }
