"""Awards are the best there are where offers can be divided, and never below what a participant would sell at least."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from echelon.agents.negotiate.award import REASONS, best_award

CASES = 200


def cases(seed: int, lanes: int = CASES) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Need `[lane]`, units, value and least `[participant, lane]`, some offers worth less than nothing, some equal."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(1, 8)), lanes)
    units, value = rng.integers(0, 9, shape) * 1.25, rng.integers(-3, 6, shape) * 0.5
    return rng.uniform(0.0, 25.0, lanes), units, value, np.minimum(units, rng.integers(0, 5, shape))


@pytest.mark.parametrize("seed", range(4))
def test_divisible_awards_are_the_best_of_a_linear_program(seed: int) -> None:
    need, units, value, _ = cases(seed)
    awards, _ = best_award(need, units, value)
    for lane in range(CASES):
        best = linprog(-value[:, lane], A_ub=np.ones((1, len(units))), b_ub=[need[lane]],
                       bounds=list(zip(np.zeros(len(units)), units[:, lane], strict=True)), method="highs")  # fmt: skip
        assert (awards[:, lane] * value[:, lane]).sum() == pytest.approx(-best.fun, abs=1e-9)
    assert (awards >= 0.0).all()
    assert (awards <= units).all()
    assert (awards.sum(axis=0) <= need * (1 + 1e-12)).all()


def test_no_award_is_below_the_least() -> None:
    need, units, value, least = cases(9)
    awards, reason = best_award(need, units, value, least=least)
    assert ((awards == 0.0) | (awards >= least)).all()
    assert (awards[reason == REASONS.index("below its least")] == 0.0).all()
    assert (reason == REASONS.index("below its least")).any()


def test_equal_values_go_to_the_lower_price_then_to_the_first() -> None:
    units, value = np.full((3, 1), 4.0), np.full((3, 1), 2.0)
    dearer = best_award([4.0], units, value, price=[[3.0], [1.0], [1.0]])
    assert dearer[0].ravel().tolist() == [0.0, 4.0, 0.0]
    assert best_award([6.0], units, value)[0].ravel().tolist() == [4.0, 2.0, 0.0]


def test_a_lane_is_awarded_the_same_alone() -> None:
    need, units, value, least = cases(3)
    awards, reason = best_award(need, units, value, least=least)
    for lane in (0, 7, CASES - 1):
        own = slice(lane, lane + 1)
        one = best_award(need[own], units[:, own], value[:, own], least=least[:, own])
        assert (one[0] == awards[:, own]).all()
        assert (one[1] == reason[:, own]).all()


def test_every_reason_is_a_word() -> None:
    need, units, value, least = cases(5)
    _, reason = best_award(need, units, value, least=least)
    said = {REASONS[code] for code in np.unique(reason)}
    assert said >= {"won", "won in part", "too dear", "others were better", "refused"}
