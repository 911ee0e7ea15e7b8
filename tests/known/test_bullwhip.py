"""The bullwhip: how much more orders vary than the demand they pass on, by the way of forecasting.

Variances are means of squares about the known mean, against the known variance of demand, so that lanes are independent.
Chen's L counts the day of review, so that a position covers L - 1 days after the coming one; MMSE's covers L.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from theory import Answer, cases, hold

from echelon.network.build import build
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk

CHEN = "Chen, Drezner, Ryan & Simchi-Levi, Quantifying the Bullwhip Effect, Mgmt Sci. 46(3), 2000"
SMOOTHED = "Chen, Ryan & Simchi-Levi, The Impact of Exponential Smoothing Forecasts on the Bullwhip Effect, NRL 47, 2000"
LEE = "Lee, So & Tang, The Value of Information Sharing, Mgmt Sci. 46(5), 2000; Zhang, 2004"
DISNEY = "Disney & Towill, 2003; Disney & Lambrecht, On Replenishment Rules, Forecasting, and the Bullwhip Effect, 2008"
MEAN, SD = 1000.0, 10.0
MOVING = {(1, 5, 0.0): 1.48, (2, 5, 0.0): 2.12, (4, 10, 0.0): 2.12, (2, 5, 0.5): 2.085, (2, 5, -0.5): 2.155,
          (4, 8, 0.7): 2.413527985}  # fmt: skip
"""L, days averaged, correlation of demand → variance of orders against that of demand."""
SMOOTHING = {
    (2, 0.2, 0.0): 1.9777777777777779,
    (4, 0.1, 0.0): 1.968421052631579,
    (2, 0.4, 0.0): 3.4,
    (2, 0.2, 0.5): 1.8148148148148149,
}
"""L, weight of the latest day, correlation → ratio."""
BEST = {
    (0, 0.5): 1.75,
    (1, 0.5): 2.3125,
    (2, 0.7): 3.3298534,
    (4, 0.3): 1.85443666126,
    (2, -0.5): 0.296875,
    (3, 0.9): 3.534948802,
}
"""Lead time, correlation → ratio, with the forecast of least mean square error."""
PROPORTIONAL = {
    (1, 2): (1.0, 3.0),
    (2, 2): (1 / 3, 10 / 3),
    (4, 1): (1 / 7, 23 / 7),
    (8, 3): (1 / 15, 109 / 15),
    (1.5, 4): (0.5, 5.125),
}
"""Days in which a gap closes, production delay → ratio of orders and of net stock."""
STAGES = {((1, 1, 1, 1), 10): (1.22, 1.48, 1.78, 2.12), ((2, 2, 2, 2), 10): (1.48, 2.12, 2.92, 3.88),
          ((4, 2, 2, 1), 5): (3.88, 6.28, 9.32, 11.08)}  # fmt: skip
"""L by stage from the customer, days averaged → ratio of each stage where all know what customers ask."""
LOWEST = {((1, 1, 1, 1), 10): (1.22, 1.4884, 1.815848, 2.21533456), ((2, 2, 2, 2), 10): (1.48, 2.1904, 3.241792, 4.79785216),
          ((4, 2, 2, 1), 5): (3.88, 8.2256, 17.438272, 25.80864256)}  # fmt: skip
"""The same where each stage knows its own orders only: never below this."""


def demand(rho: float) -> dict[str, Any]:
    return {"mean_per_day": MEAN, "shape": "normal", "sd_per_day": SD, "correlation": rho}


def follow(cover: float, **more: Any) -> dict[str, Any]:
    return {"policy": "adaptive_base_stock", "target_stock": 0, "cover_days": cover, **more}


def line(
    stages: Mapping[str, dict[str, Any]], asked: dict[str, Any], lead: float = 1
) -> dict[str, list[dict[str, Any]]]:
    """A line of stages from the customer upwards, as tables."""
    names = list(stages)
    return {
        "site": [{"name": name} for name in names],
        "stock point": [{"site": name, "item": "x", **policy} for name, policy in stages.items()],
        "recipe": [{"site": names[-1], "item": "x", "lead_days": lead}],
        "lane": [{"from": source, "to": to, "item": "x"} for to, source in pairwise(names)],
        "demand": [{"customer": names[0], "site": names[0], "item": "x", **asked}],
    }  # fmt: skip


def proportional() -> Iterator[dict[str, list[dict[str, Any]]]]:
    for at, (gap, delay) in enumerate(PROPORTIONAL):
        yield line({f"proportional {at}": follow(delay, gap_days=gap)}, demand(0.0), delay + 1)


def lines() -> Iterator[dict[str, list[dict[str, Any]]]]:
    for at, (cover, days, rho) in enumerate(MOVING):
        yield line(
            {f"moving {at}": follow(cover - 1, forecast="moving_average", average_days=days)}, demand(rho)
        )
    for at, (cover, weight, rho) in enumerate(SMOOTHING):
        yield line(
            {f"smoothing {at}": follow(cover - 1, forecast="smoothing", smoothing_weight=weight)}, demand(rho)
        )
    for at, (cover, rho) in enumerate(BEST):
        yield line(
            {f"best {at}": follow(cover, forecast="autoregressive", forecast_correlation=rho)}, demand(rho)
        )
    for of in ("customers", "orders"):
        for at, (leads, days) in enumerate(STAGES):
            policies = [
                follow(lead - 1, forecast="moving_average", average_days=days, forecast_of=of)
                for lead in leads
            ]
            yield line({f"{of} {at} {stage}": policy for stage, policy in enumerate(policies)}, demand(0.0))


def system(several: Iterable[dict[str, list[dict[str, Any]]]]) -> Network:
    tables: dict[str, list[dict[str, Any]]] = {"item": [{"name": "x"}]}
    for each in several:
        for noun, rows in each.items():
            tables.setdefault(noun, []).extend(rows)
    return network(Settings("bullwhip"), tables)


def variances(
    net: Network, lanes: int, *, days: int = 1400, warm: int = 200
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ratios of orders and of net stock to demand, by site. `[lane]`"""
    parts = [_variances(net, days, warm, range(first, first + 1024)) for first in range(0, lanes, 1024)]
    orders, first, second = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
    about = first.mean(axis=1, keepdims=True)
    spread = second - 2 * about * first + about**2
    names = [point.split("/")[0] for point in build(net).points]
    return dict(zip(names, orders, strict=True)), dict(zip(names, spread, strict=True))


