"""Baselines: level, trend, weekly pattern and noise are recovered; gaps, zeros, short and odd series are borne or refused."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from echelon.calibration.outage import BEFORE, limit, measure
from echelon.calibration.series import Series, Window, baseline, ratios
from echelon.core.errors import BadData

FIRST = date(2020, 1, 6)  # a Monday
EVENT = Window(FIRST + timedelta(days=100), FIRST + timedelta(days=103))


def series(values: np.ndarray) -> Series:
    return Series("s", FIRST, values.astype(np.float64))


def noisy(seed: int, days: int = 200, spread: float = 0.1) -> np.ndarray:
    return 1.0 + spread * np.random.default_rng(seed).standard_normal(days)


def test_level_and_noise() -> None:
    found = [baseline(series(80.0 * noisy(seed)), EVENT) for seed in range(40)]
    assert np.mean([b.level for b in found]) == pytest.approx(80.0, rel=0.01)
    assert np.mean([b.noise for b in found]) == pytest.approx(0.1, rel=0.1)
    assert sum(b.slope != 0.0 for b in found) <= 2
    assert np.mean([max(b.week) - min(b.week) for b in found]) < 0.06


def test_a_trend_is_followed() -> None:
    line = 50.0 + 0.5 * np.arange(200)
    base = baseline(series(line * noisy(1, spread=0.02)), EVENT)
    assert base.slope == pytest.approx(0.5, rel=0.15)
    assert base.level == pytest.approx(100.0, rel=0.03)


def test_a_weekly_pattern_is_found_and_days_off_say_nothing() -> None:
    week = np.array([1.2, 1.2, 1.2, 1.2, 1.2, 1.0, 0.0])
    base = baseline(series(np.tile(week, 40)[:200] * 40.0 * noisy(2, spread=0.05)), EVENT)
    assert base.week[0] / base.week[5] == pytest.approx(1.2, rel=0.08)
    path = ratios(series(np.tile(week, 40)[:200] * 40.0), EVENT, base, before=3, after=20)
    weekdays = (np.arange(-3, 21) + EVENT.start.weekday()) % 7
    assert np.isnan(path[weekdays == 6]).all()
    assert np.nanmax(np.abs(path - 1.0)) < 0.1


def test_memory_of_the_noise() -> None:
    chance, wave = np.random.default_rng(3), np.zeros(4000)
    for at in range(1, 4000):
        wave[at] = 0.6 * wave[at - 1] + 0.05 * chance.standard_normal()
    found = [
        baseline(Series("s", FIRST, 50.0 * (1 + wave[at : at + 150])), EVENT).memory
        for at in range(0, 3800, 150)
    ]
    assert 0.35 < np.mean(found) < 0.65


def test_gaps_outliers_and_a_storm_before_do_not_move_it() -> None:
    values = 60.0 * noisy(4)
    values[50:58] = np.nan
    values[70], values[80:84] = 9000.0, 0.0
    assert baseline(series(values), EVENT).level == pytest.approx(60.0, rel=0.05)


@pytest.mark.parametrize(("values", "code"), [
    (np.full(200, np.nan), "E474"), (np.zeros(200), "E475"), (np.full(200, -3.0), "E475"),
    (np.where(np.arange(200) % 7 == 0, 5.0, np.nan), "E474"),
])  # fmt: skip
def test_what_says_too_little_is_refused(values: np.ndarray, code: str) -> None:
    with pytest.raises(BadData, match=code):
        baseline(series(values), EVENT)


def test_an_event_at_the_very_beginning_has_no_days_before() -> None:
    with pytest.raises(BadData, match="E474"):
        baseline(series(noisy(1)), Window(FIRST, FIRST + timedelta(days=3)))
    assert (
        baseline(series(noisy(1)), Window(FIRST + timedelta(days=20), FIRST + timedelta(days=23))).days == 16
    )


def path_of(*values: float) -> np.ndarray:
    return np.array([1.0] * BEFORE + list(values) + [1.0] * 20)


def test_length_depth_rebound_by_hand() -> None:
    found = measure(path_of(0.5, 0.0, 0.2, 0.7, 1.3, 1.6, 1.3), 3, 0.75)
    assert (found.length, found.depth, found.first, found.last) == (4, 1.0, 0, 3)
    assert found.rebound == pytest.approx(0.4)
    assert found.loss == pytest.approx(2.6)


def test_no_outage_has_length_0_and_the_depth_of_its_worst_day() -> None:
    found = measure(path_of(0.9, 0.8, 1.1), 3, 0.75)
    assert (found.length, found.first) == (0, -1)
    assert found.depth == pytest.approx(0.2)


def test_one_good_day_does_not_end_it_two_do_and_the_one_that_loses_most_counts() -> None:
    assert measure(path_of(0.2, 0.9, 0.2), 3, 0.75).length == 3
    found = measure(path_of(0.6, 1.0, 1.0, 0.1, 0.1), 3, 0.75)
    assert (found.length, found.first) == (2, 3)


def test_what_began_before_or_long_after_is_not_the_events() -> None:
    early = np.array([0.1, 1.0, 1.0, 1.0, 1.0, 1.0] + [1.0] * 20)
    assert measure(early, 3, 0.75).length == 0
    late = path_of(*[1.0] * 12, 0.1, 0.1)
    assert measure(late, 3, 0.75).length == 0


def test_gaps_are_bridged_and_an_open_end_is_told() -> None:
    assert measure(path_of(0.2, np.nan, np.nan, 0.2), 3, 0.75).length == 4
    assert measure(np.array([1.0] * BEFORE + [0.2] * 9), 3, 0.75).open
    assert limit(0.3) == pytest.approx(0.4)
