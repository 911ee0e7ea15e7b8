"""How a disruption shows against the calm run: the headline, its phases, the ranking and the comparison."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Disruption, effects_of
from echelon.network.model import Network
from echelon.report.broken import MOST_PLACES, hit_lanes, hit_sites
from echelon.report.course import course, dated, joined, of_one, usual
from echelon.report.losses import estimate
from echelon.report.words import by_chance, days, finding
from echelon.study.compare import compare
from echelon.study.exposure import Exposure, FailureExposure, shortages
from echelon.study.many import Run
from echelon.study.measure import net_of, summed
from echelon.study.scenario import Scenario
from echelon.study.statistics import Spread, cvar, spread
from echelon.study.statistics.exceedance import clopper_pearson

Document = dict[str, object]
Floats = NDArray[np.float64]


class Felt:
    """How a disruption shows against the calm run: loss, first short day and recovery of each replication.

    course    when it warns, strikes and heals in each;  survive  days from the first impact until customers feel it
    typical   the replication whose loss is the median of those in which anything strikes
    """

    def __init__(self, calm: Run, hit: Run) -> None:
        self.scenario, self.horizon = hit.scenario, hit.scenario.days
        self.course, self.dated = course(hit.scenario), dated(hit.scenario)
        self.start = min(self.course.struck_once, self.horizon - 1)
        self.loss = summed(net_of(calm.daily)) - summed(net_of(hit.daily))
        after, recover = shortages(calm.daily, hit.daily, self.start)
        self.felt = self.start + after
        self.survives = np.where(
            np.isfinite(self.felt), np.maximum(0.0, self.felt - self.course.struck), math.inf
        )
        self.survive, self.recover = spread(self.survives), spread(recover)
        met = np.flatnonzero(np.isfinite(self.course.struck))
        among = met if len(met) else np.arange(len(self.loss))
        self.typical = int(among[np.argsort(self.loss[among], kind="stable")[len(among) // 2]])
        self._pair = calm.daily[..., [self.typical]], hit.daily[..., [self.typical]]

    def phases(self) -> tuple[list[Document], str]:
        """What pictures mark, and a line on whose phases these are."""
        met = np.isfinite(self.course.struck)
        if not met.any():
            return [], "Nothing breaks in any replication."
        if self.dated and self._at_once():
            back = Spread(*(self.start + day for day in self.recover))
            found = usual(self.course, self.survives, back, self.horizon)
            drawn = any(key.endswith("_low") for each in found for key in each)
            return (
                found,
                "Phases are medians, the bars at their ends 90 % of replications; at that of the tail a tenth left out in turn."
                if drawn
                else "",
            )
        start = int(self.course.struck[self.typical])
        _, recover = shortages(*self._pair, start)
        found = of_one(
            self.course, self.typical, float(self.felt[self.typical]), start + float(recover[0]), self.horizon
        )
        times = sum(1 for each in found if each["name"] == "impact")
        number = self.course.first + self.typical
        impacts = f"{times} impact{'' if times == 1 else 's'}"
        return found, (
            f"Phases are those of replication {number}, with {impacts} apart from each other: its loss is the "
            f"median of the {met.mean():.0%} in which anything breaks."
        )

    def _at_once(self) -> bool:
        """Whether all that breaks is one stretch of days in the typical replication."""
        number = self.course.first + self.typical
        spans = [
            (float(a), float(b))
            for each in self.course.spells
            for a, b, who in zip(each.struck, each.healed, each.replication, strict=True)
            if who == number
        ]
        return len(joined(spans)) == 1


def felt(calm: Run, hit: Run | None) -> Felt | None:
    """What a disrupted run shows against the calm one; None where nothing is disrupted."""
    return Felt(calm, hit) if hit is not None and hit.scenario.disruptions else None


def title(net: Network, hit: Run | None, exposure: Exposure | None, felt: Felt | None) -> str:
    """The sentence on top of the page: what was lost, what it costs, when it is felt."""
    currency = net.settings.currency
    if hit is not None and felt is not None:
        if not felt.dated:
            names = [cause.name for cause in hit.scenario.disruptions]
            return by_chance(names, float(felt.loss.mean()), cvar(felt.loss), currency)
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
    third = (
        _number("Until service is back", _ends(recover), "days", _median(recover, horizon),
                "leaving out a tenth of replications at a time")
        if felt.dated
        else _number("Years in which customers feel it" if horizon == 365 else "Runs in which customers feel it",
                     _part(felt.felt), "%", "of all replications", "95 % confidence interval")
    )  # fmt: skip
    return [
        _number("Margin at risk", (loss, float(lows[0]), float(lows[1])), currency, "mean loss", most),
        _number("Until the first customer feels it", _ends(survive), "days", _median(survive, horizon), most),
        third,
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


def _part(felt: Floats) -> tuple[float, float, float]:
    """Per cent of replications in which customers feel it, with Clopper and Pearson's interval."""
    hits = int(np.isfinite(felt).sum())
    low, high = clopper_pearson(np.array([hits]), len(felt))
    return 100.0 * hits / len(felt), 100.0 * float(low[0]), 100.0 * float(high[0])


