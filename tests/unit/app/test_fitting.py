"""`echelon fit`: records to rates and durations, and every way a file may be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from echelon.app.fitting import FitRecords, fit_records
from echelon.cli.main import app
from echelon.core.errors import BadData


@pytest.fixture
def outages(tmp_path: Path) -> Path:
    chance = np.random.default_rng(4)
    lines = ["where;day;hours;over;wind"]
    for year in range(2000, 2012):
        for place, mean in (("Kobe", 30.0), ("Riga", 60.0)):
            lines += [f"{place};{at % 28 + 1}.05.{year};{chance.gamma(2.0, mean / 2.0):.3f};yes;{at}"
                      for at in range(chance.poisson(3.0))]  # fmt: skip
    path = tmp_path / "outages.csv"
    path.write_text("\n".join([*lines, "Oslo;01.05.2004;NA;yes;0", ""]), "utf-8")
    return path


def test_groups_rates_and_durations(outages: Path) -> None:
    found = fit_records(
        FitRecords(str(outages), "hours", "where", "day", unit="hours", ended="over", test=False)
    )
    groups = {group.name: group for group in found.groups}
    assert list(groups) == ["all", "Kobe", "Oslo", "Riga"]
    assert found.years == (2000, 2011)
    rate = groups["Kobe"].rate
    assert rate
    assert rate.low < 3.0 < rate.high
    best = groups["Riga"].durations[0]
    assert best.mean_interval[0] < 60.0 / 24.0 < best.mean_interval[1]
    assert not groups["Oslo"].durations
    assert found.between
    assert found.between.exposure == 36.0


def test_conditions_keep_groups_to_which_nothing_happened(outages: Path) -> None:
    found = fit_records(
        FitRecords(str(outages), group="where", date="day", where=("wind>0", "where!=Riga"), test=False)
    )
    groups = {group.name: group for group in found.groups}
    assert groups["Riga"].rate
    assert groups["Riga"].rate.events == 0


def test_the_command_prints_text_that_disruptions_read(outages: Path) -> None:
    asked = ["fit", str(outages), "--column", "hours", "--unit", "hours", "--date", "day", "--no-test"]
    said = CliRunner(env={"COLUMNS": "200"}).invoke(app, asked)
    assert said.exit_code == 0
    assert "mean=" in said.stdout or "scale=" in said.stdout
    document = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert document["groups"][0]["durations_days"][0]["text"] in said.stdout


@pytest.mark.parametrize(("more", "said"), [
    ({"column": "Hours"}, "E472"), ({"column": "where"}, "E473"), ({"date": "hours"}, "E473"), ({}, "E473"),
    ({"column": "hours", "unit": "years"}, "E473"), ({"column": "hours", "where": ("wind>1000",)}, "E473"),
    ({"column": "hours", "where": ("windy",)}, "E473"), ({"date": "day", "years": (2010, 2000)}, "E473"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(outages: Path, more: dict[str, object], said: str) -> None:
    with pytest.raises(BadData, match=said):
        fit_records(FitRecords(str(outages), **more))  # type: ignore[arg-type]


def test_a_group_too_small_says_why(outages: Path) -> None:
    found = fit_records(
        FitRecords(str(outages), "hours", where=("where=Kobe", "wind>4"), unit="hours", test=False)
    )
    assert "E471" in found.groups[0].why
    refused = CliRunner().invoke(app, ["fit", str(outages), "--column", "hours", "--years", "1990"])
    assert refused.exit_code == 2
