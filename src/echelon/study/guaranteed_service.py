"""Target stocks of a network from guaranteed service: where to begin before anything is simulated.

A stock point is a stage, its recipe's lead time the stage's time, and a lane's lead time that of the flow; holding cost is
the network's. What the clock of the world makes of it is in docs/background/safety-stock.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Context, Decimal
from itertools import accumulate
from statistics import NormalDist

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.table import Table
from echelon.network.build import Structure, build
from echelon.network.demand import factors, variances
from echelon.network.lead import lead_weights
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.study.safety_stock import Placement, place
from echelon.study.stages import Arc, Stage

SAYS = "Target stocks are those of guaranteed service (Graves & Willems 2000)"
_SIX_DIGITS = Context(prec=6, rounding=ROUND_CEILING)


def with_guaranteed_service(net: Network, *, service_level: float = 0.95, service_days: int | Mapping[str, int] = 0,
                            pooling: float = 2.0, within: float = 0.0, branches: int = 2000) -> Network:  # fmt: skip
    """The same network with the `target_stock` of every stock point set by guaranteed service, and a sentence that says so.

    Arguments, errors and source as for `guaranteed_service`. Targets are rounded up to 6 significant digits, which also
    hides the last bits of the machine's library. `initial_stock` stays: where it is empty, the new target.

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 0}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 4}],
    ...     "demand": [{"customer": "c", "site": "Kobe", "item": "drill", "mean_per_day": 9, "shape": "poisson"}]})
    >>> float(with_guaranteed_service(net)["stock point"]["target_stock"][0])
    45.8692
    """
    placed = guaranteed_service(net, service_level=service_level, service_days=service_days, pooling=pooling,
                                within=within, branches=branches)  # fmt: skip
    points = net["stock point"]
    target = np.empty(len(points), dtype=np.float64)
    target[build(net).point_row] = [_rounded_up(held.base_stock) for held in placed.stages]
    table = Table(points.schema, {**points.columns, "target_stock": target}, points.file, points.lines)
    said = [sentence for sentence in net.settings.assumptions if not sentence.startswith(SAYS)]
    settings = replace(net.settings, assumptions=(*said, _sentence(service_level, service_days, placed.gap)))
    return replace(net, settings=settings, tables={**net.tables, "stock point": table})


def guaranteed_service(net: Network, *, service_level: float = 0.95, service_days: int | Mapping[str, int] = 0,
                       pooling: float = 2.0, within: float = 0.0, branches: int = 2000) -> Placement:  # fmt: skip
    """What each stock point (`site/item`) promises and should hold; cost in the network's currency a day.

    net             has passed its checks
    service_level   [0.5, 1), probability that demand of the days to be covered stays within its bound
    service_days    whole day, longest service time promised to customers: of all, or by stock point (0 where not named)
    pooling, within, branches   as in `place`
    `BadScenario`: an argument out of its bounds, or a stock point without customers (E260); flows that meet again too often
    (E261); a policy that is not base stock (E262).
    Source: Graves & Willems, M&SOM 2(1), 2000.

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 0}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 4}],
    ...     "demand": [{"customer": "c", "site": "Kobe", "item": "drill", "mean_per_day": 9, "shape": "poisson"}]})
    >>> guaranteed_service(net, service_days=1)["Kobe/drill"].net
    3
    """
    stages, arcs = stages_of(net, service_level=service_level, service_days=service_days)
    return place(stages, arcs, pooling=pooling, within=within, branches=branches)


def stages_of(net: Network, *, service_level: float = 0.95,
              service_days: int | Mapping[str, int] = 0) -> tuple[list[Stage], list[Arc]]:  # fmt: skip
    """A network's stock points and flows as stages and arcs. Arguments and errors as for `guaranteed_service`.

    A lead time that varies counts with the first whole day by which goods are there with the probability of the service
    level; a season with its mean factor; a flow without share not at all.
    """
    s = build(net)
    promised = service_days if isinstance(service_days, Mapping) else {
        s.points[point]: service_days for point in s.demand_point}  # fmt: skip
    found = [*_findings(net, s, service_level, promised)]
    if found:
        raise BadScenario(found)
    z = NormalDist().inv_cdf(service_level)
    holding = rates(net, s).holding
    mean, sd = _asked(net, s)
    asked = set(s.demand_point.tolist())
    stages = [
        Stage(name, _days(net["recipe"], int(s.recipe_row[point]), service_level), cost=float(holding[point]),
              mean=mean[point], sd=sd[point], z=z, promise=promised.get(name, 0) if point in asked else None)
        for point, name in enumerate(s.points)
    ]  # fmt: skip
    quantity = np.repeat(s.quantity, np.diff(s.flow_start)) * s.share
    arcs = [
        Arc(s.points[s.source[flow]], s.points[s.target(flow)], float(quantity[flow]),
            _days(net["lane"], int(s.lane_row[flow]), service_level))
        for flow in np.flatnonzero(quantity > 0).tolist()
    ]  # fmt: skip
    return stages, arcs


def _asked(net: Network, s: Structure) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of what customers ask of each point on a day, independent of each other."""
    mean, variance, factor = net["demand"]["mean_per_day"], variances(net), factors(net, np.mean)
    means: list[list[float]] = [[] for _ in s.points]
    squares: list[list[float]] = [[] for _ in s.points]
    for row, point in zip(s.demand_row.tolist(), s.demand_point.tolist(), strict=True):
        means[point].append(float(mean[row] * factor[row]))
        squares[point].append(float(variance[row] * factor[row] ** 2))
    return [math.fsum(each) for each in means], [math.sqrt(math.fsum(each)) for each in squares]


