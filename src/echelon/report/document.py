"""Results → the document of a report (schema `echelon-report/1`, written out in `web/src/document.ts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from echelon.disruption.entry import Entry
from echelon.network.model import Network
from echelon.report import figures, losses, outcome
from echelon.report.broken import broken_document
from echelon.report.chains import chains_document
from echelon.report.done import responses_document, success_document
from echelon.report.pages import SCHEMA
from echelon.report.picture import drawn
from echelon.report.words import NOT_MODELLED
from echelon.study.causes import Causes
from echelon.study.exposure import Exposure
from echelon.study.many import Run, prepare_run

Document = dict[str, object]


def document(*, net: Network, calm: Run, hit: Run | None = None, exposure: Exposure | None = None,
             causes: Causes | str | None = None, entries: Mapping[str, Entry] | None = None, command: str = "",
             inputs: Sequence[Mapping[str, str]] = (), version: str = "") -> Document:  # fmt: skip
    """Everything the page shows, computed.

    calm, hit   two runs of the same question without and with its disruptions
    exposure    the ranking of sites, if it was made
    causes      why orders were short, or why that is not told;  entries  of the catalogue, by the name of what breaks
    command     what to type to get this report again; inputs files with their digests
    """
    scenario, currency = calm.scenario, net.settings.currency
    prepared = prepare_run(scenario)
    felt = outcome.felt(calm, hit)
    asked = hit if hit is not None else calm
    return {
        "schema": SCHEMA,
        "title": outcome.title(net, hit, exposure, felt),
        "network": drawn(net, prepared, calm, hit, asked.scenario),
        "horizon": {"days": scenario.days, "replications": scenario.replications, "seed": scenario.seed},
        "scenarios": outcome.scenarios(hit, felt),
        "fans": figures.fans(calm, hit),
        "headline": outcome.headline(felt, scenario.days, currency) if felt else [],
        "success": success_document(asked), "responses": responses_document(asked.scenario),
        "risk": losses.losses_document(felt.loss, currency, scenario.days) if felt else None,
        "broken": broken_document(hit.scenario, felt.typical, by_chance=not felt.dated, entries=entries) if hit and felt else [],
        "causes": _causes(causes, felt),
        "exposure": [outcome.exposed(net, row) for row in exposure.rows] if exposure else [],
        "exposure_note": outcome.exposure_note(exposure) if exposure else "",
        "comparison": outcome.comparison(calm, hit) if hit is not None else [],
        "cascade": _cascade(net, hit, felt),
        "run": {"version": version, "question": asked.question, "answer": asked.answer, "command": command,
                "laws": asked.laws, "inputs": [dict(each) for each in inputs]},
        "assumptions": list(net.settings.assumptions),
        "not_modelled": list(NOT_MODELLED),
    }  # fmt: skip


def _causes(found: Causes | str | None, felt: outcome.Felt | None) -> Document | None:
    """Why orders were short, and why that replication is told; or why nothing is."""
    if found is None or isinstance(found, str):
        return {"left_out": found} if found else None
    typical = felt is not None and found.replication == felt.course.first + felt.typical
    why = ", whose loss is the median" if typical else ""
    return chains_document(found, f"Of replication {found.replication}{why}")


def _cascade(net: Network, hit: Run | None, felt: outcome.Felt | None) -> Document | None:
    if hit is None or felt is None:
        return None
    every = 1 if len(net["site"]) <= 200 else max(2, hit.scenario.days // 120)
    return figures.cascade(prepare_run(hit.scenario), net, felt.typical, every)