def _variances(net: Network, days: int, warm: int, replications: range) -> Any:
    """Mean square of orders about demand's mean, and the first two moments of net stock, in standard deviations of demand."""
    s, job = job_of(net, days, replications, forced=True)
    found = np.zeros((3, len(s.points), len(replications)))
    for day in walk(job):
        if day.day >= warm:
            left = (day.state.stock - day.state.owed) / SD
            found += ((day.moved["ordered"] - MEAN) / SD) ** 2, left, left * left
    return found / (days - warm)


def filtered(leads: tuple[int, ...], days: int) -> list[float]:
    """Variance of each stage's orders where all forecast their own: the squares of the response to one unit of demand, exact."""
    response, ratios = np.ones(1), []
    for lead in leads:
        stage = np.zeros(days + 1)
        stage[0], stage[days] = 1 + lead / days, -lead / days
        response = np.convolve(response, stage)
        ratios.append(float(response @ response))
    return ratios


def answers() -> Iterator[Answer]:
    orders, _ = variances(system(lines()), 2048)
    smoothed, net = variances(system(proportional()), 4096)
    kinds = (("moving", MOVING, "moving average, L = {}, {} days, rho = {:g}", CHEN),
             ("smoothing", SMOOTHING, "smoothing, L = {}, weight {}, rho = {:g}", SMOOTHED),
             ("best", BEST, "least mean square error, L = {}, rho = {:g}", LEE))  # fmt: skip
    what = "variance of orders / of demand"
    for kind, table, name, source in kinds:
        for at, (row, published) in enumerate(table.items()):
            yield Answer(name.format(*row), what, published, orders[f"{kind} {at}"], source)
    for at, (row, (ratio, stock)) in enumerate(PROPORTIONAL.items()):
        name = "proportional order-up-to, gap closes in {} days, delay {}".format(*row)
        yield Answer(name, what, ratio, smoothed[f"proportional {at}"], DISNEY)
        yield Answer(name, "variance of net stock / of demand", stock, net[f"proportional {at}"], DISNEY)
    for at, ((leads, days), ratios) in enumerate(STAGES.items()):
        for stage, (shared_, alone) in enumerate(zip(ratios, filtered(leads, days), strict=True)):
            name = f"L = {leads}, moving average of {days} days, stage {stage + 1}"
            yield Answer(
                f"{name}, all know demand",
                what,
                shared_,
                orders[f"customers {at} {stage}"],
                f"{CHEN}, theorem 3.1",
            )
            yield Answer(
                f"{name}, each its own orders",
                what,
                alone,
                orders[f"orders {at} {stage}"],
                "response to a unit, exact",
            )


def test_bullwhip() -> None:
    hold(answers(), 50)


@pytest.mark.parametrize("row", LOWEST)
def test_stages_on_their_own_are_never_below_the_published_bound(row: tuple[tuple[int, ...], int]) -> None:
    """Chen and others, theorem 3.2: the product of the stages' own ratios; the first stage meets it."""
    exact = filtered(*row)
    assert exact[0] == pytest.approx(LOWEST[row][0])
    assert all(found >= bound - 1e-9 for found, bound in zip(exact, LOWEST[row], strict=True))


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    found: dict[str, dict[Any, Any]] = {
        "MA": {},
        "ES": {},
        "MMSE": {},
        "pout": {},
        "multistage": {},
        "lowest": {},
    }
    for case in cases(shared, "analytic/bullwhip.json").values():
        p, e = case["params"], case["expected"]
        if case["id"].startswith("bullwhip_multistage"):
            found["multistage"][tuple(p["L"]), p["p"]] = e["centralised_exact_ratio"]
            found["lowest"][tuple(p["L"]), p["p"]] = e["decentralised_lower_bound"]
        elif case["id"].startswith("pout"):
            found["pout"][tuple(p.values())] = list(e.values())
        else:
            found[case["id"].split("_")[1]][tuple(p.values())] = e["variance_ratio"]
    for kind, table in zip(found, (MOVING, SMOOTHING, BEST, PROPORTIONAL, STAGES, LOWEST), strict=True):
        assert found[kind].keys() == table.keys()
        assert all(found[kind][row] == pytest.approx(table[row]) for row in table)
