"""Results → the document of a report (schema `echelon-report/1`, written out in `web/src/document.ts`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.disruption.impact import Disruption
from echelon.network.model import Network, words
from echelon.report import figures
from echelon.report.pages import SCHEMA
from echelon.report.words import NOT_MODELLED, days, finding
from echelon.study.compare import compare
from echelon.study.exposure import Exposure, SiteExposure, shortages
from echelon.study.many import Prepared, Run, prepare_run
from echelon.study.measure import net_of, over_days, ratio
from echelon.study.statistics import Interval, Spread, mean_interval, spread

Floats = NDArray[np.float64]
Document = dict[str, object]


def document(*, net: Network, calm: Run, hit: Run | None = None, exposure: Exposure | None = None, command: str = "",
             inputs: Sequence[Mapping[str, str]] = (), version: str = "") -> Document:  # fmt: skip
    """Everything the page shows, computed.

    calm, hit   two runs of the same question without and with its disruptions
    exposure    the ranking of sites, if it was made
    command     what to type to get this report again; inputs files with their digests
    """
    scenario, currency = calm.scenario, net.settings.currency
    prepared = prepare_run(scenario)
    felt = _felt(calm, hit)
    asked = hit if hit is not None else calm
    return {
        "schema": SCHEMA,
        "title": _title(net, hit, exposure, felt),
        "network": _network(net, prepared, calm, hit),
        "horizon": {"days": scenario.days, "replications": scenario.replications, "seed": scenario.seed},
        "scenarios": _scenarios(hit, felt),
        "fans": figures.fans(calm, hit, currency),
        "headline": _headline(felt, scenario.days, currency) if felt else [],
        "exposure": [_exposed(row) for row in exposure.rows] if exposure else [],
        "exposure_note": _exposure_note(exposure) if exposure else "",
        "comparison": _comparison(calm, hit, currency) if hit is not None else [],
        "cascade": _cascade(net, hit, felt),
        "run": {"version": version, "question": asked.question, "answer": asked.answer, "command": command,
                "laws": asked.laws, "inputs": [dict(each) for each in inputs]},
        "assumptions": list(net.settings.assumptions),
        "not_modelled": list(NOT_MODELLED),
    }  # fmt: skip


class _Felt:
    """How a disruption shows against the calm run: loss, first short day and recovery of each replication."""

    def __init__(self, calm: Run, hit: Run, disruptions: Sequence[Disruption]) -> None:
        self.start = min(disruption.start for disruption in disruptions)
        self.end = max(disruption.start + disruption.lasts for disruption in disruptions)
        self.healed = max(disruption.healed for disruption in disruptions)
        self.loss = over_days(net_of(calm.daily)[None], 0) - over_days(net_of(hit.daily)[None], 0)
        start = min(self.start, calm.scenario.days - 1)
        survive, recover = shortages(calm.daily, hit.daily, start)
        self.survive, self.recover = spread(survive), spread(recover)
        self.typical = int(np.argsort(self.loss, kind="stable")[len(self.loss) // 2])


def _felt(calm: Run, hit: Run | None) -> _Felt | None:
    return (
        _Felt(calm, hit, hit.scenario.disruptions) if hit is not None and hit.scenario.disruptions else None
    )


def _title(net: Network, hit: Run | None, exposure: Exposure | None, felt: _Felt | None) -> str:
    currency = net.settings.currency
    if hit is not None and felt is not None:
        return finding(hit.scenario.disruptions, float(felt.loss.mean()), felt.survive.median, currency)
    if exposure and exposure.rows and exposure.rows[0].exposure.mean > 0:
        worst = exposure.rows[0]
        loss = Disruption("loss", worst.site, capacity=0.0, start=exposure.start, lasts=exposure.lasts)
        return finding([loss], worst.exposure.mean, worst.survive.median, currency)
    return f"{net.name}: a calm year"


def _headline(felt: _Felt, horizon: int, currency: str) -> list[Document]:
    low, high = (float(x) for x in np.quantile(felt.loss, (0.05, 0.95)))
    worst = np.sort(felt.loss)[::-1][: max(1, math.ceil(len(felt.loss) * 0.05))]
    mean = mean_interval(worst)
    return [
        _number(
            "Margin at risk",
            float(felt.loss.mean()),
            low,
            high,
            currency,
            "mean loss; 90 % of replications lie between",
        ),
        _number(
            "Until the first customer feels it", *_ends(felt.survive), "days", _when(felt.survive, horizon)
        ),
        _number("Until service is back", *_ends(felt.recover), "days", _when(felt.recover, horizon)),
        _number(
            "Worst 5 % of cases",
            mean.mean,
            float(worst.min()),
            float(worst.max()),
            currency,
            "mean of the worst (CVaR)",
        ),
    ]


def _number(
    label: str, value: float | None, low: float | None, high: float | None, unit: str, note: str
) -> Document:
    return {"label": label, "value": value, "low": low, "high": high, "unit": unit, "note": note}


def _ends(found: Spread) -> tuple[float | None, float | None, float | None]:
    median, low, high = (x if math.isfinite(x) else None for x in found)
    return median, low, high


def _when(found: Spread, horizon: int) -> str:
    return f"median {days(found.median, horizon)}; 90 % of replications lie between"


def _scenarios(hit: Run | None, felt: _Felt | None) -> list[Document]:
    found: list[Document] = [{"id": "calm", "name": "Calm", "kind": "calm", "disruptions": [], "phases": []}]
    if hit is not None and felt is not None:
        disruptions = hit.scenario.disruptions
        name = hit.scenario.name or ", ".join(disruption.name for disruption in disruptions)
        broken, phases = (
            [_disruption(disruption) for disruption in disruptions],
            _phases(felt, hit.scenario.days),
        )
        found.append(
            {"id": "hit", "name": name, "kind": "disrupted", "disruptions": broken, "phases": phases}
        )
    return found


def _disruption(disruption: Disruption) -> Document:
    return {"name": disruption.name, "target": ", ".join(disruption.targets), "attribute": disruption.attribute,
            "factor": disruption.strength, "start": disruption.start, "end": disruption.start + disruption.lasts,
            "healed": disruption.healed, "shape": disruption.heals.shape}  # fmt: skip


def _phases(felt: _Felt, horizon: int) -> list[Document]:
    back = felt.start + felt.recover.median if math.isfinite(felt.recover.median) else float(horizon)
    edges = [
        ("down", felt.start, felt.end),
        ("recovering", felt.end, felt.healed),
        ("tail", felt.healed, int(back)),
    ]
    shown = [(name, first, min(last, horizon)) for name, first, last in edges]
    return [{"name": name, "from": first, "to": last} for name, first, last in shown if last > first]


def _network(net: Network, prepared: Prepared, calm: Run, hit: Run | None) -> Document:
    settings = net.settings
    return {
        "name": net.name, "description": settings.description, "currency": settings.currency,
        "start_date": settings.start_date, "fictional": settings.fictional,
        "sites": _sites(net, prepared), "lanes": _lanes(net, prepared), "customers": _customers(net, prepared, calm, hit),
    }  # fmt: skip


def _sites(net: Network, prepared: Prepared) -> list[Document]:
    table, s = net["site"], prepared.structure
    level = np.full(len(table), -1, dtype=np.int64)
    np.maximum.at(level, s.site, s.level)
    level = _passed_levels(net, level)
    stock = figures.stock_by_site(prepared, len(table), 0)
    items, feeds = _by_site(net, "stock point", "site", "item"), _by_site(net, "lane", "from", "to")
    return [{
        "name": str(name), "role": str(table["role"][row]), "country": str(table["country"][row]),
        "region": str(table["region"][row]), "lat": _finite(table["latitude"][row]), "lon": _finite(table["longitude"][row]),
        "echelon": int(level[row]), "items": items.get(name, []), "feeds": feeds.get(name, []),
        "stock_value": float(round(stock[row])),
    } for row, name in enumerate(table["name"])]  # fmt: skip


def _passed_levels(net: Network, level: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ports and canals stand one step after the sites that ship through them."""
    at = {str(name): row for row, name in enumerate(net["site"]["name"])}
    passed = level.copy()
    for source, via in zip(net["lane"]["from"], net["lane"]["via"], strict=True):
        for name in words(via):
            if level[at[name]] < 0:
                passed[at[name]] = max(passed[at[name]], level[at[str(source)]] + 1)
    return np.maximum(passed, 0)


