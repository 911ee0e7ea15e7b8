"""Supply that breaks down by chance, met exactly: the World lives through every length of outage, theory says how likely each is.

One lane per state. After a recovery every order is filled at once, so the state of a base stock is the number n of days
in a row that its supply has been down, and a cycle of the economic order quantity is known by the wait at its end. Simulated
costs of the states, weighted with their probabilities, leave nothing to chance: plain simulation would need ten million
days for 0.2 %. `test_drawn_outages` does it with chance after all, with what is known about n as control variates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from theory import Answer, Row, base_stock, cases, hold, s_s

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.run import Job
from echelon.world.tables import Changes

BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed."
TOMLIN = "Tomlin, On the Value of Mitigation and Contingency Strategies, Mgmt Sci. 52(5), 2006, special case"
SCHMITT = "Schmitt, Sun, Snyder & Shen, Centralization versus Decentralization, Omega 52, 2015"
H, P, DEMAND, ALPHA, BETA = 0.25, 3, 2000, 0.04, 0.25
EXAMPLE_9_3 = {8000: 2737.06896551724, 2000: 3310.344790905193, 12000: 3075.161603601367}
"""Holding and stock-out cost, demand, probabilities of breaking down and of recovering; base stock → cost of a period."""
POOLED = {1: (53144229.34007135, 53144229.34007135), 4: (212576917.3602854, 850307669.4411416),
          10: (531442293.4007135, 5314422934.007135)}  # fmt: skip
"""Retailers with 8000 each → variance of a period's cost with an outage each, and with one for all."""
LENGTHS = {
    (0.90, 2): (2, 0.14249999999999996, 0.2), (0.90, 4): (3, 0.3071874999999995, 0.4), (0.90, 10): (8, 0.8019905704999996, 1.0),
    (0.90, 20): (15, 1.622911583335479, 2.0), (0.90, 50): (37, 4.086131544618393, 5.0), (0.98, 2): (0, 0.04, 0.04),
    (0.98, 4): (0, 0.08, 0.08), (0.98, 10): (0, 0.2, 0.2), (0.98, 20): (0, 0.4, 0.4), (0.98, 50): (0, 1.0, 1.0),
}  # fmt: skip
"""Tomlin: part of time up, mean length of an outage → periods of extra stock, its cost, cost of accepting outages (h = 0.05,
p = 1, demand 1)."""
EOQD = {
    "eoqd_example_9_1": (f"{BOOK}, example 9.1", 8, 0.225, 5, 1300, 1.5, 14,
                         {772.8110739983106: 173.95000257319708, 773.1432417118889: 173.957229385175, 800: 174.05247221204172}),
    "eoqd_problem_9_8": (f"{BOOK}, problem 9.8", 35, 4, 22, 30, 1, 12, {24.066300045604976: 96.26659090113583}),
}  # fmt: skip
"""Case → source, K, h, p, demand a year, outages and recoveries a year, order quantity → cost a year.

The book's approximate quantity has its approximate cost, which is 0.004 % above the exact one."""
MOST, WAITS, CUTS = 1000, 700, 400
"""Lanes: longest outage in days, longest wait in ticks; ticks in which an order quantity is sold."""


def supplied(rows: dict[str, Row]) -> Network:
    """Shops fed by one supplier, which has all that is asked for on the day, unless it is down."""
    supplier = {"name": "supplier"}
    return network(Settings("supplied"), {
        "site": [supplier, *({"name": name} for name in rows)], "item": [{"name": "x"}],
        "stock point": [{"site": "supplier", "item": "x", "target_stock": 0},
                        *({"site": name, "item": "x", **row["policy"]} for name, row in rows.items())],
        "recipe": [{"site": "supplier", "item": "x"}],
        "lane": [{"from": "supplier", "to": name, "item": "x", "lead_days": row["lead"]} for name, row in rows.items()],
        "demand": [{"customer": "c", "site": name, "item": "x", **row["demand"]} for name, row in rows.items()],
    })  # fmt: skip


def outages(first: int, count: int) -> list[Close]:
    """The supplier is down for n days from day `first`, in lane n."""
    return [Close(("site", 0), first, first + n, lanes=(n, n + 1)) for n in range(1, count)]


def base_stock_costs(levels: Sequence[float], demand: float, h: float, p: float) -> Any:
    """Cost of a period that ends n days in a row down, this one included, of shops by their base stock. `[shop, n]`

    Our supplier ships on the day before, so that the textbook's period without a lead time is our lead time of a day.
    """
    rows = {
        f"{at}": {"policy": base_stock(level), "lead": 1, "demand": {"mean_per_day": demand}}
        for at, level in enumerate(levels)
    }
    closed = [replace(each, start=MOST - each.end + 1, end=MOST) for each in outages(1, MOST)]
    s, job = job_of(supplied(rows), MOST + 2, MOST, closed=closed)
    *_, before, last = ((day.state.stock.copy(), day.state.owed.copy()) for day in walk(job))
    at = [s.points.index(f"{at}/x") for at in range(len(levels))]
    assert (
        last[0][at] - last[1][at] == np.array(levels)[:, None] - demand
    ).all()  # one day after: all as in calm
    return h * before[0][at] + p * before[1][at]


