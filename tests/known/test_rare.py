"""Probabilities of one in a thousand to one in a million, reached within their intervals by few histories."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from echelon.study.rare import importance_sampling, splitting
from echelon.testing.truths import erlang_tail, ruin_by_importance, ruin_by_splitting

pytestmark = pytest.mark.shared
RUINS = [(0.5, 10), (0.5, 20), (0.8, 25), (0.3, 12)]


@pytest.fixture
def ruin(shared: Path) -> dict[str, float]:
    found = json.loads((shared / "cases" / "stats" / "stats.json").read_text("utf-8"))
    return next(case["expected"] for case in found if case["id"] == "gamblers_ruin")


@pytest.mark.parametrize(("rho", "top"), RUINS)
def test_a_gambler_by_importance_sampling(ruin: dict[str, float], rho: float, top: int) -> None:
    truth = ruin[f"rho{rho}_N{top}"]
    found = importance_sampling(*ruin_by_importance(rho, top, 4000, np.random.default_rng(1)))
    assert found.interval.holds(truth)
    assert (found.interval.high - found.interval.low) / 2.0 < 0.1 * truth
    assert found.reduction > 0.1 / truth


@pytest.mark.parametrize(("rho", "top"), RUINS)
def test_a_gambler_by_splitting(ruin: dict[str, float], rho: float, top: int) -> None:
    truth = ruin[f"rho{rho}_N{top}"]
    found = splitting(**ruin_by_splitting(rho, top), particles=400, repeats=20, seed=3)
    assert found.interval.holds(truth)
    assert (found.interval.high - found.interval.low) / 2.0 < 0.25 * truth
    assert found.reduction > 3.0
    assert found.reduction > 0.001 / truth
    assert math.prod(found.passed) == pytest.approx(truth, rel=0.3)


def test_the_tail_of_an_erlang(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "stats" / "stats.json").read_text("utf-8"))
    truth = next(case["expected"]["p"] for case in cases if case["id"] == "erlang_tail")
    found = importance_sampling(*erlang_tail(4000, np.random.default_rng(2)))
    assert found.interval.holds(truth)
    assert (found.interval.high - found.interval.low) / 2.0 < 0.1 * truth
    assert found.reduction > 1000.0
