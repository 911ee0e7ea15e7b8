"""`echelon validate`: any daily series, history or none, and every way a file may be wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from echelon.app.validating import ValidateSeries, validate_series
from echelon.cli.main import app
from echelon.connect.daily import chosen, read_daily, read_places, read_struck
from echelon.core.errors import BadData

FIRST = date(2021, 1, 1)
EVENT = ("2021-06-10", "2021-06-12")


def days(count: int = 240) -> list[date]:
    return [FIRST + timedelta(days=at) for at in range(count)]


def values(seed: int, count: int = 240) -> np.ndarray:
    found = 40.0 * (1.0 + 0.05 * np.random.default_rng(seed).standard_normal(count))
    at = (date(2021, 6, 10) - FIRST).days
    found[at : at + 4] *= 0.2
    return found


def write(folder: Path, name: str, lines: list[str]) -> str:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return str(path)


@pytest.fixture
def ships(tmp_path: Path) -> str:
    return write(
        tmp_path,
        "ships.csv",
        [
            "Tag;Schiffe",
            *(f"{day};{value:.2f}".replace(".", ",") for day, value in zip(days(), values(1), strict=True)),
        ],
    )


def echelon(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["validate", *arguments])


def test_any_headings_separator_and_decimal_comma(ships: str) -> None:
    found = validate_series(ValidateSeries(ships, EVENT))
    assert found.kind == "the built-in storms"
    assert found.past.outage.length == 4
    assert found.past.outage.depth == pytest.approx(0.8, abs=0.05)


def test_the_command_says_and_keeps_it(ships: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = echelon(
        ships, "--event", "2021-06-10..2021-06-12", "--train", "2021-03-20..2021-03-22", "--out", str(out)
    )
    assert said.exit_code == 0, said.stderr
    assert "1 training window and the built-in storms" in said.stdout
    assert {path.name for path in out.iterdir()} == {"validation.json", "path.csv", "validation.svg"}
    document = json.loads(echelon(ships, "--event", "2021-06-10..2021-06-12", "--json").stdout)
    assert [each["quantity"] for each in document["quantities"]] == ["length", "depth", "rebound"]
    assert document["came"]["length"] == 4


def test_a_row_for_each_place_with_a_history(tmp_path: Path) -> None:
    head = "port," + ",".join(map(str, days()))
    wide = write(
        tmp_path,
        "wide.csv",
        [head, *(f"{port}," + ",".join(f"{v:.1f}" for v in values(port)) for port in range(1, 7))],
    )
    told = write(
        tmp_path,
        "storms.csv",
        [
            "port,storm,start,end,wind",
            *(f"{port},s{port},2021-06-10,2021-06-12,{10 + port}" for port in range(1, 7)),
            "3,early,2021-03-20,2021-03-21,5",
        ],
    )
    asked = ValidateSeries(wide, EVENT, "2", (told,), ("wind",))
    found = validate_series(asked)
    assert found.history == 6
    assert found.causes == ("s2",)
    with pytest.raises(BadData, match="E479"):
        validate_series(ValidateSeries(wide, EVENT, "9", (told,)))
    with pytest.raises(BadData, match="E479"):
        validate_series(ValidateSeries(wide, EVENT))
    with pytest.raises(BadData, match="E472"):
        validate_series(ValidateSeries(wide, EVENT, "2", (told,), ("Wind",)))
    assert [each.severity for each in read_struck(told, ("wind",))][-1] == (5.0,)


def test_missing_days_and_unsorted_rows_are_borne(tmp_path: Path) -> None:
    rows = [f"{day:%d.%m.%Y},{value:.1f}" for day, value in zip(days(), values(3), strict=True)]
    path = write(
        tmp_path,
        "gaps.csv",
        ["day,n", *reversed(rows[:60] + rows[70:100] + [rows[100].split(",")[0] + ",NA"] + rows[101:])],
    )
    daily = read_daily(path)
    assert chosen(daily, "") == "n"
    assert np.isnan(daily.values[0]).sum() == 11
    assert validate_series(ValidateSeries(path, EVENT)).past.outage.length == 4


def test_days_before_months_are_read_by_the_whole_column(tmp_path: Path) -> None:
    rows = [f"{day:%d/%m/%Y},{value:.1f}" for day, value in zip(days(), values(3), strict=True)]
    path = write(tmp_path, "dmy.csv", ["day,n", *rows])
    assert validate_series(ValidateSeries(path, EVENT)).past.outage.length == 4
    with pytest.raises(BadData, match="mistaken"):
        validate_series(ValidateSeries(path, ("10/06/2021", "12/06/2021")))
    assert validate_series(ValidateSeries(path, ("13/6/2021", "14/6/2021"))).event.start == date(2021, 6, 13)


def test_values_of_four_digits_are_no_years(tmp_path: Path) -> None:
    rows = [f"{40 * value:.0f},{day}" for day, value in zip(days(), values(3), strict=True)]
    path = write(tmp_path, "first.csv", ["n,day", *rows])
    assert validate_series(ValidateSeries(path, EVENT)).past.outage.length == 4


def test_what_can_hardly_be_foretold_is_said(ships: str) -> None:
    long = echelon(ships, "--event", "2021-06-10..2021-07-20")
    assert "The event has 41 days, no past one more than" in long.stdout
    assert "No outage came" in echelon(ships, "--event", "2021-05-10..2021-05-12").stdout
    unused = echelon(ships, "--event", "..".join(EVENT), "--train", "2020-03-20..2020-03-22")
    assert "0 of 1 training window" in unused.stdout


def test_places_serve_a_history(tmp_path: Path) -> None:
    wide = write(
        tmp_path,
        "wide.csv",
        [
            "port," + ",".join(map(str, days())),
            *(f"{port}," + ",".join(f"{v:.1f}" for v in values(port)) for port in (1, 2, 3)),
        ],
    )
    told = write(
        tmp_path,
        "storms.csv",
        ["port,storm,start,end,wind", *(f"{port},s{port},2021-06-10,2021-06-12,9" for port in (1, 2, 3))],
    )
    places = write(tmp_path, "places.csv", ["PORT,id,Lat,Lon", "9,1,29,-90", "9,2,30,-91", "9,3,,"])
    assert read_places(places) == {"1": (29.0, -90.0), "2": (30.0, -91.0)}
    asked = ("--row", "2", "--event", "..".join(EVENT), "--history", told)
    assert echelon(wide, *asked, "--by", "wind", "--places", places).exit_code == 0
    assert "E473" in echelon(wide, *asked, "--places", places).stderr
    swapped = write(tmp_path, "swapped.csv", ["id,lat,lon", "1,-95,29"])
    assert "swapped" in echelon(wide, *asked, "--by", "wind", "--places", swapped).stderr
    assert "E472" in echelon(wide, *asked, "--by", "wind", "--places", told).stderr


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["a,b", "x,y"], "E476"),
        (["day,n", "2021-01-01,1", "2021-01-01,2"], "E476"),
        (["day", "2021-01-01"], "E476"),
        (["day,n", "2021-01-01,1", "2021-01-02,many", "2021-01-03,1"], "E473"),
        (["day,n", "2021-01-01,1", "9021-01-02,1"], "E476"),
        (["day,n", "2021-01-01,1", "soon,3", "2021-01-02,1"], "E473"),
        (["day,n", "2021-06-10,1", "2021-06-11,3"], "E477"),
        (["day,n"], "E476"),
        (["day,n", *(f"{day},0" for day in days())], "E475"),
        (["day,n", *(f"{day}," for day in days())], "E47"),
        (["day,n", *(f"{day},{0 if day.day % 3 else 5}" for day in days())], "E475"),
        (["day,n", *(f"{day},{5 if day.day % 4 else 0}" for day in days())], "E475"),
        (["day,n", *(f"{day},{-1 if str(day) == EVENT[1] else 5}" for day in days())], "E475"),
        ([f"{day},5" for day in days()], "E476"),
        (["day,n", *(f"{day},5%" for day in days())], "E476"),
    ],
)
def test_series_that_cannot_be_used_are_refused(tmp_path: Path, lines: list[str], code: str) -> None:
    path = write(tmp_path, "series.csv", lines)
    with pytest.raises(BadData, match=code):
        validate_series(ValidateSeries(path, EVENT))
    assert echelon(path, "--event", "..".join(EVENT)).exit_code == 2


@pytest.mark.parametrize(
    "event",
    [
        "2021-06-12..2021-06-10",
        "2021-06-10",
        "soon..later",
        "1999-01-01..1999-01-03",
        "2021-08-27..2021-12-01",
    ],
)
def test_events_that_cannot_be_are_refused(ships: str, event: str) -> None:
    said = echelon(ships, "--event", event)
    assert said.exit_code == 2
    assert "E47" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_history_without_days_is_refused(ships: str, tmp_path: Path) -> None:
    path = write(tmp_path, "h.csv", ["storm,wind", "a,3"])
    with pytest.raises(BadData, match="E478"):
        validate_series(ValidateSeries(ships, EVENT, history=(path,)))
