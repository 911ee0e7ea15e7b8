"""A factor for every day: month x weekday."""

from __future__ import annotations

import datetime

import pytest

from echelon.network.calendar import daily, factors

FRIDAY = datetime.date(2026, 1, 30)


def test_an_empty_cell_is_1_everywhere() -> None:
    assert factors("", 12) == [1.0] * 12
    assert daily("", "", FRIDAY, 3).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("cell", ["1 2 3", "1 2 3 4 5 6 7 8", "1;2;3;4;5;6;7", "one 1 1 1 1 1 1"])
def test_another_count_or_word_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        factors(cell, 7)


def test_months_times_weekdays() -> None:
    months = "2 3 1 1 1 1 1 1 1 1 1 1"
    assert daily(months, "1 1 1 1 5 0.5 0", FRIDAY, 4).tolist() == [10.0, 1.0, 0.0, 3.0]


def test_a_year_starts_again() -> None:
    months = " ".join(map(str, range(1, 13)))
    days = daily(months, "", datetime.date(2025, 12, 31), 366)
    assert days[[0, 1, 365]].tolist() == [12.0, 1.0, 12.0]


def test_leap_days_belong_to_february() -> None:
    months = "0 1 0 0 0 0 0 0 0 0 0 0"
    assert daily(months, "", datetime.date(2024, 1, 1), 366).sum() == 29.0
