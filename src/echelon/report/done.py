"""What was done about it, and whether that is a success: responses in words, criteria with their verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from echelon.report.losses import estimate
from echelon.report.words import counted
from echelon.study.judge import AFTER, Verdict, judge
from echelon.study.many import Run
from echelon.study.measure import MEASURES
from echelon.study.respond import Edit, Response
from echelon.study.scenario import Scenario

Document = dict[str, object]
FEW = 3
"""Names that a sentence holds."""


def responses_document(scenario: Scenario) -> list[Document]:
    """Each response: whether it is done, what it costs over the horizon, and what it changes, in words."""
    return [{
        "name": each.name, "on": each.on, "cost": _if_done(each, scenario.days),
        "changes": [edit_words(edit) for edit in each.edits],
    } for each in scenario.responses]  # fmt: skip


def _if_done(response: Response, days: int) -> float:
    return response.cost + response.cost_per_day * days


def edit_words(edit: Edit) -> str:
    """One change of a network in words.

    >>> edit_words(Edit("scale", "stock point", {"site": ["Kobe", "Riga"]}, {"target_stock": 1.25}))
    'target stock × 1.25 for every stock point with site Kobe or Riga'
    >>> edit_words(Edit("add", "lane", {}, {}, ({"from": "Kobe", "to": "Riga", "share": 0.4},)))
    '1 lane more: from Kobe, to Riga, share 0.4'
    """
    if edit.verb == "add":
        first = f": {_cells(edit.rows[0], ' ')}" if len(edit.rows) == 1 else ""
        return f"{counted(len(edit.rows), edit.noun)} more{first}"
    which = f"every {edit.noun}" + (f" with {_cells(edit.where, ' ')}" if edit.where else "")
    if edit.verb == "drop":
        return f"without {which}"
    return f"{_cells(edit.cells, ' × ' if edit.verb == 'scale' else ' to ')} for {which}"


def _cells(cells: Mapping[str, Any], between: str) -> str:
    return ", ".join(f"{column.replace('_', ' ')}{between}{_value(value)}" for column, value in cells.items())


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        named = [str(each) for each in value[:FEW]]
        more = [f"{len(value) - FEW} more"] if len(value) > FEW else []
        return " or ".join([*named, *more])
    return f"{value:g}" if isinstance(value, float) else str(value)


def success_document(run: Run) -> list[Document]:
    """Each criterion of success: what was asked, what was found with its interval, and the verdict."""
    return [_verdict(run, each) for each in judge(run)]


def _verdict(run: Run, verdict: Verdict) -> Document:
    asked, units = verdict.criterion, run.units
    measure = MEASURES["net" if asked.measure == AFTER else asked.measure]
    label = measure.label_in(units) + (", less what responses cost" if asked.measure == AFTER else "")
    bound = asked.at_least if asked.at_least is not None else asked.at_most
    share = asked.in_share
    return {
        "label": label, "unit": measure.unit_in(units), "bound": bound, "least": asked.at_least is not None,
        "in_share": share, "confidence": asked.confidence, "found": estimate(verdict.found), "found_unit":
        measure.unit_in(units) if share is None else "share", "verdict": verdict.verdict,
    }  # fmt: skip
