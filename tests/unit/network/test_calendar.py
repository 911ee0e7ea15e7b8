"""A factor for every day: month x weekday."""

from __future__ import annotations

import datetime

import pytest

from echelon.network.calendar import calendar_days, daily, factors, spells

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


def test_dates_hold_instead_of_month_and_weekday() -> None:
    said = "2026-01-31..2026-02-01:0.5; 2026-02-01:0"
    assert daily("2 3 1 1 1 1 1 1 1 1 1 1", "", FRIDAY, 4, dates=said).tolist() == [2.0, 0.5, 0.0, 3.0]


def test_dates_outside_the_run_change_nothing() -> None:
    said = "2020-01-01..2026-01-29:0; 2026-02-03..2030-01-01:0"
    assert daily("", "", FRIDAY, 4, dates=said).tolist() == [1.0] * 4
    assert daily("", "", FRIDAY, 4, dates="2020-01-01..2030-01-01:7").tolist() == [7.0] * 4


@pytest.mark.parametrize(
    "cell", ["2026-01-01", "2026-13-01:0", "1.1.2026:0", "2026-01-01:zero", "2026-01-01..:0:1"]
)
def test_dates_of_another_form_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        spells(cell)


def test_a_row_of_the_table() -> None:
    row = {"months": "", "weekdays": "1 1 1 1 5 1 1", "dates": "2026-01-31:0"}
    assert calendar_days(row, FRIDAY, 3).tolist() == [5.0, 0.0, 1.0]