def likely(alpha: float, beta: float) -> Any:
    """Probability of n days in a row down. `[n]`"""
    n = np.arange(MOST)
    down = alpha * beta / (alpha + beta) * (1 - beta) ** (n - 1)
    return np.where(n == 0, beta / (alpha + beta), down)


def base_stock_answers() -> Iterator[Answer]:
    costs = base_stock_costs(list(EXAMPLE_9_3), DEMAND, H, P) @ likely(ALPHA, BETA)
    for (level, published), cost in zip(EXAMPLE_9_3.items(), costs, strict=True):
        yield Answer(
            f"base stock with outages, S = {level}",
            "cost of a period",
            published,
            cost,
            f"{BOOK}, example 9.3",
        )


def tomlin_answers() -> Iterator[Answer]:
    levels = sorted({1, *(extra + 1 for extra, _, _ in LENGTHS.values())})
    costs = base_stock_costs(levels, 1, 0.05, 1)
    for (up, length), (extra, mitigated, accepted) in LENGTHS.items():
        weights = likely((1 - up) / up / length, 1 / length)
        name = f"one unreliable supplier, up {up:g} of the time, outages of {length} periods"
        for what, level, published in (("with extra stock", extra + 1, mitigated), ("without", 1, accepted)):
            yield Answer(
                name, f"cost of a period {what}", published, costs[levels.index(level)] @ weights, TOMLIN
            )


def cycles(q: float) -> tuple[Any, Any, Any]:
    """Of a cycle whose order waits for n ticks at its end: ticks, sum of mean levels, units lost. `[n]`"""
    net = supplied(
        {
            "shop": {
                "policy": s_s(1e-6 * q, q),
                "lead": 0,
                "demand": {"mean_per_day": q / CUTS, "unmet": "lost"},
            }
        }
    )
    s, job = job_of(net, CUTS + WAITS + 1, WAITS, closed=outages(CUTS, WAITS))
    shop = s.points.index("shop/x")
    held, lost, filled = (np.zeros((job.days, WAITS)) for _ in range(3))
    for day in walk(job):
        gone = day.moved["gone"][0]
        held[day.day] = day.state.stock[shop] + (q / CUTS - gone) / 2
        lost[day.day], filled[day.day] = gone, day.moved["received"][0]
    ticks = (filled > 0).argmax(axis=0)
    within = np.arange(job.days)[:, None] < ticks
    return ticks, (held * within).sum(axis=0), (lost * within).sum(axis=0)


def eoqd_answers() -> Iterator[Answer]:
    for case, (source, k, h, p, demand, breaks, heals, quantities) in EOQD.items():
        for q, published in quantities.items():
            tick = q / CUTS / demand
            down = breaks / (breaks + heals) * -math.expm1(-(breaks + heals) * q / demand)
            edges = np.exp(-heals * tick * np.maximum(np.arange(WAITS + 1) - 0.5, 0))
            weights = down * -np.diff(edges) + (1 - down) * (np.arange(WAITS) == 0)
            ticks, held, lost = cycles(q)
            cost = ((k + h * tick * held + p * lost) * weights).sum() / (tick * ticks * weights).sum()
            yield Answer(
                f"{case.replace('_', ' ')}, Q = {q:.6g}", "cost a year", published, cost, source, 0.01
            )


def pooled_answers() -> Iterator[Answer]:
    """Retailers behind one supplier, and retailers on lanes of their own: two of these in every combination of outages."""
    weights, together = likely(ALPHA, BETA), covariance()
    for count, (apart, pooled) in POOLED.items():
        costs = base_stock_costs([8000] * count, DEMAND, H, P)
        alone, total = costs[0], costs.sum(axis=0)
        variance = count * float((alone - alone @ weights) ** 2 @ weights) + count * (count - 1) * together
        name = f"{count} retailers with 8000 each"
        yield Answer(name, "mean cost of a period", count * 79375 / 29, total @ weights, SCHMITT)
        yield Answer(name, "variance, an outage each", apart, variance, SCHMITT)
        yield Answer(
            name, "variance, one outage for all", pooled, (total - total @ weights) ** 2 @ weights, SCHMITT
        )


