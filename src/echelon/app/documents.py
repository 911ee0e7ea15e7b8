"""Answers as JSON values, for machines: what `--json` prints and, one day, HTTP answers. Every number is finite or None."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from echelon.app.kept import finite, interval_document
from echelon.core.errors import EchelonError, Finding

if TYPE_CHECKING:
    from echelon.app.moments import Branched
    from echelon.network.model import Network
    from echelon.study.compare import Comparison
    from echelon.study.exposure import AtRisk, Exposure, FailureExposure, Held
    from echelon.study.static import StaticExposure
    from echelon.study.statistics import Spread

Document = dict[str, object]


def error_document(error: EchelonError) -> Document:
    """What went wrong, as data."""
    return {"error": type(error).__name__, "said": str(error), "findings": findings_document(error.findings)}


def findings_document(findings: Sequence[Finding]) -> list[Document]:
    """Findings as mappings, each with its sentence."""
    return [{**asdict(finding), "said": str(finding)} for finding in findings]


def network_document(net: Network) -> Document:
    """What a network is called and how many rows each of its tables has."""
    return {"name": net.name, "digest": net.digest, "currency": net.settings.currency,
            "rows": {noun: len(table) for noun, table in net.tables.items()}}  # fmt: skip


def comparison_document(comparison: Comparison) -> Document:
    """Every measure of two runs with its paired difference."""
    first, second, units = comparison.first, comparison.second, comparison.units
    return {
        "first": {"question": first.question, "answer": first.answer, "network": first.scenario.network.name},
        "second": {"question": second.question, "answer": second.answer, "network": second.scenario.network.name},
        "replications": first.scenario.replications,
        "days": first.scenario.days,
        "confidence": comparison.confidence,
        "measures": {row.measure.name: {
            "label": row.measure.label_in(units), "unit": row.measure.unit_in(units), "better": row.measure.better,
            "first": interval_document(row.first), "second": interval_document(row.second),
            "difference": interval_document(row.difference),
        } for row in comparison.rows},
    }  # fmt: skip


def branches_document(found: Branched) -> Document:
    """Going on as it is, and each branch with its differences to that."""
    return {
        "as_it_is": {"question": found.question, "answer": found.answer},
        "branches": [{"name": each.name, **each.document} for each in found.branches],
    }


def exposure_document(exposure: Exposure) -> Document:
    """The ranking of failures, the worst first; of those named, their terms."""
    return {
        "network": exposure.network.name, "currency": exposure.network.settings.currency, "start": exposure.start,
        "lasts": exposure.lasts, "capacity": exposure.capacity, "heals": exposure.heals.document(), "days": exposure.days,
        "replications": exposure.replications, "seed": exposure.seed, "service_unit": exposure.unit,
        "failures": [{"rank": rank, **_failure_document(row)} for rank, row in enumerate(exposure.rows, 1)],
        **({"against_static": [_held_document(held) for held in exposure.held]} if exposure.held else {}),
    }  # fmt: skip


def _held_document(held: Held) -> Document:
    return {
        "failure": held.failure, "static_days": finite(held.static_days), "dynamic_days": finite(held.dynamic_days),
        "simulated_days": held.within, "reason": held.reason,
        "parts": [{"reason": part.reason, "days": part.days} for part in held.parts], "said": str(held),
    }  # fmt: skip


def _failure_document(row: FailureExposure) -> Document:
    return {
        "failure": row.failure, "disruption": row.disruption.document(),
        "exposure": {**interval_document(row.exposure), "range": _spread(row.range)},
        "margin_at_risk": _at_risk(row.margin), "revenue_at_risk": _at_risk(row.revenue),
        "impact_days": _spread(row.first_less), "survive_days": _spread(row.survive), "recover_days": _spread(row.recover),
        "tail_days": _spread(row.tail), "loss_area_days": interval_document(row.area),
        "lowest_service": interval_document(row.lowest), "stock_overshoot": interval_document(row.overshoot),
        "bullwhip": [{"echelon": each.echelon, "calm": finite(each.calm), "hit": finite(each.hit)} for each in row.bullwhip],
        "service_lost_points": finite(row.service_lost), "customers": list(row.customers), "reason": row.reason,
    }  # fmt: skip


def _at_risk(risk: AtRisk) -> Document:
    return {**interval_document(risk.mean), "range": _spread(risk.range)}


def _spread(spread: Spread) -> dict[str, float | None]:
    return {name: finite(value) for name, value in spread._asdict().items()}


MONEY = ("exposure", "margin_at_risk", "revenue_at_risk")
DAYS = ("impact_days", "survive_days", "recover_days", "tail_days")
MEANS = ("loss_area_days", "lowest_service", "stock_overshoot")
"""Groups of columns of exposure.csv; money has both an interval and a range, days a range, the others an interval."""


def exposure_rows(exposure: Exposure) -> list[Sequence[object]]:
    """Heading and rows of exposure.csv; days that do not come within the horizon are empty.

    `_low` and `_high` are the ends of a 95 % interval, `_p05` and `_p95` of 90 % of replications.
    """
    echelons = max((each.echelon for row in exposure.rows for each in row.bullwhip), default=0)
    currency = exposure.network.settings.currency
    head = [
        "rank", "failure", *(name + end for name in MONEY for end in ("", "_low", "_high", "_median", "_p05", "_p95")),
        "currency",
        *(name + end for name in DAYS for end in ("", "_p05", "_p95")),
        *(name + end for name in MEANS for end in ("", "_low", "_high")),
        *(f"bullwhip_{at}_{run}" for at in range(1, echelons + 1) for run in ("calm", "hit")),
        "service_lost_points", "customers", "reason",
    ]  # fmt: skip
    rows: list[Sequence[object]] = [head]
    for rank, row in enumerate(exposure.rows, 1):
        money = (row.exposure, row.range, *row.margin, *row.revenue)
        others = (row.first_less, row.survive, row.recover, row.tail, row.area, row.lowest, row.overshoot)
        swings = {each.echelon: each[1:] for each in row.bullwhip}
        none = (math.nan, math.nan)
        rows.append((
            rank, row.failure, *_cells(x for each in money for x in each), currency, *_cells(x for each in others for x in each),
            *_cells(x for at in range(1, echelons + 1) for x in swings.get(at, none)),
            *_cells([row.service_lost]), "; ".join(row.customers), row.reason,
        ))  # fmt: skip
    return rows


def _cells(values: Iterable[float]) -> list[str]:
    """Numbers in full, nothing where they are not finite."""
    return ["" if (x := finite(value)) is None else repr(x) for value in values]


def static_document(exposure: StaticExposure) -> Document:
    """A static ranking, the worst failure first; days are None where nobody ever goes short."""
    return {
        "network": exposure.network.name, "currency": exposure.currency, "lost_undisturbed": exposure.undisturbed,
        "failures": [{
            "rank": rank, "failure": row.failure, "ttr_days": row.ttr_days, "tts_days": finite(row.tts_days),
            "impact": row.impact, "rei": row.rei, "vulnerable": row.vulnerable,
            "lost": [asdict(each) for each in row.lost],
        } for rank, row in enumerate(exposure.rows, 1)],
    }  # fmt: skip


STATIC_HEAD = (
    "rank",
    "failure",
    "ttr_days",
    "tts_days",
    "impact",
    "currency",
    "rei",
    "vulnerable",
    "lost_units",
)


def static_rows(exposure: StaticExposure) -> list[Sequence[object]]:
    """Heading and rows of static.csv; time to survive is empty where nobody ever goes short."""
    rows: list[Sequence[object]] = [STATIC_HEAD]
    for rank, row in enumerate(exposure.rows, 1):
        survives = finite(row.tts_days)
        lost = "; ".join(f"{each.customer}@{each.site}/{each.item}: {each.units!r}" for each in row.lost)
        rows.append((rank, row.failure, repr(row.ttr_days), "" if survives is None else repr(survives), repr(row.impact),
                     exposure.currency, repr(row.rei), "yes" if row.vulnerable else "no", lost))  # fmt: skip
    return rows
