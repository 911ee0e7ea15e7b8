"""Constants and closed forms of the statistics layer, against the shared cases."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from echelon.study.statistics import (
    batch_means,
    conformal_rank,
    crps,
    crps_normal,
    cvar,
    dkw_half_width,
    energy_score,
    mean_interval,
    mser,
    paired_interval,
    pinball,
    quantile_interval,
    quantile_ranks,
    relative_half_width,
    replications_for_mean,
    var,
)
from echelon.study.statistics.stopping import Stopping

pytestmark = pytest.mark.shared


def cases(shared: Path, name: str = "stats/stats.json") -> dict[str, dict[str, Any]]:
    found = json.loads((shared / "cases" / name).read_text("utf-8"))
    return {case["id"]: case for case in found}


@pytest.fixture
def known(shared: Path) -> dict[str, dict[str, Any]]:
    return cases(shared)


def test_warm_up(known: dict[str, dict[str, Any]]) -> None:
    t = np.arange(200)
    series = 10 * np.exp(-t / 15) + np.sin(0.7 * t) + 0.3 * np.cos(2.1 * t)
    for name, batch in (("mser", 1), ("mser5", 5)):
        expected, found = known["mser_deterministic"]["expected"][name], mser(series, batch)
        assert (found.days, found.found) == (expected["truncate"], True)
        assert found.statistic == pytest.approx(expected["statistic"], abs=1e-9)
        assert found.mean == pytest.approx(expected["mean"], abs=1e-9)


def test_quantile_ranks(known: dict[str, dict[str, Any]]) -> None:
    compared = 0
    for name, case in known.items():
        if not name.startswith("quantile_ci"):
            continue
        count, quantile, level = (case["params"][each] for each in ("n", "q", "level"))
        found, expected = quantile_ranks(count, quantile, level), case["expected"]
        assert (found.low, found.high) == (expected["l"], expected["u"])
        assert found.coverage == (expected["coverage"] and pytest.approx(expected["coverage"], abs=1e-9))
        assert 1.0 - quantile**count == pytest.approx(expected["P_max_exceeds_quantile"], abs=1e-9)
        interval = quantile_interval(np.arange(1.0, count + 1.0), quantile, level)
        assert (interval.low, interval.high) == (expected["l"], expected["u"] or math.inf)
        compared += 1
    assert compared == 4


def test_scores(known: dict[str, dict[str, Any]]) -> None:
    expected = known["crps"]["expected"]
    members = np.array([1.0, 2.0, 3.0, 4.0])
    assert crps_normal(0.0, 1.0, 0.0) == pytest.approx(expected["normal_0_1_at_0"], abs=1e-9)
    assert crps_normal(2.0, 3.0, 4.0) == pytest.approx(expected["normal_2_3_at_4"], abs=1e-9)
    assert crps(members, 2.5) == pytest.approx(expected["ensemble_1_2_3_4_at_2p5"], abs=1e-9)
    assert crps(members, 2.5, fair=True) == pytest.approx(expected["ensemble_fair_1_2_3_4_at_2p5"], abs=1e-9)
    assert crps(np.array([5.0]), 7.0) == pytest.approx(expected["point_mass_5_at_7"], abs=1e-9)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    score = energy_score(corners, np.array([0.5, 0.5]))
    assert score == pytest.approx(known["energy_score"]["expected"]["es"], abs=1e-9)
    for name, loss in known["pinball"]["expected"].items():
        observed, predicted = (float(part) for part in name.removeprefix("y").split("_pred"))
        assert pinball(predicted, observed, known["pinball"]["params"]["q"]) == pytest.approx(loss, abs=1e-9)


def test_relative_half_width(known: dict[str, dict[str, Any]]) -> None:
    case = known["rel_halfwidth"]
    values, expected = np.array(case["params"]["x"], float), case["expected"]
    found = mean_interval(values)
    assert found.mean == expected["mean"]
    assert (found.high - found.low) / 2.0 == pytest.approx(expected["halfwidth"], abs=1e-9)
    assert relative_half_width(values) == pytest.approx(expected["relative"], abs=1e-9)
    assert Stopping(0.05).limit == pytest.approx(expected["adjusted_gamma_for_5pct"], abs=1e-12)


def test_bands_and_ranks(known: dict[str, dict[str, Any]]) -> None:
    for name, rank in known["conformal_index"]["expected"].items():
        count, miss = name.removeprefix("n").split("_a")
        assert conformal_rank(int(count), float(miss)) == rank
    for name, half in known["dkw"]["expected"].items():
        count, miss = name.removeprefix("n").split("_a")
        assert dkw_half_width(int(count), 1.0 - float(miss)) == pytest.approx(half, abs=1e-9)


@pytest.mark.parametrize("rho", [0.5, 0.8, 0.9])
def test_how_long_a_queue_must_be_watched(known: dict[str, dict[str, Any]], rho: float) -> None:
    expected = known[f"mm1_asymptotic_variance_rho{rho}"]["expected"]
    needed = replications_for_mean(rho / (1.0 - rho), expected["sigma2_inf"], 0.05)
    assert needed == expected["customers_for_5pct_rel_halfwidth_95"]


def waits(rho: float, count: int, chance: np.random.Generator) -> np.ndarray:
    """Waiting times of an M/M/1 queue that begins empty: Lindley's recursion as the height over a running minimum."""
    steps = chance.exponential(1.0, count) - chance.exponential(1.0 / rho, count)
    walk = np.concatenate(([0.0], np.cumsum(steps)))
    return walk - np.minimum.accumulate(walk)