def _days(table: Table, row: int, probability: float) -> int:
    """Whole days within which a lane or recipe is done with a probability; 0 for none (row -1)."""
    if row < 0:
        return 0
    weights = lead_weights(str(table["lead_shape"][row]), float(table["lead_days"][row]), float(table["lead_sd_days"][row]),
                           str(table["lead_table"][row]), zero_part=float(table["lead_zero_part"][row]))  # fmt: skip
    done = list(accumulate(weights))
    return next((day for day, chance in enumerate(done) if chance >= probability - 1e-9), len(done) - 1)


def _sentence(service_level: float, service_days: int | Mapping[str, int], gap: float) -> str:
    days = (
        f"{service_days}"
        if isinstance(service_days, int)
        else "/".join(map(str, sorted({0, *service_days.values()})))
    )
    said = (
        f"{SAYS}: service level {service_level:g}, {days} days promised to customers, capacity not looked at"
    )
    return f"{said}; their cost is within {gap:.2g} of the least." if gap else f"{said}."


def _rounded_up(units: float) -> float:
    return float(_SIX_DIGITS.plus(Decimal(repr(units))))


def _findings(
    net: Network, s: Structure, service_level: float, promised: Mapping[str, int]
) -> Iterator[Finding]:
    if not 0.5 <= service_level < 1:
        yield Finding(
            "E260",
            "The `service_level`",
            "must be in [0.5, 1)",
            f"{service_level:g}",
            "Take 0.95 for 19 days of 20",
        )
    served = sorted({s.points[point] for point in s.demand_point})
    for name in sorted(set(promised) - set(served)):
        close = nearest(name, served)
        yield Finding("E260", f"The stock point `{name}` of `service_days`", "must serve a customer", "",
                      f"Did you mean `{close}`?" if close else "Name stock points as `site/item`")  # fmt: skip
    points = net["stock point"]
    for row in np.flatnonzero(points["policy"] != "base_stock").tolist():
        yield points.finding("E262", row, "policy", "must be base_stock for guaranteed service",
                             remedy="Others order in batches, which it does not know")  # fmt: skip
