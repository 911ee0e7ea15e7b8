"""Constants of ranking and selection, and shares of variance, against the shared cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from echelon.study.selection import kim_nelson_constant, ocba_fractions, rinott_constant
from echelon.study.sensitivity import morris, sobol

pytestmark = pytest.mark.shared


@pytest.fixture
def known(shared: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((shared / "cases" / "stats" / "stats.json").read_text("utf-8"))
    return {case["id"]: case for case in found}


def test_constants_of_kim_and_nelson(known: dict[str, dict[str, Any]]) -> None:
    compared = 0
    for name, case in known.items():
        if name.startswith("kn_"):
            k, first, alpha = (case["params"][each] for each in ("k", "n0", "alpha"))
            expected = case["expected"]["eta"], case["expected"]["h2"]
            assert kim_nelson_constant(k, first, 1.0 - alpha) == pytest.approx(expected, abs=1e-9)
            compared += 1
    assert compared == 4


def test_constants_of_rinott(known: dict[str, dict[str, Any]]) -> None:
    compared = 0
    for name, case in known.items():
        if name.startswith("rinott_"):
            k, first, chance = (case["params"][each] for each in ("k", "n0", "P"))
            assert rinott_constant(k, first, chance) == pytest.approx(case["expected"]["h"], abs=1e-4)
            compared += 1
    assert compared == 7


def test_the_best_parts_of_a_budget(known: dict[str, dict[str, Any]]) -> None:
    found = ocba_fractions([-1.0, -2.0, -3.0, -4.0, -5.0], [1.0] * 5)  # the case minimises
    np.testing.assert_allclose(found, known["ocba_5"]["expected"]["fractions"], atol=1e-9)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g8(x: np.ndarray) -> np.ndarray:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
    return np.prod((np.abs(4.0 * x - 2.0) + a) / (1.0 + a), axis=1)


@pytest.mark.parametrize(
    ("name", "model", "ends", "inputs"),
    [("sobol_ishigami", ishigami, (-np.pi, np.pi), 3), ("sobol_g8", g8, (0.0, 1.0), 8)],
)
def test_shares_of_variance(known: dict[str, dict[str, Any]], name: str, model: Any, ends: Any, inputs: int) -> None:  # fmt: skip
    expected = known[name]["expected"]
    found = sobol(model, {f"x{i}": ends for i in range(inputs)}, samples=8192)
    np.testing.assert_allclose([share.first for share in found], expected["S1"], atol=0.01)
    np.testing.assert_allclose([share.total for share in found], expected["ST"], atol=0.01)
    inside = [abs(s.first - e) <= s.first_half + 1e-3 for s, e in zip(found, expected["S1"], strict=True)]
    assert all(inside)


def test_elementary_effects(known: dict[str, dict[str, Any]]) -> None:
    def model(x: np.ndarray) -> np.ndarray:
        return 3.0 * x[:, 0] - 2.0 * x[:, 1] + x[:, 0] * x[:, 2]

    x1, x2, x3 = morris(model, {"x1": (0, 1), "x2": (0, 1), "x3": (0, 1)}, trajectories=200)
    expected = known["morris_linear"]["expected"]
    assert x2.mu_star == pytest.approx(expected["mu_star_x2"], abs=1e-9)
    assert x2.sigma == pytest.approx(expected["sigma_x2"], abs=1e-9)
    assert x2.mu == pytest.approx(-2.0, abs=1e-9)
    assert 3.0 < x1.mu_star < 4.0  # 3 + x3
    assert x1.mu_star == pytest.approx(3.5, abs=3.0 * x1.mu_star_half)
    assert x3.mu_star == pytest.approx(0.5, abs=3.0 * x3.mu_star_half)  # x1
    assert min(x1.sigma, x3.sigma) > 0.1