def test_batch_means_estimate_the_variance_constant(known: dict[str, dict[str, Any]]) -> None:
    chance = np.random.default_rng(11)
    expected = known["mm1_asymptotic_variance_rho0.5"]["expected"]["sigma2_inf"]
    found = [batch_means(waits(0.5, 40_000, chance)).variance_constant / expected for _ in range(200)]
    assert abs(np.mean(found) - 1.0) < 3.0 * np.std(found, ddof=1) / math.sqrt(200) + 0.02

    case = known["ar1_variance_constant"]
    phi, length = case["params"]["phi"], 20_000
    noise = chance.standard_normal((200, length + 200))
    value, series = np.zeros(200), np.empty((200, length + 200))
    for day in range(length + 200):
        value = phi * value + noise[:, day]
        series[:, day] = value
    ratios = [batch_means(row[200:]).variance_constant / case["expected"]["sigma2_inf"] for row in series]
    assert abs(np.mean(ratios) - 1.0) < 3.0 * np.std(ratios, ddof=1) / math.sqrt(200) + 0.02


def test_common_luck_cancels(known: dict[str, dict[str, Any]]) -> None:
    """Two order-up-to levels meet the same demand: the difference is known nine times better."""
    case = known["crn_newsvendor"]
    chance, expected = np.random.default_rng(12), case["expected"]

    def cost(level: float, demand: np.ndarray) -> np.ndarray:
        over = level - demand
        return case["params"]["h"] * np.maximum(over, 0.0) + case["params"]["p"] * np.maximum(-over, 0.0)

    one, other = (chance.normal(50.0, 10.0, 400_000) for _ in range(2))
    first, second = cost(case["params"]["S1"], one), cost(case["params"]["S2"], one)
    paired = paired_interval(first, second)
    apart = paired_interval(first, cost(case["params"]["S2"], other))
    assert abs(paired.mean - (expected["mean2"] - expected["mean1"])) < 2.0 * (paired.high - paired.mean)
    gained = ((apart.high - apart.low) / (paired.high - paired.low)) ** 2
    assert gained == pytest.approx(expected["reduction_factor"], rel=0.02)


def test_value_at_risk(shared: Path) -> None:
    known = cases(shared, "analytic/resilience_tts_ttr.json")
    expected = known["cvar_order_statistics"]["expected"]
    losses = np.arange(1.0, 101.0)
    for level in ("0.9", "0.95", "0.975", "0.99"):
        assert var(losses, float(level)) == expected[level]["VaR"]
        assert cvar(losses, float(level)) == pytest.approx(expected[level]["CVaR"], abs=1e-9)
    for name, atoms in (
        ("atoms_90x0_8x10_2x100_a0.95", [0.0] * 90 + [10.0] * 8 + [100.0] * 2),
        ("atoms_97x0_3x50_a0.95", [0.0] * 97 + [50.0] * 3),
    ):
        assert var(np.array(atoms), 0.95) == expected[name]["VaR"]
        assert cvar(np.array(atoms), 0.95) == pytest.approx(expected[name]["CVaR"], abs=1e-9)
    closed = known["cvar_closed_forms"]["expected"]
    grid = (np.arange(2_000_000) + 0.5) / 2_000_000
    exponential = -np.log1p(-grid)
    for level, answer in closed["exponential_mean1"].items():
        assert var(exponential, float(level)) == pytest.approx(answer["VaR"], rel=1e-4)
        assert cvar(exponential, float(level)) == pytest.approx(answer["CVaR"], rel=1e-4)
