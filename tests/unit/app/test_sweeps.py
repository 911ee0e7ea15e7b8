"""Sweeps: the points that are asked, what they are set against, and the table; answers here are made by hand, but for one."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from echelon.app import runs, sweeps
from echelon.cli.main import app
from echelon.connect import write_network
from echelon.core.errors import BadScenario, Conflict
from echelon.disruption import Disruption
from echelon.study.many import Run
from echelon.study.respond import Edit, Response
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made
from echelon.world.counted import DEMANDED, KPIS, ON_TIME

NET = hand_made()
FIRE = Disruption("fire", "Izmir Works", capacity=0.0, start=3, lasts=2)


def made_by_hand(scenario: Scenario) -> Run:
    """Of 100 a day, what is on time falls by 1 for every day that anything is disrupted; replications differ by a constant."""
    lost = sum(cause.lasts for cause in scenario.disruptions if isinstance(cause, Disruption))
    daily = np.zeros((len(KPIS), scenario.days, scenario.replications))
    daily[DEMANDED] = 100.0
    daily[ON_TIME] = 90.0 - float(lost) + np.arange(scenario.replications)  # type: ignore[arg-type]
    return Run(
        scenario,
        daily,
        np.zeros((4, 2, scenario.replications)),
        ("a", "b"),
        "piece",
        scenario.question(""),
        "",
    )


@pytest.fixture(autouse=True)
def by_hand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "kernel" not in request.node.name:
        monkeypatch.setattr(runs, "asking", lambda *_: made_by_hand)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_network(NET, tmp_path / "net")
    text = """network = "net"\ndays = 9\nreplications = 4
use = ["canal-blocked at Suez from 3"]
[[disruption]]\nname = "fire"\nhits = "Izmir Works"\ncapacity = 0.0\nstart = 3\nlasts = 2
[[response]]\nname = "more"\ncost = 50\nscale = { noun = "stock point", cells = { target_stock = 2 } }
[[success]]\nmeasure = "fill_rate"\nat_least = 0.85
"""
    (tmp_path / "ask.toml").write_text(text, "utf-8")
    return tmp_path


def test_every_point_has_its_answer_and_its_difference_to_the_first(folder: Path) -> None:
    found = sweeps.sweep(
        folder / "ask.toml", {"disruption.fire.lasts": [2, 4, 9], "use.0.with.lasts": [1, 3]}
    )
    assert [tuple(each.values.values()) for each in found.answers] == [
        (2, 1),
        (2, 3),
        (4, 1),
        (4, 3),
        (9, 1),
        (9, 3),
    ]
    filled = [each.kpis["fill_rate"].mean for each in found.answers]
    assert filled == pytest.approx(
        [0.915 - (a + b) / 100 for a, b in ((2, 1), (2, 3), (4, 1), (4, 3), (9, 1), (9, 3))]
    )
    differences = [each.differences["fill_rate"] for each in found.answers]
    assert [each.mean for each in differences] == pytest.approx([f - filled[0] for f in filled])
    assert all(each.high - each.low < 1e-9 for each in differences)  # the same luck
    verdicts = [each.verdicts[0].verdict for each in found.answers]
    assert verdicts == ["met", *["not yet known"] * 3, "not met", "not met"]
    assert found[0].costs == 50.0


def test_against_calm_each_point_meets_itself_undisturbed(folder: Path) -> None:
    found = sweeps.sweep(
        folder / "ask.toml", {"disruption.fire.lasts": [2, 4], "response.0.on": [True, False]}, against="calm"
    )
    assert [each.differences["fill_rate"].mean for each in found.answers] == pytest.approx(
        [-0.08, -0.08, -0.10, -0.10]
    )
    assert [each.costs for each in found.answers] == [50.0, 0.0, 50.0, 0.0]
    with pytest.raises(BadScenario, match="Did you mean `calm`"):
        sweeps.sweep(folder / "ask.toml", {"seed": [1]}, against="clam")


def test_points_that_do_not_pair_have_no_difference(folder: Path) -> None:
    found = sweeps.sweep(folder / "ask.toml", {"seed": [1, 2]})
    assert found[0].differences
    assert found[1].differences == {}
    assert found.rows()[1]["fill_rate_difference"] is None


def test_a_scenario_of_python_is_swept_too() -> None:
    asked = Scenario(NET, [FIRE], days=9, replications=4)
    found = sweeps.sweep(asked, {"disruption.0.lasts": "1..8"}, design="lhs", points=8, seed=2)
    assert sorted(each.values["disruption.0.lasts"] for each in found.answers) == list(range(1, 9))  # type: ignore[type-var]
    assert "fill_rate" in repr(found)


def test_what_no_document_says_of_a_scenario_is_kept(folder: Path) -> None:
    """Functions of one's own, and what responses that are done already cost."""

    def all_that_is_missing(position: float, target: float, reorder: float, lot: float) -> float:
        return max(0.0, target - position)

    done = (Response("more", (Edit("scale", "stock point", {}, {"target_stock": 2.0}),), cost=50.0),)
    asked = Scenario(
        NET, [FIRE], 9, 4, policies={"*": all_that_is_missing}, responses=done, first_replication=3
    )
    found = sweeps.sweep(asked, {"disruption.0.lasts": [1, 2]})
    assert [each.costs for each in found.answers] == [50.0, 50.0]
    assert found.scenario.policies == asked.policies
    assert found.scenario.first_replication == 3
    other = sweeps.sweep(
        replace(asked, source=(folder / "net").as_posix()), {"network": [(folder / "net").as_posix()]}
    )
    assert other[0].costs == 50.0
    assert other[0].question != ""