def _by_site(net: Network, noun: str, key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for name, other in zip(net[noun][key], net[noun][value], strict=True):
        found.setdefault(str(name), {})[str(other)] = None
    return {name: sorted(others) for name, others in found.items()}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _lanes(net: Network, prepared: Prepared) -> list[Document]:
    table = net["lane"]
    value = figures.value_per_day(prepared.rates, prepared.structure, len(table))
    grouped: dict[tuple[str, str, str], list[int]] = {}
    for row in range(len(table)):
        grouped.setdefault(
            (str(table["from"][row]), str(table["to"][row]), str(table["via"][row])), []
        ).append(row)
    return [{
        "from": source, "to": to, "items": sorted({str(table["item"][row]) for row in rows}),
        "modes": sorted({str(table["mode"][row]) for row in rows}), "via": list(words(via)),
        "lead_days": round(float(np.mean(table["lead_days"][rows])), 1), "value_per_day": round(float(value[rows].sum()), 2),
    } for (source, to, via), rows in grouped.items()]  # fmt: skip


def _customers(net: Network, prepared: Prepared, calm: Run, hit: Run | None) -> list[Document]:
    table, rows = net["demand"], prepared.structure.demand_row
    grouped: dict[tuple[str, str], list[int]] = {}
    for at, row in enumerate(rows.tolist()):
        grouped.setdefault((str(table["customer"][row]), str(table["site"][row])), []).append(at)
    return [{
        "name": name, "site": site, "items": sorted({str(table["item"][rows[at]]) for at in mine}),
        "demand_per_day": round(float(table["mean_per_day"][rows[mine]].sum()), 2),
        "service_calm": _service(calm, mine), "service_hit": _service(hit, mine) if hit is not None else None,
    } for (name, site), mine in grouped.items()]  # fmt: skip


def _service(run: Run, demands: list[int]) -> Document:
    asked, on_time = (run.customer[total][demands].sum(axis=0) for total in (0, 1))
    return _interval(mean_interval(100.0 * ratio(on_time, asked)), 3)


def _interval(found: Interval, digits: int = 6) -> Document:
    return {name: round(value, digits) for name, value in found._asdict().items()}


def _exposed(row: SiteExposure) -> Document:
    names = ("median", "low", "high")
    survive, recover = (dict(zip(names, _ends(found), strict=True)) for found in (row.survive, row.recover))
    return {
        "site": row.site, "exposure": _interval(row.exposure, 0),
        "tts_days": survive if survive["median"] is not None else None,
        "ttr_days": recover if recover["median"] is not None else None,
        "service_lost": round(row.service_lost, 3), "customers_hit": list(row.customers), "reason": row.reason,
    }  # fmt: skip


def _exposure_note(exposure: Exposure) -> str:
    return (
        f"Each site makes and ships nothing from day {exposure.start} for {exposure.lasts} days; {exposure.replications} "
        f"replications, seed {exposure.seed}, {exposure.days} days; 95 % intervals of the mean."
    )


def _comparison(calm: Run, hit: Run, currency: str) -> list[Document]:
    return [{
        "kpi": row.measure.name, "label": row.measure.label, "unit": row.measure.unit.replace("{currency}", currency),
        "calm": _interval(row.first), "hit": _interval(row.second), "difference": _interval(row.difference),
    } for row in compare(calm, hit).rows]  # fmt: skip


def _cascade(net: Network, hit: Run | None, felt: _Felt | None) -> Document | None:
    if hit is None or felt is None:
        return None
    names = [str(name) for name in net["site"]["name"]]
    every = 1 if len(names) <= 200 else max(2, hit.scenario.days // 120)
    return figures.cascade(prepare_run(hit.scenario), names, felt.typical, every)
