"""Up to four runs side by side on shared axes, the differences from the first as differences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import effects_of
from echelon.report import figures
from echelon.report.broken import when
from echelon.report.losses import estimate
from echelon.report.pages import SCHEMA
from echelon.report.words import NOT_MODELLED, money
from echelon.study.compare import Comparison, compare
from echelon.study.many import Run
from echelon.study.measure import net_of
from echelon.study.scenario import Scenario

Document = dict[str, object]
Floats = NDArray[np.float64]
MOST = 4


def beside_document(
    runs: Sequence[Run], names: Sequence[str], *, command: str = "", version: str = ""
) -> Document:
    """The report of two to four runs that share their luck; the first is what the others are measured against."""
    if not 2 <= len(runs) <= MOST:
        raise BadScenario(Finding("E233", "The runs to set side by side", f"must be 2 to {MOST}", str(len(runs)),
                                  "Choose those that a decision is between"))  # fmt: skip
    first, pairs = runs[0], [compare(runs[0], each) for each in runs[1:]]
    asked, settings = first.scenario, first.scenario.network.settings
    return {
        "schema": SCHEMA,
        "title": title(pairs, names, settings.currency),
        "network": {"name": settings.name, "description": settings.description, "currency": settings.currency,
                    "start_date": settings.start_date, "fictional": settings.fictional, "sites": [], "lanes": [],
                    "customers": []},
        "horizon": {"days": asked.days, "replications": asked.replications, "seed": asked.seed},
        "beside": beside(runs, pairs, names),
        "run": {"version": version, "command": command, "laws": first.laws,
                "inputs": [{"file": f"{name}, question", "sha256": each.question}
                           for name, each in zip(names, runs, strict=True)]},
        "assumptions": list(settings.assumptions), "not_modelled": list(NOT_MODELLED),
    }  # fmt: skip


def title(pairs: Sequence[Comparison], names: Sequence[str], currency: str) -> str:
    """Which of several earns most, and by how much beyond chance.

    The sentence names an interval that does not hold 0, or says that none is.
    """
    gains = [(pair["net"].difference, name) for pair, name in zip(pairs, names[1:], strict=True)]
    sure = [(gain, name) for gain, name in gains if gain.excludes_zero()]
    if not sure:
        return f"Margin less costs does not differ from {names[0]} beyond chance"
    gain, name = max(sure, key=lambda each: each[0].mean)
    if gain.mean > 0.0:
        return f"{name} earns {money(gain.mean, currency)} more than {names[0]}"
    gain, name = min(sure, key=lambda each: each[0].mean)
    return f"{names[0]} earns most; {name} loses {money(-gain.mean, currency)} against it"


def beside(runs: Sequence[Run], pairs: Sequence[Comparison], names: Sequence[str]) -> Document:
    """Fans of each, fans of paired differences from the first, and every measure in all of them."""
    told = [each for run in runs for each in series(run)]
    count = len(told) // len(runs)
    fans = [figures.fan(*each[:3], str(at // count), each[3], each[4]) for at, each in enumerate(told)]
    gaps = [
        figures.fan(*each[:3], str(at // count), each[3] - told[at % count][3], each[4])
        for at, each in enumerate(told)
        if at >= count
    ]
    return {
        "names": list(names),
        "asked": [asked(run.scenario) for run in runs],
        "fans": fans,
        "gaps": gaps,
        "measures": [_measure(pairs, name) for name in _shared(pairs)],
    }


def asked(scenario: Scenario) -> Document:
    """What breaks and what is done about it, in words."""
    breaks = [f"{cause.name}, {when(cause, effects_of([cause])[0])}" for cause in scenario.disruptions]
    return {"breaks": breaks, "done": [each.name for each in scenario.responses if each.on]}


def series(run: Run) -> list[tuple[str, str, str, Floats, int]]:
    """What is drawn over time: KPI, label, unit, `[day, replication]`, digits."""
    earned = np.cumsum(net_of(run.daily), axis=0)
    return [
        *figures.levels(run),
        ("net", "Margin less costs, so far", run.units.currency, earned, 0),
    ]


def _shared(pairs: Sequence[Comparison]) -> list[str]:
    """Measures that all pairs show, in their order."""
    all_of_them = set.intersection(*({row.measure.name for row in pair.rows} for pair in pairs))
    return [row.measure.name for row in pairs[0].rows if row.measure.name in all_of_them]


def _measure(pairs: Sequence[Comparison], name: str) -> Document:
    units, first = pairs[0].units, pairs[0][name]
    return {
        "kpi": name, "label": first.measure.label_in(units), "unit": first.measure.unit_in(units), "better": first.measure.better,
        "values": [estimate(first.first), *(estimate(pair[name].second) for pair in pairs)],
        "differences": [None, *(estimate(pair[name].difference) for pair in pairs)],
    }  # fmt: skip
