"""Responses of a scenario document apart from each other: the question with none of them, and with each alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from echelon.app import catalogue, runs
from echelon.app.kept import finite
from echelon.app.questions import Question
from echelon.app.scenarios import open_document
from echelon.connect.document import Document, read_document
from echelon.core.errors import BadScenario, Finding, nearest

if TYPE_CHECKING:
    from echelon.study.scenario import Scenario
    from echelon.study.select import Selection

ALL = ("all",)
NONE = "none of them"


def apart(question: Question, wanted: Sequence[str]) -> tuple[Scenario, list[tuple[str, Scenario]]]:
    """The question without the responses that are asked about, and with each of them alone.

    wanted   names of responses of its document; `all` for every one. The others stay as the document says
    raises   BadScenario with every name that it does not have (E537)
    """
    if not catalogue.is_scenario(question.network):
        raise BadScenario([_missing(name, ()) for name in wanted])
    document = read_document(catalogue.scenario_place(question.network))
    known = [str(each.get("name", "")) for each in _responses(document)]
    names = known if tuple(wanted) == ALL else list(dict.fromkeys(wanted))
    if found := [_missing(name, known) for name in names if name not in known]:
        raise BadScenario(found)
    none = _with(question, document, names, "")
    return none, [(name, _with(question, document, names, name)) for name in names]


def _with(question: Question, document: Document, names: Sequence[str], on: str) -> Scenario:
    """The question with one of some responses."""
    rows = [
        {**each, "on": each["name"] == on} if each.get("name") in names else each
        for each in _responses(document)
    ]
    return question.over(
        open_document(replace(document, said={**document.said, "response": rows})).scenario()
    )


def _responses(document: Document) -> list[dict[str, Any]]:
    said = document.said.get("response", [])
    return [dict(each) for each in (said if isinstance(said, list) else [said]) if isinstance(each, dict)]


def _missing(name: str, known: Sequence[str]) -> Finding:
    close = nearest(name, known)
    remedy = f"Did you mean `{close}`?" if close else "Ask a scenario document with [[response]] tables"
    return Finding("E537", f"The response `{name}`", "must be one of the scenario document", "", remedy)


@dataclass(frozen=True, slots=True)
class SelectResponse:
    """Which response is best, or none of them?

    among   names of responses, `all` for every one;  the rest as `runs.select`; the question's replications are the first
    """

    question: Question
    among: tuple[str, ...] = ALL
    indifference: float = 0.0
    measure: str = "net"
    procedure: str = "kn"
    confidence: float = 0.95
    most: int = 10_000
    threads: int | None = None


FIRST = 20
"""Replications of each at the beginning where nothing is said."""


def select_response(wanted: SelectResponse) -> tuple[list[str], Selection]:
    """Names of the alternatives, and which is best."""
    none, each = apart(wanted.question, wanted.among)
    found = runs.select([none, *(scenario for _, scenario in each)], indifference=wanted.indifference, measure=wanted.measure,
                        confidence=wanted.confidence, first=wanted.question.replications or FIRST, most=wanted.most,
                        procedure=wanted.procedure, threads=wanted.threads)  # fmt: skip
    return [NONE, *(name for name, _ in each)], found


def selection_document(names: Sequence[str], found: Selection) -> dict[str, object]:
    """The choice as JSON values."""
    return {
        "best": names[found.number], "measure": found.measure, "promised": found.promised,
        "alternatives": [{"name": name, "mean": finite(mean), "replications": count, "cost": scenario.cost}
                         for name, mean, count, scenario in zip(names, found.means, found.counts, found.scenarios, strict=True)],
    }  # fmt: skip