def covariance(most: int = 120) -> float:
    """Of the costs of two shops on lanes of their own, one lane of the run for each pair of states."""
    shop = {"policy": base_stock(8000), "lead": 1, "demand": {"mean_per_day": DEMAND}}
    closed = [Close(("lane", 0), most - n, most, lanes=(n * most, (n + 1) * most)) for n in range(1, most)]
    closed += [
        Close(("lane", 1), most - n, most, lanes=(m * most + n, m * most + n + 1))
        for n in range(1, most)
        for m in range(most)
    ]
    s, job = job_of(supplied({"one": shop, "two": shop}), most + 1, most * most, closed=closed)
    *_, day = walk(job)
    at = [s.points.index(name) for name in ("one/x", "two/x")]
    one, two = H * day.state.stock[at] + P * day.state.owed[at]
    joint = np.outer(likely(ALPHA, BETA)[:most], likely(ALPHA, BETA)[:most]).ravel()
    return float((one * two) @ joint - (one @ joint) * (two @ joint))


def drawn(job: Job, down: Any) -> Job:
    """The job with its first gate closed where `down` [day, lane] says so."""
    before = np.vstack([np.zeros((1, down.shape[1]), dtype=bool), down[:-1]])
    day, lane = map(np.ascontiguousarray, np.nonzero(down != before))
    start = np.searchsorted(day, np.arange(job.days + 1)).astype(np.int64)
    factor = np.where(down[day, lane], 0.0, 1.0)
    return replace(job, changes=Changes(start, np.zeros_like(day), lane, lane + 1, factor, 1))


def markov(days: int, lanes: int, seed: int) -> Any:
    """Whether supply is down, from the stationary state on. `[day, lane]`"""
    luck, down = np.random.default_rng(seed).random((days, lanes)), np.zeros((days, lanes), dtype=bool)
    down[0] = luck[0] < ALPHA / (ALPHA + BETA)
    for day in range(1, days):
        down[day] = np.where(down[day - 1], luck[day] >= BETA, luck[day] < ALPHA)
    return down


def drawn_answers() -> Iterator[Answer]:
    """Outages drawn day by day; the part of days down and the mean of n are known, and most of the luck is theirs."""
    days, lanes, warm, levels = 1100, 2048, 100, (8000, 12000)
    shops = {
        f"{level}": {"policy": base_stock(level), "lead": 1, "demand": {"mean_per_day": DEMAND}}
        for level in levels
    }
    s, job = job_of(supplied(shops), days, lanes, closed=[Close(("site", 0), 0, 1)])
    down = markov(days, lanes, seed=9)
    costs, n, known = np.zeros((len(shops), lanes)), np.zeros(lanes), np.zeros((2, lanes))
    at = [s.points.index(f"{level}/x") for level in levels]
    for day in walk(drawn(job, down)):
        if day.day >= warm:
            costs += H * day.state.stock[at] + P * day.state.owed[at]
            known += n > 0, n
        n = np.where(down[day.day], n + 1, 0)
    part, tail = ALPHA / (ALPHA + BETA), ALPHA / (ALPHA + BETA) / BETA
    away = known / (days - warm) - np.array([[part], [tail]])
    for level, cost in zip(levels, costs / (days - warm), strict=True):
        slopes = np.linalg.lstsq((away - away.mean(axis=1, keepdims=True)).T, cost - cost.mean(), rcond=None)[
            0
        ]
        yield Answer(f"base stock with drawn outages, S = {level}", "cost of a period", EXAMPLE_9_3[level], cost - slopes @ away,
                     f"{BOOK}, example 9.3")  # fmt: skip


def answers() -> Iterator[Answer]:
    for family in (base_stock_answers, drawn_answers, tomlin_answers, eoqd_answers, pooled_answers):
        yield from family()


def test_base_stock_with_outages() -> None:
    hold(base_stock_answers(), 3)


def test_drawn_outages() -> None:
    hold(drawn_answers(), 2)


def test_extra_stock_or_acceptance() -> None:
    hold(tomlin_answers(), 20)


def test_economic_order_quantity_with_outages() -> None:
    hold(eoqd_answers(), 4)


def test_outages_apart_and_together() -> None:
    hold(pooled_answers(), 9)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/inventory_single_echelon.json")
    for level, cost in EXAMPLE_9_3.items():
        case = known[f"basestock_disruptions_example_9_3_S{level}"]
        assert cost == pytest.approx(case["expected"]["cost_per_period"], rel=1e-6)
    for count, variances in POOLED.items():
        case = known[f"risk_diversification_N{count}"]["expected"]
        assert variances == (case["variance_decentralised"], case["variance_centralised"])
    for case, row in EOQD.items():
        expected = known[case]["expected"]
        assert {expected["Q"]: expected["cost_rate"]}.items() <= row[-1].items()
    for case in cases(shared, "analytic/disruption_strategies_rosling.json").values():
        if case["id"].startswith("tomlin"):
            p, e = case["params"], case["expected"]
            known_costs = (
                e["extra_periods_of_stock_n_star"],
                e["inventory_mitigation_cost"],
                e["passive_acceptance_cost"],
            )
            assert LENGTHS[p["uptime"], p["mean_disruption_length"]] == pytest.approx(known_costs, rel=1e-12)