def _ends(found: Spread) -> tuple[float | None, float | None, float | None]:
    median, low, high = (x if math.isfinite(x) else None for x in found)
    return median, low, high


def _median(found: Spread, horizon: int) -> str:
    return "median" if math.isfinite(found.median) else days(found.median, horizon)


def scenarios(hit: Run | None, felt: Felt | None) -> list[Document]:
    """The calm and the disrupted run, with what breaks and its phases."""
    found: list[Document] = [{"id": "calm", "name": "Calm", "kind": "calm", "disruptions": [], "phases": []}]
    if hit is not None and felt is not None:
        name = hit.scenario.name or ", ".join(cause.name for cause in hit.scenario.disruptions)
        phases, note = felt.phases()
        broken = disruptions(hit.scenario)
        found.append({"id": "hit", "name": name, "kind": "disrupted", "disruptions": broken, "by_chance": not felt.dated,
                      "phases": phases, "phases_note": note})  # fmt: skip
    return found


def disruptions(scenario: Scenario) -> list[Document]:
    """What breaks, with the sites that it acts on themselves."""
    return [_disruption(scenario.network, each) for each in effects_of(scenario.disruptions)]


def _disruption(net: Network, disruption: Disruption) -> Document:
    return {"name": disruption.name, "target": ", ".join(disruption.targets), "sites": hit_sites(net, disruption),
            "attribute": disruption.attribute,
            "factor": disruption.strength, "start": disruption.start, "end": disruption.ends,
            "healed": disruption.healed, "shape": disruption.heals.shape}  # fmt: skip


def exposed(net: Network, row: FailureExposure) -> Document:
    """One row of the ranking; None for days that do not come within the horizon."""
    lanes = hit_lanes(net, row.disruption, MOST_PLACES)
    return {
        "site": row.failure, "exposure": estimate(row.exposure, 0), **({"lanes": lanes} if lanes else {}),
        **{f"{name}_days": _days(found) for name, found in
           (("impact", row.first_less), ("tts", row.survive), ("ttr", row.recover), ("tail", row.tail))},
        "area_days": estimate(row.area, 3),
        "service_lost": round(row.service_lost, 3), "customers_hit": list(row.customers), "reason": row.reason,
    }  # fmt: skip


def _days(found: Spread) -> Document | None:
    """A median with its ends; None where it does not come within the horizon."""
    said: Document = dict(zip(("median", "low", "high"), _ends(found), strict=True))
    return said if said["median"] is not None else None


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
        "calm": estimate(row.first), "hit": estimate(row.second), "difference": estimate(row.difference),
    } for row in compare(calm, hit).rows]  # fmt: skip
