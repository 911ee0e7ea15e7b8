"""The main job as users do it: the commands of the README with fewer replications, one after another, in an empty folder."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Echelon = Callable[..., subprocess.CompletedProcess[str]]
RUN = ("--days", "365", "--replications", "100", "--seed", "7")
HIT = ("--disrupt", "Part_0004:0.0@60+30")


def test_the_story_of_the_issue(shared: Path, tmp_path: Path, echelon_command: Echelon) -> None:
    def echelon(*arguments: str) -> str:
        done = echelon_command(*arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return str(done.stdout)

    data = shared / "data" / "willems2008"
    if not data.is_dir():
        pytest.skip("the Willems (2008) files are absent")
    assert "40 stock points" in echelon(
        "import", "willems", str(data), "--chain", "8", "--out", "nets/chain8"
    )
    assert "Willems" in (tmp_path / "nets/chain8/network.toml").read_text("utf-8")
    assert "Nothing to report" in echelon("check", "nets/chain8")
    assert "nothing disrupted" in echelon("run", "nets/chain8", *RUN, "--out", "out/calm")
    assert HIT[1] in echelon("run", "nets/chain8", *HIT, *RUN, "--out", "out/hit", "--report")
    _differences(json.loads(echelon("compare", "out/calm", "out/hit", "--json")))
    assert "Margin less costs" in echelon("compare", "out/calm", "out/hit")
    assert "Retail_0002" in echelon("stress", "nets/chain8", "--out", "out/stress")
    assert "Customers ask" in " ".join(echelon("explain", "timetable").split())
    _files(tmp_path / "out")


def _differences(found: dict) -> None:  # type: ignore[type-arg]
    fill, net = (found["measures"][name]["difference"] for name in ("fill_rate", "net"))
    assert fill["high"] < 0
    assert net["high"] < 0
    assert found["cautions"] == []
    assert found["replications"] == 100


def _files(out: Path) -> None:
    assert {path.name for path in (out / "calm").iterdir()} == {
        "run.json",
        "daily.npy",
        "customer.npy",
        "summary.csv",
    }
    assert {path.name for path in out.iterdir()} == {"calm", "hit", "stress"}
    asked = json.loads((out / "hit/run.json").read_text("utf-8"))
    assert asked["scenario"]["disruptions"][0]["hits"] == ["Part_0004"]
    assert asked["network"]["source"] == "nets/chain8"
    with (out / "stress/exposure.csv").open(encoding="utf-8", newline="") as file:
        ranking = list(csv.DictReader(file))
    assert len(ranking) == 40
    losses = [float(row["exposure"]) for row in ranking]
    assert losses == sorted(losses, reverse=True)
    for page in ("hit/report.html", "stress/report.html"):
        assert "echelon-report/1" in (out / page).read_text("utf-8")


def test_the_same_question_gives_the_same_files_for_any_threads(
    tmp_path: Path, echelon_command: Echelon
) -> None:
    for threads in ("1", "2", "5"):
        done = echelon_command(
            "run", "catalog:kestvold", "--replications", "300", "--threads", threads, "--out", threads
        )
        assert done.returncode == 0, done.stderr
    contents = [
        {path.name: path.read_bytes() for path in (tmp_path / threads).iterdir()} for threads in "125"
    ]
    assert contents[0] == contents[1] == contents[2]


def test_the_demo(tmp_path: Path, echelon_command: Echelon) -> None:
    done = echelon_command("demo", "--out", "out/demo")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out/demo").iterdir()} == {"report.html", "exposure.csv"}
    assert all(
        word in done.stdout
        for word in ("Ningbo Port", "calm", "disrupted", "out/demo/report.html", " s  Simulated")
    )


@pytest.mark.drill
def test_the_demo_for_programs(echelon_command: Echelon) -> None:
    again = json.loads(echelon_command("demo", "--out", "out/demo", "--json").stdout)
    assert len(again["exposure"]["failures"]) == 61
