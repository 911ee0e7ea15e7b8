"""Runs between `study` and `store`: a Run as a document and arrays, and back."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from echelon.app.wiring import package_version
from echelon.core.errors import BadData, EchelonError, Finding
from echelon.disruption import cause_of
from echelon.network.model import Network, Settings, network
from echelon.network.opening import Opening
from echelon.store.runs import KeptRun, read_run, run_files
from echelon.study.judge import criterion_of, judge
from echelon.study.many import Run
from echelon.study.respond import response_of
from echelon.study.scenario import Policy, Scenario
from echelon.study.statistics import Interval
from echelon.world.counted import CUSTOMER, KPIS

if TYPE_CHECKING:
    from echelon.agents.agent import Agent

TOLD: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"responses": response_of, "success": criterion_of}
"""What a scenario tells beside its question, and how it is read again."""
SUMMARY_HEAD = ("measure", "label", "unit", "mean", "low", "high")


def run_document(run: Run, source: str) -> dict[str, object]:
    """Everything about a run but its columns, as JSON values.

    source   where the network was read, as the user said it
    """
    scenario, settings = run.scenario, run.scenario.network.settings
    return {
        "version": package_version(),
        "network": {"name": settings.name, "digest": scenario.network.digest, "source": source, "settings": asdict(settings)},
        "scenario": scenario_document(scenario),
        "demands": list(run.demands),
        "unit": run.unit,
        "question": run.question,
        "answer": run.answer,
        "laws": run.laws,
        "kpis": kpis_document(run),
        **({"success": verdicts_document(run)} if run.scenario.success else {}),
        **({"responses_cost": run.scenario.cost} if run.scenario.responses else {}),
    }  # fmt: skip


def scenario_document(scenario: Scenario) -> dict[str, object]:
    """What was asked of the network."""
    return {
        "name": scenario.name, "days": scenario.days, "seed": scenario.seed, "replications": scenario.replications,
        "first_replication": scenario.first_replication,
        "disruptions": [disruption.document() for disruption in scenario.disruptions],
        **({} if scenario.opening is None else {"opening": scenario.opening.document()}),
        **({"description": scenario.description} if scenario.description else {}),
        **({"entries": dict(scenario.entries)} if scenario.entries else {}),
        **{name: [each.document() for each in getattr(scenario, name)] for name in TOLD if getattr(scenario, name)},
        **scenario.agents_said(),
    }  # fmt: skip


def scenario_of(
    document: Mapping[str, Any],
    net: Network,
    policies: Mapping[str, Policy] | None = None,
    agents: Sequence[Agent] = (),
) -> Scenario:
    """The question that such a document is of, asked of a network, with policies and agents of one's own."""
    asked = dict(document)
    asked["disruptions"] = tuple(cause_of(each) for each in asked["disruptions"])
    for name, make in TOLD.items():
        asked[name] = tuple(make(each) for each in asked.get(name, ()))
    if "opening" in asked:
        asked["opening"] = Opening(
            tuple((str(w), str(n), int(d), float(u)) for w, n, d, u in asked["opening"])
        )
    if said := asked.pop("agents", ()):
        from echelon.agents.away import agents_kept
        from echelon.agents.steering import steering_said

        asked["agents"] = steering_said(agents or agents_kept(said), asked.pop("steering", {}))
    return Scenario(net, policies=policies or {}, **asked)


def kpis_document(run: Run, after: int = 0) -> dict[str, object]:
    """Label, unit, mean and interval by measure, of the days from day `after` on."""
    return {
        m.name: {"label": m.label_in(run.units), "unit": m.unit_in(run.units), **interval_document(i)}
        for m, i in run.rows(after)
    }


def verdicts_document(run: Run) -> list[dict[str, object]]:
    """Each criterion of success with its interval and what it says."""
    return [
        {**each.criterion.document(), "found": interval_document(each.found), "verdict": each.verdict}
        for each in judge(run)
    ]


def interval_document(interval: Interval) -> dict[str, float | None]:
    """A mean and its interval, None where a number is not finite: JSON has no other."""
    return {name: finite(value) for name, value in interval._asdict().items()}


def finite(value: float) -> float | None:
    """The number, None if it is not finite.

    >>> finite(2.0), finite(float("inf"))
    (2.0, None)
    """
    return float(value) if math.isfinite(value) else None


def files_of(run: Run, source: str) -> Iterator[tuple[str, list[bytes]]]:
    """The files of a run's folder."""
    rows = [
        (m.name, m.label_in(run.units), m.unit_in(run.units), *map(repr, interval))
        for m, interval in run.rows()
    ]
    return run_files(
        run_document(run, source), daily=run.daily, customer=run.customer, summary=[SUMMARY_HEAD, *rows]
    )


def load_run(folder: str | os.PathLike[str]) -> Run:
    """A run that was kept, for comparing; its network has the settings and no tables.

    `BadData` where it is not a run or was altered.
    """
    kept = read_run(Path(folder))
    try:
        return _run(kept)
    except (KeyError, TypeError, ValueError, AttributeError, EchelonError) as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        remedy = "It belongs to another version of Echelon; run the scenario again"
        what = f"The file `run.json` of run `{folder}`"
        raise BadData(Finding("E312", what, "must describe a run", said, remedy, "run.json")) from None


def _run(kept: KeptRun) -> Run:
    document = kept.document
    settings = dict(document["network"]["settings"])
    settings["assumptions"] = tuple(settings["assumptions"])
    scenario = scenario_of(document["scenario"], network(Settings(**settings), {}))
    demands = tuple(document["demands"])
    shapes = (
        (len(KPIS), scenario.days, scenario.replications),
        (len(CUSTOMER), len(demands), scenario.replications),
    )
    if (kept.daily.shape, kept.customer.shape) != shapes:
        raise ValueError("the columns have another shape than the question")
    unit, question, laws = (str(document[name]) for name in ("unit", "question", "laws"))
    return Run(scenario, kept.daily, kept.customer, demands, unit, question, laws)
