"""How a disruption shows against the calm run: the headline, its phases, the ranking and the comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from echelon.disruption import Disruption, effects_of
from echelon.network.model import Network
from echelon.report.words import days, finding
from echelon.study.compare import compare
from echelon.study.exposure import Exposure, FailureExposure, shortages
from echelon.study.many import Run
from echelon.study.measure import net_of, summed
from echelon.study.statistics import Interval, Spread, spread

Document = dict[str, object]


class Felt:
    """How a disruption shows against the calm run: loss, first short day and recovery of each replication."""

    def __init__(self, calm: Run, hit: Run, disruptions: Sequence[Disruption]) -> None:
        self.start = min(disruption.start for disruption in disruptions)
        self.end = max(disruption.ends for disruption in disruptions)
        self.healed = max(disruption.healed for disruption in disruptions)
        self.loss = summed(net_of(calm.daily)) - summed(net_of(hit.daily))
        start = min(self.start, calm.scenario.days - 1)
        survive, recover = shortages(calm.daily, hit.daily, start)
        self.survive, self.recover = spread(survive), spread(recover)
        self.typical = int(np.argsort(self.loss, kind="stable")[len(self.loss) // 2])


def felt(calm: Run, hit: Run | None) -> Felt | None:
    """What a disrupted run shows against the calm one; None where nothing is disrupted."""
    return (
        Felt(calm, hit, effects_of(hit.scenario.disruptions))
        if hit is not None and hit.scenario.disruptions
        else None
    )


def title(net: Network, hit: Run | None, exposure: Exposure | None, felt: Felt | None) -> str:
    """The sentence on top of the page: what was lost, what it costs, when it is felt."""
    currency = net.settings.currency
    if hit is not None and felt is not None:
        return finding(
            effects_of(hit.scenario.disruptions), float(felt.loss.mean()), felt.survive.median, currency
        )
    if exposure and exposure.rows and exposure.rows[0].exposure.mean > 0:
        worst = exposure.rows[0]
        return finding([worst.disruption], worst.exposure.mean, worst.survive.median, currency)
    return f"{net.name}: a calm year"


def headline(felt: Felt, horizon: int, currency: str) -> list[Document]:
    """Four large numbers, each with its range."""
    loss, lows = float(felt.loss.mean()), np.quantile(felt.loss, (0.05, 0.95))
    worst = np.sort(felt.loss)[::-1][: max(1, math.ceil(len(felt.loss) * 0.05))]
    most = "90 % of replications"
    survive, recover = felt.survive, felt.recover
    return [
        _number("Margin at risk", (loss, float(lows[0]), float(lows[1])), currency, "mean loss", most),
        _number("Until the first customer feels it", _ends(survive), "days", _median(survive, horizon), most),
        _number("Until service is back", _ends(recover), "days", _median(recover, horizon),
                "leaving out a tenth of replications at a time"),
        _number("Worst 5 % of cases", (float(worst.mean()), float(worst.min()), float(worst.max())), currency,
                "mean of the worst (CVaR)", "mildest to worst of these"),
    ]  # fmt: skip


def _number(
    label: str, ends: tuple[float | None, float | None, float | None], unit: str, note: str, span: str
) -> Document:
    value, low, high = ends
    return {
        "label": label,
        "value": value,
        "low": low,
        "high": high,
        "unit": unit,
        "note": note,
        "range": span,
    }


def _ends(found: Spread) -> tuple[float | None, float | None, float | None]:
    median, low, high = (x if math.isfinite(x) else None for x in found)
    return median, low, high


def _median(found: Spread, horizon: int) -> str:
    return "median" if math.isfinite(found.median) else days(found.median, horizon)


def scenarios(hit: Run | None, felt: Felt | None) -> list[Document]:
    """The calm and the disrupted run, with what breaks and its phases."""
    found: list[Document] = [{"id": "calm", "name": "Calm", "kind": "calm", "disruptions": [], "phases": []}]
    if hit is not None and felt is not None:
        disruptions = effects_of(hit.scenario.disruptions)
        name = hit.scenario.name or ", ".join(cause.name for cause in hit.scenario.disruptions)
        dated = all(isinstance(cause, Disruption) for cause in hit.scenario.disruptions)
        broken, phases = (
            [_disruption(disruption) for disruption in disruptions],
            _phases(felt, hit.scenario.days) if dated else [],
        )
        found.append(
            {"id": "hit", "name": name, "kind": "disrupted", "disruptions": broken, "phases": phases}
        )
    return found


def _disruption(disruption: Disruption) -> Document:
    return {"name": disruption.name, "target": ", ".join(disruption.targets), "attribute": disruption.attribute,
            "factor": disruption.strength, "start": disruption.start, "end": disruption.ends,
            "healed": disruption.healed, "shape": disruption.heals.shape}  # fmt: skip


def _phases(felt: Felt, horizon: int) -> list[Document]:
    back = felt.start + felt.recover.median if math.isfinite(felt.recover.median) else float(horizon)
    edges = [
        ("down", felt.start, felt.end),
        ("recovering", felt.end, felt.healed),
        ("tail", felt.healed, int(back)),
    ]
    shown = [(name, first, min(last, horizon)) for name, first, last in edges]
    return [{"name": name, "from": first, "to": last} for name, first, last in shown if last > first]


def interval(found: Interval, digits: int = 6) -> Document:
    """A mean and its ends, rounded, as the page reads them."""
    return {
        name: round(value, digits) if math.isfinite(value) else None
        for name, value in found._asdict().items()
    }


def exposed(row: FailureExposure) -> Document:
    """One row of the ranking; None for days that do not come within the horizon."""
    names = ("median", "low", "high")
    survive, recover = (dict(zip(names, _ends(found), strict=True)) for found in (row.survive, row.recover))
    return {
        "site": row.failure, "exposure": interval(row.exposure, 0),
        "tts_days": survive if survive["median"] is not None else None,
        "ttr_days": recover if recover["median"] is not None else None,
        "service_lost": round(row.service_lost, 3), "customers_hit": list(row.customers), "reason": row.reason,
    }  # fmt: skip


def exposure_note(exposure: Exposure) -> str:
    """How the ranking was made."""
    currency = exposure.network.settings.currency
    by_value = (
        f" Service is by value in {currency}: units of items cannot be added."
        if exposure.unit == currency
        else ""
    )
    size = f"{exposure.replications} replications, seed {exposure.seed}, {exposure.days} days"
    return f"Each {exposure.terms}, alone; {size}; 95 % intervals of the mean.{by_value}"


def comparison(calm: Run, hit: Run) -> list[Document]:
    """Every measure in both runs and its paired difference."""
    units = calm.units
    return [{
        "kpi": row.measure.name, "label": row.measure.label_in(units), "unit": row.measure.unit_in(units),
        "calm": interval(row.first), "hit": interval(row.second), "difference": interval(row.difference),
    } for row in compare(calm, hit).rows]  # fmt: skip
