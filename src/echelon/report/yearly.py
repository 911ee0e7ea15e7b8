"""Risk over a year as a document of the page: what may be lost, through what, and what mitigations are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from echelon.disruption.entry import Entry
from echelon.report import outcome
from echelon.report.broken import broken_document
from echelon.report.course import course, dated
from echelon.report.losses import estimate, risk_document
from echelon.report.pages import SCHEMA
from echelon.report.picture import drawn
from echelon.report.words import NOT_MODELLED, by_chance
from echelon.study.many import prepare_run
from echelon.study.risk import Contribution, Risk, Value
from echelon.study.risk.years import TOGETHER
from echelon.study.scenario import Scenario

Document = dict[str, object]
MOST = 60
"""Contributions of a kind that are told."""


def yearly_document(risk: Risk, *, entries: Mapping[str, Entry] | None = None, command: str = "",
                    inputs: Sequence[Mapping[str, str]] = (), version: str = "", laws: str = "") -> Document:  # fmt: skip
    """The report of a year's risk; arguments as of `document`. Sites on its map are those that losses come through."""
    asked, net = risk.scenario, risk.scenario.network
    currency = net.settings.currency
    typical = _first_struck(asked)
    measured = risk_document(
        risk.curve, risk.expected, risk.tails, (currency, asked.days, asked.replications)
    )
    names = [cause.name for cause in asked.disruptions]
    return {
        "schema": SCHEMA, "kind": "risk",
        "title": by_chance(names, risk.expected.mean, risk.tails[0].cvar.mean, currency,
                           part=1.0 - risk.tails[0].level),
        "network": drawn(net, prepare_run(asked.calm()), None, None, asked),
        "horizon": {"days": asked.days, "replications": asked.replications, "seed": asked.seed},
        "scenarios": [{"id": "hit", "name": asked.name, "kind": "disrupted", "disruptions": outcome.disruptions(asked),
                       "by_chance": not dated(asked), "phases": []}],
        "risk": {**measured, "factor": risk.factor, "effective": round(risk.measured.effective, 1),
                 "contributions": [_part(each) for each in _told(risk)],
                 "mitigations": [_worth(each) for each in risk.values]},
        "exposure": [_through(each) for each in risk.of("site") if each.name != TOGETHER],
        "exposure_note": "What would not be lost if nothing ever happened at the site, all else with the same luck; "
                         "95 % intervals of the mean.",
        "broken": broken_document(asked, typical, by_chance=not dated(asked), entries=entries),
        "broken_note": f"Lines are the course of replication {asked.first_replication + typical}, the first in which anything "
                       "breaks, at the place named, of all that hits it; bands 90 % of replications. 100 % is undisturbed.",
        "run": {"version": version, "command": command, "laws": laws, "inputs": [dict(each) for each in inputs]},
        "assumptions": list(net.settings.assumptions), "not_modelled": list(NOT_MODELLED),
    }  # fmt: skip


def _first_struck(asked: Scenario) -> int:
    """The first replication in which anything breaks, counted from the scenario's first; 0 where nothing ever does."""
    return int(np.isfinite(course(asked).struck).argmax())


def _told(risk: Risk) -> Iterator[Contribution]:
    """The largest contributions of each kind, and what is lost together."""
    for kind in dict.fromkeys(each.kind for each in risk.contributions):
        mine = risk.of(kind)
        yield from [each for each in mine if each.name != TOGETHER][:MOST]
        yield from [each for each in mine if each.name == TOGETHER]


def _part(part: Contribution) -> Document:
    return {"kind": part.kind, "name": part.name, "expected": estimate(part.expected, 0),
            "cvar": [round(each) for each in part.cvar]}  # fmt: skip


def _through(part: Contribution) -> Document:
    return {"site": part.name, "exposure": estimate(part.expected, 0), "tts_days": None, "ttr_days": None, "service_lost": None,
            "customers_hit": [], "reason": ""}  # fmt: skip


def _worth(value: Value) -> Document:
    return {
        "name": value.name, "costs": estimate(value.costs, 0), "saved": estimate(value.saved, 0),
        "tail_saved": [estimate(each, 0) for each in value.tail_saved], "per_money": estimate(value.per_money, 3),
        "net": estimate(value.net, 0),
    }  # fmt: skip