def test_criteria_that_are_swept_over_are_called_by_their_path(folder: Path) -> None:
    found = sweeps.sweep(folder / "ask.toml", {"success.0.at_least": [0.5, 0.99]})
    assert [row["success.0"] for row in found.rows()] == ["met", "not met"]
    assert "fill_rate at least 0.5" not in found.rows()[0]
    same = sweeps.sweep(folder / "ask.toml", {"days": [9, 10]})
    assert same.criteria == ("fill_rate at least 0.85",)


def test_everything_wrong_with_any_point_is_said_before_the_first_is_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "asking", lambda *_: pytest.fail("it ran"))
    with pytest.raises(BadScenario) as caught:
        sweeps.sweep(
            folder / "ask.toml", {"disruption.fire.capacity": [0.5, 1.5, 2.5], "disruption.0.lastz": [3]}
        )
    assert {finding.code for finding in caught.value.findings} == {"E510"}
    with pytest.raises(BadScenario) as caught:
        sweeps.sweep(
            folder / "ask.toml", {"disruption.fire.capacity": [0.5, 1.5, 2.5], "use.0.start": [2, 4]}
        )
    assert [finding.got for finding in caught.value.findings] == ["1.5", "2.5"]
    assert {finding.file for finding in caught.value.findings} == {"ask.toml"}


def test_the_table_is_kept_whole(folder: Path) -> None:
    typed = [
        "sweep",
        str(folder / "ask.toml"),
        "--over",
        "disruption.fire.lasts=2,4",
        "--out",
        str(folder / "out"),
        "--days",
        "12",
    ]
    said = CliRunner(env={"COLUMNS": "200"}).invoke(app, typed)
    assert said.exit_code == 0, said.output
    assert "2 points of 12 days, 4 replications" in said.stdout
    assert "81.50 % (-2.00 points*)" in said.stdout
    rows = list(csv.DictReader((folder / "out" / "sweep.csv").open(encoding="utf-8")))
    assert [row["disruption.fire.lasts"] for row in rows] == ["2", "4"]
    assert float(rows[1]["fill_rate_difference"]) == pytest.approx(-0.02)
    assert rows[0]["fill_rate at least 0.85"]
    document: dict[str, Any] = json.loads((folder / "out" / "sweep.json").read_text("utf-8"))
    assert [point["values"] for point in document["points"]] == [
        {"disruption.fire.lasts": 2},
        {"disruption.fire.lasts": 4},
    ]
    assert document["points"][1]["measures"]["fill_rate"]["difference"]["mean"] == pytest.approx(-0.02)
    assert len({point["question"] for point in document["points"]}) == 2
    (folder / "taken").mkdir()
    (folder / "taken" / "letter.txt").write_text("dear", "utf-8")
    refused = CliRunner().invoke(app, [*typed[:5], str(folder / "taken")])
    assert refused.exit_code == 2
    with pytest.raises(Conflict):
        sweeps.make_sweep(sweeps.SweepScenario(sweeps._base(Scenario(NET)), (), out=str(folder / "taken")))


def test_disruptions_that_are_typed_are_swept_over(folder: Path) -> None:
    typed = ["sweep", str(folder / "net"), "--use", "canal-blocked at Suez from 3", "--over", "use.0.with.lasts=5,10", "--json",
             "--disrupt", "Izmir Works:0@3+2", "--days", "20", "--replications", "3"]  # fmt: skip
    document = json.loads(CliRunner().invoke(app, typed).stdout)
    filled = [point["measures"]["fill_rate"]["mean"] for point in document["points"]]
    assert filled == pytest.approx([0.84, 0.79])
    assert document["measures"]["fill_rate"]["label"].startswith("Filled on time")


def test_with_the_kernel_a_grid_of_the_embedded_network() -> None:
    typed = ["sweep", "catalog:kestvold", "--over", "days=4,5", "--replications", "2", "--json"]
    document = json.loads(CliRunner().invoke(app, typed).stdout)
    assert [point["values"]["days"] for point in document["points"]] == [4, 5]
    assert document["points"][1]["measures"]["fill_rate"]["difference"] is None
    assert all(0.9 < point["measures"]["fill_rate"]["mean"] <= 1.0 for point in document["points"])


def test_a_template_is_copied_and_nothing_is_lost(tmp_path: Path) -> None:
    place = tmp_path / "mine.toml"
    made = CliRunner().invoke(app, ["new", "port-closure", str(place)])
    assert made.exit_code == 0
    assert "[[use]]" in place.read_text("utf-8")
    assert CliRunner().invoke(app, ["new", "weekly-plan", str(place)]).exit_code == 2
    assert CliRunner().invoke(app, ["new", "weekly-plan", str(place), "--replace"]).exit_code == 0
    unknown = CliRunner().invoke(app, ["new", "weekly-plam", str(tmp_path / "x.toml")])
    assert "Did you mean `catalog:weekly-plan`?" in unknown.stderr
