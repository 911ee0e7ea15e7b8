"""Risk over a year: what can break from a file, the answer, and its tables."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from echelon.app import catalogue, reports
from echelon.app.commands import csv_bytes
from echelon.app.kept import finite, interval_document
from echelon.app.questions import Question
from echelon.app.responses import apart
from echelon.app.runs import Progress, counter, must_be_sound, must_fit
from echelon.app.settings import threads as threads_wished
from echelon.app.wiring import load_kernels, threaded
from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.connect.document import read_document
from echelon.core.errors import BadScenario, EchelonError, Finding, nearest
from echelon.disruption import Cause, cause_of

if TYPE_CHECKING:
    from echelon.study.risk import Contribution, Mitigation, Risk, Value
    from echelon.study.scenario import Scenario
    from echelon.study.statistics import Exceedance, Tail

Document = dict[str, object]
TABLES = ("disruption", "hazard", "cascade")
YEARS = 1000
"""Replications where nothing is said."""
FEWEST = 30.0
"""Effective years below which it is said that they are few."""


def risk(scenario: Scenario, *, factor: float = 1.0, contributions: bool = True, mitigations: Sequence[Mitigation] = (),
         threads: int | None = None, progress: Progress | None = None) -> Risk:  # fmt: skip
    """What a year may lose to the hazards and disruptions of a scenario, through what, and what mitigations are worth.

    factor         (0, inf), how many times as frequent Poisson and seasonal hazards are made; years are weighed for it
    contributions  leave out each cause, common cause and site in turn
    mitigations    (name, the scenario with it, what it costs over the horizon); the same days, seed and replications
    progress       called with (replications done, replications in all)
    raises         as `run`

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, "price": 55.0,
    ...                 "unmet": "lost"}]})
    >>> quake = echelon.Hazard("quake", "poisson(per_year=20)", [echelon.Disruption("shut", "Kobe", capacity=0.0, lasts=5)])
    >>> found = echelon.risk(echelon.Scenario(shop, [quake], days=60, replications=50, seed=7))
    >>> found.expected.low < 20 * 60 / 365.25 * 5 * 150.0 < 1.3 * found.expected.high
    True
    """
    from echelon.study.risk import risk as ask, variants
    from echelon.study.risk.years import LANES_AT_ONCE

    count, net = threads_wished(threads), scenario.network
    for each in (scenario, *(other for _, other, _ in mitigations)):
        must_be_sound(each.network)
    must_fit(net, scenario.days, min(scenario.replications, LANES_AT_ONCE), LANES_AT_ONCE)
    load_kernels()
    asked = 2 * (1 + len(mitigations)) + (len(list(variants(scenario))) if contributions else 0)
    mapper = threaded(count, counter(asked * scenario.replications, progress))
    return ask(scenario, factor=factor, contributions=contributions, mitigations=mitigations, mapper=mapper)


def read_causes(path: str | os.PathLike[str]) -> list[Cause]:
    """Disruptions, hazards and cascades of a TOML file; `BadScenario` with everything that is wrong with them.

    The file holds tables `[[hazard]]`, `[[disruption]]` and `[[cascade]]`, and nothing else.
    """
    place = Path(path)
    said = read_document(place).said
    found: list[Finding] = []
    for name in said:
        if name not in TABLES:
            close = nearest(name, TABLES)
            found.append(Finding("E536", f"The table `{name}`", f"must be one of {', '.join(TABLES)}", f"`{name}`",
                                 f"Did you mean `{close}`?" if close else "Leave it out", place.name))  # fmt: skip
    made: list[Cause] = []
    for name in TABLES:
        for each in _rows(said.get(name, [])):
            try:
                made.append(cause_of(each))
            except EchelonError as wrong:
                found += [replace(finding, file=place.name) for finding in wrong.findings]
    if found:
        raise BadScenario(found)
    return made


def _rows(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


# ---------------------------------------------------------------- as JSON values and as tables


def risk_document(risk: Risk) -> Document:
    """The answer as JSON values."""
    asked, net = risk.scenario, risk.scenario.network
    return {
        "network": net.name, "currency": net.settings.currency, "days": asked.days, "replications": asked.replications,
        "seed": asked.seed, "factor": risk.factor, "effective_years": finite(risk.measured.effective),
        "expected_loss": interval_document(risk.expected),
        "tails": [_tail_document(each) for each in risk.tails],
        "exceedance": [dict(zip(EXCEEDANCE_HEAD, row, strict=True)) for row in _exceedance(risk.curve)],
        "contributions": [_contribution_document(each, risk.levels) for each in risk.contributions],
        "mitigations": [_value_document(each, risk.levels) for each in risk.values],
    }  # fmt: skip


def _tail_document(tail: Tail) -> Document:
    return {"level": tail.level, "var": interval_document(tail.var), "cvar": interval_document(tail.cvar),
            "replications_needed": tail.replications_needed}  # fmt: skip


def _contribution_document(part: Contribution, levels: Sequence[float]) -> Document:
    return {"kind": part.kind, "name": part.name, "expected": interval_document(part.expected),
            "cvar": {f"{level:g}": finite(each) for level, each in zip(levels, part.cvar, strict=True)}}  # fmt: skip


def _value_document(value: Value, levels: Sequence[float]) -> Document:
    return {
        "name": value.name, "costs": interval_document(value.costs), "saved": interval_document(value.saved),
        "cvar_saved": {f"{level:g}": interval_document(each) for level, each in zip(levels, value.tail_saved, strict=True)},
        "saved_per_money": interval_document(value.per_money), "net": interval_document(value.net),
    }  # fmt: skip


EXCEEDANCE_HEAD = ("loss", "probability", "low", "high", "low_here", "high_here")


def _exceedance(curve: Exceedance) -> list[tuple[float | None, ...]]:
    columns = (curve.loss, curve.probability, curve.low, curve.high, curve.low_here, curve.high_here)
    return [tuple(finite(float(x)) for x in row) for row in zip(*columns, strict=True)]


def exceedance_rows(risk: Risk) -> list[Sequence[object]]:
    """Heading and rows of exceedance.csv: `low` and `high` hold the whole curve, `low_here` and `high_here` one loss."""
    return [EXCEEDANCE_HEAD, *_exceedance(risk.curve)]


def contribution_rows(risk: Risk) -> list[Sequence[object]]:
    """Heading and rows of contributions.csv."""
    tails = [f"cvar_{100 * level:g}" for level in risk.levels]
    rows: list[Sequence[object]] = [("kind", "name", "expected", "expected_low", "expected_high", *tails)]
    return rows + [
        (each.kind, each.name, *map(finite, each.expected), *map(finite, each.cvar))
        for each in risk.contributions
    ]


# ---------------------------------------------------------------- the command

FILES = frozenset({"exceedance.csv", "contributions.csv"})


@dataclass(frozen=True, slots=True)
class MakeRisk:
    """What a year may lose, and perhaps its tables in a folder.

    hazards    file of what can break, beside what the question says
    responses  of the question's document, whose worth is asked: each alone, against none of them; `all` for every one
    report     file of the page, "" for none;  command  what the user typed, for it
    """

    question: Question
    hazards: str = ""
    factor: float = 1.0
    contributions: bool = True
    responses: tuple[str, ...] = ()
    out: str = ""
    threads: int | None = None
    report: str = ""
    command: str = ""


def make_risk(wanted: MakeRisk, progress: Progress | None = None) -> Risk:
    """The answer; its tables come whole, and replace older ones there."""
    if wanted.out:
        free_folder(Path(wanted.out), ours=FILES)
    if wanted.report:
        reports.must_be_free(wanted.report)
    causes = read_causes(wanted.hazards) if wanted.hazards else []
    base, mitigations = _asked(wanted)
    found = risk(_with(base, causes), factor=wanted.factor, contributions=wanted.contributions, threads=wanted.threads,
                 mitigations=[(name, _with(each, causes), cost) for name, each, cost in mitigations],
                 progress=progress)  # fmt: skip
    if wanted.out:
        rows = {"exceedance.csv": exceedance_rows(found), "contributions.csv": contribution_rows(found)}
        files = ((name, [csv_bytes(each)]) for name, each in rows.items())
        write_whole_folder(Path(wanted.out), files, ours=FILES, replace=True)
    if wanted.report:
        page = reports.risk_page(found, command=wanted.command, source=base.source or wanted.question.network)
        reports.write_page(wanted.report, page)
    return found


def _with(scenario: Scenario, causes: Sequence[Cause]) -> Scenario:
    return replace(scenario, disruptions=(*scenario.disruptions, *causes))


def _asked(wanted: MakeRisk) -> tuple[Scenario, list[Mitigation]]:
    """The question without the responses whose worth is asked, and with each of them alone."""
    question = wanted.question
    if wanted.responses:
        base, each = apart(question, wanted.responses)
        return base, [(name, other, other.cost - base.cost) for name, other in each]
    if question.replications is None and not catalogue.is_scenario(question.network):
        question = replace(question, replications=YEARS)
    return question.ask(), []


def cautions(risk: Risk) -> list[str]:
    """Why intervals may be wide."""
    found = [
        f"CVaR {tail.level:g} needs {tail.replications_needed:,} replications to have an interval to go by."
        for tail in risk.tails
        if risk.factor == 1.0 and risk.scenario.replications < tail.replications_needed
    ]
    if risk.measured.effective < FEWEST:
        few = f"The expected loss lives of {risk.measured.effective:.0f} effective years"
        found.append(f"{few}: take more replications, or another factor.")
    return found
