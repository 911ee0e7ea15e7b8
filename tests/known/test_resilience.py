"""Measures of resilience against a trace worked out by hand (Bruneau, Zobel, Henry & Ramirez-Marquez, Ouyang)."""

import json
import math
from pathlib import Path

import pytest

from echelon.study.resilience import part_recovered, read_curve

CURVE = [1.0, 1.0, 1.0, 0.8, 0.5, 0.4, 0.4, 0.6, 0.7, 0.85, 0.95, 1.0, 1.0, 1.0, 1.0]
"""Breaks at the start of period 3."""


def test_each_measure_of_a_curve_by_hand():
    read = read_curve(CURVE, hit=3)
    assert read.lowest == pytest.approx(0.4)
    assert (read.impact, read.bottom, read.recover) == (0.0, 2.0, 8.0)
    assert read.area == pytest.approx(0.2 + 0.5 + 0.6 + 0.6 + 0.4 + 0.3 + 0.15 + 0.05)
    assert read.index == pytest.approx(1.0 - 2.8 / 15)
    assert read.slope == pytest.approx(0.6 / 5)


def test_nothing_lost_and_never_recovered_have_their_words():
    whole = read_curve([1.0, 1.2, 1.0], hit=0)
    assert (whole.drop, whole.impact, whole.recover, whole.area) == (0.0, math.inf, 0.0, 0.0)
    lost = read_curve([1.0, 1.0, 0.0], hit=1)
    assert (lost.impact, lost.recover, lost.area) == (1.0, math.inf, 1.0)
    assert math.isnan(lost.slope)
    assert part_recovered([1.0, 1.0], hit=0, period=1) == 1.0


@pytest.mark.shared
def test_the_hand_checked_trace(shared: Path):
    cases = json.loads((shared / "cases/analytic/resilience_tts_ttr.json").read_text())
    expected = next(case for case in cases if case["id"] == "resilience_metrics_trace")["expected"]
    read = read_curve(expected["trace"], hit=3)
    found = {
        "robustness_min": read.lowest,
        "max_drop": read.drop,
        "time_to_impact": read.impact,
        "time_to_min": read.bottom,
        "time_to_recover_full": read.recover,
        "time_to_recover_95pct": read_curve(expected["trace"], hit=3, enough=0.95).recover,
        "resilience_loss_area": read.area,
        "resilience_index_window_0_14": read.index,
        "resilience_triangle_approx_0p5_drop_times_TTR": read.triangle,
        "zobel_R_Tstar20": read.zobel(20.0),
        "henry_ramirez_at_period_9": part_recovered(expected["trace"], hit=3, period=9),
        "average_loss_while_degraded": read.mean_loss,
        "rapidity_slope_from_min": read.slope,
    }
    assert {
        name: value for name, value in found.items() if value != pytest.approx(expected[name], abs=1e-9)
    } == {}
