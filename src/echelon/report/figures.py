"""Series for pictures: fans over time, and the spread of shortages over sites."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.network.rates import Rates
from echelon.network.totals import weighed
from echelon.study.many import Prepared, Run
from echelon.study.measure import MEASURES, net_of, ratio
from echelon.study.statistics import bands
from echelon.world.counted import BACKLOG, DEMANDED, ON_TIME, STOCK_VALUE
from echelon.world.run import states

Floats = NDArray[np.float64]
WEEK = 7


def trailing(series: Floats, window: int = WEEK) -> Floats:
    """Sum over the last `window` days, fewer at the start. `[day, replication]`"""
    total = np.cumsum(series, axis=0)
    total[window:] = total[window:] - total[:-window]
    return total


def fans(calm: Run, hit: Run | None) -> list[dict[str, object]]:
    """Bands of service, backlog and stock by day of each run, and of the loss against the calm one."""
    found = []
    for run, scenario in ((calm, "calm"), (hit, "hit")):
        if run is None:
            continue
        found += [
            fan(kpi, label, unit, scenario, series, digits)
            for kpi, label, unit, series, digits in levels(run)
        ]
        if run is hit:
            lost = np.cumsum(net_of(calm.daily) - net_of(run.daily), axis=0)
            found.append(
                fan("lost", "Margin less costs, lost so far", calm.units.currency, scenario, lost, 0)
            )
    return found


def levels(run: Run) -> list[tuple[str, str, str, Floats, int]]:
    """Service, backlog and stock: KPI, label, unit, `[day, replication]`, digits."""
    currency, unit = run.units
    daily = run.daily
    filled = f"{MEASURES['fill_rate'].label_in(run.units)}, last 7 days"
    service = 100.0 * ratio(trailing(daily[ON_TIME]), trailing(daily[DEMANDED]))
    return [
        ("fill_rate", filled, "%", service, 2),
        ("backlog", "Backlog of customers", unit, daily[BACKLOG], 1),
        ("stock_value", "Stock value", currency, daily[STOCK_VALUE], 0),
    ]


def fan(kpi: str, label: str, unit: str, scenario: str, series: Floats, digits: int) -> dict[str, object]:
    """The quantiles of one series over replications, by day. `[day, replication]`"""
    quantiles = {name: np.round(values, digits).tolist() for name, values in bands(series).items()}
    return {"kpi": kpi, "label": label, "unit": unit, "scenario": scenario, **quantiles}


def stock_by_site(prepared: Prepared, sites: int, lane: int) -> Floats:
    """Mean value of stock at each site over a replication. `[site]`"""
    value = np.zeros(len(prepared.structure.points))
    for _, state, _, _ in states(prepared.job, lane):
        value += state.stock[:, 0] * prepared.rates.value
    return _sums(prepared.structure.site, value / prepared.job.days, sites)


def cascade(prepared: Prepared, net: Network, lane: int, every: int) -> dict[str, object]:
    """The part of what was wanted of each site that it could not give, every so many days of a replication.

    By worth; where nothing of a site is worth anything by quantity, if its units can be added. Sites that never fall short are
    left out.
    """
    structure, weights = prepared.structure, _weights(net, prepared)
    names = net["site"]["name"].tolist()
    wanted, missing = [], []
    for _, state, _, moves in states(prepared.job, lane):
        gone = _sums(structure.demand_point, moves["gone"][:, 0], len(structure.points))
        short = (state.owed[:, 0] + gone) * weights
        out = moves["issued"][:, 0] * weights
        missing.append(_sums(structure.site, short, len(names)))
        wanted.append(_sums(structure.site, short + out, len(names)))
    part = 1.0 - ratio(np.array(wanted) - np.array(missing), np.array(wanted))
    shown = np.round(part[::every], 2)
    felt = np.flatnonzero(shown.max(axis=0) > 0)
    sites = [{"name": names[site], "short": shown[:, site].tolist()} for site in felt.tolist()]
    return {"days": list(range(0, len(part), every)), "sites": sites}


def _weights(net: Network, prepared: Prepared) -> Floats:
    """What a unit of each stock point counts in a sum over its site. `[P]`"""
    s, weights = prepared.structure, prepared.rates.value.copy()
    units = net["item"]["unit"][s.item]
    worth = _sums(s.site, weights, len(net["site"]))
    for site in np.unique(s.site[worth[s.site] == 0.0]).tolist():
        here = np.flatnonzero(s.site == site)
        weights[here] = weighed(units[here].tolist(), weights[here], net.settings.currency).weights
    return weights


def _sums(owner: NDArray[np.int64], values: Floats, count: int) -> Floats:
    """Values added up by owner. `[count]`"""
    return np.bincount(owner, values, minlength=count).astype(np.float64)


def value_per_day(rates: Rates, structure: Structure, lanes: int) -> Floats:
    """Mean value that passes each lane a day. `[lane]`"""
    real = structure.lane_row >= 0
    group_of = np.repeat(np.arange(len(structure.quantity)), np.diff(structure.flow_start))
    value = rates.group_value[group_of] * rates.flow_need
    return _sums(structure.lane_row[real], value[real], lanes)
