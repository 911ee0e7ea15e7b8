"""Answers as JSON values, for machines: what `--json` prints and, one day, HTTP answers. Every number is finite or None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from echelon.app.kept import finite, interval_document
from echelon.core.errors import EchelonError, Finding

if TYPE_CHECKING:
    from echelon.app.moments import Branched
    from echelon.network.model import Network
    from echelon.study.compare import Comparison
    from echelon.study.exposure import Exposure
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
    """The ranking of sites, the worst first."""
    return {
        "network": exposure.network.name, "currency": exposure.network.settings.currency, "start": exposure.start,
        "lasts": exposure.lasts, "days": exposure.days, "replications": exposure.replications, "seed": exposure.seed,
        "service_unit": exposure.unit,
        "sites": [{
            "rank": rank, "site": row.site, "exposure": interval_document(row.exposure),
            "survive_days": _spread(row.survive), "recover_days": _spread(row.recover),
            "service_lost_points": finite(row.service_lost), "customers": list(row.customers), "reason": row.reason,
        } for rank, row in enumerate(exposure.rows, 1)],
    }  # fmt: skip


def _spread(spread: Spread) -> dict[str, float | None]:
    return {name: finite(value) for name, value in spread._asdict().items()}


EXPOSURE_HEAD = ("rank", "site", "exposure", "exposure_low", "exposure_high", "currency", "survive_days", "recover_days",
                 "service_lost_points", "customers", "reason")  # fmt: skip


def exposure_rows(exposure: Exposure) -> list[Sequence[object]]:
    """Heading and rows of exposure.csv; days that do not come within the horizon are empty."""
    currency = exposure.network.settings.currency
    rows: list[Sequence[object]] = [EXPOSURE_HEAD]
    for rank, row in enumerate(exposure.rows, 1):
        ends = [finite(x) for x in (*row.exposure, row.survive.median, row.recover.median)]
        mean, low, high, survive, recover = ("" if x is None else repr(x) for x in ends)
        rows.append((rank, row.site, mean, low, high, currency, survive, recover, repr(row.service_lost),
                     "; ".join(row.customers), row.reason))  # fmt: skip
    return rows


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
