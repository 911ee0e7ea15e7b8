"""Days: formats, and columns that settle what a cell alone does not say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from echelon.connect.days import days_of

YEAR = [date(2021, 1, 1) + timedelta(days=at) for at in range(365)]


@pytest.mark.parametrize("text", [
    "2017-08-25", "2017/8/25", "2017.08.25", "20170825", "20170825.0", "2017-08-25T13:00:00Z", "2017-08-25 13:00", "8/25/2017",
    "25/8/2017", "25-08-2017", "25.8.2017", "8/25/17", "25.08.17", "25 Aug 2017", "25-Aug-17", "Aug 25, 2017", "August 25 2017",
    "8/25/2017 1:00 PM",
])  # fmt: skip
def test_formats(text: str) -> None:
    assert days_of([text]) == [date(2017, 8, 25)]


@pytest.mark.parametrize(
    "text", ["", "soon", "31.02.2017", "13/13/2017", "2017-8/25", "25 Foo 2017", "99999999", "8.5", "1/2/3"]
)
def test_what_is_no_day(text: str) -> None:
    assert days_of([text]) == [None]


@pytest.mark.parametrize(
    "pattern", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%b %d, %Y"]
)
def test_a_year_of_days_comes_back_in_order(pattern: str) -> None:
    assert days_of(day.strftime(pattern) for day in YEAR) == YEAR


def test_cells_that_contradict_the_column_are_no_days() -> None:
    assert days_of(["3/4/2021", "25/4/2021", "4/26/2021"]) == [date(2021, 4, 3), date(2021, 4, 25), None]
    assert days_of(["3/4/2021"]) == [date(2021, 3, 4)]
