"""Currencies: what one unit of each is worth in the network's, day by day.

Freight, prices and penalties float with the day. What goods are worth (`unit_value`) is a standard cost: it is converted
once, at the rate of day 0, and does not float, so that a stock that lies still neither gains nor loses.
"""

from __future__ import annotations

import bisect
import datetime
import math

import numpy as np
from numpy.typing import NDArray

from echelon.core.coded import Coded
from echelon.network.model import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Dated = tuple[tuple[str, float], ...]
"""Rates by the dates from which they hold."""


def currencies(net: Network) -> tuple[str, ...]:
    """The network's currency, then the others that have rates, in order of their codes."""
    others = sorted(set(net["exchange rate"]["currency"].tolist()) - {net.settings.currency})
    return (net.settings.currency, *others)


def exchange(net: Network, days: int) -> Floats:
    """Units of the network's currency in one unit of each of `currencies`. `[currency, day]`, row 0 all 1

    A rate holds from its date until the next. NaN before the first one.

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"exchange rate": [
    ...     {"currency": "USD", "date": "2025-12-01", "rate": 0.9}, {"currency": "USD", "date": "2026-01-03", "rate": 0.8}]})
    >>> exchange(net, 4).tolist()
    [[1.0, 1.0, 1.0, 1.0], [0.9, 0.9, 0.8, 0.8]]
    """
    dates = [(net.settings.start + datetime.timedelta(day)).isoformat() for day in range(days)]
    return np.array([[rate_on(dated, date) for date in dates] for dated in dated_rates(net)])


def dated_rates(net: Network) -> tuple[Dated, ...]:
    """Each of `currencies` with its rates and the dates from which they hold, in order; the network's own is always 1."""
    table = net["exchange rate"]
    rows = sorted(
        zip(table["currency"].tolist(), table["date"].tolist(), table["rate"].tolist(), strict=True)
    )
    return (
        (("", 1.0),),
        *(tuple((date, rate) for code, date, rate in rows if code == each) for each in currencies(net)[1:]),
    )


def rate_on(dated: Dated, date: str) -> float:
    """The rate that holds on a date (YYYY-MM-DD); NaN before the first.

    >>> rate_on((("2026-01-01", 0.9), ("2026-01-03", 0.8)), "2026-01-02")
    0.9
    """
    at = bisect.bisect_right(dated, (date, math.inf))
    return dated[at - 1][1] if at else math.nan


def currency_rows(net: Network, codes: Coded) -> Ints:
    """The row of `exchange` of each code; an empty one is the network's. `KeyError` for one without rates."""
    rows = {"": 0} | {code: at for at, code in enumerate(currencies(net))}
    return np.array([rows[code] for code in codes.names], dtype=np.int64)[codes.at]


def standard_costs(net: Network) -> Floats:
    """Worth of one unit of each item, in the network's currency at the rate of day 0. `[item row]`"""
    items = net["item"]
    return np.asarray(
        items["unit_value"] * exchange(net, 1)[:, 0][currency_rows(net, items.coded("currency"))]
    )
