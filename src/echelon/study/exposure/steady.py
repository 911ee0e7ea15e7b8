"""A network without chance and seasons: what static exposure is asked of, for the world to be asked the same.

Means stand in the place of distributions and calendars: demand, lead times in whole days, yields, capacities. What is left to
differ from the static model is time and policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from echelon.core.table import Table
from echelon.network.check.times import mean_leads
from echelon.network.demand import factors
from echelon.network.model import Network
from echelon.study.static.convert import means, scaled

SURE_LEADS = {"lead_shape": "constant", "lead_sd_days": 0.0, "lead_table": "", "lead_zero_part": 0.0}
SURE_DEMAND = {"shape": "constant", "sd_per_day": 0.0, "active_part": 1.0, "trend_per_year": 0.0, "calendar": "",
               "correlation": 0.0}  # fmt: skip


def steady(net: Network) -> Network:
    """The network as it is on a mean day.

    >>> from echelon.testing.networks import hand_made
    >>> steady(hand_made())["demand"]["shape"].tolist(), steady(hand_made())["lane"]["lead_days"].tolist()
    (['constant', 'constant'], [24.0, 4.0, 11.0, 2.0, 2.0])
    """
    changed: dict[str, Mapping[str, Any]] = {
        "demand": {**SURE_DEMAND, "mean_per_day": net.tables["demand"]["mean_per_day"] * factors(net, np.mean)},
        "lane": {**SURE_LEADS, "lead_days": _whole(net.tables["lane"])},
        "recipe": {**SURE_LEADS, "lead_days": _whole(net.tables["recipe"]), "yield_sd": 0.0, "calendar": "",
                   "capacity_per_day": _scaled(net, "recipe", "capacity_per_day", "calendar")},
        "resource": {"calendar": "", "hours_per_day": _scaled(net, "resource", "hours_per_day", "calendar")},
        "site": {"handling_calendar": "", "handling_per_day": _scaled(net, "site", "handling_per_day", "handling_calendar")},
    }  # fmt: skip
    return replace(
        net, tables={noun: _with(table, changed.get(noun, {})) for noun, table in net.tables.items()}
    )


def _whole(table: Table) -> Any:
    return np.floor(mean_leads(table) + 0.5)


def _scaled(net: Network, noun: str, column: str, calendar: str) -> Any:
    table = net.tables[noun]
    return scaled(table[column], means(net, table.coded(calendar)))


def _with(table: Table, cells: Mapping[str, Any]) -> Table:
    """The table with other columns; one value stands for all rows."""
    if not cells or not len(table):
        return table
    columns = dict(table.columns)
    for name, value in cells.items():
        columns[name] = np.broadcast_to(np.asarray(value, dtype=columns[name].dtype), len(table)).copy()
        columns[name].setflags(write=False)
    return replace(table, columns=columns)
