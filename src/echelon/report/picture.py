"""The network as the page draws it: sites, lanes and customers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from echelon.network.model import Network, words
from echelon.network.totals import totals
from echelon.report import figures
from echelon.report.broken import lanes_hit
from echelon.report.losses import estimate
from echelon.study.many import Prepared, Run
from echelon.study.measure import ratio
from echelon.study.scenario import Scenario
from echelon.study.statistics import mean_interval

Document = dict[str, object]


def drawn(
    net: Network, prepared: Prepared, calm: Run | None, hit: Run | None, breaks: Scenario | None = None
) -> Document:
    """Sites with their echelon and stock, lanes with what passes them, customers with their service where that was run.

    breaks   what hits lanes
    """
    settings = net.settings
    return {
        "name": net.name, "description": settings.description, "currency": settings.currency,
        "start_date": settings.start_date, "fictional": settings.fictional,
        "sites": _sites(net, prepared), "lanes": _lanes(net, prepared, breaks), "customers": _customers(net, prepared, calm, hit),
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


def _lanes(net: Network, prepared: Prepared, breaks: Scenario | None) -> list[Document]:
    table = net["lane"]
    hit = lanes_hit(breaks) if breaks is not None else np.zeros(len(table), dtype=bool)
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
        **({"hit": True} if hit[rows].any() else {}),
    } for (source, to, via), rows in grouped.items()]  # fmt: skip


def _customers(net: Network, prepared: Prepared, calm: Run | None, hit: Run | None) -> list[Document]:
    table, rows = net["demand"], prepared.structure.demand_row
    grouped: dict[tuple[str, str], list[int]] = {}
    for at, row in enumerate(rows.tolist()):
        grouped.setdefault((str(table["customer"][row]), str(table["site"][row])), []).append(at)
    found = []
    for (name, site), mine in grouped.items():
        unit, weights = totals(net, prepared.structure, prepared.rates, mine)
        found.append({
            "name": name, "site": site, "items": sorted({str(table["item"][rows[at]]) for at in mine}),
            "demand_per_day": round(float((table["mean_per_day"][rows[mine]] * weights).sum()), 2), "unit": unit,
            "service_calm": _service(calm, mine, weights), "service_hit": _service(hit, mine, weights),
        })  # fmt: skip
    return found


def _service(run: Run | None, demands: list[int], weights: NDArray[np.float64]) -> Document | None:
    if run is None:
        return None
    asked, on_time = ((run.customer[total][demands] * weights[:, None]).sum(axis=0) for total in (0, 1))
    return estimate(mean_interval(100.0 * ratio(on_time, asked)), 3)
